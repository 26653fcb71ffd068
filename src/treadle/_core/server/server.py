"""The server thread: its life and its answers."""

import asyncio
import ipaddress
import logging
import re
import socket
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPServerRequest
from tornado.web import Application, RequestHandler

from treadle._core.carry.apart import serve_everybody
from treadle._core.config import Config
from treadle._core.login.login import Login
from treadle._core.login.settings import CALLBACK
from treadle._core.runtime.ports import AppPort

from .accept import Acceptor
from .blobs import BlobHandler
from .components import V1, V2, ComponentHandler, ScriptHandler
from .developer import Developer
from .downloads import DownloadHandler, Prepared
from .files import BUNDLED, StaticFiles
from .handlers import Elsewhere, Files, Health, Nothing
from .listen import listen
from .login import Callback, Callers, LoginHandler, LogoutHandler
from .loop import LoopGate, LoopScheduler
from .options import Options
from .registration import new_secret
from .rows import RowsHandler, SearchHandler, TableWorkers
from .sending import Readers
from .threads import Looker, ThreadsHandler, Watchers
from .unfinished import Unfinished
from .uploads import UploadHandler, Writers
from .websocket import BrowserConnection, Socket

logger = logging.getLogger("treadle.server")

THREAD_NAME = "treadle-server"

IDLE_TIMEOUT = 120.0
"""Seconds for which a silent HTTP connection is kept, or one that sends its headers slowly."""

MAX_BODY = 64 * 1024
"""The largest request body that is read and ignored. Only uploads take a body, with a limit of their own."""

GOODBYE = 0.5
"""Seconds that browsers have for the goodbye when the server stops.

A person who presses Ctrl-C wants the prompt back.
"""

STOP_WITHIN = 5.0


class Server:
    """Serves one app on one port, from a thread of its own.

    Nothing here is global: several servers can run side by side in a process. App code never runs on the
    server's thread, and that thread never waits for it.

    Args:
        app: The app. It belongs to the caller: stopping the server does not stop it.
        config: The configuration. Its `server` section is read once, here.
        static: The directory of the built front end.
        secret: The secret of programs that ask what is executing; None: nobody may ask.
        token: The token that proves that a browser is the developer's; None: a new one.

    Examples:
        >>> server = Server(app, config)                                              # doctest: +SKIP
        >>> port = server.start()                                                     # doctest: +SKIP
        >>> server.stop()                                                             # doctest: +SKIP
    """

    def __init__(
        self,
        app: AppPort,
        config: Config,
        *,
        static: Path = BUNDLED,
        secret: str | None = None,
        token: str | None = None,
    ) -> None:
        self.app = app
        self.options = Options.of(config)
        self.developer = Developer(token or new_secret())
        self.port: int | None = None
        self._static = StaticFiles(static)
        self._secret = secret
        self._connections: set[BrowserConnection] = set()
        self._thread: threading.Thread | None = None
        self._only_hosts = True
        self._gate: LoopGate | None = None
        self._stopping: asyncio.Event | None = None
        self._stop_asked = False
        self._login = app.part(Login.of_app)

    @property
    def url(self) -> str:
        """The address for a browser.

        Raises:
            RuntimeError: the server was not started.
        """
        if self.port is None:
            raise RuntimeError("The server has no address before it was started.")
        host = self.options.address
        if not host or _is_wildcard(host):
            host = self.options.display_host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}{self.options.base}"

    @property
    def address(self) -> str:
        """The address for connections from this machine."""
        host = self.options.address
        return "127.0.0.1" if not host or host == "0.0.0.0" else "::1" if host == "::" else host

    def start(self) -> int:
        """Bind the port, start the thread, and return the port when requests are answered.

        Raises:
            PortInUse: the chosen port is in use; or, without a choice, the default port and a hundred after
                it are.
            OSError: the address or the port cannot be used.
            RuntimeError: the server was started before.
        """
        if self._thread is not None:
            raise RuntimeError("This server was started before. Make a new one.")
        sockets = listen(self.options.address, self.options.port, search=self.options.search)
        self.port = port = int(sockets[0].getsockname()[1])
        self._login.load(port)  # here, because it may wait for a disk
        self._only_hosts = self.options.only_hosts or all(_is_loopback(sock) for sock in sockets)
        ready: Future[None] = Future()
        # A daemon, so that a running server does not keep the interpreter from ending.
        self._thread = threading.Thread(
            target=self._run, args=(sockets, ready), name=THREAD_NAME, daemon=True
        )
        self._thread.start()
        ready.result()
        return port

    def stop(self) -> None:
        """Send the browsers a last message, close everything, and wait for the thread to end.

        Can be called more than once, from any thread and from a signal handler: it takes no lock.
        """
        self._stop_asked = True
        if self._gate is not None and self._stopping is not None:
            self._gate.post(self._stopping.set)
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(STOP_WITHIN)
            if thread.is_alive():
                logger.error("The server thread did not end within %g s.", STOP_WITHIN)

    # On the server thread -----------------------------------------------------------------------------------

    def _run(self, sockets: list[socket.socket], ready: "Future[None]") -> None:
        serve_everybody()
        try:
            # The selector loop on Windows, too: with the other one, Tornado needs a second thread that waits
            # for sockets.
            with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
                runner.run(self._serve(sockets, ready))
        except BaseException as error:
            if not ready.done():
                ready.set_exception(error)
            else:
                logger.exception("The server thread failed.")
        finally:
            for sock in sockets:
                sock.close()

    async def _serve(self, sockets: list[socket.socket], ready: "Future[None]") -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_log_loop_error)
        gate = LoopGate(loop)
        self.app.attach(LoopScheduler(gate))
        looker = Looker(self.app, gate)
        readers = Readers()
        writers = Writers()
        callers = Callers()
        workers = TableWorkers()
        # The bytes of one connection that we hold before we read them: a message, and the head of the next.
        max_buffer = self.options.max_message + 64 * 1024
        http = HTTPServer(
            self._application(gate, looker, readers, writers, callers, workers),
            idle_connection_timeout=IDLE_TIMEOUT,
            body_timeout=IDLE_TIMEOUT,
            max_body_size=MAX_BODY,
        )
        acceptor = Acceptor(http, sockets, self.options, max_buffer=max_buffer)
        self._stopping = stopping = asyncio.Event()
        self._gate = gate
        ready.set_result(None)
        if self._stop_asked:  # asked before there was a gate
            stopping.set()
        await stopping.wait()
        acceptor.close()
        await self._say_goodbye()
        await http.close_all_connections()
        looker.close()
        readers.close()
        writers.close()
        callers.close()
        workers.close()

    async def _say_goodbye(self) -> None:
        connections = list(self._connections)
        for connection in connections:
            connection.goodbye()
        if connections:
            _, late = await asyncio.wait([connection.closed for connection in connections], timeout=GOODBYE)
            # Some versions of Tornado do not count WebSockets among the connections that it closes.
            for connection in list(self._connections):
                connection.abort()
            if late:
                await asyncio.wait(late, timeout=GOODBYE)

    def _application(
        self,
        gate: LoopGate,
        looker: Looker,
        readers: Readers,
        writers: Writers,
        callers: Callers,
        workers: TableWorkers,
    ) -> Application:
        base = re.escape(self.options.base)
        shared: dict[str, Any] = {"config": self.options, "only_hosts": self._only_hosts}
        files = {**shared, "static": self._static, "developer": self.developer, "port": self.port}
        socket_shared = {
            **shared,
            "app": self.app,
            "gate": gate,
            "connections": self._connections,
            "developer": self.developer,
            "port": self.port,
            "watchers": Watchers(looker),
            "login": self._login,
            "unfinished": Unfinished(self.options.max_unfinished, self.options.max_unfinished_per_address),
        }
        blobs = {**shared, "blobs": self.app.blobs, "readers": readers}
        tables = {**shared, "tables": self.app.tables, "workers": workers}
        downloads = {
            **shared,
            "source": self.app.downloads,
            "gate": gate,
            "prepared": Prepared(gate),
            "readers": readers,
        }
        login = {**shared, "login": self._login, "callers": callers}
        components = {**shared, "components": self.app.components, "readers": readers}
        rules: list[tuple[str, type[RequestHandler], dict[str, Any]]] = [
            (f"{base}/_treadle/ws", Socket, socket_shared),
            # A document stands beside the pages, so that its relative links mean what they mean in a page.
            (f"{base}/_treadle(?:/blob/|-document-)([^/%]*)", BlobHandler, blobs),
            (f"{base}/_treadle/rows/(\\w+)/(\\d{{1,12}})-(\\d{{1,6}})", RowsHandler, tables),
            (f"{base}/_treadle/search/(\\w+)", SearchHandler, tables),
            (f"{base}/{V1}.*", ComponentHandler, {**components, "prefix": V1}),
            (f"{base}/{V2}.*", ComponentHandler, {**components, "prefix": V2}),
            (
                f"{base}/_treadle/script/([0-9a-f]{{40}})\\.js",
                ScriptHandler,
                {**shared, "scripts": self.app.component_scripts},
            ),
            (f"{base}/_treadle/download/([\\w-]+)/(\\d{{1,16}})", DownloadHandler, downloads),
            (
                f"{base}/_treadle/upload",
                UploadHandler,
                {**shared, "uploads": self.app.uploads, "writers": writers},
            ),
            (
                f"{base}/_treadle/threads",
                ThreadsHandler,
                {**shared, "looker": looker, "secret": self._secret},
            ),
            (f"{base}/auth/login", LoginHandler, login),
            (f"{base}/auth/logout", LogoutHandler, login),
            (f"{base}/{CALLBACK}", Callback, login),
            (f"{base}/(?:_treadle/health|healthz|_stcore/health)", Health, shared),
            (f"{base}/.*", Files, files),
        ]
        if base:
            rules.append((base, Files, files))
        return Application(
            rules,
            default_handler_class=Elsewhere if base else Nothing,
            default_handler_args=shared,
            log_function=_log_access,
        )


def _log_access(handler: RequestHandler) -> None:
    request: HTTPServerRequest = handler.request
    logger.debug(
        "%s %s %d %.1f ms", request.method, request.path, handler.get_status(), request.request_time() * 1000
    )


def _log_loop_error(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    logger.error("On the server thread: %s", context["message"], exc_info=context.get("exception"))


def _is_loopback(sock: socket.socket) -> bool:
    return ipaddress.ip_address(sock.getsockname()[0].partition("%")[0]).is_loopback


def _is_wildcard(address: str) -> bool:
    return address in ("0.0.0.0", "::")

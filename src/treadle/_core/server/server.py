"""The server thread: its life and its answers."""

import asyncio
import ipaddress
import logging
import socket
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from tornado.httpserver import HTTPServer

from treadle._core.carry.apart import serve_everybody
from treadle._core.config import Config
from treadle._core.login.login import Login
from treadle._core.runtime.ports import AppPort

from . import tls
from .accept import Acceptor
from .developer import Developer
from .files import BUNDLED
from .listen import listen
from .loop import LoopGate
from .options import Options
from .registration import new_secret
from .serving import Serving

logger = logging.getLogger("treadle.server")

THREAD_NAME = "treadle-server"

IDLE_TIMEOUT = 120.0
"""Seconds for which a silent HTTP connection is kept, or one that sends its headers slowly."""

MAX_BODY = 64 * 1024
"""The largest body of a request in bytes; uploads have a limit of their own. The grid knows this number."""

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
        self._static = static
        self._secret = secret
        self._serving: Serving | None = None
        self._thread: threading.Thread | None = None
        self._only_hosts = True
        self._gate: LoopGate | None = None
        self._stopping: asyncio.Event | None = None
        self._stop_asked = False
        self._certificate: tls.Certificate | None = None
        self._login = app.part(Login.of_app)

    @property
    def url(self) -> str:
        """The address for a browser.

        Raises:
            RuntimeError: the server was not started.
        """
        return shown_url(self.options, self.port)

    @property
    def address(self) -> str:
        """The address for connections from this machine."""
        host = self.options.address
        return "127.0.0.1" if not host or host == "0.0.0.0" else "::1" if host == "::" else host

    @property
    def fingerprint(self) -> str:
        """What identifies the certificate that the server shows; "" if it speaks HTTP."""
        return self._certificate.fingerprint if self._certificate else ""

    def start(self) -> int:
        """Bind the port, start the thread, and return the port when requests are answered.

        Raises:
            ConfigError: the certificate cannot be used.
            PortInUse: the chosen port is in use; or, without a choice, the default port and a hundred after
                it are.
            OSError: the address or the port cannot be used.
            RuntimeError: the server was started before.
        """
        if self._thread is not None:
            raise RuntimeError("This server was started before. Make a new one.")
        self._certificate = tls.load(self.options.certificate, self.options.key)
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
        asyncio.get_running_loop().set_exception_handler(_log_loop_error)
        serving = Serving(
            self.app,
            self.options,
            static=self._static,
            developer=self.developer,
            login=self._login,
            secret=self._secret,
        )
        # The bytes of one connection that we hold before we read them: a message, and the head of the next.
        max_buffer = self.options.max_message + 64 * 1024
        http = HTTPServer(
            serving.application(port=self.port, only_hosts=self._only_hosts),
            idle_connection_timeout=IDLE_TIMEOUT,
            body_timeout=IDLE_TIMEOUT,
            max_body_size=MAX_BODY,
        )
        acceptor = Acceptor(
            http,
            sockets,
            self.options,
            max_buffer=max_buffer,
            tls=self._certificate.context if self._certificate else None,
        )
        self._stopping = stopping = asyncio.Event()
        self._gate = serving.gate
        self._serving = serving
        ready.set_result(None)
        if self._stop_asked:  # asked before there was a gate
            stopping.set()
        await stopping.wait()
        acceptor.close()
        await serving.stop()
        await http.close_all_connections()
        serving.close()


def shown_url(options: Options, port: int | None) -> str:
    """Return the address of a server for a browser.

    Args:
        options: the server's options.
        port: the port on which it listens; None: it was not started.
    """
    if port is None:
        raise RuntimeError("The server has no address before it was started.")
    host = options.address
    if not host or _is_wildcard(host):
        host = options.display_host
    return f"{options.scheme}://{f'[{host}]' if ':' in host else host}:{port}{options.base}"


def _log_loop_error(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    logger.error("On the server thread: %s", context["message"], exc_info=context.get("exception"))


def _is_loopback(sock: socket.socket) -> bool:
    return ipaddress.ip_address(sock.getsockname()[0].partition("%")[0]).is_loopback


def _is_wildcard(address: str) -> bool:
    return address in ("0.0.0.0", "::")

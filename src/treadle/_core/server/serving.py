"""What serves one app, whatever listens: the table of its addresses, and what the handlers share.

This is the seam between the handlers and a transport. A handler answers a `tornado.httputil.HTTPConnection`
and talks over a `tornado.websocket.WebSocketProtocol`. Tornado's server has both; `asgi` makes both from an
ASGI server's `receive` and `send`.
"""

import asyncio
import logging
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from tornado.httputil import HTTPServerRequest
from tornado.web import Application, RequestHandler

from treadle._core.login.login import Login
from treadle._core.login.settings import CALLBACK
from treadle._core.runtime.ports import AppPort
from treadle._core.runtime.themes import ThemeStore

from .blobs import BlobHandler
from .browser import BrowserConnection
from .components import V1, V2, ComponentHandler, ScriptHandler
from .developer import Developer
from .downloads import DownloadHandler, Prepared
from .files import StaticFiles
from .handlers import Elsewhere, Files, Health, Nothing
from .login import Callback, Callers, LoginHandler, LogoutHandler
from .loop import LoopGate, LoopScheduler
from .metrics import Metrics, MetricsHandler
from .options import Options
from .rows import OrdersHandler, RowsHandler, SearchHandler, TableWorkers
from .sending import Readers
from .theme import ThemeHandler
from .threads import Looker, ThreadsHandler, Watchers
from .unfinished import Unfinished
from .uploads import UploadHandler, Writers
from .websocket import Socket

logger = logging.getLogger("treadle.server")

GOODBYE = 0.5
"""Seconds that browsers have for the goodbye when the server stops.

A person who presses Ctrl-C wants the prompt back.
"""


class Serving:
    """One app on one event loop. It is made and used on the loop's thread.

    Args:
        app: the app.
        options: the server's options.
        static: the directory of the built front end.
        developer: knows the developer's browser.
        login: the app's login.
        secret: the secret of programs that ask what is executing; None: nobody may ask.
    """

    def __init__(
        self,
        app: AppPort,
        options: Options,
        *,
        static: Path,
        developer: Developer,
        login: Login,
        secret: str | None = None,
    ) -> None:
        if options.user_headers and not options.trusted_proxies:
            logger.warning(
                "server.trustedUserHeaders has no effect, because server.trustedProxies names no proxy, and "
                "anyone could send such headers."
            )
        self.gate = LoopGate(asyncio.get_running_loop())
        app.attach(LoopScheduler(self.gate))
        self._app = app
        self._options = options
        self._static = StaticFiles(static)
        self._developer = developer
        self._login = login
        self._secret = secret
        self._connections: set[BrowserConnection] = set()
        self._looker = Looker(app, self.gate)
        self._watchers = Watchers(self._looker)
        self._unfinished = Unfinished(options.max_unfinished, options.max_unfinished_per_address)
        self._readers = Readers()
        self._writers = Writers()
        self._callers = Callers()
        self._workers = TableWorkers()
        self._prepared = Prepared(self.gate)
        self._metrics = Metrics(app, self._connections)

    async def stop(self) -> None:
        """Send the browsers a last message, and close their connections."""
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

    def close(self) -> None:
        """End the threads that work for the handlers."""
        self._looker.close()
        self._readers.close()
        self._writers.close()
        self._callers.close()
        self._workers.close()

    def application(self, *, port: int | None, only_hosts: bool, base: str | None = None) -> Application:
        """Return the handlers by address.

        Args:
            port: the port that browsers connect to, if it is known.
            only_hosts: whether only names of loopback and the allowed names are accepted.
            base: the path before every URL; None: the one of the options.
        """
        options = self._options if base is None else replace(self._options, base=base)
        base = re.escape(options.base)
        shared: dict[str, Any] = {"config": options, "only_hosts": only_hosts}
        developer = {
            "developer": self._developer,
            "port": port or 0,
            "themes": self._app.part(ThemeStore.of_app),
        }
        files = {**shared, **developer, "static": self._static}
        socket_shared = {
            **shared,
            "app": self._app,
            "gate": self.gate,
            "connections": self._connections,
            "developer": self._developer,
            "login": self._login,
            "port": port or 0,
            "latencies": self._metrics.latencies,
            "watchers": self._watchers,
            "unfinished": self._unfinished,
        }
        blobs = {**shared, "blobs": self._app.blobs, "readers": self._readers}
        tables = {**shared, "tables": self._app.tables, "workers": self._workers}
        downloads = {
            **shared,
            "source": self._app.downloads,
            "gate": self.gate,
            "prepared": self._prepared,
            "readers": self._readers,
        }
        components = {**shared, "components": self._app.components, "readers": self._readers}
        login = {**shared, "login": self._login, "callers": self._callers}
        rules: list[tuple[str, type[RequestHandler], dict[str, Any]]] = [
            (f"{base}/_treadle/ws", Socket, socket_shared),
            # A document stands beside the pages, so that its relative links mean what they mean in a page.
            (f"{base}/_treadle(?:/blob/|-document-)([^/%]*)", BlobHandler, blobs),
            (f"{base}/_treadle/rows/(\\w+)/(\\d{{1,12}})-(\\d{{1,6}})", RowsHandler, tables),
            (f"{base}/_treadle/orders/(\\w+)", OrdersHandler, tables),
            (f"{base}/_treadle/search/(\\w+)", SearchHandler, tables),
            (f"{base}/{V1}.*", ComponentHandler, {**components, "prefix": V1}),
            (f"{base}/{V2}.*", ComponentHandler, {**components, "prefix": V2}),
            (
                f"{base}/_treadle/script/([0-9a-f]{{40}})\\.js",
                ScriptHandler,
                {**shared, "scripts": self._app.component_scripts},
            ),
            (f"{base}/_treadle/download/([\\w-]+)/(\\d{{1,16}})", DownloadHandler, downloads),
            (
                f"{base}/_treadle/upload",
                UploadHandler,
                {**shared, "uploads": self._app.uploads, "writers": self._writers},
            ),
            (
                f"{base}/_treadle/threads",
                ThreadsHandler,
                {**shared, "looker": self._looker, "secret": self._secret},
            ),
            (f"{base}/_treadle/theme", ThemeHandler, {**shared, **developer, "readers": self._readers}),
            (f"{base}/auth/login", LoginHandler, login),
            (f"{base}/auth/logout", LogoutHandler, login),
            (f"{base}/{CALLBACK}", Callback, login),
            (f"{base}/(?:_treadle/health|healthz|_stcore/health)", Health, shared),
            (f"{base}/(?:_stcore/)?metrics", MetricsHandler, {**files, "metrics": self._metrics}),
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

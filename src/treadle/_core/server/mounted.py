"""An app on the event loop of an ASGI server."""

import asyncio
from pathlib import Path

from tornado.web import Application

from treadle._core.carry.apart import serve_everybody
from treadle._core.config import Config
from treadle._core.login.login import Login
from treadle._core.runtime.ports import AppPort

from .access import is_loopback
from .asgi import Receive, Scope, Send, answer
from .developer import Developer
from .files import BUNDLED
from .options import Options, base_path
from .registration import new_secret
from .serving import Serving

MOST = 64
"""The largest number of addresses of the app for which its handlers are kept."""


class Mounted:
    """One app in an ASGI application. It is used on the thread of the event loop, but for `__init__`.

    Args:
        app: the app. It belongs to the caller: `stop` does not stop it.
        config: the configuration. Its `server` section is read once, here.
        static: the directory of the built front end.
        token: the token that proves that a browser is the developer's; None: nobody has it.
    """

    def __init__(
        self, app: AppPort, config: Config, static: Path = BUNDLED, *, token: str | None = None
    ) -> None:
        self._app = app
        self._developer = Developer(token or new_secret())
        self._options = Options.of(config)
        self._login = app.part(Login.of_app)
        self._static = static
        self._serving: Serving | None = None
        self._port = self._options.port
        """The port that the login knows."""
        self._learning = asyncio.Lock()
        self._applications: dict[tuple[str, bool, int | None], Application] = {}

    async def start(self) -> None:
        """Make the app ready for visitors."""
        serve_everybody()
        await asyncio.to_thread(self._login.load, self._options.port)  # it may wait for a disk
        self._serving = Serving(
            self._app,
            self._options,
            static=self._static,
            developer=self._developer,
            login=self._login,
        )

    async def stop(self) -> None:
        """Close the connections, and end the threads that work for them."""
        if self._serving is not None:
            await self._serving.stop()
            await asyncio.to_thread(self._serving.close)

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await self._learn_port(scope)
        await answer(self._application(scope), scope, receive, send)

    async def _learn_port(self, scope: Scope) -> None:
        """Tell the login the port on which the ASGI server listens. Only a request names it."""
        _, port = scope.get("server") or ("", None)
        if port and port != self._port:
            async with self._learning:
                if port != self._port:
                    await asyncio.to_thread(self._login.load, port)
                    self._port = port

    def _application(self, scope: Scope) -> Application:
        """Return the handlers for the address by which a request has come."""
        assert self._serving is not None
        host, port = scope.get("server") or ("", None)
        base = base_path(scope.get("root_path", "")) + self._options.base
        # Others cannot reach this socket, so a foreign name is a rebound one.
        only_hosts = self._options.only_hosts or is_loopback(host)
        key = base, only_hosts, port
        found = self._applications.get(key)
        if found is None:
            if len(self._applications) >= MOST:
                self._applications.clear()
            found = self._applications[key] = self._serving.application(
                port=port, only_hosts=only_hosts, base=base
            )
        return found

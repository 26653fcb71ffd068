"""`st.App`: an app as an ASGI application, for uvicorn, Starlette and FastAPI."""

import asyncio
import contextlib
import copy
import importlib.util
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping, Sequence
from contextlib import AbstractAsyncContextManager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from treadle._core.runtime.secrets import SecretStore, check_added
from treadle.errors import APIError

if TYPE_CHECKING:
    from starlette.middleware import Middleware
    from starlette.routing import BaseRoute

    from treadle._core.runtime.app import App as Served
    from treadle._core.server.mounted import Mounted

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Lifespan = Callable[[Any], AbstractAsyncContextManager[Any]]

RESERVED = ("/_treadle/", "/_stcore/", "/component/")
"""Beginnings of paths that are Treadle's own."""

logger = logging.getLogger("treadle.asgi")


class Launch(NamedTuple):
    """What `treadle run` gives to the `App` objects of the script that it runs."""

    script: Path
    flags: Mapping[str, Any]
    argv: tuple[str, ...]
    token: str
    """It proves that a browser is the developer's."""


_launch: ContextVar[Launch | None] = ContextVar("treadle_launch", default=None)


class App:
    """An app as an ASGI application: run it with uvicorn, or mount it beside routes of Starlette or FastAPI.

    It needs the package `starlette`, and a server such as `uvicorn`: `pip install treadle[asgi]`. The options
    come from `config.toml` and from the environment, as with `treadle run`. The port, the address and the
    limits of connections are the ASGI server's matter.

    Args:
        script_path: the script. A relative path begins in the working directory; with `treadle run server.py`
            and with `run`, in the folder of that file. Without the script, the app does not start.
        secrets: secrets for `st.secrets`: texts, numbers, lists and dicts by name. Each replaces the
            secret of the same name in the files.
        lifespan: a function that takes this object and returns an async context manager. It is entered before
            the first visitor comes and left after the app has stopped. If it yields a mapping, its values are
            in `state`.
        routes: routes of Starlette beside the app's pages. They come first.
        middleware: middleware of Starlette, for the routes and for the app.
        on_script_error: a function that is called with each exception of the app's code, in the thread that
            raised it. It may write to the page. If it returns True, the page does not show the exception.
        exception_handlers: what Starlette calls for errors in routes, by status or exception.
        debug: whether Starlette shows errors in routes.

    Raises:
        ValueError: a route has a path that is Treadle's own.
        TypeError: a secret is of a type that a file could not have.

    Example:
        A file `server.py`, for `uvicorn server:app`, and the same app beside the routes of FastAPI:

        >>> import treadle as st                                                      # doctest: +SKIP
        >>> app = st.App("dashboard.py")                                              # doctest: +SKIP
        >>> from fastapi import FastAPI                                               # doctest: +SKIP
        >>> api = FastAPI(lifespan=app.lifespan())                                    # doctest: +SKIP
        >>> api.mount("/dashboard", app)                                              # doctest: +SKIP
    """

    def __init__(
        self,
        script_path: str | Path,
        *,
        secrets: Mapping[str, Any] | None = None,
        lifespan: Lifespan | None = None,
        routes: "Sequence[BaseRoute] | None" = None,
        middleware: "Sequence[Middleware] | None" = None,
        on_script_error: Callable[[Exception], bool | None] | None = None,
        exception_handlers: Mapping[Any, Callable[..., Any]] | None = None,
        debug: bool = False,
    ) -> None:
        if secrets is not None:
            if not isinstance(secrets, Mapping):
                raise TypeError(f"`secrets` must be a dict, but is a {type(secrets).__name__}.")
            check_added(secrets)
        self._secrets = copy.deepcopy(dict(secrets or {}))
        self._on_script_error = on_script_error
        self._launch = _launch.get()
        self._argv = self._launch.argv if self._launch else ()
        self._script_path = Path(script_path)
        self._script = Path(self._launch.script.parent if self._launch else "", script_path).resolve()
        self._lifespan = lifespan
        self._routes = list(routes or ())
        for route in self._routes:
            path = getattr(route, "path", "")
            if any(path.startswith(own) or path == own.rstrip("/") for own in RESERVED):
                raise ValueError(f"The path {path!r} of a route is Treadle's own. Choose another one.")
        self._middleware = list(middleware or ())
        self._handlers = dict(exception_handlers or {})
        self._debug = debug
        self._state: dict[str, Any] = {}
        self._options: dict[str, Any] = dict(self._launch.flags if self._launch else {})
        """Options for `run`, by name."""
        self._outer = False
        """Whether another application enters `lifespan`."""
        self._application: Any = None
        # The event loop's thread alone uses the following three.
        self._served: Served | None = None
        self._mounted: Mounted | None = None
        self._starting: asyncio.Lock | None = None

    @property
    def script_path(self) -> Path:
        """The script, as it was given."""
        return self._script_path

    @property
    def state(self) -> dict[str, Any]:
        """What the function of `lifespan` has yielded."""
        return self._state

    def lifespan(self) -> Lifespan:
        """Return the lifespan for the application in which this one is mounted.

        Starlette and FastAPI run the lifespan of the outermost application only.
        """
        self._outer = True
        return self._living

    def run(self, *, config: Mapping[str, Any] | None = None) -> None:
        """Serve the app with uvicorn until the process is asked to end.

        Args:
            config: options by name, such as `{"server.port": 8600}`.

        Raises:
            APIError: `treadle run` serves it already, or uvicorn is not installed.
        """
        if self._launch is not None:
            raise APIError(
                "`treadle run` serves the app already, so the script must not call `app.run()` itself. Write "
                'the call below `if __name__ == "__main__":`.'
            )
        try:
            import uvicorn
        except ImportError:
            raise _missing("uvicorn") from None
        from treadle._core.config import Config

        self._options = dict(config or {})
        if (launcher := Path(sys.argv[0])).is_file():  # not `-c`, nor a notebook
            self._script = (launcher.resolve().parent / self._script_path).resolve()
            self._argv = tuple(sys.argv[1:])
        server = Config.load(self._script, flags=self._options).server
        # Treadle reads the headers of trusted proxies itself.
        uvicorn.run(
            self,
            host=server.address or "127.0.0.1",
            port=server.port,
            ssl_certfile=server.sslCertFile,
            ssl_keyfile=server.sslKeyFile,
            proxy_headers=False,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request of an ASGI server."""
        if self._application is None:
            self._application = self._make()
        if scope["type"] in ("http", "websocket") and self._mounted is None:
            await self._start_late()
        await self._application(scope, receive, send)

    # How it starts and stops --------------------------------------------------------------------------------

    def _make(self) -> Any:
        try:
            from starlette.applications import Starlette
            from starlette.routing import Mount
        except ImportError:
            raise _missing("starlette") from None
        return Starlette(
            debug=self._debug,
            routes=[*self._routes, Mount("", app=self._answer)],
            middleware=self._middleware,
            exception_handlers=self._handlers,
            lifespan=None if self._outer else self._living,
        )

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        mounted = self._mounted
        if mounted is None:
            raise APIError("The app has stopped.")
        await mounted.answer(scope, receive, send)

    @contextlib.asynccontextmanager
    async def _living(self, _: Any) -> AsyncIterator[dict[str, Any]]:
        await self._start()
        try:
            if self._lifespan is None:
                yield self._state
            else:
                async with self._lifespan(self) as state:
                    self._state.update(state or {})
                    yield self._state
        finally:
            await self._stop()

    async def _start_late(self) -> None:
        """Start at the first request: the application around this one does not enter `lifespan`."""
        if self._starting is None:
            self._starting = asyncio.Lock()
        async with self._starting:
            if self._mounted is None:
                if self._lifespan is not None:
                    logger.warning(
                        "The `lifespan` of `st.App` is not entered, because the application around it does "
                        "not know it. Pass it on: FastAPI(lifespan=app.lifespan())."
                    )
                await self._start()

    async def _start(self) -> None:
        if self._mounted is None:
            from treadle._core.config import Config
            from treadle._core.runtime.app import App as Served
            from treadle._core.server.mounted import Mounted

            if not self._script.is_file():
                raise FileNotFoundError(f"The script of `st.App` does not exist: {self._script}.")
            launch = self._launch
            config = Config.load(launch.script if launch else self._script, flags=self._options)
            self._served = served = Served(self._script, config, self._argv)
            served.on_script_error = self._on_script_error
            served.part(SecretStore.of_app).added = self._secrets
            mounted = Mounted(served, config, token=launch.token if launch else None)
            await mounted.start()
            self._mounted = mounted

    async def _stop(self) -> None:
        mounted, self._mounted = self._mounted, None
        served, self._served = self._served, None
        if mounted is not None:
            await mounted.stop()
        if served is not None:
            await asyncio.to_thread(served.stop)  # it waits for the app's threads


def _missing(package: str) -> APIError:
    return APIError(
        f"`st.App` needs the package `{package}`, which is not installed. Install Treadle with it: "
        "pip install 'treadle[asgi]'."
    )


def load(launch: Launch, name: str) -> Any:
    """Execute a script as a module, and return the application that it defines.

    Args:
        launch: the script, and what its `App` objects get.
        name: the name of the application in the script.

    Raises:
        APIError: the script has not defined it.
    """
    called = launch.script.stem
    if called in sys.modules:  # of a library
        called = f"treadle_run_{called}"
    spec = importlib.util.spec_from_file_location(called, launch.script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[called] = module  # what it defines can be pickled
    reset = _launch.set(launch)
    try:
        spec.loader.exec_module(module)
    finally:
        _launch.reset(reset)
    if not hasattr(module, name):
        raise APIError(
            f"{launch.script.name} defines an application named `{name}`, but not when it is imported. "
            'Define it outside of `if __name__ == "__main__":`.'
        )
    return getattr(module, name)

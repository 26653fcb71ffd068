"""Serves an ASGI application of the app's own with uvicorn, from a thread, as `Server` serves a script."""

import socket
import threading
from concurrent.futures import Future
from typing import Any

from treadle._core.config import Config
from treadle.errors import APIError

from . import tls
from .listen import listen
from .options import Options
from .server import STOP_WITHIN, THREAD_NAME, logger, shown_url

STARTED_WITHIN = 60.0
"""Seconds that an application has to start."""


class OuterServer:
    """Serves one ASGI application on one port, from a thread of its own.

    Args:
        application: the application. It starts and stops itself, by the lifespan of ASGI.
        config: the configuration. Its `server` section is read once, here.

    Raises:
        APIError: uvicorn is not installed.
    """

    def __init__(self, application: Any, config: Config) -> None:
        try:
            import uvicorn
            from uvicorn.config import WS_PROTOCOLS
        except ImportError:
            raise APIError(
                "An ASGI application needs the package `uvicorn`, which is not installed. Install Treadle "
                "with it: pip install 'treadle[asgi]'."
            ) from None
        self.options = options = Options.of(config)
        self.port: int | None = None
        self._ready: Future[None] = Future()
        self._thread: threading.Thread | None = None
        modern: Any = "websockets-sansio"
        self._server = uvicorn.Server(
            uvicorn.Config(
                application,
                log_config=None,
                access_log=False,
                lifespan="on",
                proxy_headers=False,  # Treadle reads these headers itself
                server_header=False,
                ssl_certfile=options.certificate,
                ssl_keyfile=options.key,
                timeout_graceful_shutdown=2,
                ws=modern if modern in WS_PROTOCOLS else "auto",
                ws_max_size=options.max_message,
                ws_per_message_deflate=options.compress,
                ws_ping_interval=options.ping_interval,
            )
        )

    @property
    def url(self) -> str:
        """The address for a browser.

        Raises:
            RuntimeError: the server was not started.
        """
        return shown_url(self.options, self.port)

    def start(self) -> int:
        """Bind the port, start the application, and return the port when requests are answered.

        Raises:
            APIError: the application did not start. The log says why.
            ConfigError: the certificate cannot be used.
            PortInUse: the chosen port is in use; or, without a choice, the default port and a hundred after
                it are.
            OSError: the address or the port cannot be used.
        """
        tls.load(self.options.certificate, self.options.key)  # its errors are clearer than uvicorn's
        sockets = listen(self.options.address, self.options.port, search=self.options.search)
        self.port = port = int(sockets[0].getsockname()[1])
        self._thread = threading.Thread(target=self._run, args=(sockets,), name=THREAD_NAME, daemon=True)
        self._thread.start()
        self._ready.result(STARTED_WITHIN)
        return port

    def stop(self) -> None:
        """Stop the application, close everything, and wait for the thread to end."""
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join(STOP_WITHIN)
            if self._thread.is_alive():
                logger.error("The server thread did not end within %g s.", STOP_WITHIN)

    def _run(self, sockets: list[socket.socket]) -> None:
        starts = self._server.startup

        async def start(sockets: list[socket.socket] | None = None) -> None:
            await starts(sockets=sockets)
            if self._server.started:
                self._ready.set_result(None)

        self._server.startup = start  # type: ignore[method-assign]
        try:
            self._server.run(sockets=sockets)
        except SystemExit:
            pass  # uvicorn ends so if the application does not start, and has logged why
        except BaseException as error:  # noqa: BLE001 - `start` raises it
            if self._ready.done():
                logger.exception("The server thread failed.")
            else:
                self._ready.set_exception(error)
        finally:
            for each in sockets:
                each.close()
            if not self._ready.done():
                self._ready.set_exception(APIError("The application did not start. The log says why."))

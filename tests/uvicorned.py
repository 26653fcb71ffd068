"""An app on uvicorn, in a thread of its own: the same to tests as `treadle._core.server.Server`."""

import socket
import threading
from pathlib import Path

import uvicorn

from treadle._core.config import Config
from treadle._core.runtime.ports import AppPort
from treadle._core.server.files import BUNDLED
from treadle._core.server.mounted import Mounted


class OnUvicorn:
    """Serves one app with uvicorn. Its interface is the part of `Server`'s that tests use."""

    def __init__(self, app: AppPort, config: Config, *, static: Path = BUNDLED) -> None:
        self.mounted = Mounted(app, config, static)
        self.port: int | None = None
        self._socket: socket.socket | None = None
        self._ready = threading.Event()
        self._uvicorn = uvicorn.Server(
            uvicorn.Config(
                self._answer,
                log_config=None,
                interface="asgi3",
                proxy_headers=False,  # Treadle reads these headers itself
                lifespan="on",
                ws="websockets-sansio",
                timeout_graceful_shutdown=2,
            )
        )
        self._thread = threading.Thread(target=self._run, name="uvicorn")

    def start(self) -> int:
        """Start the thread, and return the port when requests are answered."""
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._thread.start()
        assert self._ready.wait(30)
        return self.port

    def stop(self) -> None:
        """Ask uvicorn to end, as a signal would, and wait for it."""
        self._uvicorn.should_exit = True
        self._thread.join(30)
        assert not self._thread.is_alive()
        if self._socket is not None:
            self._socket.close()

    def _run(self) -> None:
        assert self._socket is not None
        self._uvicorn.run(sockets=[self._socket])

    async def _answer(self, scope, receive, send) -> None:
        if scope["type"] != "lifespan":
            await self.mounted.answer(scope, receive, send)
            return
        await receive()
        await self.mounted.start()
        await send({"type": "lifespan.startup.complete"})
        self._ready.set()
        await receive()
        await self.mounted.stop()
        await send({"type": "lifespan.shutdown.complete"})

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from treadle._core.config import Config
from treadle._core.server import Server

from .fakes import Client, FakeApp

INDEX = (
    '<!doctype html><html><head lang="en"><title>x</title><script>boot()</script>'
    '<script type="module" src="./assets/index-1a2b3c.js"></script></head><body></body></html>'
)


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A front end as the build leaves it."""
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(INDEX)
    (folder / "favicon.svg").write_text("<svg/>")
    (folder / "assets" / "index-1a2b3c.js").write_text("plain")
    (folder / "assets" / "index-1a2b3c.js.br").write_bytes(b"brotli")
    (folder / "assets" / "index-1a2b3c.js.gz").write_bytes(b"gzip")
    (tmp_path / "secret.txt").write_text("secret")
    return folder


Serve = Callable[..., Server]


@pytest.fixture
def serve(static: Path) -> Iterator[Serve]:
    """Start servers; all are stopped in the end, and must leave no thread."""
    before = set(threading.enumerate())
    servers: list[Server] = []

    def start(app: FakeApp | None = None, *, static: Path = static, **options: Any) -> Server:
        values = {"port": 0, "address": "127.0.0.1"} | options
        config = Config.of({f"server.{name}": value for name, value in values.items()})
        servers.append(Server(app or FakeApp(), config, static=static))
        servers[-1].start()
        return servers[-1]

    yield start
    for server in servers:
        server.stop()
    assert set(threading.enumerate()) - before == set()


@pytest.fixture
def app() -> FakeApp:
    return FakeApp()


@pytest.fixture
def client(serve: Serve, app: FakeApp) -> Iterator[Client]:
    """A WebSocket to a server of `app`, not yet open."""
    server = serve(app)
    assert server.port is not None
    with Client(server.port) as client:
        yield client

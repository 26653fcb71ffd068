"""Serves apps in this process and looks at them in a real Chromium."""

import os
import re
import shutil
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from treadle._core.config import Config
from treadle._core.runtime.app import App
from treadle._core.server import Server
from treadle._core.server.files import BUNDLED

from .wire import Wire

EXAMPLES = Path(__file__).parents[2] / "examples"

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--enable-unsafe-swiftshader",  # maps draw with WebGL, which this does without a graphics card
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A camera that shows a moving picture, and a microphone that beeps; nobody is asked.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]

expect.set_options(timeout=30_000)

LOCAL = {
    "server.port": 0,
    "server.address": "127.0.0.1",
    "server.headless": True,
    "client.toolbarMode": "developer",
}

NETWORK = re.compile(r"net::ERR_|WebSocket connection to")
"""What Chromium itself says on the console when a connection is lost; some tests cut theirs."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the core of the suite on both servers."""
    if metafunc.definition.get_closest_marker("both_servers") is not None:
        metafunc.parametrize("serve", ["tornado", "uvicorn"], indirect=True)


class Served:
    """An app with a server of its own."""

    def __init__(
        self, script: Path, config: Config, static: Path, server: Callable[..., Any] = Server
    ) -> None:
        self.script = script
        self.app = App(script, config)
        self.server = server(self.app, config, static=static)
        self.url = f"http://127.0.0.1:{self.server.start()}/{config.server.baseUrlPath}"

    def stop(self) -> None:
        self.server.stop()
        self.app.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("TREADLE_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    assert path is not None, "the end-to-end tests need Chromium: scripts/test installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built front end, as it is now: a build that begins meanwhile would take the files away."""
    assert (BUNDLED / "index.html").is_file(), "the front end is not built: npm run build in frontend/"
    return shutil.copytree(BUNDLED, tmp_path_factory.mktemp("front") / "end")


@pytest.fixture
def complaints() -> list[str]:
    """What browsers found wrong with the front end during the test. A test that means to cause it clears
    the list.
    """
    return []


@pytest.fixture
def context(
    chromium: Browser,
    complaints: list[str],
    serve: Callable[..., Served],
    wire: Callable[[Served], Wire],
) -> Iterator[BrowserContext]:
    """A fresh profile, in which no script may fail and no error be logged.

    It asks for `serve` and `wire` only to be closed before them: a page may still be loading something.
    """
    # Motion costs a busy machine more time than all else; a test that is about it asks for it.
    context = chromium.new_context(viewport={"width": 1200, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(30_000)

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and not NETWORK.search(message.text):
            complaints.append(message.text)

    context.on("console", note)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield context
    context.close()
    assert complaints == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def serve(
    request: pytest.FixtureRequest, tmp_path: Path, static: Path, on_uvicorn: Callable[..., Any]
) -> Iterator[Callable[..., Served]]:
    """`serve(source or path, **options)` serves an app; options as `server_runOnSave=True`.

    It uses Treadle's own server. Tests with the mark `both_servers` run once more with uvicorn.
    """
    served: list[Served] = []
    server = on_uvicorn if getattr(request, "param", None) == "uvicorn" else Server

    def start(app: str | Path, **options: object) -> Served:
        if isinstance(app, str):
            script = tmp_path / f"app{len(served)}.py"
            script.write_text(textwrap.dedent(app), encoding="utf-8")
        else:
            script = app
        values = LOCAL | {name.replace("_", "."): value for name, value in options.items()}
        served.append(Served(script, Config.of(values), static, server))
        return served[-1]

    yield start
    for one in served:
        one.stop()


@pytest.fixture
def show(page: Page, serve: Callable[..., Served]) -> Callable[..., Page]:
    """`show(source, **options)` serves an app and opens it."""

    def open(app: str | Path, **options: object) -> Page:
        page.goto(serve(app, **options).url)
        return page

    return open


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """An app that waits at `from gate_of_test import gate` goes on when the test sets this."""
    module = ModuleType("gate_of_test")
    module.gate = threading.Event()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "gate_of_test", module)
    yield module.gate  # type: ignore[attr-defined]
    module.gate.set()  # type: ignore[attr-defined]


@pytest.fixture
def wire() -> Iterator[Callable[[Served], Wire]]:
    """`wire(served)` puts a cable that can be cut between an app and its browsers."""
    wires: list[Wire] = []

    def make(served: Served) -> Wire:
        assert served.server.port is not None
        wires.append(Wire(served.server.port))
        return wires[-1]

    yield make
    for one in wires:
        one.close()

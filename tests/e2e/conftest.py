"""Serves apps in this process and looks at them in a real Chromium."""

import shutil
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from treadle.config import Config
from treadle.runtime import App
from treadle.server import Server

EXAMPLES = Path(__file__).parents[2] / "examples"

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

expect.set_options(timeout=15_000)


class Served:
    """An app with a server of its own."""

    def __init__(self, script: Path, config: Config) -> None:
        self.script = script
        self.app = App(script, config)
        self.server = Server(self.app, config)
        self.url = f"http://127.0.0.1:{self.server.start()}/{config.server.baseUrlPath}"

    def stop(self) -> None:
        self.server.stop()
        self.app.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert path is not None, "the end-to-end tests need Chromium: scripts/test installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A fresh profile."""
    context = chromium.new_context(viewport={"width": 1200, "height": 900})
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """`serve(source or path, **options)` serves an app; options as `server_runOnSave=True`."""
    served: list[Served] = []

    def start(app: str | Path, **options: object) -> Served:
        if isinstance(app, str):
            script = tmp_path / f"app{len(served)}.py"
            script.write_text(textwrap.dedent(app), encoding="utf-8")
        else:
            script = app
        values = {"server.port": 0, "server.address": "127.0.0.1", "server.headless": True}
        values |= {name.replace("_", "."): value for name, value in options.items()}
        served.append(Served(script, Config.of(values)))
        return served[-1]

    yield start
    for one in served:
        one.stop()

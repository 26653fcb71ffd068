"""Drives an app with no server and no browser: a function is the app, and its nodes are what it shows."""

import inspect
import textwrap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from treadle._core.config import Config
from treadle._core.protocol.message import ClientInfo, Interact, Open, Rerun, ServerMessage
from treadle._core.runtime.app import App
from treadle._core.runtime.live import LiveSession
from treadle._core.runtime.ports import RequestInfo
from treadle._core.session.look import IsSettled, ListNodes
from treadle._core.session.nodes import Node
from treadle._core.session.state import ReadKey, decoded
from treadle.testing import AppTest

from .started import Started
from .uvicorned import OnUvicorn

# A busy machine may take long over an example.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


class Browser:
    """A browser of one tab that shows nothing: keeps what it is sent."""

    def __init__(self) -> None:
        self.messages: list[ServerMessage] = []

    def wake(self, now: bool) -> None:
        pass

    def send(self, message: ServerMessage) -> None:
        self.messages.append(message)


class Page:
    """A connected app. Every method that makes it run waits until it has."""

    def __init__(self, app: App, query: str = "", *, wait: bool = True) -> None:
        self.app = app
        self.browser = Browser()
        self.live: LiveSession
        self.live, _ = app.open(Open(1, None, "/", query, ClientInfo()), self.browser, RequestInfo())
        if wait:
            self.settle()

    def settle(self) -> "Page":
        assert self.live.wait(IsSettled(), 60), "the run did not end"
        return self

    def nodes(self, kind: str | None = None) -> list[Node]:
        """All visible nodes of a kind, in page order."""
        found = self.live.apply(ListNodes())
        return [node for node in found if node.visible and (kind is None or node.props.kind == kind)]

    def props(self, kind: str) -> list[Any]:
        return [node.props for node in self.nodes(kind)]

    def one(self, kind: str) -> Any:
        (props,) = self.props(kind)
        return props

    def interact(self, *changes: tuple[int, Any]) -> "Page":
        """Send widget values by node id, as a browser does."""
        self.live.receive(self.browser, Interact(list(changes)))
        return self.settle()

    def rerun(self) -> None:
        """Ask for another run, as the menu does; does not wait for it."""
        self.live.receive(self.browser, Rerun(None))

    def state(self, key: str) -> Any:
        return decoded(self.live.apply(ReadKey(key)))

    def error(self) -> str:
        """The message of the one exception that the page shows."""
        exception: Any = self.one("exception")
        return f"{exception.type}: {exception.message}"


@pytest.fixture(scope="session", autouse=True)
def patience() -> Iterator[None]:
    """Let a run take as long as a busy machine needs: the three seconds are for people. A test of the
    timeout itself names one.
    """
    make = AppTest.__init__

    def patient(self: AppTest, *args: Any, default_timeout: float = 3, **kwargs: Any) -> None:
        make(self, *args, default_timeout=60 if default_timeout == 3 else default_timeout, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AppTest, "__init__", patient)
        yield


@pytest.fixture
def open_page(tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """`open_page(app_function)` runs the function's body as a script; it must import what it uses.

    `open_page(page.app, query="…")` is another visitor of the same app; `wait=False` returns while it
    still runs.
    """
    apps: list[App] = []

    def open(function: Callable[[], object] | str | App, query: str = "", *, wait: bool = True) -> Page:
        if isinstance(function, App):
            return Page(function, query, wait=wait)
        if isinstance(function, str):
            source = textwrap.dedent(function)
        else:
            source = f"{textwrap.dedent(inspect.getsource(function))}\n{function.__name__}()\n"
        path = tmp_path / f"app{len(apps)}.py"
        path.write_text(source, encoding="utf-8")
        app = App(path, Config())
        apps.append(app)
        app.start()
        return Page(app, query, wait=wait)

    yield open
    for app in apps:
        app.stop()


@pytest.fixture
def start_all(tmp_path: Path) -> Iterator[Callable[..., list[Started]]]:
    """`start_all(sources, *words)` runs apps in processes of their own, which begin side by side."""
    started: list[Started] = []

    def go(sources: Sequence[str], *words: str, under: Sequence[str] = ()) -> list[Started]:
        for source in sources:
            script = tmp_path / f"app{len(started) or ''}.py"
            script.write_text(textwrap.dedent(source), encoding="utf-8")
            started.append(
                Started(script, *words, under=under)
            )  # at once, so that it is ended whatever comes
        for each in started[-len(sources) :]:
            each.wait()
        return started[-len(sources) :]

    yield go
    for each in started:
        each.kill()


@pytest.fixture
def start(start_all: Callable[..., list[Started]]) -> Callable[..., Started]:
    """`start(source, *words)` runs an app in a process of its own."""

    def go(source: str, *words: str, under: Sequence[str] = ()) -> Started:
        return start_all([source], *words, under=under)[0]

    return go


@pytest.fixture
def in_a_run() -> Iterator[Callable[[Callable[[], Any]], Any]]:
    """`in_a_run(call)` returns what the call returns in a script thread, or the exception that it raises."""
    tests: list[AppTest] = []

    def run(call: Callable[[], Any]) -> Any:
        def app(call, results):
            try:
                results.append(call())
            except Exception as error:  # noqa: BLE001 - it is the result
                results.append(error)

        results: list[Any] = []
        tests.append(AppTest.from_function(app, args=(call, results)))
        tests[-1].run()
        return results[0]

    yield run
    for test in tests:
        test.close()


@pytest.fixture
def on_uvicorn() -> type[OnUvicorn]:
    """Return the server for apps on uvicorn, made and used like Treadle's own."""
    return OnUvicorn

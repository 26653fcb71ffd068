"""Runs that are blocked in a call which nobody can interrupt keep nobody from a page: not their visitor,
and no other.
"""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from treadle._core.config import Config
from treadle._core.runtime.app import App
from treadle._core.session.events import EndAsked, RerunAsked, StopAsked
from treadle._core.session.look import LookAtLane, ReadRunState

from ..conftest import Page

SCRIPT = """
import treadle as st

number = st.session_state.update("runs", lambda n: n + 1, 0)
if blocks[0]:
    begun.release()
    lock.acquire()  # C, without a limit of time
    lock.release()
st.text(f"run {number}")
"""

Serve = Callable[..., App]


@pytest.fixture
def lock() -> Iterator[threading.Lock]:
    """Held by the test. Who waits for it is blocked until then."""
    lock = threading.Lock()
    lock.acquire()
    yield lock
    if lock.locked():
        lock.release()


@pytest.fixture
def serve(tmp_path: Path, lock: threading.Lock) -> Iterator[Serve]:
    apps: list[App] = []

    def serve(options: dict[str, Any] | None = None) -> App:
        path = tmp_path / "app.py"
        path.write_text(SCRIPT)
        names = {"begun": threading.Semaphore(0), "blocks": [True], "lock": lock}
        app = App(path, Config.of(options or {}), namespace=names)
        apps.append(app)
        app.start()
        return app

    yield serve
    if lock.locked():
        lock.release()
    for app in apps:
        app.stop()


def block(page: Page, clicks: int) -> None:
    """Let each of some clicks leave a run that is blocked."""
    begun = page.app.namespace["begun"]
    assert begun.acquire(timeout=20)
    for _ in range(clicks):
        page.live.handle(RerunAsked())
        assert begun.acquire(timeout=20), "this run has not started"


def shows(page: Page, text: str) -> bool:
    return page.live.wait(
        LookAtLane(),
        20,
        lambda app: app.live is None and [props.body for props in page.props("text")] == [text],
    )


def test_each_click_is_answered_though_all_runs_before_it_are_blocked(
    serve: Serve, lock: threading.Lock
) -> None:
    page = Page(serve(), wait=False)
    block(page, clicks=5)
    page.app.namespace["blocks"][0] = False
    page.live.handle(StopAsked())
    page.live.handle(RerunAsked())
    assert shows(page, "run 7")
    assert page.app.gate.blocked() == {page.live: 6}
    lock.release()
    page.settle()
    assert shows(page, "run 7"), "what was blocked writes no more"
    assert page.app.gate.blocked() == {}


def test_blocked_runs_of_visitors_who_have_left_keep_no_place(serve: Serve) -> None:
    app = serve({"runner.maxRuns": 4, "runner.stopGrace": 0.0})
    left = [Page(app, wait=False) for _ in range(4)]
    for page in left:
        block(page, clicks=0)
    for page in left:
        page.live.handle(EndAsked())
    app.namespace["blocks"][0] = False
    assert shows(Page(app, wait=False), "run 1")
    assert app.gate.blocked() == {page.live: 1 for page in left}


def test_at_the_limit_the_newest_run_waits_for_a_blocked_thread_and_the_page_says_so(
    serve: Serve, lock: threading.Lock
) -> None:
    app = serve({"runner.maxBlockedPerSession": 3})
    page = Page(app, wait=False)
    block(page, clicks=3)
    app.namespace["blocks"][0] = False
    for _ in range(5):
        page.live.handle(RerunAsked())
    assert page.live.wait(ReadRunState(), 20, lambda state: state.blocked == 4)
    assert len(page.live.threads) == 4
    assert shows(Page(app, wait=False), "run 1"), "another visitor does not wait"
    lock.release()
    assert shows(page, "run 5")
    assert page.live.wait(ReadRunState(), 20, lambda state: state.blocked == 0)


def test_blocked_threads_of_who_has_left_are_in_the_list_of_threads(
    serve: Serve, lock: threading.Lock
) -> None:
    app = serve({"runner.stopGrace": 0.0})
    page = Page(app, wait=False)
    block(page, clicks=1)
    page.live.handle(EndAsked())
    assert page.live.wound_up.wait(20)
    found = [each for each in app.threads().threads if each.kind == "script"]
    assert [(each.session, each.state, each.stop) for each in found] == [
        (page.live.token[:4], "blocked", None)
    ] * 2


def test_who_has_left_counts_for_the_apps_limit_until_the_threads_return(
    serve: Serve, lock: threading.Lock
) -> None:
    app = serve({"runner.maxBlocked": 2, "runner.stopGrace": 0.0})
    for _ in range(2):
        page = Page(app, wait=False)
        block(page, clicks=0)
        page.live.handle(EndAsked())
    app.namespace["blocks"][0] = False
    page = Page(app, wait=False)
    assert page.live.wait(ReadRunState(), 20, lambda state: state.blocked == 2)
    page.live.handle(StopAsked())
    assert page.live.wait(LookAtLane(), 20, lambda app: not app.live and not app.stopping), (
        "waiting can be stopped"
    )
    page.live.handle(RerunAsked())
    lock.release()
    assert shows(page, "run 1")

"""What follows from an event happens in the order in which it was decided, or is undone."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from treadle._core.runtime.live import LiveSession
from treadle._core.session.events import Connected, RerunAsked, SetTimer
from treadle._core.session.look import HasEnded

from .conftest import Clock

TICKING = """
import treadle as st

@st.fragment(run_every=60)
def clock():
    st.text("tick")

clock()
"""


def test_a_timer_that_a_run_asks_for_does_not_outlive_the_session_that_ends_meanwhile(
    open_page: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page("import treadle as st")
    page.app.script.write_text(TICKING)
    page.app.scheduler = clock = Clock()
    reached, go, carry_out = threading.Event(), threading.Event(), LiveSession._carry_out

    def late(live: LiveSession, instructions: list[Any]) -> None:
        if any(isinstance(each, SetTimer) and each.name.startswith("lane:") for each in instructions):
            reached.set()
            go.wait()
        carry_out(live, instructions)

    monkeypatch.setattr(LiveSession, "_carry_out", late)
    visitor = open_page(page.app, wait=False)
    assert reached.wait(60)
    visitor.live.end()
    go.set()
    for thread in list(visitor.live.threads.values()):
        thread.join()
    assert clock.timers == {}


def test_a_timer_that_fires_too_late_to_be_cancelled_does_nothing(open_page: Callable[..., Any]) -> None:
    page = open_page("import treadle as st")
    page.app.scheduler = clock = Clock()
    page.live.disconnect(page.browser)
    (expired,) = clock.timers.values()
    page.live.connect(page.browser, lambda number: Connected(number, rerun=False))
    page.live.disconnect(page.browser)  # from here, there is a grace period again
    expired()
    assert not page.live.apply(HasEnded())
    assert len(clock.timers) == 1


def test_a_run_that_gets_no_thread_is_over_and_the_next_one_runs(
    open_page: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page("""
        import treadle as st

        if st.button("Go"):
            st.text("gone")
        """)
    button = page.nodes("button")[0]

    def exhausted(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", exhausted)
        page.interact((button.id, True))
    assert page.browser.messages[-1].code == "busy"
    assert page.nodes("button") == [button]
    page.live.handle(RerunAsked())
    assert page.settle().one("text").body == "gone"

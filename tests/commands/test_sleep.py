"""`st.sleep`: as long as it says, unless the run is over."""

import asyncio
import builtins
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

import treadle as st
from treadle._core.session.events import RerunAsked, StopAsked
from treadle.errors import APIError
from treadle.testing import AppTest

FOREVER = """
import threading
import treadle as st

st.session_state.runs = st.session_state.get("runs", 0) + 1

def sleep():
    try:
        st.sleep(float("inf"))
    finally:
        ended.append(threading.current_thread().name)

if st.session_state.runs == 1:
    {start}
else:
    st.text("next")
"""

IN_PAGE = "st.text('sleeps'); sleep()"
IN_THREAD = "threading.Thread(target=lambda: (st.text('sleeps'), sleep())).start()"
IN_DAEMON = "threading.Thread(target=lambda: (st.text('sleeps'), sleep()), daemon=True).start()"


@pytest.fixture
def sleeping(open_page: Callable[..., Any]) -> Callable[[str], tuple[Any, list[str]]]:
    """`sleeping(where)` opens a page whose first run sleeps for ever, and returns it and the list of
    those who woke.
    """

    def open(where: str) -> tuple[Any, list[str]]:
        page = open_page(
            "import builtins\nended = builtins.__dict__.setdefault('ended_for_test', [])\n"
            + FOREVER.format(start=where),
            wait=False,
        )
        while not any(each.waits_for for each in page.live.executions.threads()):
            assert threading.active_count() > 1, "nothing sleeps"
            time.sleep(0)  # there is no event for it
        return page, vars(builtins)["ended_for_test"]

    yield open
    vars(builtins).pop("ended_for_test", None)


def gone(page: Any) -> bool:
    """Whether nothing sleeps any more; the wait ends long before what it waited for would have."""
    return page.live.executions.wait_until_none(10) == []


@pytest.mark.parametrize("where", [IN_PAGE, IN_THREAD])
def test_a_click_wakes_it(sleeping, where):
    page, ended = sleeping(where)
    page.live.handle(RerunAsked())
    page.settle()
    assert [props.body for props in page.props("text")] == ["next"]
    assert gone(page)
    assert len(ended) == 1


@pytest.mark.parametrize("where", [IN_PAGE, IN_THREAD])
def test_the_stop_button_wakes_it(sleeping, where):
    page, ended = sleeping(where)
    page.live.handle(StopAsked())
    assert gone(page)
    assert len(ended) == 1


@pytest.mark.parametrize("where", [IN_PAGE, IN_THREAD, IN_DAEMON])
def test_the_end_of_the_session_wakes_it(sleeping, where):
    page, ended = sleeping(where)
    page.live.end()
    assert gone(page)
    assert len(ended) == 1


def test_a_daemon_thread_sleeps_on_in_the_next_run_until_it_is_stopped_alone(sleeping):
    page, ended = sleeping(IN_DAEMON)
    page.live.handle(RerunAsked())
    page.settle()
    assert ended == []
    (executing,) = page.live.executions.threads()
    assert executing.waits_for == "the end of `st.sleep(inf)`"
    page.live.jobs.stop_thread(executing.number)
    assert gone(page)
    assert len(ended) == 1


def test_it_lasts_as_long_as_it_says():
    def app():
        import time

        import treadle as st

        before = time.monotonic()
        st.sleep(0.05)
        st.sleep(0)
        st.session_state.took = time.monotonic() - before

    assert 0.05 <= AppTest.from_function(app).run().session_state["took"] < 2


def test_without_a_session_it_only_sleeps():
    before = time.monotonic()
    st.sleep(0.01)
    assert time.monotonic() - before >= 0.01


@pytest.mark.parametrize("seconds", [-1, float("nan")])
def test_a_time_that_cannot_be_is_refused(seconds):
    with pytest.raises(APIError, match="0 or more"):
        st.sleep(seconds)


def test_in_a_coroutine_it_says_what_to_write_instead():
    async def main() -> None:
        st.sleep(0.01)

    with pytest.raises(APIError, match=r"await asyncio\.sleep"):
        asyncio.run(main())


def test_it_may_be_called_in_a_thread_that_a_coroutine_has_started():
    script = """
        import asyncio
        import treadle as st

        await asyncio.to_thread(st.sleep, 0.01)
        st.text("slept")
    """
    assert AppTest.from_string(script).run().text.values == ["slept"]


def test_a_run_that_is_over_does_not_begin_to_sleep(in_a_run):
    def use() -> str:
        from treadle._core.carry.context import require
        from treadle.errors import StopException

        require().run.fenced = True
        try:
            st.sleep(float("inf"))
        except StopException:
            return "stopped"
        finally:
            require().run.fenced = False
        return "slept"

    assert in_a_run(use) == "stopped"

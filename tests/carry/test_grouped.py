"""`st.stop`, `st.rerun` and being superseded where `asyncio.TaskGroup` makes exception groups of what is
raised.
"""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from treadle._core.carry.grouped import ending
from treadle._core.session.events import RerunAsked
from treadle.errors import FragmentHandledException, RerunException, StopException

Open = Callable[..., Any]

APP = """
import asyncio, threading
import treadle as st

run = st.session_state.update("runs", lambda n: n + 1, 0)

async def child():
    {child}

async def main():
    async with asyncio.TaskGroup() as group:
        st.text(f"run {{run}}")
        group.create_task(child())
        {body}
    st.text("behind it")

{call}
"""

SCRIPT = "await main()"
PLAIN = "asyncio.run(main())"
FRAGMENT = "await st.fragment(main)()"
THREAD = "thread = threading.Thread(target=asyncio.run, args=(main(),)); thread.start(); thread.join()"


def texts(page: Any) -> list[str]:
    return [text.body for text in page.props("text")]


@pytest.mark.parametrize("call", [SCRIPT, PLAIN, FRAGMENT, THREAD])
@pytest.mark.parametrize("where", ["body", "child"])
def test_stop_in_a_group_is_no_error(
    open_page: Open, caplog: pytest.LogCaptureFixture, call: str, where: str
) -> None:
    parts = {"body": "pass", "child": "pass", "call": call} | {where: "st.stop()"}
    page = open_page(APP.format(**parts))
    assert page.nodes("exception") == []
    assert texts(page) == ["run 1"]
    assert caplog.records == []


@pytest.mark.parametrize("call", [SCRIPT, PLAIN, FRAGMENT, THREAD])
@pytest.mark.parametrize("where", ["body", "child"])
def test_rerun_in_a_group_runs_again(
    open_page: Open, caplog: pytest.LogCaptureFixture, call: str, where: str
) -> None:
    parts = {"body": "pass", "child": "pass", "call": call} | {where: "st.rerun() if run == 1 else None"}
    page = open_page(APP.format(**parts))
    assert texts(page) == ["run 2", "behind it"]
    assert caplog.records == []


def test_a_run_that_is_superseded_in_a_group_is_no_error(
    open_page: Open, caplog: pytest.LogCaptureFixture
) -> None:
    source = APP.format(
        child="while run == 1: st.session_state.get('x'); begun.set(); await asyncio.sleep(0)",
        body="pass",
        call=SCRIPT,
    )
    page = open_page("import treadle")
    page.app.namespace["begun"] = begun = threading.Event()
    page.app.script.write_text(source)
    page.rerun()
    assert begun.wait(20)
    page.live.handle(RerunAsked())
    page.settle()
    assert texts(page) == ["run 2", "behind it"]
    assert caplog.records == []


@pytest.mark.parametrize("kind", ["thread", "async"])
def test_a_task_that_stops_itself_in_a_group_is_cancelled(open_page: Open, kind: str) -> None:
    call = (
        "task = st.task(main).submit()"
        if kind == "async"
        else "task = st.task(lambda: asyncio.run(main())).submit()"
    )
    page = open_page(APP.format(child="st.stop()", body="pass", call=call + "\nst.session_state.task = task"))
    task = page.state("task")
    assert task.wait(20) is None
    assert task.status == "cancelled"


def test_a_group_that_holds_an_error_too_is_one() -> None:
    stop, rerun, error = StopException(), RerunException(), ValueError("planned")
    assert ending(stop) is stop
    assert ending(BaseExceptionGroup("", [stop, BaseExceptionGroup("", [rerun])])) is rerun
    assert ending(BaseExceptionGroup("", [stop, error])) is None
    assert ending(error) is None
    shown = FragmentHandledException()
    assert ending(ExceptionGroup("", [shown])) is shown
    assert ending(ExceptionGroup("", [shown, error])) is None


@pytest.mark.parametrize(
    "call",
    [
        SCRIPT,
        PLAIN,
        FRAGMENT,
        THREAD,
        "task = st.task(main).submit(); task.wait()",
        "task = st.task(lambda: asyncio.run(main())).submit(); task.wait()",
    ],
)
def test_a_fragments_error_is_shown_once(open_page: Open, call: str) -> None:
    child = "await st.fragment(fails)()\n\nasync def fails():\n    1 / 0"
    page = open_page(APP.format(child=child, body="pass", call=call))
    assert page.error() == "ZeroDivisionError: division by zero"

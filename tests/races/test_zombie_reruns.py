"""A run that was superseded ends: reruns leave one script thread, the last run's, and nothing of the
others on the page.
"""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from treadle._core.protocol.message import Interact
from treadle._core.session.events import RerunAsked
from treadle._core.session.look import FindLiveRun, LookAtLane, ReadNumber

from .conftest import Gate

Visit = Callable[..., Any]

LOOP = """
import threading
import treadle as st

number = st.session_state.update("runs", lambda n: n + 1, 0)

def loop():
    while not leave.is_set():
        st.session_state.beat = number
        {pause}

{start}
st.text(f"run {{number}}")
"""

WAYS = {
    "commands": {"pause": "pass", "start": "loop()"},
    "sleeps": {"pause": "st.sleep(60)", "start": "loop()"},
    "a thread": {"pause": "pass", "start": "threading.Thread(target=loop).start()"},
    "a thread it joins": {"pause": "pass", "start": "t = threading.Thread(target=loop); t.start(); t.join()"},
}


@pytest.mark.parametrize("way", WAYS)
def test_zombie_reruns(visit: Visit, way: str) -> None:
    leave = threading.Event()
    page = visit(LOOP.format(**WAYS[way]), wait=False, leave=leave)
    for _ in range(5):
        page.live.handle(RerunAsked())
    newest = page.live.apply(ReadNumber())
    assert page.live.wait(LookAtLane(), 20, lambda app: app.live is not None and not app.stopping)
    live = page.live.apply(FindLiveRun())
    assert live.number >= newest
    assert {each.scope.run for each in page.live.executions.threads()} <= {live}, (
        "of all others, nothing executes"
    )
    assert set(page.live.threads) <= {live.number}
    leave.set()
    page.live.handle(RerunAsked())
    page.settle()
    assert len(page.props("text")) == 1
    assert page.live.executions.threads() == []


def test_a_run_that_cannot_stop_yet_delays_no_other_and_writes_no_more(visit: Visit, gate: Gate) -> None:
    page = visit(
        """
        import treadle as st

        if st.button("Stick"):
            gate.reach()
            st.text("from the dead")
        st.text("alive")
        """,
        gate=gate,
    )
    page.live.receive(page.browser, Interact([(page.nodes("button")[0].id, True)]))
    gate.reached()
    page.live.handle(RerunAsked())
    assert page.live.wait(LookAtLane(), 20, lambda app: app.live is None), (
        "the new run does not wait for the old"
    )
    gate.open()
    page.settle()
    assert [props.body for props in page.props("text")] == ["alive"]

"""Writes of threads that outlive the body which started them: they arrive where they belong, or nowhere,
but never in another run's output.
"""

from collections.abc import Callable
from typing import Any

import pytest

from treadle._core.session.events import RerunAsked
from treadle._core.session.look import LookAtLane

from .conftest import Gate

Visit = Callable[..., Any]

STARTS = {
    "a thread": "threading.Thread(target=late).start()",
    "a daemon thread": "threading.Thread(target=late, daemon=True).start()",
    "a timer": "threading.Timer(0, late).start()",
    "a pool": "pool = ThreadPoolExecutor(1); pool.submit(late); pool.shutdown(wait=False)",
}

APP = """
import threading
from concurrent.futures import ThreadPoolExecutor
import treadle as st

run = st.session_state.update("runs", lambda n: n + 1, 0)

def late():
    gate.reach()
    for number in range(6):
        st.text(f"late {{number}} of run {{run}}")
    done.reach()

if run == 1:
    {start}
st.text(f"body {{run}}")
"""


def texts(page: Any) -> list[str]:
    return [props.body for props in page.props("text")]


@pytest.mark.parametrize("way", STARTS)
def test_late_writes_are_not_lost(visit: Visit, gate: Gate, way: str) -> None:
    done = Gate()
    done.open()
    page = visit(APP.format(start=STARTS[way]), wait=False, gate=gate, done=done)
    gate.reached()
    assert page.live.wait(LookAtLane(), 20, lambda app: not app.alive), "the body is over"
    gate.open()
    done.reached()
    page.settle()
    assert [text for text in texts(page) if text.startswith("late")] == [
        f"late {n} of run 1" for n in range(6)
    ]


@pytest.mark.parametrize("way", STARTS)
def test_late_writes_are_not_in_the_next_run(visit: Visit, gate: Gate, way: str) -> None:
    page = visit(APP.format(start=STARTS[way]), wait=False, gate=gate, done=gate)
    gate.reached()
    assert page.live.wait(LookAtLane(), 20, lambda app: not app.alive)
    page.live.handle(RerunAsked())
    assert page.live.wait(LookAtLane(), 20, lambda app: app.live is None)
    assert texts(page) == ["body 2"]
    gate.open()
    page.settle()
    assert page.live.executions.wait_until_none(20) == []
    assert texts(page) == ["body 2"], "its place left the page with its run"
    assert page.props("exception") == []


def test_a_late_write_through_a_handle_that_is_written_again_arrives(visit: Visit, gate: Gate) -> None:
    page = visit(
        """
        import threading
        import treadle as st

        box = st.container(key="box")

        def late():
            gate.reach()
            box.text("late")

        if "started" not in st.session_state:
            st.session_state.started = True
            threading.Thread(target=late, daemon=True).start()
        st.text("body")
        """,
        gate=gate,
    )
    gate.reached()
    page.live.handle(RerunAsked())
    page.settle()
    gate.open()
    assert page.live.executions.wait_until_none(20) == []
    assert texts(page) == ["late", "body"]

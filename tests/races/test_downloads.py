"""Functions that make a file for `st.download_button`, while the page goes on."""

import threading
from collections.abc import Callable
from typing import Any

from treadle._core.data.content import Content
from treadle._core.session.events import RerunAsked

from .conftest import Gate

WAIT = 30


def make(page: Any) -> tuple[list[Content | None], threading.Event]:
    """Have the app make the file of its button. Return where it will be, and what is set then."""
    (node,) = page.nodes("download_button")
    made: list[Content | None] = []
    done = threading.Event()

    def then(content: Content | None) -> None:
        made.append(content)
        done.set()

    assert page.app.downloads.make(page.live.file_key, node.id, then)
    return made, done


APP = """
    import treadle as st

    def make():
        gate.reach()
        st.session_state.seen = st.session_state.get("run")
        return "made"

    st.session_state.run = st.session_state.get("run", 0) + 1
    st.download_button("Save", make)
"""


def test_a_click_does_not_stop_a_function_that_makes_a_file(visit: Callable[..., Any], gate: Gate) -> None:
    page = visit(APP, gate=gate)
    made, done = make(page)
    gate.reached()
    page.live.handle(RerunAsked())
    page.settle()
    gate.open()
    assert done.wait(WAIT)
    assert made[0] is not None
    assert made[0].read(0, 9) == b"made"
    assert page.state("seen") == 2, "it reads the state as it is by then"


def test_a_function_that_makes_a_file_stops_with_its_session(visit: Callable[..., Any], gate: Gate) -> None:
    page = visit(APP, gate=gate)
    made, done = make(page)
    gate.reached()
    page.live.end()
    gate.open()
    assert done.wait(WAIT)
    assert made == [None]

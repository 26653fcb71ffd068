"""A press is answered exactly once, whatever becomes of the run that was to answer it; only Stop drops
one.
"""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from treadle._core.protocol.message import Interact, Stop
from treadle._core.session.events import RerunAsked, StopAsked
from treadle._core.session.state import PutKey

APP = """
import treadle as st

{before}
if st.button("Add"):
    st.session_state.sum = st.session_state.get("sum", 0) + 1
    {after}
name = st.text_input("Name", key="name")
st.text(f"{{name}} {{st.session_state.get('sum', 0)}}")
"""

WAIT = 'if gate := st.session_state.get("gate"): gate.reach()'


class Gate:
    """Where a run waits, once."""

    def __init__(self) -> None:
        self.reached, self.go = threading.Event(), threading.Event()

    def reach(self) -> None:
        self.reached.set()
        assert self.go.wait(20)


Open = Callable[..., Any]


def waiting(open_page: Open, source: str) -> tuple[Any, Gate]:
    """An idle page whose next run will wait at the gate."""
    page, gate = open_page(source), Gate()
    page.live.apply(PutKey("gate", gate))
    return page, gate


def press(page: Any, kind: str = "button") -> None:
    page.live.receive(page.browser, Interact([(page.nodes(kind)[0].id, True)]))


def enter(page: Any, value: str) -> None:
    page.live.receive(page.browser, Interact([(page.nodes("text_input")[0].id, value)]))


def open_up(page: Any, gate: Gate) -> None:
    page.live.apply(PutKey("gate", None))
    gate.go.set()
    page.settle()


def test_a_press_that_its_run_did_not_come_to_is_answered_by_the_next(open_page: Open) -> None:
    page, gate = waiting(open_page, APP.format(before=WAIT, after=""))
    press(page)
    assert gate.reached.wait(20)
    page.live.handle(RerunAsked())
    open_up(page, gate)
    assert page.state("sum") == 1


def test_a_press_and_a_text_entered_right_after_are_both_answered(open_page: Open) -> None:
    page, gate = waiting(open_page, APP.format(before=WAIT, after=""))
    press(page)
    assert gate.reached.wait(20)
    enter(page, "Hedy")
    open_up(page, gate)
    assert page.one("text").body == "Hedy 1"


def test_a_press_that_the_app_was_told_of_is_not_told_again(open_page: Open) -> None:
    page, gate = waiting(open_page, APP.format(before="", after=WAIT))
    press(page)
    assert gate.reached.wait(20)
    enter(page, "Hedy")
    open_up(page, gate)
    assert page.one("text").body == "Hedy 1"


def test_presses_that_nobody_has_come_to_are_one_press(open_page: Open) -> None:
    page, gate = waiting(open_page, APP.format(before=WAIT, after=""))
    for _ in range(2):
        press(page)
        assert gate.reached.wait(20)
    open_up(page, gate)
    assert page.state("sum") == 1


@pytest.mark.parametrize("stop", [Stop, None])
def test_stop_drops_a_press_that_is_yet_to_be_answered(open_page: Open, stop: Any) -> None:
    page, gate = waiting(open_page, APP.format(before=WAIT, after=""))
    press(page)
    assert gate.reached.wait(20)
    if stop is None:
        page.live.handle(StopAsked("app"))
    else:
        page.live.receive(page.browser, Stop())
    open_up(page, gate)
    page.live.handle(RerunAsked())
    page.settle()
    assert page.one("text").body == "0"


def test_stop_drops_no_value(open_page: Open) -> None:
    page, gate = waiting(open_page, APP.format(before=WAIT, after=""))
    enter(page, "Hedy")
    assert gate.reached.wait(20)
    page.live.receive(page.browser, Stop())
    open_up(page, gate)
    page.live.handle(RerunAsked())
    page.settle()
    assert page.one("text").body == "Hedy 0"


def test_a_press_in_a_fragment_outlives_a_run_of_the_page(open_page: Open) -> None:
    page, gate = waiting(
        open_page,
        f"import treadle as st\n@st.fragment\ndef part():\n    {WAIT}\n"
        "    if st.button('Add'): st.session_state.update('sum', lambda n: n + 1, 0)\npart()",
    )
    press(page)
    assert gate.reached.wait(20)
    page.live.handle(RerunAsked())
    open_up(page, gate)
    assert page.state("sum") == 1


def test_a_form_that_its_run_did_not_come_to_is_answered_with_what_was_sent(open_page: Open) -> None:
    page, gate = waiting(
        open_page,
        f"""
        import treadle as st
        {WAIT}
        with st.form("form", clear_on_submit=True):
            name = st.text_input("Name")
            if st.form_submit_button("Send"):
                st.session_state.update("sent", lambda names: [*names, name], [])
        """,
    )
    name, button = page.nodes("text_input")[0], page.nodes("form_submit_button")[0]
    page.live.receive(page.browser, Interact([(name.id, "Ada"), (button.id, True)]))
    assert gate.reached.wait(20)
    page.live.handle(RerunAsked())
    open_up(page, gate)
    assert page.state("sent") == ["Ada"]
    assert page.one("text_input").value == ""

"""A button's callback sees in its arguments what a person entered before the press, also while a run is
busy.
"""

from collections.abc import Callable
from typing import Any

import pytest

from treadle._core.protocol.message import Interact
from treadle._core.session.state import ReadKey

APP = """
import treadle as st

def save(text, word):
    st.session_state.update("saved", lambda saved: [*saved, (text, word)], [])

text = st.text_input("Text", key="text")
{before}
word = f"last {{text}}"
if st.button("Save", on_click=save, args=(text,), kwargs={{"word": word}}):
    st.session_state.update("pressed", lambda number: number + 1, 0)
{after}
"""

WAIT = 'if text == "new": gate.reach()'


def enter(page: Any, value: str) -> None:
    page.live.receive(page.browser, Interact([(page.nodes("text_input")[0].id, value)]))


def press(page: Any, kind: str = "button") -> None:
    page.live.receive(page.browser, Interact([(page.nodes(kind)[0].id, True)]))


@pytest.mark.parametrize(
    ("before", "after"), [(WAIT, ""), ("", WAIT)], ids=["before the button", "behind the button"]
)
def test_the_callback_has_the_new_text(visit: Callable[..., Any], gate: Any, before: str, after: str) -> None:
    page = visit(APP.format(before=before, after=after), gate=gate)
    enter(page, "new")
    gate.reached()
    press(page)
    gate.open()
    page.settle()
    assert page.state("saved") == [("new", "last new")]
    assert page.state("pressed") == 1


def test_no_run_waits_for_the_one_that_is_busy(visit: Callable[..., Any], gate: Any) -> None:
    """The run that the press starts comes to the button while the busy one still stands at the gate."""
    page = visit(
        APP.format(before='if text == "new" and not busy: busy.append(1), gate.reach()', after=""),
        gate=gate,
        busy=[],
    )
    enter(page, "new")
    gate.reached()
    press(page)
    assert page.live.wait(ReadKey("pressed"), 20, lambda pressed: pressed == 1)
    assert page.state("saved") == [("new", "last new")]


def test_a_press_when_nothing_runs_has_the_arguments_of_the_last_run(visit: Callable[..., Any]) -> None:
    page = visit(APP.format(before="", after='st.session_state.update("runs", lambda n: n + 1, 0)'))
    enter(page, "new")
    page.settle()
    press(page)
    page.settle()
    assert page.state("saved") == [("new", "last new")]
    assert page.state("runs") == 3


def test_a_fragments_callback_has_the_new_text_of_the_page(visit: Callable[..., Any], gate: Any) -> None:
    page = visit(
        """
        import treadle as st

        def save(text):
            st.session_state.update("saved", lambda saved: [*saved, text], [])

        @st.fragment
        def part(text):
            st.button("Save", on_click=save, args=(text,))

        text = st.text_input("Text", key="text")
        if text == "new": gate.reach()
        part(text)
        """,
        gate=gate,
    )
    enter(page, "new")
    gate.reached()
    press(page)
    gate.open()
    page.settle()
    assert page.state("saved") == ["new"]

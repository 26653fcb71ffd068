"""A message with a thousand changes asks for no more than one with a few."""

from treadle._core.elements.inputs.button import Button
from treadle._core.elements.inputs.checkbox import Checkbox
from treadle._core.protocol.message import Problem
from treadle._core.session.events import Flush, Interacted, Send

from .driving import Driven


def test_what_is_refused_is_answered_once_and_shown_again_once() -> None:
    driven = Driven()
    node = driven.show(driven.runs[0], Checkbox(label="On"))
    driven.idle()
    said = driven.do(Interacted(1, [(node, "neither")] * 1_000))
    assert [type(each) for each in said] == [Send, Flush]


def test_presses_that_are_lost_are_named_once() -> None:
    driven = Driven()
    node = driven.show(driven.runs[0], Button(label="Go"))
    driven.idle()
    said = driven.do(Interacted(1, [(node, True)] * 1_000))
    problems = [each.message for each in said if isinstance(each, Send)]
    assert [each.code for each in problems if isinstance(each, Problem)] == ["lost"]
    assert len(said) < 5

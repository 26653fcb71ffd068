"""What a call has shown: what is left of it in the end."""

import pickle
from types import SimpleNamespace

import pytest

from treadle._core.cache.replay import HERE, Recorder, Recording, Shown
from treadle._core.elements.layout.container import Container as Box
from treadle._core.elements.layout.empty import Empty
from treadle._core.elements.text.text import Text
from treadle._core.protocol.message import Toast
from treadle._core.session.structure import MAIN, SIDEBAR, Slot
from treadle.errors import APIError

PLACE = 50
"""Where the call stands."""


@pytest.fixture
def recorder() -> Recorder:
    return Recorder("load", SimpleNamespace(container=PLACE, recorder=None))


def text(body: str) -> Text:
    return Text(body=body)


def outline(recording: Recording | None, place: int = HERE) -> list:
    def of(shown: Shown):
        name = shown.props.body if isinstance(shown.props, Text) else shown.props.kind
        return [name, *map(of, shown.inside)] if shown.inside else name

    return [] if recording is None else [of(each) for each in recording.places[place]]


def test_nothing_shown_is_no_recording(recorder):
    assert recorder.finish() is None


def test_elements_and_containers_in_their_order(recorder):
    recorder.placed(PLACE, 11, text("a"), None)
    recorder.placed(PLACE, 12, Box(), None)
    recorder.placed(PLACE, 13, text("b"), None)
    recorder.placed(12, 14, text("within"), None)
    recorder.placed(SIDEBAR, 15, text("side"), None)
    recorder.placed(MAIN, 16, text("main"), None)
    recording = recorder.finish()
    assert outline(recording) == ["a", ["container", "within"], "b"]
    assert outline(recording, SIDEBAR) == ["side"]
    assert outline(recording, MAIN) == ["main"]


def test_what_is_overwritten_changed_or_removed_is_as_it_was_in_the_end(recorder):
    recorder.placed(PLACE, 1, text("old"), None)
    recorder.placed(1, 1, text("new"), None)  # the same node
    recorder.placed(PLACE, 2, text("old"), None)
    recorder.placed(2, 3, Box(), None)  # another kind: another node in its place
    recorder.placed(3, 4, text("in it"), None)
    recorder.placed(PLACE, 5, text("going"), None)
    recorder.removed(5)
    recorder.placed(PLACE, 6, text("before"), None)
    recorder.changed(6, text("after"))
    recorder.changed(99, text("somebody else's"))
    recorder.removed(99)
    assert outline(recorder.finish()) == ["new", ["container", "in it"], "after"]


def test_a_container_of_one_has_the_last(recorder):
    recorder.placed(PLACE, 1, Empty(), None)
    for id, body in ((2, "a"), (3, "b")):
        recorder.placed(1, id, text(body), None)
    assert outline(recorder.finish()) == [["empty", "b"]]


def test_a_container_that_is_written_anew_has_what_it_was_given_last(recorder):
    recorder.placed(PLACE, 1, Empty(), None)
    for bodies in ("ab", "c"):
        recorder.placed(1, 2, Box(), None)  # the document finds the same nodes again
        recorder.placed(2, 3, Box(), None)
        for id, body in enumerate(bodies, 4):
            recorder.placed(3, id, text(body), None)
    assert outline(recorder.finish()) == [["empty", ["container", ["container", "c"]]]]


def test_containers_of_elsewhere_are_refused(recorder):
    for container in (PLACE, MAIN, SIDEBAR):
        recorder.admit(container, text("a"))
    with pytest.raises(APIError, match="cached function `load` writes into a container"):
        recorder.admit(77, text("a"))
    recorder.admit(77, Slot())  # threads within threads stand where there is room
    recorder.placed(77, 8, Slot(), None)
    recorder.admit(8, text("of a thread"))
    recorder.placed(8, 9, text("of a thread"), None)
    assert outline(recorder.finish()) == [["slot", "of a thread"]]


def test_nothing_is_recorded_or_refused_when_the_call_has_ended(recorder):
    recorder.placed(PLACE, 1, text("a"), None)
    recording = recorder.finish()
    recorder.admit(77, text("late"))
    recorder.placed(PLACE, 2, text("late"), None)
    recorder.changed(1, text("late"))
    recorder.removed(1)
    recorder.effect(Toast("late", "", 1))
    assert outline(recording) == ["a"]
    assert recording.effects == []


def test_an_outer_call_records_what_an_inner_one_shows(recorder):
    recorder.placed(PLACE, 1, Box(), None)
    inner = Recorder("inner", SimpleNamespace(container=1, recorder=recorder))
    inner.placed(1, 2, text("both"), None)
    inner.effect(Toast("both", "", 1))
    assert outline(inner.finish()) == ["both"]
    recording = recorder.finish()
    assert outline(recording) == [["container", "both"]]
    assert len(recording.effects) == 1
    outer = Recorder("load", SimpleNamespace(container=1, recorder=None))
    with pytest.raises(APIError, match="`load`"):
        Recorder("inner", SimpleNamespace(container=77, recorder=outer)).admit(77, text("a"))


def test_a_recording_can_be_pickled(recorder):
    recorder.placed(PLACE, 1, Box(), ("container", "key"))
    recorder.placed(1, 2, text("a"), None)
    recorder.effect(Toast("hello", "", 1))
    copy = pickle.loads(pickle.dumps(recorder.finish()))
    assert outline(copy) == [["container", "a"]]
    assert copy.places[HERE][0].identity == ("container", "key")
    assert copy.effects == [Toast("hello", "", 1)]

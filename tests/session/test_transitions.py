"""The tables of what lanes and runs may go through, and the story of what has led to an illegal
transition.
"""

from itertools import pairwise

import pytest

from treadle._core.session.events import Connected, NotStarted, RerunAsked
from treadle._core.session.lanes import APP, Lane, Run
from treadle._core.session.transitions import LANES, RUNS, STORY, IllegalTransition, Story

from .driving import Driven


def test_a_run_goes_through_the_states_of_the_table() -> None:
    run = Run(1, Lane(APP))
    seen = [run.state]
    for step in (run.fence, lambda: run.end_body("done"), run.end):
        step()
        seen.append(run.state)
    assert seen == ["body", "fenced body", "fenced threads", "ended"]
    assert all(pair in RUNS for pair in pairwise(seen))


def test_a_lane_goes_through_the_states_of_the_table() -> None:
    lane = Lane("fragment", Lane(APP))
    seen = [lane.state]
    run = Run(1, lane)
    steps = (lane.wait, lambda: lane.wait_no_more(), lambda: lane.start(run), lane.wait, lane.release)
    for step in (*steps, lane.wait_no_more, lane.leave, lane.come_back):
        step()
        seen.append(lane.state)
    assert all(pair in LANES for pair in pairwise(seen))
    assert {state for pair in LANES for state in pair} == set(seen)


def test_what_stays_as_it_is_is_no_transition() -> None:
    lane = Lane(APP)
    lane.wait_no_more()
    lane.come_back()
    assert lane.state == "idle"


def test_an_illegal_transition_of_a_run_tells_what_has_led_to_it() -> None:
    driven = Driven()
    (run,) = driven.runs
    driven.idle()
    driven.do(RerunAsked())
    with pytest.raises(IllegalTransition) as raised:
        driven.end(run)
    story = str(raised.value)
    assert "The run 1 cannot go from “ended” to “threads”" in story
    lines = [line.strip() for line in story.splitlines()]
    assert lines[1:] == [
        "Connected",
        "lane app: idle → running",
        "BodyEnded run 1",
        "run 1: body → threads",
        "run 1: threads → ended",
        "lane app: running → idle",
        "RerunAsked",
        "lane app: idle → running",
        "BodyEnded run 1",
    ]


def test_a_session_goes_on_after_an_illegal_transition() -> None:
    driven = Driven().idle()
    with pytest.raises(IllegalTransition):
        driven.do(NotStarted(driven.runs[0]))
    assert driven.started(RerunAsked()) == driven.runs[-1:]
    driven.idle()
    assert driven.session.app.state == "idle"


@pytest.mark.parametrize("step", ["start", "wait", "leave"])
def test_a_lane_that_is_gone_does_nothing_but_come_back(step: str) -> None:
    lane = Lane("fragment", Lane(APP))
    lane.leave()
    with pytest.raises(IllegalTransition, match="The lane fragment cannot go from “gone”"):
        getattr(lane, step)(*[Run(1, lane)] * (step == "start"))


def test_a_story_keeps_the_last_of_what_happened_and_nothing_of_the_app() -> None:
    story = Story()
    for number in range(3 * STORY):
        story.event("RerunAsked", number, APP)
    lines = str(story).splitlines()
    assert len(lines) == STORY
    assert lines[-1] == f"RerunAsked run {3 * STORY - 1}, lane app"


def test_lanes_of_one_session_share_its_story() -> None:
    driven = Driven(connect=False)
    driven.do(Connected(1))
    app = driven.session.app
    lane = driven.session.runs.fragment("f", app, 5, None, None, 1)
    assert lane.story is app.story

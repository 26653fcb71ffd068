"""What is rerun when something changes that runs have read."""

from treadle._core.session.events import (
    Connected,
    Disconnected,
    FragmentDeclared,
    JobEnded,
    JobStarted,
    Outdated,
    RerunAsked,
    SetTimer,
    StopAsked,
    TimerFired,
)
from treadle._core.session.timers import CALM_PREFIX

from .driving import Driven
from .test_lanes import fragment

CALM = TimerFired(f"{CALM_PREFIX}app")


def changed(driven: Driven, *lanes: str, echo: int = 0) -> Outdated:
    """Something changes that the newest runs of lanes have read; of the app's, if none are named."""
    return Outdated({lane: driven.session.lanes[lane].newest for lane in lanes or ("app",)}, echo)


def test_what_has_read_runs_again():
    driven = Driven().idle()
    (run,) = driven.started(changed(driven))
    assert run.lane.id == "app"


def test_what_has_read_and_runs_again_since_does_not_run_once_more():
    driven = Driven().idle()
    before = changed(driven)
    driven.do(RerunAsked())
    assert driven.started(before) == []
    driven.idle()
    assert driven.started(CALM) == []


def test_a_run_that_has_read_comes_to_its_end_first_threads_included():
    driven = Driven()
    (run,) = driven.runs
    driven.begin(run)
    driven.do(JobStarted(run))
    assert driven.started(changed(driven)) == []
    driven.end(run)
    assert driven.session.app.live is run
    assert driven.started(JobEnded(run)) == [driven.session.app.live]


def test_many_changes_are_one_rerun_at_once_and_one_when_all_is_calm():
    driven = Driven().idle()
    assert SetTimer(CALM.name, 0.05) in driven.do(changed(driven))
    for _ in range(100):
        driven.do(changed(driven))
    driven.idle()
    assert len(driven.runs) == 2
    assert len(driven.started(CALM)) == 1
    driven.idle()
    assert driven.started(CALM) == []


def test_nobody_who_looks_no_rerun_until_somebody_does():
    driven = Driven().idle()
    driven.do(Disconnected(1))
    assert driven.started(changed(driven)) == []
    assert len(driven.started(Connected(2, rerun=False))) == 1


def test_stop_forgets_what_is_outdated():
    driven = Driven()
    driven.do(changed(driven))
    driven.do(StopAsked())
    driven.end(driven.runs[0], "stopped")
    assert driven.started(CALM) == []


def test_a_fragment_runs_alone():
    driven = Driven()
    fragment(driven, driven.runs[0], "f")
    driven.idle()
    (run,) = driven.started(changed(driven, "f"))
    assert run.lane.id == "f"


def test_what_a_fragment_has_read_and_changes_while_the_body_calls_it_is_not_missed():
    driven = Driven()
    (run,) = driven.runs
    fragment(driven, run, "f")
    driven.idle()
    (run,) = driven.started(RerunAsked())
    driven.begin(run)
    session = driven.session
    lane = session.runs.fragment("f", session.app, session.lanes["f"].node_id, lambda: None, None, run.number)
    assert driven.started(changed(driven, "f")) == []
    (again,) = driven.started(FragmentDeclared(run, lane))
    assert again.lane is lane


def test_the_app_and_a_fragment_in_it_are_one_run():
    driven = Driven()
    fragment(driven, driven.runs[0], "f")
    driven.idle()
    (run,) = driven.started(changed(driven, "f", "app"))
    driven.begin(run)
    fragment(driven, run, "f")
    driven.end(run)
    assert driven.runs == [driven.runs[0], run]


def test_a_fragment_is_rerun_beside_threads_of_the_app():
    driven = Driven()
    (run,) = driven.runs
    fragment(driven, run, "f")
    driven.do(JobStarted(run))
    driven.idle()
    (beside,) = driven.started(changed(driven, "f", "app"))
    assert beside.lane.id == "f"
    assert not run.fenced


def test_runs_know_how_many_reruns_in_a_row_have_led_to_them():
    driven = Driven().idle()
    assert driven.runs[0].echo == 0
    (run,) = driven.started(changed(driven, echo=2))
    assert run.echo == 2
    driven.idle()
    (run,) = driven.started(RerunAsked())
    assert run.echo == 0


def test_a_rerun_that_waits_knows_it_too_and_a_person_counts_more_than_an_echo():
    driven = Driven()
    driven.do(changed(driven, echo=2))
    driven.idle()
    assert driven.runs[-1].echo == 2
    driven.do(changed(driven, echo=3))
    driven.do(RerunAsked())
    assert driven.runs[-1].echo == 0


def test_a_rerun_that_the_run_itself_asks_for_is_a_part_of_it():
    driven = Driven().idle()
    (run,) = driven.started(changed(driven, echo=3))
    driven.begin(run)
    driven.end(run, "rerun")
    assert driven.runs[-1].echo == 3


def test_reruns_that_lead_to_each_other_come_ever_slower():
    driven = Driven().idle()
    pauses = []
    for echo in (0, 1, 2, 20):
        said = driven.do(changed(driven, echo=echo))
        pauses += [each.seconds for each in said if isinstance(each, SetTimer) and each.name == CALM.name]
        driven.idle()
        driven.do(CALM)
    assert pauses == [0.05, 0.1, 0.2, 3.2]

"""Which run starts, which is fenced, and what waits: a list of events each."""

from treadle._core.protocol.message import Bye, Problem
from treadle._core.session.events import (
    CancelTimer,
    Connected,
    Disconnected,
    Dispose,
    EndAsked,
    FenceRun,
    FragmentDeclared,
    Interacted,
    JobEnded,
    JobStarted,
    Queued,
    RerunAsked,
    RunEnded,
    Send,
    SetTimer,
    StartRun,
    StopAsked,
    TimerFired,
)
from treadle._core.session.lanes import Lane
from treadle._core.session.structure import MAIN, Fragment
from treadle._core.session.timers import GRACE

from .driving import Driven, box, button
from .page import text

RERUN = RerunAsked()


def fragment(
    driven: Driven, run, name: str, parent: Lane | None = None, interval: float | None = None
) -> Lane:
    """Call a fragment in a run's body, to its end."""
    session = driven.session
    place = session.document.write(
        run.writer("app"), session.document.nodes[MAIN], Fragment(), ("fragment", name)
    )
    lane = session.runs.fragment(name, parent or session.app, place.id, lambda: None, interval, run.number)
    driven.do(FragmentDeclared(run, lane))
    return lane


def test_a_page_that_connects_starts_a_run():
    driven = Driven()
    assert len(driven.runs) == 1
    assert driven.session.app.live is driven.runs[0]


def test_a_connection_that_comes_back_starts_nothing():
    driven = Driven().idle()
    driven.do(Disconnected(1))
    assert driven.started(Connected(2, rerun=False)) == []


def test_a_rerun_fences_what_is_live_and_starts_at_once():
    driven = Driven()
    (old,) = driven.runs
    said = driven.do(RERUN)
    assert old.fenced
    assert [type(each).__name__ for each in said if not isinstance(each, SetTimer)] == [
        "FenceRun",
        "StartRun",
    ]
    assert driven.session.app.stopping == [old]


def test_each_of_many_clicks_starts_the_newest_run_at_once_though_no_older_one_ends():
    driven = Driven()
    for _ in range(10):
        driven.do(RERUN)
    lane = driven.session.app
    assert len(driven.runs) == 11
    assert (lane.live, lane.stopping, lane.pending) == (driven.runs[-1], driven.runs[:-1], False)
    assert all(run.fenced for run in driven.runs[:-1])


def test_a_click_after_stop_starts_a_run_though_none_of_those_before_has_ended():
    driven = Driven()
    for _ in range(5):
        driven.do(RERUN)
        assert driven.fenced(StopAsked()) == [driven.runs[-1]]
        assert driven.session.app.live is None
    (run,) = driven.started(RERUN)
    assert driven.session.app.live is run


def test_a_reload_starts_a_run_though_none_of_those_before_has_ended():
    driven = Driven()
    for connection in range(2, 7):
        driven.do(Disconnected(connection - 1))
        (run,) = driven.started(Connected(connection))
        assert driven.session.app.live is run


def test_the_end_of_an_old_run_changes_nothing_for_the_newest():
    driven = Driven()
    for _ in range(3):
        driven.do(RERUN)
    newest = driven.runs[-1]
    for old in driven.runs[:-1]:
        assert [each for each in driven.end(old, "stopped") if isinstance(each, StartRun | FenceRun)] == []
    assert driven.session.app.live is newest
    assert driven.session.app.stopping == []


def test_what_a_run_waits_for_is_told_until_it_has_begun():
    driven = Driven()
    (run,) = driven.started(RERUN)
    driven.do(Queued(run, 3, 8))
    state = driven.session.runs.state(0.0)
    assert (state.queued, state.blocked) == (3, 8)
    driven.do(Queued(run, 0))
    state = driven.session.runs.state(0.0)
    assert (state.queued, state.blocked) == (0, 0)


def test_a_run_lasts_until_its_jobs_have_ended():
    driven = Driven()
    (run,) = driven.runs
    driven.do(JobStarted(run))
    driven.do(JobStarted(run))
    driven.end(run)
    assert driven.session.runs.state(0.0).running
    driven.do(JobEnded(run))
    assert driven.session.app.live is run
    driven.do(JobEnded(run))
    assert driven.session.app.live is None
    assert not driven.session.runs.state(0.0).running


def test_threads_that_sleep_on_delay_no_later_click():
    driven = Driven()
    for number in range(4):
        run = driven.runs[number]
        driven.do(JobStarted(run))
        driven.end(run)
        driven.do(RERUN)
    assert len(driven.runs) == 5
    assert driven.session.app.live is driven.runs[4]
    assert driven.session.app.stopping == driven.runs[:4]


def test_a_fenced_run_whose_threads_go_on_is_stopping():
    driven = Driven()
    (run,) = driven.runs
    driven.do(JobStarted(run))
    driven.do(StopAsked())
    driven.end(run, "stopped")
    assert driven.session.runs.state(0.0).stopping
    driven.do(JobEnded(run))
    assert not driven.session.runs.state(0.0).stopping


def test_a_click_is_answered_once():
    driven = Driven()
    node = driven.show(driven.runs[0], button())
    driven.idle()
    (second,) = driven.started(Interacted(1, [(node, True)]))
    assert driven.begin(second) == ["b"]
    assert len(second.pressed) == 1
    driven.show(second, button())
    driven.end(second)
    (third,) = driven.started(RERUN)
    driven.begin(third)
    assert third.pressed == {}


def lost(instructions) -> list[str]:
    """What a browser is told of presses that get no answer of their own."""
    return [
        each.message.message
        for each in instructions
        if isinstance(each, Send) and isinstance(each.message, Problem) and each.message.code == "lost"
    ]


def test_a_press_that_takes_the_place_of_one_without_an_answer_is_told():
    driven = Driven()
    node = driven.show(driven.runs[0], button("Save"))
    other = driven.show(driven.runs[0], button("Other"))
    driven.idle()
    assert lost(driven.do(Interacted(1, [(node, True)]))) == []
    assert lost(driven.do(Interacted(1, [(other, True)]))) == []
    (told,) = lost(driven.do(Interacted(1, [(node, True)])))
    assert "“Save” was pressed again" in told
    driven.begin(driven.runs[-1])
    (told,) = lost(driven.do(Interacted(1, [(node, True)])))  # the run has taken it, and not come to it
    assert "“Save”" in told


def test_a_browser_that_sends_many_wrong_values_gets_one_answer():
    driven = Driven()
    node = driven.show(driven.runs[0], box())
    driven.idle()
    sent = [each for each in driven.do(Interacted(1, [(node, "no")] * 100)) if isinstance(each, Send)]
    assert [each.message.code for each in sent] == ["refused"]


def test_a_click_whose_run_is_superseded_before_it_begins_is_answered_by_the_next():
    driven = Driven()
    node = driven.show(driven.runs[0], button())
    driven.idle()
    (second,) = driven.started(Interacted(1, [(node, True)]))
    (third,) = driven.started(RERUN)
    assert driven.begin(second) is None
    assert driven.begin(third) == ["b"]
    assert len(third.pressed) == 1


def test_callbacks_are_due_in_the_order_of_the_changes():
    driven = Driven()
    nodes = [driven.show(driven.runs[0], box(label)) for label in "abc"]
    driven.idle()
    (run,) = driven.started(Interacted(1, [(nodes[2], True), (nodes[0], True)]))
    assert driven.begin(run) == ["c", "a"]


def test_an_unchanged_value_causes_nothing():
    driven = Driven()
    node = driven.show(driven.runs[0], box())
    driven.idle()
    assert driven.started(Interacted(1, [(node, False)])) == []


def test_a_quiet_widgets_change_is_kept_without_a_run():
    driven = Driven()
    node = driven.show(driven.runs[0], box(), quiet=True)
    driven.idle()
    assert driven.started(Interacted(1, [(node, True)])) == []
    assert driven.session.widgets.by_node[node].value is True


def test_what_is_no_value_is_refused_with_a_reason():
    driven = Driven()
    node = driven.show(driven.runs[0], box("Agree"))
    off = driven.show(driven.runs[0], box("Off", disabled=True))
    driven.idle()
    assert "Agree" in driven.problems(Interacted(1, [(node, "yes")]))[0]
    assert "disabled" in driven.problems(Interacted(1, [(off, True)]))[0]
    assert "no widget 999" in driven.problems(Interacted(1, [(999, True)]))[0]
    assert driven.session.app.live is None


def test_a_widget_that_has_just_left_is_no_problem():
    driven = Driven()
    node = driven.show(driven.runs[0], box())
    driven.idle()
    (second,) = driven.started(RERUN)
    driven.idle(second)
    assert driven.do(Interacted(1, [(node, True)])) == []


def test_a_widget_not_shown_again_is_forgotten_with_its_value():
    driven = Driven()
    driven.show(driven.runs[0], box(), key="k")
    driven.idle()
    driven.do(RERUN)
    driven.idle()
    assert driven.session.widgets.records == {}
    assert list(driven.session.widgets.keys()) == []


def test_a_fragments_widget_reruns_the_fragment_beside_the_others():
    driven = Driven()
    (run,) = driven.runs
    one, two = fragment(driven, run, "one"), fragment(driven, run, "two")
    nodes = []
    for lane in (one, two):
        nodes.append(driven.show(run, box(lane.id), lane=lane.id))
    driven.idle()
    first = driven.started(Interacted(1, [(nodes[0], True)]))
    second = driven.started(Interacted(1, [(nodes[1], True)]))
    assert [run.lane for run in first + second] == [one, two]
    assert one.live is not None
    assert two.live is not None


def test_a_full_run_supersedes_every_fragment():
    driven = Driven()
    (run,) = driven.runs
    lanes = [fragment(driven, run, name) for name in ("one", "two")]
    driven.idle()
    for lane in lanes:
        driven.do(RerunAsked((lane.id,)))
    live = [lane.live for lane in lanes]
    assert driven.fenced(RERUN) == live


def test_a_fragment_asked_for_while_the_page_runs_waits_until_it_was_called():
    driven = Driven()
    lane = fragment(driven, driven.runs[0], "one")
    driven.idle()
    (second,) = driven.started(RERUN)
    assert driven.started(RerunAsked(("one",))) == []
    assert lane.pending
    said = driven.do(FragmentDeclared(second, lane))
    assert [each.run.lane for each in said if isinstance(each, StartRun)] == [lane]


def test_a_fragment_that_the_page_no_longer_calls_ends():
    driven = Driven()
    fragment(driven, driven.runs[0], "one", interval=1.0)
    driven.idle()
    driven.do(RERUN)
    said = driven.end(driven.runs[-1])
    assert CancelTimer("lane:one") in said
    assert set(driven.session.lanes) == {"app"}


def test_a_fragments_timer_rests_while_no_browser_looks():
    driven = Driven()
    fragment(driven, driven.runs[0], "one", interval=1.0)
    driven.idle()
    assert SetTimer("lane:one", 1.0, repeat=True) in driven.said
    assert CancelTimer("lane:one") in driven.do(Disconnected(1))
    assert SetTimer("lane:one", 1.0, repeat=True) in driven.do(Connected(2, rerun=False))


def test_a_timer_starts_no_run_beside_one_that_is_still_live():
    driven = Driven()
    fragment(driven, driven.runs[0], "one", interval=1.0)
    driven.idle()
    assert len(driven.started(TimerFired("lane:one"))) == 1
    assert driven.started(TimerFired("lane:one")) == []


def test_a_lost_browser_has_the_grace_time_to_come_back():
    driven = Driven().idle()
    assert SetTimer(GRACE, 60.0) in driven.do(Disconnected(1))
    assert CancelTimer(GRACE) in driven.do(Connected(2, rerun=False))
    assert driven.do(TimerFired(GRACE)) == [], "one that fired all the same"
    driven.do(Disconnected(2))
    assert driven.do(TimerFired(GRACE))[-2:] == [Send(Bye("ended")), Dispose()]


def test_the_grace_time_begins_when_the_last_tab_is_gone():
    driven = Driven().idle()
    driven.do(Connected(2, rerun=False))
    assert driven.do(Disconnected(1)) == []
    assert SetTimer(GRACE, 60.0) in driven.do(Disconnected(2))


def test_a_session_that_has_ended_fences_its_runs_and_answers_nothing():
    driven = Driven()
    assert driven.fenced(EndAsked()) == driven.runs
    assert driven.do(RERUN) == []
    assert driven.do(Connected(2)) == []
    driven.end(driven.runs[0], "stopped")
    assert driven.session.app.stopping == []


def test_a_thread_that_starts_as_the_session_ends_is_waited_for_once():
    driven = Driven()
    (run,) = driven.runs
    driven.do(EndAsked())
    driven.do(JobStarted(run))  # it was about to, and cannot be called back
    assert RunEnded(run) not in driven.end(run, "stopped")
    assert RunEnded(run) in driven.do(JobEnded(run))
    assert (run.jobs, run.phase, driven.session.app.stopping) == (0, "ended", [])


def test_a_rerun_asked_for_by_the_page_keeps_what_was_there():
    driven = Driven()
    (run,) = driven.runs
    driven.session.document.write(run.writer("app"), driven.session.document.nodes[MAIN], text("kept"))
    driven.idle()
    (second,) = driven.started(RERUN)
    driven.begin(second)
    driven.end(second, "rerun")
    assert len(driven.session.document.nodes[MAIN].children) == 1
    assert driven.session.app.live is driven.runs[2]


def test_only_a_run_that_is_not_fenced_sweeps():
    driven = Driven()
    (run,) = driven.runs
    driven.session.document.write(run.writer("app"), driven.session.document.nodes[MAIN], text("old"))
    driven.idle()
    (second,) = driven.started(RERUN)
    driven.do(RERUN)
    driven.end(second, "stopped")
    assert len(driven.session.document.nodes[MAIN].children) == 1
    driven.idle(driven.runs[-1])
    assert driven.session.document.nodes[MAIN].children == []

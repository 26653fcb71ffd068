"""What waits for a body is started when that is over, however it ends: told as events."""

from typing import Any

from treadle._core.protocol.element import Container
from treadle._core.session.events import (
    FragmentDeclared,
    Interacted,
    NotStarted,
    Outdated,
    RerunAsked,
    StopAsked,
)
from treadle._core.session.lanes import Lane, Run
from treadle._core.session.structure import MAIN, Fragment

from .driving import Driven, box, button, submit

RERUN = RerunAsked()


def call(driven: Driven, run: Run, name: str, parent: Lane | None = None, *, start: bool = False) -> Lane:
    """Call a fragment in a run's body; `start` leaves it to a run of its own."""
    session = driven.session
    parent = parent or session.app
    container = session.document.nodes[parent.node_id or MAIN]
    place = session.document.write(run.writer(parent.id), container, Fragment(), ("fragment", name))
    lane = session.runs.fragment(name, parent, place.id, lambda: None, None, run.number)
    driven.do(FragmentDeclared(run, lane, start=start))
    return lane


def live(driven: Driven, name: str) -> Any:
    return driven.session.lanes[name].live


def test_a_fragment_that_waits_for_the_page_runs_when_the_page_alone_is_stopped():
    driven = Driven()
    lane = call(driven, driven.runs[0], "f")
    driven.idle()
    driven.do(RERUN)
    driven.do(RerunAsked(("f",)))
    assert lane.pending
    (run,) = driven.started(StopAsked("app"))
    assert run.lane is lane


def test_a_fragment_that_is_out_of_date_runs_when_the_page_alone_is_stopped():
    driven = Driven()
    lane = call(driven, driven.runs[0], "f")
    driven.idle()
    driven.do(RERUN)
    driven.do(Outdated({"f": lane.newest}))
    assert lane.live is None
    (run,) = driven.started(StopAsked("app"))
    assert run.lane is lane


def test_a_fragment_that_waits_for_a_page_which_gets_no_thread_runs():
    driven = Driven()
    lane = call(driven, driven.runs[0], "f")
    driven.idle()
    (page,) = driven.started(RERUN)
    driven.do(RerunAsked(("f",)))
    (run,) = driven.started(NotStarted(page))
    assert run.lane is lane


def test_what_a_fragment_showed_stays_until_its_own_run_though_that_gets_no_thread():
    driven = Driven()
    lane = call(driven, driven.runs[0], "f", start=True)
    own = driven.runs[-1]
    driven.begin(own)
    node = driven.show(own, box())
    driven.end(own)
    driven.end(driven.runs[0])
    driven.do(Interacted(1, [(node, True)]))
    (page,) = driven.started(RERUN)
    call(driven, page, "f", start=True)
    driven.do(NotStarted(live(driven, "f")))
    driven.end(page)
    assert driven.session.widgets.by_node[node].wire is True
    driven.started(RerunAsked((lane.id,)))
    driven.idle()
    assert driven.session.document.get(node) is None, "that run has not shown it"


def test_a_fragment_inside_one_that_runs_beside_the_page_is_dropped_by_that_one():
    driven = Driven()
    outer = call(driven, driven.runs[0], "outer", start=True)
    own = driven.runs[-1]
    inner = call(driven, own, "inner", outer)
    node = driven.show(own, box(), lane="inner")
    driven.end(own)
    driven.end(driven.runs[0])
    (page,) = driven.started(RERUN)
    call(driven, page, "outer", start=True)
    own = driven.runs[-1]
    driven.end(page)
    assert driven.session.lanes["inner"] is inner, "its elements are still there, and may be used"
    driven.end(own)
    assert set(driven.session.lanes) == {"app", "outer"}
    assert node not in driven.session.widgets.by_node
    assert driven.session.widgets.records == {}


def test_a_press_in_a_fragment_that_goes_at_that_moment_is_answered_by_the_page():
    driven = Driven()
    call(driven, driven.runs[0], "f")
    node = driven.show(driven.runs[0], button(), lane="f")
    driven.idle()
    (page,) = driven.started(RERUN)
    driven.begin(page)
    assert driven.started(Interacted(1, [(node, True)])) == [], "it waits to be called"
    driven.end(page)
    (run,) = [run for run in driven.runs if run.number > page.number]
    assert run.lane is driven.session.app
    assert driven.begin(run) == ["b"]
    driven.end(run)
    assert driven.session.unanswered.pressed == {}, "nothing is left for a later run"


def test_stop_drops_the_presses_that_the_stopped_run_was_to_take_from_fragments():
    driven = Driven()
    call(driven, driven.runs[0], "f")
    node = driven.show(driven.runs[0], button(), lane="f")
    driven.idle()
    driven.do(Interacted(1, [(node, True)]))
    driven.do(RERUN)  # takes the place of the fragment's run
    driven.do(StopAsked("app"))
    assert driven.session.unanswered.pressed == {}


def test_stop_of_the_page_leaves_the_press_to_a_fragment_that_runs_beside_it():
    driven = Driven()
    call(driven, driven.runs[0], "f")
    node = driven.show(driven.runs[0], button(), lane="f")
    (run,) = driven.started(Interacted(1, [(node, True)]))
    driven.do(StopAsked("app"))
    driven.begin(run)
    assert len(run.pressed) == 1


class AForm(Container, frozen=True, kw_only=True, tag="a form"):
    clear_on_submit: bool = True


def sent_form(driven: Driven) -> tuple[int, Run]:
    """A form that was filled in and sent, and the run that is to answer; returns the node of what was
    entered.
    """
    main = driven.session.document.nodes[MAIN]

    def show(run: Run) -> tuple[int, int]:
        form = driven.session.document.write(run.writer("app"), main, AForm(), "form")
        return driven.show(run, box(), form=form.id), driven.show(run, submit(), form=form.id)

    entered, sent = show(driven.runs[0])
    driven.idle()
    (run,) = driven.started(Interacted(1, [(entered, True), (sent, True)]))
    driven.begin(run)
    show(run)
    return entered, run


def test_a_form_that_was_answered_is_cleared_though_its_run_is_stopped():
    driven = Driven()
    entered, run = sent_form(driven)
    run.answered.update(run.pressed)
    driven.do(StopAsked())
    assert driven.session.widgets.by_node[entered].wire is False


def test_a_form_whose_answer_was_stopped_keeps_what_was_entered():
    driven = Driven()
    entered, _ = sent_form(driven)
    driven.do(StopAsked())
    assert driven.session.widgets.by_node[entered].wire is True
    (run,) = driven.started(RERUN)
    driven.begin(run)
    assert run.pressed == {}


def test_a_form_is_answered_by_what_its_callback_runs_instead():
    driven = Driven()
    lane = call(driven, driven.runs[0], "f")
    entered, run = sent_form(driven)
    lane.stamp = run.number
    driven.session.lanes["f"] = lane
    driven.end(run, "rerun", ("f",))
    assert driven.session.widgets.by_node[entered].wire is False
    assert driven.session.unanswered.pressed == {}

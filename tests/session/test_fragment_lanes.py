"""Fragments as lanes: which run starts when, told as events."""

from treadle._core.session.events import (
    BodyEnded,
    CancelTimer,
    Connected,
    Disconnected,
    FenceRun,
    FragmentDeclared,
    Interacted,
    RerunAsked,
    SetTimer,
    StartRun,
    TimerFired,
)
from treadle._core.session.lanes import APP
from treadle._core.session.session import Session
from treadle._core.session.structure import MAIN, Fragment
from treadle._core.session.widgets import WidgetRecord

from .page import box, text


class Script:
    """A session and what its runs do, step by step."""

    def __init__(self):
        self.session = Session()
        self.app = self.handle(Connected(1))

    def handle(self, event):
        """Handle an event; the run that it starts, if any, is returned and begun."""
        self.out = self.session.handle(event)
        runs = [instruction.run for instruction in self.out if isinstance(instruction, StartRun)]
        for run in runs:
            self.session.runs.begin(run, 0.0)
        return runs[0] if runs else None

    def call(self, run, name, parent=None, interval=None):
        """Call a fragment from a run's body: its place and lane, and one checkbox in it."""
        parent = parent or self.session.app
        container = self.session.document.nodes[MAIN if parent.id == APP else parent.node_id]
        node = self.session.document.write(run.writer(parent.id), container, Fragment(), name)
        lane = self.session.runs.fragment(name, parent, node.id, object(), interval, run.number)
        self.show(run, lane)
        return lane

    def show(self, run, lane):
        props = box(lane.id)
        container = self.session.document.nodes[lane.node_id]
        node = self.session.document.write(run.writer(lane.id), container, props, props)
        record = self.session.widgets.records.get(lane.id) or WidgetRecord(lane.id, lane.id)
        record.props, record.lane, record.stamp, record.node_id = props, lane.id, run.number, node.id
        self.session.widgets.put(record)
        return node

    def declare(self, run, lane):
        return self.handle(FragmentDeclared(run, lane))

    def end(self, run, outcome="done"):
        return self.handle(BodyEnded(run, outcome))

    def click(self, lane):
        record = self.session.widgets.records[lane.id]
        return self.handle(Interacted(1, [(record.node_id, record.wire is not True)]))

    def page(self):
        """The session after a first run that called the fragment "f"."""
        lane = self.call(self.app, "f")
        self.declare(self.app, lane)
        self.end(self.app)
        return lane


def test_a_click_in_a_fragment_starts_its_lane():
    script = Script()
    lane = script.page()
    run = script.click(lane)
    assert run.lane is lane
    assert script.session.app.live is None


def test_a_click_waits_while_the_app_is_still_to_call_the_fragment():
    script = Script()
    lane = script.page()
    app = script.handle(RerunAsked())
    assert script.click(lane) is None
    script.call(app, "f")
    run = script.declare(app, lane)
    assert run.lane is lane
    assert not app.fenced


def test_what_a_fragment_shows_while_the_app_goes_on_is_not_the_apps_to_remove():
    script = Script()
    lane = script.page()
    app = script.handle(RerunAsked())
    script.call(app, "f")
    script.declare(app, lane)
    run = script.click(lane)
    node = script.show(run, lane)
    script.end(run)
    script.end(app)
    assert script.session.document.get(node.id) is node
    assert script.session.widgets.by_key["f"].wire is True


def test_what_the_app_writes_below_a_fragment_that_reran_meanwhile_stays_below():
    script = Script()
    script.page()
    app = script.handle(RerunAsked())
    lane = script.call(app, "f")
    script.declare(app, lane)
    run = script.click(lane)
    script.session.document.revive(run.writer("f"), script.session.document.nodes[lane.node_id])
    script.show(run, lane)
    main = script.session.document.nodes[MAIN]
    script.session.document.write(app.writer(APP), main, text("below"))
    assert [node.props.kind for node in main.children] == ["fragment", "text"]


def test_a_click_in_an_inner_fragment_waits_for_the_outer_ones_body():
    script = Script()
    outer = script.call(script.app, "outer")
    inner = script.call(script.app, "inner", parent=outer)
    script.declare(script.app, inner)
    script.declare(script.app, outer)
    script.end(script.app)
    run = script.click(outer)
    assert script.click(inner) is None
    script.show(run, outer)
    script.call(run, "inner", parent=outer)
    alone = script.declare(run, inner)
    assert alone.lane is inner
    script.show(alone, inner)
    script.end(alone)
    script.end(run)
    assert script.session.widgets.by_key["inner"].wire is True


def test_a_click_that_waits_is_not_lost_when_the_body_ends_without_a_word():
    script = Script()
    lane = script.page()
    app = script.handle(RerunAsked())
    assert script.click(lane) is None
    script.end(app, "failed")
    assert "f" not in script.session.lanes
    assert "f" not in script.session.widgets.by_key


def test_a_click_whose_fragment_has_gone_is_answered_by_a_run_that_a_person_has_asked_for():
    script = Script()
    lane = script.page()
    app = script.handle(RerunAsked())
    script.click(lane)
    run = script.end(app)
    assert run.lane is script.session.app
    assert run.echo == 0, "else what it changes would not be read again"


def test_a_late_word_of_a_superseded_run_changes_nothing():
    script = Script()
    lane = script.page()
    old = script.handle(RerunAsked())
    new = script.handle(RerunAsked())
    script.call(new, "f")
    script.declare(new, lane)
    script.declare(old, lane)
    assert lane.stamp == new.number
    script.end(new)
    assert "f" in script.session.lanes


def test_a_run_of_the_app_supersedes_its_fragments():
    script = Script()
    lane = script.page()
    run = script.click(lane)
    script.handle(RerunAsked())
    assert run.fenced
    assert FenceRun(run) in script.out


def test_a_fragment_that_a_thread_calls_after_the_body_has_ended_has_its_lane():
    script = Script()
    script.app.jobs = 1
    lane = script.call(script.app, "f")
    script.end(script.app)
    assert "f" not in script.session.lanes
    script.declare(script.app, lane)
    assert script.session.lanes["f"] is lane


def test_ticks_begin_with_the_fragment_and_rest_while_nobody_looks():
    script = Script()
    lane = script.call(script.app, "f", interval=2.0)
    script.declare(script.app, lane)
    assert SetTimer("lane:f", 2.0, repeat=True) in script.out
    script.end(script.app)
    assert script.handle(TimerFired("lane:f")).lane is lane
    script.handle(Disconnected(1))
    assert CancelTimer("lane:f") in script.out
    script.handle(Connected(2, rerun=False))
    assert SetTimer("lane:f", 2.0, repeat=True) in script.out


def test_a_tick_while_the_app_will_call_the_fragment_anyway_is_not_made_up_for():
    script = Script()
    lane = script.call(script.app, "f", interval=2.0)
    script.declare(script.app, lane)
    script.end(script.app)
    app = script.handle(RerunAsked())
    script.handle(TimerFired("lane:f"))
    script.call(app, "f", interval=2.0)
    assert script.declare(app, lane) is None


def test_a_fragment_whose_place_went_to_another_one_is_dropped():
    script = Script()
    lane = script.call(script.app, "f", interval=2.0)
    script.declare(script.app, lane)
    script.session.document.remove(script.session.document.nodes[lane.node_id])
    script.end(script.app)
    assert CancelTimer("lane:f") in script.out
    assert "f" not in script.session.lanes

"""Whatever happens in whatever order: lanes stay in bounds, nothing that a person did is lost or answered
twice, browsers show the document, and everything comes to rest.

A deterministic scheduler: hypothesis draws the order of all that can happen to a session, one command of one
thread at a time, and shrinks what fails to the few steps that matter.
"""

import contextlib
from collections import Counter
from functools import partial
from typing import Any

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import treadle as st
from treadle._core.carry.context import require
from treadle._core.commands.fragment import _called, _How, _start
from treadle._core.protocol.message import Interact, Stop
from treadle._core.session.events import EndAsked, Outdated, Queued, RerunAsked, SourceSaved, StopAsked
from treadle._core.session.lanes import Lane, Run
from treadle._core.session.timers import CALM_PREFIX, DIM, GRACE
from treadle._core.session.widgets import WidgetRecord
from treadle.errors import RerunException, StopException

from .staging import Actor, PlannedError, Stage, Steps, Tab

FRAGMENTS = {"one": None, "two": None, "inner": "one"}
"""The page's fragments, and which of them calls them."""

PLACES = ("app", *FRAGMENTS)
LANES = {"app": "app"} | {name: f"fragment:{name}" for name in FRAGMENTS}
ANY = some.integers(0, 7)
"""Which of several: taken modulo their number, so that it shrinks to the first."""


class AnyOrder(RuleBasedStateMachine):
    """The page and each fragment have a button and a checkbox, both with callbacks; the page has a form, and
    a container that all write to.
    """

    def __init__(self) -> None:
        super().__init__()
        self.calls: dict[str, str] = dict.fromkeys(FRAGMENTS, "called")
        """How each fragment is called: "called", "parallel" or "absent"."""
        self.presses: Counter[str] = Counter()
        """Presses that the app has yet to be told of, by button."""
        self.changes: Counter[str] = Counter()
        """Changes whose callbacks are yet to be called, by widget."""
        self.ticks: Counter[str] = Counter()
        """How often the checkbox of a place was changed."""
        self.ticks_before: Counter[str] = Counter()
        """The same, when the button there was pressed last."""
        self.values: dict[str, bool] = {}
        """What the checkboxes hold, by what people have entered."""
        self.answered: list[Run] = []
        """Runs that have told the app of the form, and have not cleared it."""
        self.may_leave: set[str] = set()
        """Places whose widgets may have left the page for a while, and with them what was entered."""
        self.readers: dict[str, int] = {}
        """By lane, the run that has read something that changed."""
        self.stopped: str | None = None
        """What the last event was to stop."""
        self.starved = False
        """Whether a run may have had no thread."""
        self.stage = Stage(self.page)
        self.stage.connect(rerun=True)

    @property
    def session(self):
        return self.stage.session

    # The app ------------------------------------------------------------------------------------------------

    def page(self) -> Steps:
        outside = st.container(key="outside")
        yield from self.widgets("app", outside)
        yield from self.form()
        for name, caller in FRAGMENTS.items():
            if caller is None:
                yield from self.call(name, outside)

    def widgets(self, name: str, outside: Any) -> Steps:
        yield
        value = st.checkbox(f"box {name}", on_change=self.called, args=(f"box {name}",))
        assert value == self.values.get(f"box {name}", False), "a value is what was entered last"
        ticks = self.ticks[name]
        yield
        pressed = st.button(f"button {name}", on_click=self.called_for_press, args=(name, ticks))
        self.tell(f"button {name}", pressed)
        outside.text(name)
        yield

    def form(self) -> Steps:
        with st.form("form", clear_on_submit=True):
            yield
            assert st.checkbox("box form") == self.values.get("box form", False)
            yield
            pressed = st.form_submit_button("button form")
            if pressed:
                self.answered.append(require().run)
            self.tell("button form", pressed)
        yield

    def call(self, name: str, outside: Any) -> Steps:
        how = self.calls[name]
        if how == "absent":
            return
        body, declared = (
            partial(self.fragment, name, outside),
            _How(1.0 if name == "two" and how == "called" else None, how == "parallel", name),
        )
        if how == "parallel":
            _start(body, self.fragment, declared)
        else:
            with _called(body, self.fragment, declared):
                yield from body()
        yield

    def fragment(self, name: str, outside: Any) -> Steps:
        yield from self.widgets(name, outside)
        for inner, caller in FRAGMENTS.items():
            if caller == name:
                yield from self.call(inner, outside)

    def thread(self) -> Steps:
        for part in range(2):
            yield
            st.text(part)

    def tell(self, label: str, pressed: bool) -> None:
        if pressed:
            assert self.presses[label] > 0, "a press is answered once"
            self.presses[label] -= 1

    def called(self, label: str) -> None:
        assert self.changes[label] > 0, "a callback is called once for a change"
        self.changes[label] -= 1

    def called_for_press(self, name: str, ticks: int) -> None:
        self.called(f"button {name}")
        known = ticks >= self.ticks_before[name]
        assert known or name in self.may_leave, (
            "a callback's arguments know what was entered before the press"
        )

    # What happens -------------------------------------------------------------------------------------------

    @initialize(settled=some.booleans())
    def first_run(self, settled: bool) -> None:
        if settled:
            self.settle()

    @rule()
    def settle(self) -> None:
        """Let all that executes go on to its end, and browsers show what has come of it."""
        while self.stage.waiting or self.stage.actors:
            if self.stage.waiting:
                self.stage.waiting[0].begin()
            else:
                self.step(self.stage.actors[0])
            self.all_holds()
        for tab in self.stage.tabs:
            tab.collect()

    @rule(rerun=some.booleans())
    def connect(self, rerun: bool) -> None:
        if not self.session.ended and len(self.stage.tabs) < 3:
            self.stage.connect(rerun=rerun)

    @precondition(lambda self: self.stage.tabs)
    @rule(which=ANY)
    def disconnect(self, which: int) -> None:
        self.stage.disconnect(self.tab(which))

    @precondition(lambda self: self.stage.tabs)
    @rule(which=ANY)
    def collect(self, which: int) -> None:
        tab = self.tab(which)
        tab.collect()
        if not self.session.ended:
            assert tab.shows() == self.stage.document(), "a browser shows the document"

    @precondition(lambda self: any(len(tab.on_its_way) < 2 for tab in self.stage.tabs))
    @rule(which=ANY)
    def send(self, which: int) -> None:
        """What the server sends takes its time; meanwhile people use what they see."""
        ready = [tab for tab in self.stage.tabs if len(tab.on_its_way) < 2]
        ready[which % len(ready)].fetch()

    @precondition(lambda self: self.stage.waiting)
    @rule(which=ANY)
    def begin(self, which: int) -> None:
        self.stage.waiting[which % len(self.stage.waiting)].begin()

    @precondition(lambda self: self.stage.actors)
    @rule(which=ANY, steps=some.integers(1, 12))
    def go_on(self, which: int, steps: int) -> None:
        actor = self.actor(which)
        for _ in range(steps):
            if not actor.over:
                self.step(actor)

    @precondition(lambda self: self.stage.actors)
    @rule(which=ANY, how=some.sampled_from(["st.rerun", "st.stop", "error"]))
    def cut(self, which: int, how: str) -> None:
        actor = self.actor(which)
        if actor.run.due:  # an error in a callback is not an error in the page
            return
        if how != "st.rerun" and actor.scope.job is None and not actor.run.fenced:
            self.may_leave.update(PLACES, ("form",))
        if actor.scope.job is not None and how == "st.rerun":
            actor.context.run(self.rerun_in_thread)
            how = "st.stop"
        errors = {"st.rerun": RerunException(()), "st.stop": StopException(), "error": PlannedError()}
        self.step(actor, errors[how])

    def rerun_in_thread(self) -> None:
        with contextlib.suppress(StopException):
            st.rerun()

    @precondition(lambda self: self.stage.actors)
    @rule(which=ANY, daemon=some.booleans())
    def spawn(self, which: int, daemon: bool) -> None:
        with contextlib.suppress(StopException):
            self.actor(which).spawn(self.thread(), daemon=daemon)

    @precondition(lambda self: self.stage.tabs)
    @rule(which=ANY, place=some.sampled_from([*PLACES, "form"]))
    def press(self, which: int, place: str) -> None:
        label = f"button {place}"
        tab = self.tab(which)
        id = tab.find("form_submit_button" if place == "form" else "button", label)
        if id is None:
            return
        record = self.record(id)
        if record is not None:
            self.presses[label] += 1
            self.changes[label] += record.callback is not None
            self.ticks_before[place] = self.ticks[place]
        self.stage.live.receive(tab, Interact([(id, True)]))

    @precondition(lambda self: self.stage.tabs)
    @rule(which=ANY, place=some.sampled_from([*PLACES, "form"]))
    def tick(self, which: int, place: str) -> None:
        label = f"box {place}"
        tab = self.tab(which)
        id = tab.find("checkbox", label)
        if id is None:
            return
        value = not tab.page.props[id]["value"]
        record = self.record(id)
        tab.page.props[id]["value"] = value
        if record is not None and self.values.get(label, False) != value:
            self.values[label] = value
            self.changes[label] += record.callback is not None
            self.ticks[place] += 1
        self.stage.live.receive(tab, Interact([(id, value)]))

    @precondition(lambda self: self.stage.tabs)
    @rule(which=ANY)
    def submit(self, which: int) -> None:
        """Fill in the form and send it, as a browser does: with one word."""
        tab = self.tab(which)
        box, button = tab.find("checkbox", "box form"), tab.find("form_submit_button", "button form")
        if box is None or button is None:
            return
        tab.page.props[box]["value"] = True
        if self.record(box) is not None:
            self.values["box form"] = True
        if self.record(button) is not None:
            self.presses["button form"] += 1
        self.stage.live.receive(tab, Interact([(box, True), (button, True)]))

    @rule(places=some.sets(some.sampled_from(PLACES), min_size=1))
    def rerun(self, places: set[str]) -> None:
        self.stage.live.handle(RerunAsked(tuple(LANES[place] for place in sorted(places))))

    @rule(place=some.sampled_from(PLACES), ago=some.integers(0, 2))
    def outdate(self, place: str, ago: int) -> None:
        lane = self.session.lanes.get(LANES[place])
        if lane is not None:
            if ago == 0:
                self.readers[lane.id] = lane.newest
            self.stage.live.handle(Outdated({lane.id: lane.newest - ago}))

    @precondition(lambda self: self.session.timers)
    @rule(which=ANY)
    def timer(self, which: int) -> None:
        self.stage.fire(sorted(self.session.timers)[which % len(self.session.timers)])

    @rule(place=some.sampled_from([None, *PLACES]))
    def stop(self, place: str | None) -> None:
        if place is None and self.stage.tabs:
            self.stage.live.receive(self.tab(0), Stop())
        else:
            self.stage.live.handle(StopAsked(None if place is None else LANES[place]))
        self.stopped = place or "everything"
        self.readers.clear()

    @rule(name=some.sampled_from(sorted(FRAGMENTS)), how=some.sampled_from(["called", "parallel", "absent"]))
    def page_changes(self, name: str, how: str) -> None:
        self.calls[name] = how
        if how == "absent":
            self.may_leave.update({name} | {inner for inner, caller in FRAGMENTS.items() if caller == name})

    @precondition(lambda self: self.stage.waiting)
    @rule(which=ANY, place=some.integers(0, 3))
    def queue(self, which: int, place: int) -> None:
        self.stage.live.handle(Queued(self.stage.waiting[which % len(self.stage.waiting)].run, place))

    @rule(exhausted=some.booleans())
    def system_gives_no_threads(self, exhausted: bool) -> None:
        self.stage.exhausted = exhausted
        self.starved = self.starved or exhausted

    @rule()
    def save_source(self) -> None:
        self.stage.live.handle(SourceSaved())

    @rule(really=some.integers(0, 20))
    def end(self, really: int) -> None:
        if really == 20:
            self.stage.live.handle(EndAsked())

    # What holds ---------------------------------------------------------------------------------------------

    @invariant()
    def all_holds(self) -> None:
        if not self.session.ended:
            self.lanes_are_in_bounds()
            self.presses_are_in_somebodys_hands()
            self.values_are_what_was_entered()
            self.what_changed_will_be_read()
            self.tabs_that_lack_something_are_awake()
        self.timers_have_one_owner()
        self.threads_are_counted()
        self.stopped = None

    def lanes_are_in_bounds(self) -> None:
        for lane in self.session.lanes.values():
            assert lane.live is None or lane.live.live
            assert all(run.fenced and run.phase != "ended" for run in lane.stopping)
            assert not lane.pending or self.runs_above(lane), "nothing would ever start it"

    def presses_are_in_somebodys_hands(self) -> None:
        held: Counter[str] = Counter(
            record.props.label for record in self.session.unanswered.pressed.values()
        )
        due: Counter[str] = Counter(
            record.props.label for record in self.session.unanswered.changed.values() if record.callback
        )
        for lane in self.session.lanes.values():
            if lane.live is not None:
                held.update(
                    r.props.label for id, r in lane.live.pressed.items() if id not in lane.live.answered
                )
                due.update(r.props.label for r in lane.live.due)
                for waiting in (held, due):
                    waiting.update(r.props.label for r in lane.live.held.values())
        self.compare(self.presses, held)
        self.compare(self.changes, due)

    def compare(self, made: Counter[str], held: Counter[str]) -> None:
        for label in {*made, *held}:
            assert held[label] <= made[label], f"{label} is answered more often than it was pressed"
            if made[label] and not held[label]:
                given_up = self.stopped and label.startswith("button")
                assert given_up or self.left_the_page(label), f"{label} will never be answered"
            made[label] = held[label]  # presses that nobody has come to are one press

    def left_the_page(self, label: str) -> bool:
        return not any(
            getattr(node.props, "label", "") == label for node in self.session.document.nodes.values()
        )

    def values_are_what_was_entered(self) -> None:
        records = {record.props.label: record for record in self.session.widgets.records.values()}
        for run in [run for run in self.answered if run.fenced or run.phase != "body"]:
            self.answered.remove(run)
            self.values["box form"] = False
        for label, value in self.values.items():
            if label in records:
                assert records[label].wire == value, f"{label} is what was entered last"
            elif value:
                assert label.removeprefix("box ") in self.may_leave, f"{label} is still on the page"
                self.values[label] = False

    def what_changed_will_be_read(self) -> None:
        for lane in self.session.lanes.values():
            if lane.outdated and lane.live is None and self.stage.tabs and not self.runs_above(lane):
                assert lane.pending or CALM_PREFIX + lane.id in self.session.timers

    def tabs_that_lack_something_are_awake(self) -> None:
        for tab in self.stage.tabs:
            assert not tab.up_to_date or tab.shows() == self.stage.document()

    def timers_have_one_owner(self) -> None:
        names = set(self.session.timers)
        assert names == set(self.stage.live.timers.running)
        assert len(names) == len(self.stage.time.timers)
        ticking = {
            f"lane:{lane.id}" for lane in self.session.lanes.values() if lane.interval and self.stage.tabs
        }
        calm = {CALM_PREFIX + id for id in self.session.lanes}
        assert names <= (ticking | calm | {DIM, GRACE} if not self.session.ended else set())
        assert (GRACE in names) == (not self.stage.tabs and not self.session.ended)

    def threads_are_counted(self) -> None:
        jobs = Counter(
            actor.run for actor in self.stage.actors if actor.scope.job and actor.scope.job.counted
        )
        for actor in self.stage.actors:
            assert actor.run.jobs == jobs[actor.run]

    # How ----------------------------------------------------------------------------------------------------

    def step(self, actor: Actor, raising: BaseException | None = None) -> None:
        """Go on by one command. One of a fenced run changes nothing."""
        before = self.stage.document()
        job = actor.scope.job
        over = actor.run.fenced and not (job is not None and job.background)
        forms = list(self.answered)
        actor.step(raising)
        if (
            actor.over and forms
        ):  # what it has kept waiting starts, fences another, and so clears that one's form
            return
        assert not over or self.stage.document() == before

    def tab(self, which: int) -> Tab:
        return self.stage.tabs[which % len(self.stage.tabs)]

    def actor(self, which: int) -> Actor:
        return self.stage.actors[which % len(self.stage.actors)]

    def record(self, id: int) -> WidgetRecord | None:
        """The widget of a node that is on the page."""
        return self.session.widgets.by_node.get(id) if self.session.document.get(id) else None

    def runs_above(self, lane: Lane) -> bool:
        """Whether a body executes that may call the fragment."""
        above = lane.parent
        return above is not None and (above.alive or self.runs_above(above))

    # The end ------------------------------------------------------------------------------------------------

    def come_to_rest(self) -> None:
        """Let all that executes go on to its end, and all that was to happen once happen."""
        for _ in range(10):
            self.settle()
            for name in [name for name in self.session.timers if name.startswith(CALM_PREFIX)]:
                self.stage.fire(name)
                self.all_holds()
        assert not self.stage.waiting, "it comes to rest"
        assert not any(lane.live or lane.stopping or lane.pending for lane in self.session.lanes.values())

    def teardown(self) -> None:
        try:
            self.come_to_rest()
            if not self.session.ended:
                self.nothing_waits()
                self.a_quiet_run_shows_all()
        finally:
            self.stage.close()

    def nothing_waits(self) -> None:
        if not self.starved:
            assert +self.presses == Counter()
            if self.stage.tabs:
                assert not any(lane.outdated for lane in self.session.lanes.values())
                for id, number in self.readers.items():
                    assert id not in self.session.lanes or self.session.lanes[id].newest > number
        for tab in self.stage.tabs:
            if not tab.up_to_date:
                tab.collect()
            assert tab.shows() == self.stage.document()
            assert tab.run is not None
            assert not tab.run.running
            assert not tab.run.stopping

    def a_quiet_run_shows_all(self) -> None:
        self.stage.exhausted = False
        self.stage.live.handle(RerunAsked())
        self.come_to_rest()
        assert +self.presses == +self.changes == Counter()
        called = {
            name
            for name, caller in FRAGMENTS.items()
            if self.calls[name] != "absent" and self.calls.get(caller, "") != "absent"
        }
        labels = Counter(record.props.label for record in self.session.widgets.records.values())
        assert labels == Counter(
            [f"{kind} {place}" for kind in ("box", "button") for place in {"app", "form", *called}]
        )
        assert set(self.session.lanes) == {"app"} | {LANES[name] for name in called}
        ticking = {"lane:fragment:two"} if self.calls["two"] == "called" and self.stage.tabs else set()
        assert {name for name in self.session.timers if name.startswith("lane:")} == ticking


AnyOrder.TestCase.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)
test_any_order = AnyOrder.TestCase

"""Whatever happens in whatever order: lanes stay in bounds, no click is lost, and everything comes to rest."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from treadle.session.events import (
    Connected,
    Disconnected,
    EndAsked,
    FragmentDeclared,
    Interacted,
    JobEnded,
    JobStarted,
    RerunAsked,
    StopAsked,
    TimerFired,
)
from treadle.session.lanes import Run
from treadle.session.structure import MAIN, Fragment

from .driving import Driven, button

NAMES = ("one", "two")


class AnyOrder(RuleBasedStateMachine):
    """The page has a button and two fragments with a button each; runs begin and end when they like."""

    def __init__(self) -> None:
        super().__init__()
        self.driven = Driven()
        self.session = self.driven.session
        self.connections = {1}
        self.next = 2
        self.begun: set[Run] = set()
        self.ended: set[Run] = set()
        self.clicked: dict[str, int] = {}
        self.answered: dict[str, int] = {}

    def bodies(self) -> list[Run]:
        return [run for run in self.driven.runs if run not in self.ended]

    def pick(self, data, runs: list[Run]) -> Run | None:
        return data.draw(st.sampled_from(runs)) if runs else None

    @rule(data=st.data())
    def begin(self, data) -> None:
        run = self.pick(data, [run for run in self.bodies() if run not in self.begun])
        if run is None:
            return
        self.begun.add(run)
        if self.driven.begin(run) is None:
            return
        for identity in run.pressed:
            self.answered[identity.label] = self.answered.get(identity.label, 0) + 1
        self.driven.show(run, button(run.lane.id))
        if run.lane is self.session.app:
            for name in NAMES:
                self.call(run, name)

    def call(self, run: Run, name: str) -> None:
        place = self.session.document.write(
            run.writer("app"), self.session.document.nodes[MAIN], Fragment(), ("fragment", name)
        )
        lane = self.session.fragment(name, self.session.app, place.id, None, 1.0, run.number)
        self.driven.show(run, button(name), lane=name)
        self.driven.do(FragmentDeclared(run, lane))

    @rule(data=st.data(), outcome=st.sampled_from(["done", "failed", "rerun"]))
    def end(self, data, outcome) -> None:
        run = self.pick(data, [run for run in self.bodies() if run in self.begun or run.fenced])
        if run is not None:
            self.ended.add(run)
            self.driven.end(run, "stopped" if run.fenced else outcome)

    @rule(data=st.data())
    def job(self, data) -> None:
        run = self.pick(data, [run for run in self.bodies() if run in self.begun])
        if run is not None:
            self.driven.do(JobStarted(run))

    @rule(data=st.data())
    def job_ends(self, data) -> None:
        run = self.pick(data, [run for run in self.driven.runs if run.jobs])
        if run is not None:
            self.driven.do(JobEnded(run))

    @rule(name=st.sampled_from(["app", *NAMES]))
    def click(self, name: str) -> None:
        record = next((r for r in self.session.widgets.by_node.values() if r.props.label == name), None)
        if record is None or not self.connections or self.session.ended:
            return
        problems = self.driven.problems(Interacted(min(self.connections), [(record.node_id, True)]))
        if not problems and self.session.document.get(record.node_id) is not None:
            self.clicked[name] = self.clicked.get(name, 0) + 1

    @rule(lane=st.sampled_from(["app", *NAMES]))
    def rerun(self, lane: str) -> None:
        self.driven.do(RerunAsked((lane,)))

    @rule(name=st.sampled_from(["dim", "grace", "lane:one", "lane:two"]))
    def timer(self, name: str) -> None:
        if name in self.session._timers:
            self.driven.do(TimerFired(name))

    @rule()
    def connect(self) -> None:
        if not self.session.ended:
            self.driven.do(Connected(self.next, rerun=self.next % 2 == 0))
            self.connections.add(self.next)
            self.next += 1

    @rule()
    def disconnect(self) -> None:
        if self.connections:
            self.driven.do(Disconnected(self.connections.pop()))

    @rule()
    def stop(self) -> None:
        self.driven.do(StopAsked())
        self.clicked.clear()
        self.answered.clear()

    @rule(really=st.integers(0, 30))
    def end_session(self, really: int) -> None:
        if really == 0:
            self.driven.do(EndAsked())

    @invariant()
    def lanes_are_in_bounds(self) -> None:
        for lane in self.session.lanes.values():
            assert lane.bodies <= 2, "one live, one stopping, one pending"
            assert lane.live is None or lane.live.live
            assert all(run.fenced and run.phase != "ended" for run in lane.stopping)
            if lane.pending and lane is self.session.app:
                assert lane.bodies == 2, "it would have started"

    @invariant()
    def a_run_is_live_or_fenced_or_over(self) -> None:
        live = {lane.live for lane in self.session.lanes.values()}
        for run in self.driven.runs:
            assert run.phase == "ended" or run.fenced or run in live

    def teardown(self) -> None:
        """Let everything end: then nothing runs, nothing waits, and each click was answered at least by one run."""
        for _ in range(200):
            for run in self.bodies():
                if run not in self.begun:
                    self.begun.add(run)
                    if self.driven.begin(run) is not None:
                        for identity in run.pressed:
                            self.answered[identity.label] = self.answered.get(identity.label, 0) + 1
                        if run.lane is self.session.app:
                            for name in NAMES:
                                self.call(run, name)
                self.ended.add(run)
                self.driven.end(run, "stopped" if run.fenced else "done")
            for run in self.driven.runs:
                while run.jobs:
                    self.driven.do(JobEnded(run))
            if not self.bodies():
                break
        assert not self.bodies(), "it comes to rest"
        assert not any(lane.live or lane.stopping or lane.pending for lane in self.session.lanes.values())
        if not self.session.ended:
            assert set(self.clicked) <= set(self.answered), "no click is lost"


AnyOrder.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
test_any_order = AnyOrder.TestCase

"""The session's state machine: events in, instructions out."""

from collections import deque
from collections.abc import Callable, Hashable
from typing import Any

import msgspec

from treadle._core.protocol.element import Element, Valued
from treadle._core.protocol.message import (
    Bye,
    ClientInfo,
    Effect,
    Operation,
    Problem,
    RunState,
    SourceChanged,
)

from .address import Address
from .document import Document, Node, Writer
from .events import (
    BodyEnded,
    CancelTimer,
    Connected,
    DialogOpened,
    Disconnected,
    Dispose,
    EndAsked,
    Event,
    FenceRun,
    Filled,
    Flush,
    FragmentDeclared,
    HeldShown,
    Instruction,
    Interacted,
    JobEnded,
    JobStarted,
    NotStarted,
    Outdated,
    Queued,
    RerunAsked,
    RunEnded,
    Send,
    SetTimer,
    SourceSaved,
    StartRun,
    StopAsked,
    TimerFired,
)
from .kept import is_kept, leave_page
from .lanes import APP, NO_ECHO, Lane, Run
from .mirror import EFFECTS_KEPT, Mirror
from .structure import MAIN, SIDEBAR, Page
from .widgets import Callback, WidgetRecord, Widgets

DIM_AFTER = 0.4
"""Seconds that a run may take before what it has not written again is dimmed; shorter would flicker."""

CALM = 0.05
"""Seconds between two reruns of a lane because of what it has read: what changes in between is one change."""

CALMEST = 6
"""How often that pause doubles for runs in a row of which each has led to the next: a page that submits in each run a task whose
state it reads must not take a processor, and one that submits the next task of a chain need not wait."""

FIRST_ID_UNSEEN = 1 << 48
"""Of nodes that are written where nobody sees them. No node of a page has such an id, so a handle of one finds nothing there."""

GRACE, DIM, CALM_PREFIX = "grace", "dim", "calm:"


class Session:
    """One visitor of one app.

    Args:
        grace: how long (s) it waits for a lost browser before it ends.
        seen: whether it is a visitor's. False: nobody sees what is written to it. A command writes to such a session where it is over and
            a stop point must do nothing.
    """

    def __init__(self, grace: float = 120.0, *, seen: bool = True) -> None:
        self.grace = grace
        self.seen = seen
        self.document = Document(self._changed, self._gone, SIDEBAR + 1 if seen else FIRST_ID_UNSEEN)
        self.widgets = Widgets()
        self.address = Address(self.document, self.widgets)
        self.mirrors: dict[int, Mirror] = {}
        self.sleepers: set[int] = set()
        """Connections that would have to be woken to notice a change."""
        self.app = Lane(APP)
        self.lanes: dict[str, Lane] = {APP: self.app}
        self.dialog: Lane | None = None
        """Of the dialog that is open."""
        self.ended = False
        self.dimming = False
        """Whether a slow run dims what it has not written again."""
        self.client = ClientInfo()
        self.path = "/"
        self.number = 0
        """The highest stamp given to a run or another writer."""
        self.effects: deque[Effect] = deque(maxlen=EFFECTS_KEPT)
        """The latest one-off effects of the app's newest run, for those who drive a session without a browser."""
        self._late = Writer(0, "")
        self._events: deque[Event] = deque()
        """Those that have yet to be handled."""
        self._handling = False
        self._last_run = 0
        self._changed_widgets: dict[Hashable, WidgetRecord] = {}
        self._triggered: dict[Hashable, WidgetRecord] = {}
        self._pressed: list[WidgetRecord] = []
        """Buttons whose value is true in the run that answers them."""
        self._timers: dict[str, float] = {}
        self._dim_up_to = 0
        """The newest run for which the timer that dims was set."""
        self._run_sent: dict[int, int] = {}
        """By connection: the state of runs that its browser knows, as `_run_mark` gives it."""

    # Events -------------------------------------------------------------------------------------------------------

    def handle(self, event: Event) -> list[Instruction]:
        """Change the session's state by an event and return what is to be done.

        A destructor may bring one while another is handled, as a garbage collection calls it in the same thread. Then that one is
        handled next, and what is to be done is returned with the rest.
        """
        out: list[Instruction] = []
        self._events.append(event)
        while self._events and not self._handling:
            self._handling = True
            try:
                while self._events:
                    self._handle(self._events.popleft(), out)
            finally:
                self._handling = False
        return out

    def _handle(self, event: Event, out: list[Instruction]) -> None:
        if not self.ended or isinstance(event, _AFTER_THE_END):
            _HANDLERS[type(event)](self, event, out)

    def _connected(self, event: Connected, out: list[Instruction]) -> None:
        first = not self.mirrors
        mirror = Mirror(self.document)
        self.mirrors[event.connection] = mirror
        self.client = event.info
        self.path = event.path
        leave_page(self.widgets, self.document, event.path)
        if first:
            self._cancel(GRACE, out)
            for lane in self.lanes.values():
                self._tick(lane, out)
        if event.rerun or self._last_run == 0:
            self.address.open(event.query)
            self._request(self.app, out)
        for lane in list(self.lanes.values()):
            self._refresh(lane, out)
        out.append(Flush(now=True))

    def _disconnected(self, event: Disconnected, out: list[Instruction]) -> None:
        if self.mirrors.pop(event.connection, None) is None:
            return
        self.sleepers.discard(event.connection)
        self._run_sent.pop(event.connection, None)
        if not self.mirrors and not self.ended:
            for lane in self.lanes.values():
                self._cancel(_timer(lane), out)
            self._set(GRACE, self.grace, out)

    def _interacted(self, event: Interacted, out: list[Instruction]) -> None:
        lanes: dict[str, Lane] = {}
        entered: list[Lane] = []
        step = self.address.step
        refused = False
        for node_id, value in event.changes:
            try:
                record = self._widget(node_id)
                wire = None if record is None else record.props.check(value)
            except ValueError as refusal:
                if not refused:  # a browser that sends many has one mistake, and one answer
                    out.append(Send(Problem("refused", str(refusal)), event.connection))
                refused = True
                self._resend(event.connection, node_id, out)
                continue
            if record is not None and record.props.container:
                self._dismiss(record, out)
                if record.quiet:
                    continue
            if record is not None:
                if record.props.trigger and self._waits_for_answer(record):
                    out.append(Send(Problem("lost", _lost(record)), event.connection))
                lane, version = self.lanes.get(record.lane, self.app), record.version
                if self._enter(event.connection, record, value, wire):
                    lanes[lane.id] = lane
                if record.version != version:
                    entered.append(lane)
            if record is not None and record.node_id != node_id:
                self._resend(event.connection, record.node_id, out)
            if record is not None and not record.props.trigger and not _means(value, wire):
                self._resend(event.connection, node_id, out)
        # Only now: what comes together with a press, as a form's values do, its callback finds in the session state.
        for lane in entered:
            if any(lane.within(other) for other in lanes.values()):
                lane.entered = self.number
        self._request_all(lanes, out)
        if self.address.step != step or any(
            number != event.connection or mirror.unseen for number, mirror in self.mirrors.items()
        ):
            out.append(Flush())

    def _filled(self, event: Filled, out: list[Instruction]) -> None:
        for node_id, value in event.changes:
            try:
                record = self._widget(node_id)
                if record is not None:
                    self.address.fill(record, record.props.check(value))
            except ValueError:
                continue  # a person is told when the form is sent
        out.append(Flush())

    def _waits_for_answer(self, record: WidgetRecord) -> bool:
        """Whether a button was pressed and no run has come to it yet: another press would take that one's place."""
        if record.identity in self._triggered:
            return True
        runs = (lane.live for lane in self.lanes.values() if lane.live is not None)
        return any(record.identity in run.pressed and record.identity not in run.answered for run in runs)

    def _rerun_asked(self, event: RerunAsked, out: list[Instruction]) -> None:
        if event.query is not None:
            self.address.open(event.query, back=True)
        self._request_all({id: self.lanes[id] for id in event.lanes if id in self.lanes}, out)

    def _outdated(self, event: Outdated, out: list[Instruction]) -> None:
        lanes = [self.lanes[id] for id in event.lanes if id in self.lanes]
        # Outer lanes first: a body that runs again calls the fragments in it by itself.
        for lane in sorted(lanes, key=lambda lane: lane.depth):
            if lane.newest <= event.lanes[lane.id]:  # else a later run has read, or did not want to know
                lane.outdated = True
                lane.echo = min(lane.echo, event.echo)
                self._refresh(lane, out)

    def _refresh(self, lane: Lane, out: list[Instruction]) -> None:
        """Rerun a lane that is outdated: once its run has ended, threads included, and not too often."""
        if not lane.outdated or lane.live is not None or not self.mirrors:
            return
        if _calm(lane) not in self._timers and not _still_to_be_called(lane):
            self._set(_calm(lane), CALM * 2 ** min(lane.echo, CALMEST), out)
            self._request(lane, out, lane.echo)

    def _stop_asked(self, event: StopAsked, out: list[Instruction]) -> None:
        for lane in list(self.lanes.values()):
            if event.lane in (None, lane.id):
                lane.pending = lane.outdated = False
                lane.echo = NO_ECHO
                self._forget_presses(lane)
                self._fence(lane, out)
        self._start_what_waits(out)
        out.append(Flush(now=True))

    def _forget_presses(self, lane: Lane) -> None:
        """Let go of the buttons whose answer is to be stopped: the next run must not begin what a person has just stopped."""
        run = lane.live
        if run is not None:
            run.pressed = {id: record for id, record in run.pressed.items() if id in run.answered}
            run.due = [record for record in run.due if not record.props.trigger]
            run.held = {}
        for identity, record in list(self._triggered.items()):
            if self._is_to_answer(lane, record):
                del self._triggered[identity]
                self._changed_widgets.pop(identity, None)

    def _is_to_answer(self, lane: Lane, record: WidgetRecord) -> bool:
        """Whether it is a run of this lane that would answer a button: one of its own, or one that has taken that one's place."""
        nearest: Lane | None = self.lanes.get(record.lane, self.app)
        while nearest is not None and nearest is not lane:
            if nearest.live is not None or nearest.pending:
                return False
            nearest = nearest.parent
        return nearest is lane

    def _body_ended(self, event: BodyEnded, out: list[Instruction]) -> None:
        run = event.run
        run.phase = "threads"
        run.due = []
        self._see_dimming()
        if not run.fenced and not self.ended:
            if event.outcome == "rerun":
                if not {APP, run.lane.id} & set(event.lanes):
                    run.answered.update(run.pressed)  # what runs instead is the answer
                    self._release_held(run)
                self._fence(run.lane, out)
                if APP in event.lanes:
                    self._hide_dialog(run.lane)
                self._request_all(
                    {id: self.lanes[id] for id in event.lanes if id in self.lanes}, out, run.echo
                )
            else:
                self._sweep(run, out)
                self._see_held(run)
            if run.lane is self.app:
                self.address.opened()
        if run.jobs == 0:
            self._end_run(run, out)
        self._start_what_waits(out)
        out.append(Flush(now=True))

    def _not_started(self, event: NotStarted, out: list[Instruction]) -> None:
        # What is on the page stays, and what the run would have answered stays for the next.
        if event.run is event.run.lane.live:
            self._fence(event.run.lane, out)
        self._end_run(event.run, out)
        self._start_what_waits(out)
        out.append(Flush(now=True))

    def _queued(self, event: Queued, out: list[Instruction]) -> None:
        event.run.queued, event.run.blocked = event.place, event.blocked
        out.append(Flush())

    def _fragment_declared(self, event: FragmentDeclared, out: list[Instruction]) -> None:
        lane = event.lane
        if event.run.fenced or self.ended:  # the run that took its place calls the fragment itself
            return
        if (
            self.document.get(lane.node_id) is None
        ):  # its place has left the page, or a thread that is over has called it
            return
        self.lanes[lane.id] = lane  # a thread may call it after its run's body has ended and dropped it
        lane.stamp = event.run.number
        self._tick(lane, out)
        if event.start:
            lane.due = True
            node = self.document.get(lane.node_id)
            if node is not None:
                node.job = lane
            self._hand_over(event.run, lane)
        if lane.pending or event.start:
            self._request(lane, out, event.run.echo if event.start else lane.echo)
        else:
            self._refresh(lane, out)  # what it has read may have changed while the body called it

    def _hand_over(self, run: Run, lane: Lane) -> None:
        """Leave the presses of a fragment's buttons to the run that it is about to have of its own."""
        for identity, record in list(run.pressed.items()):
            if self.lanes.get(record.lane, self.app).within(lane) and identity not in run.answered:
                self._triggered[identity] = run.pressed.pop(identity)
        for identity, record in list(run.held.items()):
            if self.lanes.get(record.lane, self.app).within(lane):
                self._triggered[identity] = self._changed_widgets[identity] = run.held.pop(identity)

    def _held_shown(self, event: HeldShown, out: list[Instruction]) -> None:
        self._see_held(event.run)
        self._start_what_waits(out)

    def _see_held(self, run: Run) -> None:
        """Let presses that a run holds be answered, once it has shown all of the buttons that it may show yet.

        Presses that wait together are answered together. When a body has ended, only threads of the run may show a button yet, and
        only in their places.
        """
        may_show = [
            run.phase == "body" or (run.jobs > 0 and self.on_page(r)) for r in run.held.values() if r.outrun
        ]
        if not any(may_show):
            self._release_held(run)

    def _release_held(self, run: Run) -> None:
        """Leave the presses that a run holds to the next run of their lanes, which answers them whatever was shown."""
        for identity, record in run.held.items():
            record.awaits = 0
            self._triggered[identity] = self._changed_widgets[identity] = record
            lane = self.lanes.get(record.lane, self.app)
            lane.pending, lane.echo = True, 0
        run.held = {}

    def _dialog_opened(self, event: DialogOpened, out: list[Instruction]) -> None:
        if event.instead_of is not None:
            self._close(event.instead_of, out)
        lane, node = event.lane, self.document.get(event.lane.node_id)
        if self.lanes.get(lane.id) is not lane or node is None:  # closed before it has begun
            return
        lane.due = True
        node.job = lane
        self._hand_over(event.run, lane)
        self._request(lane, out, event.run.echo)
        out.append(Flush())

    def _dismiss(self, record: WidgetRecord, out: list[Instruction]) -> None:
        """Close a dialog for a person."""
        lane = next((lane for lane in self.lanes.values() if lane.node_id == record.node_id), None)
        if lane is not None:
            self._close(lane, out)
        if record.quiet:
            self.widgets.drop(record)
        self._start_what_waits(out)
        out.append(Flush(now=True))

    def _close(self, dialog: Lane, out: list[Instruction]) -> None:
        """Take a dialog off the page and stop what runs in it."""
        inside = [lane for lane in self.lanes.values() if lane.within(dialog)]
        for lane in inside:
            lane.pending = False
            self._fence(lane, out)
        for waiting in (self._triggered, self._changed_widgets):
            for identity, record in list(waiting.items()):
                # Whoever has a callback is still to be told. The rest could be answered by the dialog alone.
                if record.callback is None and self.lanes.get(record.lane, self.app).within(dialog):
                    del waiting[identity]
        node = self.document.get(dialog.node_id)
        if node is not None:
            self.document.remove(node)
        for lane in inside:
            self._drop_lane(lane, out)

    def _hide_dialog(self, asked_by: Lane) -> None:
        """Close the dialog whose own code has asked for a run of the app, until that calls it again or removes it."""
        if self.dialog is not None and asked_by.within(self.dialog):
            node = self.document.get(self.dialog.node_id)
            if node is not None:
                self.document.update(node, msgspec.structs.replace(node.props, open=False))

    def _job_started(self, event: JobStarted, out: list[Instruction]) -> None:
        event.run.jobs += 1

    def _job_ended(self, event: JobEnded, out: list[Instruction]) -> None:
        run = event.run
        run.jobs -= 1
        if run.phase == "threads":
            held = bool(run.held)
            self._see_held(run)
            if run.jobs == 0:
                self._end_run(run, out)
                out.append(Flush(now=True))
            if held:
                self._start_what_waits(out)

    def _timer_fired(self, event: TimerFired, out: list[Instruction]) -> None:
        if event.name == GRACE:
            if not self.mirrors:
                self._end(out)
        elif event.name == DIM:
            self._timers.pop(DIM, None)
            for run in self._bodies():
                run.slow = run.slow or run.number <= self._dim_up_to
                self.dimming = self.dimming or run.slow
            if self.dimming:
                out.append(Flush(now=True))
            if not all(run.slow for run in self._bodies()):  # they have started since the timer was set
                self._set_dim(out)
        elif event.name.startswith(CALM_PREFIX):
            self._timers.pop(event.name, None)
            lane = self.lanes.get(event.name.removeprefix(CALM_PREFIX))
            if lane is not None:
                self._refresh(lane, out)
        else:
            lane = self.lanes.get(event.name.removeprefix("lane:"))
            if lane is not None and lane.live is None and not _still_to_be_called(lane):
                self._request(lane, out)

    def _source_saved(self, event: SourceSaved, out: list[Instruction]) -> None:
        out.append(Send(SourceChanged()))

    def _end_asked(self, event: EndAsked, out: list[Instruction]) -> None:
        self._end(out)

    # Runs ---------------------------------------------------------------------------------------------------------

    def begin(self, run: Run, now: float) -> "list[WidgetRecord] | None":
        """Let a run take what has changed since the last; called by its script thread before any page code.

        What a fenced run does not take stays for the next, so that no click is lost.

        Returns:
            The changed widgets whose callbacks are due, in order; None if the run was superseded already.
        """
        if run.fenced:
            return None
        run.began = now
        mine = run.lane is self.app
        if mine:
            self.effects.clear()

        def takes(record: WidgetRecord) -> bool:
            return mine or self.lanes.get(record.lane, self.app).within(run.lane)

        changed = [record for record in self._changed_widgets.values() if takes(record)]
        for record in changed:
            del self._changed_widgets[record.identity]
        run.held = {record.identity: record for record in changed if record.outrun and self.on_page(record)}
        changed = [record for record in changed if record.identity not in run.held]
        for identity in run.held:
            del self._triggered[identity]
        triggered = [identity for identity, record in self._triggered.items() if takes(record)]
        pressed = [self._triggered.pop(identity) for identity in triggered]
        run.pressed = dict(zip(triggered, pressed, strict=True))
        # Callbacks, too, read in the session state which button it was; and the next run, that it is no longer.
        for record in self._pressed:
            if takes(record):
                record.wire = getattr(record.props, "value", False)
        self._pressed = [
            record for record in self._pressed if record.wire and record not in pressed
        ] + pressed
        for record in pressed:
            record.wire = record.sent
        run.due = [record for record in changed if record.callback is not None]
        return changed

    def next_callback(self, run: Run) -> Callback | None:
        """Return the callback that a run is to call next, None for none. A fenced run leaves what is left to its successor."""
        return run.due.pop(0).callback if run.due else None

    def fragment(
        self, lane: str, parent: Lane, node_id: int, body: Any, interval: float | None, number: int
    ) -> Lane:
        """Return a fragment's lane, made if there is none yet, at the moment when run `number` calls it in its parent's body."""
        found = self.lanes.get(lane)
        if found is None:
            found = self.lanes[lane] = Lane(lane, parent)
        found.newest, found.outdated, found.due = number, False, False
        self.document.calls += 1
        found.call, found.called_by = self.document.calls, parent.newest
        self.widgets.dropped.append(found.body)
        found.parent, found.node_id, found.body, found.interval = parent, node_id, body, interval
        return found

    def _request_all(self, lanes: dict[str, Lane], out: list[Instruction], echo: int = 0) -> None:
        if APP in lanes:
            self._request(self.app, out, echo)
            return
        for lane in lanes.values():
            if not any(lane is not other and lane.within(other) for other in lanes.values()):
                self._request(lane, out, echo)

    def _request(self, lane: Lane, out: list[Instruction], echo: int = 0) -> None:
        """Start a run of a lane now, or, for a fragment that a body is yet to call, when that body has called it or ended.

        It does not wait for older runs of the lane: they were told to stop, and nothing more of them reaches the page.

        `echo` is that of the run; of several requests for one run, the lowest counts.
        """
        lane.echo = min(lane.echo, echo)
        if _still_to_be_called(lane):
            lane.pending = True
            return
        lane.pending = False
        for other in self.lanes.values():
            if other is not lane and other.within(lane):
                other.pending = False
                self._fence(other, out)
        before = lane.live
        self._fence(lane, out)
        self.number += 1
        self._last_run = self.number
        lane.live = Run(self.number, lane, lane.echo)
        # What is dim stays so if nothing has come of it yet.
        lane.live.slow = before is not None and before.phase == "body" and before.slow
        self._see_dimming()
        lane.echo = NO_ECHO
        lane.newest, lane.outdated = self.number, False
        if DIM not in self._timers:
            self._set_dim(out)
        out.append(StartRun(lane.live))

    def _start_what_waits(self, out: list[Instruction]) -> None:
        """Start the fragments that have waited for a body which may have come to its end, or was told to."""
        if self.ended:
            return
        for lane in sorted(self.lanes.values(), key=lambda lane: lane.depth):
            if lane.pending:
                self._request(lane, out, lane.echo)
            else:
                self._refresh(lane, out)

    def _fence(self, lane: Lane, out: list[Instruction]) -> None:
        run = lane.live
        if run is not None:
            run.fenced = True
            # What it has not come to is for the next: callbacks that it has yet to call, buttons that it has yet to answer.
            due = {record.identity: record for record in run.due}
            self._changed_widgets = due | run.held | self._changed_widgets
            run.due = []
            self._clear_forms(run)
            left = {id: record for id, record in run.pressed.items() if id not in run.answered}
            self._triggered = left | run.held | self._triggered
            run.held = {}
            lane.live = None
            if run.phase != "ended":
                lane.stopping.append(run)
                out.append(FenceRun(run))

    def _end_run(self, run: Run, out: list[Instruction]) -> None:
        run.phase = "ended"
        out.append(RunEnded(run))
        for writer in run.writers.values():
            writer.alive = False
            writer.places.clear()
        lane = run.lane
        if lane.live is run:
            lane.live = None
        elif run in lane.stopping:
            lane.stopping.remove(run)
        if not run.fenced and not self.ended:
            self._forget_widgets(lane)
        self._see_dimming()
        if not any(each.live or each.stopping for each in self.lanes.values()):
            self.widgets.forget_deleted()
        if lane.pending and not self.ended:
            self._request(lane, out, lane.echo)
        elif lane.outdated and not self.ended:
            self._refresh(lane, out)
        elif lane.id not in self.lanes and not lane.stopping:
            self.widgets.dropped.append(lane.body)
            lane.body = None

    def _sweep(self, run: Run, out: list[Instruction]) -> None:
        """Remove what a completed body has not written again: elements and fragments. Its threads may show widgets yet."""
        writer = run.writer(run.lane.id)
        run.lane.due = False
        self._clear_forms(run)
        if run.lane is self.app:
            for root in (MAIN, SIDEBAR):
                self.document.sweep(self.document.nodes[root], writer)
            self.widgets.leave(run.number, None, self._is_kept)
        else:
            node = self.document.get(run.lane.node_id)
            if node is not None:
                self.document.sweep(node, writer)
            inside = {lane.id for lane in self.lanes.values() if lane.within(run.lane)}
            self.document.sweep(self.document.root, writer, inside & run.writers.keys())
            self.widgets.leave(run.number, inside, self._is_kept)
        dropped: set[str] = set()
        for lane in list(self.lanes.values()):
            gone = self.document.get(lane.node_id) is None  # a place that only one of them can have
            if lane is run.lane or not lane.within(run.lane):
                continue
            if gone or (lane.stamp < run.number and not _left_to_another(lane, run)):
                self._drop_lane(lane, out)
                dropped.add(lane.id)
        if dropped:
            self.document.remove_outside(dropped)

    def _is_kept(self, record: WidgetRecord) -> bool:
        return is_kept(record, self.path)

    def _forget_widgets(self, ended: Lane) -> None:
        """Forget what a lane's run has ended without, once no other run goes on that has begun since it was shown last."""
        lanes = [lane for lane in self.lanes.values() if lane is not ended]
        if any(lane.pending or lane.due for lane in lanes):
            return  # their next runs will have begun since
        newest = max((lane.live.number for lane in lanes if lane.live is not None), default=0)
        self.widgets.forget_left(self.document.nodes.__contains__, newest.__gt__)

    def late_writer(self) -> Writer:
        """Return who writes for code that outlives its run: what it has written stays until the next run leaves it out."""
        if self._late.stamp <= self._last_run:
            self.number += 1
            self._late = Writer(self.number, f"late-{self.number}", background=True)
            self._late.alive = False
        return self._late

    def take_dropped(self) -> list[object]:
        """Return what was let go of since the last time, to be freed where no lock is held."""
        dropped, self.widgets.dropped = self.widgets.dropped, []
        return dropped

    def _drop_lane(self, lane: Lane, out: list[Instruction]) -> None:
        lane.pending = lane.outdated = False
        self._fence(lane, out)
        self._cancel(_timer(lane), out)
        self._cancel(_calm(lane), out)
        if lane is self.dialog:
            self.dialog = None
        self.widgets.dropped.append(self.lanes.pop(lane.id))
        waiting = (*self._triggered.values(), *self._changed_widgets.values())
        if any(record.lane == lane.id for record in waiting):
            # What a person did in it just before it went is still to be answered.
            self.app.pending = True
            self.app.echo = 0

    def _end(self, out: list[Instruction]) -> None:
        self.ended = True
        for lane in self.lanes.values():
            lane.pending = False
            self._fence(lane, out)
        for name in list(self._timers):
            self._cancel(name, out)
        out.append(Send(Bye("ended")))
        out.append(Dispose())

    # Timers -------------------------------------------------------------------------------------------------------

    def _tick(self, lane: Lane, out: list[Instruction]) -> None:
        if lane.interval is None or not self.mirrors:
            self._cancel(_timer(lane), out)
        elif self._timers.get(_timer(lane)) != lane.interval:
            self._timers[_timer(lane)] = lane.interval
            out.append(SetTimer(_timer(lane), lane.interval, repeat=True))

    def _set(self, name: str, seconds: float, out: list[Instruction]) -> None:
        self._timers[name] = seconds
        out.append(SetTimer(name, seconds))

    def _set_dim(self, out: list[Instruction]) -> None:
        self._dim_up_to = self.number
        self._set(DIM, DIM_AFTER, out)

    def _cancel(self, name: str, out: list[Instruction]) -> None:
        if self._timers.pop(name, None) is not None:
            out.append(CancelTimer(name))

    # Widgets ------------------------------------------------------------------------------------------------------

    def _widget(self, node_id: int) -> WidgetRecord | None:
        """Return the widget that a browser means; None for one that has just left the page.

        Raises:
            ValueError: there never was such a widget, or it takes no values.
        """
        record = self.widgets.by_node.get(node_id)
        node = self.document.get(node_id)
        if record is None and node is not None:
            # Written in another container by a run that goes on: it stands here until that body ends.
            record = self.widgets.records.get(node.identity)
            if record is not None and not self.on_page(record):
                return None
        if record is None or node is None:
            if self.document.was_issued(node_id) and node is None:
                return None
            raise ValueError(f"There is no widget {node_id} on this page.")
        if not record.props.usable:
            raise ValueError(f"“{record.props.called}” is disabled.")
        return record

    def on_page(self, record: WidgetRecord) -> bool:
        """Whether a widget stands on the page."""
        return self.document.get(record.node_id) is not None

    def to_be_shown(self, record: WidgetRecord) -> bool:
        """Whether a body that executes now will show a widget again."""
        lane: Lane | None = self.lanes.get(record.lane, self.app)
        while lane is not None:
            if lane.live is not None and lane.live.phase == "body" and record.stamp < lane.live.number:
                return True
            lane = lane.parent
        return False

    def enter(self, record: WidgetRecord, wire: Any) -> None:
        """Give a widget on the page a value of the app's, in wire form. Nobody is called for it, and nothing rerun."""
        self.widgets.discard(record.key or "")
        if record.enter(wire):
            self.document.update(self.document.nodes[record.node_id], with_value(record.props, wire))
            self.address.entered(record, step=False)

    def _enter(self, connection: int, record: WidgetRecord, sent: Any, wire: Any) -> bool:
        """Take a value from a browser, checked; say whether something must rerun for it."""
        if record.props.trigger:
            record.sent = wire
            record.awaits = self._awaited_by(record)
            for lane in self.lanes.values():
                if lane.live is not None:
                    lane.live.held.pop(record.identity, None)  # the same press, made anew
            self._triggered[record.identity] = record
            self._changed_widgets[record.identity] = record
            return True
        node = self.document.nodes[record.node_id]
        mirror = self.mirrors[connection]
        if node.id in mirror.unseen:
            # The app's value is on its way and will take the place of this one in the browser, though this one came last.
            mirror.forget_value(node)
        elif _means(sent, wire):  # else the browser must learn what became of what it sent
            mirror.knows_value(node, wire)
        if not record.enter(wire):
            return False
        if record.key is not None:
            self.widgets.discard(record.key)
            self.widgets.wrote(record.key, self.number + 1)
        self.document.update(node, with_value(record.props, wire))
        self.address.entered(record, step=True)
        self._changed_widgets[record.identity] = record
        return record.form is None and not record.quiet

    def _awaited_by(self, record: WidgetRecord) -> int:
        """Return after which run a button that is pressed now must be shown for its callback to be called; 0 for none.

        A form's values arrive with the press: no run may show them without it. What outlives its run is shown by no
        other, and a dialog that was dismissed by none at all.
        """
        node = self.document.get(record.node_id)
        if record.callback is None or record.form is not None or record.props.answers_itself:
            return 0
        if node is None or (node.writer is not None and node.writer.background):
            return 0
        return self.lanes.get(record.lane, self.app).entered_around

    def _resend(self, connection: int, node_id: int, out: list[Instruction]) -> None:
        """Show a browser again what a widget really holds, where it has sent something else."""
        node = self.document.get(node_id)
        mirror = self.mirrors.get(connection)
        if node is not None and mirror is not None and isinstance(node.props, Valued):
            mirror.forget_value(node)
            out.append(Flush())

    def _clear_forms(self, run: Run) -> None:
        """Empty the forms that a run has answered, once: what a person enters from then on is for the next."""
        forms = {run.pressed.pop(identity).form for identity in run.answered if identity in run.pressed}
        for form in forms:
            if form is not None:
                self._clear_form(form)

    def _clear_form(self, form: int) -> None:
        node = self.document.get(form)
        if node is None or not getattr(node.props, "clear_on_submit", False):
            return
        for record in self.widgets.records.values():
            shown = self.document.get(record.node_id)
            if (
                shown is not None
                and record.form == form
                and record.enter(getattr(record.props, "value", None))
            ):
                self.document.update(shown, record.props)
                self.address.entered(record, step=False)

    # The page -----------------------------------------------------------------------------------------------------

    def set_page(self, change: Callable[[Page], Page]) -> None:
        """Change what concerns the whole browser tab."""
        page = self.document.root.props
        assert isinstance(page, Page)
        self.document.update(self.document.root, change(page))

    def collect(
        self, connection: int, now: float
    ) -> tuple[list[Operation], RunState | None, list[int] | None, bool, list[int] | None]:
        """Return what one browser lacks: operations, run state, stale nodes, whether it starts from nothing, replaced nodes."""
        mirror = self.mirrors[connection]
        self.sleepers.add(connection)
        reset = mirror.fresh
        with self.document.steady():
            ops = mirror.flush()
        mark = self._run_mark()
        run = None
        if self._run_sent.get(connection) != mark:
            self._run_sent[connection] = mark
            run = self.run_state(now)
        stale = self._stale() if self.dimming else []
        replaced = list(self.document.replaced.ids) if self.document.replaced.ids and self._bodies() else []
        mirror.replaced_seen = self.document.replaced.changes
        same_stale = stale == mirror.stale and not reset
        same_replaced = replaced == mirror.replaced and not reset
        mirror.stale, mirror.replaced = stale, replaced
        return ops, run, None if same_stale else stale, reset, None if same_replaced else replaced

    def run_state(self, now: float) -> RunState:
        """Return what runs, for how long."""
        live = [lane.live for lane in self.lanes.values() if lane.live is not None]
        began = [run.began for run in live if run.began is not None]
        elapsed = (now - min(began)) * 1000 if began else 0.0
        stopping = not live and any(lane.stopping for lane in self.lanes.values())
        return RunState(
            self._last_run,
            bool(live),
            round(elapsed, 1),
            [run.lane.id for run in live],
            stopping,
            # What runs already shows that; only if nothing does, the wait is what a person wonders about.
            min((run.queued for run in live), default=0),
            min((run.blocked for run in live), default=0),
        )

    def _run_mark(self) -> int:
        marks = tuple(
            (run.number, run.queued, run.blocked, len(lane.stopping))
            if (run := lane.live)
            else len(lane.stopping)
            for lane in self.lanes.values()
        )
        return hash((self._last_run, marks))

    def _bodies(self) -> list[Run]:
        """Return the live runs whose page code executes."""
        live = [lane.live for lane in self.lanes.values()]
        return [run for run in live if run is not None and run.phase == "body"]

    def _see_dimming(self) -> None:
        self.dimming = self.dimming and any(run.slow for run in self._bodies())

    def _stale(self) -> list[int]:
        """Return the topmost nodes that slow bodies have not written again, in page order."""
        found: list[int] = []
        for run in self._bodies():
            if run.slow:
                roots = [MAIN, SIDEBAR] if run.lane is self.app else [run.lane.node_id]
                for root in roots:
                    if (node := self.document.get(root)) is not None:
                        _collect_stale(node, run.number, found)
        return found

    def _changed(self, node: Node) -> None:
        for mirror in self.mirrors.values():
            mirror.dirty.add(node)

    def _gone(self, node: Node) -> None:
        self.address.gone(node)
        for mirror in self.mirrors.values():
            mirror.dirty.discard(node)

    def rouse(self) -> list[int]:
        """Return the connections that sleep and lack something; they count as woken from here.

        While a slow run is dimming the page, every write matters, as what it has confirmed must no longer be dim.
        """
        if not self.sleepers:
            return []
        woken = [connection for connection in self.sleepers if self.dimming or self.mirrors[connection].lacks]
        self.sleepers.difference_update(woken)
        return woken


def _still_to_be_called(lane: Lane) -> bool:
    """Whether a body that executes now will call this fragment itself, so that it must not run beside that."""
    above = lane.parent
    while above is not None:
        run = above.live
        if run is not None and run.phase == "body" and lane.stamp < run.number:
            return True
        above = above.parent
    return False


def _left_to_another(lane: Lane, run: Run) -> bool:
    """Whether a fragment that a run's body has not called is the business of one in between that runs by itself."""
    above = lane.parent
    while above is not None and above is not run.lane:
        if above.alive:
            return True
        above = above.parent
    return False


def _timer(lane: Lane) -> str:
    return f"lane:{lane.id}"


def _lost(record: WidgetRecord) -> str:
    """Say that the first of two presses gets no answer of its own."""
    label = (
        getattr(record.props, "label", "") or getattr(record.props, "placeholder", "") or record.props.kind
    )
    if isinstance(record.sent, str):
        return f"“{record.sent[:200]}” was not answered: another message to “{label}” came before the app had come to it."
    return f"“{label}” was pressed again before the app had come to it: the presses have one answer."


def _calm(lane: Lane) -> str:
    return f"{CALM_PREFIX}{lane.id}"


def _collect_stale(node: Node, number: int, found: list[int]) -> None:
    for child in node.children:
        owner: Writer | None = child.writer
        if child.stamp >= number:
            _collect_stale(child, number, found)
        elif child.visible and not (owner is not None and owner.background and owner.alive):
            found.append(child.id)


def _means(sent: Any, wire: Any) -> bool:
    """Whether a browser need not be told what became of a value that it sent."""
    return bool(wire == (tuple(sent) if isinstance(sent, list) else sent))


def with_value(props: Valued, wire: Any) -> Element:
    """Return a widget's properties with its current value."""
    return msgspec.structs.replace(props, value=wire)


_AFTER_THE_END = BodyEnded | NotStarted | Queued | JobStarted | JobEnded | Disconnected
"""What is still taken note of when the session has ended: that what it has left behind begins or ends."""

_HANDLERS: dict[type[Event], Callable[[Session, Any, list[Instruction]], None]] = {
    Connected: Session._connected,
    Disconnected: Session._disconnected,
    Interacted: Session._interacted,
    Filled: Session._filled,
    RerunAsked: Session._rerun_asked,
    Outdated: Session._outdated,
    StopAsked: Session._stop_asked,
    BodyEnded: Session._body_ended,
    NotStarted: Session._not_started,
    Queued: Session._queued,
    FragmentDeclared: Session._fragment_declared,
    DialogOpened: Session._dialog_opened,
    HeldShown: Session._held_shown,
    JobStarted: Session._job_started,
    JobEnded: Session._job_ended,
    TimerFired: Session._timer_fired,
    SourceSaved: Session._source_saved,
    EndAsked: Session._end_asked,
}

"""The session's state machine: events in, instructions out.

`Session` passes each event to its parts. Each part has one owner: the lanes and their runs (`runs.py`),
actions of people that no run has answered (`unanswered.py`), values of widgets (`values.py`), browsers,
timers, and the dimming of slow runs.
"""

from collections.abc import Callable
from typing import Any

from treadle._core.protocol.message import (
    Bye,
    ClientInfo,
    Effect,
    SourceChanged,
)

from .address import Address
from .browsers import Browsers
from .dimming import Dimming
from .document import Document
from .events import (
    BodyEnded,
    Connected,
    DialogOpened,
    Disconnected,
    Dispose,
    EndAsked,
    Event,
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
    PageAsked,
    PageEntered,
    Queued,
    RerunAsked,
    Send,
    SourceSaved,
    StopAsked,
    TimerFired,
)
from .interacting import Interacting
from .kept import is_kept
from .lanes import APP, NO_ECHO, Lane, Lanes
from .memory import Memory
from .nodes import Node
from .pages import Pages
from .recalled import Recalled
from .runs import Runs
from .structure import BOTTOM, FIRST_ID_UNSEEN
from .timers import CALM_PREFIX, DIM, GRACE, TICK_PREFIX, Timers, tick
from .unanswered import Unanswered
from .values import Values
from .widgets import Widgets


class Session:
    """One visitor of one app.

    Args:
        grace: the time in seconds that it waits for a lost browser before it ends.
        seen: whether it belongs to a visitor. False: nobody sees what is written to it. A command writes to
            such a session after its own session has ended, in a place where a stop point must do nothing.
    """

    def __init__(self, grace: float = 120.0, *, seen: bool = True) -> None:
        self.grace, self.seen = grace, seen
        self.lanes = Lanes()
        self.app = self.lanes.app
        self.widgets = Widgets()
        self.browsers = Browsers()
        self.memory = Memory()
        first_id = BOTTOM + 1 if seen else FIRST_ID_UNSEEN
        self.document = Document(self.browsers.changed, self._gone, first_id)
        self.address = Address(self.document, self.widgets)
        self.timers = Timers()
        self.dimming = Dimming(self.document, self.lanes, self.timers)
        self.unanswered = Unanswered(self.lanes, self.document)
        self.values = Values(
            self.document, self.widgets, self.address, self.lanes, self.browsers, self.unanswered
        )
        self.recalled = Recalled()
        self.runs = Runs(
            self.lanes,
            self.document,
            self.widgets,
            self.browsers,
            self.timers,
            self.dimming,
            self.unanswered,
            self.values,
            self.recalled,
            lambda record: is_kept(record, self.pages.shown),
        )
        self.interacting = Interacting(
            self.widgets, self.values, self.unanswered, self.lanes, self.runs, self.address, self.browsers
        )
        self.pages = Pages(self.document, self.address, self.widgets, self.runs)
        self.client, self.opened = ClientInfo(), "/"
        """What the newest browser has said about itself, and the path that it had then."""
        self.effects: list[Effect] = []
        """The latest one-off effects of the app's newest run, for drivers without a browser."""
        self._events: list[Event] = []
        """The events that are not handled yet."""
        self._handling = False
        self.ended = False
        """Whether the session has ended. A copy of the runs' flag, because each command reads it."""

    # Events -------------------------------------------------------------------------------------------------

    def handle(self, event: Event) -> list[Instruction]:
        """Change the session's state by an event and return the instructions.

        A destructor can bring an event while another one is handled, because garbage collection calls it in
        the same thread. The new event is handled next, and its instructions are returned with the others.
        """
        out: list[Instruction] = []
        self._events.append(event)
        while self._events and not self._handling:
            self._handling = True
            try:
                while self._events:
                    self._handle(self._events.pop(0), out)
            finally:
                self._handling = False
        return out

    def _handle(self, event: Event, out: list[Instruction]) -> None:
        if not self.ended or isinstance(event, _AFTER_THE_END):
            run, lane = getattr(event, "run", None), getattr(event, "lane", None)
            self.app.story.event(
                type(event).__name__,
                run.number if run is not None else None,
                lane.id if isinstance(lane, Lane) else lane,
            )
            _HANDLERS[type(event)](self, event, out)

    def _connected(self, event: Connected, out: list[Instruction]) -> None:
        first = not self.browsers
        self.browsers.add(event.connection, self.document, self.memory)
        if event.memory is not None:
            self.memory.opened(event.memory)
        self.client, self.opened = event.info, event.path
        if first:
            self.timers.cancel(GRACE, out)
            for lane in self.lanes.values():
                self.runs.tick(lane, out)
        self.recalled.offer(event.connection, event.kept)
        if event.rerun or self.runs.last == 0:
            self.address.open(event.query, event.path)
            self.runs.request(self.app, out)
        self.runs.refresh_all(out)
        out.append(Flush(now=True))

    def _disconnected(self, event: Disconnected, out: list[Instruction]) -> None:
        if self.browsers.remove(event.connection) and not self.browsers and not self.ended:
            for lane in self.lanes.values():
                self.timers.cancel(tick(lane), out)
            self.timers.set(GRACE, self.grace, out)

    def _interacted(self, event: Interacted, out: list[Instruction]) -> None:
        self.interacting.take(event, out)

    def _filled(self, event: Filled, out: list[Instruction]) -> None:
        self.values.fill(event.changes)
        out.append(Flush())

    def _rerun_asked(self, event: RerunAsked, out: list[Instruction]) -> None:
        if event.query is not None:
            self.address.open(event.query, event.path, back=True)
        self.runs.request_all(event.lanes, out)

    def _page_asked(self, event: PageAsked, out: list[Instruction]) -> None:
        self.pages.go(event.visit)
        self.runs.request(self.app, out)
        out.append(Flush())

    def _outdated(self, event: Outdated, out: list[Instruction]) -> None:
        lanes = [self.lanes[id] for id in event.lanes if id in self.lanes]
        # Outer lanes come first: their bodies call the fragments in them.
        for lane in sorted(lanes, key=lambda lane: lane.depth):
            if lane.newest <= event.lanes[lane.id]:  # else a later run has read, or did not want to know
                lane.outdated = True
                lane.echo = min(lane.echo, event.echo)
                self.runs.refresh(lane, out)

    def _stop_asked(self, event: StopAsked, out: list[Instruction]) -> None:
        for lane in list(self.lanes.values()):
            if event.lane in (None, lane.id):
                lane.wait_no_more()
                lane.outdated = False
                lane.echo = NO_ECHO
                self.unanswered.forget_presses(lane)
                self.runs.fence(lane, out)
        self.runs.start_what_waits(out)
        out.append(Flush(now=True))

    def _body_ended(self, event: BodyEnded, out: list[Instruction]) -> None:
        run = event.run
        run.end_body(event.outcome)
        run.due = []
        self.dimming.look()
        if not run.fenced and not self.ended:
            if event.outcome == "rerun":
                if not {APP, run.lane.id} & set(event.lanes):
                    run.answered.update(run.pressed)  # what runs instead is the answer
                    self.unanswered.release_held(run)
                self.runs.fence(run.lane, out)
                if APP in event.lanes:
                    self.runs.hide_dialog(run.lane)
                if event.visit is not None:
                    self.pages.go(event.visit)
                self.runs.request_all(event.lanes, out, run.echo)
            else:
                self.runs.sweep(run, out)
                self.unanswered.see_held(run)
                if run.lane is self.app:
                    self.runs.completed += 1
                if run.lane is self.app and event.outcome == "done":
                    self.pages.ended(run, out)
            if run.lane is self.app and event.visit is None:
                self.address.opened()
        if run.jobs == 0:
            self.runs.end_run(run, out)
        self.runs.start_what_waits(out)
        out.append(Flush(now=True))

    def _not_started(self, event: NotStarted, out: list[Instruction]) -> None:
        # The page keeps its elements, and the next run answers what this run would have answered.
        if event.run is event.run.lane.live:
            self.runs.fence(event.run.lane, out)
        self.runs.end_run(event.run, out)
        self.runs.start_what_waits(out)
        out.append(Flush(now=True))

    def _queued(self, event: Queued, out: list[Instruction]) -> None:
        event.run.queued, event.run.blocked = event.place, event.blocked
        out.append(Flush())

    def _fragment_declared(self, event: FragmentDeclared, out: list[Instruction]) -> None:
        lane = event.lane
        if event.run.fenced or self.ended:  # the run that took its place calls the fragment itself
            return
        node = self.document.get(lane.node_id)
        if node is None:  # its place has left the page, or a thread that is over has called it
            return
        lane.come_back()
        self.lanes[lane.id] = lane  # a thread may call it after its run's body has ended and dropped it
        lane.stamp = event.run.number
        self.runs.tick(lane, out)
        if event.start:
            lane.due = True
            node.job = lane
            self.unanswered.hand_over(event.run, lane)
        if lane.pending or event.start:
            self.runs.request(lane, out, event.run.echo if event.start else lane.echo)
        else:
            self.runs.refresh(lane, out)  # what it has read may have changed while the body called it

    def _held_shown(self, event: HeldShown, out: list[Instruction]) -> None:
        self.unanswered.see_held(event.run)
        self.runs.start_what_waits(out)

    def _dialog_opened(self, event: DialogOpened, out: list[Instruction]) -> None:
        if event.instead_of is not None:
            self.runs.close(event.instead_of, out)
        lane, node = event.lane, self.document.get(event.lane.node_id)
        if self.lanes.get(lane.id) is not lane or node is None:  # closed before it has begun
            return
        lane.due = True
        node.job = lane
        self.unanswered.hand_over(event.run, lane)
        self.runs.request(lane, out, event.run.echo)
        out.append(Flush())

    def _job_started(self, event: JobStarted, out: list[Instruction]) -> None:
        event.run.jobs += 1

    def _job_ended(self, event: JobEnded, out: list[Instruction]) -> None:
        run = event.run
        run.jobs -= 1
        if run.phase == "threads":
            held = bool(run.held)
            self.unanswered.see_held(run)
            if run.jobs == 0:
                self.runs.end_run(run, out)
                out.append(Flush(now=True))
            if held:
                self.runs.start_what_waits(out)

    def _timer_fired(self, event: TimerFired, out: list[Instruction]) -> None:
        if event.name == GRACE:
            if not self.browsers:
                self._end(out)
        elif event.name == DIM:
            self.dimming.fired(self.runs.number, out)
        elif event.name.startswith(CALM_PREFIX):
            self.timers.fired(event.name)
            lane = self.lanes.get(event.name.removeprefix(CALM_PREFIX))
            if lane is not None:
                self.runs.refresh(lane, out)
        else:
            lane = self.lanes.get(event.name.removeprefix(TICK_PREFIX))
            if lane is not None and lane.live is None and not lane.still_to_be_called():
                self.runs.request(lane, out)

    def _end(self, out: list[Instruction]) -> None:
        self.ended = True
        self.runs.end(out)
        out.append(Send(Bye("ended")))
        out.append(Dispose())

    def take_dropped(self) -> list[object]:
        """Return the objects that were dropped since the last call. The caller frees them without a lock."""
        dropped, self.widgets.dropped = self.widgets.dropped, []
        return dropped

    # The page -----------------------------------------------------------------------------------------------

    def _gone(self, node: Node) -> None:
        self.address.gone(node)
        self.document.entered.discard(node.id)
        self.browsers.gone(node)

    def rouse(self) -> list[int]:
        """Return the sleeping connections that lack something. From now on they count as awake.

        While a slow run dims the page, every write matters: an element that was written again must no longer
        be dim.
        """
        return self.browsers.rouse(anything=self.dimming.on)


_AFTER_THE_END = BodyEnded | NotStarted | Queued | JobStarted | JobEnded | Disconnected
"""Events that are handled after the end of the session, too: they concern what it has left behind."""

_HANDLERS: dict[type[Event], Callable[[Session, Any, list[Instruction]], None]] = {
    Connected: Session._connected,
    Disconnected: Session._disconnected,
    Interacted: Session._interacted,
    Filled: Session._filled,
    RerunAsked: Session._rerun_asked,
    Outdated: Session._outdated,
    PageAsked: Session._page_asked,
    PageEntered: lambda session, event, out: session.pages.enter(event.run, event.page, out),
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
    SourceSaved: lambda session, event, out: out.append(Send(SourceChanged())),
    EndAsked: lambda session, event, out: session._end(out),
}

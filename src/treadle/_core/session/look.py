"""Operations that only read a session, for tests, `AppTest` and the list of threads."""

from collections.abc import Sized
from dataclasses import dataclass
from typing import Any

from treadle._core.protocol.element import Element
from treadle._core.protocol.message import Effect, RunState

from .lanes import APP, Lane, Run
from .nodes import Job, Node
from .operation import Operation
from .session import Session
from .widgets import Codec, WidgetRecord

TRANSPARENT = frozenset({"slot", "fragment", "empty", "component_event"})
"""Kinds that an app's author does not see: their children count as children of their parent."""


@dataclass(frozen=True, slots=True)
class Found:
    """A node as it was at one moment. Properties are immutable, so none are copied."""

    id: int
    props: Element
    key: str | None = None
    codec: Codec | None = None
    wire: Any = None
    form: int | None = None


def _found(session: Session, node: Node) -> Found:
    record = session.widgets.by_node.get(node.id)
    if record is not None:
        return Found(node.id, node.props, record.key, record.codec, record.wire, record.form)
    match node.identity:
        case ("container", str(key)):
            return Found(node.id, node.props, key)
    return Found(node.id, node.props)


@dataclass(slots=True)
class LookAt(Operation[Found | None]):
    """Return a node as it is now, None if it is not on the page."""

    node: int

    def apply(self, session: Session) -> Found | None:
        """Return the node."""
        node = session.document.get(self.node)
        return None if node is None else _found(session, node)


@dataclass(slots=True)
class LookBelow(Operation[list[Found]]):
    """Return the nodes below a node in page order, without kinds that an app's author does not see."""

    node: int

    def apply(self, session: Session) -> list[Found]:
        """Return the nodes."""
        node = session.document.get(self.node)
        return [
            _found(session, each)
            for each in (() if node is None else node.walk())
            if each is not node and each.visible and each.props.kind not in TRANSPARENT
        ]


@dataclass(slots=True)
class LookInside(Operation[list[Found]]):
    """Return the nodes directly in a container, in page order, as an app's author sees them."""

    node: int

    def apply(self, session: Session) -> list[Found]:
        """Return the nodes."""
        node = session.document.get(self.node)
        return [] if node is None else [_found(session, each) for each in self._opened(node)]

    def _opened(self, node: Node) -> list[Node]:
        found: list[Node] = []
        for child in node.children:
            if child.props.kind in TRANSPARENT:
                found += self._opened(child)
            elif child.visible:
                found.append(child)
        return found


@dataclass(slots=True)
class ListNodes(Operation[list[Node]]):
    """Return all nodes of the page, in page order."""

    def apply(self, session: Session) -> list[Node]:
        """Return the nodes."""
        return list(session.document.root.walk())


@dataclass(slots=True)
class ListJobs(Operation[list[Job]]):
    """Return the jobs that have a place on the page and can still write."""

    def apply(self, session: Session) -> list[Job]:
        """Return the jobs."""
        return [
            node.job for node in session.document.nodes.values() if node.job is not None and node.job.alive
        ]


@dataclass(slots=True)
class ListWidgets(Operation[list[WidgetRecord]]):
    """Return all widgets that the session knows."""

    def apply(self, session: Session) -> list[WidgetRecord]:
        """Return the widgets."""
        return list(session.widgets.records.values())


@dataclass(slots=True)
class FindWidget(Operation[WidgetRecord | None]):
    """Return the widget that a node shows, None if it shows none."""

    node: int

    def apply(self, session: Session) -> WidgetRecord | None:
        """Return the widget."""
        return session.widgets.by_node.get(self.node)


@dataclass(slots=True)
class FindContent(Operation[object]):
    """Return the file that a widget offers. None if it is not on the page, is disabled or offers none."""

    node: int

    def apply(self, session: Session) -> object:
        """Return it."""
        node, record = session.document.get(self.node), session.widgets.by_node.get(self.node)
        if node is None or record is None or not node.visible or not record.props.usable:
            return None
        return record.content


@dataclass(slots=True)
class ReadEffects(Operation[list[Effect]]):
    """Return the one-off effects of the app's newest run."""

    def apply(self, session: Session) -> list[Effect]:
        """Return the effects."""
        return list(session.effects)


@dataclass(slots=True)
class ReadWholeQuery(Operation[dict[str, list[str]]]):
    """Return all query parameters, including those that the app does not see."""

    def apply(self, session: Session) -> dict[str, list[str]]:
        """Return a copy of the parameters."""
        return dict(session.address.query)


@dataclass(slots=True)
class ReadRunState(Operation[RunState]):
    """Return the state of the runs, as it is sent to browsers."""

    now: float = 0.0
    """In seconds, by the driver's clock."""

    def apply(self, session: Session) -> RunState:
        """Return the state."""
        return session.runs.state(self.now)


@dataclass(slots=True)
class ReadNumber(Operation[int]):
    """Return the highest number of any run, or of any thread that outlives its run."""

    def apply(self, session: Session) -> int:
        """Return the number."""
        return session.runs.number


@dataclass(slots=True)
class CountCompleted(Operation[int]):
    """Return how many runs of the app have come to their end. Those that were superseded do not count."""

    def apply(self, session: Session) -> int:
        """Return the number."""
        return session.runs.completed


@dataclass(slots=True)
class FindLiveRun(Operation[Run | None]):
    """Return the live run of a lane, None if there is none."""

    lane: str = APP

    def apply(self, session: Session) -> Run | None:
        """Return the run."""
        lane = session.lanes.get(self.lane)
        return None if lane is None else lane.live


@dataclass(slots=True)
class IsIdle(Operation[bool]):
    """Return whether everything that runs would be superseded by a new run."""

    def apply(self, session: Session) -> bool:
        """Return the answer."""
        return all(lane.live is None and not lane.pending for lane in session.lanes.values())


@dataclass(slots=True)
class IsSettled(Operation[bool]):
    """Return whether nothing runs and no run is about to stop."""

    def apply(self, session: Session) -> bool:
        """Return the answer."""
        return all(
            lane.live is None and not lane.stopping and not lane.pending for lane in session.lanes.values()
        )


@dataclass(slots=True)
class IsQuiet(Operation[bool]):
    """Return whether no run, thread or job is there, and no rerun is due for a value that has changed."""

    def apply(self, session: Session) -> bool:
        """Return the answer."""
        if not IsSettled().apply(session) or ListJobs().apply(session):
            return False
        return not session.browsers or not any(lane.outdated for lane in session.lanes.values())


@dataclass(slots=True)
class HasEnded(Operation[bool]):
    """Return whether the session has ended."""

    def apply(self, session: Session) -> bool:
        """Return the answer."""
        return session.ended


@dataclass(frozen=True, slots=True)
class Timer:
    """A time at which the session does something."""

    id: str
    body: Any
    """The code that will run: a fragment's function with its arguments. None: the session ends."""
    seconds: float


@dataclass(slots=True)
class ListTimers(Operation[list[Timer]]):
    """Return the timers for the list of threads: next runs of fragments, and the wait for a lost browser."""

    def apply(self, session: Session) -> list[Timer]:
        """Return the timers."""
        if not session.browsers:
            return [Timer("grace", None, session.grace)]
        return [
            Timer(lane.id, lane.body, lane.interval)
            for lane in session.lanes.values()
            if lane.interval is not None
        ]


@dataclass(frozen=True, slots=True)
class LaneNow:
    """A lane as it was at one moment."""

    id: str
    live: Run | None
    alive: bool
    """Whether its own page code is executing or about to."""
    pending: bool
    stopping: tuple[Run, ...]
    outdated: bool
    newest: int
    interval: float | None
    is_dialog: bool
    node: int
    """The node id of its place on the page; 0 for the app's lane."""


def _now(lane: Lane) -> LaneNow:
    stopping = tuple(lane.stopping)
    dialog = lane.dialog is not None
    return LaneNow(
        lane.id,
        lane.live,
        lane.alive,
        lane.pending,
        stopping,
        lane.outdated,
        lane.newest,
        lane.interval,
        dialog,
        lane.node_id,
    )


@dataclass(slots=True)
class LookAtLane(Operation[LaneNow]):
    """Return the state of a lane: its live run, and the runs that have not stopped yet."""

    lane: str = APP

    def apply(self, session: Session) -> LaneNow:
        """Return the lane."""
        return _now(session.lanes[self.lane])


@dataclass(slots=True)
class LookAtLanes(Operation[list[LaneNow]]):
    """Return the state of each lane, as `LookAtLane` does."""

    def apply(self, session: Session) -> list[LaneNow]:
        """Return the lanes."""
        return [_now(lane) for lane in session.lanes.values()]


@dataclass(slots=True)
class CountWaiting(Operation[list[int]]):
    """Return the number of changed nodes that wait to be sent, by connection."""

    def apply(self, session: Session) -> list[int]:
        """Return the numbers."""
        return [len(mirror.dirty) for mirror in session.browsers.mirrors.values()]


@dataclass(slots=True)
class FindDialog(Operation[LaneNow | None]):
    """Return the lane of the dialog that is open, None if there is none."""

    def apply(self, session: Session) -> LaneNow | None:
        """Return the lane."""
        return None if session.runs.dialog is None else _now(session.runs.dialog)


@dataclass(slots=True)
class CountKept(Operation[dict[str, int]]):
    """Return how many objects of each kind the session keeps.

    These numbers must not grow while elements come and go.
    """

    def apply(self, session: Session) -> dict[str, int]:
        """Return the numbers."""
        widgets, document = session.widgets, session.document
        kept: dict[str, Sized] = {
            "nodes": document.nodes,
            "identities": document.identities,
            "lanes": session.lanes,
            "timers": session.timers,
            "widgets": widgets.records,
            "widgets by node": widgets.by_node,
            "widgets by key": widgets.by_key,
            "presses to be answered": session.unanswered.pressed,
            "changes to be answered": session.unanswered.changed,
            "writes to the browser's memory": session.memory,
        }
        return {kind: len(each) for kind, each in kept.items()}

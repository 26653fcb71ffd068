"""Lanes and runs, and which of them can run at the same time.

The whole app is a lane, and so is each fragment. A lane has at most one live run, always the newest. Its
older runs are fenced and only stop, however long that takes. The newest run waits for none of them. A request
waits only if a body is executing that will call the fragment. Further requests join the waiting one.
"""

import sys
from collections.abc import Hashable
from typing import Any, Literal, NamedTuple

from .nodes import Writer
from .transitions import Story
from .widgets import WidgetRecord

APP = "app"
"""The id of the lane that runs the whole script."""

NO_ECHO = sys.maxsize
"""The echo of a lane for which no run is requested. Every request has a lower one."""

Phase = Literal["body", "threads", "ended"]
Outcome = Literal["done", "failed", "stopped", "rerun"]


class Run:
    """One execution of page code.

    `phase` goes from "body" (its script thread executes page code) to "threads" (threads that the app started
    are running) to "ended". A `fenced` run writes nothing more, and its next command stops it. Only `fence`,
    `end_body` and `end` change these two.
    """

    __slots__ = (
        "answered",
        "began",
        "blocked",
        "dialog",
        "due",
        "echo",
        "fenced",
        "held",
        "jobs",
        "lane",
        "number",
        "outcome",
        "phase",
        "pressed",
        "queued",
        "slow",
        "writers",
    )

    def __init__(self, number: int, lane: "Lane", echo: int = 0) -> None:
        self.number = number
        self.lane = lane
        self.echo = echo
        """0: a person, a timer or the app has requested the run.

        If a run shows what another run has changed, its echo is that of the other run plus 1. Without this
        count, pages that change what they read would rerun each other for ever.
        """
        self.phase: Phase = "body"
        self.queued = 0
        """Its place in the queue of all sessions' runs that wait to start, from 1; 0 if it does not wait."""
        self.blocked = 0
        """The number of blocked threads, if it waits for one of them to return; otherwise 0."""
        self.fenced = False
        self.outcome: Outcome | None = None
        """How its page code has ended."""
        self.slow = False
        """Whether its body is so slow that the elements that it has not written again are dimmed."""
        self.jobs = 0
        """The number of its threads and pool jobs that have not ended."""
        self.began: float | None = None
        """The start by the driver's clock, in seconds."""
        self.pressed: dict[Hashable, WidgetRecord] = {}
        """The buttons that this run answers, by identity."""
        self.answered: set[Hashable] = set()
        """The buttons whose press the app has already read."""
        self.due: list[WidgetRecord] = []
        """The changed widgets whose callbacks it must still call."""
        self.held: dict[Hashable, WidgetRecord] = {}
        """The pressed buttons, by identity, that it must show first.

        The next run then calls their callbacks, with arguments that contain what was entered before the
        press. Guarded by the session's lock.
        """
        self.dialog = ""
        """The title of the dialog that it has opened; empty if it has opened none."""
        self.writers: dict[str, Writer] = {}

    def __repr__(self) -> str:
        return f"<Run {self.number} of {self.lane.id}: {self.phase}{', fenced' if self.fenced else ''}>"

    @property
    def live(self) -> bool:
        """Whether it is the live run of its lane."""
        return self.phase != "ended" and not self.fenced

    @property
    def state(self) -> str:
        """Its state in `transitions.RUNS`."""
        return f"fenced {self.phase}" if self.fenced and self.phase != "ended" else self.phase

    def fence(self) -> None:
        """Refuse everything that it writes from now on."""
        self._move(f"fenced {self.phase}")
        self.fenced = True

    def end_body(self, outcome: Outcome) -> None:
        """Mark its page code as ended."""
        self.outcome = outcome
        self._move("fenced threads" if self.fenced else "threads")
        self.phase = "threads"

    def end(self) -> None:
        """Mark it as ended, with its threads."""
        self._move("ended")
        self.phase = "ended"

    def _move(self, state: str) -> None:
        self.lane.story.move("run", self.number, self.state, state)

    def writer(self, lane: str) -> Writer:
        """Return the writer of this run for its lane, or for the lane of a fragment that its body calls."""
        writer = self.writers.get(lane)
        if writer is None:
            writer = self.writers[lane] = Writer(self.number, lane)
        return writer


class Dialog(NamedTuple):
    """Identifies the dialog of a lane, and who has opened it."""

    identity: Hashable
    title: str
    opener: "Lane"
    """The lane of the run that opened the dialog. The dialog can outlive it."""


_STATES = {
    (False, False): "idle",
    (False, True): "waiting",
    (True, False): "running",
    (True, True): "running and waiting",
}
"""The state of a lane, by whether it has a live run and whether a run waits."""


class Lane:
    """A part of the page that reruns on its own.

    `body` is the code that a run executes; None: the app's script.

    `parent` is the lane whose body called the fragment. Only the app's lane has none. The parent of a dialog
    is the app's lane, whichever lane has opened it.
    """

    __slots__ = (
        "__weakref__",
        "body",
        "call",
        "called_by",
        "dialog",
        "due",
        "echo",
        "entered",
        "gone",
        "id",
        "interval",
        "live",
        "newest",
        "node_id",
        "outdated",
        "page",
        "parent",
        "pending",
        "stamp",
        "stopping",
        "story",
    )

    def __init__(self, id: str, parent: "Lane | None" = None, node_id: int = 0) -> None:
        self.id = id
        self.parent = parent
        self.story: Story = Story() if parent is None else parent.story
        """The story of all lanes of the session."""
        self.node_id = node_id
        self.body: Any = None
        self.page: str | None = None
        """The page whose code has called it; None for code that all pages share."""
        self.dialog: Dialog | None = None
        """The dialog, if this is a dialog's lane."""
        self.interval: float | None = None
        self.call = 0
        """The document's count at its newest call."""
        self.called_by = 0
        """The number of the run that made this call."""
        self.stamp = 0
        """The number of the run whose body last called this fragment and finished the call."""
        self.newest = 0
        """The number of the newest run that writes for this lane: its own, or one that calls the fragment."""
        self.entered = 0
        """The highest number of any run when a person last entered a value in this lane.

        Every newer run knows the value.
        """
        self.live: Run | None = None
        self.stopping: list[Run] = []
        """Its fenced runs that have not ended."""
        self.pending = False
        """Whether a run waits for an executing body that will call the fragment."""
        self.gone = False
        """Whether no part of the page has it any more."""
        self.due = False
        """Whether the calling body has left the fragment's place to a run of its own that has not ended."""
        self.outdated = False
        """Whether a value that its newest run has read has changed since."""
        self.echo = NO_ECHO
        """The echo of its next run."""

    def __repr__(self) -> str:
        return f"<Lane {self.id} live={self.live} stopping={self.stopping} pending={self.pending}>"

    @property
    def state(self) -> str:
        """Its state in `transitions.LANES`."""
        return "gone" if self.gone else _STATES[self.live is not None, self.pending]

    def start(self, run: Run) -> None:
        """Make a run its live run."""
        self._move(_STATES[True, self.pending])
        self.live = run

    def release(self) -> None:
        """Leave it without a live run."""
        self._move(_STATES[False, self.pending])
        self.live = None

    def wait(self) -> None:
        """Mark a run of it as waiting until a body has called it."""
        if not self.pending:
            self._move(_STATES[self.live is not None, True])
            self.pending = True

    def wait_no_more(self) -> None:
        """Mark no run of it as waiting."""
        if self.pending:
            self._move(_STATES[self.live is not None, False])
            self.pending = False

    def leave(self) -> None:
        """Mark it as gone from the page."""
        self._move("gone")
        self.gone = True

    def come_back(self) -> None:
        """Mark it as back on the page."""
        if self.gone:
            self._move("idle")
            self.gone = False

    def _move(self, state: str) -> None:
        self.story.move("lane", self.id, self.state, state)

    @property
    def alive(self) -> bool:
        """Whether its own page code is executing or about to.

        Then no other lane decides what is stale in its place.
        """
        return self.due or (self.live is not None and self.live.phase == "body")

    @property
    def depth(self) -> int:
        """The number of lanes around it."""
        return 0 if self.parent is None else self.parent.depth + 1

    @property
    def around(self) -> "Lane | None":
        """The lane of the dialog that this lane is or stands in; None outside of dialogs."""
        lane: Lane | None = self
        while lane is not None and lane.dialog is None:
            lane = lane.parent
        return lane

    @property
    def entered_around(self) -> int:
        """The highest `entered` of all lanes whose runs show this lane."""
        return self.entered if self.parent is None else max(self.entered, self.parent.entered_around)

    def began_after(self, run: Run) -> bool:
        """Whether a run that is newer than this one writes for the lane, or for a lane around it."""
        lane: Lane | None = self
        while lane is not None:
            if lane.newest > run.number:
                return True
            lane = lane.parent
        return False

    def within(self, other: "Lane") -> bool:
        """Whether this lane is the other one, or a fragment inside it."""
        lane: Lane | None = self
        while lane is not None:
            if lane is other:
                return True
            lane = lane.parent
        return False

    def still_to_be_called(self) -> bool:
        """Whether an executing body will call this fragment itself.

        Then the fragment must not run beside that body.
        """
        above = self.parent
        while above is not None:
            run = above.live
            if run is not None and run.phase == "body" and self.stamp < run.number:
                return True
            above = above.parent
        return False

    def left_to_another(self, run: Run) -> bool:
        """Whether a fragment that a body has not called belongs to another lane, which runs by itself."""
        above = self.parent
        while above is not None and above is not run.lane:
            if above.alive:
                return True
            above = above.parent
        return False


class Lanes(dict[str, Lane]):
    """All lanes of a session, by id."""

    __slots__ = ("app",)

    def __init__(self) -> None:
        self.app = Lane(APP)
        super().__init__({APP: self.app})

    def of(self, record: WidgetRecord) -> Lane:
        """Return the lane for which a widget was last shown; the app's lane, if that lane has gone."""
        return self.get(record.lane, self.app)

    def inside(self, lane: Lane) -> list[Lane]:
        """Return a lane and all lanes inside it."""
        return [each for each in self.values() if each.within(lane)]

    def bodies(self) -> list[Run]:
        """Return the live runs that are executing page code."""
        live = [lane.live for lane in self.values()]
        return [run for run in live if run is not None and run.phase == "body"]

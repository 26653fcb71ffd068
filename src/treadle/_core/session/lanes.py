"""Lanes and runs: what may run beside what.

The app is a lane, each fragment another. A lane has at most one live run, always the newest. Older runs of it are fenced and
only stop, however long that takes: the newest waits for none of them. A request waits only where a fragment is about to be
called by a body that executes; requests that come meanwhile join it.
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
"""The echo of a lane that nothing asks to run; lower than that is whatever does."""

Phase = Literal["body", "threads", "ended"]
Outcome = Literal["done", "failed", "stopped", "rerun"]


class Run:
    """One execution of page code.

    `phase` goes from "body" (its script thread executes page code) to "threads" (threads that the app started go on)
    to "ended". `fenced` runs write nothing more: their next command stops them. Both change by `fence`, `end_body` and `end` alone.
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
        """0 for what a person, a timer or the app has asked for. A run that shows what another run has changed is one
        further than that: pages that change what they read could else rerun each other for ever."""
        self.phase: Phase = "body"
        self.queued = 0
        """Its place among the runs of all sessions that wait to start, from 1; 0 if it does not wait."""
        self.blocked = 0
        """How many blocked threads there are, if it waits for one of them to return; else 0."""
        self.fenced = False
        self.slow = False
        """Whether its body has taken so long that what it has not written again is dimmed."""
        self.jobs = 0
        """Threads and pool jobs that belong to the run and have not ended."""
        self.began: float | None = None
        """When it started, by the driver's clock, in seconds."""
        self.pressed: dict[Hashable, WidgetRecord] = {}
        """By identity, the buttons that this run answers."""
        self.answered: set[Hashable] = set()
        """Those of them that it has told the app of."""
        self.due: list[WidgetRecord] = []
        """Changed widgets whose callbacks it has yet to call."""
        self.held: dict[Hashable, WidgetRecord] = {}
        """By identity, the pressed buttons that it is to show first, so that the next run calls their callbacks with arguments
        that know what was entered before the press. Guarded by the session's lock."""
        self.dialog = ""
        """Title of the one dialog that it has opened; empty for none."""
        self.writers: dict[str, Writer] = {}

    def __repr__(self) -> str:
        return f"<Run {self.number} of {self.lane.id}: {self.phase}{', fenced' if self.fenced else ''}>"

    @property
    def live(self) -> bool:
        """Whether it is what its lane shows."""
        return self.phase != "ended" and not self.fenced

    @property
    def state(self) -> str:
        """What of `transitions.RUNS` it is in."""
        return f"fenced {self.phase}" if self.fenced and self.phase != "ended" else self.phase

    def fence(self) -> None:
        """Let nothing more of it reach the page."""
        self._move(f"fenced {self.phase}")
        self.fenced = True

    def end_body(self) -> None:
        """Note that its page code has ended."""
        self._move("fenced threads" if self.fenced else "threads")
        self.phase = "threads"

    def end(self) -> None:
        """Note that it is over, its threads included."""
        self._move("ended")
        self.phase = "ended"

    def _move(self, state: str) -> None:
        self.lane.story.move("run", self.number, self.state, state)

    def writer(self, lane: str) -> Writer:
        """Return whoever writes for this run in a lane: its own, or a fragment's that its body calls."""
        writer = self.writers.get(lane)
        if writer is None:
            writer = self.writers[lane] = Writer(self.number, lane)
        return writer


class Dialog(NamedTuple):
    """What a dialog's lane is known by, and who has opened it."""

    identity: Hashable
    title: str
    opener: "Lane"
    """The lane of the run that opened it; the dialog may outlive that."""


_STATES = {
    (False, False): "idle",
    (False, True): "waiting",
    (True, False): "running",
    (True, True): "running and waiting",
}
"""What a lane is in, by whether it has a live run and whether one waits."""


class Lane:
    """Where runs succeed each other. `body` is what a run executes, opaque here; None is the app's script.

    `parent` is the lane whose body called the fragment; only the app's own lane has none. A dialog's is the app's, whoever has
    opened it.
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
        """Of all lanes of its session."""
        self.node_id = node_id
        self.body: Any = None
        self.dialog: Dialog | None = None
        """Set if this is a dialog's lane."""
        self.interval: float | None = None
        self.call = 0
        """By the document's count, its newest call."""
        self.called_by = 0
        """Number of the run around that call."""
        self.stamp = 0
        """Number of the run whose body last called this fragment, to the end."""
        self.newest = 0
        """Number of the newest run that has begun to write for this lane: its own, or one whose body calls the fragment."""
        self.entered = 0
        """The highest number that any run had when a person last entered a value in this lane. Every newer run knows the value."""
        self.live: Run | None = None
        self.stopping: list[Run] = []
        """Its fenced runs that have yet to end."""
        self.pending = False
        """Whether a run waits for a body that executes and is about to call the fragment."""
        self.gone = False
        """Whether no part of the page has it any more."""
        self.due = False
        """Whether the body that calls the fragment has left its place to a run of its own, which has yet to end."""
        self.outdated = False
        """Whether something that its newest run has read has changed since."""
        self.echo = NO_ECHO
        """Of the run that it is to have next."""

    def __repr__(self) -> str:
        return f"<Lane {self.id} live={self.live} stopping={self.stopping} pending={self.pending}>"

    @property
    def state(self) -> str:
        """What of `transitions.LANES` it is in."""
        return "gone" if self.gone else _STATES[self.live is not None, self.pending]

    def start(self, run: Run) -> None:
        """Let a run be its live one."""
        self._move(_STATES[True, self.pending])
        self.live = run

    def release(self) -> None:
        """Let it have no live run."""
        self._move(_STATES[False, self.pending])
        self.live = None

    def wait(self) -> None:
        """Let a run of it wait until a body has called it."""
        if not self.pending:
            self._move(_STATES[self.live is not None, True])
            self.pending = True

    def wait_no_more(self) -> None:
        """Let no run of it wait."""
        if self.pending:
            self._move(_STATES[self.live is not None, False])
            self.pending = False

    def leave(self) -> None:
        """Note that no part of the page has it any more."""
        self._move("gone")
        self.gone = True

    def come_back(self) -> None:
        """Note that a part of the page has it again."""
        if self.gone:
            self._move("idle")
            self.gone = False

    def _move(self, state: str) -> None:
        self.story.move("lane", self.id, self.state, state)

    @property
    def alive(self) -> bool:
        """Whether page code of its own executes or is to, so that nobody else decides what is stale in its place."""
        return self.due or (self.live is not None and self.live.phase == "body")

    @property
    def depth(self) -> int:
        """In how many lanes it stands."""
        return 0 if self.parent is None else self.parent.depth + 1

    @property
    def around(self) -> "Lane | None":
        """The lane of the dialog that this is or stands in, None outside of dialogs."""
        lane: Lane | None = self
        while lane is not None and lane.dialog is None:
            lane = lane.parent
        return lane

    @property
    def entered_around(self) -> int:
        """The same as `entered`, of all lanes whose runs show what stands in this one."""
        return self.entered if self.parent is None else max(self.entered, self.parent.entered_around)

    def began_after(self, run: Run) -> bool:
        """Whether a newer run than this one writes for the lane, or for one around it."""
        lane: Lane | None = self
        while lane is not None:
            if lane.newest > run.number:
                return True
            lane = lane.parent
        return False

    def within(self, other: "Lane") -> bool:
        """Whether this lane is the other one or a fragment inside it."""
        lane: Lane | None = self
        while lane is not None:
            if lane is other:
                return True
            lane = lane.parent
        return False

    def still_to_be_called(self) -> bool:
        """Whether a body that executes now will call this fragment itself, so that it must not run beside that."""
        above = self.parent
        while above is not None:
            run = above.live
            if run is not None and run.phase == "body" and self.stamp < run.number:
                return True
            above = above.parent
        return False

    def left_to_another(self, run: Run) -> bool:
        """Whether a fragment that a run's body has not called is the business of one in between that runs by itself."""
        above = self.parent
        while above is not None and above is not run.lane:
            if above.alive:
                return True
            above = above.parent
        return False


class Lanes(dict[str, Lane]):
    """All lanes of a session, by id."""

    def __init__(self) -> None:
        self.app = Lane(APP)
        super().__init__({APP: self.app})

    def of(self, record: WidgetRecord) -> Lane:
        """Return the lane that a widget was shown for last; the app's, if that is no longer there."""
        return self.get(record.lane, self.app)

    def inside(self, lane: Lane) -> list[Lane]:
        """Return a lane and all those in it."""
        return [each for each in self.values() if each.within(lane)]

    def bodies(self) -> list[Run]:
        """Return the live runs whose page code executes."""
        live = [lane.live for lane in self.values()]
        return [run for run in live if run is not None and run.phase == "body"]

"""Lanes and runs: what may run beside what.

The app is a lane, each fragment another. A lane has at most one live run, always the newest. Older runs of it are fenced and
only stop, however long that takes: the newest waits for none of them. A request waits only where a fragment is about to be
called by a body that executes; requests that come meanwhile join it.
"""

import sys
from collections.abc import Hashable
from typing import Any, Literal, NamedTuple

from .document import Writer
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
    to "ended". `fenced` runs write nothing more: their next command stops them.
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
    )

    def __init__(self, id: str, parent: "Lane | None" = None, node_id: int = 0) -> None:
        self.id = id
        self.parent = parent
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
        self.pending = False
        self.due = False
        """Whether the body that calls the fragment has left its place to a run of its own, which has yet to end."""
        self.outdated = False
        """Whether something that its newest run has read has changed since."""
        self.echo = NO_ECHO
        """Of the run that it is to have next."""

    def __repr__(self) -> str:
        return f"<Lane {self.id} live={self.live} stopping={self.stopping} pending={self.pending}>"

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

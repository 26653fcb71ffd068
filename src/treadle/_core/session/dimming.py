"""The dimming of a slow page: elements that slow runs have not written again may be outdated."""

from .document import Document
from .events import Flush, Instruction
from .lanes import Lanes
from .nodes import Node, Writer
from .structure import PANELS
from .timers import DIM, DIM_AFTER, Timers


class Dimming:
    """Whether the page is dimmed, and which elements."""

    def __init__(self, document: Document, lanes: Lanes, timers: Timers) -> None:
        self._document, self._lanes, self._timers = document, lanes, timers
        self.on = False
        """Whether a slow run dims the elements that it has not written again."""
        self._up_to = 0
        """The newest run for which the timer is set."""

    def watch(self, newest: int, out: list[Instruction]) -> None:
        """Set a timer that checks whether the runs up to this one are slow."""
        if DIM not in self._timers:
            self._up_to = newest
            self._timers.set(DIM, DIM_AFTER, out)

    def fired(self, newest: int, out: list[Instruction]) -> None:
        """Dim what the runs of the timer have not written again, if they are still executing."""
        self._timers.fired(DIM)
        bodies = self._lanes.bodies()
        for run in bodies:
            run.slow = run.slow or run.number <= self._up_to
            self.on = self.on or run.slow
        if self.on:
            out.append(Flush(now=True))
        if not all(run.slow for run in bodies):  # other runs have started since the timer was set
            self.watch(newest, out)

    def look(self) -> None:
        """Stop dimming if no slow body is executing."""
        self.on = self.on and any(run.slow for run in self._lanes.bodies())

    def stale(self) -> list[int]:
        """Return the topmost nodes that slow bodies have not written again, in page order."""
        found: list[int] = []
        for run in self._lanes.bodies() if self.on else ():
            if run.slow:
                roots = PANELS if run.lane is self._lanes.app else (run.lane.node_id,)
                for root in roots:
                    if (node := self._document.get(root)) is not None:
                        _collect(node, run.number, found)
        return found


def _collect(node: Node, number: int, found: list[int]) -> None:
    for child in node.children:
        owner: Writer | None = child.writer
        if child.stamp >= number:
            _collect(child, number, found)
        elif child.visible and not (owner is not None and owner.background and owner.alive):
            found.append(child.id)

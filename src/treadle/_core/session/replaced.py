"""Old elements whose places new ones have taken while a run writes the page again.

Until a run's body ends, nobody knows whether it will write such an element again further down, so it stays in the document, with
all that a browser keeps about it. But the page shows only one of the two at the place.
"""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar


class Standing(Protocol):
    """What stands on a page."""

    id: int


N = TypeVar("N", bound=Standing)


class Replaced:
    """Ids of nodes, and a count of changes, by which mirrors see that they lack some."""

    __slots__ = ("changes", "ids")

    def __init__(self) -> None:
        self.ids: dict[int, None] = {}
        self.changes = 0

    def take_place(self, children: Sequence[N], start: int, is_old: Callable[[N], bool]) -> int:
        """Replace the first old element from an index on. Return the index behind it."""
        for at in range(start, len(children)):
            if is_old(children[at]):
                self.add(children[at].id)
                return at + 1
        return len(children)

    def add(self, id: int) -> None:
        """Note that another element stands where this one stood."""
        if id not in self.ids:
            self.ids[id] = None
            self.changes += 1

    def discard(self, id: int) -> None:
        """Note that an element was written again, or has left the page."""
        if id in self.ids:
            del self.ids[id]
            self.changes += 1

"""Old elements whose places have new elements while a run writes the page again.

Until a run's body ends, nobody knows whether it will write such an element again further down. So the element
stays in the document, with everything that a browser knows about it. But the page shows only one of the two
elements.
"""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar


class Standing(Protocol):
    """A node that stands on a page."""

    id: int


N = TypeVar("N", bound=Standing)


class Replaced:
    """Ids of replaced nodes, and a count of changes.

    Mirrors compare the count to find out whether they lack some.
    """

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
        """Mark an element as replaced by another one."""
        if id not in self.ids:
            self.ids[id] = None
            self.changes += 1

    def discard(self, id: int) -> None:
        """Unmark an element that was written again or has left the page."""
        if id in self.ids:
            del self.ids[id]
            self.changes += 1

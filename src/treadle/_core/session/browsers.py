"""The browsers that show a session's page: what each browser has, and which of them must be woken."""

from .document import Document
from .memory import Memory
from .mirror import Mirror
from .nodes import Node


class Browsers:
    """All connected browsers, by the number of their connection."""

    def __init__(self) -> None:
        self.mirrors: dict[int, Mirror] = {}
        self.sleepers: set[int] = set()
        """Connections that are asleep: they notice a change only when they are woken."""
        self._run_sent: dict[int, int] = {}
        """The state of runs that each browser knows, as a mark, by connection."""

    def __len__(self) -> int:
        return len(self.mirrors)

    def add(self, connection: int, document: Document, memory: Memory) -> None:
        """Create a mirror of the document for a new connection."""
        self.mirrors[connection] = Mirror(document, memory)

    def remove(self, connection: int) -> bool:
        """Forget a connection. Return whether it was known."""
        self.sleepers.discard(connection)
        self._run_sent.pop(connection, None)
        return self.mirrors.pop(connection, None) is not None

    def changed(self, node: Node) -> None:
        """Mark a node as changed, in its properties or children."""
        for mirror in self.mirrors.values():
            mirror.dirty.add(node)

    def gone(self, node: Node) -> None:
        """Forget a node that has left the page."""
        for mirror in self.mirrors.values():
            mirror.dirty.discard(node)

    def lack_beside(self, connection: int) -> bool:
        """Whether other browsers lack values that this one has entered, or this one lacks newer ones."""
        return any(number != connection or mirror.unseen for number, mirror in self.mirrors.items())

    def learns_of_runs(self, connection: int, mark: int) -> bool:
        """Return whether the browser lacks the current state of runs. From now on it counts as known."""
        known = self._run_sent.get(connection) == mark
        self._run_sent[connection] = mark
        return not known

    def rouse(self, *, anything: bool) -> list[int]:
        """Return the sleeping connections that lack something. From now on they count as awake.

        `anything`: wake them for every write, even if it changes nothing.
        """
        woken = [connection for connection in self.sleepers if anything or self.mirrors[connection].lacks]
        self.sleepers.difference_update(woken)
        return woken

    def rouse_all(self) -> list[int]:
        """Return all sleeping connections. From now on they count as awake."""
        woken = list(self.sleepers)
        self.sleepers.clear()
        return woken

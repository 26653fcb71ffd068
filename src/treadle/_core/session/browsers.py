"""The browsers that show a session's page: what each has, and which of them must be woken."""

from .document import Document
from .mirror import Mirror
from .nodes import Node


class Browsers:
    """All connected browsers, by the number of their connection."""

    def __init__(self) -> None:
        self.mirrors: dict[int, Mirror] = {}
        self.sleepers: set[int] = set()
        """Connections that would have to be woken to notice a change."""
        self._run_sent: dict[int, int] = {}
        """By connection: the state of runs that its browser knows, as a mark."""

    def __len__(self) -> int:
        return len(self.mirrors)

    def add(self, connection: int, document: Document) -> None:
        """Begin a mirror of the document for a new connection."""
        self.mirrors[connection] = Mirror(document)

    def remove(self, connection: int) -> bool:
        """Forget a connection; return whether it was known."""
        self.sleepers.discard(connection)
        self._run_sent.pop(connection, None)
        return self.mirrors.pop(connection, None) is not None

    def changed(self, node: Node) -> None:
        """Note that a node has other properties or other children."""
        for mirror in self.mirrors.values():
            mirror.dirty.add(node)

    def gone(self, node: Node) -> None:
        """Note that a node has left the page."""
        for mirror in self.mirrors.values():
            mirror.dirty.discard(node)

    def lack_beside(self, connection: int) -> bool:
        """Whether another browser has to learn what this one has entered, or this one that it was too late."""
        return any(number != connection or mirror.unseen for number, mirror in self.mirrors.items())

    def learns_of_runs(self, connection: int, mark: int) -> bool:
        """Return whether the state of runs is another than the browser knows; from here it knows it."""
        known = self._run_sent.get(connection) == mark
        self._run_sent[connection] = mark
        return not known

    def rouse(self, *, anything: bool) -> list[int]:
        """Return the connections that sleep and lack something; they count as woken from here.

        `anything`: every write matters, also one that changes nothing.
        """
        woken = [connection for connection in self.sleepers if anything or self.mirrors[connection].lacks]
        self.sleepers.difference_update(woken)
        return woken

    def rouse_all(self) -> list[int]:
        """Return all connections that sleep; they count as woken from here."""
        woken = list(self.sleepers)
        self.sleepers.clear()
        return woken

"""The browsers' connections of one session."""

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable

from treadle._core.protocol.message import Batch, ServerMessage
from treadle._core.session.collect import Collect
from treadle._core.session.session import Session

from .ports import Connection

TABS_KEPT = 64
"""The largest number of tabs of one session whose interactions are counted."""


class _Known:
    """What is known of a connection."""

    __slots__ = ("batch", "number", "tab")

    def __init__(self, number: int, tab: str) -> None:
        self.number, self.tab = number, tab
        self.batch = 0
        """The number of its newest batch."""


class Connections:
    """The connections of a session's browsers.

    Every method can be called from any thread, and takes the session's lock.

    Args:
        session: the session.
        lock: its lock.
    """

    def __init__(self, session: Session, lock: threading.RLock) -> None:
        self._session = session
        self._lock = lock
        """Guards the following attributes. Never held while a message is sent."""
        self._connections: dict[int, Connection] = {}
        self._known: dict[Connection, _Known] = {}
        self._received: OrderedDict[str, int] = OrderedDict()
        """The number of the newest interaction from each tab.

        The tab that has been silent longest is forgotten first.
        """
        self._next = 0

    def add(self, connection: Connection, tab: str) -> int:
        """Add a connection of a tab, and return its number."""
        with self._lock:
            self._next += 1
            self._connections[self._next] = connection
            self._known[connection] = _Known(self._next, tab)
            return self._next

    def remove(self, connection: Connection) -> int | None:
        """Forget a connection. Return the number that it had, None if it is not known."""
        with self._lock:
            known = self._known.pop(connection, None)
            if known is None:
                return None
            del self._connections[known.number]
            return known.number

    def number(self, connection: Connection) -> int | None:
        """Return the number of a connection, None if it is not known."""
        with self._lock:
            known = self._known.get(connection)
            return None if known is None else known.number

    def last_interaction(self, connection: Connection) -> int:
        """Return the number of the newest interaction that has arrived from the connection's tab."""
        with self._lock:
            known = self._known.get(connection)
            return 0 if known is None else self._received.get(known.tab, 0)

    def is_new(self, connection: Connection, interaction: int) -> bool:
        """Return whether an interaction has not arrived before, by another connection of the same tab."""
        with self._lock:
            known = self._known.get(connection)
            tab = "" if known is None else known.tab
            if not tab or interaction == 0:
                return True
            if interaction <= self._received.get(tab, 0):
                return False
            self._received[tab] = interaction
            self._received.move_to_end(tab)
            while len(self._received) > TABS_KEPT:
                self._received.popitem(last=False)
            return True

    def acknowledged(self, connection: Connection, batch: int) -> None:
        """Mark a batch, and all earlier ones, as applied by a browser."""
        with self._lock:
            known = self._known.get(connection)
            mirror = None if known is None else self._session.browsers.mirrors.get(known.number)
            if mirror is not None:
                mirror.has_seen(batch)

    def collect(self, connection: Connection) -> Batch | None:
        """Return what a connection lacks, None if it lacks nothing."""
        with self._lock:
            known = self._known.get(connection)
            if known is None or self._session.ended:
                return None
            lack = Collect(known.number, time.monotonic()).apply(self._session)
            if not lack:
                return None
            known.batch += 1
            self._session.browsers.mirrors[known.number].sent_as(known.batch, lack.ops, lack.effects)
            return Batch(known.batch, lack.ops, lack.run, lack.stale, lack.effects, lack.reset, lack.replaced)

    def send(self, number: int | None, message: ServerMessage) -> None:
        """Send a message to one connection; None: to all."""
        with self._lock:
            targets = [c for n, c in self._connections.items() if number is None or n == number]
        for target in targets:
            target.send(message)

    def of(self, numbers: Iterable[int]) -> list[Connection]:
        """Return the connections with these numbers that still exist. The caller holds the lock."""
        return [self._connections[n] for n in numbers if n in self._connections]

    def wake_all(self) -> None:
        """Wake all sleeping connections before a run writes, so that its first write need not."""
        with self._lock:
            awake = self.of(self._session.browsers.rouse_all())
        for connection in awake:
            connection.wake(False)

    def flush(self, now: bool) -> None:
        """Wake the connections that lack something.

        `now`: all of them, without waiting for the next frame.
        """
        with self._lock:
            if now:
                connections = list(self._connections.values())
                self._session.browsers.rouse_all()
            else:
                connections = self.of(self._session.rouse())
        for connection in connections:
            connection.wake(now)

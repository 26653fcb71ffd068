"""Files that pages hand out: found by their addresses, or made by functions of the app."""

import threading
from collections import Counter
from collections.abc import Callable

from treadle._core.carry.apart import Apart
from treadle._core.data.content import Content, Deferred
from treadle._core.session.look import FindContent

from .live import LiveSession

AT_ONCE = 4
"""Functions that make files for one session at the same time."""


class Downloads:
    """The files that the sessions of an app hand out.

    Args:
        apart: calls the functions of the app.
    """

    def __init__(self, apart: Apart) -> None:
        self._apart = apart
        self._lock = threading.Lock()
        self._sessions: dict[str, LiveSession] = {}
        """By their `file_key`; guarded by `_lock`."""
        self._making: Counter[str] = Counter()
        """How many functions are called for a session; guarded by `_lock`."""

    def add(self, session: LiveSession) -> None:
        """Let the files of a session be found."""
        with self._lock:
            self._sessions[session.file_key] = session

    def forget(self, session: LiveSession) -> None:
        """Hand out nothing more of a session that has ended."""
        with self._lock:
            self._sessions.pop(session.file_key, None)

    def find(self, key: str, node: int) -> Content | Deferred | None:
        """Return what a download button hands out now, None if there is no such button."""
        with self._lock:
            session = self._sessions.get(key)
        found = None if session is None else session.apply(FindContent(node))
        return found if isinstance(found, Content | Deferred) else None

    def make(self, key: str, node: int, then: Callable[[Content | None], None]) -> bool:
        """Have a function of the app make a file, in a thread of its own. Return False if it is not called."""
        deferred = self.find(key, node)
        with self._lock:
            session = self._sessions.get(key)
            if session is None or not isinstance(deferred, Deferred) or self._making[key] >= AT_ONCE:
                return False
            self._making[key] += 1

        def work() -> None:
            made = None
            try:
                made = deferred.make()
            finally:
                with self._lock:
                    self._making[key] -= 1
                    if not self._making[key]:
                        del self._making[key]
                then(made)

        self._apart.start(f"treadle-download-{session.token[:4]}", work)
        return True

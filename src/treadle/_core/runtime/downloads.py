"""Files for downloads: found by their addresses, or made by functions of the app."""

import threading
from collections import Counter
from collections.abc import Callable

from treadle._core.carry.apart import Apart
from treadle._core.data.content import Content, Deferred
from treadle._core.session.look import FindContent

from .live import LiveSession

AT_ONCE = 4
"""The largest number of functions that make files for one session at the same time."""


class Downloads:
    """The files for downloads of an app's sessions.

    Args:
        apart: calls the functions of the app.
    """

    def __init__(self, apart: Apart) -> None:
        self._apart = apart
        self._lock = threading.Lock()
        self._sessions: dict[str, LiveSession] = {}
        """The sessions by their `file_key`; guarded by `_lock`."""
        self._making: Counter[str] = Counter()
        """The number of functions that are being called for each session; guarded by `_lock`."""

    def add(self, session: LiveSession) -> None:
        """Make the files of a session available."""
        with self._lock:
            self._sessions[session.file_key] = session

    def forget(self, session: LiveSession) -> None:
        """Make the files of an ended session unavailable."""
        with self._lock:
            self._sessions.pop(session.file_key, None)

    def find(self, key: str, node: int) -> Content | Deferred | None:
        """Return the current file of a download button, None if there is no such button."""
        with self._lock:
            session = self._sessions.get(key)
        found = None if session is None else session.apply(FindContent(node))
        return found if isinstance(found, Content | Deferred) else None

    def make(self, key: str, node: int, then: Callable[[Content | None], None]) -> bool:
        """Call a function of the app that makes a file, in a new thread. Return False if not."""
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

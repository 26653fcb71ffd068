"""Apps and sessions that several tests share."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Shared(Generic[T]):
    """An app or a session that several tests use. It is released when the last of them has dropped it.

    Args:
        thing: the app or the session.
        release: called once, after the last `drop`.
    """

    def __init__(self, thing: T, release: Callable[[], object]) -> None:
        self.thing = thing
        self._release = release
        self._lock = threading.Lock()
        self._users = 1  # guarded by _lock: a garbage collection drops it in any thread

    def use(self) -> "Shared[T]":
        """Return this for one more user."""
        with self._lock:
            self._users += 1
        return self

    def drop(self) -> None:
        """Note that one user has finished. The last one releases it."""
        with self._lock:
            self._users -= 1
            last = self._users == 0
        if last:
            self._release()

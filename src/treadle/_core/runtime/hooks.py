"""Functions of an app that are called at an event."""

import logging
import threading
from collections.abc import Callable, Hashable
from typing import Generic, ParamSpec

from treadle.errors import StopException

P = ParamSpec("P")
log = logging.getLogger("treadle.session")


class _Entry(Generic[P]):
    __slots__ = ("function", "hash", "key")

    def __init__(self, function: Callable[P, object], key: Hashable) -> None:
        self.function = function
        self.key = key
        self.hash = hash(key)

    def is_like(self, other: "_Entry[P]") -> bool:
        """Whether one entry replaces the other.

        This compares keys like a `dict`, by code that may be the app's.
        """
        if self.key is None or self.hash != other.hash:
            return False
        return self.key is other.key or self.key == other.key


class Hooks(Generic[P]):
    """Functions in the order of registration, each once. Every method can be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: tuple[_Entry[P], ...] = ()  # replaced under _lock

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, function: Callable[P, object], key: Hashable = None) -> Callable[[], None]:
        """Add a function, or replace the one with the same key. Return a function that removes it."""
        entry = _Entry(function, key)
        while True:
            entries = self._entries
            # Without the lock: keys may be the app's objects, with their own comparison.
            others = tuple(each for each in entries if not each.is_like(entry))
            if self._replace(entries, (*others, entry)):
                break

        def remove() -> None:
            while True:
                entries = self._entries
                if self._replace(entries, tuple(each for each in entries if each is not entry)):
                    return

        return remove

    def _replace(self, entries: tuple[_Entry[P], ...], by: tuple[_Entry[P], ...]) -> bool:
        """Replace the entries unless they have changed.

        Nothing is freed under the lock: the caller keeps both.
        """
        with self._lock:
            if self._entries is not entries:
                return False
            self._entries = by
            return True

    def take(self) -> list[Callable[P, object]]:
        """Return all functions and forget them."""
        with self._lock:
            taken, self._entries = self._entries, ()
        return [entry.function for entry in taken]

    def call(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Call all functions."""
        call_each([entry.function for entry in self._entries], *args, **kwargs)


def call_each(functions: list[Callable[P, object]], *args: P.args, **kwargs: P.kwargs) -> None:
    """Call functions one after another. An exception is logged, and the others are still called."""
    for function in functions:
        try:
            function(*args, **kwargs)
        except StopException:
            log.debug("the registered function %r was ended by `st.stop`", function, exc_info=True)
        except BaseException:  # also `sys.exit()`: a function must not end its caller
            log.exception("the registered function %r failed", function)

"""Functions of an app that are called when something happens."""

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
        """Whether one takes the place of the other; as a `dict` would find it, by code that may be the app's."""
        if self.key is None or self.hash != other.hash:
            return False
        return self.key is other.key or self.key == other.key


class Hooks(Generic[P]):
    """Functions in the order they were given, each once. Every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: tuple[_Entry[P], ...] = ()  # replaced under _lock

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, function: Callable[P, object], key: Hashable = None) -> Callable[[], None]:
        """Add a function, in place of one with the same key; returns what takes that back."""
        entry = _Entry(function, key)
        while True:
            entries = self._entries
            # Not under the lock, as keys may be the app's and say themselves what they are equal to.
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
        """Replace the entries unless others have come to be there; nothing is freed under the lock, as the caller has both."""
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
    """Call functions one after another; whatever one of them raises is logged and keeps none of the others from it."""
    for function in functions:
        try:
            function(*args, **kwargs)
        except StopException:
            log.debug("%r, which was to be told of something, has stopped itself", function, exc_info=True)
        except BaseException:  # also `sys.exit()`: it is not for a function to end whoever calls it
            log.exception("%r, which was to be told of something, failed", function)

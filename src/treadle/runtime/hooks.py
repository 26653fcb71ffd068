"""Functions of an app that are called when something happens."""

import logging
import threading
from collections.abc import Callable, Hashable
from typing import Generic, ParamSpec

from treadle.errors import StopException

P = ParamSpec("P")
log = logging.getLogger("treadle.session")


class Hooks(Generic[P]):
    """Functions in the order they were given, each once. Every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._functions: dict[Hashable, Callable[P, object]] = {}  # guarded by _lock

    def __len__(self) -> int:
        return len(self._functions)

    def add(self, function: Callable[P, object], key: Hashable = None) -> Callable[[], None]:
        """Add a function, in place of one with the same key; returns what takes that back."""
        mark = object() if key is None else key
        with self._lock:
            before = self._functions.pop(mark, None)
            self._functions[mark] = function
        del before  # not under the lock, as its destructor may be the app's

        def remove() -> None:
            with self._lock:
                gone = self._functions.pop(mark, None) if self._functions.get(mark) is function else None
            del gone

        return remove

    def take(self) -> list[Callable[P, object]]:
        """Return all functions and forget them."""
        with self._lock:
            taken, self._functions = list(self._functions.values()), {}
        return taken

    def call(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Call all functions."""
        with self._lock:
            functions = list(self._functions.values())
        call_each(functions, *args, **kwargs)


def call_each(functions: list[Callable[P, object]], *args: P.args, **kwargs: P.kwargs) -> None:
    """Call functions one after another; whatever one of them raises is logged and keeps none of the others from it."""
    for function in functions:
        try:
            function(*args, **kwargs)
        except StopException:
            log.debug("%r, which was to be told of something, has stopped itself", function, exc_info=True)
        except BaseException:  # also `sys.exit()`: it is not for a function to end whoever calls it
            log.exception("%r, which was to be told of something, failed", function)

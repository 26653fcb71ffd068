"""Calls at a later time, for what must not depend on a server's event loop."""

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable

from treadle._core.carry.apart import serve_everybody
from treadle._core.carry.context import within

log = logging.getLogger("treadle.clock")


class _Entry:
    __slots__ = ("function",)

    def __init__(self, function: Callable[[], object]) -> None:
        self.function: Callable[[], object] | None = function
        """None once it was called or cancelled."""


class Clock:
    """Calls functions later, on one thread that lives only while something is due. Any thread may use it.

    Functions must be quick and take no lock that is held while `call_later` or what it returns is called.
    """

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._due: list[tuple[float, int, _Entry]] = []  # a heap; guarded by _condition
        self._left = 0  # entries that are neither called nor cancelled; guarded by _condition
        self._numbers = itertools.count()
        self._thread: threading.Thread | None = None  # guarded by _condition
        self._closed = False  # guarded by _condition

    def call_later(self, seconds: float, function: Callable[[], object]) -> Callable[[], None]:
        """Call a function in so many seconds; returns what cancels it, if that comes in time. A closed clock calls nothing."""
        entry = _Entry(function)
        due = (time.monotonic() + seconds, next(self._numbers), entry)
        with self._condition:
            if self._closed:
                return lambda: None
            heapq.heappush(self._due, due)
            self._left += 1
            if self._thread is None:
                self._start()
            elif self._due[0] is due:
                self._condition.notify()
        return lambda: self._take(entry)

    def close(self) -> None:
        """Forget everything that is due, and take nothing more; the thread ends."""
        with self._condition:
            self._closed = True
            # Freed where no lock is held, as what they hold may be the app's and have a destructor.
            forgotten = [entry.function for _, _, entry in self._due]
            for _, _, entry in self._due:
                entry.function = None
            self._left = 0
            self._condition.notify()
        del forgotten

    def _start(self) -> None:
        """Start the thread; the condition is held."""
        thread = threading.Thread(target=self._run, name="treadle-clock", daemon=True)
        try:
            with within(None):  # it serves whoever comes
                thread.start()
        except RuntimeError:
            # Whoever calls may be in the middle of anything. The next call tries again, for all that is due by then.
            log.exception("the system gives no thread to what is due later")
        else:
            self._thread = thread

    def _take(self, entry: _Entry) -> None:
        """Take what is to be called out of an entry, once."""
        with self._condition:
            function, entry.function = entry.function, None
            if function is not None:
                self._left -= 1
                if self._left == 0:
                    self._condition.notify()
        del function

    def _run(self) -> None:
        serve_everybody()
        while (function := self._next()) is not None:
            try:
                function()
            except BaseException:  # whatever it is: what others wait for must still be called
                log.exception("something that was due failed")
            del function  # before the wait for the next

    def _next(self) -> Callable[[], object] | None:
        """Wait for what is due next; None when nothing is."""
        with self._condition:
            while self._left:
                due, _, entry = self._due[0]
                wait = due - time.monotonic()
                if entry.function is None:
                    heapq.heappop(self._due)
                elif wait > 0:
                    self._condition.wait(min(wait, threading.TIMEOUT_MAX))
                else:
                    heapq.heappop(self._due)
                    function, entry.function = entry.function, None
                    self._left -= 1
                    return function
            self._due.clear()
            self._thread = None
            return None

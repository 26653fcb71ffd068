"""Calls at a later time, independent of a server's event loop."""

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
        """None after it was called or cancelled."""


class Clock:
    """Calls functions later, on one thread that lives only while a call is due. Any thread can use it.

    Functions must be quick, and must take no lock that is held during `call_later` or during the function
    that it returns.
    """

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._due: list[tuple[float, int, _Entry]] = []  # a heap; guarded by _condition
        self._left = 0  # entries that are neither called nor cancelled; guarded by _condition
        self._numbers = itertools.count()
        self._thread: threading.Thread | None = None  # guarded by _condition
        self._closed = False  # guarded by _condition

    def call_later(self, seconds: float, function: Callable[[], object]) -> Callable[[], None]:
        """Call a function after some seconds. Return a function that cancels this.

        A closed clock calls nothing.
        """
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
        """Drop all due calls and end the thread."""
        with self._condition:
            self._closed = True
            # Freed without a lock, because they may hold objects of the app with destructors.
            forgotten = [entry.function for _, _, entry in self._due]
            for _, _, entry in self._due:
                entry.function = None
            self._left = 0
            self._condition.notify()
        del forgotten

    def _start(self) -> None:
        """Start the thread. The caller holds the condition."""
        thread = threading.Thread(target=self._run, name="treadle-clock", daemon=True)
        try:
            with within(None):  # it serves everybody
                thread.start()
        except RuntimeError:
            # The caller may be at any point. The next call tries again, for everything that is due by then.
            log.exception("no thread could be started for calls at a later time")
        else:
            self._thread = thread

    def _take(self, entry: _Entry) -> None:
        """Take the function out of an entry, once."""
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
            except BaseException:  # in any case: other waiting calls must still be made
                log.exception("a call that was due failed")
            del function  # freed before the next wait

    def _next(self) -> Callable[[], object] | None:
        """Wait for the next due call; None if there is none."""
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

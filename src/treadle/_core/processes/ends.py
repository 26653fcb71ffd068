"""The threads that report the ends of jobs."""

import threading
from collections import deque
from collections.abc import Callable

from treadle._core.carry.context import within

THREADS = 4
"""The largest number of threads. A slow result delays others only if so many are slow."""

IDLE = 1.0
"""Seconds after which a thread without work ends."""


class Ends:
    """Calls functions in order of arrival, in a few threads that end when there is nothing to do.

    Args:
        name: the name of its threads.
    """

    def __init__(self, name: str = "treadle-processes-ends") -> None:
        self._name = name
        self._condition = threading.Condition()
        # Guarded by _condition:
        self._waiting: deque[Callable[[], object]] = deque()
        self._threads: set[threading.Thread] = set()
        self._idle = 0
        self._closed = False

    def tell(self, function: Callable[[], object]) -> None:
        """Call a function, which must not raise; in the calling thread if there can be no other."""
        with self._condition:
            self._waiting.append(function)
            if self._idle >= len(self._waiting):
                self._condition.notify()
                return
            if len(self._threads) >= THREADS:
                return
            thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._threads.add(thread)
            try:
                with within(None):
                    thread.start()
            except RuntimeError:  # the process may have no more threads, or is ending
                self._threads.discard(thread)
                if self._threads:
                    return  # another thread will take it
                self._waiting.remove(function)
            else:
                return
        function()

    def here(self) -> bool:
        """Whether the calling thread is one of these."""
        with self._condition:
            return threading.current_thread() in self._threads

    def close(self) -> None:
        """Return when all functions were called and the threads have ended."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()
            threads = list(self._threads)
        for thread in threads:
            thread.join()

    def _run(self) -> None:
        while (function := self._next()) is not None:
            function()
            del function  # frees the result before the next one

    def _next(self) -> Callable[[], object] | None:
        with self._condition:
            self._idle += 1
            self._condition.wait_for(lambda: self._waiting or self._closed, IDLE)
            self._idle -= 1
            if self._waiting:
                return self._waiting.popleft()
            self._threads.discard(threading.current_thread())
            return None

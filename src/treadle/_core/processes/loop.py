"""The thread of the worker processes: it waits for files, for times, and for orders from other threads."""

import heapq
import itertools
import logging
import os
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable

from treadle._core.carry.context import within

from .unix import set_blocking

log = logging.getLogger("treadle.processes")

File = int | socket.socket


class Loop:
    """A thread that lives while it is wanted. Once it has ended, a new loop takes its place.

    What it waits with is its own, and it begins when the one before has ended. So two loops never share
    anything.

    Args:
        lock: guards whether the loop is open, and its orders. It is not held while the functions below are
            called, except `wanted`.
        wanted: returns whether there is anything left to wait for. The lock is held.
        step: called before each wait.
        failed: called if a function raises; the loop has closed then.
        ended: called as the last thing.
        before: the loop that had this one's place.
    """

    def __init__(
        self,
        lock: threading.Lock,
        *,
        wanted: Callable[[], bool],
        step: Callable[[], None],
        failed: Callable[[], None],
        ended: Callable[[], None],
        before: "Loop | None",
    ) -> None:
        self._lock = lock
        self._wanted = wanted
        self._step = step
        self._failed = failed
        self._ended = ended
        self._before: Loop | None = before
        """None once it has ended: loops do not keep each other."""
        self.open = True
        """Whether it takes orders; guarded by the lock."""
        self._asked: deque[Callable[[], object]] = deque()  # guarded by the lock
        self._numbers = itertools.count()
        self._selector = selectors.DefaultSelector()
        """Used by the thread alone."""
        self._alarm, self._bell = os.pipe()
        """The thread reads from the first. Callers write to the second, which is closed under the lock."""
        set_blocking(self._alarm, False)
        set_blocking(self._bell, False)
        self._timers: list[tuple[float, int, Callable[[], object]]] = []
        """A heap, used by the thread alone."""
        self.thread = threading.Thread(target=self._run, name="treadle-processes", daemon=True)

    # From other threads, with the lock ----------------------------------------------------------------------

    def start(self) -> None:
        """Start the thread.

        Raises:
            RuntimeError: the system gives none. The loop is closed.
        """
        try:
            with within(None):  # it serves everybody
                self.thread.start()
        except BaseException:
            self.close()
            self._let_go()
            raise

    def ask(self, function: Callable[[], object]) -> None:
        """Call a function on the thread."""
        self._asked.append(function)
        self.wake()

    def wake(self) -> None:
        """Wake the thread, so that it looks for work."""
        try:
            os.write(self._bell, b"\0")
        except BlockingIOError:
            pass  # it will look in any case

    def close(self) -> None:
        """Take no more orders."""
        if self.open:
            self.open = False
            os.close(self._bell)

    # In the thread ------------------------------------------------------------------------------------------

    def later(self, seconds: float, function: Callable[[], object]) -> None:
        """Call a function in so many seconds, if the loop lives so long."""
        heapq.heappush(self._timers, (time.monotonic() + seconds, next(self._numbers), function))

    def listen(self, file: File, events: int, function: Callable[[int], object]) -> None:
        """Call a function with its events whenever a file is ready. Another call changes the events."""
        known = self._selector.get_map().get(file)
        if known is None:
            self._selector.register(file, events, function)
        elif known.events != events:
            self._selector.modify(file, events, known.data)

    def hears(self, file: File) -> bool:
        """Return whether the loop listens to a file."""
        return file in self._selector.get_map()

    def ignore(self, file: File) -> None:
        """Listen to a file no more."""
        if self.hears(file):
            self._selector.unregister(file)

    def _run(self) -> None:
        before, self._before = self._before, None
        if before is not None:
            before.thread.join()
        del before
        self._selector.register(self._alarm, selectors.EVENT_READ, lambda mask: os.read(self._alarm, 4096))
        try:
            while self._goes_on():
                self._step()
                for key, mask in self._selector.select(self._due()):
                    key.data(mask)
        except BaseException:
            log.exception("the thread of the worker processes failed")
            with self._lock:
                self.close()
            self._failed()
        finally:
            self._let_go()
            self._ended()

    def _let_go(self) -> None:
        self._selector.close()
        os.close(self._alarm)

    def _goes_on(self) -> bool:
        """Do what others have asked for. Return whether there is anything left to be here for."""
        while True:
            with self._lock:
                if not self._asked:
                    if self._wanted():
                        return True
                    self.close()
                    return False
                function = self._asked.popleft()
            function()

    def _due(self) -> float | None:
        """Do what is due. Return in how many seconds something else is."""
        while self._timers:
            wait = self._timers[0][0] - time.monotonic()
            if wait > 0:
                return wait
            heapq.heappop(self._timers)[2]()
        return None

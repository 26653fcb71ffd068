"""How many runs execute at once in one app."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from treadle.concurrency.context import within
from treadle.session.lanes import Run

if TYPE_CHECKING:
    from .live import LiveSession


class RunGate:
    """Lets so many runs in at once; the others wait in order. Every method may be called from any thread.

    Args:
        limit: how many; None: all.
        start: gives a run its script thread; says whether the system had one.
        moved: tells a session the place of a run that waits, from 1.
    """

    def __init__(
        self,
        limit: int | None,
        start: Callable[["LiveSession", Run], bool],
        moved: Callable[["LiveSession", Run, int], None],
    ) -> None:
        self._limit = limit
        self._start = start
        self._moved = moved
        self._lock = threading.Lock()
        self._inside = 0  # guarded by _lock
        self._waiting: dict[Run, LiveSession] = {}  # in order; guarded by _lock

    def enter(self, live: "LiveSession", run: Run) -> None:
        """Start a run now or when it is its turn."""
        with self._lock:
            if self._limit is None or self._inside < self._limit:
                self._inside += 1
                place = 0
            else:
                self._waiting[run] = live
                place = len(self._waiting)
        if place:
            self._moved(live, run, place)
        elif not self._start(live, run):
            self.leave()

    def leave(self) -> None:
        """Note that a run that was started has ended."""
        with within(None):  # who leaves is of another session than who comes
            started = False
            while not started:
                with self._lock:
                    run = next(iter(self._waiting), None)
                    if run is None:
                        self._inside -= 1
                        return
                    live = self._waiting.pop(run)
                    waiting = list(self._waiting.items())
                self._moved(live, run, 0)
                started = self._start(live, run)
                self._tell(waiting)

    def withdraw(self, run: Run) -> bool:
        """Take a run that waits out of the queue; say whether it did."""
        with self._lock:
            found = self._waiting.pop(run, None) is not None
            waiting = list(self._waiting.items()) if found else []
        self._tell(waiting)
        return found

    def _tell(self, waiting: list[tuple[Run, "LiveSession"]]) -> None:
        for place, (run, live) in enumerate(waiting, 1):
            self._moved(live, run, place)

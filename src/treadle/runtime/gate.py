"""How many runs execute at once in one app."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from treadle.concurrency.clock import Clock
from treadle.concurrency.context import within
from treadle.session.lanes import Run

if TYPE_CHECKING:
    from .live import LiveSession

TELL_INTERVAL = 0.05
"""Seconds in which moves up the line are told of as one, at least; longer where telling all that wait takes long."""


class _Turn:
    """What waits for its turn."""

    __slots__ = ("live", "place", "told")

    def __init__(self, live: "LiveSession", place: int) -> None:
        self.live = live
        self.place = place
        """From 1, as counted last."""
        self.told = place
        """The place that its session has last heard of."""

    def is_worth_telling(self) -> bool:
        """Whether it has moved up by a tenth: who is the 500th hears of some moves, who is the 5th of each."""
        return self.told - self.place >= max(1, self.place // 10)


class RunGate:
    """Lets so many runs in at once; the others wait in order. Every method may be called from any thread.

    Args:
        limit: how many; None: all.
        start: gives a run its script thread; says whether the system had one.
        moved: tells a session that the `place` of its run has changed. Told late it does no harm, as the session looks
            what it is by then.
        clock: calls what is to be told in a moment.
    """

    def __init__(
        self,
        limit: int | None,
        start: Callable[["LiveSession", Run], bool],
        moved: Callable[["LiveSession", Run], None],
        clock: Clock,
    ) -> None:
        self._limit = limit
        self._start = start
        self._moved = moved
        self._clock = clock
        self._lock = threading.Lock()
        """Guards what follows; no session is called under it, as sessions ask for places under theirs."""
        self._inside = 0
        self._waiting: OrderedDict[Run, _Turn] = OrderedDict()
        self._telling = False
        """Whether those that wait are to hear of their places presently."""
        self._pause = TELL_INTERVAL
        """Seconds until they do."""

    def enter(self, live: "LiveSession", run: Run) -> None:
        """Start a run now or when it is its turn."""
        with self._lock:
            waits = self._limit is not None and self._inside >= self._limit
            if waits:
                self._waiting[run] = _Turn(live, len(self._waiting) + 1)
            else:
                self._inside += 1
        if waits:
            self._moved(live, run)
        elif not self._start(live, run):
            self.leave()

    def leave(self) -> None:
        """Note that a run that was started has ended."""
        with within(None):  # who leaves is of another session than who comes
            started = False
            while not started:
                with self._lock:
                    if not self._waiting:
                        self._inside -= 1
                        return
                    run, turn = self._waiting.popitem(last=False)
                self._moved(turn.live, run)
                started = self._start(turn.live, run)
                self._tell_soon()

    def withdraw(self, run: Run) -> bool:
        """Take a run that waits out of the queue; say whether it did."""
        with self._lock:
            found = self._waiting.pop(run, None) is not None
        if found:
            self._tell_soon()
        return found

    def place(self, run: Run) -> int:
        """Return a run's place among those that wait, from 1, as counted last; 0 if it does not wait."""
        with self._lock:
            turn = self._waiting.get(run)
            return 0 if turn is None else turn.place

    def _tell_soon(self) -> None:
        with self._lock:
            if self._telling or not self._waiting:
                return
            self._telling = True
            pause = self._pause
        self._clock.call_later(pause, self._tell)

    def _tell(self) -> None:
        began = time.monotonic()
        moved = []
        with self._lock:
            self._telling = False
            for place, (run, turn) in enumerate(self._waiting.items(), 1):
                turn.place = place
                if turn.is_worth_telling():
                    turn.told = place
                    moved.append((turn.live, run))
        for live, run in moved:
            self._moved(live, run)
        self._pause = max(TELL_INTERVAL, 10 * (time.monotonic() - began))

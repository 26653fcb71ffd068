"""The limits of runs at once in one app, and of the blocked threads that old runs leave.

A run has a *place* from its start until its page code ends or the run is fenced. So code that cannot be
stopped keeps no place. It may leave *blocked threads*: threads that were told to stop and have not stopped
yet. They have limits of their own, for each session and for the app. Each run that is fenced in a call that
does not return leaves such threads. Without these limits, one visitor who drags a slider could use up the
memory of all.
"""

import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, NamedTuple, TypeVar

from treadle._core.carry.context import within
from treadle._core.session.lanes import Run
from treadle._core.sync.clock import Clock

S = TypeVar("S", bound=Hashable)
"""A session."""

TELL_INTERVAL = 0.05
"""Seconds between two messages about moves in the queue, at least. It is longer if many runs wait."""


class Waiting(NamedTuple):
    """What a run waits for before it starts."""

    place: int = 0
    """Its place in the queue, from 1, at the last count; 0 if it does not wait."""
    blocked: int = 0
    """The number of blocked threads, if it waits for one of them to return; otherwise 0."""


class _Turn(Generic[S]):
    """A waiting run."""

    __slots__ = ("live", "place", "told")

    def __init__(self, live: S, place: int) -> None:
        self.live = live
        self.place = place
        """The place from 1, at the last count."""
        self.told = Waiting(place)
        """The last message to its session."""

    def is_worth_telling(self, now: Waiting) -> bool:
        """Whether to tell its session: it has moved up by a tenth, or waits for something else."""
        moved = self.told.place - now.place
        return moved >= max(1, now.place // 10) or now.blocked != self.told.blocked


class RunGate(Generic[S]):
    """Lets a limited number of runs execute at once. The others wait in order.

    Every method can be called from any thread.

    Args:
        limit: the largest number of runs at once; None: no limit.
        start: gives a run its script thread. Returns whether the system had one.
        moved: tells a session that the wait of its run has changed. It may come late, because the session
            then reads the current state.
        clock: calls functions after a time.
        blocked: the number of blocked threads in the app above which new runs wait; None: no limit.
        blocked_per_session: the same for the threads and runs of one session.
    """

    def __init__(
        self,
        limit: int | None,
        start: Callable[[S, Run], bool],
        moved: Callable[[S, Run], None],
        clock: Clock,
        *,
        blocked: int | None = None,
        blocked_per_session: int | None = None,
    ) -> None:
        self._limit = limit
        self._start = start
        self._moved = moved
        self._clock = clock
        self._most_blocked = blocked
        self._most_blocked_per_session = blocked_per_session
        self._lock = threading.Lock()
        """Guards the following attributes.

        No session is called with it held, because sessions ask for places with their locks held.
        """
        self._inside: set[Run] = set()
        self._waiting: OrderedDict[Run, _Turn[S]] = OrderedDict()
        self._blocked: Counter[S] = Counter()
        """The number of blocked threads of each session.

        Ended sessions count, too: their threads still exist.
        """
        self._all_blocked = 0
        self._telling = False
        """Whether the waiting runs will soon be told their places."""
        self._pause = TELL_INTERVAL
        """Seconds until they are told."""

    # Runs ---------------------------------------------------------------------------------------------------

    def exchange(
        self, live: S, over: Sequence[Run], runs: Sequence[Run], *, had_room: bool = False
    ) -> list[Run]:
        """Take the places of a session's stopped runs, and start its new runs now or when it is their turn.

        The new runs get the places of the stopped ones, also in the queue: a click does not send a visitor to
        its end.

        Args:
            live: the session.
            over: the fenced runs. Those without a place have no effect.
            runs: the runs to start.
            had_room: the result of `has_room` before the runs in `over` were told to stop. The threads that
                these leave are no reason to wait. Otherwise every run with many threads would delay the next
                one.

        Returns:
            The runs in `over` that were waiting and will never begin.
        """
        coming, waiting = [], []
        with self._lock:
            self._inside.difference_update(over)
            withdrawn = [run for run in over if run in self._waiting]
            for run in runs:
                if self._full() or not (had_room or self._room(live) is None):
                    waiting.append(run)
                else:
                    self._inside.add(run)
                    coming.append((live, run))
            self._replace(live, withdrawn, waiting)
            others = self._take_turns()
        for run in waiting:
            self._moved(live, run)
        self._bring(coming, others)
        return withdrawn

    def leave(self, run: Run) -> None:
        """Give up the place of a run whose page code has ended. A second call has no effect."""
        with self._lock:
            self._inside.discard(run)
            others = self._take_turns()
        self._bring((), others)

    def waits_for(self, run: Run) -> Waiting:
        """Return what a run waits for."""
        with self._lock:
            turn = self._waiting.get(run)
            return Waiting() if turn is None else self._waits_for(turn)

    # Blocked threads ----------------------------------------------------------------------------------------

    def has_room(self, live: S) -> bool:
        """Whether a session and the app have fewer blocked threads than the limits."""
        with self._lock:
            return self._room(live) is None

    def told_to_stop(self, live: S, threads: int) -> None:
        """Count threads of a session that were told to stop."""
        with self._lock:
            self._blocked[live] += threads
            self._all_blocked += threads
            if not self._blocked[live]:  # they ended before they were counted
                del self._blocked[live]

    def has_stopped(self, live: S) -> None:
        """Count one of them as ended."""
        with self._lock:
            self._blocked[live] -= 1
            self._all_blocked -= 1
            if not self._blocked[live]:
                del self._blocked[live]
            others = self._take_turns()
        self._bring((), others)

    def counts(self) -> tuple[int, int, int]:
        """Return the numbers of executing runs, of waiting runs, and of blocked threads."""
        with self._lock:
            return len(self._inside), len(self._waiting), self._all_blocked

    def blocked(self) -> dict[S, int]:
        """Return the number of blocked threads of each session that has any, including ended sessions."""
        with self._lock:
            return dict(self._blocked)

    # Under the lock -----------------------------------------------------------------------------------------

    def _full(self) -> bool:
        return self._limit is not None and len(self._inside) >= self._limit

    def _room(self, live: S) -> int | None:
        """Return None if a run of a session can leave blocked threads; otherwise the current number."""
        if self._most_blocked is not None and self._all_blocked >= self._most_blocked:
            return self._all_blocked
        if self._most_blocked_per_session is not None:
            its = self._blocked.get(live, 0)
            if its >= self._most_blocked_per_session:
                return its
        return None

    def _replace(self, live: S, withdrawn: Sequence[Run], new: Sequence[Run]) -> None:
        """Remove runs of a session from the queue.

        Its new runs take their places, or are added at the end.
        """
        if withdrawn and new:
            instead = dict(zip(withdrawn, new, strict=False))
            line = [(instead.get(run, run), turn) for run, turn in self._waiting.items()]
            self._waiting = OrderedDict(line)
        for run in withdrawn:
            self._waiting.pop(run, None)
        for run in new:
            if run not in self._waiting:
                self._waiting[run] = _Turn(live, len(self._waiting) + 1)

    def _waits_for(self, turn: _Turn[S]) -> Waiting:
        return Waiting(turn.place, self._room(turn.live) or 0)

    def _take_turns(self) -> list[tuple[S, Run]]:
        """Remove the runs that can start now from the queue.

        Runs that wait for blocked threads let others pass.
        """
        taken: list[tuple[S, Run]] = []
        while self._waiting and not self._full():
            turn = next(
                ((run, turn) for run, turn in self._waiting.items() if self._room(turn.live) is None), None
            )
            if turn is None:
                break
            run = turn[0]
            del self._waiting[run]
            self._inside.add(run)
            taken.append((turn[1].live, run))
        return taken

    # Not under the lock -------------------------------------------------------------------------------------

    def _bring(self, coming: Sequence[tuple[S, Run]], waited: Sequence[tuple[S, Run]]) -> None:
        """Start the runs that have a place.

        If the system has no thread for one, the next run gets its place.
        """
        with within(None):  # the starting run may belong to another session
            for live, run in coming:
                if not self._start(live, run):
                    self.leave(run)
            todo = list(waited)
            while todo:
                failed = []
                for live, run in todo:
                    self._moved(live, run)
                    if not self._start(live, run):
                        failed.append(run)
                with self._lock:
                    self._inside.difference_update(failed)
                    todo = self._take_turns() if failed else []
        self._tell_soon()

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
                now = self._waits_for(turn)
                if turn.is_worth_telling(now):
                    turn.told = now
                    moved.append((turn.live, run))
        for live, run in moved:
            self._moved(live, run)
        self._pause = max(TELL_INTERVAL, 10 * (time.monotonic() - began))

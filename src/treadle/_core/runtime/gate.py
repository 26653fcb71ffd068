"""How many runs execute at once in one app, and how many blocked threads old runs may leave.

A run has a *place* from its start until its page code ends or the run is fenced: code that cannot be stopped keeps nobody out.
What it leaves instead are *blocked threads*, threads that were told to stop and have not stopped yet. They have limits of
their own, for each session and for the app. Each run that is fenced in a call that does not return leaves such threads, so
without these limits one visitor who drags a slider could use up the memory of all.
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
"""Seconds in which moves up the line are told of as one, at least; longer where telling all that wait takes long."""


class Waiting(NamedTuple):
    """What a run waits for."""

    place: int = 0
    """Its place in line, from 1, as counted last; 0 if it does not wait."""
    blocked: int = 0
    """The number of blocked threads, if it waits for one of them to return; else 0."""


class _Turn(Generic[S]):
    """A run that waits."""

    __slots__ = ("live", "place", "told")

    def __init__(self, live: S, place: int) -> None:
        self.live = live
        self.place = place
        """From 1, as counted last."""
        self.told = Waiting(place)
        """What its session has last heard of."""

    def is_worth_telling(self, now: Waiting) -> bool:
        """Whether it has moved up by a tenth (the 500th hears of some moves, the 5th of each), or waits for something else."""
        moved = self.told.place - now.place
        return moved >= max(1, now.place // 10) or now.blocked != self.told.blocked


class RunGate(Generic[S]):
    """Lets so many runs in at once; the others wait in order. Every method may be called from any thread.

    Args:
        limit: how many runs execute at once; None: all.
        start: gives a run its script thread; says whether the system had one.
        moved: tells a session that what its run waits for has changed. Told late it does no harm, as the session looks
            what it is by then.
        clock: calls what is to be told in a moment.
        blocked: how many blocked threads there may be in the app before new runs wait; None: any number.
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
        """Guards what follows; no session is called under it, as sessions ask for places under theirs."""
        self._inside: set[Run] = set()
        self._waiting: OrderedDict[Run, _Turn[S]] = OrderedDict()
        self._blocked: Counter[S] = Counter()
        """By session, its blocked threads. Those of sessions that have ended count, too: their threads are still there."""
        self._all_blocked = 0
        self._telling = False
        """Whether those that wait are to hear of their places presently."""
        self._pause = TELL_INTERVAL
        """Seconds until they do."""

    # Runs ---------------------------------------------------------------------------------------------------

    def exchange(
        self, live: S, over: Sequence[Run], runs: Sequence[Run], *, had_room: bool = False
    ) -> list[Run]:
        """Take the places of a session's runs that are over, and start its new runs now or when it is their turn.

        The new runs get the places of those that are over, also in the line: a click does not send a visitor to its end.

        Args:
            live: the session.
            over: runs that were fenced. Those that have no place any more change nothing.
            runs: runs to start.
            had_room: what `has_room` has said before the runs in `over` were told to stop. What these leave behind is no reason to
                wait, or every run with many threads would delay the next one.

        Returns:
            Those of `over` that have waited, and will never begin.
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
        """Note that a run's page code has ended; a second time changes nothing."""
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
        """Whether a session and the app have fewer blocked threads than they may."""
        with self._lock:
            return self._room(live) is None

    def told_to_stop(self, live: S, threads: int) -> None:
        """Note that so many threads of a session were told to stop."""
        with self._lock:
            self._blocked[live] += threads
            self._all_blocked += threads
            if not self._blocked[live]:  # they have ended before this was noted
                del self._blocked[live]

    def has_stopped(self, live: S) -> None:
        """Note that one of them has ended."""
        with self._lock:
            self._blocked[live] -= 1
            self._all_blocked -= 1
            if not self._blocked[live]:
                del self._blocked[live]
            others = self._take_turns()
        self._bring((), others)

    def blocked(self) -> dict[S, int]:
        """Return the number of blocked threads of each session that has any, sessions that have ended included."""
        with self._lock:
            return dict(self._blocked)

    # Under the lock -----------------------------------------------------------------------------------------

    def _full(self) -> bool:
        return self._limit is not None and len(self._inside) >= self._limit

    def _room(self, live: S) -> int | None:
        """Return None if a run of a session may leave blocked threads; else how many there are already."""
        if self._most_blocked is not None and self._all_blocked >= self._most_blocked:
            return self._all_blocked
        if self._most_blocked_per_session is not None:
            its = self._blocked.get(live, 0)
            if its >= self._most_blocked_per_session:
                return its
        return None

    def _replace(self, live: S, withdrawn: Sequence[Run], new: Sequence[Run]) -> None:
        """Take runs of a session out of the line. New ones of it take their places, or come last."""
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
        """Take out of the line the runs that may start now. Those that wait for a thread of their session let others pass."""
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
        """Start runs that have a place, and those that get the place of one for which the system has no thread."""
        with within(None):  # who leaves is of another session than who comes
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

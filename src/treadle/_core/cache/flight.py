"""Single flight: of all who want the same result at once, one computes it, and the others wait for that.

A `Flight` is one computation. Its *leader* computes; those who join wait. It ends in one of three ways: *landed* with a
result, *failed* with an exception (which all of them get, as it is the answer to what they all asked), or *given up* by a
leader that was stopped or cancelled, whereupon one of those who waited leads a new flight.

Who would wait for itself gets an error instead. The flights that a computation leads are in a context variable, so its
coroutines, pool jobs and threads are known to be part of it; and of each flight it is known which others its computation
waits for now, so that two threads that wait for each other's are found as well.
"""

import asyncio
import contextlib
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from types import TracebackType
from typing import Any, Literal

from treadle._core.carry.interruptible import here, waiting_for
from treadle._core.carry.scope import Executing, Scope
from treadle._core.session.lanes import Lane, Run
from treadle._core.sync.latch import Latch
from treadle.errors import CacheRecursionError

_leading: ContextVar[tuple["weakref.ref[Flight]", ...]] = ContextVar("treadle_flights", default=())
"""The flights that the calling code is part of the computation of, outermost first. What they have landed with may be large,
and threads that a computation leaves behind keep their context for as long as they run."""

_guard = threading.RLock()
"""Guards every flight's `outcome`, `_waiters` and `_waits_for`; held for a few steps, while no app code runs but destructors."""

ALONE = 0.05
"""Seconds that a computation whose run was stopped may go on though nobody waits for it."""

SUCCEEDED = 2.0
"""The same where a newer run has taken the run's place, which may be about to ask for the result."""


class Leads:
    """For each lane, the newest of its runs that has begun to compute a result of one function.

    A run that asks the function for another result than an older run of its lane did will hardly ask for that one, too: a slider
    has moved on. Without this, each move would leave a computation that goes on for two seconds beside the newest.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        """Held for writing. Reading takes none, as threads that are about to be interrupted read."""
        self._newest: weakref.WeakKeyDictionary[Lane, int] = weakref.WeakKeyDictionary()

    def begin(self, run: Run) -> None:
        """Note that a run begins to compute."""
        with self._lock:
            self._newest[run.lane] = max(run.number, self._newest.get(run.lane, 0))

    def have_passed(self, run: Run) -> bool:
        """Whether a newer run of the same lane has begun to compute another result."""
        return self._newest.get(run.lane, 0) > run.number


Outcome = Literal["landed", "failed", "given up"]


class Flight:
    """One computation of one result.

    Args:
        what: the call, in words.
        at_once: whether the calling thread leads it, with no more between than what destructors may do.
        leads: which runs have computed results of the same function.
    """

    __slots__ = (
        "__weakref__",
        "_alone_since",
        "_context",
        "_leads",
        "_taken_by",
        "_trace",
        "_waiters",
        "_waits_for",
        "error",
        "outcome",
        "result",
        "what",
    )

    def __init__(self, what: str, *, at_once: bool = False, leads: Leads | None = None) -> None:
        self.what = what
        self._leads = leads
        self.outcome: Outcome | None = None
        self.result: Any = None
        self.error: Exception | None = None
        self._trace: TracebackType | None = None
        self._context: BaseException | None = None
        """What the function itself was handling when it failed."""
        self._waiters: list[Callable[[], object]] = []
        self._alone_since: float | None = None
        self._taken_by = threading.get_ident() if at_once else None
        """The thread that is about to lead it: what a destructor calls there must not wait for it."""
        self._waits_for: list[Flight] = []
        """The flights that its computation waits for at this moment: several, if it has several coroutines."""

    @property
    def waiters(self) -> int:
        """How many wait for it."""
        return len(self._waiters)

    @contextlib.contextmanager
    def leading(self, *, shielded: bool) -> Iterator[None]:
        """Compute in this block. If it ends by what is no `Exception` before `land`, the flight is given up.

        Args:
            shielded: whether to keep this thread from being interrupted while its result is wanted, though its run is over.
                Commands stop it all the same.
        """
        token = _leading.set((*_leading.get(), weakref.ref(self)))
        self._taken_by = None
        handling = sys.exception()
        try:
            with _shielded(self) if shielded else contextlib.nullcontext():
                yield
        except Exception as error:
            # What the caller is handling just now is no business of the others who get this exception; nor is what they are.
            _cut(error, handling)
            self._trace, self._context = error.__traceback__, error.__context__
            self._end("failed", error=error)
            raise
        finally:
            # A generator or coroutine may be closed in another context: there is nothing to go back to there.
            with contextlib.suppress(ValueError):
                _leading.reset(token)
            self.give_up()

    def reraise(self) -> None:
        """Raise what a failed flight has failed with, as it came from the function: each who raises it adds to its traceback."""
        if self.error is None:
            return
        try:
            raise self.error.with_traceback(self._trace)
        finally:
            self.error.__context__ = self._context

    def wanted(self, run: Run | None) -> bool:
        """Whether somebody waits for the result, or may be about to ask for it.

        Args:
            run: the one that computes, which is over. By a click, a run is over before the next one has come as far. None if
                a task of the app computes.
        """
        awaited = bool(self._waiters)
        lane: Lane | None = None if run is None else run.lane
        succeeded = False
        if run is not None and self._leads is not None and self._leads.have_passed(run):
            lane = None
        while lane is not None and not succeeded:
            succeeded = lane.live is not None and lane.live is not run and lane.live.live
            lane = lane.parent
        if awaited:
            self._alone_since = None
            return True
        now = time.monotonic()
        if self._alone_since is None:
            self._alone_since = now
        return now - self._alone_since < (SUCCEEDED if succeeded else ALONE)

    def land(self, result: Any) -> None:
        """End with a result."""
        self._end("landed", result)

    def give_up(self) -> None:
        """End with nothing: of those who wait, one computes."""
        self._end("given up")

    def _end(self, outcome: Outcome, result: Any = None, error: Exception | None = None) -> None:
        with _guard:
            if self.outcome is not None:
                return
            self.outcome, self.result, self.error = outcome, result, error
            waiters, self._waiters = self._waiters, []
        for wake in waiters:
            wake()

    def _circle(self, mine: tuple["Flight", ...]) -> list["Flight"] | None:
        """Return the way from this flight to one that the caller leads, following who waits for what."""
        ways = [[self]]
        seen = {id(self)}
        while ways:
            way = ways.pop()
            if way[-1] in mine and way[-1].outcome is None:
                return way
            for following in way[-1]._waits_for:
                if id(following) not in seen:
                    seen.add(id(following))
                    ways.append([*way, following])
        return None

    def _join(self, wake: Callable[[], object]) -> bool:
        """Have `wake` called at the end; say whether that is still to come.

        Raises:
            CacheRecursionError: it would never come.
        """
        mine = _mine()
        with _guard:
            circle = self._circle(mine) if mine else None
            if self._taken_by == threading.get_ident() and self.outcome is None:
                circle = [self]
            if circle is None:
                if self.outcome is not None:
                    return False
                self._waiters.append(wake)
                for flight in mine:
                    flight._waits_for.append(self)
                return True
        raise CacheRecursionError([flight.what for flight in circle])

    def _part(self, wake: Callable[[], object]) -> None:
        with _guard:
            if wake in self._waiters:
                self._waiters.remove(wake)
            for flight in _mine():
                if self in flight._waits_for:
                    flight._waits_for.remove(self)

    def wait(self, scope: Scope | None) -> None:
        """Wait for the end; a stop point for a scope's code.

        Raises:
            StopException: the scope is over.
            CacheRecursionError: the end would never come.
        """
        latch = Latch()
        wake = latch.set
        if not self._join(wake):
            return
        forget = None
        try:
            if scope is not None:
                forget = scope.host.on_over(scope, wake)
            with waiting_for(f"{self.what}, which is being computed elsewhere"):
                while self.outcome is None:
                    if scope is not None:
                        scope.host.check(scope)
                    latch.wait()
        finally:
            self._part(wake)
            if forget is not None:
                forget()

    async def wait_async(self) -> None:
        """Wait for the end, while other coroutines of the loop go on.

        Raises:
            asyncio.CancelledError: the waiting coroutine was cancelled, as it is when its run is over.
            CacheRecursionError: the end would never come.
        """
        loop = asyncio.get_running_loop()
        done = loop.create_future()

        def finish() -> None:
            if not done.done():
                done.set_result(None)

        def wake() -> None:
            # A loop that is closed has nobody left to wake.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(finish)

        if not self._join(wake):
            return
        try:
            await done
        finally:
            self._part(wake)


def _cut(error: BaseException, handled: BaseException | None) -> None:
    """Take out of what an exception came of whatever was handled already when the computation began."""
    seen: set[int] = set()
    at: BaseException | None = error
    while handled is not None and at is not None and id(at) not in seen:
        seen.add(id(at))
        if at.__context__ is handled:
            at.__context__ = None
        at = at.__context__


def _mine() -> tuple[Flight, ...]:
    """Return the flights that the calling code is part of the computation of."""
    return tuple(flight for each in _leading.get() if (flight := each()) is not None)


@contextlib.contextmanager
def _shielded(flight: Flight) -> Iterator[None]:
    """Keep the calling thread from being interrupted in a block as long as what it computes is wanted."""
    executing = here()
    if executing is None:
        yield
        return
    outer, run = executing.shield, executing.scope.run if isinstance(executing, Executing) else None
    if run is not None and flight._leads is not None:
        flight._leads.begin(run)

    def wanted() -> bool:
        return flight.wanted(run) or (outer is not None and outer())

    executing.shield = wanted
    try:
        yield
    finally:
        executing.shield = outer

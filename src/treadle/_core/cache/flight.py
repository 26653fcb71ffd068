"""Single flight: of all callers that want the same result at once, one computes it and the others wait.

A `Flight` is one computation. Its *leader* computes; the other callers join it and wait. It ends in one of
three ways: it has *landed* with a result; it has *failed* with an exception, which all callers get, because
it is the answer to their common call; or it was *given up* by a leader that was stopped or cancelled. Then
one of the waiting callers leads a new flight.

A caller that would wait for itself gets an error instead. A context variable has the flights that a
computation leads, so its coroutines, pool jobs and threads count as part of it. Each flight knows for which
others its computation waits now. So two threads that wait for each other's flights are found, too.
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
"""The flights that the calling code is a part of, outermost first.

Weak references: results may be large, and threads that a computation leaves behind keep their context while
they run.
"""

_guard = threading.RLock()
"""Guards `outcome`, `_waiters` and `_waits_for` of every flight.

Held for a few steps, during which only destructors run app code.
"""

ALONE = 0.05
"""Seconds for which a computation of a stopped run may continue although no caller waits for it."""

SUCCEEDED = 2.0
"""The same if a newer run has replaced the run. The newer run may soon ask for the result."""


class Leads:
    """The newest run of each lane that has begun to compute a result of one function.

    A newer run that asks the function for another result will hardly ask for the older one: a slider has
    moved on. Without this, each move would leave a computation that continues for two seconds beside the
    newest one.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        """Held for writing. Reading needs no lock, because threads that are about to be interrupted read."""
        self._newest: weakref.WeakKeyDictionary[Lane, int] = weakref.WeakKeyDictionary()

    def begin(self, run: Run) -> None:
        """Record that a run begins to compute."""
        with self._lock:
            self._newest[run.lane] = max(run.number, self._newest.get(run.lane, 0))

    def have_passed(self, run: Run) -> bool:
        """Whether a newer run of the same lane has begun to compute another result."""
        return self._newest.get(run.lane, 0) > run.number


Outcome = Literal["landed", "failed", "given up"]


class Flight:
    """One computation of one result.

    Args:
        what: a description of the call.
        at_once: whether the calling thread leads it now. Only destructors can run in between.
        leads: the runs that have computed results of the same function.
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
        """The exception that the function itself was handling when it failed."""
        self._waiters: list[Callable[[], object]] = []
        self._alone_since: float | None = None
        self._taken_by = threading.get_ident() if at_once else None
        """The thread that is about to lead it.

        Code that a destructor calls in this thread must not wait for it.
        """
        self._waits_for: list[Flight] = []
        """The flights for which its computation waits now.

        Several coroutines can wait for several flights.
        """

    @property
    def waiters(self) -> int:
        """The number of waiting callers."""
        return len(self._waiters)

    @contextlib.contextmanager
    def leading(self, *, shielded: bool) -> Iterator[None]:
        """Compute in a block. If the block ends before `land` by a `BaseException`, the flight is given up.

        Args:
            shielded: whether this thread is not interrupted while its result is wanted, although its run was
                stopped. Commands still stop it.
        """
        token = _leading.set((*_leading.get(), weakref.ref(self)))
        self._taken_by = None
        handling = sys.exception()
        try:
            with _shielded(self) if shielded else contextlib.nullcontext():
                yield
        except Exception as error:
            # The exceptions that the leader and the other callers are handling are no context of this
            # exception.
            _cut(error, handling)
            self._trace, self._context = error.__traceback__, error.__context__
            self._end("failed", error=error)
            raise
        finally:
            # A generator or coroutine may be closed in another context. Then there is nothing to restore.
            with contextlib.suppress(ValueError):
                _leading.reset(token)
            self.give_up()

    def reraise(self) -> None:
        """Raise the exception of a failed flight as the function raised it.

        Each raise adds to its traceback.
        """
        if self.error is None:
            return
        try:
            raise self.error.with_traceback(self._trace)
        finally:
            self.error.__context__ = self._context

    def wanted(self, run: Run | None) -> bool:
        """Whether a caller waits for the result, or may soon ask for it.

        Args:
            run: the computing run, which was stopped. A click stops a run before the next run can ask for the
                result. None if a task of the app computes.
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
        """End the flight with a result."""
        self._end("landed", result)

    def give_up(self) -> None:
        """End the flight without a result. One of the waiting callers computes next."""
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
        """Return the chain of waits from this flight to one that the caller leads."""
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
        """Call `wake` at the end of the flight. Return whether it is still to come.

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
        """Wait for the end of the flight; a stop point for code of a scope.

        Raises:
            StopException: the scope must stop.
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
        """Wait for the end of the flight. Other coroutines of the loop continue.

        Raises:
            asyncio.CancelledError: the waiting coroutine was cancelled, for example because its run was
            stopped.
            CacheRecursionError: the end would never come.
        """
        loop = asyncio.get_running_loop()
        done = loop.create_future()

        def finish() -> None:
            if not done.done():
                done.set_result(None)

        def wake() -> None:
            # A closed loop has no waiting coroutines.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(finish)

        if not self._join(wake):
            return
        try:
            await done
        finally:
            self._part(wake)


def _cut(error: BaseException, handled: BaseException | None) -> None:
    """Remove from an exception's context what was already being handled when the computation began."""
    seen: set[int] = set()
    at: BaseException | None = error
    while handled is not None and at is not None and id(at) not in seen:
        seen.add(id(at))
        if at.__context__ is handled:
            at.__context__ = None
        at = at.__context__


def _mine() -> tuple[Flight, ...]:
    """Return the flights that the calling code is a part of."""
    return tuple(flight for each in _leading.get() if (flight := each()) is not None)


@contextlib.contextmanager
def _shielded(flight: Flight) -> Iterator[None]:
    """Do not interrupt the calling thread in a block while its result is wanted."""
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

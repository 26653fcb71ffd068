"""`st.lock`'s locks: who holds which, who waits, and whether somebody would wait for ever.

A lock is its name. There is an object for it only while somebody holds it (`_Held`), so 10,000 names that were used once
leave nothing, and nothing is to be forgotten when a session ends. Whoever releases a lock hands it to the one that waits
longest; nobody can come between, so waiting is in order and no wake-up is in vain.

Its *holder* is a coroutine (an asyncio task) or, outside of any, a thread: two coroutines of one thread exclude each other.

*Deadlocks.* Who waits without a limit of time waits for the lock's holder, and that one may wait, too. A new waiter follows
these ways before it joins the queue, and if they lead back to itself, it gets a `DeadlockError` instead. As looking and
joining are one step under one guard, exactly one of those who would wait for each other gets it, the last. A coroutine
also waits for whatever blocks its thread, and code that runs an event loop for the coroutines in it. What a thread waits
for besides locks (`thread.join()`, a queue) is not known here: such a wait ends when the run is stopped.

*Holders that end.* A thread, pool job or coroutine that ends and still holds a lock leaves it to the next, and that is
reported as the error that it is.

*The guard.* `LockTable._guard` guards all there is in this module, of all locks of an app, fields of `_Held`, `_Waiter`
and `_Thread` included: no dict or list is touched without it, so nothing relies on a GIL. It is held for a few steps and
never while app code runs or somebody is woken. Garbage collection can still call an app's destructor anywhere; the guard
is re-entrant for those, and steps are in an order that leaves the table in one piece between any two.
"""

import asyncio
import contextvars
import sys
import threading
import time
import weakref
from _thread import start_new_thread
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Any, Literal

from treadle._core.carry.context import require
from treadle._core.carry.interruptible import here, waiting_for
from treadle._core.carry.job import SpawnStack, spawn_stack
from treadle._core.carry.scope import Executing, Scope
from treadle.errors import APIError, DeadlockError, LockNotReleased, LockWait

from .latch import Latch

Range = Literal["session", "app"]
"""Who excludes each other: threads of one session, or of all sessions of an app."""

Key = tuple[str | None, str | None]
"""The session's token, None for a lock of the app; and the lock's name, None for the one that has none."""

Place = tuple[str, int]
"""File and line."""


@dataclass(frozen=True, slots=True)
class WaiterInfo:
    """Somebody who waits for a lock, as it was at one moment."""

    name: str
    """Of the thread, and of the coroutine in it."""
    thread: int
    """Its `threading.get_ident`."""
    since: float
    """By `time.monotonic`."""
    where: Place


@dataclass(frozen=True, slots=True)
class LockInfo:
    """A lock that is held, as it was at one moment."""

    name: str | None
    scope: Range
    session: str | None
    """The token of the session that a session's lock belongs to."""
    owner: str
    """Name of the thread that holds it, and of the coroutine in it."""
    thread: int
    """Its `threading.get_ident`."""
    since: float
    """By `time.monotonic`."""
    where: Place
    """Where it was taken, in the app's own code if that is known."""
    waiters: tuple[WaiterInfo, ...]
    """In the order in which they will have it."""


class _Thread:
    """What the locks know of one thread. The thread itself is a holder, and so are coroutines that it runs."""

    __slots__ = ("held", "ident", "waiters")

    def __init__(self) -> None:
        self.ident = threading.get_ident()
        self.held: list[_Held] = []
        self.waiters: list[_Waiter] = []


class _Leaving:
    """Dies with its thread, and then tells the table. For threads that no `Executing` is known of: a C library's own."""

    __slots__ = ("table", "thread")

    def __init__(self, table: "LockTable", thread: _Thread) -> None:
        self.table = weakref.ref(table)
        self.thread = thread

    def __del__(self) -> None:
        table = self.table()
        # Waiters first: one that is given its lock at this moment is in `held` before it is no waiter any more.
        if table is None or sys.is_finalizing() or not (self.thread.waiters or self.thread.held):
            return
        # Not here: the thread is half gone, and the page and the log are to hear of it.
        start_new_thread(table.thread_ended, (self.thread,))


class _Taker:
    """Who takes a lock, and where: what is found out before the guard is taken."""

    __slots__ = ("executing", "holder", "key", "loop", "name", "scope", "since", "stack", "task", "thread")

    def __init__(self, table: "LockTable", scope: Scope, key: Key, frame: FrameType) -> None:
        self.key = key
        self.scope = scope
        self.thread = table.thread()
        self.loop = asyncio._get_running_loop()
        self.task = _task(self.loop)
        self.holder: object = self.task or self.thread
        """The coroutine or the thread: the very object tells one from another."""
        self.executing = here()
        self.name = threading.current_thread().name if self.executing is None else self.executing.name
        if self.task is not None:
            job = None if scope.job is None else scope.job.name
            self.name = f"{self.name}, coroutine {job or self.task.get_name()}"
        self.stack = spawn_stack(frame)
        self.since = time.monotonic()


class _Held:
    """A lock that is held: by whom, and who waits for it."""

    __slots__ = ("by", "depth", "key", "queue", "table")

    def __init__(self, table: "LockTable", by: _Taker) -> None:
        self.table = table
        self.key = by.key
        self.by = by
        """Its holder, at the place where it was first taken."""
        self.depth = 1
        """How often it was taken."""
        self.queue: deque[_Waiter] = deque()

    def task_ended(self, task: "asyncio.Task[Any]") -> None:
        """Note that a coroutine has ended that held it and did not release it."""
        self.table.task_ended(self, task)


class _Waiter:
    """Somebody who waits for a lock."""

    __slots__ = ("blocks", "by", "forget", "given", "limited", "wake")

    def __init__(self, by: _Taker, wake: Callable[[], None], *, blocks: bool, limited: bool) -> None:
        self.by = by
        self.wake = wake
        """Called with no guard held."""
        self.forget: Callable[[], None] = _nothing
        """Takes back what wakes it when its run is over; a second time does nothing."""
        self.blocks = blocks
        """Whether its whole thread waits, rather than a coroutine in it."""
        self.limited = limited
        """Whether it stops waiting at some time, so that nobody waits for ever because of it."""
        self.given: _Held | None = None
        """The lock, once it was given to this waiter."""

    @property
    def gone(self) -> bool:
        """Whether nothing is there any more that could be woken."""
        return not self.blocks and self.by.loop is not None and self.by.loop.is_closed()


class LockTable:
    """The locks of one app. Every method may be called from any thread."""

    def __init__(self) -> None:
        self._guard = threading.RLock()
        self._held: dict[Key, _Held] = {}  # guarded by _guard
        self._local = threading.local()

    # Taking -------------------------------------------------------------------------------------------------

    def acquire(self, name: str | None, range: Range, until: float | None, frame: FrameType) -> bool:
        """Take a lock for the calling thread or coroutine; a stop point.

        Args:
            name: of the lock.
            range: who has a lock of that name.
            until: the time of `time.monotonic` to give up at, None for never.
            frame: the caller's, to say where it was taken.

        Returns:
            Whether it was free in time.

        Raises:
            StopException: the scope is over, before or while waiting.
            DeadlockError: it could never be had.
        """
        scope = require()
        scope.host.check(scope)
        by = _Taker(self, scope, _key(scope, name, range), frame)
        held = self._try(by)
        if held is None:
            if until is not None and until <= by.since:
                return False
            latch = Latch()
            waiter = _Waiter(by, latch.set, blocks=True, limited=until is not None)
            held = self._join(waiter) or self._wait(waiter, latch, until)
            if held is None:
                return False
        _note(held, by)
        return True

    def _wait(self, waiter: _Waiter, latch: Latch, until: float | None) -> _Held | None:
        """Wait for a lock whose queue this has joined; None if it was not to be had in time."""
        scope = waiter.by.scope
        waiter.forget = scope.host.on_over(scope, latch.set)
        try:
            with waiting_for(said(waiter.by.key)):
                while (held := self._given(waiter)) is None:
                    scope.host.check(scope)
                    if until is not None and time.monotonic() >= until:
                        return self._withdraw(waiter)
                    latch.wait(until)
            scope.host.check(scope)
        except BaseException:
            self._abandon(waiter)
            raise
        finally:
            waiter.forget()
        return held

    async def acquire_async(self, name: str | None, range: Range, frame: FrameType) -> None:
        """Take a lock for the calling coroutine; others of its event loop go on meanwhile. See `acquire`."""
        scope = require()
        scope.host.check(scope)
        by = _Taker(self, scope, _key(scope, name, range), frame)
        held = self._try(by)
        if held is None:
            bell = _Bell()
            waiter = _Waiter(by, bell.ring, blocks=False, limited=False)
            held = self._join(waiter) or await self._rung(waiter, bell)
        _note(held, by)

    async def _rung(self, waiter: _Waiter, bell: "_Bell") -> _Held:
        """Wait for a lock whose queue this has joined."""
        scope = waiter.by.scope
        waiter.forget = scope.host.on_over(scope, bell.ring)
        try:
            while (held := self._given(waiter)) is None:
                scope.host.check(scope)
                await bell.rung()
            scope.host.check(scope)
        except BaseException:  # cancellation is one
            self._abandon(waiter)
            raise
        finally:
            waiter.forget()
        return held

    def _try(self, by: _Taker) -> _Held | None:
        """Take a lock that is free, or that the same holder has."""
        mine = _Held(self, by)
        with self._guard:
            held = self._held.get(by.key)
            if held is None:
                by.thread.held.append(mine)
                self._held[by.key] = mine
                return mine
            if held.by.holder is by.holder:
                held.depth += 1
                return held
        return None

    def _join(self, waiter: _Waiter) -> _Held | None:
        """Join the queue of a lock; return the lock if it has become free.

        Raises:
            DeadlockError: waiting would never end.
        """
        by = waiter.by
        if self._guard._is_owned():  # type: ignore[attr-defined] # `threading.Condition` asks the same
            raise APIError(
                f"{_capital(said(by.key))} is held by another thread, and a destructor that garbage collection calls cannot "
                "wait for it. Use `acquire(blocking=False)` in destructors."
            )
        mine = _Held(self, by)
        with self._guard:
            held = self._held.get(by.key)
            if held is None:
                by.thread.held.append(mine)
                self._held[by.key] = mine
                return mine
            circle = self._circle(waiter, held)
            if not circle:
                by.thread.waiters.append(waiter)
                held.queue.append(waiter)
                return None
            facts = [(each.by, self._held[each.by.key].by) for each in circle]
        raise _deadlock(facts)

    def _given(self, waiter: _Waiter) -> _Held | None:
        with self._guard:
            return waiter.given

    # Letting go ---------------------------------------------------------------------------------------------

    def release(self, name: str | None, range: Range) -> None:
        """Let go of a lock that the calling thread or coroutine has taken. Not a stop point.

        Raises:
            RuntimeError: it has not taken it.
        """
        key = _key(require(), name, range)
        holder = _task(asyncio._get_running_loop()) or self.thread()
        with self._guard:
            held = self._held.get(key)
            by = None if held is None else held.by
            mine = by is not None and by.holder is holder
            if held is not None and mine:
                held.depth -= 1
                if held.depth:
                    return
                after = self._pass_on(held)
        if held is None or by is None or not mine:
            raise RuntimeError(_not_yours(key, by))
        if by.executing is not None:
            by.executing.locks -= 1
        if by.task is not None:
            by.task.remove_done_callback(held.task_ended)
        self._wake(after)

    def _pass_on(self, held: _Held) -> _Waiter | None:
        """Give a lock to whoever has waited longest, and return who is to be woken; the guard is held.

        The caller still has what the lock referred to, so nothing of an app's is let go of here.
        """
        before = held.by
        if not held.queue:
            del self._held[held.key]
            before.thread.held.remove(held)
            return None
        waiter = held.queue.popleft()
        after = waiter.by
        after.since = time.monotonic()
        waiter.given = held
        held.by, held.depth = after, 1
        before.thread.held.remove(held)
        after.thread.held.append(held)
        after.thread.waiters.remove(waiter)
        return waiter

    def _wake(self, waiter: _Waiter | None) -> None:
        """Tell a waiter that it has the lock; if it is gone, the next."""
        while waiter is not None:
            waiter.wake()
            if not waiter.gone:
                return
            waiter.forget()
            waiter = self._drop(waiter)

    def _drop(self, waiter: _Waiter) -> _Waiter | None:
        """Take a waiter away, or from it the lock that it was given; return who is to be woken for that."""
        with self._guard:
            held = waiter.given
            if held is not None:
                # It may have had it and let go of it since.
                still = held.by is waiter.by and self._held.get(held.key) is held
                return self._pass_on(held) if still else None
            held = self._held.get(waiter.by.key)
            if held is not None and waiter in held.queue:
                held.queue.remove(waiter)
                waiter.by.thread.waiters.remove(waiter)
            return None

    def _abandon(self, waiter: _Waiter) -> None:
        """Stop waiting, and let the next have the lock if it was given to this waiter."""
        self._wake(self._drop(waiter))

    def _withdraw(self, waiter: _Waiter) -> _Held | None:
        """Stop waiting; return the lock if it was given at the last moment."""
        with self._guard:
            if waiter.given is None:
                self._drop(waiter)
            return waiter.given

    # Ends of holders ----------------------------------------------------------------------------------------

    def thread(self) -> _Thread:
        """Return what is known of the calling thread."""
        known: _Thread | None = getattr(self._local, "thread", None)
        if known is None:
            known = self._local.thread = _Thread()
            self._local.leaving = _Leaving(self, known)
        return known

    def left_code(self, executing: Executing) -> None:
        """Note that the calling thread executes code of a session no more: what that code holds is released."""
        thread: _Thread | None = getattr(self._local, "thread", None)
        if thread is not None:
            self._ended(thread, lambda by: by.executing is executing)

    def thread_ended(self, thread: _Thread) -> None:
        """Note that a thread has ended."""
        self._ended(thread, lambda by: True)

    def _ended(self, thread: _Thread, ended: Callable[[_Taker], bool]) -> None:
        with self._guard:
            # Who waits in it, in a loop that will not run again, is not to have the lock next.
            dropped = [waiter for waiter in thread.waiters if ended(waiter.by)]
            for waiter in dropped:
                self._drop(waiter)
            left = [(held, held.by) for held in thread.held if ended(held.by)]
            woken = [self._pass_on(held) for held, _ in left]
        for waiter in dropped:
            waiter.forget()
        for after in woken:
            self._wake(after)
        for held, by in left:
            if by.task is not None:
                by.task.remove_done_callback(held.task_ended)
            _report(by)

    def task_ended(self, held: _Held, task: "asyncio.Task[Any]") -> None:
        """Note that a coroutine has ended that held a lock and did not release it."""
        with self._guard:
            by = held.by
            if by.task is not task or self._held.get(held.key) is not held:
                return
            after = self._pass_on(held)
        if by.executing is not None:
            by.executing.locks -= 1
        self._wake(after)
        _report(by)

    # Looking ------------------------------------------------------------------------------------------------

    def locked(self, name: str | None, range: Range) -> bool:
        """Whether anybody holds a lock."""
        key = _key(require(), name, range)
        with self._guard:
            return key in self._held

    def snapshot(self) -> list[LockInfo]:
        """Return the locks that are held now, those held longest first."""
        with self._guard:
            seen = [(held.by, [waiter.by for waiter in held.queue]) for held in self._held.values()]
        seen.sort(key=lambda each: each[0].since)
        return [
            LockInfo(
                name=by.key[1],
                scope="app" if by.key[0] is None else "session",
                session=by.key[0],
                owner=by.name,
                thread=by.thread.ident,
                since=by.since,
                where=_where(by),
                waiters=tuple(
                    WaiterInfo(each.name, each.thread.ident, each.since, _where(each)) for each in waiters
                ),
            )
            for by, waiters in seen
        ]

    # Deadlocks ----------------------------------------------------------------------------------------------

    def _circle(self, start: _Waiter, wanted: _Held) -> list[_Waiter]:
        """Return who would wait for each other if `start` waited too, beginning with it; none if nobody. The guard is held."""
        if start.blocks and wanted.by.thread is start.by.thread:
            return [start]  # whatever its limit of time: until then it would keep the holder from going on
        if start.limited:
            return []
        seen: set[int] = set()
        ways = [[start]]
        while ways:
            way = ways.pop()
            held = self._held.get(way[-1].by.key)
            if held is None:
                continue
            for other in self._waits(held.by, start):
                if other is start:
                    return way
                if id(other) not in seen:
                    seen.add(id(other))
                    ways.append([*way, other])
        return []

    def _waits(self, by: _Taker, start: _Waiter) -> list[_Waiter]:
        """Return the waiters that must have their lock before a holder can go on. The guard is held."""
        waiters = [*by.thread.waiters, start] if start.by.thread is by.thread else by.thread.waiters
        return [
            other
            for other in waiters
            if not other.limited and (other.by.holder is by.holder or other.blocks or _runs(by, other.by))
        ]


def _runs(by: _Taker, other: _Taker) -> bool:
    """Whether code that holds a lock is what runs the event loop of a coroutine in the same thread.

    It goes on when the loop has ended. That the loop waits for just this coroutine is not certain (a loop can cancel
    others at its end), but that it does not is no way to get a lock.
    """
    return by.task is None and by.loop is None and other.loop is not None and other.loop.is_running()


class _Bell:
    """Wakes one coroutine from any thread."""

    __slots__ = ("_event", "_loop")

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wake the coroutine. Quick, and raises nothing."""
        try:
            self._loop.call_soon_threadsafe(self._event.set, context=contextvars.Context())
        except RuntimeError:
            pass  # its loop is closed: it will never run again

    async def rung(self) -> None:
        """Wait until it was rung since the last time."""
        await self._event.wait()
        self._event.clear()


def _task(loop: asyncio.AbstractEventLoop | None) -> "asyncio.Task[Any] | None":
    return None if loop is None else asyncio.current_task(loop)


def _note(held: _Held, by: _Taker) -> None:
    """Note in the holder's own thread that it has taken a lock; it holds it, so `held` is as it is until it goes on."""
    if held.by is not by:
        return  # it had it before
    if by.executing is not None:
        by.executing.locks += 1
    if by.task is not None:
        by.task.add_done_callback(held.task_ended, context=contextvars.Context())


def _nothing() -> None:
    pass


# Words ------------------------------------------------------------------------------------------------------


def said(key: Key) -> str:
    """Return what to call a lock."""
    session, name = key
    return f"the {'app' if session is None else 'session'}'s lock" + ("" if name is None else f" `{name}`")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _key(scope: Scope, name: str | None, range: Range) -> Key:
    return (None if range == "app" else scope.host.token), name


def _where(by: _Taker) -> Place:
    """Return where a lock is taken or waited for: in the app's own code, if that is near enough."""
    return _place(by.stack, by.scope.host.is_app_code)


def _place(stack: SpawnStack, is_app_code: Callable[[str], bool]) -> Place:
    for file, line, _ in reversed(stack):
        if is_app_code(file):
            return file, line
    file, line, _ = stack[-1]
    return file, line


def _deadlock(facts: list[tuple[_Taker, _Taker]]) -> DeadlockError:
    own_loop = len(facts) == 1 and facts[0][0].loop is not None and facts[0][1].thread is facts[0][0].thread
    return DeadlockError(
        [
            LockWait(waiter.name, said(waiter.key), _where(waiter), holder.name, _where(holder))
            for waiter, holder in facts
        ],
        own_loop=own_loop,
        below_loop=own_loop and facts[0][1].task is None and facts[0][1].loop is None,
    )


def _not_yours(key: Key, by: _Taker | None) -> str:
    if by is None:
        return f"{_capital(said(key))} is not held by anybody, so it cannot be released."
    file, line = _where(by)
    return (
        f"{_capital(said(key))} is held by {by.name!r}, which took it in {file}, line {line}. Only that one can release it. "
        "Threads, and coroutines of one thread, are different holders."
    )


def _report(by: _Taker) -> None:
    """Say on the page and in the log that a holder has ended without releasing its lock."""
    by.scope.host.report(by.scope, LockNotReleased(said(by.key), by.name, _where(by)))

"""The locks of `st.lock`: their holders, their waiters, and the detection of deadlocks.

A lock is identified by its name. An object for it exists only while it is held (`Held`), so 10,000 names that
were used once leave nothing, and the end of a session needs no clean-up. A release passes the lock to the
longest waiter. No other thread can come in between, so waiters get it in order and no wake-up is wasted.

The *holder* of a lock is a coroutine (an asyncio task) or, outside of coroutines, a thread. So two coroutines
of one thread exclude each other.

*Deadlocks.* A waiter without a timeout waits for the lock's holder, which may also wait. Before a new waiter
joins the queue, it follows this chain. If the chain leads back to itself, it gets a `DeadlockError` instead.
The check and the joining are one step under one guard, so exactly one member of the circle gets the error:
the last one. A coroutine also waits for everything that blocks its thread, and code that runs an event loop
waits for the coroutines in it. Other waits of a thread (`thread.join()`, a queue) are unknown here: such a
wait ends when the run is stopped.

*Holders that end.* If a thread, pool job or coroutine ends while it holds a lock, the next waiter gets the
lock, and an error is reported.

*The guard.* `LockTable._guard` guards everything here and in `holders`, for all locks of an app, including
the fields of `Held`, `Waiter` and `LockThread`. No dict or list is used without it, so nothing relies on a
GIL. It is held for a few steps, and never while app code runs or a waiter is woken. Garbage collection can
still call an app's destructor at any point. Therefore the guard is reentrant, and the table is consistent
between any two steps.
"""

import asyncio
import contextvars
import sys
import threading
import time
import weakref
from _thread import start_new_thread
from collections.abc import Callable
from types import FrameType
from typing import Any

from treadle._core.carry.context import require
from treadle._core.carry.interruptible import waiting_for
from treadle._core.carry.scope import Executing
from treadle.errors import APIError

from .holders import Bell, Held, Key, LockThread, Range, Taker, Waiter, key_of, running_task
from .latch import Latch
from .lock_words import LockInfo, WaiterInfo, capital, deadlock, not_yours, report_lost, said, where


class _Leaving:
    """Freed with its thread, and then tells the table.

    For threads without an `Executing`: those of C libraries.
    """

    __slots__ = ("table", "thread")

    def __init__(self, table: "LockTable", thread: LockThread) -> None:
        self.table = weakref.ref(table)
        self.thread = thread

    def __del__(self) -> None:
        table = self.table()
        # Waiters come first: a waiter that is just being given its lock is in `held` before it stops being a
        # waiter.
        if table is None or sys.is_finalizing() or not (self.thread.waiters or self.thread.held):
            return
        # In a new thread: this one is ending, and the page and the log must be told.
        start_new_thread(table.thread_ended, (self.thread,))


class LockTable:
    """The locks of one app. Every method can be called from any thread."""

    def __init__(self) -> None:
        self._guard = threading.RLock()
        self._held: dict[Key, Held] = {}  # guarded by _guard
        self._local = threading.local()

    # Taking -------------------------------------------------------------------------------------------------

    def acquire(self, name: str | None, range: Range, until: float | None, frame: FrameType) -> bool:
        """Take a lock for the calling thread or coroutine; a stop point.

        Args:
            name: the name of the lock.
            range: whether the lock is shared by a session or by the app.
            until: the time of `time.monotonic` at which to give up, None for never.
            frame: the caller's frame, to report where it was taken.

        Returns:
            Whether it was taken in time.

        Raises:
            StopException: the scope must stop, before or during the wait.
            DeadlockError: the wait would never end.
        """
        scope = require()
        scope.host.check(scope)
        by = Taker(self.thread(), scope, key_of(scope, name, range), frame)
        held = self._try(by)
        if held is None:
            if until is not None and until <= by.since:
                return False
            latch = Latch()
            waiter = Waiter(by, latch.set, blocks=True, limited=until is not None)
            held = self._join(waiter) or self._wait(waiter, latch, until)
            if held is None:
                return False
        _note(held, by)
        return True

    def _wait(self, waiter: Waiter, latch: Latch, until: float | None) -> Held | None:
        """Wait for a lock after joining its queue. None: the time was over first."""
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
        """Take a lock for the calling coroutine. Other coroutines of its loop continue. See `acquire`."""
        scope = require()
        scope.host.check(scope)
        by = Taker(self.thread(), scope, key_of(scope, name, range), frame)
        held = self._try(by)
        if held is None:
            bell = Bell()
            waiter = Waiter(by, bell.ring, blocks=False, limited=False)
            held = self._join(waiter) or await self._rung(waiter, bell)
        _note(held, by)

    async def _rung(self, waiter: Waiter, bell: "Bell") -> Held:
        """Wait for a lock after joining its queue."""
        scope = waiter.by.scope
        waiter.forget = scope.host.on_over(scope, bell.ring)
        try:
            while (held := self._given(waiter)) is None:
                scope.host.check(scope)
                await bell.rung()
            scope.host.check(scope)
        except BaseException:  # such as a cancellation
            self._abandon(waiter)
            raise
        finally:
            waiter.forget()
        return held

    def _try(self, by: Taker) -> Held | None:
        """Take a lock that is free, or that the same holder has."""
        mine = Held(by, self.task_ended)
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

    def _join(self, waiter: Waiter) -> Held | None:
        """Join the queue of a lock. Return the lock if it has become free.

        Raises:
            DeadlockError: the wait would never end.
        """
        by = waiter.by
        if self._guard._is_owned():  # type: ignore[attr-defined] # `threading.Condition` asks the same
            raise APIError(
                f"{capital(said(by.key))} is held by another thread, and a destructor that garbage "
                "collection calls cannot wait for it. Use `acquire(blocking=False)` in destructors."
            )
        mine = Held(by, self.task_ended)
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
        raise deadlock(facts)

    def _given(self, waiter: Waiter) -> Held | None:
        with self._guard:
            return waiter.given

    # Letting go ---------------------------------------------------------------------------------------------

    def release(self, name: str | None, range: Range) -> None:
        """Release a lock of the calling thread or coroutine. Not a stop point.

        Raises:
            RuntimeError: the caller does not hold it.
        """
        key = key_of(require(), name, range)
        holder = running_task(asyncio._get_running_loop()) or self.thread()
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
            raise RuntimeError(not_yours(key, by))
        if by.executing is not None:
            by.executing.locks -= 1
        if by.task is not None:
            by.task.remove_done_callback(held.task_ended)
        self._wake(after)

    def _pass_on(self, held: Held) -> Waiter | None:
        """Give a lock to the longest waiter, and return the waiter to wake. The caller holds the guard.

        The caller also keeps the objects of the lock, so no object of an app is freed here.
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

    def _wake(self, waiter: Waiter | None) -> None:
        """Wake a waiter: it has the lock. If it has gone, tell the next."""
        while waiter is not None:
            waiter.wake()
            if not waiter.gone:
                return
            waiter.forget()
            waiter = self._drop(waiter)

    def _drop(self, waiter: Waiter) -> Waiter | None:
        """Remove a waiter, or take back a lock that it was given. Return the waiter to wake."""
        with self._guard:
            held = waiter.given
            if held is not None:
                # It may have had the lock and released it since.
                still = held.by is waiter.by and self._held.get(held.key) is held
                return self._pass_on(held) if still else None
            held = self._held.get(waiter.by.key)
            if held is not None and waiter in held.queue:
                held.queue.remove(waiter)
                waiter.by.thread.waiters.remove(waiter)
            return None

    def _abandon(self, waiter: Waiter) -> None:
        """Stop waiting, and pass the lock on if this waiter was given it."""
        self._wake(self._drop(waiter))

    def _withdraw(self, waiter: Waiter) -> Held | None:
        """Stop waiting. Return the lock if it was given at the last moment."""
        with self._guard:
            if waiter.given is None:
                self._drop(waiter)
            return waiter.given

    # Ends of holders ----------------------------------------------------------------------------------------

    def thread(self) -> LockThread:
        """Return the data about the calling thread."""
        known: LockThread | None = getattr(self._local, "thread", None)
        if known is None:
            known = self._local.thread = LockThread()
            self._local.leaving = _Leaving(self, known)
        return known

    def left_code(self, executing: Executing) -> None:
        """Release the locks of code that the calling thread no longer executes."""
        thread: LockThread | None = getattr(self._local, "thread", None)
        if thread is not None:
            self._ended(thread, lambda by: by.executing is executing)

    def thread_ended(self, thread: LockThread) -> None:
        """Handle the end of a thread."""
        self._ended(thread, lambda by: True)

    def _ended(self, thread: LockThread, ended: Callable[[Taker], bool]) -> None:
        with self._guard:
            # A waiter in it, on a loop that will not run again, must not get the lock next.
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
            report_lost(by)

    def task_ended(self, held: Held, task: "asyncio.Task[Any]") -> None:
        """Handle the end of a coroutine that has not released a lock."""
        with self._guard:
            by = held.by
            if by.task is not task or self._held.get(held.key) is not held:
                return
            after = self._pass_on(held)
        if by.executing is not None:
            by.executing.locks -= 1
        self._wake(after)
        report_lost(by)

    # Looking ------------------------------------------------------------------------------------------------

    def locked(self, name: str | None, range: Range) -> bool:
        """Whether a lock is held."""
        key = key_of(require(), name, range)
        with self._guard:
            return key in self._held

    def snapshot(self) -> list[LockInfo]:
        """Return the held locks, the longest held first."""
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
                where=where(by),
                waiters=tuple(
                    WaiterInfo(each.name, each.thread.ident, each.since, where(each)) for each in waiters
                ),
            )
            for by, waiters in seen
        ]

    # Deadlocks ----------------------------------------------------------------------------------------------

    def _circle(self, start: Waiter, wanted: Held) -> list[Waiter]:
        """Return the circle of waiters that would arise if `start` waited, too. Empty: none.

        The caller holds the guard.
        """
        if start.blocks and wanted.by.thread is start.by.thread:
            return [start]  # even with a timeout: until then it would block the holder
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

    def _waits(self, by: Taker, start: Waiter) -> list[Waiter]:
        """Return the waiters that must get their locks before a holder can continue.

        The caller holds the guard.
        """
        waiters = [*by.thread.waiters, start] if start.by.thread is by.thread else by.thread.waiters
        return [
            other
            for other in waiters
            if not other.limited and (other.by.holder is by.holder or other.blocks or _runs(by, other.by))
        ]


def _runs(by: Taker, other: Taker) -> bool:
    """Whether the holder runs the event loop of a coroutine in the same thread.

    The holder continues when the loop has ended. The loop need not wait for this coroutine (it can cancel
    others at its end), but a lock cannot rely on that.
    """
    return by.task is None and by.loop is None and other.loop is not None and other.loop.is_running()


def _note(held: Held, by: Taker) -> None:
    """Record in the holder's own thread that it has taken a lock. Only this thread changes `held`."""
    if held.by is not by:
        return  # it already had the lock
    if by.executing is not None:
        by.executing.locks += 1
    if by.task is not None:
        by.task.add_done_callback(held.task_ended, context=contextvars.Context())

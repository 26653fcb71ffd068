"""What executes code of one session, what waits in it, and how all of it is told that it is over."""

import asyncio
import contextvars
import threading
import weakref
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from treadle._core.carry.scope import Executing, Scope
from treadle._core.stopping.fences import waits_under_lock

LOOK_AGAIN = 0.05
"""Seconds between two looks whether a coroutine that is to be cancelled has left a library's lock."""


class Executions:
    """The threads and coroutines of one session. Every method may be called from any thread.

    Args:
        over: whether a scope's next command would stop it; takes no lock.
        stop: goes up the stop ladder with a thread.
        told: hears that so many threads were told to stop.
        stopped: hears that one of them has ended.
    """

    def __init__(
        self,
        over: Callable[[Scope], bool],
        stop: Callable[[Executing], None],
        told: Callable[[int], None],
        stopped: Callable[[], None],
    ) -> None:
        self._over = over
        self._stop = stop
        self._notify_told = told
        self._notify_stopped = stopped
        self._changed = threading.Condition()
        """Guards what follows; notified when a thread has left. Never held while anything else is called."""
        self._threads: dict[int, Executing] = {}
        """By number."""
        self._told: set[int] = set()
        """Numbers of those that were told to stop."""
        self._waits: dict[object, tuple[Scope, Callable[[], None]]] = {}
        """What waits in a command, and how it is woken."""
        self._coroutines: WeakKeyDictionary[
            asyncio.Task[Any], tuple[Scope, weakref.ref[asyncio.AbstractEventLoop]]
        ] = WeakKeyDictionary()

    def enter(self, executing: Executing) -> None:
        """Note that a thread has begun to execute code of the session."""
        with self._changed:
            self._threads[executing.number] = executing
        if self._over(executing.scope):
            self._tell([executing])
            self._stop(executing)

    def leave(self, executing: Executing) -> None:
        """Note that a thread executes code of the session no more."""
        with self._changed:
            self._threads.pop(executing.number, None)
            told = executing.number in self._told
            self._told.discard(executing.number)
            self._changed.notify_all()
        if told:
            self._notify_stopped()

    def _tell(self, threads: list[Executing]) -> None:
        """Note that threads are told to stop, so that they count as blocked until they have ended."""
        with self._changed:
            new = {each.number for each in threads if each.number in self._threads} - self._told
            self._told |= new
        if new:
            self._notify_told(len(new))

    def add_coroutine(self, scope: Scope, task: "asyncio.Task[Any]") -> None:
        """Note that a coroutine was started, which is to be cancelled when the scope is over."""
        with self._changed:
            # Without a GIL, other threads that ask the task for its loop wait until its code lets go of the interpreter.
            self._coroutines[task] = scope, weakref.ref(task.get_loop())
        if self._over(scope):
            self._cancel_coroutines()

    def on_over(self, scope: Scope, wake: Callable[[], None]) -> Callable[[], None]:
        """Have `wake` called when the scope is over; returns what takes that back."""
        mark = object()
        with self._changed:
            self._waits[mark] = scope, wake
        if self._over(scope):  # looked at behind the registration: what comes between is not missed
            wake()

        def forget() -> None:
            with self._changed:
                self._waits.pop(mark, None)

        return forget

    def stop_what_is_over(self) -> None:
        """Wake what waits in vain from now on, cancel coroutines, and go up the stop ladder with the rest."""
        with self._changed:
            wakes = [wake for scope, wake in self._waits.values() if self._over(scope)]
            threads = [each for each in self._threads.values() if self._over(each.scope)]
        self._tell(threads)
        for wake in wakes:
            wake()
        self._cancel_coroutines()
        for each in threads:
            self._stop(each)

    def _cancel_coroutines(self) -> None:
        together: dict[tuple[asyncio.AbstractEventLoop, int], dict[asyncio.Task[Any], Scope]] = {}
        with self._changed:
            over = {task: each for task, each in self._coroutines.items() if self._over(each[0])}
            for task in over:  # once: what it awaits while it cleans up is to come to its end
                del self._coroutines[task]
        for task, (scope, reference) in over.items():
            if (loop := reference()) is not None:
                together.setdefault((loop, scope.run.number), {})[task] = scope
        for (loop, _), tasks in together.items():
            try:
                loop.call_soon_threadsafe(_cancel, loop, tasks, context=contextvars.Context())
            except RuntimeError:
                if not loop.is_closed():
                    raise

    def find(self, number: int) -> Executing | None:
        """Return what executes by its number, None if it has ended."""
        with self._changed:
            return self._threads.get(number)

    def threads(self) -> list[Executing]:
        """Return what executes now."""
        with self._changed:
            return list(self._threads.values())

    def coroutines(self) -> list["asyncio.Task[Any]"]:
        """Return the coroutines that end with their scope, and have not."""
        with self._changed:
            return [task for task in self._coroutines if not task.done()]

    def wait_until_none(self, timeout: float) -> list[Executing]:
        """Wait until nothing executes; return what still does after so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: not self._threads, timeout)
            return list(self._threads.values())


def _cancel(loop: asyncio.AbstractEventLoop, tasks: "dict[asyncio.Task[Any], Scope]") -> None:
    """Cancel the coroutines of one run; called on their loop.

    All together, as cancelling one cancels those that it waits for. While one of them is in a function of the app's that a library has
    called with a lock held, none is cancelled: the exception would keep the lock held.
    """
    left = {task: scope for task, scope in tasks.items() if not task.done()}
    if any(waits_under_lock(task, scope.host.is_app_code) for task, scope in left.items()):
        loop.call_later(LOOK_AGAIN, _cancel, loop, left, context=contextvars.Context())
        return
    for task in left:
        task.cancel()

"""The threads and coroutines of one session, its waits, and how they are told to stop."""

import asyncio
import contextvars
import threading
import weakref
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from treadle._core.carry.scope import Executing, Scope
from treadle._core.stopping.fences import waits_under_lock

Coroutines = WeakKeyDictionary["asyncio.Task[Any]", tuple[Scope, "weakref.ref[asyncio.AbstractEventLoop]"]]

LOOK_AGAIN = 0.05
"""Seconds between two checks whether a coroutine that must be cancelled has left a library's lock."""


class Executions:
    """The threads and coroutines of one session. Every method can be called from any thread.

    Args:
        over: returns whether a scope's next command would stop it. Takes no lock.
        stop: starts the stop ladder for a thread.
        told: called with the number of threads that were told to stop.
        stopped: called when one of them has ended.
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
        """Guards the following attributes. Notified when a thread has left. Never held during other calls."""
        self._threads: dict[int, Executing] = {}
        """The executions by number."""
        self._told: set[int] = set()
        """The numbers of executions that were told to stop."""
        self._waits: dict[object, tuple[Scope, Callable[[], None]]] = {}
        """The waits in commands, with the functions that wake them."""
        self._coroutines: Coroutines | None = None  # made for the first one: most sessions have none

    def enter(self, executing: Executing) -> None:
        """Register a thread that begins to execute code of the session."""
        with self._changed:
            self._threads[executing.number] = executing
        if self._over(executing.scope):
            self._tell([executing])
            self._stop(executing)

    def leave(self, executing: Executing) -> None:
        """Unregister a thread that executes code of the session no more."""
        with self._changed:
            self._threads.pop(executing.number, None)
            told = executing.number in self._told
            self._told.discard(executing.number)
            self._changed.notify_all()
        if told:
            self._notify_stopped()

    def _tell(self, threads: list[Executing]) -> None:
        """Mark threads as told to stop. They count as blocked until they have ended."""
        with self._changed:
            new = {each.number for each in threads if each.number in self._threads} - self._told
            self._told |= new
        if new:
            self._notify_told(len(new))

    def add_coroutine(self, scope: Scope, task: "asyncio.Task[Any]") -> None:
        """Register a coroutine, which is cancelled when the scope must stop."""
        with self._changed:
            # Without a GIL, other threads that ask the task for its loop wait until its code releases the
            # interpreter.
            if self._coroutines is None:
                self._coroutines = WeakKeyDictionary()
            self._coroutines[task] = scope, weakref.ref(task.get_loop())
        if self._over(scope):
            self._cancel_coroutines()

    def on_over(self, scope: Scope, wake: Callable[[], None]) -> Callable[[], None]:
        """Call `wake` when the scope must stop. Return a function that cancels this."""
        mark = object()
        with self._changed:
            self._waits[mark] = scope, wake
        if self._over(scope):  # checked after the registration, so that no stop in between is missed
            wake()

        def forget() -> None:
            with self._changed:
                self._waits.pop(mark, None)

        return forget

    def stop_what_is_over(self) -> None:
        """Wake useless waits, cancel coroutines, and start the stop ladder for the other threads."""
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
            if not self._coroutines:
                return
            over = {task: each for task, each in self._coroutines.items() if self._over(each[0])}
            for task in over:  # once: what it awaits during its clean-up must finish
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
        """Return an execution by its number, None if it has ended."""
        with self._changed:
            return self._threads.get(number)

    def threads(self) -> list[Executing]:
        """Return what is executing now."""
        with self._changed:
            return list(self._threads.values())

    def coroutines(self) -> list["asyncio.Task[Any]"]:
        """Return the live coroutines that end with their scope."""
        with self._changed:
            return [task for task in self._coroutines or () if not task.done()]

    def wait_until_none(self, timeout: float) -> list[Executing]:
        """Wait until nothing executes. Return what still does after some seconds."""
        with self._changed:
            self._changed.wait_for(lambda: not self._threads, timeout)
            return list(self._threads.values())


def _cancel(loop: asyncio.AbstractEventLoop, tasks: "dict[asyncio.Task[Any], Scope]") -> None:
    """Cancel the coroutines of one run. Called on their loop.

    They are cancelled together, because cancelling one cancels those that it waits for. While one of them is
    in a function of the app that a library has called with a lock held, none is cancelled: the exception
    would keep the lock held.
    """
    left = {task: scope for task, scope in tasks.items() if not task.done()}
    if any(waits_under_lock(task, scope.host.is_app_code) for task, scope in left.items()):
        loop.call_later(LOOK_AGAIN, _cancel, loop, left, context=contextvars.Context())
        return
    for task in left:
        task.cancel()

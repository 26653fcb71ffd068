"""Who holds a lock and who waits for one: what the table of locks is made of.

The table's guard guards all fields here that change (see `locks`).
"""

import asyncio
import contextvars
import threading
import time
from collections import deque
from collections.abc import Callable
from types import FrameType
from typing import Any, Literal

from treadle._core.carry.interruptible import here
from treadle._core.carry.job import spawn_stack
from treadle._core.carry.scope import Scope

Range = Literal["session", "app"]
"""Whether a lock is shared by the threads of one session, or of all sessions of an app."""

Key = tuple[str | None, str | None]
"""The session's token (None for a lock of the app) and the lock's name (None for the lock without one)."""


class LockThread:
    """The locks' data about one thread. The thread itself and its coroutines can be holders."""

    __slots__ = ("held", "ident", "waiters")

    def __init__(self) -> None:
        self.ident = threading.get_ident()
        self.held: list[Held] = []
        self.waiters: list[Waiter] = []


class Taker:
    """The caller that takes a lock, and its place. Computed before the guard is taken."""

    __slots__ = ("executing", "holder", "key", "loop", "name", "scope", "since", "stack", "task", "thread")

    def __init__(self, thread: "LockThread", scope: Scope, key: Key, frame: FrameType) -> None:
        self.key = key
        self.scope = scope
        self.thread = thread
        self.loop = asyncio._get_running_loop()
        self.task = running_task(self.loop)
        self.holder: object = self.task or self.thread
        """The coroutine or the thread. Its identity distinguishes holders."""
        self.executing = here()
        self.name = threading.current_thread().name if self.executing is None else self.executing.name
        if self.task is not None:
            job = None if scope.job is None else scope.job.name
            self.name = f"{self.name}, coroutine {job or self.task.get_name()}"
        self.stack = spawn_stack(frame)
        self.since = time.monotonic()


class Held:
    """A held lock, with its holder and its waiters."""

    __slots__ = ("_ended", "by", "depth", "key", "queue")

    def __init__(self, by: Taker, ended: "Callable[[Held, asyncio.Task[Any]], object]") -> None:
        self._ended = ended
        self.key = by.key
        self.by = by
        """The holder, at the place where it first took the lock."""
        self.depth = 1
        """How often the holder has taken it."""
        self.queue: deque[Waiter] = deque()

    def task_ended(self, task: "asyncio.Task[Any]") -> None:
        """Handle the end of a coroutine that has not released it."""
        self._ended(self, task)


class Waiter:
    """A waiter for a lock."""

    __slots__ = ("blocks", "by", "forget", "given", "limited", "wake")

    def __init__(self, by: Taker, wake: Callable[[], None], *, blocks: bool, limited: bool) -> None:
        self.by = by
        self.wake = wake
        """Called without the guard."""
        self.forget: Callable[[], None] = _nothing
        """Cancels the wake-up for the end of its run. A second call has no effect."""
        self.blocks = blocks
        """Whether its whole thread waits, and not only a coroutine in it."""
        self.limited = limited
        """Whether its wait has a timeout, so that nobody waits for ever because of it."""
        self.given: Held | None = None
        """The lock, after it was given to this waiter."""

    @property
    def gone(self) -> bool:
        """Whether it cannot be woken any more."""
        return not self.blocks and self.by.loop is not None and self.by.loop.is_closed()


class Bell:
    """Wakes one coroutine from any thread."""

    __slots__ = ("_event", "_loop")

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wake the coroutine. Quick, raises nothing."""
        try:
            self._loop.call_soon_threadsafe(self._event.set, context=contextvars.Context())
        except RuntimeError:
            pass  # its loop is closed, so it will never run again

    async def rung(self) -> None:
        """Wait until it was rung since the last wait."""
        await self._event.wait()
        self._event.clear()


def running_task(loop: asyncio.AbstractEventLoop | None) -> "asyncio.Task[Any] | None":
    return None if loop is None else asyncio.current_task(loop)


def key_of(scope: Scope, name: str | None, range: Range) -> Key:
    return (None if range == "app" else scope.host.token), name


def _nothing() -> None:
    pass

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
"""Who excludes each other: threads of one session, or of all sessions of an app."""

Key = tuple[str | None, str | None]
"""The session's token, None for a lock of the app; and the lock's name, None for the one that has none."""


class LockThread:
    """What the locks know of one thread. The thread itself is a holder, and so are coroutines that it runs."""

    __slots__ = ("held", "ident", "waiters")

    def __init__(self) -> None:
        self.ident = threading.get_ident()
        self.held: list[Held] = []
        self.waiters: list[Waiter] = []


class Taker:
    """Who takes a lock, and where: what is found out before the guard is taken."""

    __slots__ = ("executing", "holder", "key", "loop", "name", "scope", "since", "stack", "task", "thread")

    def __init__(self, thread: "LockThread", scope: Scope, key: Key, frame: FrameType) -> None:
        self.key = key
        self.scope = scope
        self.thread = thread
        self.loop = asyncio._get_running_loop()
        self.task = running_task(self.loop)
        self.holder: object = self.task or self.thread
        """The coroutine or the thread: the very object tells one from another."""
        self.executing = here()
        self.name = threading.current_thread().name if self.executing is None else self.executing.name
        if self.task is not None:
            job = None if scope.job is None else scope.job.name
            self.name = f"{self.name}, coroutine {job or self.task.get_name()}"
        self.stack = spawn_stack(frame)
        self.since = time.monotonic()


class Held:
    """A lock that is held: by whom, and who waits for it."""

    __slots__ = ("_ended", "by", "depth", "key", "queue")

    def __init__(self, by: Taker, ended: "Callable[[Held, asyncio.Task[Any]], object]") -> None:
        self._ended = ended
        self.key = by.key
        self.by = by
        """Its holder, at the place where it was first taken."""
        self.depth = 1
        """How often it was taken."""
        self.queue: deque[Waiter] = deque()

    def task_ended(self, task: "asyncio.Task[Any]") -> None:
        """Note that a coroutine has ended that held it and did not release it."""
        self._ended(self, task)


class Waiter:
    """Somebody who waits for a lock."""

    __slots__ = ("blocks", "by", "forget", "given", "limited", "wake")

    def __init__(self, by: Taker, wake: Callable[[], None], *, blocks: bool, limited: bool) -> None:
        self.by = by
        self.wake = wake
        """Called with no guard held."""
        self.forget: Callable[[], None] = _nothing
        """Takes back what wakes it when its run is over; a second time does nothing."""
        self.blocks = blocks
        """Whether its whole thread waits, rather than a coroutine in it."""
        self.limited = limited
        """Whether it stops waiting at some time, so that nobody waits for ever because of it."""
        self.given: Held | None = None
        """The lock, once it was given to this waiter."""

    @property
    def gone(self) -> bool:
        """Whether nothing is there any more that could be woken."""
        return not self.blocks and self.by.loop is not None and self.by.loop.is_closed()


class Bell:
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


def running_task(loop: asyncio.AbstractEventLoop | None) -> "asyncio.Task[Any] | None":
    return None if loop is None else asyncio.current_task(loop)


def key_of(scope: Scope, name: str | None, range: Range) -> Key:
    return (None if range == "app" else scope.host.token), name


def _nothing() -> None:
    pass

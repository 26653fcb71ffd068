"""A job of the pool."""

import threading
from typing import Literal, Protocol

from .events import JobEvents
from .pickling import Call

State = Literal["queued", "running", "stopping", "done", "failed", "cancelled"]


class Pool(Protocol):
    """What carries jobs out, as a job sees it (`pool.ProcessPool`)."""

    def position(self, job: "ProcessJob") -> int | None:
        """Return the place of a job among those that wait, from 1; None if it does not."""

    def cancel(self, job: "ProcessJob", wait: float) -> bool:
        """Cancel a job; see `ProcessJob.cancel`."""


class ProcessJob:
    """A call that a worker carries out, now or when its turn comes."""

    def __init__(self, pool: Pool, number: int, call: Call, events: JobEvents) -> None:
        self.name = call.name
        self._pool = pool
        self._events = events
        self._number = number
        self._call: Call | None = call
        """None once it was sent."""
        self._over = threading.Event()
        """Set when how it has ended was told."""
        # Guarded by the pool's lock:
        self._state: State = "queued"
        self._pid: int | None = None
        # Used by the pool's thread alone:
        self._watches = False
        """Whether it looks at its `cancelled`."""

    def __repr__(self) -> str:
        return f"<ProcessJob {self.name}: {self._state}>"

    @property
    def state(self) -> State:
        """How it is. "stopping": it was cancelled, and its processes may not be dead yet."""
        return self._state

    @property
    def pid(self) -> int | None:
        """The process that carries it out; None if none does."""
        return self._pid

    @property
    def position(self) -> int | None:
        """Its place among those that wait, from 1; None if it does not wait."""
        return self._pool.position(self)

    def cancel(self, wait: float = 2.0) -> bool:
        """Stop it: kill the processes that carry it out, those that it has started included.

        A job that looks at its `cancelled` is asked first, and killed when the pool's `grace` is over.

        Args:
            wait: for how long to wait until they are dead, in seconds.

        Returns:
            Whether it is cancelled, with no process left. If not: its `state` is "stopping" and `events.cancelled` will be
            called later; or it had ended before.
        """
        return self._pool.cancel(self, wait)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until its end was told; returns whether it was in that time."""
        return self._over.wait(timeout)

"""A job of the pool."""

import threading
from typing import Literal, Protocol

from .events import JobEvents
from .pickling import Call

State = Literal["queued", "running", "stopping", "done", "failed", "cancelled"]


class Pool(Protocol):
    """Executes jobs, as a job sees it (`pool.ProcessPool`)."""

    def position(self, job: "ProcessJob") -> int | None:
        """Return a job's place in the queue, from 1; None if it does not wait."""

    def cancel(self, job: "ProcessJob", wait: float) -> bool:
        """Cancel a job; see `ProcessJob.cancel`."""


class ProcessJob:
    """A call that a worker executes, now or when its turn comes."""

    def __init__(self, pool: Pool, number: int, call: Call, events: JobEvents) -> None:
        self.name = call.name
        self._pool = pool
        self._events = events
        self._number = number
        self._call: Call | None = call
        """None after it was sent."""
        self._over = threading.Event()
        """Set after its outcome was reported."""
        # Guarded by the pool's lock:
        self._state: State = "queued"
        self._pid: int | None = None
        # Used by the pool's thread alone:
        self._watches = False
        """Whether it reads its `cancelled`."""

    def __repr__(self) -> str:
        return f"<ProcessJob {self.name}: {self._state}>"

    @property
    def state(self) -> State:
        """Its state. "stopping": it was cancelled, and its processes may still live."""
        return self._state

    @property
    def pid(self) -> int | None:
        """The id of the process that executes it; None if none does."""
        return self._pid

    @property
    def position(self) -> int | None:
        """Its place in the queue, from 1; None if it does not wait."""
        return self._pool.position(self)

    def cancel(self, wait: float = 2.0) -> bool:
        """Cancel the job: kill the processes that execute it, including those that it has started.

        A job that reads its `cancelled` is asked first, and killed after the pool's `grace`.

        Args:
            wait: the longest time in seconds to wait until they are dead.

        Returns:
            Whether it is cancelled, with no process left. If not, its `state` is "stopping" and
            `events.cancelled` will be called later; or it
            had already ended.
        """
        return self._pool.cancel(self, wait)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until its outcome was reported. Return whether it was in that time."""
        return self._over.wait(timeout)

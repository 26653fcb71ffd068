"""A job of the pool, and who hears of it."""

import threading
from typing import TYPE_CHECKING, Any, Literal, Protocol

from .pickling import Call
from .process import Worker

if TYPE_CHECKING:
    from .pool import ProcessPool

State = Literal["queued", "running", "stopping", "done", "failed", "cancelled"]


class JobEvents(Protocol):
    """Who hears of a job: first `started`, then `progress`, `values` and `output`, at last `done`, `failed` or `cancelled`.

    The first four are called in the pool's own thread: they must be quick, and wait for nothing that a worker does. The last
    three are called in helper threads, after all others; one job's are in order, different jobs' may come at once.
    """

    def started(self, pid: int) -> None:
        """Hear that a worker has it."""

    def progress(self, fraction: float | None, text: str | None) -> None:
        """Hear what it has reported: the newest, at most every 20 ms."""

    def values(self, values: list[bytes]) -> None:
        """Hear what values it has reported since, each pickled: the newest, at most every 20 ms."""

    def output(self, text: str) -> None:
        """Hear what it has printed: some lines, or part of one."""

    def done(self, result: Any) -> None:
        """Hear what it has returned."""

    def failed(self, error: BaseException) -> None:
        """Hear what it has raised, or how its worker died."""

    def cancelled(self) -> None:
        """Hear that it was cancelled, and that no process of its is left."""


class ProcessJob:
    """A call that a worker carries out, now or when its turn comes."""

    def __init__(self, pool: "ProcessPool", number: int, call: Call, events: JobEvents) -> None:
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
        self._worker: Worker | None = None
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
        worker = self._worker
        return None if worker is None else worker.pid

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

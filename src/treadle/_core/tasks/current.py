"""The task that the calling code belongs to, as it sees itself: in this process, or as the job of a worker process."""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any, Protocol

from treadle._core.processes import worker


class CurrentTask(Protocol):
    """A task, seen from its own code."""

    @property
    def name(self) -> str:
        """The function's name."""

    @property
    def key(self) -> str | None:
        """What it was submitted with."""

    @property
    def cancelled(self) -> bool:
        """Whether it is to stop: long code that calls nothing of Treadle's looks here now and then."""

    def report(self, progress: Any = None, text: str | None = None, *, value: Any = ...) -> None:
        """Say how it is getting on, and report values for `task.reports`.

        The page hears of it at most every 20 ms, and always of the last.

        Args:
            progress: from 0 to 1; numbers beyond count as the nearest. None: as before. What is no number is a value.
            text: a short line; None: as before.
            value: any small value that can be pickled, also a number: at most 64 KiB as a pickle.

        Raises:
            TypeError: the value cannot be pickled.
            ValueError: it is too large.
        """


_current: ContextVar[CurrentTask | None] = ContextVar("treadle_task", default=None)


def current() -> CurrentTask | None:
    """Return the task that the calling code belongs to, None if to none."""
    return _current.get() or worker.current()


@contextlib.contextmanager
def within_task(task: CurrentTask) -> Iterator[None]:
    """Run a block as a task."""
    token = _current.set(task)
    try:
        yield
    finally:
        _current.reset(token)

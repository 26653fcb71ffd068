"""The task to which the calling code belongs, in this process or in a worker process."""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any, Protocol

from treadle._core.processes import worker


class CurrentTask(Protocol):
    """The running task, as its own code sees it."""

    @property
    def name(self) -> str:
        """The name of the function."""

    @property
    def key(self) -> str | None:
        """The key that the task was submitted with."""

    @property
    def cancelled(self) -> bool:
        """Whether the task must stop. Check it regularly in long code that calls no `st.` commands."""

    def report(self, progress: Any = None, text: str | None = None, *, value: Any = ...) -> None:
        """Report progress for `task.progress` and `task.text`, and values for `task.reports`.

        The page is notified at most every 20 ms, and always of the last report.

        Args:
            progress: a number from 0 to 1; other numbers are clipped. None: no change. Any other object is a
                value.
            text: a short text of one line. None: no change.
            value: a value (also a number) that can be pickled, at most 64 KiB as a pickle.

        Raises:
            TypeError: the value cannot be pickled.
            ValueError: the value is too large.
        """


_current: ContextVar[CurrentTask | None] = ContextVar("treadle_task", default=None)


def current() -> CurrentTask | None:
    """Return the task that runs the calling code, None if there is none."""
    return _current.get() or worker.current()


@contextlib.contextmanager
def within_task(task: CurrentTask) -> Iterator[None]:
    """Run a block as a task."""
    token = _current.set(task)
    try:
        yield
    finally:
        _current.reset(token)

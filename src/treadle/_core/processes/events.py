"""The events of a job of the pool."""

from typing import Any, Protocol


class JobEvents(Protocol):
    """Receives the events of a job: `started`, then `progress`, `values` and `output`, finally its outcome.

    The outcome is `done`, `failed` or `cancelled`. The first four are called in the pool's own thread: they
    must be quick, and must not wait for a worker. The last three are called in helper threads, after all
    others. Events of one job come in order, those of different jobs may come at once.
    """

    def started(self, pid: int) -> None:
        """A worker has the job."""

    def progress(self, fraction: float | None, text: str | None) -> None:
        """The job has reported progress: the newest report, at most every 20 ms."""

    def values(self, values: list[bytes]) -> None:
        """The job has reported values, each pickled: the newest ones, at most every 20 ms."""

    def output(self, text: str) -> None:
        """The job has printed some lines, or a part of one."""

    def done(self, result: Any) -> None:
        """The job has returned a result."""

    def failed(self, error: BaseException) -> None:
        """The job has raised an exception, or its worker has died."""

    def cancelled(self) -> None:
        """The job was cancelled, and all of its processes are dead."""

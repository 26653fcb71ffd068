"""What is told of a job of the pool."""

from typing import Any, Protocol


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

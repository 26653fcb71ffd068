"""The kinds of executors: what executes tasks, behind one small interface.

The board decides when a task begins, and knows nothing of threads, processes and clusters. It hands a `Job`
to an `ExecutorKind`. Apps can add kinds of their own (`st.register_executor`).
"""

import dataclasses
import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from treadle._core.processes.reports import told

from .task import Task


class RunsHere(Protocol):
    """Executes a task in the calling thread (`workers.InThread`)."""

    def __call__(self, task: Task[Any]) -> None:
        """Execute the task. Raises nothing: the outcome belongs to the task."""


class Job:
    """A task, as the executor sees it that runs it. Every method can be called from any thread.

    There are two ways to run it: `run()` executes it in the calling thread. Or call `begin`, execute the
    function elsewhere, `report` and `print` what it says, and finally call one of `done`, `failed` and
    `stopped`.
    """

    __slots__ = ("_runs_here", "task")

    def __init__(self, task: "Task[Any]", runs_here: RunsHere) -> None:
        self.task: Task[Any] = task
        """The handle that the app has."""
        self._runs_here = runs_here

    @property
    def name(self) -> str:
        """The name of the function."""
        return self.task.name

    @property
    def key(self) -> str | None:
        """The key that the task was submitted with."""
        return self.task.key

    @property
    def function(self) -> Callable[..., Any]:
        """The function to call. The coroutine of a coroutine function must be awaited."""
        return self.task.call.function

    @property
    def args(self) -> tuple[Any, ...]:
        """The positional arguments."""
        return self.task.call.args

    @property
    def kwargs(self) -> Mapping[str, Any]:
        """The keyword arguments."""
        return self.task.call.kwargs

    @property
    def prepared(self) -> Any:
        """The value that the executor's `prepare` has returned."""
        return self.task.prepared

    def run(self) -> None:
        """Execute the task in the calling thread, with its page and output; a stop works as in a thread."""
        self._runs_here(self.task)

    def begin(self, stop: Callable[[], object]) -> bool:
        """Mark the task as running. Call it once, when its function is about to be called.

        Args:
            stop: stops the function. Called on any thread, at most once, and must return at once. Call
                `stopped`, `done` or `failed` when the function has really ended.

        Returns:
            False if the task was cancelled before. Then it must not run.
        """
        return self.task.begin(stop)

    def hand_over(self, stop: Callable[[], object]) -> bool:
        """Note that the task waits elsewhere, such as in the queue of a cluster. Before `begin`; optional.

        Args:
            stop: takes it back from there, and calls `stopped`. Otherwise as for `begin`.

        Returns:
            False if the task was cancelled before.
        """
        return self.task.hand_over(stop)

    def report(self, progress: Any = None, text: str | None = None, *, value: Any = ...) -> None:
        """Report progress, a text or a value, as `st.current_task().report` does.

        Raises:
            TypeError: the value cannot be pickled.
            ValueError: it is too large.
        """
        fraction, values = told(progress, value)
        self.task.note(fraction, text, values)

    def print(self, text: str) -> None:
        """Add printed output."""
        self.task.print(text)

    def done(self, result: Any = None) -> None:
        """End the task with a result. Only the first call of `done`, `failed` and `stopped` counts."""
        self.task.settle(result, elsewhere=True)

    def failed(self, error: BaseException) -> None:
        """End the task with an exception."""
        self.task.settle(error=error, elsewhere=True)

    def stopped(self) -> None:
        """End the task as cancelled: its function was stopped, and runs no more."""
        self.task.settle(stopped=True, elsewhere=True)


class ExecutorKind(ABC):
    """Executes tasks. Derive from it for an executor of your own, and register it.

    The limits, the queue, `on_overlap`, timeouts and the lifetime of tasks are not its concern.
    """

    def prepare(self, job: Job) -> Any:
        """Check or convert a call when it is submitted, in the submitter's thread.

        Return a value for `job.prepared`. An exception is raised by `submit`.
        """
        return None

    @abstractmethod
    def start(self, job: Job) -> None:
        """Begin a job and return at once. Called on any thread, when no limit holds the job back.

        An exception ends the task with it.
        """

    def close(self) -> None:
        """Free everything. Called once, when the server stops; the tasks were told to stop before."""
        return None


@dataclasses.dataclass(frozen=True, slots=True)
class Registered:
    """A kind of executor with the largest numbers of its tasks at once."""

    kind: ExecutorKind
    limit: Callable[[], float]
    """Returns the limit in the app. Called under a lock; must be quick."""
    per_session: float = math.inf
    """The limit in one session."""

"""`st.executor`: a standard executor that belongs to a run."""

import itertools
import threading
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, Literal, ParamSpec, TypeVar

from treadle._core.carry.context import current, require
from treadle._core.carry.interruptible import waiting_for
from treadle._core.elements.checks import one_of
from treadle._core.tasks.options import Call, Options
from treadle._core.tasks.submit import submit
from treadle._core.tasks.task import Task
from treadle.errors import APIError

from .register_executor import names

P = ParamSpec("P")
T = TypeVar("T")

ExecutorName = Literal["thread", "process", "dask"] | str

_numbers = itertools.count(1)


class RunExecutor(Executor):
    """A `concurrent.futures.Executor` of one run, as `st.executor` returns it.

    Its futures are tasks: they report progress, and stop with the run.
    """

    def __init__(self, kind: str, max_workers: int | None) -> None:
        self._kind = kind
        self._limit = max_workers
        self._number = next(_numbers)
        self._changed = threading.Condition()
        """Guards the following attributes. It is not held during a submission, which runs code of the app."""
        self._tasks: set[Task[Any]] = set()
        """The tasks that have not ended."""
        self._under_way = 0
        """The number of accepted calls that are no tasks yet."""
        self._closed = False
        self._cancels = False
        """Whether pending calls are cancelled."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Task[T]:
        """Start a call in the background and return its task. Its output is shown where it was submitted."""
        options = Options(
            name=getattr(fn, "__name__", type(fn).__name__),
            identity=("executor", self._number),
            executor=self._kind,
            lifetime="run",
            limit=self._limit,
            kept=False,
        )
        with self._changed:
            if self._closed:
                raise RuntimeError(
                    "This executor was shut down and accepts no more calls. Call `st.executor` again to get "
                    "a new one."
                )
            self._under_way += 1
        task: Task[T] | None = None
        try:
            task = submit(options, Call(fn, args, kwargs), None)
        finally:
            with self._changed:
                self._under_way -= 1
                if task is not None:
                    self._tasks.add(task)
                cancels = self._cancels
                self._changed.notify_all()
        task.at_end(lambda: self._forget(task))
        if cancels:
            task.cancel_if_pending()
        return task

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Stop accepting calls.

        Args:
            wait: whether to wait for the submitted calls. A stop point.
            cancel_futures: whether to cancel the calls that do not run yet.
        """
        with self._changed:
            self._closed = True
            self._cancels = self._cancels or cancel_futures
            tasks = list(self._tasks)
        if cancel_futures:
            for task in tasks:
                task.cancel_if_pending()
        if wait:
            for task in self._all_submitted():
                task.wait()

    def _all_submitted(self) -> list[Task[Any]]:
        """Wait for the submissions of other threads, and return the tasks that have not ended.

        A stop point.
        """
        scope = current()

        def wake() -> None:
            with self._changed:
                self._changed.notify_all()

        def over() -> bool:
            return not self._under_way or (scope is not None and scope.host.over(scope))

        forget = None if scope is None else scope.host.on_over(scope, wake)
        try:
            with waiting_for("what is being submitted to an executor"), self._changed:
                self._changed.wait_for(over)
                tasks = list(self._tasks)
        finally:
            if forget is not None:
                forget()
        if scope is not None:
            scope.host.check(scope)
        return tasks

    def _forget(self, task: Task[Any]) -> None:
        with self._changed:
            self._tasks.discard(task)


def executor(kind: ExecutorName = "thread", max_workers: int | None = None) -> RunExecutor:
    """Return a `concurrent.futures.Executor` that belongs to this run.

    The output of a call is shown where it was submitted, in the order of submission. A new run stops the
    calls: threads at the next `st.` command or line of the app's code, processes at once. The executor is
    shut down at the end of the run.

    Args:
        kind: "thread" (for code that waits), "process" (for code that computes), "dask" (on a Dask cluster),
            or a name that `st.register_executor` was given. Processes can run functions of the app, lambdas
            and closures, but no `st.` commands.
        max_workers: how many calls run at once. None: the limit of this kind, for example the option
            `tasks.threadsPerSession` or `tasks.processes`.

    Raises:
        NoSessionContext: the calling thread has no session.
        APIError: `max_workers` is below 1.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     with st.executor("thread", max_workers=4) as pool:
        ...         for text in pool.map(str.upper, ["warp", "weft"]):
        ...             st.text(text)
        >>> from treadle.testing import AppTest
        >>> [text.value for text in AppTest.from_function(app).run().text]
        ['WARP', 'WEFT']
    """
    scope = require()
    if max_workers is not None and max_workers < 1:
        raise APIError(f"`max_workers` is {max_workers!r}. It must be at least 1.")
    made = RunExecutor(one_of("kind", kind, tuple(name for name in names() if name != "async")), max_workers)
    scope.host.ends.after_run(scope.run, lambda: made.shutdown(wait=False))
    return made

"""The built-in kinds of executors: threads, coroutines on the app's background loop, and worker processes."""

import asyncio
import inspect
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from treadle._core.carry.context import enter, leave, within
from treadle._core.carry.current_loop import current_loop
from treadle._core.carry.executing import executing
from treadle._core.carry.grouped import ending, ungrouped
from treadle._core.carry.interruptible import Interruptible, known_here
from treadle._core.processes.job import ProcessJob
from treadle._core.processes.pool import ProcessPool
from treadle._core.processes.reports import told
from treadle._core.sync.loops import BackgroundLoop
from treadle.errors import StopException

from .current import within_task
from .kinds import ExecutorKind, Job
from .output import collected
from .task import Task


class _Inside:
    """A task as its own code sees it, in this process."""

    __slots__ = ("_task",)

    def __init__(self, task: Task[Any]) -> None:
        self._task = task

    @property
    def name(self) -> str:
        return self._task.name

    @property
    def key(self) -> str | None:
        return self._task.key

    @property
    def cancelled(self) -> bool:
        self._task.watches = True
        return self._task.stopping

    def report(self, progress: Any = None, text: str | None = None, *, value: Any = ...) -> None:
        fraction, values = told(progress, value)
        self._task.note(fraction, text, values)


class InThread:
    """Executes a task in the calling thread.

    Args:
        stop: starts the stop ladder for a thread.
        is_app_code: returns whether a source file is the app's.
    """

    def __init__(self, stop: Callable[[Interruptible], object], is_app_code: Callable[[str], bool]) -> None:
        self._stop = stop
        self._is_app_code = is_app_code

    def __call__(self, task: Task[Any]) -> None:
        """Execute a task."""
        scope = task.scope
        if scope is None:
            mine = _OfApp(task, self._is_app_code)
            if task.begin(lambda: self._stop(mine)):
                task.context.run(_work_in_context, task, known_here(mine))
        else:
            host, job = scope.host, scope.job
            assert job is not None
            if task.begin(lambda: host.jobs.stop(job)):
                task.context.run(_work_in_context, task, executing(scope, "job"))


class ThreadKind(ExecutorKind):
    """Executes each task in a thread of its own. The board limits their number."""

    def start(self, job: Job) -> None:
        """Begin a task."""
        thread = threading.Thread(target=job.run, name=f"treadle-task-{job.name}", daemon=True)
        with within(None):  # the task carries its own scope
            thread.start()


class _OfApp(Interruptible):
    """A thread while it executes a task without a session."""

    __slots__ = ("_is_app_code", "_task")

    def __init__(self, task: Task[Any], is_app_code: Callable[[str], bool]) -> None:
        super().__init__(task.name)
        self._task = task
        self._is_app_code = is_app_code

    def over(self) -> bool:
        return self._task.stopping

    def is_app_code(self, filename: str) -> bool:
        return self._is_app_code(filename)


def _work_in_context(task: Task[Any], known: AbstractContextManager[Interruptible]) -> None:
    token = enter(task.scope)
    try:
        with within_task(_Inside(task)), collected(task.print), ungrouped(), known as mine, current_loop():
            mine.shield = task.cleans_up
            result = _finished(task.call())
    except (StopException, asyncio.CancelledError):
        task.settle(stopped=True)
    except BaseException as error:  # noqa: BLE001 - however it has failed is its result
        task.settle(error=error)
    else:
        task.settle(result)
    finally:
        leave(token)


def _finished(result: Any) -> Any:
    """Execute the coroutine of an async function, on a loop of this thread."""
    return asyncio.run(result) if inspect.iscoroutine(result) else result


class CoroutineKind(ExecutorKind):
    """Executes tasks as coroutines on a background loop."""

    def __init__(self, loop: BackgroundLoop) -> None:
        self._loop = loop

    def start(self, job: Job) -> None:
        """Begin a task."""
        task = job.task
        context = task.context
        context.run(enter, task.scope)
        self._loop.start(lambda: _await(task), context, lambda running: _started(task, running))


def _started(task: Task[Any], running: "asyncio.Task[None]") -> None:
    loop = running.get_loop()
    if not task.begin(lambda: loop.call_soon_threadsafe(running.cancel)):
        running.cancel()
        return
    if task.scope is not None:
        task.scope.host.jobs.coroutine_started(task.scope, running)
    # A coroutine that is cancelled before its first step never runs, not even its `except`.
    running.add_done_callback(lambda _: task.settle(stopped=True, elsewhere=True))


async def _await(task: Task[Any]) -> None:
    try:
        with within_task(_Inside(task)), collected(task.print), ungrouped():
            result = await task.call()
    except asyncio.CancelledError:
        task.settle(stopped=True, elsewhere=True)
        raise
    except StopException:
        task.settle(stopped=True, elsewhere=True)
    except BaseException as error:  # noqa: BLE001 - however it has failed is its result
        task.settle(error=error, elsewhere=True)
    else:
        task.settle(result, elsewhere=True)


class ProcessKind(ExecutorKind):
    """Executes tasks in worker processes."""

    def __init__(self, pool: ProcessPool) -> None:
        self._pool = pool

    def prepare(self, job: Job) -> Any:
        """Pickle a task's call. Later changes do not affect it.

        Raises:
            PicklingError: it cannot be pickled.
        """
        return self._pool.call(job.function, job.args, job.kwargs, name=job.name, key=job.key)

    def start(self, job: Job) -> None:
        """Begin a task."""
        events = _Events(job)
        if job.begin(events.stop):
            events.follow(self._pool.submit(job.prepared, events))

    def close(self) -> None:
        """End all processes."""
        self._pool.close(0.0)


class Outcome:
    """Passes the reports and the outcome of a call in another process to its task."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def started(self, pid: int) -> None:
        """Do nothing: the task has begun already."""

    def progress(self, fraction: float | None, text: str | None) -> None:
        """Pass on progress."""
        self.job.task.note(fraction, text)

    def values(self, values: list[bytes]) -> None:
        """Pass on reported values, each pickled."""
        self.job.task.note(None, None, values)

    def output(self, text: str) -> None:
        """Pass on printed output."""
        self.job.print(text)

    def done(self, result: Any) -> None:
        """Pass on the result."""
        self.job.done(result)

    def failed(self, error: BaseException) -> None:
        """Pass on the exception."""
        if isinstance(ending(error), StopException):  # it has stopped itself, as it can in a thread
            self.job.stopped()
        else:
            self.job.failed(error)

    def cancelled(self) -> None:
        """Pass on that it has stopped."""
        self.job.stopped()


class _Events(Outcome):
    """Passes the events of a job in a worker process to its task."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self._lock = threading.Lock()
        self._job: ProcessJob | None = None  # guarded by _lock
        self._stopped = False  # guarded by _lock

    def follow(self, job: ProcessJob) -> None:
        """Store the job. If it was stopped meanwhile, stop it now."""
        with self._lock:
            self._job = job
            stopped = self._stopped
        if stopped:
            job.cancel(wait=0)

    def stop(self) -> None:
        """Kill the job."""
        with self._lock:
            self._stopped = True
            job = self._job
        if job is not None:
            job.cancel(wait=0)

"""Which task may run when, and where tasks are found again."""

import dataclasses
import threading
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any, Protocol

from treadle._core.sync.clock import Clock
from treadle.errors import TaskRejectedError

from .line import Path, WaitingLine
from .task import APP, Executor, Task

TELL_INTERVAL = 0.05
"""Seconds between two times that tasks hear of their places in the queue, if telling them takes next to no time."""


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """How many tasks may run at once."""

    threads: int = 64
    threads_per_session: int = 32
    coroutines: int = 1000
    processes: int = 2

    def of(self, executor: Executor) -> int:
        """Return the limit of one kind of worker, in the app."""
        return {"thread": self.threads, "async": self.coroutines, "process": self.processes}[executor]

    def per_session(self, executor: Executor) -> int:
        """Return the limit of one kind of worker, in one session."""
        return self.threads_per_session if executor == "thread" else self.of(executor)


class Worker(Protocol):
    """Whatever carries tasks out.

    It may have a method `prepare(task)` for what is to be done, and can fail, where a task is submitted.
    """

    def __call__(self, task: Task[Any]) -> None:
        """Begin a task and return at once; its `begin` and `settle` are called in time, once each."""


class TaskBoard:
    """All tasks of one app: a queue in order of submission, of which whatever no limit holds back is run.

    Args:
        limits: how many run at once.
        workers: by kind, what carries them out.
        clock: what timeouts go by.
        failed: is told of the errors that nobody has asked for, of tasks that belong to no page.
    """

    def __init__(
        self,
        limits: Limits,
        workers: Mapping[Executor, Worker],
        clock: Clock,
        failed: Callable[[Task[Any], BaseException], object],
    ) -> None:
        self.clock = clock
        self.failed = failed
        self._limits = limits
        self._workers = workers
        self._lock = threading.Lock()
        """Guards what follows. Not held while a task or a worker is called."""
        self._waiting = WaitingLine()
        self._running: set[Task[Any]] = set()
        self._counts: Counter[Hashable] = Counter()
        """How many run: by kind of worker, by owner, by function, by key."""
        self._kept: dict[str, dict[Hashable, Task[Any]]] = {}
        """By owner, then by function (its newest), and by function and key."""
        self._alike: dict[Hashable, dict[Task[Any], None]] = {}
        """By what makes two tasks the same work, those that have not ended, in order."""
        self._closed = False
        self._here = threading.local()
        """Whether the calling thread is about to run what may."""
        self._telling = False
        """Whether those that wait are to hear of their places presently."""
        self._pause = TELL_INTERVAL
        """Seconds until they do."""

    # Submitting ---------------------------------------------------------------------------------------------

    def submit(self, task: Task[Any]) -> None:
        """Take a task: it runs now or when its turn comes.

        Raises:
            PicklingError: it is for a worker process, and cannot travel there.
            TaskRejectedError: another task with its key has not ended, and `on_overlap` is "reject"; or the app has stopped.
        """
        prepare = getattr(self._workers[task.options.executor], "prepare", None)
        if prepare is not None:
            prepare(task)
        with self._lock:
            if self._closed:
                raise TaskRejectedError(task.name, "the app is stopping")
            alike = self._alike.setdefault(_work(task), {})
            before = list(alike) if task.options.on_overlap in ("latest", "reject") else []
            if before and task.options.on_overlap == "reject":
                raise TaskRejectedError(task.name, "it has not ended since it was last submitted")
            names = _names(task)
            kept = self._kept.setdefault(task.owner, {}) if names else {}
            gone = [kept.get(name) for name in names]
            kept.update(dict.fromkeys(names, task))
            alike[task] = None
            self._waiting.add(task, _path(task))
        del gone
        if task.options.on_overlap == "latest":
            for other in before:
                other.cancel()
        self._run_what_may()

    def ended(self, task: Task[Any]) -> None:
        """Note that a task has ended; called by the task."""
        with self._lock:
            if task in self._running:
                self._running.discard(task)
                self._count(task, -1)
            elif task in self._waiting:
                self._waiting.remove(task)
                self._tell_soon()
            alike = self._alike.get(_work(task), {})
            alike.pop(task, None)
            if not alike:
                self._alike.pop(_work(task), None)
        if task.options.ttl is not None:
            self.clock.call_later(task.options.ttl, lambda: self._forget(task))
        self._run_what_may()

    # Finding ------------------------------------------------------------------------------------------------

    def find(self, owner: str, identity: Hashable, key: str | None = None) -> Task[Any] | None:
        """Return the newest task of a function, or the newest with a key; None if there is none."""
        with self._lock:
            return self._kept.get(owner, {}).get(identity if key is None else (identity, key))

    def position(self, task: Task[Any]) -> int | None:
        """Return a task's place among those that wait, from 1; None if it does not."""
        with self._lock:
            return self._waiting.place(task)

    def tasks(self) -> list[Task[Any]]:
        """Return all tasks that have not ended."""
        with self._lock:
            return list(self._active())

    # The end ------------------------------------------------------------------------------------------------

    def drop(self, owner: str) -> None:
        """Stop the tasks of an owner that has ended, and forget them."""
        with self._lock:
            tasks = [task for task in self._active() if task.owner == owner]
            kept = self._kept.pop(owner, None)
        for task in tasks:
            task.belongs_to_nobody()
        del kept

    def close(self) -> None:
        """Stop all tasks and take no more."""
        with self._lock:
            self._closed = True
            tasks = list(self._active())
            kept, self._kept = self._kept, {}
        for task in tasks:
            task.belongs_to_nobody()
        del kept

    # How ----------------------------------------------------------------------------------------------------

    def _run_what_may(self) -> None:
        if getattr(self._here, "running", False):
            return  # a task that cannot begin ends here and now: whoever tries goes on with the next
        self._here.running = True
        try:
            while (task := self._next()) is not None:
                try:
                    self._workers[task.options.executor](task)
                except Exception as error:  # noqa: BLE001 - whatever keeps it from running is how it failed
                    task.settle(error=error, elsewhere=True)
        finally:
            self._here.running = False

    def _next(self) -> Task[Any] | None:
        """Take the next task that may run."""
        with self._lock:
            task = self._waiting.take(self._full)
            if task is not None:
                self._running.add(task)
                self._count(task, +1)
                self._tell_soon()
            return task

    def _tell_soon(self) -> None:
        """Let those that wait hear of their places in a moment. Under the lock."""
        if not self._telling and self._waiting:
            self._telling = True
            self.clock.call_later(self._pause, self._tell)

    def _tell(self) -> None:
        began = time.monotonic()
        with self._lock:
            self._telling = False
            waiting = [task for task in self._waiting if task.followed]
        for task in waiting:
            task.moved()
        # Each of them looks how many are before it: a long queue is told less often.
        self._pause = max(TELL_INTERVAL, 10 * (time.monotonic() - began))

    def _full(self, path: Path) -> bool:
        """Whether a limit is reached for all tasks below a path."""
        if len(path) == 1:
            return self._counts[path] >= self._limits.of(path[0])
        if len(path) == 2:
            return path[1] != APP and self._counts[path] >= self._limits.per_session(path[0])
        if len(path) == 3:
            identity, limit = path[2]
            return limit is not None and self._counts["function", identity] >= limit
        _, serial = path[3]
        return serial and self._counts[path] > 0

    def _count(self, task: Task[Any], step: int) -> None:
        path = _path(task)
        for count in (path[:1], path[:2], ("function", task.options.identity), path):
            self._counts[count] += step
            if not self._counts[count]:
                del self._counts[count]

    def _active(self) -> Iterator[Task[Any]]:
        # Those that wait first: who stops them one by one makes room for none of them.
        yield from self._waiting
        yield from self._running

    def _forget(self, task: Task[Any]) -> None:
        with self._lock:
            kept = self._kept.get(task.owner, {})
            for name in _names(task):
                if kept.get(name) is task:
                    del kept[name]


def _path(task: Task[Any]) -> Path:
    options = task.options
    serial = options.on_overlap in ("queue", "latest")
    return options.executor, task.owner, (options.identity, options.limit), (task.key, serial)


def _names(task: Task[Any]) -> list[Hashable]:
    """Return what a task is found by."""
    identity = task.options.identity
    if not task.options.kept:
        return []
    return [identity] if task.key is None else [identity, (identity, task.key)]


def _work(task: Task[Any]) -> Hashable:
    """Return what is equal for two tasks that are the same work."""
    return task.owner, task.options.identity, task.key

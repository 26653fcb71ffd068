"""Decides which tasks run when, and finds tasks again."""

import contextlib
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any

from treadle._core.sync.clock import Clock
from treadle.errors import TaskRejectedError

from .kinds import ExecutorKind, Job, Registered, RunsHere
from .line import Path, WaitingLine
from .options import APP
from .task import Task

log = logging.getLogger("treadle.tasks")

TELL_INTERVAL = 0.05
"""The shortest time in seconds between two messages about places in the queue."""


class TaskBoard:
    """All tasks of one app: a queue in order of submission. A task runs as soon as no limit holds it back.

    Args:
        kinds: the kinds of executors by name.
        runs_here: executes a task in the calling thread.
        clock: the clock for timeouts.
        failed: called with errors of tasks that belong to no page, if no code has asked for them.
    """

    def __init__(
        self,
        kinds: Mapping[str, Registered],
        runs_here: RunsHere,
        clock: Clock,
        failed: Callable[[Task[Any], BaseException], object],
    ) -> None:
        self.clock = clock
        self.failed = failed
        self._runs_here = runs_here
        self._lock = threading.Lock()
        """Guards the following attributes. Not held while a task or an executor is called."""
        self._kinds = dict(kinds)
        self._fewer = threading.Condition(self._lock)
        """Notified when a task has ended and all who follow it know."""
        self._ending: set[Task[Any]] = set()
        """The tasks that have ended, and whose followers are being told."""
        self._waiting = WaitingLine()
        self._running: set[Task[Any]] = set()
        self._counts: Counter[Hashable] = Counter()
        """The numbers of running tasks by kind of executor, by owner, by function, and by key."""
        self._kept: dict[str, dict[Hashable, Task[Any]]] = {}
        """The newest task of each owner and function, and of each key."""
        self._alike: dict[Hashable, dict[Task[Any], None]] = {}
        """The live tasks by their identity as work, in order."""
        self._closed = False
        self._here = threading.local()
        """Whether the calling thread is about to start tasks."""
        self._telling = False
        """Whether the waiting tasks will soon be told their places."""
        self._pause = TELL_INTERVAL
        """Seconds until they are told."""

    # Submitting ---------------------------------------------------------------------------------------------

    def submit(self, task: Task[Any]) -> None:
        """Accept a task. It runs now or when its turn comes.

        Raises:
            PicklingError: it is for another process and cannot be pickled.
            TaskRejectedError: another task with its key has not ended, and `on_overlap` is "reject"; or the
                app has stopped.
        """
        task.prepared = self._kinds[task.options.executor].kind.prepare(Job(task, self._runs_here))
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
        """Remove a task that has ended. Called by the task."""
        with self._lock:
            self._ending.add(task)
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

    def told(self, task: Task[Any]) -> None:
        """Note that all followers of an ended task know of its end. Called by the task."""
        with self._lock:
            self._ending.discard(task)
            self._fewer.notify_all()

    # Finding ------------------------------------------------------------------------------------------------

    def find(self, owner: str, identity: Hashable, key: str | None = None) -> Task[Any] | None:
        """Return the newest task of a function, or the newest with a key; None if there is none."""
        with self._lock:
            return self._kept.get(owner, {}).get(identity if key is None else (identity, key))

    def position(self, task: Task[Any]) -> int | None:
        """Return a task's place in the queue, from 1; None if it does not wait."""
        with self._lock:
            return self._waiting.place(task)

    def tasks(self) -> list[Task[Any]]:
        """Return all tasks that have not ended."""
        with self._lock:
            return list(self._active())

    def wait_until_none(self, owner: str, timeout: float) -> list[Task[Any]]:
        """Wait until an owner has no live task, and all followers of its tasks know.

        Must not be called from a run. Return the tasks that are still there after some seconds.
        """
        with self._lock:
            self._fewer.wait_for(lambda: not self._of(owner), timeout)
            return self._of(owner)

    # Kinds of executors -------------------------------------------------------------------------------------

    def kinds(self) -> tuple[str, ...]:
        """Return the names of all kinds of executors."""
        with self._lock:
            return tuple(self._kinds)

    def register(self, name: str, make: Callable[[], ExecutorKind], limit: float) -> None:
        """Add a kind of executor. If there is one of this name, nothing happens.

        Args:
            name: its name.
            make: makes it. The app's code, so it is not called under the lock.
            limit: the largest number of its tasks at once.
        """
        with self._lock:
            known = name in self._kinds or self._closed
        if known:
            return
        made = make()
        with self._lock:
            added = not self._closed and self._kinds.setdefault(name, Registered(made, lambda: limit))
            lost = not added or added.kind is not made
        if lost:  # another thread was faster
            made.close()

    def limits_changed(self) -> None:
        """Start waiting tasks that a larger limit now allows. Called by an executor."""
        self._run_what_may()

    def close_kinds(self) -> None:
        """Close the executors, after `close`. An error of one is logged and keeps no other from it."""
        with self._lock:
            kinds = [each.kind for each in self._kinds.values()]
        with contextlib.ExitStack() as stack:
            for kind in kinds:
                stack.callback(_close, kind)

    # The end ------------------------------------------------------------------------------------------------

    def drop(self, owner: str) -> None:
        """Stop and forget the tasks of an owner that has ended."""
        with self._lock:
            tasks = [task for task in self._active() if task.owner == owner]
            kept = self._kept.pop(owner, None)
        for task in tasks:
            task.belongs_to_nobody()
        del kept

    def close(self) -> None:
        """Stop all tasks and accept no more."""
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
            return  # a task that cannot begin ends now; the calling thread continues with the next
        self._here.running = True
        try:
            while (task := self._next()) is not None:
                try:
                    self._kinds[task.options.executor].kind.start(Job(task, self._runs_here))
                except Exception as error:  # noqa: BLE001 - whatever keeps it from running is how it failed
                    task.settle(error=error, elsewhere=True)
        finally:
            self._here.running = False

    def _next(self) -> Task[Any] | None:
        """Take the next task that can run."""
        with self._lock:
            task = self._waiting.take(self._full)
            if task is not None:
                self._running.add(task)
                self._count(task, +1)
                self._tell_soon()
            return task

    def _tell_soon(self) -> None:
        """Send the waiting tasks their places soon. The caller holds the lock."""
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
        # Each of them counts those before it, so a long queue is told less often.
        self._pause = max(TELL_INTERVAL, 10 * (time.monotonic() - began))

    def _full(self, path: Path) -> bool:
        """Whether a limit is reached for all tasks below a path."""
        if len(path) == 1:
            return self._counts[path] >= self._kinds[path[0]].limit()
        if len(path) == 2:
            return path[1] != APP and self._counts[path] >= self._kinds[path[0]].per_session
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
        # The waiting tasks first: otherwise stopping a running one would start the next.
        yield from self._waiting
        yield from self._running

    def _of(self, owner: str) -> list[Task[Any]]:
        return [task for task in (*self._active(), *self._ending) if task.owner == owner]

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
    """Return the keys under which a task is found."""
    identity = task.options.identity
    if not task.options.kept:
        return []
    return [identity] if task.key is None else [identity, (identity, task.key)]


def _work(task: Task[Any]) -> Hashable:
    """Return a value that is equal for two tasks that are the same work."""
    return task.owner, task.options.identity, task.key


def _close(kind: ExecutorKind) -> None:
    try:
        kind.close()
    except Exception:  # it may be the app's
        log.exception("%s could not be closed", type(kind).__qualname__)

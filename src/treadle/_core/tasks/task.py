"""`Task`: the handle of a task in the app."""

import asyncio
import concurrent.futures
import contextlib
import contextvars
import itertools
import pickle
import threading
import time
from collections.abc import Callable, Generator, Hashable, Sequence
from concurrent.futures import Future
from typing import Any, Generic, Literal, Protocol, TypeVar

from treadle._core.carry.callbacks import Callback
from treadle._core.carry.context import current, enter, within
from treadle._core.carry.interruptible import waiting_for
from treadle._core.carry.scope import Scope
from treadle._core.sync.clock import Clock
from treadle._core.sync.signals import Signal
from treadle.errors import TaskTimeoutError, UnpicklingError

from .news import News
from .options import APP, Call, Options, Snapshot, Status

T = TypeVar("T")

GRACE = 1.0
"""Seconds that a task has to clean up if it reads its `cancelled`. Then it is stopped like any other."""

_numbers = itertools.count(1)


def _nothing() -> None:
    """Do nothing."""


class Board(Protocol):
    """Decides when a task runs, as the task sees it (`board.TaskBoard`)."""

    @property
    def clock(self) -> Clock:
        """The clock for timeouts."""

    def position(self, task: "Task[Any]") -> int | None:
        """Return a task's place in the queue, from 1; None if it does not wait."""

    def ended(self, task: "Task[Any]") -> None:
        """Remove a task that has ended."""

    def told(self, task: "Task[Any]") -> None:
        """Note that all followers of an ended task know of its end."""


class Task(Future[T], Generic[T]):
    """A call that runs in the background: a `concurrent.futures.Future` with a status, progress and logs.

    `submit` of an `st.task` function returns it. It works with `concurrent.futures.wait` and `as_completed`,
    and coroutines can await it. A run of the app or of a fragment that reads its state reruns when the state
    changes.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     @st.task
        ...     def add(a, b):
        ...         st.current_task().report(0.5, "adding")
        ...         return a + b
        ...     task = add.submit(1, 2)
        ...     st.write(task.result(), task.status)
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().markdown[0].value
        '`3` done'
    """

    def __init__(
        self,
        options: Options,
        call: Call,
        key: str | None,
        board: Board,
        *,
        scope: Scope | None,
        again: Callable[["Task[T]"], "Task[T]"],
        unread: Callable[["Task[T]", BaseException], object],
    ) -> None:
        """Create a task. `submit` does this.

        Args:
            options: how it runs.
            call: its call.
            key: the key for finding it; None: only its function.
            board: decides when it runs.
            scope: where it writes; None for a task of the app.
            again: submits the same call again.
            unread: called with the error of the task, if no code has asked for it.
        """
        super().__init__()
        self._done_callbacks: list[Callback] = []
        """An attribute of `Future`, guarded by its condition."""
        self.number = next(_numbers)
        """Identifies it in the process."""
        self.options = options
        self.key = key
        self.call = call
        """Its function with arguments."""
        self.prepared: Any = None
        """The call in the form for its worker, if that differs."""
        self.owner = APP if scope is None else scope.host.token
        """The token of its session, or `APP`."""
        self.scope = scope
        """Where it writes; None for a task of the app, and after the end."""
        self.context = contextvars.copy_context()
        """The context variables of its submitter. Only the task runs in them."""
        if scope is None:
            self.context.run(enter, None)  # a task of the app refers to no session
        self._board = board
        self._again = again
        self._unread = unread
        self._guard = threading.Lock()
        """Guards the following attributes. Never held during other calls."""
        self._at_end: dict[object, Callable[[], object]] | None = {}
        """Called at the end; None after that."""
        self._asked: Literal["", "cancelled", "timeout"] = ""
        """The reason why it was told to stop."""
        self._asked_at = 0.0
        self._stop: Callable[[], object] | None = None
        """The function that stops it; None until it runs."""
        self._settled = False
        self._started: float | None = None
        self._started_at: float | None = None
        """On the wall clock, in seconds since the epoch."""
        self._ended: float | None = None
        self.watches = False
        """Whether its code reads its `cancelled`."""
        self._retrieved = False
        """Whether any code has asked for its outcome."""
        self._news = News(self._guard, board.clock, scope)

    def __repr__(self) -> str:
        key = "" if self.key is None else f" {self.key!r}"
        return f"<Task {self.options.name}{key}: {self._status()}>"

    # Reading ------------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The name of the function."""
        return self.options.name

    @property
    def status(self) -> Status:
        """The status: "pending", "running", "stopping", "done", "failed" or "cancelled"."""
        self._read(self._news.changed)
        return self._status()

    @property
    def progress(self) -> float | None:
        """The reported progress, from 0 to 1; None if the task has reported none."""
        self._read(self._news.reported)
        return self._news.progress

    @property
    def text(self) -> str:
        """The text that the task reported last."""
        self._read(self._news.reported)
        return self._news.text

    @property
    def reports(self) -> list[Any]:
        """The values that the task has reported, oldest first: the last 1,000, and at most 1 MiB.

        They are copies made at the time of the report. Each reader gets its own copies.

        Raises:
            UnpicklingError: a value cannot be unpickled.
        """
        self._read(self._news.reported)
        with self._guard:
            values = self._news.values.all()
        try:
            return [pickle.loads(value) for value in values]
        except Exception as error:  # loading executes app code, which may raise anything
            raise UnpicklingError(
                self.name, "A value that the task has reported", f"{type(error).__name__}: {error}"
            ) from error

    @property
    def logs(self) -> str:
        """What the task has printed: the last 1,000 lines."""
        self._read(self._news.reported)
        with self._guard:
            return self._news.output.text()

    @property
    def elapsed(self) -> float:
        """The run time so far, in seconds; 0 while the task is pending."""
        self._read(self._news.changed)
        with self._guard:
            return self._elapsed()

    @property
    def position(self) -> int | None:
        """The place in the queue, from 1; None if the task does not wait."""
        self._read(self._news.moved)
        return self._board.position(self)

    @property
    def error(self) -> BaseException | None:
        """The exception of a failed task; None if it has not failed or not ended."""
        self._read(self._news.changed)
        if not super().done() or super().cancelled():
            return None
        self._retrieved = True
        return super().exception()

    def done(self) -> bool:
        """Return whether the task has ended: done, failed or cancelled."""
        self._read(self._news.changed)
        return super().done()

    def cancelled(self) -> bool:
        """Return whether the task was cancelled and has stopped."""
        self._read(self._news.changed)
        return super().cancelled()

    def running(self) -> bool:
        """Return whether the task is running."""
        self._read(self._news.changed)
        return super().running()

    def result(self, timeout: float | None = None) -> T:
        """Wait for the end of the task and return its result.

        A stop point: the wait ends when the waiting run is stopped.

        Args:
            timeout: the longest wait in seconds. None: no limit.

        Raises:
            TimeoutError: the task has not ended in this time.
            CancelledError: the task was cancelled.
            Exception: the exception of the task.
        """
        self._retrieved = True
        self.wait(timeout)
        return super().result(0)

    def exception(self, timeout: float | None = None) -> BaseException | None:
        """Wait for the end of the task and return its exception, None if it did not fail. See `result`."""
        self._retrieved = True
        self.wait(timeout)
        return super().exception(0)

    def __await__(self) -> Generator[Any, Any, T]:
        """Wait for the result in a coroutine. Cancelling the wait does not cancel the task."""
        self._retrieved = True
        if not super().done():
            # `wrap_future(self)` would cancel the task when the wait is stopped, or fail if the waiting loop
            # is closed.
            ended: Future[None] = Future()

            def wake() -> None:
                if ended.set_running_or_notify_cancel():
                    ended.set_result(None)

            forget = self.at_end(wake)
            try:
                yield from asyncio.wrap_future(ended).__await__()
            finally:
                forget()
        return super().result(0)

    def add_done_callback(self, fn: Callable[["Task[T]"], object]) -> None:
        """Call a function with the task when it has ended, on any thread; now, if it has ended already.

        The function writes in the task's slot on the page. If the slot has gone, it writes at the place of
        the caller.
        """
        callback = Callback(fn, current())
        with self._condition:
            ended = super().done()
            if not ended:
                self._done_callbacks.append(callback)
        if ended:
            callback(self, self.scope)

    def wait(self, timeout: float | None = None) -> None:
        """Wait until the task is done, failed or cancelled. A stop point.

        Args:
            timeout: the longest wait in seconds. None: no limit.
        """
        scope = current()
        if super().done():
            return
        if scope is None:
            concurrent.futures.wait([self], timeout)
            return

        def wake() -> None:
            with self._condition:
                self._condition.notify_all()

        def over() -> bool:
            return super(Task, self).done() or scope.host.over(scope)

        forget = scope.host.on_over(scope, wake)
        try:
            with waiting_for(f"the task {self.name}"), self._condition:
                self._condition.wait_for(over, timeout)
        finally:
            forget()
        if not scope.host.check(scope):
            concurrent.futures.wait([self], timeout)
        elif not super().done():
            self._read(self._news.changed)

    def _status(self) -> Status:
        if super().cancelled():
            return "cancelled"
        if super().done():
            return "failed" if super().exception(0) is not None else "done"
        if self._asked:
            return "stopping"
        return "running" if super().running() else "pending"

    def _read(self, signal: Signal) -> None:
        scope = current()
        if scope is not None and not super().done():
            signal.read(scope)

    # What the app asks of it --------------------------------------------------------------------------------

    def cancel(self) -> bool:
        """Cancel the task. Return whether it is cancelled now.

        A pending task is cancelled at once. A running task is "stopping" until it stops: a thread at its next
        command or line of the app's code, a coroutine at its next await, a process at once. If the task ends
        before that, it is done and keeps its result.

        Returns:
            True if the task is cancelled; False if it is still stopping, or had already ended.
        """
        return self._stop_for("cancelled")

    def retry(self) -> "Task[T]":
        """Submit the same call again and return the new task."""
        return self._again(self)

    def note(self, progress: float | None, text: str | None, values: Sequence[bytes] = ()) -> None:
        """Store a report of progress, and reported values, each pickled."""
        if progress is not None:
            progress = min(1.0, max(0.0, float(progress)))
        if text is not None:
            text = str(text)
        with self._guard:
            if self._settled:
                return
            self._news.note(progress, text, values)
        self._news.tell()

    def print(self, text: str) -> None:
        """Store printed output."""
        with self._guard:
            self._news.output.add(text)
        self._news.tell()

    def cancel_if_pending(self) -> None:
        """Cancel the task if it is pending."""
        with self._guard:
            pending = not self._settled and self._started is None
        if pending:
            self._stop_for("cancelled")

    def belongs_to_nobody(self) -> None:
        """Stop the task, because its scope has ended. Calls no app code on the calling thread."""
        self._stop_for("cancelled", elsewhere=True)

    def moved(self) -> None:
        """Notify followers that the place in the queue has changed."""
        self._news.tell_moved()

    @property
    def followed(self) -> bool:
        """Whether anything follows the place in the queue."""
        return self._news.watched or len(self._news.moved) > 0

    @property
    def stopping(self) -> bool:
        """Whether the task was cancelled or its scope has ended. Not for pages: a change starts no rerun."""
        scope = self.scope
        return bool(self._asked) or (scope is not None and scope.host.over(scope))

    def cleans_up(self) -> bool:
        """Whether the task must stop and is still allowed to clean up."""
        return self.watches and (not self._asked or time.monotonic() - self._asked_at < GRACE)

    @property
    def ended(self) -> bool:
        """Whether the task has ended. Not for pages: a change starts no rerun."""
        return super().done()

    def snapshot(self) -> "Snapshot":
        """Return a consistent copy of the state. Not for pages: a change starts no rerun."""
        status = self._status()
        error = super().exception(0) if status == "failed" else None
        position = self._board.position(self) if status == "pending" else None
        with self._guard:
            return Snapshot(
                status,
                self._news.progress,
                self._news.text,
                position,
                self._started_at,
                self._elapsed(),
                self._news.output.text(),
                error,
            )

    def watch(self, changed: Callable[[], object], key: Hashable) -> Callable[[], None]:
        """Call a function when the state changes, at most every 20 ms. Return a function that ends this.

        Args:
            changed: called on any thread; must be quick.
            key: who watches; a later function of the same takes the place of this one.
        """
        self._retrieved = True
        return self._news.watch(changed, key)

    def _elapsed(self) -> float:
        if self._started is None:
            return 0.0
        return (self._ended or time.monotonic()) - self._started

    # What those who run it tell it --------------------------------------------------------------------------

    def at_end(self, function: Callable[[], object]) -> Callable[[], None]:
        """Call a function when the task has ended; now, if it has ended already.

        Return a function that ends this.

        Args:
            function: called on any thread, in no order; must be quick and none of the app's.
        """
        mark = object()
        with self._guard:
            if self._at_end is not None:
                self._at_end[mark] = function
                function = _nothing
        function()

        def forget() -> None:
            with self._guard:
                if self._at_end is not None:
                    self._at_end.pop(mark, None)

        return forget

    def hand_over(self, stop: Callable[[], object]) -> bool:
        """Store the function that takes it back from another queue. Return False if it was cancelled."""
        with self._guard:
            waits = not (self._settled or self._asked or self.stopping)
            if waits:
                self._stop = stop
        if not waits:
            self.belongs_to_nobody()
        return waits

    def begin(self, stop: Callable[[], object]) -> bool:
        """Mark the task as running and store its stop function. Return False if it was cancelled before."""
        with self._guard:
            begins = not (self._settled or self._asked or self.stopping)
            if begins:
                self.set_running_or_notify_cancel()
                self._stop = stop
                self._started, self._started_at = time.monotonic(), time.time()
        if not begins:
            self.belongs_to_nobody()
            return False
        if self.options.timeout is not None:
            self.at_end(self._board.clock.call_later(self.options.timeout, lambda: self._stop_for("timeout")))
        self._news.tell_all()
        return True

    def settle(
        self,
        result: Any = None,
        error: BaseException | None = None,
        *,
        stopped: bool = False,
        elsewhere: bool = False,
    ) -> None:
        """Store the outcome. Only the first call has an effect.

        Args:
            result: what it has returned.
            error: what it has failed with.
            stopped: it has not ended by itself.
            elsewhere: the calling thread serves others, so that the app's callbacks must be called on
                another.
        """
        with self._guard:
            if self._settled:
                return
            self._settled = True
            self._ended = time.monotonic()
            if self._started is None:
                self._started = self._ended
            asked, self._stop = self._asked, None
            retrieved = bool(self._retrieved or self._news.watched or self._done_callbacks or self._waiters)
        if asked == "timeout":  # even if it has ended by itself, because that was too late
            late = error
            error, stopped = TaskTimeoutError(self.name, self.options.timeout or 0.0), False
            error.__cause__ = late
        if stopped:
            self._end_as_cancelled()
        elif error is not None:
            self.set_exception(error)
        else:
            self.set_result(result)
        unread = None if retrieved else error
        if elsewhere and self._done_callbacks:
            name = f"treadle-task-{self.name}-done"
            thread = threading.Thread(target=self._finish, args=(unread,), name=name, daemon=True)
            with within(None), contextlib.suppress(RuntimeError):  # the system may have no thread left
                thread.start()
                return
        self._finish(unread)

    def _finish(self, unread: BaseException | None) -> None:
        """Call all listeners of the end, even if some raise."""
        with contextlib.ExitStack() as last_first:
            last_first.callback(self._board.told, self)
            last_first.callback(self._let_go)
            last_first.callback(self._news.tell_all)
            last_first.callback(self._board.ended, self)
            last_first.callback(self._call_at_end)
            if unread is not None:
                last_first.callback(self._unread, self, unread)
            for callback in reversed(self._done_callbacks):
                last_first.callback(callback, self, self.scope)

    def _invoke_callbacks(self) -> None:
        """Do nothing: a `Future` calls its callbacks here, but for a task `_finish` calls them later."""

    def _call_at_end(self) -> None:
        with self._guard:
            functions, self._at_end = self._at_end, None
        with contextlib.ExitStack() as stack:
            for function in (functions or {}).values():
                stack.callback(function)

    def _let_go(self) -> None:
        # It may be kept long, but its context and its run need not be.
        self.scope = self._news.scope = None
        self.context, self.prepared = contextvars.Context(), None
        self._done_callbacks = []

    def unread(self) -> bool:
        """Whether no code has read the outcome."""
        return not self._retrieved

    def _end_as_cancelled(self) -> None:
        # The same as `Future.cancel`, which refuses a running future: it cannot know that this one has
        # stopped.
        with self._condition:
            self._state = "CANCELLED"
            self._condition.notify_all()
        self.set_running_or_notify_cancel()

    def _stop_for(self, why: Literal["cancelled", "timeout"], *, elsewhere: bool = False) -> bool:
        with self._guard:
            if self._settled:
                return super().cancelled()
            again = bool(self._asked)
            if not again:
                self._asked, self._asked_at = why, time.monotonic()
            stop = self._stop
        if again:  # a coroutine that is cancelled again could not clean up
            return False
        if stop is None:
            self.settle(stopped=True, elsewhere=elsewhere)
        else:
            stop()  # this may have settled it and called the listeners
            self._news.tell_all()
        return super().cancelled()

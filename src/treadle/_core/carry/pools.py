"""Jobs of `ThreadPoolExecutor` and `multiprocessing.pool.ThreadPool` carry the run that submitted them."""

import concurrent.futures
import contextlib
import contextvars
import itertools
import queue
import sys
import weakref
from collections.abc import Callable, Iterable
from multiprocessing.pool import Pool, ThreadPool
from types import FrameType
from typing import Any

from treadle.errors import StopException

from . import unread
from .callbacks import Callback, JobEnding
from .carrier import Carrier, carried, execute_job, job_name, scope_for_job, unscoped
from .initializers import initializer_of, submitting, with_initializer
from .patches import Patch
from .scope import Scope


class FutureCarrier(Carrier):
    """A carrier for executors. The job ends with its future, which is resolved after the job's code."""

    __slots__ = ()
    carry_out = staticmethod(execute_job)


class PoolCarrier(Carrier):
    """A carrier for `multiprocessing.pool`.

    Its workers die of a `BaseException`, and the waiters would wait for ever.
    """

    __slots__ = ()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Execute the job. A stop becomes an ordinary error for the waiting code."""
        try:
            return super().__call__(*args, **kwargs)
        except StopException as stop:
            raise concurrent.futures.CancelledError("the run that submitted this job was stopped") from stop


def _executor_submit(original: Callable[..., Any]) -> Callable[..., Any]:
    def submit(
        self: concurrent.futures.ThreadPoolExecutor, fn: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> Any:
        outer, caller = carried(), sys._getframe(1)
        scope = scope_for_job(job_name(fn), caller=caller)
        initializer = initializer_of(self)
        if outer is None or scope is None:
            with unscoped():
                return original(self, fn if initializer is None else initializer.around(fn), *args, **kwargs)
        job = FutureCarrier(scope, fn)
        if initializer is not None:
            job.function = initializer.around(job.function)
        try:
            with submitting(scope, caller), unscoped():  # a worker that this may start serves everybody
                future: concurrent.futures.Future[Any] = original(self, job, *args, **kwargs)
        except BaseException:
            scope.host.jobs.ended(scope)
            raise
        unread.watch(future, outer, caller)
        # It may be cancelled, or its pool may break, before it begins.
        future.add_done_callback(JobEnding(scope, _end))
        return future

    return submit


def _executor_map(original: Callable[..., Any]) -> Callable[..., Any]:
    def map(self: concurrent.futures.ThreadPoolExecutor, *args: Any, **kwargs: Any) -> Any:
        with unread.together():
            return original(self, *args, **kwargs)

    return map


def _end(future: "concurrent.futures.Future[Any]", scope: Scope) -> None:
    """End a job with its future."""
    # `exception()` would return the same, but would count as being asked
    error = None if future.cancelled() else future._exception
    if error is not None:
        unread.failed(future, scope, error)
    scope.host.jobs.ended(scope)


def _carry_callback(callback: Callable[..., Any] | None, scope: Scope | None) -> Callable[..., Any] | None:
    """Make a pool's result callback run as code of the submitter: joblib submits its next job from it."""
    if callback is None or scope is None:
        return callback
    context = contextvars.copy_context()
    code = getattr(callback, "__code__", None)
    if code is not None and scope.host.is_app_code(code.co_filename):
        # An exception would end the pool's thread for results, and all code that waits for a result would
        # wait for ever.
        return lambda value: context.copy().run(Callback(callback, scope), value)
    return lambda *args: context.copy().run(callback, *args)


# The jobs of `multiprocessing.Pool` run in other processes, which have no session. Only its callbacks run
# here.


def _pool_apply(original: Callable[..., Any]) -> Callable[..., Any]:
    def apply_async(
        self: Any,
        func: Callable[..., Any],
        args: Any = (),
        kwds: Any = None,
        callback: Any = None,
        error_callback: Any = None,
    ) -> Any:
        outer, caller, scope = carried(), sys._getframe(1), None
        if isinstance(self, ThreadPool):
            func = with_initializer(self, func)
            scope = scope_for_job(job_name(func), caller=caller)
        if outer is None or scope is None:
            told = _carry_callback(callback, outer), _carry_callback(error_callback, outer)
            return original(self, func, args, kwds or {}, *told)
        failing = _Failing(scope)
        told = failing.callbacks(outer, callback, error_callback)
        try:
            result = original(self, PoolCarrier(scope, func), args, kwds or {}, *told)
        except BaseException:
            scope.host.jobs.ended(scope)
            raise
        if error_callback is None:
            failing.of(result, outer, caller)
        return result

    return apply_async


class _Failing:
    """The error callback of a pool's result, if the app has passed none.

    It may be called before the app has the result.
    """

    __slots__ = ("error", "result", "scope")

    def __init__(self, scope: Scope) -> None:
        self.scope: Scope | None = scope
        """None when it is no longer needed: an app may keep the result, which refers to this object."""
        self.error: BaseException | None = None
        self.result: Callable[[], Any] = lambda: None

    def callbacks(self, by: Scope, callback: Any, error_callback: Any) -> tuple[Any, Any]:
        """Return the pool's callbacks: the app's own, and this object in place of missing ones."""
        return _carry_callback(callback, by) or self.no_more, _carry_callback(error_callback, by) or self

    def __call__(self, error: BaseException) -> None:
        self.error = error
        self._look()

    def no_more(self, value: object) -> None:
        """Mark the job as successful."""
        self.scope = None

    def of(self, result: Any, by: Scope, caller: FrameType) -> None:
        """Store the result, which is known now."""
        unread.watch(result, by, caller)
        self.result = weakref.ref(result)  # it refers to this object
        self._look()

    def _look(self) -> None:
        error, result, scope = self.error, self.result(), self.scope
        if error is not None and result is not None and scope is not None:
            self.scope = self.error = None
            unread.failed(result, scope, error)


class _ItemJob:
    """Calls a pool's function on items that have their own scopes."""

    __slots__ = ("function",)

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function

    def __call__(self, carrier: Carrier | None, *args: Any) -> Any:
        return self.function(*args) if carrier is None else carrier(*args)


class _SingleItemJob(_ItemJob):
    """The same for methods that pass one argument: the pair of carrier and item."""

    __slots__ = ()

    def __call__(self, pair: Any, *args: Any) -> Any:
        carrier, item = pair
        return super().__call__(carrier, item)


class _BatchJob(_SingleItemJob):
    """The same for a batch of pairs. After the first failure, the rest of the batch is not executed."""

    __slots__ = ()

    def __call__(self, batch: Any, *args: Any) -> Any:
        return _to_the_end(_run_all)((super().__call__, batch))


def _run_all(batch: Any) -> Any:
    function, items = batch
    return [function(item) for item in items]


def _to_the_end(mapper: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a function that executes a batch and ends the jobs of the items that it does not execute."""

    def mapped(batch: Any) -> Any:
        try:
            return mapper(batch)
        finally:
            for carrier, *_ in batch[1]:
                if carrier is not None:
                    carrier.end()

    return mapped


def _carriers(func: Callable[..., Any], caller: FrameType) -> Callable[[], Carrier | None]:
    context = contextvars.copy_context()

    def make() -> Carrier | None:
        scope = scope_for_job(job_name(func), caller=caller)
        return None if scope is None else PoolCarrier(scope, func)

    # `imap` draws its items in a thread of the pool. They still get the submitter's scope.
    return lambda: context.copy().run(make)


def _pool_map(original: Callable[..., Any]) -> Callable[..., Any]:
    def _map_async(
        self: Any,
        func: Callable[..., Any],
        iterable: Iterable[Any],
        mapper: Callable[..., Any],
        chunksize: int | None = None,
        callback: Any = None,
        error_callback: Any = None,
    ) -> Any:
        outer = carried()
        threads = isinstance(self, ThreadPool)
        if threads:
            func = with_initializer(self, func)
        if outer is None or not threads:
            told = _carry_callback(callback, outer), _carry_callback(error_callback, outer)
            return original(self, func, iterable, mapper, chunksize, *told)
        caller = sys._getframe(2)
        carrier = _carriers(func, caller)
        items: list[Any]
        if getattr(mapper, "__name__", "") == "starmapstar":
            items, job = [(carrier(), *item) for item in iterable], _ItemJob(func)
        else:
            items, job = [(carrier(), item) for item in iterable], _SingleItemJob(func)
        failing = _Failing(outer)
        told = failing.callbacks(outer, callback, error_callback)
        result = original(self, job, items, _to_the_end(mapper), chunksize, *told)
        if error_callback is None:
            failing.of(result, outer, caller)
        return result

    return _map_async


def _pool_imap(original: Callable[..., Any]) -> Callable[..., Any]:
    def imap(self: Any, func: Callable[..., Any], iterable: Iterable[Any], chunksize: int = 1) -> Any:
        func = with_initializer(self, func)
        if carried() is None:
            return original(self, func, iterable, chunksize)
        carrier = _carriers(func, sys._getframe(1))
        pairs = ((carrier(), item) for item in iterable)
        if chunksize <= 1:
            return original(self, _SingleItemJob(func), pairs, chunksize)
        batches = iter(lambda: tuple(itertools.islice(pairs, chunksize)), ())
        return (item for batch in original(self, _BatchJob(func), batches, 1) for item in batch)

    return imap


def _pool_terminate(original: Callable[..., Any]) -> Callable[..., Any]:
    def terminate(self: Any) -> None:
        original(self)
        # Jobs that it has not begun stay in its queue while the pool exists, and will never end.
        with contextlib.suppress(queue.Empty):
            while True:
                self._taskqueue.get_nowait()

    return terminate


PATCHES = (
    Patch(concurrent.futures.ThreadPoolExecutor, "submit", _executor_submit),
    Patch(concurrent.futures.ThreadPoolExecutor, "map", _executor_map),
    Patch(Pool, "apply_async", _pool_apply),
    Patch(Pool, "_map_async", _pool_map),
    Patch(ThreadPool, "imap", _pool_imap),
    Patch(ThreadPool, "imap_unordered", _pool_imap),
    Patch(ThreadPool, "terminate", _pool_terminate),
)

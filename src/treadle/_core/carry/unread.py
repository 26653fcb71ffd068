"""Shows exceptions of pool jobs whose results no code asks for. The standard library reports them nowhere.

The futures and results of pools that app code uses store whether they were asked for their outcome. If a job
has failed and was not asked, its exception is shown in its slot when the code that might still ask has ended:
the page's code, or the run if a thread has submitted the job. Code that outlives its run can ask while it
keeps the future. Then the future is checked when it is dropped.
"""

import _thread
import concurrent.futures.thread
import contextlib
import logging
import multiprocessing.pool
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextvars import ContextVar
from types import FrameType
from typing import Any

from .grouped import ending
from .scope import Scope

log = logging.getLogger("treadle.pools")

_POOLS = frozenset(
    [concurrent.futures._base.__file__, concurrent.futures.thread.__file__, multiprocessing.pool.__file__]
)


class Asked:
    """Whether any of several related jobs was asked for its outcome: the calls of one `map`."""

    __slots__ = ("yet",)

    def __init__(self) -> None:
        self.yet = False


_together: ContextVar[Asked | None] = ContextVar("treadle_jobs_together", default=None)


@contextlib.contextmanager
def together() -> Iterator[None]:
    """Treat jobs that are submitted in a block as related: if one was asked for, all were."""
    token = _together.set(Asked())
    try:
        yield
    finally:
        _together.reset(token)


class _Asks:
    """A future or result that stores whether it was asked.

    If it is dropped unasked, it reports its failure.
    """

    asked: Asked
    by_page: bool
    """Whether the page's code has submitted its job, and not a thread."""
    dropped: Callable[[], object] | None = None

    def __del__(self) -> None:
        tell = self.dropped
        if tell is not None and not self.asked.yet:
            try:  # this can happen at any point, with any lock held
                _thread.start_new_thread(tell, ())
            except RuntimeError:
                log.debug("the interpreter is about to end, so nobody hears of %r", self)


class _JobFuture(_Asks, Future[Any]):
    def result(self, timeout: float | None = None) -> Any:
        self.asked.yet = True
        return super().result(timeout)

    def exception(self, timeout: float | None = None) -> BaseException | None:
        self.asked.yet = True
        return super().exception(timeout)


class _JobResult(_Asks, multiprocessing.pool.ApplyResult[Any]):
    def get(self, timeout: float | None = None) -> Any:
        self.asked.yet = True
        return super().get(timeout)


class _JobResults(_Asks, multiprocessing.pool.MapResult[Any]):
    def get(self, timeout: float | None = None) -> Any:
        self.asked.yet = True
        return super().get(timeout)


_ASKING: dict[type, type[_Asks]] = {
    Future: _JobFuture,
    multiprocessing.pool.ApplyResult: _JobResult,
    multiprocessing.pool.MapResult: _JobResults,
}


def watch(promise: Any, by: Scope, caller: FrameType) -> None:
    """Make a future or result of app code store whether it was asked.

    A library may ignore the exceptions of its own jobs.

    Args:
        promise: the future or result.
        by: the scope of the submitter.
        caller: the frame of the submitter.
    """
    asking = _ASKING.get(type(promise))
    frame: FrameType | None = caller
    while frame is not None and (
        frame.f_code.co_filename in _POOLS or frame.f_globals.get("__package__") == __package__
    ):
        frame = frame.f_back
    if asking is not None and frame is not None and by.host.is_app_code(frame.f_code.co_filename):
        promise.asked, promise.by_page = _together.get() or Asked(), by.job is None
        promise.__class__ = asking


def failed(promise: Any, scope: Scope, error: BaseException) -> None:
    """Show the exception of a job, unless some code asks for it in time."""
    if (
        not isinstance(promise, _Asks)
        or promise.asked.yet
        or isinstance(error, CancelledError)
        or ending(error) is not None
    ):
        return
    asked = promise.asked

    def look() -> None:
        if not asked.yet:
            asked.yet = True
            scope.host.report(scope, error)

    job = scope.job
    if job is not None and job.background:
        _tell_when_dropped(promise, scope, look)
    elif promise.by_page:
        scope.host.ends.after_body(scope.run, look)
    else:
        scope.host.ends.after_run(scope.run, look)


def _tell_when_dropped(promise: _Asks, scope: Scope, look: Callable[[], object]) -> None:
    """Check a failure when no code can ask for it any more.

    An app may keep the future, but must not keep the session.
    """
    kept = [look]
    forget = scope.host.on_over(scope, kept.clear)

    def dropped() -> None:
        forget()
        for each in kept:
            each()

    promise.dropped = dropped

"""Shows exceptions of pool jobs whose results no code asks for. The standard library reports them nowhere.

For the futures and results of pools that app code uses, it is known whether their outcome was asked for. If a
job has failed and was not asked, its exception is shown in its slot when the code that might still ask has
ended: the page's code, or the run if a thread has submitted the job. Code that outlives its run can ask while
it keeps the future. Then the future is checked when it is dropped.
"""

import _thread
import concurrent.futures.thread
import contextlib
import logging
import multiprocessing.pool
import threading
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextvars import ContextVar
from types import FrameType
from typing import Any
from weakref import WeakKeyDictionary

from .grouped import ending
from .patches import Patch
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


class _Watched:
    """Who has asked for the outcome of a future or result."""

    __slots__ = ("asked", "by_page")

    def __init__(self, asked: Asked, by_page: bool) -> None:
        self.asked = asked
        self.by_page = by_page
        """Whether the page's code has submitted its job, and not a thread."""


_KINDS = frozenset([Future, multiprocessing.pool.ApplyResult, multiprocessing.pool.MapResult])

_watched: WeakKeyDictionary[Any, _Watched] = WeakKeyDictionary()
"""Guarded by `_lock` for writing. The objects themselves are the app's: nothing of them is changed."""

_lock = threading.Lock()


def _asking(original: Callable[..., Any]) -> Callable[..., Any]:
    def ask(self: Any, *args: Any, **kwargs: Any) -> Any:
        watched = _of(self)
        if watched is not None:
            watched.asked.yet = True
        return original(self, *args, **kwargs)

    return ask


def _of(promise: Any) -> _Watched | None:
    return _watched.get(promise) if type(promise) in _KINDS else None


def watch(promise: Any, by: Scope, caller: FrameType) -> None:
    """Watch whether app code asks for the outcome of a future or result.

    A library may ignore the exceptions of its own jobs.

    Args:
        promise: the future or result.
        by: the scope of the submitter.
        caller: the frame of the submitter.
    """
    frame: FrameType | None = caller
    while frame is not None and (
        frame.f_code.co_filename in _POOLS or frame.f_globals.get("__package__") == __package__
    ):
        frame = frame.f_back
    if type(promise) in _KINDS and frame is not None and by.host.is_app_code(frame.f_code.co_filename):
        watched = _Watched(_together.get() or Asked(), by.job is None)
        with _lock:
            _watched[promise] = watched


def failed(promise: Any, scope: Scope, error: BaseException) -> None:
    """Show the exception of a job, unless some code asks for it in time."""
    watched = _of(promise)
    if watched is None or watched.asked.yet or isinstance(error, CancelledError) or ending(error) is not None:
        return
    asked = watched.asked

    def look() -> None:
        if not asked.yet:
            asked.yet = True
            scope.host.report(scope, error)

    job = scope.job
    if job is not None and job.background:
        _tell_when_dropped(promise, asked, scope, look)
    elif watched.by_page:
        scope.host.ends.after_body(scope.run, look)
    else:
        scope.host.ends.after_run(scope.run, look)


def _tell_when_dropped(promise: Any, asked: Asked, scope: Scope, look: Callable[[], object]) -> None:
    """Check a failure when no code can ask for it any more.

    An app may keep the future, but must not keep the session.
    """
    kept = [look]
    forget = scope.host.on_over(scope, kept.clear)

    def tell() -> None:
        forget()
        for each in kept:
            each()

    def dropped() -> None:  # this can be called at any point, with any lock held
        if not asked.yet:
            try:
                _thread.start_new_thread(tell, ())
            except RuntimeError:
                log.debug("the interpreter is about to end, so the error of a failed job is not reported")

    weakref.finalize(promise, dropped).atexit = False


PATCHES = (
    Patch(Future, "result", _asking),
    Patch(Future, "exception", _asking),
    Patch(multiprocessing.pool.ApplyResult, "get", _asking),
)

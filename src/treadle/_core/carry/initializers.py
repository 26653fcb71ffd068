"""The initializer of a pool carries the run that has started the worker.

It is a job of its own: it has a slot, its run waits for it, and it stops with its run. A pool can outlive the
run. So a worker whose initializer was stopped continues, and calls it again before its next job, as code of
that job.
"""

import concurrent.futures
import contextlib
import functools
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from multiprocessing.pool import ThreadPool
from types import FrameType
from typing import Any
from weakref import WeakKeyDictionary

from treadle.errors import StopException

from .carrier import carried, importing, job_name, run_job, scope_for_job, unscoped
from .context import within
from .patches import Patch
from .scope import Scope

_known: "WeakKeyDictionary[Any, Initializer]" = WeakKeyDictionary()
"""The initializers by pool; guarded by `_knowing`.

It contains only pools that a run has created with an initializer.
"""

_knowing = threading.Lock()

_submitting: ContextVar[tuple[Scope, FrameType] | None] = ContextVar("treadle_submitting", default=None)
"""The scope and frame that are submitting a job to an executor, which may start a worker for it."""


class Initializer:
    """Replaces a pool's initializer.

    Args:
        function: the app's initializer.
        args: its arguments.
        maker: the scope of the code that has created the pool.
        shows_errors: whether an exception is shown in its slot, and the worker continues. Otherwise the
            exception breaks the pool.
    """

    def __init__(
        self, function: Callable[..., Any], args: Sequence[Any], maker: Scope, *, shows_errors: bool
    ) -> None:
        self.function, self.args = function, tuple(args)
        self.host = maker.host
        self.shows_errors = shows_errors
        self.starting = threading.RLock()
        """Held while a worker is started, until its scope is known."""
        self.scopes: deque[Scope | None] = deque()
        """The scopes of started workers that have not called this yet; None: the worker serves no session.

        Guarded by `starting`.
        """
        self._worker = threading.local()

    def reserve(self, caller: FrameType) -> None:
        """Reserve a slot for one call, which a worker that starts now will make."""
        scope = carried()
        if scope is None or scope.host is not self.host:
            self.scopes.append(None)
            return
        # A stopped run starts no job. The worker's next job calls the initializer.
        with contextlib.suppress(StopException):
            self.scopes.append(scope_for_job(job_name(self.function), caller=caller))

    def give_up(self) -> None:
        """End the jobs of workers that could not be started."""
        with self.starting:
            for scope in self.scopes:
                if scope is not None:
                    scope.host.jobs.ended(scope)
            self.scopes.clear()

    def __call__(self) -> None:
        """Call the initializer in a new worker."""
        with self.starting:
            if not self.scopes:
                return  # its first job calls it
            scope = self.scopes.popleft()
        if scope is None:
            self.before_job()
            return
        try:
            run_job(scope, "job", self.before_job)
        except StopException:
            pass  # its next job calls it
        except Exception as error:
            if not self.shows_errors:
                raise
            scope.host.report(scope, error)

    def before_job(self) -> None:
        """Call the app's function, unless this worker has called it."""
        if not getattr(self._worker, "ready", False):
            self.function(*self.args)
            self._worker.ready = True

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a job's function that first calls the initializer, if the worker has not called it yet."""

        @functools.wraps(function)
        def job(*args: Any, **kwargs: Any) -> Any:
            self.before_job()
            return function(*args, **kwargs)

        return job


def initializer_of(pool: Any) -> Initializer | None:
    """Return the replacement of a pool's initializer; None if a pool has none, or serves the whole app."""
    if not _known:
        return None
    with _knowing:
        return _known.get(pool)


def with_initializer(pool: Any, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function of a pool's job, which first calls the initializer if necessary."""
    initializer = initializer_of(pool)
    return function if initializer is None else initializer.around(function)


@contextlib.contextmanager
def submitting(scope: Scope, caller: FrameType) -> Iterator[None]:
    """Make a worker that a submission may start belong to the submitted job."""
    token = _submitting.set((scope, caller))
    try:
        yield
    finally:
        _submitting.reset(token)


def _carries(function: Any, caller: FrameType) -> Scope | None:
    scope = carried()
    if not callable(function) or scope is None or scope.app_wide or importing(caller):
        return None
    return scope


def _executor_init(original: Callable[..., Any]) -> Callable[..., Any]:
    def init(
        self: concurrent.futures.ThreadPoolExecutor,
        max_workers: int | None = None,
        thread_name_prefix: str = "",
        initializer: Callable[..., Any] | None = None,
        initargs: tuple[Any, ...] = (),
        **more: Any,
    ) -> None:
        scope = _carries(initializer, sys._getframe(1))
        if initializer is None or scope is None or not _works_here(type(self)):
            original(self, max_workers, thread_name_prefix, initializer, initargs, **more)
            return
        ours = Initializer(initializer, initargs, scope, shows_errors=False)
        original(self, max_workers, thread_name_prefix, ours, (), **more)
        with _knowing:
            _known[self] = ours

    return init


def _works_here(kind: type) -> bool:
    """Whether an executor's workers share this interpreter.

    Those of `InterpreterPoolExecutor` (Python 3.14) do not.
    """
    ours = getattr(concurrent.futures.ThreadPoolExecutor, "prepare_context", None)
    theirs = getattr(kind, "prepare_context", None)
    return getattr(theirs, "__func__", None) is getattr(ours, "__func__", None)


def _executor_adjust(original: Callable[..., Any]) -> Callable[..., Any]:
    def _adjust_thread_count(self: Any) -> None:
        initializer = initializer_of(self)
        if initializer is None:
            original(self)
            return
        with initializer.starting:
            before = len(self._threads)
            original(self)
            if len(self._threads) == before:
                return
            submitted = _submitting.get()
            with within(None if submitted is None else submitted[0]):
                initializer.reserve(sys._getframe(1) if submitted is None else submitted[1])

    return _adjust_thread_count


def _pool_init(original: Callable[..., Any]) -> Callable[..., Any]:
    def init(
        self: Any,
        processes: int | None = None,
        initializer: Callable[..., Any] | None = None,
        initargs: tuple[Any, ...] = (),
    ) -> None:
        caller = sys._getframe(1)
        scope = _carries(initializer, caller)
        if initializer is None or scope is None:
            with unscoped():
                original(self, processes, initializer, initargs)
            return
        number = (getattr(os, "process_cpu_count", os.cpu_count)() or 1) if processes is None else processes
        ours = Initializer(initializer, initargs, scope, shows_errors=True)
        with ours.starting:  # until all workers have a slot
            for _ in range(number):
                ours.reserve(caller)
        try:
            with unscoped():
                original(self, number, ours, ())
        except BaseException:
            ours.give_up()
            raise
        with _knowing:
            _known[self] = ours

    return init


PATCHES = (
    Patch(concurrent.futures.ThreadPoolExecutor, "__init__", _executor_init),
    Patch(concurrent.futures.ThreadPoolExecutor, "_adjust_thread_count", _executor_adjust),
    Patch(ThreadPool, "__init__", _pool_init),
)

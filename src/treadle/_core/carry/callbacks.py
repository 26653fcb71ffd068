"""The callbacks of futures: each runs as code of the caller that added it, on whichever thread.

The thread that calls it belongs to a pool. A process pool starts that thread with its first job. Without this
module, the thread would carry the session of the first visitor, and other visitors' callbacks would write
there.
"""

import contextlib
import logging
import sys
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any

from .carrier import carried, importing, unscoped
from .context import within
from .executing import executing
from .grouped import ending
from .patches import Patch
from .scope import Scope

log = logging.getLogger("treadle.callbacks")


class Callback:
    """A function that an app has passed to a future's `add_done_callback`.

    It runs as code of the future's job, in the job's slot. If the job has ended or has no slot, it runs as
    code of the caller that added it. A call never raises: an error is shown and logged as an uncaught one.

    Args:
        function: takes the future.
        adder: the scope of the caller that added it; None if it has none.
    """

    __slots__ = ("_adder", "_function")

    def __init__(self, function: Callable[[Any], object], adder: Scope | None) -> None:
        self._function = function
        self._adder = adder

    def __call__(self, future: "Future[Any]", job: Scope | None = None) -> None:
        """Call the function, once.

        `job` is the scope of the future's job, if it has a slot and has not ended.
        """
        scope = self._scope(job)
        self._adder = (
            None  # a future keeps its callbacks, and an app may keep the future: the session must not be kept
        )
        try:
            with (
                within(scope),
                contextlib.nullcontext() if scope is None else executing(scope, "job"),
            ):
                self._function(future)
        except BaseException as error:
            if ending(error) is not None:
                log.debug("%r has ended as code whose run is over", self._function)
            elif scope is None:
                log.exception("%r, a callback of %r, failed", self._function, future)
            else:
                scope.host.report(scope, error)

    def _scope(self, job: Scope | None) -> Scope | None:
        adder = self._adder
        if adder is None or job is None or job.host is not adder.host:
            return adder
        return adder if job.host.over(job) else job


class JobEnding:
    """The first callback of a future whose job has a slot: it calls the app's callbacks, then ends the job.

    Args:
        scope: the scope of the job.
        end: a function of the future and the scope that ends the job.
    """

    __slots__ = ("_callbacks", "_end", "_scope")

    def __init__(self, scope: Scope, end: "Callable[[Future[Any], Scope], object]") -> None:
        self._scope: Scope | None = scope
        """None when it is no longer needed: a future keeps its callbacks."""
        self._end = end
        self._callbacks: list[Callback] = []

    def before(self, callback: Callback) -> None:
        """Register a callback that is called before the job ends.

        The future's condition is held and it has not ended.
        """
        self._callbacks.append(callback)

    def __call__(self, future: "Future[Any]") -> None:
        """Call the callbacks: the future has ended."""
        scope, self._scope = self._scope, None
        callbacks, self._callbacks = self._callbacks, []
        if scope is None:
            return
        for callback in callbacks:
            callback(future, scope)
        self._end(future, scope)


def _add_done_callback(original: Callable[..., Any]) -> Callable[..., Any]:
    def add_done_callback(self: Any, fn: Callable[[Any], object]) -> Any:
        scope, caller = carried(), sys._getframe(1)
        # A library's callbacks are its own: it passes results to the app by its own means.
        if (
            scope is None
            or scope.app_wide
            or not scope.host.is_app_code(caller.f_code.co_filename)
            or importing(caller)
        ):
            return original(self, fn)
        callback = Callback(fn, scope)
        with self._condition:
            first = self._done_callbacks[0] if self._done_callbacks else None
            if isinstance(first, JobEnding) and not self.done():
                return first.before(callback)
        return original(self, callback)

    return add_done_callback


def _process_submit(original: Callable[..., Any]) -> Callable[..., Any]:
    def submit(self: ProcessPoolExecutor, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        with unscoped():  # threads that this may start serve everybody
            return original(self, fn, *args, **kwargs)

    return submit


PATCHES = (
    Patch(Future, "add_done_callback", _add_done_callback),
    Patch(ProcessPoolExecutor, "submit", _process_submit),
)

"""What an app wants to have called when a future has ended: as code of whoever asks for that, whichever thread calls it.

What calls it belongs to a pool. One of processes starts a thread of its own for that, with the first job that it is given;
so it would carry the session of whoever came first, and write there what others have asked for.
"""

import contextlib
import logging
import sys
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any

from .carrier import carried, importing, unscoped
from .context import Scope, within
from .executing import executing
from .grouped import ending
from .patches import Patch

log = logging.getLogger("treadle.callbacks")


class Callback:
    """A function that an app has given to a future's `add_done_callback`.

    It runs as code of the future's job, at that job's place on the page, or, where that is over or there is none, of whoever
    has added it. Calling it never raises: an error is shown and logged as any that nobody catches.

    Args:
        function: takes the future.
        adder: the scope in which it was given; None if in none.
    """

    __slots__ = ("_adder", "_function")

    def __init__(self, function: Callable[[Any], object], adder: Scope | None) -> None:
        self._function = function
        self._adder = adder

    def __call__(self, future: "Future[Any]", job: Scope | None = None) -> None:
        """Call it, once. `job` is the scope of the future's job if that has a place on the page and has not ended."""
        scope = self._scope(job)
        self._adder = (
            None  # a future keeps its callbacks for good, and an app may keep futures: not so the session
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
    """The first callback of a future whose job has a place on the page: calls those of the app, and then ends the job.

    Args:
        scope: the job's.
        end: is given the future and the scope, and ends the job.
    """

    __slots__ = ("_callbacks", "_end", "_scope")

    def __init__(self, scope: Scope, end: "Callable[[Future[Any], Scope], object]") -> None:
        self._scope: Scope | None = scope
        """None once nobody needs it: a future keeps its callbacks for good."""
        self._end = end
        self._callbacks: list[Callback] = []

    def before(self, callback: Callback) -> None:
        """Have a callback called before the job ends; the future's condition is held, and it has not ended."""
        self._callbacks.append(callback)

    def __call__(self, future: "Future[Any]") -> None:
        """Note that the future has ended."""
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
        # What a library wants to know is its own business: it hands over to the app by ways of its own.
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
        with unscoped():  # the threads that this may start serve whoever comes
            return original(self, fn, *args, **kwargs)

    return submit


PATCHES = (
    Patch(Future, "add_done_callback", _add_done_callback),
    Patch(ProcessPoolExecutor, "submit", _process_submit),
)

"""What coroutines raise that nobody awaits: asyncio tells of it when it lets go of them, in the log only.

So it does of functions that were given to `call_soon` and `call_later`, at once.
"""

import _thread
import asyncio
import contextvars
import weakref
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any

from treadle._core.session.events import RerunAsked
from treadle.errors import RerunException

from .context import Scope, carried_by
from .executing import Executing, here
from .grouped import ending
from .patches import Patch

_SCOPE = "_treadle_scope"
"""Attribute of coroutines' tasks that have failed and that nobody has asked yet. Weak references to them are of no use: garbage
collection forgets these before asyncio is told that a task goes."""

_letting_go: set[int] = set()
"""Idents of threads that let go of such a coroutine right now, where nothing is locked."""


def watch(scope: Scope, task: "asyncio.Task[Any]") -> None:
    """Show what a coroutine raises at its place if nobody ever asks for it."""
    task.add_done_callback(lambda task: _ended(scope, task))


def _ended(scope: Scope, task: "asyncio.Task[Any]") -> None:
    if not _unasked(task):
        return
    setattr(task, _SCOPE, scope)
    # Who waits for it is told in this round of the loop. In the next, nobody but the app knows the task any more: if
    # nobody does at all, this is its end, at a good time. If somebody keeps it, that may still ask until the code has ended.
    task.get_loop().call_soon(_let_go, [task], context=contextvars.Context())
    executing, reference = here(), weakref.ref(task)
    job = executing.scope.job if isinstance(executing, Executing) else None
    if job is None:
        scope.host.after_body(scope.run, lambda: _look(scope, reference()))
    elif not job.background:
        scope.host.after_run(scope.run, lambda: _look(scope, reference()))


def _let_go(kept: list["asyncio.Task[Any]"]) -> None:
    _letting_go.add(_thread.get_ident())
    try:
        kept.clear()
    finally:
        _letting_go.discard(_thread.get_ident())


def _look(scope: Scope, task: "asyncio.Task[Any] | None") -> None:
    if task is not None and _unasked(task) and _taken(task) is not None:
        error = task.exception()  # asked for now, so that asyncio does not log it once more
        assert error is not None
        _report(scope, error)


def _taken(task: Any) -> Scope | None:
    scope: Scope | None = getattr(task, _SCOPE, None)
    if scope is not None:
        delattr(task, _SCOPE)
    return scope


def _unasked(task: "asyncio.Task[Any]") -> bool:
    """Whether it has failed, and nobody has taken note of that. Asyncio itself has no other place for this."""
    return bool(task._log_traceback)


def _report(scope: Scope, error: BaseException) -> None:
    # What ends the run ends its coroutines; what would end the program is raised by the loop, too.
    if ending(error) is None and not isinstance(error, SystemExit | KeyboardInterrupt):
        scope.host.report(scope, error)


def _called_back(handle: Any, error: BaseException) -> bool:
    """Whether an exception is of a function that app code gave to `call_soon` or `call_later`, and was seen to here."""
    scope = carried_by(handle._context) if isinstance(handle, asyncio.Handle) else None  # type: ignore[attr-defined]
    if scope is None:
        return False
    alone = ending(error)
    if isinstance(alone, RerunException):  # nobody above could take it up
        scope.host.handle(RerunAsked(alone.lanes or (scope.lane.id,)))
    if alone is None:
        # What a library gives to a loop is its own affair: it is logged, as ever.
        if not any(scope.host.is_app_code(at.tb_frame.f_code.co_filename) for at in _frames(error)):
            return False
        _report(scope, error)
    return True


def _frames(error: BaseException) -> Iterator[TracebackType]:
    at = error.__traceback__
    while at is not None:
        yield at
        at = at.tb_next


def _handler(original: Callable[..., Any]) -> Callable[..., Any]:
    def default_exception_handler(self: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        task, error = context.get("task") or context.get("future"), context.get("exception")
        scope = _taken(task)
        if error is not None and _called_back(context.get("handle"), error):
            return
        if scope is None or error is None:
            original(self, context)
        elif _thread.get_ident() in _letting_go:
            _report(scope, error)
        else:  # garbage collection, in the middle of anything, with any lock
            try:
                _thread.start_new_thread(_report, (scope, error))
            except RuntimeError:  # the interpreter is about to end
                original(self, context)

    return default_exception_handler


PATCHES = (Patch(asyncio.BaseEventLoop, "default_exception_handler", _handler),)

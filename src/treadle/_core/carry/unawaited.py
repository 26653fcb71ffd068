"""Shows exceptions of coroutines that no code awaits. asyncio only logs them when it frees the coroutine.

The same holds for functions that were passed to `call_soon` and `call_later`, at once.
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

from .context import carried_by
from .grouped import ending
from .interruptible import here
from .patches import Patch
from .scope import Executing, Scope

_SCOPE = "_treadle_scope"
"""An attribute of tasks that have failed and were not asked.

Weak references would not work: garbage collection clears them before asyncio reports the task.
"""

_letting_go: set[int] = set()
"""Idents of threads that are freeing such a task now, where no lock is held."""


def watch(scope: Scope, task: "asyncio.Task[Any]") -> None:
    """Show the exception of a coroutine in its slot if no code ever asks for it."""
    task.add_done_callback(lambda task: _ended(scope, task))


def _ended(scope: Scope, task: "asyncio.Task[Any]") -> None:
    if not _unasked(task):
        return
    setattr(task, _SCOPE, scope)
    # Waiting code gets the exception in this round of the loop. In the next round, only the app can still
    # refer to the task. If it does not, the task ends here, at a good time. If it does, it may still ask
    # until the code has ended.
    task.get_loop().call_soon(_let_go, [task], context=contextvars.Context())
    executing, reference = here(), weakref.ref(task)
    job = executing.scope.job if isinstance(executing, Executing) else None
    if job is None:
        scope.host.ends.after_body(scope.run, lambda: _look(scope, reference()))
    elif not job.background:
        scope.host.ends.after_run(scope.run, lambda: _look(scope, reference()))


def _let_go(kept: list["asyncio.Task[Any]"]) -> None:
    _letting_go.add(_thread.get_ident())
    try:
        kept.clear()
    finally:
        _letting_go.discard(_thread.get_ident())


def _look(scope: Scope, task: "asyncio.Task[Any] | None") -> None:
    if task is not None and _unasked(task) and _taken(task) is not None:
        error = task.exception()  # asked for now, so that asyncio does not log it again
        assert error is not None
        _report(scope, error)


def _taken(task: Any) -> Scope | None:
    scope: Scope | None = getattr(task, _SCOPE, None)
    if scope is not None:
        delattr(task, _SCOPE)
    return scope


def _unasked(task: "asyncio.Task[Any]") -> bool:
    """Whether a task has failed and no code has asked for its exception."""
    return bool(task._log_traceback)


def _report(scope: Scope, error: BaseException) -> None:
    # What ends the run also ends its coroutines. The loop itself raises what would end the program.
    if ending(error) is None and not isinstance(error, SystemExit | KeyboardInterrupt):
        scope.host.report(scope, error)


def _called_back(handle: Any, error: BaseException) -> bool:
    """Return whether an exception of a function for `call_soon` or `call_later` was handled here."""
    scope = carried_by(handle._context) if isinstance(handle, asyncio.Handle) else None  # type: ignore[attr-defined]
    if scope is None:
        return False
    alone = ending(error)
    if isinstance(alone, RerunException):  # no code above could handle it
        scope.host.handle(RerunAsked(alone.lanes or (scope.lane.id,)))
    if alone is None:
        # A library's own functions are its own affair: asyncio logs them as usual.
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
        else:  # garbage collection can call this at any point, with any lock held
            try:
                _thread.start_new_thread(_report, (scope, error))
            except RuntimeError:  # the interpreter is shutting down
                original(self, context)

    return default_exception_handler


PATCHES = (Patch(asyncio.BaseEventLoop, "default_exception_handler", _handler),)

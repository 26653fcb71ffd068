"""How threads come by the run that started them, and what becomes of what they raise."""

import contextlib
import contextvars
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any
from weakref import WeakKeyDictionary

from treadle.errors import FragmentHandledException, StopException

from .carrier import carried, run_job, scope_for_job, unscoped
from .context import Scope, bind_running, current, enter, within
from .grouped import ending
from .patches import Patch
from .services import serves_everybody

_starting: dict[int, tuple[Scope, contextvars.Context]] = {}
"""By `id` of a thread that was started and does not run yet: what it will run in.

Guarded by the order of things: `start` writes before the thread exists, and the thread pops its own entry first thing.
The thread object is alive all that time, so its id is its own.
"""

_bound: WeakKeyDictionary[threading.Thread, Scope] = WeakKeyDictionary()
"""Threads that were bound by hand and not started yet; guarded by `_binding`."""

_binding = threading.Lock()

_joins: dict[int, list[Callable[[], None]]] = {}
"""By `id` of a thread that runs, what to call at its end. Thread objects are alive as long as their threads run.

No lock guards it: each step is one operation of a dict or list. A thread takes its list away before it calls what is in it, and who
joins looks for the list once more after adding to it.
"""


def joins_of(thread: threading.Thread) -> list[Callable[[], None]] | None:
    """Return the list of what is called, quickly, when a thread ends; None if it does not run, or has begun before apps were served."""
    return _joins.get(id(thread))


def _wake_joins(thread: threading.Thread) -> None:
    """Wake those who have joined a thread; called by itself, as the last thing."""
    for wake in list(_joins.pop(id(thread), ())):
        wake()


def bind_thread(thread: threading.Thread, scope: Scope) -> None:
    """Let a thread carry this scope, whoever starts it. Threads that a run starts need it not: they carry the run.

    Args:
        thread: any. One that runs already and carries a run goes on with that: a pool's workers, for example, carry with
            each job whoever submitted it.
        scope: where it is to write.
    """
    if thread is threading.current_thread():
        enter(scope)
    elif thread.ident is not None:
        bind_running(thread, scope)
    else:
        with _binding:
            _bound[thread] = scope


def _belongs(scope: Scope, function: Any, caller: FrameType) -> bool:
    """Whether a thread is one that the app started, rather than one that a library keeps for itself."""
    if scope.host.is_app_code(caller.f_code.co_filename):
        return True
    code = getattr(function, "__code__", None)
    return code is not None and scope.host.is_app_code(code.co_filename)


def _thread_start(original: Callable[..., Any]) -> Callable[..., Any]:
    def start(self: threading.Thread) -> None:
        bound = None
        if _bound:  # hardly ever, so that starting a thread costs no lock
            with _binding:
                bound = _bound.pop(self, None)
        if bound is None:
            return start_here(self, sys._getframe(1))
        with within(bound):
            return start_here(self, sys._getframe(1))

    def start_here(self: threading.Thread, caller: FrameType) -> None:
        scope = carried()
        if scope is None:
            return original(self)  # type: ignore[no-any-return]
        if serves_everybody(self, caller):
            with unscoped():
                return original(self)  # type: ignore[no-any-return]
        target = getattr(self, "_target", None) or type(self).run
        own = _belongs(scope, target, caller)
        inner = scope_for_job(self.name, daemon=self.daemon or not own, counted=own, caller=caller)
        if inner is None:
            with unscoped():
                return original(self)  # type: ignore[no-any-return]
        _starting[id(self)] = inner, contextvars.copy_context()
        if getattr(self, "_context", self) is None:  # Python 3.14: what `run` will be called in
            context = contextvars.copy_context()
            context.run(enter, inner)
            vars(self)["_context"] = context
        try:
            original(self)
        except BaseException:
            if _starting.pop(id(self), None) is not None:
                inner.host.job_ended(inner)
            raise

    return start


def _thread_bootstrap(original: Callable[..., Any]) -> Callable[..., Any]:
    def _bootstrap_inner(self: threading.Thread) -> None:
        _tell_of_errors(self)
        _joins[id(self)] = []
        try:
            if (carried := _starting.pop(id(self), None)) is None:
                original(self)
            else:
                scope, context = carried
                context.run(run_job, scope, "thread", original, self)
        finally:
            _wake_joins(self)

    return _bootstrap_inner


_hook_before: Callable[..., Any] = threading.excepthook
"""`threading.excepthook` as it was before apps were served. Written with `replacing` held; threads read it without."""


def begin() -> None:
    """Note whose `threading.excepthook` is there before any app's code runs; `replacing` is held."""
    global _hook_before
    _hook_before = threading.excepthook


def _tell_of_errors(thread: threading.Thread) -> None:
    """Let the page show what ends a thread, whatever `threading.excepthook` is by then.

    Each thread has a private function that calls the hook. This wraps the function and leaves the hook alone: an app, or a library for
    it, may replace the hook at any time, and its own is called as well.
    """
    call_hook: Callable[[threading.Thread], None] = vars(thread)["_invoke_excepthook"]

    def invoke(thread: threading.Thread) -> None:
        error, scope = sys.exception(), current()
        if error is not None and isinstance(ending(error), StopException | FragmentHandledException):
            return  # its run, or a server, has stopped it
        if scope is None:
            call_hook(thread)
            return
        if error is not None and not isinstance(
            error, SystemExit
        ):  # `sys.exit()` ends a thread, as Python has it
            scope.host.report(scope, error)
        if threading.excepthook not in (_hook_before, threading.__excepthook__):
            with contextlib.suppress(
                StopException
            ):  # the hook is code of the app: a command in it may find its run over
                call_hook(thread)

    vars(thread)["_invoke_excepthook"] = invoke


PATCHES = (
    Patch(threading.Thread, "start", _thread_start),
    Patch(threading.Thread, "_bootstrap_inner", _thread_bootstrap),
)

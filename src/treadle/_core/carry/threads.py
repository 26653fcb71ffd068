"""Threads carry the run that started them, and their exceptions are shown."""

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
from .context import bind_running, current, enter, within
from .grouped import ending
from .patches import Patch
from .scope import Scope
from .services import serves_everybody

_starting: dict[int, tuple[Scope, contextvars.Context]] = {}
"""The scope and context of started threads that do not run yet, by `id` of the thread.

No lock is needed: `start` writes the entry before the thread exists, and the thread removes its own entry
first. The thread object lives all that time, so its id is unique.
"""

_bound: WeakKeyDictionary[threading.Thread, Scope] = WeakKeyDictionary()
"""Threads that were bound by hand and are not started yet; guarded by `_binding`."""

_binding = threading.Lock()

_joins: dict[int, list[Callable[[], None]]] = {}
"""The functions to call at the end of running threads, by `id` of the thread.

Thread objects live while their threads run.

No lock is needed: each step is one operation of a dict or list. A thread removes its list before it calls the
functions in it. A joining thread looks for the list once more after it has added its function.
"""


def joins_of(thread: threading.Thread) -> list[Callable[[], None]] | None:
    """Return the list of functions that are called when a thread ends.

    None: it does not run, or began before apps were served. The functions must be quick.
    """
    return _joins.get(id(thread))


def _wake_joins(thread: threading.Thread) -> None:
    """Wake the threads that wait for the end of a thread. Called by that thread, as its last action."""
    for wake in list(_joins.pop(id(thread), ())):
        wake()


def bind_thread(thread: threading.Thread, scope: Scope) -> None:
    """Give this scope to a thread. Not needed for threads that a run starts: they carry the run.

    Args:
        thread: any thread. A running thread that carries a run keeps it: a pool's workers, for example, carry
            the submitter of each job.
        scope: where it writes.
    """
    if thread is threading.current_thread():
        enter(scope)
    elif thread.ident is not None:
        bind_running(thread, scope)
    else:
        with _binding:
            _bound[thread] = scope


def _belongs(scope: Scope, function: Any, caller: FrameType) -> bool:
    """Whether the app has started a thread, and not a library for itself."""
    if scope.host.is_app_code(caller.f_code.co_filename):
        return True
    code = getattr(function, "__code__", None)
    return code is not None and scope.host.is_app_code(code.co_filename)


def _thread_start(original: Callable[..., Any]) -> Callable[..., Any]:
    def start(self: threading.Thread) -> None:
        bound = None
        if _bound:  # rare, so starting a thread costs no lock
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
        if getattr(self, "_context", self) is None:  # Python 3.14: the context in which `run` will be called
            context = contextvars.copy_context()
            context.run(enter, inner)
            vars(self)["_context"] = context
        try:
            original(self)
        except BaseException:
            if _starting.pop(id(self), None) is not None:
                inner.host.jobs.ended(inner)
            raise

    return start


def _thread_bootstrap(original: Callable[..., Any]) -> Callable[..., Any]:
    def _bootstrap_inner(self: threading.Thread) -> None:
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
"""`threading.excepthook` before apps were served.

Written with `replacing` held; threads read it without a lock.
"""


def begin() -> None:
    """Store `threading.excepthook` before any app code runs. The caller holds `replacing`."""
    global _hook_before
    _hook_before = threading.excepthook


def _make_invoke_excepthook(original: Callable[..., Any]) -> Callable[..., Any]:
    """Show the exception that ends a thread on the page, with any `threading.excepthook`.

    Each thread makes a private function that calls the hook. This makes another one and leaves the hook
    alone: an app or library may replace the hook at any time, and its own hook is also called.
    """

    def make() -> Callable[[threading.Thread], None]:
        call_hook: Callable[[threading.Thread], None] = original()

        def invoke(thread: threading.Thread) -> None:
            error, scope = sys.exception(), current()
            if error is not None and isinstance(ending(error), StopException | FragmentHandledException):
                return  # its run, or a server, has stopped it
            if scope is None:
                call_hook(thread)
                return
            # `sys.exit()` ends a thread silently, as in Python.
            if error is not None and not isinstance(error, SystemExit):
                scope.host.report(scope, error)
            if threading.excepthook not in (_hook_before, threading.__excepthook__):
                # The hook is code of the app: a command in it may find its run fenced.
                with contextlib.suppress(StopException):
                    call_hook(thread)

        return invoke

    return make


PATCHES = (
    Patch(threading.Thread, "start", _thread_start),
    Patch(threading.Thread, "_bootstrap_inner", _thread_bootstrap),
    Patch(threading, "_make_invoke_excepthook", _make_invoke_excepthook),
)

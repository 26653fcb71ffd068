"""The scope of the calling code: one context variable.

asyncio carries context variables to tasks; `carry` does the same for threads and pool jobs. Nothing else in
Treadle knows a "current" session. So two servers in a process, or two sessions in a pool, never mix.
"""

import contextlib
import os
import sys
import threading
from collections.abc import Callable
from contextvars import Context, ContextVar, Token
from types import FrameType
from typing import ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from treadle._core.calling import At, app_line
from treadle._core.package import PACKAGE
from treadle._core.this_process import is_fork, is_worker, note_fork
from treadle.errors import NoSessionContext

from .executing import executing
from .interruptible import here
from .scope import Scope

P = ParamSpec("P")
T = TypeVar("T")

_NO_PAGE = (
    "This command was called in a worker process, where there is no page to write to and no session. "
    'Report progress by `st.current_task().report(0.4, "a text")`, `return` the result, and call the '
    "commands in the app, where the result arrives."
)

_OTHER_PROCESS = (
    "This command was called in a process that the app has started, where there is no page to write to and "
    "no session. Give the process what it needs as arguments, and call the commands in the app, with what it "
    "returns. If it was called because `multiprocessing` executes the script once more in each process that "
    "it starts, put it under "
    '`if __name__ == "__main__":`, or use `st.executor("process")` or `@st.task(executor="process")`, which '
    "do not execute "
    "the script."
)

_current: ContextVar[Scope | None] = ContextVar("treadle_scope", default=None)


_by_hand: WeakKeyDictionary[threading.Thread, Scope] = WeakKeyDictionary()
"""Threads that another thread has bound while they were running. Their contexts cannot be reached.

Guarded by `_binding`.
"""

_binding = threading.Lock()


def bind_running(thread: threading.Thread, scope: Scope) -> None:
    """Give a scope to another, running thread. It applies wherever its code has no scope of its own."""
    token = scope.host.token

    def forget() -> None:
        with _binding:
            for thread, bound in list(_by_hand.items()):
                if bound.host.token == token:
                    del _by_hand[thread]

    with _binding:
        _by_hand[thread] = scope
    # called once, however many threads; at once if the session has ended Once, however many threads; at once
    # if the session has ended.
    scope.host.lifetime.on_end(forget, key="threads bound by hand")


def current() -> Scope | None:
    """Return the scope of the calling thread or coroutine, None outside of any run."""
    scope = _current.get()
    if scope is None and _by_hand:  # rare
        with _binding:
            scope = _by_hand.get(threading.current_thread())
    return scope


def carried_by(context: Context) -> Scope | None:
    """Return the scope in a context, None if there is none."""
    return context.get(_current)


def require() -> Scope:
    """Return the scope of the calling thread or coroutine.

    Raises:
        NoSessionContext: there is none. The message says how to bind one.
    """
    scope = _current.get() or current()
    if scope is None:
        raise NoSessionContext(_why_none())
    return scope


def called_at(scope: Scope) -> At | None:
    """Return where the app's code calls the current command, None if this thread's stack has none of it."""
    return app_line(sys._getframe(1), scope.host.is_app_code)


def forked_off() -> None:
    """Carry no session in a fork: it has copies of everything, and writes to a copy of the page are lost."""
    note_fork()
    enter(None)


def _why_none() -> str:
    """Return why the caller has no session; empty for the usual reason."""
    if is_worker():
        return _NO_PAGE
    program = _plain_program()
    if program is not None:
        return (
            "This is an app, but it was started as a plain Python program. Run it with "
            f"`treadle run {program}`."
        )
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if (
            frame.f_globals.get("__name__") == "__mp_main__"
        ):  # the name under which `multiprocessing` executes the script in a new process
            return _OTHER_PROCESS
        frame = frame.f_back
    return _OTHER_PROCESS if is_fork() else ""


def _plain_program() -> str | None:
    """Return the path of the script that Python executes as its program and that calls a command, or None."""
    caller = outermost = sys._getframe(1)
    while caller.f_back is not None and caller.f_code.co_filename.startswith(PACKAGE):
        caller = caller.f_back
    while outermost.f_back is not None and outermost.f_back.f_globals.get("__name__") != "runpy":
        outermost = outermost.f_back
    program = outermost.f_code.co_filename
    executed = outermost.f_code.co_name == "<module>" and outermost.f_globals.get("__name__") == "__main__"
    if executed and caller.f_globals is outermost.f_globals and os.path.isfile(program):
        return os.path.relpath(program)
    return None


def enter(scope: Scope | None) -> Token[Scope | None]:
    """Make a scope the current one. Return a token for `leave`."""
    return _current.set(scope)


def leave(token: Token[Scope | None]) -> None:
    """Restore the scope before `enter`. Nothing is restored if a stop point has raised in another context."""
    _current.reset(token)


class within:  # noqa: N801 - used as a function; a generator would cost three times as much
    """Run a block in a scope; None: without a session."""

    __slots__ = ("_scope", "_token")

    def __init__(self, scope: Scope | None) -> None:
        self._scope = scope

    def __enter__(self) -> None:
        self._token = _current.set(self._scope)

    def __exit__(self, *_: object) -> None:
        _current.reset(self._token)


def bind(function: Callable[P, T]) -> Callable[P, T]:
    """Return `function` bound to the calling run, for callers that Treadle cannot see.

    Threads, pools, timers and coroutines that app code starts carry their run without this. The callback
    thread of a C library does not: pass it a bound function.

    The bound function may be called after the run has ended. Then it still writes where it was bound, while
    that place is on the page. A container stays on the page while later runs write it again. Each run
    rewrites the page itself, the sidebar and its fragments. So a function that was bound there stops at its
    next command after the next run has started. If the run was superseded and has not stopped yet, the
    function stops, too.

    Args:
        function: the function that the foreign thread will call, any number of times.

    Raises:
        NoSessionContext: the caller belongs to no run.

    Example:
        >>> import treadle as st
        >>> def app():
        ...     import treadle as st
        ...     callback = st.bind(lambda message: st.write(message))
        ...     callback("hello")  # a library would call this from a thread of its own
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().markdown[0].value
        'hello'
    """
    scope = require()

    def bound(*args: P.args, **kwargs: P.kwargs) -> T:
        # A foreign thread is unknown until now. This adds it to the list of threads.
        with within(scope), executing(scope, "job") if here() is None else contextlib.nullcontext():
            return function(*args, **kwargs)

    bound.__name__ = getattr(function, "__name__", "bound")
    bound.__wrapped__ = function  # type: ignore[attr-defined]
    return bound

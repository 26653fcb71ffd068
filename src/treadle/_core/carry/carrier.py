"""What carries a scope to where something else runs: a place reserved for a job, and the job's function in its scope."""

import contextlib
import contextvars
import functools
import os
import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any, Literal

from treadle._core.session.structure import NOWHERE
from treadle.errors import StopException

from .context import Scope, current, enter, forked_off, leave, spawn_scope, within
from .executing import execute_nothing, executing
from .job import Job, spawn_stack

_active = False
"""Whether any app is served. Read without a lock, as a stale answer only carries or spares one context."""


def activate(active: bool) -> None:
    """Begin or end to carry."""
    global _active
    _active = active


def _forked() -> None:
    if _active:
        forked_off()
        execute_nothing()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


def carried() -> Scope | None:
    """Return the caller's scope, which goes with what it starts; None if it has none, or nothing is to be carried."""
    return current() if _active else None


def scope_for_job(
    name: str, *, daemon: bool = False, counted: bool = True, caller: FrameType | None = None
) -> Scope | None:
    """Reserve a place for something that the calling code starts, and return the scope it will run in.

    None when the caller belongs to no run, or when a module is being imported: what is started then serves the app, not
    the one visitor who happened to come first.

    Args:
        name: what it is called where it fails.
        daemon: whether it may outlive its run, and then writes for itself.
        counted: whether its run lasts until it has ended.
        caller: the frame that starts it.
    """
    scope = carried()
    if scope is None:
        return None
    frame = caller or sys._getframe(1)
    if scope.app_wide or importing(frame):
        return None
    # Once a run has ended, nothing waits for what is started in it: by a bound function, or in a context copied by hand.
    background = daemon or (scope.job is not None and scope.job.background) or scope.run.phase == "ended"
    job = Job(name, background=background, counted=counted and not background, spawn=spawn_stack(frame))
    try:
        inner = scope.host.reserve(scope, job)
    except StopException:
        if counted:
            raise
        # A library's own thread must not fail to start because a run is over. What it calls of the app stops it.
        return spawn_scope(scope, job, scope.writer, NOWHERE)
    inner.host.job_started(inner)
    return inner


def run_job(
    scope: Scope, kind: Literal["thread", "job"], function: Callable[..., Any], /, *args: Any, **kwargs: Any
) -> Any:
    """Call a job's function in its scope, and end the job whatever comes of it."""
    try:
        return execute_job(scope, kind, function, *args, **kwargs)
    finally:
        scope.host.job_ended(scope)


def execute_job(
    scope: Scope, kind: Literal["thread", "job"], function: Callable[..., Any], /, *args: Any, **kwargs: Any
) -> Any:
    """Call a job's function in its scope."""
    token = enter(scope)
    try:
        with executing(scope, kind):
            return function(*args, **kwargs)
    finally:
        leave(token)


def importing(frame: FrameType | None) -> bool:
    """Whether a module is being imported, as far as a frame and those that have called it know."""
    while frame is not None:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back
    return False


@contextlib.contextmanager
def unscoped() -> Iterator[None]:
    """Do something that belongs to no session, wherever the caller belongs."""
    token = enter(None)
    try:
        yield
    finally:
        leave(token)


class Carrier:
    """A job's function together with its scope and the context variables of whoever submitted it."""

    __slots__ = ("begun", "context", "function", "scope")
    carry_out = staticmethod(run_job)
    """What calls the function."""

    def __init__(self, scope: Scope, function: Callable[..., Any]) -> None:
        self.scope = scope
        self.function = _scoped(scope, function)
        self.context = contextvars.copy_context()
        self.begun = False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Do the job.

        Raises:
            StopException: it was told to stop before it began.
        """
        self.begun = True
        if self.scope.host.over(self.scope):
            self.scope.host.job_ended(self.scope)
            raise StopException()
        return self.context.run(self.carry_out, self.scope, "job", self.function, *args, **kwargs)

    def end(self) -> None:
        """Note that the job is over, done or not; a second time changes nothing."""
        self.begun = True
        self.scope.host.job_ended(self.scope)

    def __del__(self) -> None:
        # A pool that is terminated drops the jobs that it has not begun, and says so to nobody.
        if not self.begun:
            self.scope.host.job_dropped(self.scope)


def _scoped(scope: Scope, function: Callable[..., Any]) -> Callable[..., Any]:
    """Let the scope hold in a context that a job brings itself: asyncio.to_thread (and careful users) submit `context.run`.

    It is entered with the job and left with it, as other jobs, of other visitors even, may bring the same context.
    """
    whole = function if isinstance(function, functools.partial) else functools.partial(function)
    if not isinstance(getattr(whole.func, "__self__", None), contextvars.Context):
        return function
    return functools.partial(whole.func, _call_in, scope, *whole.args, **whole.keywords)


def _call_in(scope: Scope, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    with within(scope):
        return function(*args, **kwargs)


def job_name(function: Callable[..., Any]) -> str:
    """Return what a job is called where it fails."""
    while isinstance(function, functools.partial):
        function = function.func
    return str(getattr(function, "__qualname__", type(function).__qualname__))

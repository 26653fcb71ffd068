"""Carries a scope to a job: reserves the job's slot, and calls its function in its scope."""

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

from .beginnings import app_code_begins
from .context import current, enter, forked_off, leave, within
from .executing import executing
from .interruptible import execute_nothing
from .job import Job, spawn_stack
from .scope import Scope, spawn_scope

_active = False
"""Whether any app is served.

Read without a lock: with an old answer, one context is carried needlessly or not at all.
"""


def activate(active: bool) -> None:
    """Switch carrying on or off."""
    global _active
    _active = active


def _forked() -> None:
    if _active:
        forked_off()
        execute_nothing()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


def carried() -> Scope | None:
    """Return the caller's scope for code that it starts; None if it has none, or nothing is carried."""
    return current() if _active else None


def scope_for_job(
    name: str, *, daemon: bool = False, counted: bool = True, caller: FrameType | None = None
) -> Scope | None:
    """Reserve a slot for a job that the calling code starts, and return the scope of the job.

    None if the caller belongs to no run, or if a module is being imported: a job that is started then serves
    the whole app and not the visitor who came first.

    Args:
        name: the name of the job in messages.
        daemon: whether it can outlive its run. If so, it has a writer of its own.
        counted: whether its run lasts until it has ended.
        caller: the frame that starts it.
    """
    scope = carried()
    if scope is None:
        return None
    frame = caller or sys._getframe(1)
    if scope.app_wide or importing(frame):
        return None
    # After its run has ended, nothing waits for a job that is started in it by a bound function or a copied
    # context.
    background = daemon or (scope.job is not None and scope.job.background) or scope.run.phase == "ended"
    job = Job(name, background=background, counted=counted and not background, spawn=spawn_stack(frame))
    try:
        inner = scope.host.jobs.reserve(scope, job)
    except StopException:
        if counted:
            raise
        # A library's own thread must start even if the run is fenced. App code that it calls is stopped.
        return spawn_scope(scope, job, scope.writer, NOWHERE)
    inner.host.jobs.started(inner)
    return inner


def run_job(
    scope: Scope, kind: Literal["thread", "job"], function: Callable[..., Any], /, *args: Any, **kwargs: Any
) -> Any:
    """Call a job's function in its scope, and end the job in any case."""
    try:
        return execute_job(scope, kind, function, *args, **kwargs)
    finally:
        scope.host.jobs.ended(scope)


@app_code_begins
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
    """Whether a frame, or one of its callers, is importing a module."""
    while frame is not None:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back
    return False


@contextlib.contextmanager
def unscoped() -> Iterator[None]:
    """Run a block without a session."""
    token = enter(None)
    try:
        yield
    finally:
        leave(token)


class Carrier:
    """A job's function with its scope and the context variables of its submitter."""

    __slots__ = ("begun", "context", "function", "scope")
    carry_out = staticmethod(run_job)
    """The function that executes the job."""

    def __init__(self, scope: Scope, function: Callable[..., Any]) -> None:
        self.scope = scope
        self.function = _scoped(scope, function)
        self.context = contextvars.copy_context()
        self.begun = False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Execute the job.

        Raises:
            StopException: it was told to stop before it began.
        """
        self.begun = True
        if self.scope.host.over(self.scope):
            self.scope.host.jobs.ended(self.scope)
            raise StopException()
        return self.context.run(self.carry_out, self.scope, "job", self.function, *args, **kwargs)

    def end(self) -> None:
        """End the job, executed or not. A second call has no effect."""
        self.begun = True
        self.scope.host.jobs.ended(self.scope)

    def __del__(self) -> None:
        # A terminated pool drops its pending jobs without a message.
        if not self.begun:
            self.scope.host.jobs.dropped(self.scope)


def _scoped(scope: Scope, function: Callable[..., Any]) -> Callable[..., Any]:
    """Set the scope in a context that the job brings itself: `asyncio.to_thread` submits `context.run`.

    The scope is set only during the job, because other jobs, even of other visitors, may bring the same
    context.
    """
    whole = function if isinstance(function, functools.partial) else functools.partial(function)
    if not isinstance(getattr(whole.func, "__self__", None), contextvars.Context):
        return function
    return functools.partial(whole.func, call_in, scope, *whole.args, **whole.keywords)


def call_in(scope: Scope, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    with within(scope):
        return function(*args, **kwargs)


def job_name(function: Callable[..., Any]) -> str:
    """Return the name of a job in messages."""
    while isinstance(function, functools.partial):
        function = function.func
    return str(getattr(function, "__qualname__", type(function).__qualname__))

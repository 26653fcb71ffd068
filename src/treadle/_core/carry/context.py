"""The scope of the calling code: one context variable.

asyncio carries context variables to tasks; `carry` does the same for threads and pool jobs. Nothing else in
Treadle knows a "current" session. So two servers in a process, or two sessions in a pool, never mix.
"""

import contextlib
import dataclasses
import os
import sys
import threading
from collections.abc import Callable, Hashable, Mapping
from contextvars import Context, ContextVar, Token
from types import FrameType
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar
from weakref import WeakKeyDictionary

from treadle._core.calling import At, app_line
from treadle._core.config import Config
from treadle._core.package import PACKAGE
from treadle._core.processes.worker import is_worker
from treadle._core.protocol.blob import Blob
from treadle._core.protocol.element import Element
from treadle._core.protocol.message import Effect
from treadle._core.session.caller import Recorder
from treadle._core.session.events import Event
from treadle._core.session.lanes import Lane, Run
from treadle._core.session.nodes import Writer
from treadle._core.session.operation import Operation, StateChange
from treadle.errors import NoSessionContext

from .executing import executing, here
from .job import Job

if TYPE_CHECKING:
    import asyncio

    from treadle._core.sync.locks import LockTable
    from treadle._core.sync.loops import BackgroundLoop
    from treadle._core.tasks.board import TaskBoard

    from .executing import Executing

P = ParamSpec("P")
T = TypeVar("T")
PART = TypeVar("PART", bound="Part")


class Request(Protocol):
    """The request by which a browser opened its newest connection."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers as they were sent, including those that proxies have added."""

    @property
    def cookies(self) -> Mapping[str, str]:
        """The cookies by name."""

    @property
    def ip(self) -> str | None:
        """The address of the peer."""

    @property
    def host(self) -> str:
        """The name and port by which the browser reached the server."""


class Part(Protocol):
    """An object of which an app has one."""

    def close(self) -> None:
        """Release its resources when the app stops."""


class Host(Protocol):
    """The driver of a session, as the writing threads see it. Every method can be called from any thread."""

    @property
    def token(self) -> str:
        """The secret name of this session."""

    @property
    def file_key(self) -> str:
        """The beginning of the addresses of this session's files. A secret, but not the session's token."""

    @property
    def request(self) -> Request:
        """The request of the newest connection."""

    @property
    def config(self) -> Config:
        """All options."""

    def part(self, make: Callable[[Any], PART]) -> PART:
        """Return the app's one object of a kind: the result of `make(app)` at the first call."""

    @property
    def locks(self) -> "LockTable":
        """The locks of the session's app."""

    def handle(self, event: Event) -> None:
        """Handle an event of the session. Not a stop point."""

    def over(self, scope: "Scope") -> bool:
        """Whether the scope's next command would stop it.

        It takes no lock, and stays true until the run has ended.
        """

    def on_over(self, scope: "Scope", wake: Callable[[], None]) -> Callable[[], None]:
        """Call `wake` when `over(scope)` becomes true. Return a function that cancels this.

        For waits in a command. `wake` can be called from any thread, at once if the scope must already stop,
        and more than once. No lock of the session is held then. It must be quick and must not raise.
        """

    def entered(self, executing: "Executing") -> None:
        """Register a thread that begins to execute code of this session."""

    def left_code(self, executing: "Executing") -> None:
        """Unregister a thread that executes code of this session no more."""

    def coroutine_started(self, scope: "Scope", task: "asyncio.Task[Any]") -> None:
        """Register a coroutine, which is cancelled when the scope must stop."""

    # A stop point raises `StopException` for a scope that must stop: its run was superseded or stopped, or
    # its session has ended. It does not raise where a library's lock would stay held, or where Python ignores
    # exceptions (`fences.may_raise`). There it does nothing, and returns a substitute for something that is
    # not on the page.

    def check(self, scope: "Scope") -> bool:
        """Return True if the scope can continue; a stop point.

        False: it must stop, and the caller must do nothing.

        Raises:
            StopException: its run was superseded or stopped, or its session has ended.
        """

    def do(self, scope: "Scope", operation: Operation[T]) -> T:
        """Apply an operation to the session and return its result; a stop point.

        Where a stop point does nothing, the operation is applied to an empty session that nobody sees.
        """

    def stop_point(self, scope: "Scope", step: Callable[[], T]) -> T:
        """Execute a step under the session's lock.

        A run that is fenced now executes it before that or not at all.

        The step takes no lock that is held around a session's lock, and must not call app code. A stop point;
        where that does nothing, the step is still executed.
        """

    def look(self, scope: "Scope", operation: Operation[T]) -> T:
        """Return the result of an operation that reads the app's state.

        A stop point, except in clean-up code (`fences.cleans_up`).
        """

    def change_state(self, scope: "Scope", change: StateChange[T]) -> T:
        """Change the value of a key of the app's state; a stop point, as `look` is.

        Return `change.instead(…)` if the scope must stop and the change must not be applied: a newer run has
        written the key, or a stop point must do nothing here.
        """

    def write(self, scope: "Scope", container: int, props: Element, identity: Hashable = None) -> int:
        """Put an element into a container and return its node id; a stop point."""

    def holds(self, id: int) -> bool:
        """Whether a node is a container. A node that has left the page counts as one."""

    def left(self, scope: "Scope", container: int, *, failed: bool) -> None:
        """End a `with container:` block. Not a stop point, because a stop may end the block."""

    def effect(self, scope: "Scope", effect: Effect) -> None:
        """Make something happen once in every connected browser; a stop point."""

    def keep(self, key: str, make: Callable[[], bytes]) -> Blob:
        """Return the large value of a key that identifies its content.

        Make the bytes only if there is none.
        """

    def reserve(self, scope: "Scope", job: Job) -> "Scope":
        """Reserve a slot for a job in the scope's container. Return the scope of the job."""

    def job_started(self, scope: "Scope") -> None:
        """Count the scope's job as started, if its run waits for it."""

    def job_ended(self, scope: "Scope") -> None:
        """End the scope's job, and remove the old elements in its slot."""

    def job_dropped(self, scope: "Scope") -> None:
        """Drop the scope's job, which will never begin.

        Garbage collection can call this anywhere, under any lock.
        """

    def stop(self, job: Job) -> None:
        """Stop one thread, job or coroutine without its run: at its next command, if it reaches one."""

    def after_body(self, run: Run, function: Callable[[], object]) -> None:
        """Call a function when a run's page code has ended; at once if it has. It must be quick."""

    def after_run(self, run: Run, function: Callable[[], object]) -> None:
        """Call a function when a run has ended, with its threads; at once if it has. It must be quick."""

    def amend(self, id: int, change: Callable[[Element], Element]) -> bool:
        """Change a node during any run. Return whether it is on the page. Not a stop point.

        `change` is called under the session's lock. It must only make new properties from the old ones.
        """

    def on_page(self, id: int) -> bool:
        """Whether a node is on the page."""

    @property
    def coroutines(self) -> "BackgroundLoop":
        """The app's event loop for coroutines that belong to no run."""

    @property
    def board(self) -> "TaskBoard":
        """The tasks of the app."""

    def on_end(self, function: Callable[[], object], key: Hashable = None) -> Callable[[], None]:
        """Call a function when the session has ended, with its threads. Return a function that cancels this.

        Args:
            function: called in a thread of its own, in a scope that can still read the session's state.
            key: identifies the function: a later one with the same key replaces it. None: it replaces none.
        """

    def on_error(
        self,
        function: Callable[[BaseException], object],
        key: Hashable = None,
        *,
        everywhere: bool = False,
    ) -> Callable[[], None]:
        """Call a function with each uncaught exception, of this session's code or of all; see `on_end`."""

    def report(self, scope: "Scope", error: BaseException) -> None:
        """Show an uncaught exception at the scope's place, and log it."""

    def is_app_code(self, filename: str) -> bool:
        """Whether a source file belongs to the app, and not to an installed package or to Python."""


@dataclasses.dataclass(frozen=True, slots=True)
class Scope:
    """Everything that a command must know about its surroundings. Immutable. Each thread has its own."""

    host: Host
    run: Run
    lane: Lane
    writer: Writer
    container: int
    """The node id of the container to which `st.` commands write."""
    job: Job | None = None
    """The executing thread or job; None in the script thread."""
    in_callback: bool = False
    app_wide: bool = False
    """Whether threads started here belong to the app and not to this session (`cache_resource`)."""
    closing: bool = False
    """Whether this is code that the app executes at the end of its session. It must not stop at once."""
    recorder: Recorder | None = None
    """The recorder of everything that is written; None if nothing records."""
    outer: "Scope | None" = None
    """The scope around a `with container:` block, restored at its end."""

    @property
    def in_job(self) -> bool:
        """Whether this is a thread, pool job or coroutine, and not the run's own script thread."""
        return self.job is not None

    @property
    def background(self) -> bool:
        """Whether it can outlive the run."""
        return self.job is not None and self.job.background

    def for_callback(self) -> "Scope":
        """Return this scope for a widget's callback, which runs before the page's own code."""
        return dataclasses.replace(self, in_callback=True)

    def for_app(self) -> "Scope":
        """Return this scope for code whose threads belong to the app.

        They outlive this session and carry none.
        """
        return dataclasses.replace(self, app_wide=True)

    def inside(self, container: int) -> "Scope":
        """Return the scope of a `with container:` block."""
        return dataclasses.replace(self, container=container, outer=self)


_NO_PAGE = (
    "This command was called in a worker process, where there is no page to write to and no session. "
    'Say how the work is getting on by `st.current_task().report(0.4, "a text")`, `return` what it has '
    "found, and call the "
    "commands where that arrives."
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
    """Let another, running thread carry a scope wherever its code has none of its own."""
    token = scope.host.token

    def forget() -> None:
        with _binding:
            for thread, bound in list(_by_hand.items()):
                if bound.host.token == token:
                    del _by_hand[thread]

    with _binding:
        _by_hand[thread] = scope
    # called once, however many threads; at once if the session has ended
    scope.host.on_end(forget, key="threads bound by hand")


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
    """Return where the app's code calls the command that is executed, None if none of it is in the stack of this thread."""
    return app_line(sys._getframe(1), scope.host.is_app_code)


_forked_off = False
"""Whether this process was forked from one that serves apps."""


def forked_off() -> None:
    """Carry no session in a fork: it has copies of everything, and writes to a copy of the page are lost."""
    global _forked_off
    _forked_off = True
    enter(None)


def _why_none() -> str:
    """Return why the caller has no session; empty for the usual reason."""
    if is_worker():
        return _NO_PAGE
    program = _plain_program()
    if program is not None:
        return f"This is an app, and was started as a plain program. Run it with `treadle run {program}`."
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if (
            frame.f_globals.get("__name__") == "__mp_main__"
        ):  # the name under which `multiprocessing` executes the script in a new process
            return _OTHER_PROCESS
        frame = frame.f_back
    return _OTHER_PROCESS if _forked_off else ""


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
    that place is on the page. A container stays on the page while later runs write it again. The page itself,
    the sidebar and a fragment are written anew by each run, so a function that was bound there stops at its
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


def spawn_scope(scope: Scope, job: Job, writer: Writer, slot: int) -> Scope:
    """Return the scope of a job that was started in another scope."""
    return dataclasses.replace(scope, writer=writer, container=slot, job=job)

"""Who is writing, and where: one context variable.

asyncio carries context variables to tasks; `carry` does the same for threads and pool jobs. Nothing else in Treadle knows
a "current" session, so two servers in a process, or two sessions in a pool, cannot meet.
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
    """What is known of the request by which a browser opened its newest connection."""

    @property
    def headers(self) -> Mapping[str, str]:
        """As sent; what proxies have added is in here too."""

    @property
    def cookies(self) -> Mapping[str, str]:
        """By name."""

    @property
    def ip(self) -> str | None:
        """The peer of the socket."""

    @property
    def host(self) -> str:
        """Name and port by which the browser reached the server."""


class Part(Protocol):
    """Something that an app has one of."""

    def close(self) -> None:
        """Give back what it has taken, as the app stops."""


class Host(Protocol):
    """What drives a session, seen from the threads that write to it. Every method may be called from any thread."""

    @property
    def token(self) -> str:
        """What tells this session from all others."""

    @property
    def file_key(self) -> str:
        """What the addresses of this session's files begin with. It cannot be guessed, and does not open the session."""

    @property
    def request(self) -> Request:
        """The request of the newest connection."""

    @property
    def config(self) -> Config:
        """All options."""

    def part(self, make: Callable[[Any], PART]) -> PART:
        """Return the app's one object of a kind: what `make(app)` has returned when it was first asked for."""

    @property
    def locks(self) -> "LockTable":
        """The locks of the session's app."""

    def handle(self, event: Event) -> None:
        """Let the session react to an event. Not a stop point."""

    def over(self, scope: "Scope") -> bool:
        """Whether the scope's next command would stop it. Takes no lock; once true, it stays true as long as the run goes on."""

    def on_over(self, scope: "Scope", wake: Callable[[], None]) -> Callable[[], None]:
        """Have `wake` called when `over(scope)` becomes true; returns what takes that back.

        For whatever waits in a command. `wake` may be called from any thread, at once if the scope is over already, and more
        than once; no lock of the session's is held then. It must be quick, and must not raise.
        """

    def entered(self, executing: "Executing") -> None:
        """Note that a thread has begun to execute code of this session."""

    def left_code(self, executing: "Executing") -> None:
        """Note that a thread executes code of this session no more."""

    def coroutine_started(self, scope: "Scope", task: "asyncio.Task[Any]") -> None:
        """Note that a coroutine was started, which is to be cancelled when the scope is over."""

    # A stop point raises `StopException` for a scope that is over: its run was superseded or stopped, or its session has
    # ended. It does not raise where that would keep a library's lock held, or be ignored (`fences.may_raise`). There it does
    # nothing, and what it returns stands for something that is not on the page.

    def check(self, scope: "Scope") -> bool:
        """Return True if the scope may go on; a stop point. False: it is over, and the caller must do nothing.

        Raises:
            StopException: its run was superseded or stopped, or its session has ended.
        """

    def do(self, scope: "Scope", operation: Operation[T]) -> T:
        """Apply an operation to the session and return what it finds; a stop point.

        Where a stop point does nothing, the operation is applied to an empty session that nobody sees.
        """

    def stop_point(self, scope: "Scope", step: Callable[[], T]) -> T:
        """Run a step under the session's lock, so that a run which is fenced at this moment does it before that or not at all.

        It concerns no session alone, takes no lock that is held around a session's, and must not call app code. A stop point; where
        that does nothing, the step is run.
        """

    def look(self, scope: "Scope", operation: Operation[T]) -> T:
        """Return what an operation sees of the app's state; a stop point, except where app code cleans up (`fences.cleans_up`)."""

    def change_state(self, scope: "Scope", change: StateChange[T]) -> T:
        """Change the value of a key of the app's state; a stop point, as `look` is.

        Return `change.instead(…)` if the scope is over and the change must not land: a newer run has written the key, or a stop point
        must do nothing here.
        """

    def write(self, scope: "Scope", container: int, props: Element, identity: Hashable = None) -> int:
        """Put an element into a container and return its node id; a stop point."""

    def holds(self, id: int) -> bool:
        """Whether a node is a container (one that has left the page counts as one)."""

    def left(self, scope: "Scope", container: int, *, failed: bool) -> None:
        """Note that a `with container:` block has ended. Not a stop point: the block may end because of one."""

    def effect(self, scope: "Scope", effect: Effect) -> None:
        """Make something happen once in every connected browser; a stop point."""

    def keep(self, key: str, make: Callable[[], bytes]) -> Blob:
        """Return the large value known by a key, which says all of what is in it; make its bytes only if there is none."""

    def reserve(self, scope: "Scope", job: Job) -> "Scope":
        """Reserve a slot for a job in the scope's container and return the scope that the job runs in."""

    def job_started(self, scope: "Scope") -> None:
        """Note that the scope's job was started, if its run waits for it."""

    def job_ended(self, scope: "Scope") -> None:
        """Note that the scope's job has ended: what its slot still holds from before leaves."""

    def job_dropped(self, scope: "Scope") -> None:
        """Note that the scope's job will never begin. Garbage collection may find that out, anywhere and under any lock."""

    def stop(self, job: Job) -> None:
        """Stop one thread, job or coroutine, whatever becomes of its run: its next command stops it, if it comes to one."""

    def after_body(self, run: Run, function: Callable[[], object]) -> None:
        """Have a function called when a run's page code has come to its end; at once if it has. It must be quick."""

    def after_run(self, run: Run, function: Callable[[], object]) -> None:
        """Have a function called when a run has ended, its threads included; at once if it has. It must be quick."""

    def amend(self, id: int, change: Callable[[Element], Element]) -> bool:
        """Change a node that is on the page, whoever runs; say whether it is. Not a stop point.

        `change` is called under the session's lock: it only makes properties from those that are there.
        """

    def on_page(self, id: int) -> bool:
        """Whether a node is on the page."""

    @property
    def coroutines(self) -> "BackgroundLoop":
        """The app's event loop for what belongs to no run."""

    @property
    def board(self) -> "TaskBoard":
        """The tasks of the app."""

    def on_end(self, function: Callable[[], object], key: Hashable = None) -> Callable[[], None]:
        """Have a function called when the session has ended and its threads with it; returns what takes that back.

        Args:
            function: called in a thread of its own, in a scope that may still read the session's state.
            key: what tells it from others: a later function with the same key takes its place. None: none other is the same.
        """

    def on_error(
        self,
        function: Callable[[BaseException], object],
        key: Hashable = None,
        *,
        everywhere: bool = False,
    ) -> Callable[[], None]:
        """Have a function called with each exception that nobody caught, of this session's code or of all; see `on_end`."""

    def report(self, scope: "Scope", error: BaseException) -> None:
        """Show an exception that nobody caught at the scope's place, and log it."""

    def is_app_code(self, filename: str) -> bool:
        """Whether a source file belongs to the app, rather than to an installed package or to Python."""


@dataclasses.dataclass(frozen=True, slots=True)
class Scope:
    """Everything that a command must know of its surroundings. Immutable: each thread has its own."""

    host: Host
    run: Run
    lane: Lane
    writer: Writer
    container: int
    """Node id of the container that `st.` commands write to."""
    job: Job | None = None
    """The thread or job that executes; None in the script thread itself."""
    in_callback: bool = False
    app_wide: bool = False
    """Whether what is started here serves the app rather than this session: inside a `cache_resource` function."""
    closing: bool = False
    """Whether this is what the app does at the end of its session, which must not stop at once."""
    recorder: Recorder | None = None
    """Who is told of all that is written; None for nobody."""
    outer: "Scope | None" = None
    """What to go back to when the `with container:` block ends that this scope stands for."""

    @property
    def in_job(self) -> bool:
        """Whether it is a thread, pool job or coroutine that executes, rather than the run's own script thread."""
        return self.job is not None

    @property
    def background(self) -> bool:
        """Whether it is one that may outlive the run."""
        return self.job is not None and self.job.background

    def for_callback(self) -> "Scope":
        """Return this scope for a widget's callback, which runs before the page's own code."""
        return dataclasses.replace(self, in_callback=True)

    def for_app(self) -> "Scope":
        """Return this scope for code whose threads belong to the app: they outlive this session and carry none."""
        return dataclasses.replace(self, app_wide=True)

    def inside(self, container: int) -> "Scope":
        """Return the scope of a `with container:` block."""
        return dataclasses.replace(self, container=container, outer=self)


_NO_PAGE = (
    "This command was called in a worker process, where there is no page to write to and no session. "
    'Say how the work is getting on by `st.current_task().report(0.4, "a text")`, `return` what it has found, and call the '
    "commands where that arrives."
)

_OTHER_PROCESS = (
    "This command was called in a process that the app has started, where there is no page to write to and no session. Give the "
    "process what it needs as arguments, and call the commands in the app, with what it returns. If it was called because "
    "`multiprocessing` executes the script once more in each process that it starts, put it under "
    '`if __name__ == "__main__":`, or use `st.executor("process")` or `@st.task(executor="process")`, which do not execute '
    "the script."
)

_current: ContextVar[Scope | None] = ContextVar("treadle_scope", default=None)


_by_hand: WeakKeyDictionary[threading.Thread, Scope] = WeakKeyDictionary()
"""Threads that were bound when they ran already, from outside, where their context cannot be reached; guarded by `_binding`."""

_binding = threading.Lock()


def bind_running(thread: threading.Thread, scope: Scope) -> None:
    """Let another thread, which runs already, carry a scope wherever its code carries none of its own."""
    token = scope.host.token

    def forget() -> None:
        with _binding:
            for thread, bound in list(_by_hand.items()):
                if bound.host.token == token:
                    del _by_hand[thread]

    with _binding:
        _by_hand[thread] = scope
    scope.host.on_end(forget, key="threads bound by hand")  # once, however many; at once if that is past


def current() -> Scope | None:
    """Return the scope of the calling thread or coroutine, None outside of any run."""
    scope = _current.get()
    if scope is None and _by_hand:  # hardly ever
        with _binding:
            scope = _by_hand.get(threading.current_thread())
    return scope


def carried_by(context: Context) -> Scope | None:
    """Return the scope that a context holds, None if that of no run."""
    return context.get(_current)


def require() -> Scope:
    """Return the scope of the calling thread or coroutine.

    Raises:
        NoSessionContext: there is none; the message says how to carry one here.
    """
    scope = _current.get() or current()
    if scope is None:
        raise NoSessionContext(_why_none())
    return scope


_forked_off = False
"""Whether this process was forked off from one that serves apps."""


def forked_off() -> None:
    """Belong to no session in a fork: it has copies of everything, and what is written to a copy of the page is lost."""
    global _forked_off
    _forked_off = True
    enter(None)


def _why_none() -> str:
    """Say why the caller has no session; empty for what usually is the reason."""
    if is_worker():
        return _NO_PAGE
    program = _plain_program()
    if program is not None:
        return f"This is an app, and was started as a plain program. Run it with `treadle run {program}`."
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if (
            frame.f_globals.get("__name__") == "__mp_main__"
        ):  # what `multiprocessing` calls the script in a new process
            return _OTHER_PROCESS
        frame = frame.f_back
    return _OTHER_PROCESS if _forked_off else ""


def _plain_program() -> str | None:
    """Return the path of the script that Python executes as its program and that calls a command, None if there is none."""
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
    """Make a scope the current one; give the token to `leave`."""
    return _current.set(scope)


def leave(token: Token[Scope | None]) -> None:
    """Go back to the scope before `enter`. A stop point that ran in another context leaves nothing to go back to."""
    _current.reset(token)


class within:  # noqa: N801 - used as a function; a generator would cost three times as much
    """Run a block in a scope; None for a block that belongs to no run."""

    __slots__ = ("_scope", "_token")

    def __init__(self, scope: Scope | None) -> None:
        self._scope = scope

    def __enter__(self) -> None:
        self._token = _current.set(self._scope)

    def __exit__(self, *_: object) -> None:
        _current.reset(self._token)


def bind(function: Callable[P, T]) -> Callable[P, T]:
    """Return `function` bound to the calling run, for callers that Treadle cannot see.

    Threads, pools, timers and coroutines that app code starts carry their run by themselves. A C library's callback
    thread does not: give it a bound function.

    It may also be called when the run has ended, in whatever way. Then it goes on writing where it was bound, while that place is on
    the page: a container stays as long as runs write it again; the page itself, the sidebar and a fragment begin anew with each run.
    When the place has gone, its next write stops it. While a run that was superseded is still about to stop, it stops, too.

    Args:
        function: what the foreign thread will call, any number of times.

    Raises:
        NoSessionContext: the caller itself belongs to no run.

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
        # A foreign thread is not known to execute anything yet: this is how it comes into the list of threads.
        with within(scope), executing(scope, "job") if here() is None else contextlib.nullcontext():
            return function(*args, **kwargs)

    bound.__name__ = getattr(function, "__name__", "bound")
    bound.__wrapped__ = function  # type: ignore[attr-defined]
    return bound


def spawn_scope(scope: Scope, job: Job, writer: Writer, slot: int) -> Scope:
    """Return the scope of a job that was started in another scope."""
    return dataclasses.replace(scope, writer=writer, container=slot, job=job)

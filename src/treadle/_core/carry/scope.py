"""The surroundings of a command, and the roles of its session for the threads that write to it.

A session has one interface for each role, so that each room sees what it needs: its page (`Page`), its
threads and jobs (`Jobs`), the ends of its runs (`Ends`) and its own end (`Lifetime`). `Host` has what all
code needs.
"""

import asyncio
import dataclasses
import threading
from collections.abc import Callable, Hashable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Literal, Protocol, TypeVar

from treadle._core.config import Config
from treadle._core.protocol.element import Element
from treadle._core.session.caller import Recorder
from treadle._core.session.events import Event
from treadle._core.session.lanes import Lane, Run
from treadle._core.session.nodes import Writer
from treadle._core.session.operation import Operation, StateChange

from .interruptible import Interruptible
from .job import Job

T = TypeVar("T")
PART = TypeVar("PART", bound="Part")
Kind = Literal["script", "thread", "job"]


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

    @property
    def login(self) -> str:
        """The sealed login that the browser carries; "" if it has none."""

    @property
    def origin(self) -> str | None:
        """The origin of the page that has opened the connection."""

    @property
    def user(self) -> Mapping[str, str | None]:
        """What a trusted proxy says of the person."""


class Visitor(Protocol):
    """The visitor of a session. Any thread can call the methods."""

    @property
    def request(self) -> Request:
        """The request of the newest connection."""

    @property
    def given(self) -> Mapping[str, Any] | None:
        """Who the visitor is, if it does not follow from the request: after a logout, and in tests."""

    def log_out(self) -> None:
        """Forget who the visitor is, from now on. No browser can return to this session."""


class Part(Protocol):
    """An object that an app has once."""

    def close(self) -> None:
        """Release its resources when the app stops."""


# A stop point raises `StopException` for a scope that must stop: its run was superseded or stopped, or its
# session has ended. It does not raise where a library's lock would stay held, or where Python ignores
# exceptions (`fences.may_raise`). There it does nothing, and returns a substitute for something that is not
# on the page.


class Page(Protocol):
    """A session's page and state, for the threads that write and read them.

    Any thread can call the methods.
    """

    def do(self, scope: "Scope", operation: Operation[T]) -> T:
        """Apply an operation to the session and return its result; a stop point.

        Where a stop point does nothing, the operation is applied to an empty session that nobody sees.
        """

    def write(self, scope: "Scope", container: int, props: Element, identity: Hashable = None) -> int:
        """Put an element into a container and return its node id; a stop point."""

    def look(self, scope: "Scope", operation: Operation[T]) -> T:
        """Return the result of an operation that reads the app's state.

        A stop point, except in clean-up code (`fences.cleans_up`).
        """

    def change_state(self, scope: "Scope", change: StateChange[T]) -> T:
        """Change the value of a key of the app's state; a stop point, as `look` is.

        Return `change.instead(…)` if the scope must stop and the change must not be applied: a newer run has
        written the key, or a stop point must do nothing here.
        """

    def left(self, scope: "Scope", container: int, *, failed: bool) -> None:
        """End a `with container:` block. Not a stop point, because a stop may end the block."""

    def holds(self, id: int) -> bool:
        """Whether a node is a container. A node that has left the page counts as one."""

    def apply(self, operation: Operation[T]) -> T:
        """Apply an operation, whichever run is active, and return what it finds. Not a stop point."""


class Jobs(Protocol):
    """The threads, jobs and coroutines of a session. Every method may be called from any thread."""

    def reserve(self, scope: "Scope", job: Job) -> "Scope":
        """Reserve a slot for a job in the scope's container. Return the scope of the job."""

    def started(self, scope: "Scope") -> None:
        """Count the scope's job as started, if its run waits for it."""

    def ended(self, scope: "Scope") -> None:
        """End the scope's job, and remove the old elements in its slot."""

    def dropped(self, scope: "Scope") -> None:
        """Drop the scope's job, which will never begin.

        Garbage collection can call this anywhere, under any lock.
        """

    def stop(self, job: Job) -> None:
        """Stop one thread, job or coroutine without its run: at its next command, if it reaches one."""

    def coroutine_started(self, scope: "Scope", task: "asyncio.Task[Any]") -> None:
        """Register a coroutine, which is cancelled when the scope must stop."""

    def entered(self, executing: "Executing") -> None:
        """Register a thread that begins to execute code of this session."""

    def left(self, executing: "Executing") -> None:
        """Unregister a thread that executes code of this session no more."""


class Ends(Protocol):
    """The ends of a session's runs. Functions that are given here must be quick."""

    def after_body(self, run: Run, function: Callable[[], object]) -> None:
        """Call a function when a run's page code has ended; at once if it has. It must be quick."""

    def after_run(self, run: Run, function: Callable[[], object]) -> None:
        """Call a function when a run has ended, with its threads; at once if it has. It must be quick."""


class Lifetime(Protocol):
    """The end of a session, and its errors."""

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


class Host(Protocol):
    """A session with everything that pure code leaves out, seen from the threads that write to it.

    Every method may be called from any thread.
    """

    @property
    def token(self) -> str:
        """The secret name of this session."""

    @property
    def file_key(self) -> str:
        """The beginning of the addresses of this session's files. A secret, but not the session's token."""

    @property
    def visitor(self) -> Visitor:
        """The visitor: their newest request, and who they are."""

    @property
    def config(self) -> Config:
        """All options."""

    @property
    def page(self) -> Page:
        """What is on its page, and the app's state."""

    @property
    def jobs(self) -> Jobs:
        """Its threads, jobs and coroutines."""

    @property
    def ends(self) -> Ends:
        """The ends of its runs."""

    @property
    def lifetime(self) -> Lifetime:
        """Its end, and its errors."""

    def part(self, make: Callable[[Any], PART]) -> PART:
        """Return the app's one object of a kind: the result of `make(app)` at the first call."""

    def of_app(self, kind: type[T]) -> T:
        """Return the app's object of a class that every app has one of, such as its table of locks."""

    def is_app_code(self, filename: str) -> bool:
        """Whether a source file belongs to the app, and not to an installed package or to Python."""

    def handle(self, event: Event) -> None:
        """Handle an event of the session. Not a stop point."""

    def writing(self, scope: "Scope") -> AbstractContextManager[int]:
        """Return a block in which the scope writes a growing text, which a person can stop.

        The block gets the number of the text.
        """

    def report(self, scope: "Scope", error: BaseException) -> None:
        """Show an uncaught exception at the scope's place, and log it."""

    def check(self, scope: "Scope") -> bool:
        """Return True if the scope can continue; a stop point.

        False: it must stop, and the caller must do nothing.

        Raises:
            StopException: its run was superseded or stopped, or its session has ended.
        """

    def over(self, scope: "Scope") -> bool:
        """Whether the scope's next command would stop it.

        It takes no lock, and stays true until the run has ended.
        """

    def on_over(self, scope: "Scope", wake: Callable[[], None]) -> Callable[[], None]:
        """Call `wake` when `over(scope)` becomes true. Return a function that cancels this.

        For waits in a command. `wake` can be called from any thread, at once if the scope must already stop,
        and more than once. No lock of the session is held then. It must be quick and must not raise.
        """

    def stop_point(self, scope: "Scope", step: Callable[[], T]) -> T:
        """Execute a step under the session's lock.

        A run that is fenced now executes it before that or not at all.

        The step takes no lock that is held around a session's lock, and must not call app code. A stop point;
        where that does nothing, the step is still executed.
        """


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
    page: str | None = None
    """The page whose code executes; None for code that all pages share."""
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


def spawn_scope(scope: Scope, job: Job, writer: Writer, slot: int) -> Scope:
    """Return the scope of a job that was started in another scope."""
    return dataclasses.replace(scope, writer=writer, container=slot, job=job)


class Executing(Interruptible):
    """A thread while it executes code of one session."""

    __slots__ = ("kind", "scope")

    def __init__(self, scope: Scope, kind: Kind) -> None:
        # A job knows the name of its thread. The thread is not in `threading.current_thread` yet.
        super().__init__(threading.current_thread().name if scope.job is None else scope.job.name)
        self.scope = scope
        self.kind = kind

    def over(self) -> bool:
        """Whether its next command would stop it."""
        return self.scope.host.over(self.scope)

    def is_app_code(self, filename: str) -> bool:
        """Whether a source file belongs to the app of its session."""
        return self.scope.host.is_app_code(filename)

"""Messages and operations. On the wire each is an array whose first item names it."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from .element import Element

VERSION = 1
"""Raised when a browser page of one release cannot talk to a server of another."""

NodeId = Annotated[int, Meta(ge=0, le=2**53 - 1)]


class Message(msgspec.Struct, frozen=True, array_like=True):
    """Base of everything that is sent as a tagged array."""


# Operations on nodes ---------------------------------------------------------------------------------------------


class Insert(Message, frozen=True, tag="insert"):
    """Put a new node into `parent`, behind the sibling `after` (0: first)."""

    id: int
    parent: int
    after: int
    kind: str
    props: Element


class Set(Message, frozen=True, tag="set"):
    """Change some properties of a node; the others stay."""

    id: int
    props: dict[str, Any]


class Append(Message, frozen=True, tag="append"):
    """Add text to the end of a string property."""

    id: int
    prop: str
    text: str


class Remove(Message, frozen=True, tag="remove"):
    """Take nodes away, each with its subtree."""

    ids: list[int]


class Order(Message, frozen=True, tag="order"):
    """Give a container's children in their new order."""

    parent: int
    children: list[int]


Operation = Insert | Set | Append | Remove | Order


# Effects: happen once, are not part of the page -------------------------------------------------------------------


class Toast(Message, frozen=True, tag="toast"):
    """A short notification. `duration` is in seconds; 0 means until it is closed."""

    body: str
    icon: str | None
    duration: float


Effect = Toast


class RunState(Message, frozen=True, tag="run"):
    """What the session is doing: the number of its newest run, whether any is live, and for how long (ms).

    `stopping` is true while code that was told to stop has not stopped yet. `queued` is the place, from 1, of a run that
    waits to start. `blocked` is the number of blocked threads if it waits for one of them to return.
    """

    number: int
    running: bool
    elapsed: float
    lanes: list[str]
    stopping: bool = False
    queued: int = 0
    blocked: int = 0


# Server to client -------------------------------------------------------------------------------------------------


class Hello(Message, frozen=True, tag="hello"):
    """First message on a connection. `session` is the secret by which this tab finds its session again.

    `received` is the number of the newest interaction that has arrived from this tab: later ones were lost on the way.
    """

    session: str
    resumed: bool
    settings: dict[str, Any]
    received: int = 0


class Batch(Message, frozen=True, tag="batch"):
    """What the page has and this browser lacked.

    `reset`: the operations build the page from nothing. `stale`: what a slow run has not written again, to be dimmed. `replaced`: old
    elements in whose places new ones stand, so that the page shows only these.
    """

    seq: int
    ops: list[Operation]
    run: RunState | None = None
    stale: list[int] | None = None
    effects: list[Effect] = []
    reset: bool = False
    replaced: list[int] | None = None


class Problem(Message, frozen=True, tag="problem"):
    """Something that this browser sent was refused."""

    code: str
    message: str


class SourceChanged(Message, frozen=True, tag="source"):
    """The app's source on disk is newer than what the page shows."""


class Pong(Message, frozen=True, tag="pong"):
    """The answer to `Ping`. `received` is the number of the newest interaction that has arrived from this tab."""

    received: int = 0


class Bye(Message, frozen=True, tag="bye"):
    """The session or the server ends."""

    reason: Literal["ended", "stopping"]


class StackFrame(msgspec.Struct, frozen=True):
    """Where a thread is: a line of source. `app` says whether it is the app's own code."""

    file: str
    line: int
    function: str
    code: str
    app: bool


class ThreadInfo(msgspec.Struct, frozen=True, kw_only=True):
    """Something that executes in the server's process, or that waits to."""

    id: str
    """Tells it from all others for as long as it lives."""
    kind: Literal[
        "script",  # executes a run's page code
        "thread",  # started by the app's code, for a session
        "job",  # of a pool, for a session
        "coroutine",
        "timer",
        "app",  # executes the app's code, for no session
        "server",
        "treadle",
        "library",
    ]
    name: str
    state: Literal["running", "waiting", "stopping", "blocked"]
    """"stopping": told to stop. "blocked": told to stop, and in a call that nobody can interrupt."""
    session: str | None = None
    """Whose it is: the session's short name, which names of its script threads have, too. Not its secret."""
    since: float | None = None
    """Seconds, by the clock of `Threads.now`; None if nobody knows."""
    where: StackFrame | None = None
    """The innermost line of the app's; where there is none, the innermost of all."""
    inside: str | None = None
    """What that line has called, if this is not the app's."""
    waits_for: str | None = None
    locks: list[str] = []
    """Those of `st.lock` that it holds."""
    worker: str | None = None
    """The name of the thread that does this job."""
    run: int | None = None
    background: bool = False
    """Whether it outlives its run."""
    spawn: StackFrame | None = None
    """The line of the app's that started it."""
    stack: list[StackFrame] | None = None
    """Outermost first; for those alone whose stack is asked for."""
    stop: int | None = None
    """The number to stop it by; None if it cannot be stopped by hand, or was."""
    why: str | None = None
    """Why it cannot."""


class Threads(Message, frozen=True, tag="threads"):
    """What executes now. `session` is the short name of the session that is told; `hidden` says how many more there are.

    `now` is what the server's clock shows, in seconds.
    """

    session: str
    now: float
    threads: list[ThreadInfo]
    hidden: int = 0


ServerMessage = Hello | Batch | Problem | SourceChanged | Pong | Bye | Threads


# Client to server -------------------------------------------------------------------------------------------------

Short = Annotated[str, Meta(max_length=200)]
Long = Annotated[str, Meta(max_length=16_384)]


class ClientInfo(msgspec.Struct, frozen=True):
    """What a browser says of itself; read by `st.context`."""

    timezone: Short = "UTC"
    timezone_offset: int = 0
    """Minutes behind UTC, as JavaScript counts them."""
    locale: Short = "en-US"
    url: Long = ""
    theme: Literal["light", "dark"] = "light"
    embedded: bool = False


class Open(Message, frozen=True, tag="open"):
    """First message of a connection. `session` asks for a session this tab had before.

    `resume` says that the page was not loaded anew but only lost its connection, so that nothing need run again.
    """

    version: int
    session: Short | None
    path: Long
    query: Long
    info: ClientInfo
    resume: bool = False
    tab: Short = ""
    """What tells this tab from others of the session, from one load of the page to the next."""


class Ack(Message, frozen=True, tag="ack"):
    """The browser has applied batch `seq`."""

    seq: int


class Interact(Message, frozen=True, tag="interact"):
    """Widget values that a person changed, in order.

    A tab counts its interactions in `number`, from 1, and sends again what was lost with a connection; 0 is not counted.
    """

    changes: Annotated[list[tuple[NodeId, Any]], Meta(max_length=1_000)]
    number: NodeId = 0


class Filled(Message, frozen=True, tag="filled"):
    """Values of bound widgets that a form holds back until it is sent. Only the address shows them."""

    changes: Annotated[list[tuple[NodeId, Any]], Meta(max_length=10_000)]


class Rerun(Message, frozen=True, tag="rerun"):
    """Run the app again, with another query string if one is given."""

    query: Long | None = None


class Ping(Message, frozen=True, tag="ping"):
    """Ask whether anybody is there. A browser does not hear of the WebSocket's own pings."""


class Stop(Message, frozen=True, tag="stop"):
    """Stop what runs."""


class AlwaysRerun(Message, frozen=True, tag="always_rerun"):
    """Rerun without asking whenever the source changes."""

    on: bool


class End(Message, frozen=True, tag="end"):
    """End this session; the person wants to start over."""


class WatchThreads(Message, frozen=True, tag="watch_threads"):
    """Tell what executes from now on, or no longer; with the stacks of those threads. For the app's developer alone."""

    on: bool
    stacks: Annotated[list[Short], Meta(max_length=100)] = []


class StopThread(Message, frozen=True, tag="stop_thread"):
    """Stop one thread, by the number that is told of it. For the app's developer alone."""

    number: NodeId


ClientMessage = (
    Open | Ack | Interact | Filled | Rerun | Ping | Stop | AlwaysRerun | End | WatchThreads | StopThread
)

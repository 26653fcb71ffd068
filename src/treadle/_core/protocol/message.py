"""Messages and operations. On the wire each is an array whose first item names it."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from .element import Element

VERSION = 1
"""The version of the protocol. Increase it when a browser page of one release cannot talk to a server of
another.
"""

NodeId = Annotated[int, Meta(ge=0, le=2**53 - 1)]


class Message(msgspec.Struct, frozen=True, array_like=True):
    """The base of everything that is sent as a tagged array."""


# Operations on nodes ----------------------------------------------------------------------------------------


class Insert(Message, frozen=True, tag="insert"):
    """Insert a new node into `parent`, after the sibling `after` (0: as the first)."""

    id: int
    parent: int
    after: int
    kind: str
    props: Element


class Set(Message, frozen=True, tag="set"):
    """Change some properties of a node. The others stay."""

    id: int
    props: dict[str, Any]


class Append(Message, frozen=True, tag="append"):
    """Add text to the end of a string property."""

    id: int
    prop: str
    text: str


class Patch(Message, frozen=True, tag="patch"):
    """Change a property that is a list of objects. A number is the index of an object in the old list."""

    id: int
    prop: str
    items: list[Any]


class Remove(Message, frozen=True, tag="remove"):
    """Remove nodes, each with all nodes below it."""

    ids: list[int]


class Order(Message, frozen=True, tag="order"):
    """Set the order of a container's children."""

    parent: int
    children: list[int]


class Known(Message, frozen=True, tag="known"):
    """Send the name of a widget that is the same in every session.

    The browser keeps its value for the next session.
    """

    id: int
    by: str
    entered: bool
    """Whether a person has entered its value, on this page or in an earlier session."""


Operation = Insert | Set | Append | Patch | Remove | Order | Known


# Effects: happen once, are not part of the page -------------------------------------------------------------


class Toast(Message, frozen=True, tag="toast"):
    """A short notification. `duration` is in seconds; 0: until a person closes it."""

    body: str
    icon: str | None
    duration: float


class Celebration(Message, frozen=True, tag="celebration"):
    """Balloons that rise over the page, or snow that falls."""

    kind: Literal["balloons", "snow"]


class Login(Message, frozen=True, tag="login"):
    """The browser asks the server for a login by this token, or for a logout if the token is empty."""

    token: str


class Remember(Message, frozen=True, tag="remember"):
    """The browser keeps a value of the app, or forgets it (None): in its storage, or as a cookie.

    `seconds` is the time for which it keeps a cookie; None: until it is closed.
    """

    number: int
    kind: Literal["storage", "cookie"]
    name: str
    value: str | None
    same_site: str = "lax"
    seconds: int | None = None


Effect = Toast | Celebration | Login | Remember


class RunState(Message, frozen=True, tag="run"):
    """The state of the session: the number of its newest run, whether a run is live, and for how long (ms).

    `stopping` is true while code that was told to stop has not stopped yet. `queued` is the place, from 1, of
    a run that waits to start. `blocked` is the number of blocked threads if the run waits for one of them to
    return.
    """

    number: int
    running: bool
    elapsed: float
    lanes: list[str]
    stopping: bool = False
    queued: int = 0
    blocked: int = 0


# Server to client -------------------------------------------------------------------------------------------


class Hello(Message, frozen=True, tag="hello"):
    """The first message on a connection. `session` is the secret by which this tab finds its session again.

    `received` is the number of the newest interaction that has arrived from this tab. Later ones were lost on
    the way.
    """

    session: str
    resumed: bool
    settings: dict[str, Any]
    received: int = 0


class Batch(Message, frozen=True, tag="batch"):
    """The changes of the page that this browser lacks.

    `reset`: the operations build the whole page. `stale`: elements that a slow run has not written again; the
    browser dims them. `replaced`: old elements whose places have new elements; the browser hides the old
    ones.
    """

    seq: int
    ops: list[Operation]
    run: RunState | None = None
    stale: list[int] | None = None
    effects: list[Effect] = []
    reset: bool = False
    replaced: list[int] | None = None


class Problem(Message, frozen=True, tag="problem"):
    """The server refused something that this browser sent."""

    code: str
    message: str


class SourceChanged(Message, frozen=True, tag="source"):
    """The app's source on disk is newer than the source that made the page."""


class Pong(Message, frozen=True, tag="pong"):
    """The answer to `Ping`.

    `received` is the number of the newest interaction that has arrived from this tab.
    """

    received: int = 0


class Bye(Message, frozen=True, tag="bye"):
    """The session or the server has ended."""

    reason: Literal["ended", "stopping"]


class StackFrame(msgspec.Struct, frozen=True):
    """A line of source that a thread executes. `app` says whether it is the app's own code."""

    file: str
    line: int
    function: str
    code: str
    app: bool


class ThreadInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A thread, job or coroutine of the server's process that runs or waits to run."""

    id: str
    """Identifies the entry while it exists."""
    kind: Literal[
        "script",  # executes the page code of a run
        "thread",  # started by app code, for a session
        "job",  # of a pool, for a session
        "coroutine",
        "timer",
        "app",  # executes app code, for no session
        "server",
        "treadle",
        "library",
    ]
    name: str
    state: Literal["running", "waiting", "stopping", "blocked"]
    """"stopping": told to stop. "blocked": told to stop, and in a call that cannot be interrupted."""
    session: str | None = None
    """The short name of its session, which is also in the names of its script threads. Not the session's
    secret.
    """
    since: float | None = None
    """The start in seconds, by the clock of `Threads.now`; None if it is unknown."""
    where: StackFrame | None = None
    """The innermost line of app code; if there is none, the innermost line of all."""
    inside: str | None = None
    """The function that this line has called, if the function is not app code."""
    waits_for: str | None = None
    locks: list[str] = []
    """The names of the `st.lock`s that it holds."""
    worker: str | None = None
    """The name of the thread that executes this job."""
    run: int | None = None
    background: bool = False
    """Whether it can outlive its run."""
    spawn: StackFrame | None = None
    """The line of app code that started it."""
    stack: list[StackFrame] | None = None
    """The stack, outermost first. Only for entries whose stack the browser has asked for."""
    stop: int | None = None
    """The number for `StopThread`; None if it cannot be stopped by hand, or was already told to stop."""
    why: str | None = None
    """The reason why it cannot be stopped by hand."""


class Threads(Message, frozen=True, tag="threads"):
    """Everything that executes now. `session` is the short name of the receiving session.

    `hidden` is the number of omitted entries.

    `now` is the time of the server's clock, in seconds.
    """

    session: str
    now: float
    threads: list[ThreadInfo]
    hidden: int = 0


ServerMessage = Hello | Batch | Problem | SourceChanged | Pong | Bye | Threads


# Client to server -------------------------------------------------------------------------------------------

Short = Annotated[str, Meta(max_length=200)]
Long = Annotated[str, Meta(max_length=16_384)]


class ClientInfo(msgspec.Struct, frozen=True):
    """What a browser says about itself. `st.context` returns it."""

    timezone: Short = "UTC"
    timezone_offset: int = 0
    """Minutes behind UTC, in JavaScript's sign."""
    locale: Short = "en-US"
    url: Long = ""
    theme: Literal["light", "dark"] = "light"
    embedded: bool = False


class Open(Message, frozen=True, tag="open"):
    """The first message on a connection. `session` asks for the earlier session of this tab.

    `resume`: the page was not reloaded, only its connection was lost. So no run is needed.
    """

    version: int
    session: Short | None
    path: Long
    query: Long
    info: ClientInfo
    resume: bool = False
    tab: Short = ""
    """Distinguishes this tab from other tabs of the session, until the page is reloaded."""
    kept: Annotated[list[tuple[Short, Any, Short]], Meta(max_length=1_000)] = []
    """The values of an earlier session, each with the widget's name for all sessions and its label."""
    memory: Annotated[dict[Short, Long], Meta(max_length=100)] = {}
    """The mapping that the browser keeps for the app. Values are JSON."""


class Ack(Message, frozen=True, tag="ack"):
    """The browser has applied batch `seq`."""

    seq: int


class Interact(Message, frozen=True, tag="interact"):
    """The values of widgets that a person changed, in order.

    A tab numbers its interactions from 1 in `number`, and repeats those that were lost with a connection. 0:
    not numbered.
    """

    changes: Annotated[list[tuple[NodeId, Any]], Meta(max_length=1_000)]
    number: NodeId = 0


class Filled(Message, frozen=True, tag="filled"):
    """The values of bound widgets that a form holds back until it is submitted.

    Only the address shows them.
    """

    changes: Annotated[list[tuple[NodeId, Any]], Meta(max_length=1_000)]


class Rerun(Message, frozen=True, tag="rerun"):
    """Run the app again; at another address, if the browser has gone there by itself (path and query)."""

    query: Long | None = None
    path: Long | None = None


class GoTo(Message, frozen=True, tag="go_to"):
    """Go to a page of the app, as a link does. The server puts the address into the browser's history."""

    path: Long
    query: Long = ""


class Ping(Message, frozen=True, tag="ping"):
    """Ask whether the server answers. JavaScript does not see the WebSocket's own pings."""


class Stop(Message, frozen=True, tag="stop"):
    """Stop all runs."""


class StopStream(Message, frozen=True, tag="stop_stream"):
    """Stop what writes a growing text. `number` is the number of the text."""

    number: NodeId


class AlwaysRerun(Message, frozen=True, tag="always_rerun"):
    """Rerun without a question whenever the source changes."""

    on: bool


class End(Message, frozen=True, tag="end"):
    """End this session; the person wants to start over."""


class WatchThreads(Message, frozen=True, tag="watch_threads"):
    """Send the list of threads from now on, or stop sending it; with the stacks of these threads.

    Only for the developer.
    """

    on: bool
    stacks: Annotated[list[Short], Meta(max_length=100)] = []


class StopThread(Message, frozen=True, tag="stop_thread"):
    """Stop one thread by its number. Only for the developer."""

    number: NodeId


ClientMessage = (
    Open
    | Ack
    | Interact
    | Filled
    | Rerun
    | GoTo
    | Ping
    | Stop
    | StopStream
    | AlwaysRerun
    | End
    | WatchThreads
    | StopThread
)

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

    `stopping` is true while code that was told to stop has not stopped yet.
    """

    number: int
    running: bool
    elapsed: float
    lanes: list[str]
    stopping: bool = False


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
    """What the page has and this browser lacked. `reset`: the operations build the page from nothing."""

    seq: int
    ops: list[Operation]
    run: RunState | None = None
    stale: list[int] | None = None
    effects: list[Effect] = []
    reset: bool = False


class Problem(Message, frozen=True, tag="problem"):
    """Something that this browser sent was refused."""

    code: str
    message: str


class SourceChanged(Message, frozen=True, tag="source"):
    """The app's source on disk is newer than what the page shows."""


class Bye(Message, frozen=True, tag="bye"):
    """The session or the server ends."""

    reason: Literal["ended", "stopping"]


ServerMessage = Hello | Batch | Problem | SourceChanged | Bye


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

    changes: Annotated[list[tuple[NodeId, Any]], Meta(max_length=10_000)]
    number: NodeId = 0


class Rerun(Message, frozen=True, tag="rerun"):
    """Run the app again, with another query string if one is given."""

    query: Long | None = None


class Stop(Message, frozen=True, tag="stop"):
    """Stop what runs."""


class AlwaysRerun(Message, frozen=True, tag="always_rerun"):
    """Rerun without asking whenever the source changes."""

    on: bool


class End(Message, frozen=True, tag="end"):
    """End this session; the person wants to start over."""


ClientMessage = Open | Ack | Interact | Rerun | Stop | AlwaysRerun | End

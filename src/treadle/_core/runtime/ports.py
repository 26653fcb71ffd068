"""The interfaces between the runtime and its transports: the server, the test client, and others.

The runtime sees a browser only as a `Connection`, and time only as a `Scheduler`. A transport sees the
runtime only as `AppPort` and `SessionPort`. Neither imports modules of the other, so each is tested against a
fake.
"""

import hmac
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

import msgspec

from treadle._core.carry.scope import Part
from treadle._core.data.content import Content, Deferred
from treadle._core.protocol.blob import Blob
from treadle._core.protocol.message import Batch, ClientMessage, Open, ServerMessage, ThreadInfo
from treadle._core.protocol.source import Source
from treadle._core.protocol.upload import FileRef

P = TypeVar("P", bound=Part)


class AppStopped(RuntimeError):
    """Raised when the app takes no more visitors, because it stops or has stopped."""


class AppFull(RuntimeError):
    """Raised when the app has the largest number of visitors. The message names the limit."""


class RequestInfo(msgspec.Struct, frozen=True):
    """What the transport knows about the request that opened a connection. `st.context` returns it.

    `ip` and `host` are the socket's peer and the Host header, or what a configured proxy says. Forwarded
    headers of others stay in `headers`: any client can send them.
    """

    headers: dict[str, str] = {}
    cookies: dict[str, str] = {}
    ip: str | None = None
    host: str = ""
    developer: bool = False
    """Whether the browser has proved that it is the developer's."""
    login: str = ""
    """The sealed login that the browser carries; "" if it has none. It is not checked yet."""
    origin: str | None = None
    """The origin of the page that has opened the connection, as the browser says."""
    user: dict[str, str | None] = {}
    """What a trusted proxy says of the person, by the names in `st.user`."""

    def same_person(self, other: "RequestInfo") -> bool:
        """Whether another request carries the same login, or neither carries one."""
        if self.user != other.user:
            return False
        return hmac.compare_digest(self.login.encode(), other.login.encode()) and (
            not self.login or self.origin == other.origin
        )


class Connection(Protocol):
    """One browser tab, as the runtime sees it.

    Every method can be called from any thread and returns at once.
    """

    def wake(self, now: bool) -> None:
        """Announce that there is something to collect.

        `now`: a run has ended, so the flush need not wait for the frame.
        """

    def send(self, message: ServerMessage) -> None:
        """Send one message: a problem, a changed source, or a goodbye, which also closes the connection."""


class Scheduler(Protocol):
    """Calls functions after a time, on the transport's thread. They must be short and must never block."""

    def call_later(self, seconds: float, fn: Callable[[], None]) -> Callable[[], None]:
        """Call `fn` after some seconds. Can be called from any thread.

        Return a function that cancels the call.
        """


class SessionPort(Protocol):
    """One session, as a transport sees it. No method blocks or waits for a run."""

    @property
    def token(self) -> str:
        """The secret by which a browser tab finds this session again."""

    def last_interaction(self, connection: Connection) -> int:
        """Return the number of the newest interaction that has arrived from the connection's tab."""

    def receive(self, connection: Connection, message: ClientMessage) -> None:
        """Handle a message of the browser, any but `Open` and `Ack`."""

    def acknowledged(self, connection: Connection, batch: int) -> None:
        """Mark a batch, and all earlier ones, as applied by the browser."""

    def disconnect(self, connection: Connection) -> None:
        """Remove a connection that has closed. Called once for each."""

    def collect(self, connection: Connection) -> Batch | None:
        """Return what this connection lacks, or None if it lacks nothing."""


class BlobSource(Protocol):
    """Large values, named after their content."""

    def get(self, id: str, /) -> Blob | None:
        """Return the blob, or None if no element shows them any more. Can be called from any thread."""


class TableSource(Protocol):
    """Large tables, named after their content."""

    def get(self, id: str, /) -> Source | None:
        """Return the table, or None if no element shows it any more. Can be called from any thread."""


class ScriptSource(Protocol):
    """Scripts, named after their content."""

    def get(self, name: str, /) -> bytes | None:
        """Return a script, None if there is none. Can be called from any thread."""


class ComponentSource(Protocol):
    """The folders of custom components, which browsers may load."""

    def find(self, name: str, /) -> Path | None:
        """Return the folder of a component, None if there is none. Can be called from any thread."""


class DownloadSource(Protocol):
    """Files for downloads. Every method can be called from any thread and returns at once."""

    def find(self, key: str, node: int) -> Content | Deferred | None:
        """Return the current file of a download button, None if there is no such button.

        Args:
            key: the `file_key` of its session.
            node: its node.
        """

    def make(self, key: str, node: int, then: Callable[[Content | None], None]) -> bool:
        """Call a function of the app that makes a file, in its own thread. Return False if it is not called.

        Args:
            key: the `file_key` of its session.
            node: the node of the download button.
            then: called with the file in that thread; with None if the function has failed.
        """


class ThreadsFound(Protocol):
    """The listed threads, and the number of the others."""

    @property
    def threads(self) -> list[ThreadInfo]:
        """The listed threads."""

    @property
    def hidden(self) -> int:
        """The number of threads that are not listed."""


class UploadRefused(Exception):
    """Raised when a file is not accepted.

    Args:
        status: the status of the HTTP answer.
        message: the reason, for the person who has chosen the file.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class ArrivingPort(Protocol):
    """A file that a browser is sending.

    Methods may wait for a disk, so the transport's thread must not call them.
    """

    def write(self, data: bytes | bytearray | memoryview, /) -> None:
        """Store bytes. Raises `UploadRefused`."""

    def finish(self) -> FileRef:
        """Pass the file to its widget. Return its name in the widget's value. Raises `UploadRefused`."""

    def abort(self) -> None:
        """Remove the file. No effect after `finish`."""


class UploadPort(Protocol):
    """Accepts the files that browsers send.

    Methods may wait for a disk, so the transport's thread must not call them.
    """

    def begin(self, session: str, token: str, name: str, type: str, size: int, /) -> ArrivingPort:
        """Reserve space for a file: for the widget with a token, in a session. Raises `UploadRefused`."""

    def drop(self, session: str, token: str, id: str, /) -> None:
        """Remove an uploaded file that is in no value."""


class Counts(NamedTuple):
    """How many there are of what a server measures."""

    sessions: int
    runs: int
    """Runs that execute now."""
    waiting: int
    """Runs that wait for their turn."""
    blocked: int
    """Threads that do not stop although they should."""


class AppPort(Protocol):
    """An app, as a transport sees it."""

    @property
    def blobs(self) -> BlobSource:
        """The blobs of all sessions."""

    @property
    def tables(self) -> TableSource:
        """The large tables of all sessions."""

    @property
    def components(self) -> ComponentSource:
        """The folders of the custom components that the app has shown."""

    @property
    def component_scripts(self) -> ScriptSource:
        """The scripts of custom components, by names of their content."""

    @property
    def downloads(self) -> DownloadSource:
        """The files of all sessions."""

    @property
    def uploads(self) -> UploadPort:
        """The store for the files of all sessions."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """The settings in every `Hello`."""

    def part(self, make: Callable[[Any], P]) -> P:
        """Return the app's one object of a kind: the result of `make(app)` at the first call."""

    def is_developer(self, request: RequestInfo) -> bool:
        """Whether a request comes from the app's developer, who may see all visitors' data.

        `Hello` has it as `dev`.
        """

    def threads(self, *, first: Collection[str] = (), stacks: Collection[str] | None = ()) -> "ThreadsFound":
        """Return what is executing in this process now.

        It takes time, so the transport's thread must not call it.

        Args:
            first: tokens of the sessions whose threads come first, if there are too many.
            stacks: ids of the threads whose stacks are listed; None: all.
        """

    def counts(self) -> Counts:
        """Return how many sessions, runs and blocked threads there are."""

    def stop_thread(self, number: int) -> bool:
        """Stop one thread of any session, by its number. Return whether it still existed."""

    def open(self, message: Open, connection: Connection, request: RequestInfo) -> tuple[SessionPort, bool]:
        """Return the session that this browser asks for, or a new one, and whether it was resumed.

        Raises:
            AppStopped: the app takes no more visitors.
            AppFull: the largest number of visitors is reached.
        """

    def attach(self, scheduler: Scheduler) -> None:
        """Set the transport's scheduler. Called once, before the first `open`."""

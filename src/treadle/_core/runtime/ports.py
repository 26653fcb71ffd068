"""Where the runtime meets whoever brings it browsers: the server, the test client, another transport.

The runtime sees a browser only as a `Connection` and the passing of time only as a `Scheduler`; a transport sees the
runtime only as `AppPort` and `SessionPort`. Neither imports the other's insides, so each is tested against a fake.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol

import msgspec

from treadle._core.data.content import Content, Deferred
from treadle._core.protocol.message import Batch, ClientMessage, Open, ServerMessage, ThreadInfo
from treadle._core.protocol.upload import FileRef


class AppStopped(RuntimeError):
    """The app takes no more visitors: it stops, or has stopped."""


class AppFull(RuntimeError):
    """The app has as many visitors as it may have; the message says which limit it is."""


class RequestInfo(msgspec.Struct, frozen=True):
    """What the transport knows of the request that opened a connection; read by `st.context`.

    `ip` and `host` are the socket's peer and the Host header, or what a proxy says that the configuration trusts. What others
    have forwarded is what a client says, and is left in `headers` as such.
    """

    headers: dict[str, str] = {}
    cookies: dict[str, str] = {}
    ip: str | None = None
    host: str = ""
    developer: bool = False
    """Whether the browser has proved to be the developer's."""


class Connection(Protocol):
    """One browser tab, as the runtime sees it. Every method may be called from any thread and returns at once."""

    def wake(self, now: bool) -> None:
        """Say that there is something to collect. `now`: a run ended, so the frame's pacing need not be waited for."""

    def send(self, message: ServerMessage) -> None:
        """Send this one message: a problem, that the source changed, goodbye (which also closes the connection)."""


class Scheduler(Protocol):
    """The passing of time. Functions run on the transport's thread, so they must be short and must never block."""

    def call_later(self, seconds: float, fn: Callable[[], None]) -> Callable[[], None]:
        """Call `fn` in so many seconds; may be called from any thread. Returns what cancels it, if that comes in time."""


class SessionPort(Protocol):
    """One session, as a transport sees it. Nothing here blocks or waits for a run."""

    @property
    def token(self) -> str:
        """The secret by which a browser tab finds this session again."""

    def last_interaction(self, connection: Connection) -> int:
        """Return the number of the newest interaction that has arrived from the connection's tab."""

    def receive(self, connection: Connection, message: ClientMessage) -> None:
        """Take a message of the browser's, anything but `Open` and `Ack`."""

    def acknowledged(self, connection: Connection, batch: int) -> None:
        """Note that the browser has applied a batch, and all before it."""

    def disconnect(self, connection: Connection) -> None:
        """Note that a connection is gone. Called once for each, however it ended."""

    def collect(self, connection: Connection) -> Batch | None:
        """Return what this connection lacks, or None if it lacks nothing."""


class BlobSource(Protocol):
    """Large values by their content's name."""

    def get(self, id: str, /) -> bytes | None:
        """Return the bytes, or None if nothing shows them any more. May be called from any thread."""


class DownloadSource(Protocol):
    """Files that pages hand out. Every method may be called from any thread and returns at once."""

    def find(self, key: str, node: int) -> Content | Deferred | None:
        """Return what a download button hands out now, None if there is no such button.

        Args:
            key: the `file_key` of its session.
            node: its node.
        """

    def make(self, key: str, node: int, then: Callable[[Content | None], None]) -> bool:
        """Have a function of the app make a file, in a thread of its own. Return False if it is not called.

        Args:
            key: the `file_key` of its session.
            node: the node of the download button.
            then: called with the file in that thread; with None if the function has failed.
        """


class ThreadsFound(Protocol):
    """What executes, as far as it is told."""

    @property
    def threads(self) -> list[ThreadInfo]:
        """As many as are told of."""

    @property
    def hidden(self) -> int:
        """How many more there are."""


class UploadRefused(Exception):
    """A file is not taken.

    Args:
        status: of the HTTP answer.
        message: why, for the person who has chosen the file.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class ArrivingPort(Protocol):
    """A file that a browser sends. Methods may wait for a disk, so they are not for the transport's thread."""

    def write(self, data: bytes | bytearray | memoryview, /) -> None:
        """Take bytes. Raises `UploadRefused`."""

    def finish(self) -> FileRef:
        """Leave the file for its widget, and return how a value names it. Raises `UploadRefused`."""

    def abort(self) -> None:
        """Leave nothing of the file; does nothing once it has finished."""


class UploadPort(Protocol):
    """Takes the files that browsers send. Methods may wait for a disk, so they are not for the transport's thread."""

    def begin(self, session: str, token: str, name: str, type: str, size: int, /) -> ArrivingPort:
        """Make room for a file: for the widget with a token, in a session. Raises `UploadRefused`."""

    def drop(self, session: str, token: str, id: str, /) -> None:
        """Forget a file that was uploaded and is in no value."""


class AppPort(Protocol):
    """An app, as a transport sees it."""

    @property
    def blobs(self) -> BlobSource:
        """The blobs of all sessions."""

    @property
    def downloads(self) -> DownloadSource:
        """The files of all sessions."""

    @property
    def uploads(self) -> UploadPort:
        """What takes the files of all sessions."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """What every `Hello` carries."""

    def is_developer(self, request: RequestInfo) -> bool:
        """Whether a request comes from the app's developer, who may see what concerns all visitors. `Hello` says so as `dev`."""

    def threads(self, *, first: Collection[str] = (), stacks: Collection[str] | None = ()) -> "ThreadsFound":
        """Return what executes in this process now. Takes its time, so not the transport's thread.

        Args:
            first: tokens of the sessions whose threads are told of before others', should there be too many.
            stacks: ids of the threads whose stack is told; None for all.
        """

    def stop_thread(self, number: int) -> bool:
        """Stop one thread of any session, by its number; say whether it was still there."""

    def open(self, message: Open, connection: Connection, request: RequestInfo) -> tuple[SessionPort, bool]:
        """Return the session that this browser asks for, or a new one, and whether it was resumed.

        Raises:
            AppStopped: there is none to be had any more.
            AppFull: there are as many as there may be.
        """

    def attach(self, scheduler: Scheduler) -> None:
        """Take the transport's clock. Called once, before the first `open`."""

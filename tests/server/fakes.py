"""An app that does what a test tells it, and a WebSocket client that may misbehave."""

import base64
import os
import queue
import socket
import struct
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from treadle._core.config import Config
from treadle._core.data.content import Content, Deferred
from treadle._core.protocol.blob import Blob
from treadle._core.protocol.message import Batch, ClientMessage, Open, ThreadInfo
from treadle._core.protocol.source import Source
from treadle._core.runtime.ports import Connection, Counts, RequestInfo, Scheduler
from treadle._core.runtime.secrets import SecretStore

WAIT = 60.0
"""Seconds after which a test gives up; nothing waits that long unless it fails."""

OPEN = ["open", 1, None, "/", "", {}]


class FakeSession:
    """Has something to collect whenever `lacking` is above zero; remembers everything."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.changed = threading.Condition()
        self.lacking = 0
        self.collected = 0
        self.seq = 0
        self.received: list[ClientMessage] = []
        self.acknowledgements: list[int] = []
        self.gone: list[Connection] = []
        self.threads: set[str] = set()
        self.on_receive: Callable[[Connection, ClientMessage], None] | None = None
        self.on_collect: Callable[[], Batch | None] | None = None

    def receive(self, connection: Connection, message: ClientMessage) -> None:
        with self.changed:
            self.received.append(message)
            self.threads.add(threading.current_thread().name)
            self.changed.notify_all()
        if self.on_receive is not None:
            self.on_receive(connection, message)

    def last_interaction(self, connection: Connection) -> int:
        return 0

    def acknowledged(self, connection: Connection, batch: int) -> None:
        with self.changed:
            self.acknowledgements.append(batch)
            self.changed.notify_all()

    def disconnect(self, connection: Connection) -> None:
        with self.changed:
            self.gone.append(connection)
            self.changed.notify_all()

    def collect(self, connection: Connection) -> Batch | None:
        if self.on_collect is not None:
            return self.on_collect()
        with self.changed:
            self.collected += 1
            self.changed.notify_all()
            if not self.lacking:
                return None
            self.lacking = 0
            self.seq += 1
            return Batch(self.seq, [])

    def write(self, connection: Connection, *, now: bool = False) -> None:
        """Do what a script's write does: change the page, and wake the connection."""
        with self.changed:
            self.lacking += 1
        connection.wake(now)

    def wait(self, condition: Callable[[], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(condition, WAIT)


class FakeBlobs(dict[str, Blob]):
    """A dict is a source of blobs."""


class FakeComponents(dict[str, Path]):
    """The folders of custom components, by name."""

    def find(self, name: str) -> Path | None:
        return self.get(name)


class FakeDownloads(dict[tuple[str, int], Content | Deferred]):
    """What download buttons hand out, by key and node."""

    def find(self, key: str, node: int) -> Content | Deferred | None:
        return self.get((key, node))

    def make(self, key: str, node: int, then: Callable[[Content | None], None]) -> bool:
        found = self.get((key, node))
        if not isinstance(found, Deferred):
            return False
        threading.Thread(target=lambda: then(found.make()), name="makes a file").start()
        return True


@dataclass
class Found:
    threads: list[ThreadInfo]
    hidden: int = 0


@dataclass
class FakeApp:
    blobs: FakeBlobs = field(default_factory=FakeBlobs)
    tables: dict[str, Source] = field(default_factory=dict)
    components: FakeComponents = field(default_factory=FakeComponents)
    component_scripts: dict[str, bytes] = field(default_factory=dict)
    downloads: FakeDownloads = field(default_factory=FakeDownloads)
    uploads: Any = None
    settings: dict[str, Any] = field(default_factory=lambda: {"title": "Fake"})
    scheduler: Scheduler | None = None
    sessions: list[FakeSession] = field(default_factory=list)
    connections: list[Connection] = field(default_factory=list)
    requests: list[RequestInfo] = field(default_factory=list)
    fail: bool = False
    developer: bool = False
    found: list[ThreadInfo] = field(default_factory=list)
    looks: "queue.SimpleQueue[tuple[set[str], set[str] | None]]" = field(default_factory=queue.SimpleQueue)
    stopped: list[int] = field(default_factory=list)
    parts: dict[Any, Any] = field(default_factory=dict)
    config: Config = field(default_factory=lambda: Config.of({}))
    script: Path = Path("nowhere/app.py")

    def part(self, make: Callable[[Any], Any]) -> Any:
        """Return the app's one object of a kind. It has no secrets, and so no login."""
        if make == SecretStore.of_app:
            make = lambda app: SecretStore([])  # noqa: E731
        return self.parts.setdefault(make, make(self))

    def is_developer(self, request: RequestInfo) -> bool:
        return self.developer

    def threads(self, *, first: Collection[str] = (), stacks: Collection[str] | None = ()) -> "Found":
        self.looks.put((set(first), None if stacks is None else set(stacks)))
        return Found(list(self.found))

    def counts(self) -> Counts:
        return Counts(len(self.sessions), 2, 3, 1)

    def stop_thread(self, number: int) -> bool:
        self.stopped.append(number)
        return True

    def attach(self, scheduler: Scheduler) -> None:
        self.scheduler = scheduler

    def open(self, message: Open, connection: Connection, request: RequestInfo) -> tuple[FakeSession, bool]:
        if self.fail:
            raise RuntimeError("secret detail of ours")
        self.connections.append(connection)
        self.requests.append(request)
        for session in self.sessions:
            if session.token == message.session:
                return session, True
        session = FakeSession(f"token{len(self.sessions)}")
        self.sessions.append(session)
        return session, False


class Closed(Exception):
    """The server closed the WebSocket."""

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code


class Client:
    """A WebSocket over a bare socket, so that a test decides about every byte."""

    def __init__(
        self,
        port: int,
        path: str = "/_treadle/ws",
        headers: dict[str, str] | None = None,
        *,
        source: str = "127.0.0.1",
    ) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), WAIT, (source, 0))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        fields = {
            "Host": f"localhost:{port}",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        } | (headers or {})
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        self.socket.sendall(f"GET {path} HTTP/1.1\r\n{head}\r\n".encode())
        while b"\r\n\r\n" not in self.buffer:
            self._read()
        answer, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        self.status = int(answer.split()[1])
        self.answer = answer.decode()

    def open(self, session: str | None = None) -> list[Any]:
        """Open a session and return the hello."""
        self.send(["open", 1, session, "/", "", {}])
        hello = self.receive()
        assert hello[0] == "hello"
        return hello

    def send(self, message: Any) -> None:
        self.frame(2, msgspec.msgpack.encode(message))

    def frame(self, opcode: int, data: bytes, *, fin: bool = True, claim: int | None = None) -> None:
        """Send a frame; `claim` is the length that it says it has."""
        self.socket.sendall(self.framed(opcode, data, fin=fin, claim=claim))

    @staticmethod
    def framed(opcode: int, data: bytes, *, fin: bool = True, claim: int | None = None) -> bytes:
        size = len(data) if claim is None else claim
        head = bytes([(0x80 if fin else 0) | opcode])
        if size < 126:
            head += bytes([0x80 | size])
        elif size < 65536:
            head += bytes([0x80 | 126]) + struct.pack("!H", size)
        else:
            head += bytes([0x80 | 127]) + struct.pack("!Q", size)
        return head + bytes(4) + data  # masked with zeros

    def receive(self) -> Any:
        """Return the next message; raise `Closed` when there is none."""
        while True:
            opcode, data = self.receive_frame()
            if opcode == 8:
                raise Closed(struct.unpack("!H", data[:2])[0] if data else None)
            if opcode == 2:
                return msgspec.msgpack.decode(data)

    def receive_frame(self) -> tuple[int, bytes]:
        opcode, size = self._take(2)
        if size == 126:
            size = struct.unpack("!H", self._take(2))[0]
        elif size == 127:
            size = struct.unpack("!Q", self._take(8))[0]
        return opcode & 15, self._take(size)

    def refusal(self) -> tuple[str, str, int | None]:
        """Return the problem's code and message, and the code of the close that must follow."""
        message = self.receive()
        assert message[0] == "problem", message
        try:
            more = self.receive()
        except Closed as closed:
            return message[1], message[2], closed.code
        raise AssertionError(f"not closed, but: {more}")

    def close(self) -> None:
        self.socket.close()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _take(self, size: int) -> bytes:
        while len(self.buffer) < size:
            self._read()
        data, self.buffer = self.buffer[:size], self.buffer[size:]
        return data

    def _read(self) -> None:
        data = self.socket.recv(65536)
        if not data:
            raise Closed(None)
        self.buffer += data


def raw(port: int, request: str) -> bytes:
    """Send a request as it stands and return the answer, up to where the server closes."""
    with socket.create_connection(("127.0.0.1", port), WAIT) as connection:
        connection.sendall(request.encode("latin-1"))
        answer = b""
        while data := connection.recv(65536):
            answer += data
        return answer


__all__ = ["OPEN", "WAIT", "Client", "Closed", "FakeApp", "FakeSession", "raw"]

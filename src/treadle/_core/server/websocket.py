"""One browser tab's WebSocket: from frames to messages, from wakes to batches.

It has three layers. The runtime uses `BrowserConnection` (see `browser`) from any thread. `Pacer` (see
`pacing`) decides when to send. `Socket` is Tornado's handler, which runs only on the server thread.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable
from functools import partial
from types import TracebackType
from typing import Any

import msgspec
from tornado.web import HTTPError
from tornado.websocket import (
    WebSocketHandler,
    WebSocketProtocol,
    WebSocketProtocol13,
)

from treadle._core.login.login import Login
from treadle._core.protocol.message import (
    VERSION,
    Ack,
    AlwaysRerun,
    Hello,
    Interact,
    Open,
    Ping,
    Pong,
    Problem,
    Rerun,
    StopThread,
    WatchThreads,
)
from treadle._core.protocol.wire import decode
from treadle._core.runtime.ports import AppFull, AppPort, AppStopped

from . import guard
from .access import among, called, host_allowed, origin_allowed
from .asgi import Connection
from .browser import FAILED, FULL, MISUSE, POLICY, BrowserConnection
from .budget import BURST, RATE, Budget
from .developer import Developer
from .frames import TOO_BIG, Protocol
from .latencies import Latencies
from .loop import LoopGate
from .options import Options
from .pacing import TokenBucket
from .requests import mark_of, request_info
from .threads import Watchers
from .unfinished import Unfinished

logger = logging.getLogger("treadle.server")

OPEN_WITHIN = 10.0
"""Seconds in which a new connection must send its first message."""

MESSAGES_A_SECOND = 1000
MESSAGES_AT_ONCE = 2000
BYTES_A_MESSAGE = 16 * 1024
"""A larger message counts as several messages of this size."""

SLICED_FROM = 8 * 1024
"""The size in bytes from which on a message is checked in slices, between which other work gets its turn."""

BEFORE_OPEN = 1024 * 1024
"""The largest first message in bytes: until then, the client is unknown."""


class Socket(WebSocketHandler):
    """Tornado's handler of a connection."""

    # With our own attributes beside Tornado's, each of many idle connections would have a large dict.
    __slots__ = (
        "_bucket",
        "_budget",
        "_called",
        "_developer",
        "_overdue",
        "_protocol",
        "app",
        "config",
        "connection",
        "connections",
        "developer",
        "gate",
        "latencies",
        "only_hosts",
        "port",
        "unfinished",
        "watchers",
    )

    app: AppPort
    config: Options
    only_hosts: bool
    gate: LoopGate
    connections: set[BrowserConnection]
    watchers: Watchers
    developer: Developer
    login: Login
    unfinished: Unfinished
    latencies: Latencies
    port: int
    connection: BrowserConnection

    def initialize(self, **shared: Any) -> None:
        """Store what the application passes to this handler."""
        for name, value in shared.items():
            setattr(self, name, value)
        self._bucket = TokenBucket(MESSAGES_A_SECOND, MESSAGES_AT_ONCE, self.gate.loop.time())
        self._budget = Budget(self.gate.loop.time())
        self._overdue: asyncio.TimerHandle | None = None
        self._protocol: WebSocketProtocol | None = None
        self._developer = False
        """Whether the browser is the app's developer's. Decided once, when the connection opens."""
        self.connection = BrowserConnection(self.gate, self, self.latencies)

    # The handshake ------------------------------------------------------------------------------------------

    def set_default_headers(self) -> None:
        """Send no header that names the server software."""
        self.clear_header("Server")

    def prepare(self) -> None:
        """Refuse a wrong Host or Origin before there is a WebSocket."""
        origin = self.request.headers.get("Origin")
        self._called = called(
            self.request.remote_ip,
            self.request.headers,
            proxies=self.config.trusted_proxies,
            scheme=self.request.protocol,
        )
        scheme, host, _ = self._called
        if not host_allowed(host, only=self.only_hosts, allowed=self.config.hosts):
            self._deny(f"Host {host!r} is not allowed; server.allowedHosts can allow it.")
        elif self.config.check_origin and not origin_allowed(
            origin, scheme, host, allowed=self.config.origins
        ):
            self._deny(
                f"Origin {origin!r} is not {scheme}://{host}, the address under which the page called this "
                "server. If it is a page of yours, allow it with server.corsAllowedOrigins. If it is this "
                "server behind a proxy that speaks TLS, name the proxy in server.trustedProxies, and have it "
                "send X-Forwarded-Proto."
            )

    def check_origin(self, origin: str) -> bool:
        """Accept: `prepare` has checked all origins. Tornado calls this only for some."""
        return True

    @property
    def max_message_size(self) -> int:
        """The limit for messages of a browser."""
        return self.config.max_message  # Tornado asks once, before anything has come

    @property
    def ping_interval(self) -> float:
        """Seconds between pings. The second ping finds a peer that has vanished."""
        return self.config.ping_interval

    def get_compression_options(self) -> dict[str, Any] | None:
        """Return compression options if compression is enabled."""
        return {} if self.config.compress else None

    def get_websocket_protocol(self) -> WebSocketProtocol | None:
        """Use the protocol of the ASGI server, or the one that tells why it refuses a message."""
        if isinstance(connection := self.request.connection, Connection):
            return connection.websocket(self)
        protocol = super().get_websocket_protocol()
        return Protocol(self, False, protocol.params) if isinstance(protocol, WebSocketProtocol13) else None

    def open(self) -> None:
        """Wait for the browser's first message."""
        self.set_nodelay(True)
        self._protocol = self.ws_connection
        self.connections.add(self.connection)
        self._overdue = self.gate.loop.call_later(
            OPEN_WITHIN, self._refuse, "silent", "The first message did not come in time.", POLICY
        )

    def _deny(self, why: str) -> None:
        logger.warning("Refused a WebSocket: %s", why)
        self.set_status(403)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(why + "\n")

    # What comes in ------------------------------------------------------------------------------------------

    def on_message(self, frame: str | bytes) -> Awaitable[None] | None:
        """Handle a frame. Nothing in it is trusted. The next frame is read after the result was awaited."""
        if self.ws_connection is None:
            return None  # refused: it has its answer, and later frames are ignored
        if not self._bucket.take(self.gate.loop.time(), 1 + len(frame) // BYTES_A_MESSAGE):
            self._refuse("too_fast", f"More than {MESSAGES_A_SECOND:,} messages a second.", POLICY)
            return None
        if isinstance(frame, bytes) and len(frame) >= SLICED_FROM:
            return self._take_in_slices(frame)
        seconds = self._budget.measure(partial(self._handle, frame), len(frame))
        if seconds and self.ws_connection is not None:
            self._afford(seconds)
        return None

    async def _take_in_slices(self, frame: bytes) -> None:
        """Handle a large frame in slices, between which other work gets its turn."""
        if self.connection.session is None and len(frame) > BEFORE_OPEN:
            self._refuse("malformed", "The first message has to be open.", MISUSE)
            return
        parts = guard.slices(frame)
        more = True
        while more and self.ws_connection is not None:
            # Elapsed time, as others feel it: on a busy machine, it is more than the computing time of this
            # thread.
            began = time.monotonic()
            try:
                more = next(parts, parts) is None
            except ValueError as error:
                self._refuse("malformed", f"A message is not understood: {error}", MISUSE)
                return
            if not self._afford(time.monotonic() - began):
                return
            await asyncio.sleep(0)
        if self.ws_connection is not None:
            began = time.monotonic()
            self._handle(frame, checked=True)
            if self.ws_connection is not None:
                self._afford(time.monotonic() - began)

    def _handle(self, frame: str | bytes, *, checked: bool = False) -> None:
        try:
            self._take(frame, checked=checked)
        except Exception:
            logger.exception("A message from a browser could not be handled.")
            self.connection.close(FAILED, "failed")

    def _afford(self, seconds: float) -> bool:
        """Use time of the connection's budget. If it has none left, refuse the connection and say so."""
        if self._budget.spend(self.gate.loop.time(), seconds):
            return True
        self._too_much()
        return False

    def _too_much(self) -> None:
        self._refuse(
            "too_much",
            f"This page asks for more than a connection may have: {RATE:g} seconds of the server's time in "
            f"each second, and {BURST:g} at once.",
            POLICY,
        )

    def on_ping(self, data: bytes) -> None:
        """Count pings as messages."""
        if self.ws_connection is not None and not self._bucket.take(self.gate.loop.time()):
            self._refuse("too_fast", f"More than {MESSAGES_A_SECOND:,} messages a second.", POLICY)

    def on_close(self) -> None:
        """Tell the session."""
        self._told_in_time()
        self._protocol = None
        self.connections.discard(self.connection)
        self.watchers.unwatch(self.connection)
        self.connection.gone()

    def abort(self) -> None:
        """Close without another word to a peer that does not listen."""
        if self._protocol is not None:
            self._protocol.on_connection_close()

    def too_big(self) -> None:
        """Refuse a message that exceeds the limit. Its content was never read."""
        limit = self.max_message_size / 1024 / 1024
        self._refuse("too_big", f"A message is larger than {limit:g} MB, the limit.", TOO_BIG)

    def hold(self, size: int) -> bool:
        """Count the held bytes of an unfinished message. Return whether the limits allow them."""
        return self.unfinished.hold(self, self._called.ip or "", size)

    def release(self) -> None:
        """Count no unfinished message any more."""
        self.unfinished.release(self)

    def too_much_unfinished(self) -> None:
        """Refuse a message that exceeds the memory limit."""
        self._refuse(
            "full",
            "The server has as many unfinished messages as it may have. Try again in a while.",
            FULL,
        )

    def log_exception(
        self, typ: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None
    ) -> None:
        """Log to our logger."""
        assert typ is not None
        assert value is not None
        if isinstance(value, HTTPError):  # a client's fault, such as a POST
            logger.debug("%s %s: %s", self.request.method, self.request.path, value)
        else:
            logger.error("A WebSocket failed.", exc_info=(typ, value, tb))

    def _take(self, frame: str | bytes, *, checked: bool = False) -> None:
        if isinstance(frame, str):
            self._refuse("text_frame", "Text frames are not understood; messages are MessagePack.", MISUSE)
            return
        session = self.connection.session
        try:
            if not checked:
                guard.check(frame)
            message = decode(frame)
        # msgspec's errors are ValueErrors, but its decoder also raises others.
        except (ValueError, RecursionError) as error:
            if session is None and (version := _version(frame)) not in (None, VERSION):
                self._wrong_version(version)
            else:
                self._refuse("malformed", f"A message is not understood: {str(error)[:200]}", MISUSE)
            return
        if isinstance(message, Open):
            if session is not None:
                self._refuse("open_again", "This connection is open already.", MISUSE)
            elif message.version != VERSION:
                self._wrong_version(message.version)
            else:
                self._begin(message)
        elif session is None:
            self._refuse("not_open", "The first message has to be open.", MISUSE)
        elif isinstance(message, Ack):
            try:
                self.connection.ack(message.seq)
            except ValueError as error:
                self._refuse("ack", str(error), MISUSE)
            else:
                self._budget.seen()
                session.acknowledged(self.connection, message.seq)
        elif isinstance(message, Ping):
            self.connection.send(Pong(session.last_interaction(self.connection)))
        elif isinstance(message, WatchThreads | StopThread):
            self._inspect(message)
        elif isinstance(message, Interact | Rerun | AlwaysRerun) and not self._budget.run(
            self.gate.loop.time()
        ):
            self._too_much()
        else:
            if isinstance(message, Interact | Rerun):
                self.connection.acted()
            session.receive(self.connection, message)

    def _inspect(self, message: WatchThreads | StopThread) -> None:
        if not self._developer:
            self.connection.send(
                Problem(
                    "developer",
                    "Only the app's developer sees its threads: the person who has opened the address that "
                    '`treadle run` prints. With the option `client.toolbarMode = "developer"`, everybody is '
                    "the developer.",
                )
            )
        elif isinstance(message, StopThread):
            self.app.stop_thread(message.number)  # a thread that has just ended is as good as stopped
            self.watchers.refresh()
        elif message.on:
            self.watchers.watch(self.connection, message.stacks)
        else:
            self.watchers.unwatch(self.connection)

    def _begin(self, message: Open) -> None:
        self._told_in_time()
        cookies = {name: morsel.value for name, morsel in self.request.cookies.items()}
        request = request_info(
            self.request.headers,
            cookies,
            self._called,
            self.port,
            self.developer,
            self.login,
            self._user_by_headers(),
        )
        self._developer = self.app.is_developer(request)
        try:
            session, resumed = self.app.open(message, self.connection, request)
        except AppStopped:
            self.connection.goodbye()
            return
        except AppFull as error:
            logger.warning("Refused a visitor: %s", error)
            self._refuse(
                "full", "The server has as many visitors as it may have. Try again in a while.", FULL
            )
            return
        self.connection.session = session  # from now on, it is told when the connection closes
        received = session.last_interaction(self.connection)
        settings = {**self.app.settings, "dev": self._developer, "login": mark_of(request)}
        self.connection.opened(session, Hello(session.token, resumed, settings, received))

    def _user_by_headers(self) -> dict[str, str | None]:
        """Return what the proxy says of the person. Anyone else could send these headers."""
        trusted = among(self.request.remote_ip, self.config.trusted_proxies)
        return {
            name: next(iter(self.request.headers.get_list(header)), None) if trusted else None
            for header, name in self.config.user_headers.items()
        }

    def _wrong_version(self, version: object) -> None:
        self._refuse(
            "version",
            f"This page speaks version {version} of the protocol and the server version {VERSION}. Load the "
            "page again.",
            MISUSE,
        )

    def _refuse(self, code: str, message: str, close_code: int) -> None:
        self._told_in_time()
        self.connection.refuse(code, message, close_code)

    def _told_in_time(self) -> None:
        if self._overdue is not None:
            self._overdue.cancel()
            self._overdue = None


def _version(frame: bytes) -> object:
    """Return the version in an open message of another release; None if it is not one."""
    try:
        match msgspec.msgpack.decode(frame):
            case ["open", int(version), *_]:
                return version
    except (ValueError, RecursionError):
        pass
    return None

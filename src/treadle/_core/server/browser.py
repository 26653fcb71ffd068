"""One browser tab, as the runtime sees it: from wakes to batches.

Any transport that can write a message can carry it.
"""

import asyncio
import logging
import threading
from typing import Protocol

from tornado.websocket import WebSocketClosedError

from treadle._core.protocol.message import Bye, Hello, Problem, ServerMessage
from treadle._core.protocol.wire import encode
from treadle._core.runtime.ports import SessionPort

from .latencies import Latencies
from .loop import LoopGate
from .pacing import Pacer

logger = logging.getLogger("treadle.server")

# Close codes. 4400 is in the range for applications: "your message is invalid; sending it again does not
# help".
NORMAL, GOING_AWAY, POLICY, FAILED, FULL, MISUSE = 1000, 1001, 1008, 1011, 1013, 4400

UNSENT_MESSAGES = 100
"""The largest number of unsent messages, besides batches. Browsers do not leave more unread."""

# How urgently a thread has requested a flush.
_NOT, _SOON, _NOW = 0, 1, 2


class Wire(Protocol):
    """What carries the messages of a tab. The server thread alone uses it."""

    def write_message(self, message: bytes, binary: bool = False) -> "asyncio.Future[None]":
        """Send a message.

        Raises:
            WebSocketClosedError: it is closed.
        """

    def close(self, code: int | None = None, reason: str | None = None) -> None:
        """Begin to close."""

    def abort(self) -> None:
        """Close without another word to a peer that does not listen."""


class BrowserConnection:
    """A tab as the runtime sees it.

    `wake` and `send` can be called from any thread, the rest by the server thread.
    """

    def __init__(self, gate: LoopGate, socket: Wire, latencies: Latencies) -> None:
        self.session: SessionPort | None = None
        self.closed: asyncio.Future[None] = gate.loop.create_future()
        self._gate = gate
        self._socket = socket
        self._pacer = Pacer()
        self._latencies = latencies
        self._acted_at: float | None = None
        """When a person did what no batch has answered yet."""
        self._timer: asyncio.TimerHandle | None = None
        self._unsent = 0
        # Guards the two attributes below, for a few instructions at a time. Reentrant, because garbage
        # collection can run a destructor that writes to the page at any point.
        self._lock = threading.RLock()
        self._asked = _NOT
        self._posted = False

    # From any thread ----------------------------------------------------------------------------------------

    def wake(self, now: bool) -> None:
        """Request a flush.

        However often it is called, it wakes the loop at most once for each urgency until the next flush. The
        flag is cleared before that flush collects, so a write that comes too late for it requests another.
        """
        urgency = _NOW if now else _SOON
        with self._lock:
            if self._asked >= urgency:
                return
            self._asked = urgency
            if self._posted:
                return  # the pending call of the loop will see the new urgency
            self._posted = True
        self._gate.post(self._woken)

    def send(self, message: ServerMessage) -> None:
        """Send one message. After a goodbye, the connection is closed."""
        self._gate.post(lambda: self._send(message))

    # On the server thread -----------------------------------------------------------------------------------

    @property
    def idle(self) -> bool:
        """Whether all messages except batches were sent."""
        return self._unsent == 0

    def opened(self, session: SessionPort, hello: Hello) -> None:
        """Greet the browser. From now on it gets batches."""
        self.session = session
        self._write(encode(hello))
        self.wake(now=hello.resumed)
        self._pace()

    def acted(self) -> None:
        """Note that a person has done something, which the next batch answers."""
        if self._acted_at is None:
            self._acted_at = self._gate.loop.time()

    def ack(self, seq: int) -> None:
        """Mark a batch as applied by the browser.

        Raises:
            ValueError: it was never sent, or is already acknowledged.
        """
        self._pacer.ack(seq)
        self._pace()

    def refuse(self, code: str, message: str, close_code: int) -> None:
        """Send the browser the reason why its message is refused, and close."""
        logger.debug("Refused a connection (%s): %s", code, message)
        self._write(encode(Problem(code, message)))
        self.close(close_code, code)

    def close(self, code: int, reason: str) -> None:
        """Begin to close. The session is told now, and not when the peer has agreed."""
        self._socket.close(code, reason)
        self._leave()

    def goodbye(self) -> None:
        """Send the browser the message that the server stops, and close."""
        self._send(Bye("stopping"))

    def gone(self) -> None:
        """Handle the closed socket."""
        self._leave()
        if not self.closed.done():
            self.closed.set_result(None)

    def abort(self) -> None:
        """Close without a message to a peer that does not read."""
        self._socket.abort()

    def _leave(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        session, self.session = self.session, None
        if session is not None:
            try:
                session.disconnect(self)
            except Exception:
                logger.exception("A session failed to handle a closed connection.")

    def _send(self, message: ServerMessage) -> None:
        try:
            data = encode(message)
        except Exception:
            logger.exception("A message to the browser could not be encoded.")
            self.close(FAILED, "failed")
            return
        self._write(data)
        if isinstance(message, Bye):
            self.close(GOING_AWAY if message.reason == "stopping" else NORMAL, message.reason)

    def _woken(self) -> None:
        with self._lock:
            self._posted = False
            urgency = self._asked
        if urgency != _NOT:
            self._pacer.want(self._gate.loop.time(), at_once=urgency == _NOW)
            self._pace()

    def _pace(self) -> None:
        """Flush now, or at the due time, or wait for an event."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self.session is None:
            return  # not greeted yet, or closed
        delay = self._pacer.delay(self._gate.loop.time())
        if delay is None:
            return
        if delay > 0:
            self._timer = self._gate.loop.call_later(delay, self._pace)
        else:
            self._flush(self.session)

    def _flush(self, session: SessionPort) -> None:
        with self._lock:
            self._asked = _NOT
        self._pacer.flush()
        try:
            batch = session.collect(self)
            if batch is None:
                return
            data = encode(batch)  # the session's lock is free again
        except Exception:
            logger.exception("A page could not be sent.")
            self.close(FAILED, "failed")
            return
        now = self._gate.loop.time()
        self._pacer.sent(now, batch.seq)
        if self._acted_at is not None:
            self._latencies.add(now - self._acted_at)
            self._acted_at = None
        self._write(data, batch=True)

    def _write(self, data: bytes, *, batch: bool = False) -> None:
        # Acknowledgements limit the batches. The other messages answer the browser's messages. A client that
        # makes us answer and never reads would otherwise fill our memory.
        if not batch and self._unsent >= UNSENT_MESSAGES:
            self.abort()
            return
        try:
            written = self._socket.write_message(data, binary=True)
        except WebSocketClosedError:
            return  # `gone` comes, or came
        if not batch:
            self._unsent += 1
        written.add_done_callback(self._written if not batch else _retrieve)

    def _written(self, written: "asyncio.Future[None]") -> None:
        self._unsent -= 1
        _retrieve(written)


def _retrieve(written: "asyncio.Future[None]") -> None:
    # A socket that closes before the data was sent is no error: the close itself is reported elsewhere.
    if not written.cancelled() and not isinstance(written.exception(), WebSocketClosedError | None):
        logger.error("A frame could not be written.", exc_info=written.exception())

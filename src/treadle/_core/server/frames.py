"""How frames are read: Tornado's protocol, less what a client could use against others."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any
from typing import Protocol as Interface

from tornado.iostream import StreamClosedError
from tornado.websocket import WebSocketHandler, WebSocketProtocol13

TOO_BIG = 1009

PIECE = 64 * 1024
"""Bytes of a frame that are read at once. What is not larger is not counted, as connections are."""


class Reader(Interface):
    """What the protocol asks of its handler."""

    def hold(self, size: int) -> bool:
        """Note that so many bytes of an unfinished message are held; return whether they may be."""

    def release(self) -> None:
        """Note that no unfinished message is held."""

    def too_big(self) -> None:
        """Refuse a message that is larger than allowed."""

    def too_much_unfinished(self) -> None:
        """Refuse a message that exceeds the memory limit."""


class Protocol(WebSocketProtocol13):
    """Tornado's protocol, which answers refused messages before it closes, and counts unfinished ones.

    Tornado sends a close frame and closes the connection with the rest of the message unread. The system then
    resets the connection, and a reset discards what the client has not read yet, so it would never learn why.
    So this continues to read, and keeps nothing, until the client closes or Tornado's timeout for a closing
    peer (5 s) ends.

    Between two frames of a client, and between the pieces of a large one, other work gets its turn.
    """

    # With our own attributes beside Tornado's, each of many idle connections would have a large dict.
    __slots__ = ("_begins", "_draining", "_leaving", "_refused")

    handler: WebSocketHandler
    _fragmented_message_buffer: bytearray | None

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._refused = False
        self._draining: asyncio.Task[None] | None = None
        self._begins = False
        """Whether the next bytes that are read begin a frame."""
        self._leaving = False
        """Whether the loop that reads frames is being left after a refusal, while the rest is read."""

    @property
    def _reader(self) -> Reader:
        return self.handler  # type: ignore[return-value]

    def close(self, code: int | None = None, reason: str | None = None) -> None:
        """Close, with a word of explanation first if a message was too big."""
        if code == TOO_BIG and not self._refused:
            self._refused = True
            self._reader.too_big()  # which comes back here to close
        else:
            super().close(code, reason)

    def _receive_frame(self) -> Coroutine[Any, Any, None]:
        # Not a coroutine itself: each idle connection waits here, and would keep one more.
        parts = self._fragmented_message_buffer
        if parts is None:
            self._reader.release()
        elif len(parts) > PIECE:
            self._hold(0)
        self._begins = True
        return super()._receive_frame()

    async def _read_bytes(self, n: int) -> bytes:
        if n <= PIECE:
            reading = asyncio.ensure_future(self.stream.read_bytes(n))  # it is a future, and stays the same
            begins, self._begins = self._begins, False
            if begins and reading.done():
                # What has arrived already is read without waiting. Others have their turn before this frame.
                await asyncio.sleep(0)
            data = await reading
            self._wire_bytes_in += n
            return data
        held = bytearray()
        try:
            while len(held) < n:
                held += await self.stream.read_bytes(min(PIECE, n - len(held)), partial=True)
                self._hold(len(held))
                await asyncio.sleep(0)
            self._wire_bytes_in += n
            return bytes(held)
        finally:
            held.clear()  # the exception of a closed stream would keep it for a while

    def _hold(self, size: int) -> None:
        """Count what is held of a message: so many bytes of its newest frame, and all of those before.

        Raises:
            StreamClosedError: there is no room. No more frames are read.
        """
        parts = self._fragmented_message_buffer
        if not self._reader.hold(size + (0 if parts is None else len(parts))):
            self._refuse(self._reader.too_much_unfinished)
            self._leaving = True
            raise StreamClosedError

    def _refuse(self, answer: Callable[[], None]) -> None:
        self._refused = True
        answer()
        self._abort()

    def _abort(self) -> None:
        self._fragmented_message_buffer = (
            None  # a reference cycle would keep it until the next full collection
        )
        self._reader.release()
        if self._leaving:
            self._leaving = False  # it is told already
        elif self._refused and self._draining is None and not self.stream.closed():
            self.client_terminated = True  # ends the loop that reads frames
            self._draining = asyncio.create_task(self._drain())
        else:
            super()._abort()

    async def _drain(self) -> None:
        try:
            while True:
                await self.stream.read_bytes(PIECE, partial=True)
        except StreamClosedError:
            self._abort()

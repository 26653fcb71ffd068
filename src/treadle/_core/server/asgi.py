"""Requests of an ASGI server, in the form in which Tornado's handlers take them.

The handlers know Tornado's two interfaces only: a connection to answer (`HTTPConnection`) and a protocol to
talk over (`WebSocketProtocol`). This makes both from an ASGI server's `receive` and `send`. So no handler is
written twice.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import quote

from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPMessageDelegate,
    RequestStartLine,
    ResponseStartLine,
)
from tornado.iostream import StreamClosedError
from tornado.web import Application
from tornado.websocket import WebSocketClosedError, WebSocketHandler, WebSocketProtocol

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

logger = logging.getLogger("treadle.server")

GOING_AWAY = 1001
NO_STATUS, ABNORMAL = 1005, 1006


class _Context:
    """What Tornado asks of a connection's other end."""

    def __init__(self, scope: Scope) -> None:
        client = scope.get("client")
        self.remote_ip: str | None = client[0] if client else None
        scheme = scope.get("scheme", "http")
        self.protocol = {"ws": "http", "wss": "https"}.get(scheme, scheme)


class _Stream:
    """The part of a stream that handlers use: it can be closed."""

    socket = None

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection

    def close(self) -> None:
        """Close the connection, before the answer is complete."""
        self._connection.break_off()


class Connection(HTTPConnection):
    """Answers one request.

    Args:
        scope: the request.
        receive: returns the next message of the ASGI server.
        send: passes a message to it.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.context = _Context(scope)
        self.stream = _Stream(self)
        self.scope = scope
        self.receive = receive
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done when the answer was sent, or will not be."""
        self._send = send
        self._order = asyncio.Lock()
        """Messages are sent in the order of the calls."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self._websocket = scope["type"] == "websocket"
        self._refuses_in_words = "websocket.http.response" in (scope.get("extensions") or {})

    # What handlers call -------------------------------------------------------------------------------------

    def write_headers(
        self,
        start_line: RequestStartLine | ResponseStartLine,
        headers: HTTPHeaders,
        chunk: bytes | None = None,
    ) -> "asyncio.Future[None]":
        """Begin the answer."""
        assert isinstance(start_line, ResponseStartLine)
        fields = [
            (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.get_all()
        ]
        first: Message = {
            "type": f"{self._kind}.start", "status": start_line.code, "headers": fields,
        }  # fmt: skip
        if self._websocket and not self._refuses_in_words:
            first = {"type": "websocket.close"}  # the server answers 403
        messages = [first]
        if chunk:
            messages.append(self._body(chunk, more=True))
        return self._start(messages)

    def write(self, chunk: bytes) -> "asyncio.Future[None]":
        """Send more of the answer."""
        return self._start([self._body(chunk, more=True)])

    def finish(self) -> None:
        """End the answer."""
        self._start([self._body(b"", more=False)]).add_done_callback(lambda _: self._end())

    def set_close_callback(self, callback: Callable[[], None] | None) -> None:
        """Do nothing: the delegate is told about the close."""

    def set_max_body_size(self, max_body_size: int) -> None:
        """Do nothing: a handler that calls this checks the length itself."""

    def set_body_timeout(self, timeout: float) -> None:
        """Do nothing: ASGI servers have timeouts of their own."""

    def detach(self) -> _Stream:
        """Return what closes the connection."""
        return self.stream

    def websocket(self, handler: WebSocketHandler) -> WebSocketProtocol:
        """Return the protocol of a WebSocket."""
        return _Protocol(handler, self)

    # What the adapter calls ---------------------------------------------------------------------------------

    @property
    def closed(self) -> bool:
        """Whether the other end has gone."""
        return self._closed

    def leave(self) -> None:
        """Note that the other end has gone."""
        self._closed = True
        self._end()

    def break_off(self) -> None:
        """End without the rest of the answer. The ASGI server then closes the connection."""
        self.leave()

    def start_sending(self, message: Message) -> "asyncio.Future[None]":
        """Send a message after all earlier ones. The result raises `StreamClosedError` if nobody is there."""
        return self._start([message])

    @property
    def _kind(self) -> str:
        return "websocket.http.response" if self._websocket else "http.response"

    def _body(self, data: bytes, *, more: bool) -> Message:
        return {"type": f"{self._kind}.body", "body": data, "more_body": more}

    def _start(self, messages: list[Message]) -> "asyncio.Future[None]":
        task = asyncio.ensure_future(self._send_in_order(messages))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(_retrieve)
        return task

    async def _send_in_order(self, messages: list[Message]) -> None:
        async with self._order:
            for message in messages:
                if self._closed:
                    raise StreamClosedError
                if message["type"].startswith("websocket.http.response.body") and not self._refuses_in_words:
                    continue
                try:
                    await self._send(message)
                except (OSError, RuntimeError) as error:  # what ASGI servers raise when the client has gone
                    self._closed = True
                    self._end()
                    raise StreamClosedError(error) from error

    def _end(self) -> None:
        if not self.ended.done():
            self.ended.set_result(None)


def _retrieve(task: "asyncio.Task[None]") -> None:
    if not task.cancelled():
        task.exception()  # a handler that does not wait for the bytes is told by `on_connection_close`


class _Protocol(WebSocketProtocol):
    """The WebSocket of an ASGI server."""

    handler: WebSocketHandler

    def __init__(self, handler: WebSocketHandler, connection: Connection) -> None:
        super().__init__(handler)
        self._connection = connection

    async def accept_connection(self, handler: WebSocketHandler) -> None:
        """Open the WebSocket, and pass on what comes until it is closed."""
        await self._connection.start_sending({"type": "websocket.accept"})
        handler.set_status(101)
        handler._detach_stream()  # no answer is written any more
        opened = self._run_callback(handler.open, *handler.open_args, **handler.open_kwargs)
        if opened is not None:
            await opened
        await self._receive_frame_loop()

    async def _receive_frame_loop(self) -> None:
        code, reason = ABNORMAL, ""
        most = self.handler.max_message_size
        while not self.client_terminated:
            message = await self._connection.receive()
            if message["type"] == "websocket.disconnect":
                code, reason = message.get("code") or NO_STATUS, message.get("reason") or ""
                break
            if message["type"] != "websocket.receive":
                continue
            frame = message.get("bytes")
            if frame is None:
                frame = message.get("text") or ""
            if len(frame) > most:
                self.handler.too_big()  # type: ignore[attr-defined]
                continue
            handled = self._run_callback(self.handler.on_message, frame)
            if handled is not None:
                await handled
        self.client_terminated = True
        self._connection.leave()
        self.handler.on_ws_connection_close(code, reason)

    def write_message(
        self, message: str | bytes | dict[str, Any], binary: bool = False
    ) -> "asyncio.Future[None]":
        """Send a message."""
        assert isinstance(message, bytes)
        sent: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def done(sending: "asyncio.Future[None]") -> None:
            if sent.done():
                return
            if sending.cancelled() or sending.exception() is not None:
                sent.set_exception(WebSocketClosedError())
            else:
                sent.set_result(None)

        self._connection.start_sending(
            {"type": "websocket.send", "bytes": message}
        ).add_done_callback(done)  # fmt: skip
        return sent

    def close(self, code: int | None = None, reason: str | None = None) -> None:
        """Begin to close: the other end answers."""
        if not self.server_terminated:
            self.server_terminated = True
            closing: Message = {"type": "websocket.close", "code": code or 1000, "reason": reason or ""}
            self._connection.start_sending(closing)

    def is_closing(self) -> bool:
        """Return whether nothing more can be sent."""
        return self.client_terminated or self.server_terminated

    def on_connection_close(self) -> None:
        """Close at once."""
        self.client_terminated = True
        self.close(GOING_AWAY)

    @property
    def selected_subprotocol(self) -> str | None:
        """None: there are no subprotocols."""
        return None

    def write_ping(self, data: bytes) -> None:
        """Do nothing: the ASGI server sends pings."""

    def start_pinging(self) -> None:
        """Do nothing: the ASGI server sends pings."""

    def set_nodelay(self, x: bool) -> None:
        """Do nothing: ASGI servers set this themselves."""

    def _process_server_headers(self, key: str | bytes, headers: HTTPHeaders) -> None:
        raise NotImplementedError  # for clients


async def answer(application: Application, scope: Scope, receive: Receive, send: Send) -> None:
    """Have the handlers of an application answer a request, or talk over a WebSocket."""
    connection = Connection(scope, receive, send)
    delegate = application.start_request(None, connection)
    headers = HTTPHeaders()
    for name, value in scope["headers"]:
        headers.add(name.decode("latin-1"), value.decode("latin-1"))
    if scope["type"] == "websocket":
        # HTTP/2 has no such headers, and Tornado's handler asks for them.
        headers["Upgrade"], headers["Connection"] = "websocket", "Upgrade"
        headers["Sec-WebSocket-Version"] = "13"
        opening = await receive()
        if opening["type"] != "websocket.connect":
            return
    query = scope.get("query_string", b"").decode("latin-1")
    target = path_of(scope) + (f"?{query}" if query else "")
    begun = delegate.headers_received(
        RequestStartLine(scope.get("method", "GET"), target, "HTTP/1.1"), headers
    )
    if begun is not None:
        await begun
    if scope["type"] == "websocket":
        delegate.finish()
        await connection.ended
        return
    listening = asyncio.ensure_future(_read(delegate, connection, receive))
    try:
        await asyncio.wait([connection.ended, listening], return_when=asyncio.FIRST_COMPLETED)
        await connection.ended
    finally:
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening


async def _read(delegate: HTTPMessageDelegate, connection: Connection, receive: Receive) -> None:
    """Pass the body of a request on, then tell when the client goes before it has its answer."""
    more = True
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            if not connection.ended.done():
                connection.leave()
                delegate.on_connection_close()
            return
        if not more:
            continue
        if message.get("body"):
            taken = delegate.data_received(message["body"])
            if taken is not None:
                await taken
        more = message.get("more_body", False)
        if not more:
            delegate.finish()


def path_of(scope: Scope) -> str:
    """Return the path of a request as the browser has sent it, with the path where the app is mounted."""
    root, path = scope.get("root_path", ""), scope["path"]
    raw = scope.get("raw_path")
    # Servers differ in whether these contain the path where the app is mounted.
    if raw and (path.startswith(root) or not root):
        return bytes(raw).decode("latin-1").partition("?")[0]
    full = path if path.startswith(root) else root + path
    return quote(full, safe="/:@!$&'()*+,;=~-._")

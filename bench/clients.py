"""Two browsers without a window: one speaks Treadle's protocol, one Streamlit's.

`click` sends the next value of the page's one number input and returns when the text that shows it (if any)
has arrived and the run is reported as finished: the same on both sides.
"""

import json
import time
from typing import Any, Protocol

import msgspec
from tornado.websocket import WebSocketClientConnection, websocket_connect

MAX_BYTES = 300 * 1024 * 1024


class Browser(Protocol):
    """What both have."""

    received: int
    """Bytes of frames received so far."""

    async def open(self, port: int, query: str = "") -> None:
        """Connect, and wait for the first run."""

    async def click(self, *, wait: bool = True) -> float:
        """Change the number and return how long the answer took, in seconds."""

    async def turn(self, path: str, text: str) -> float:
        """Go to the page at a path, until it shows a text, and return how long this took, in seconds."""

    async def edit(self) -> float:
        """Change one cell of the page's editor and return how long the answer took, in seconds."""

    def close(self) -> None:
        """Close the connection."""


class TreadleBrowser:
    """Speaks MessagePack."""

    def __init__(self) -> None:
        self.received = 0
        self.clicks = 0
        self._socket: WebSocketClientConnection
        self._input = 0
        self._editor: tuple[int, str] = (0, "")
        self._shows = False

    async def open(self, port: int, query: str = "", *, wait: bool = True) -> None:
        self._socket = await websocket_connect(
            f"ws://127.0.0.1:{port}/_treadle/ws", max_message_size=MAX_BYTES
        )
        await self._send(["open", 1, None, "/", query, {}])
        if wait:
            await self._until_done(None)

    async def click(self, *, wait: bool = True) -> float:
        self.clicks += 1
        began = time.perf_counter()
        await self._send(["interact", [[self._input, self.clicks]]])
        return await self._until_done(f"clicks: {self.clicks}" if self._shows else None) - began

    async def edit(self) -> float:
        self.clicks += 1
        node, of = self._editor
        step = [self.clicks, "set", 3, [["column 0", self.clicks]]]
        began = time.perf_counter()
        await self._send(["interact", [[node, [of, "bench", [step], None]]]])
        return await self._until_done(f"edited: {self.clicks}") - began

    async def turn(self, path: str, text: str) -> float:
        began = time.perf_counter()
        self.clicks = 0
        await self._send(["go_to", path, ""])
        return await self._until_done(text) - began

    def close(self) -> None:
        self._socket.close()

    async def _send(self, message: list[Any]) -> None:
        await self._socket.write_message(msgspec.msgpack.encode(message), binary=True)

    async def _until_done(self, text: str | None) -> float:
        """Return the time at which it was seen. The acknowledgement is sent after that."""
        seen = text is None
        finished = False
        while not (seen and finished):
            frame = await self._socket.read_message()
            if not isinstance(frame, bytes):
                raise ConnectionError(f"the server closed the connection: {frame!r}")
            self.received += len(frame)
            message = msgspec.msgpack.decode(frame)
            if message[0] == "problem":
                raise ConnectionError(str(message))
            if message[0] != "batch":
                continue
            for op in message[2]:
                if op[0] == "insert" and op[4] == "number_input":
                    self._input = op[1]
                if op[0] == "insert" and op[4] == "data_editor":
                    self._editor = (op[1], op[5]["of"])
                props = op[5] if op[0] == "insert" else op[2] if op[0] == "set" else {}
                body = props.get("body") if isinstance(props, dict) else None
                self._shows = self._shows or (isinstance(body, str) and body.startswith("clicks: "))
                seen = seen or body == text
            if message[3] is not None:
                finished = not message[3][2]
            at = time.perf_counter()
            await self._send(["ack", message[1]])
        return at


class StreamlitBrowser:
    """Speaks protobuf, and keeps large messages as Streamlit's own page does."""

    def __init__(self) -> None:
        from streamlit.proto import BackMsg_pb2, ForwardMsg_pb2

        self._back = BackMsg_pb2.BackMsg
        self._forward = ForwardMsg_pb2.ForwardMsg
        self.received = 0
        self.clicks = 0
        self._socket: WebSocketClientConnection
        self._input = ""
        self._editor = ""
        self._shows = False
        self._query = ""
        self._kept: dict[str, Any] = {}
        self._page = ""
        self._pages: dict[str, str] = {}
        """By its path, the name by which Streamlit knows a page."""

    async def open(self, port: int, query: str = "", *, wait: bool = True) -> None:
        self._query = query.removeprefix("?")
        self._socket = await websocket_connect(
            f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"], max_message_size=MAX_BYTES
        )
        await self._rerun(None)
        if wait:
            await self._until_done(None)

    async def click(self, *, wait: bool = True) -> float:
        self.clicks += 1
        began = time.perf_counter()
        await self._rerun(self.clicks)
        await self._until_done(f"clicks: {self.clicks}" if self._shows else None)
        return time.perf_counter() - began

    async def edit(self) -> float:
        self.clicks += 1
        state = {"edited_rows": {"3": {"column 0": self.clicks}}, "added_rows": [], "deleted_rows": []}
        message = self._message()
        widget = message.rerun_script.widget_states.widgets.add()
        widget.id = self._editor
        widget.string_value = json.dumps(state)
        began = time.perf_counter()
        await self._socket.write_message(message.SerializeToString(), binary=True)
        await self._until_done(f"edited: {self.clicks}")
        return time.perf_counter() - began

    async def turn(self, path: str, text: str) -> float:
        began = time.perf_counter()
        self.clicks = 0
        self._page = self._pages[path]
        await self._rerun(None)
        await self._until_done(text)
        return time.perf_counter() - began

    def close(self) -> None:
        self._socket.close()

    def _message(self) -> Any:
        """Return a message that asks for a run."""
        message = self._back()
        message.rerun_script.page_script_hash = self._page
        message.rerun_script.query_string = self._query
        message.rerun_script.cached_message_hashes.extend(self._kept)
        return message

    async def _rerun(self, value: int | None) -> None:
        message = self._message()
        if value is not None:
            state = message.rerun_script.widget_states.widgets.add()
            state.id = self._input
            state.double_value = value
        await self._socket.write_message(message.SerializeToString(), binary=True)

    async def _until_done(self, text: str | None) -> None:
        seen = text is None
        finished = False
        while not (seen and finished):
            frame = await self._socket.read_message()
            if not isinstance(frame, bytes):
                raise ConnectionError(f"the server closed the connection: {frame!r}")
            self.received += len(frame)
            message = self._forward()
            message.ParseFromString(frame)
            if message.WhichOneof("type") == "ref_hash":
                message = self._kept[message.ref_hash]
            elif message.metadata.cacheable:
                self._kept[message.hash] = message
            kind = message.WhichOneof("type")
            if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                element = message.delta.new_element
                if element.WhichOneof("type") == "number_input":
                    self._input = element.number_input.id
                if element.WhichOneof("type") == "dataframe":
                    self._editor = element.dataframe.id
                if element.WhichOneof("type") == "text":
                    self._shows = self._shows or element.text.body.startswith("clicks: ")
                    seen = seen or element.text.body == text
            if kind == "navigation":
                for each in message.navigation.app_pages:
                    self._pages["" if each.is_default else each.url_pathname] = each.page_script_hash
            if kind == "script_finished":
                finished = True

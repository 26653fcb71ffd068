"""Accepts uploads: one request for each file. The bytes go to memory or disk as they arrive.

The server thread only passes the bytes on. Code that may wait for a disk runs in other threads.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from urllib.parse import unquote

import msgspec
from tornado.web import HTTPError, stream_request_body

from treadle._core.runtime.ports import ArrivingPort, UploadPort, UploadRefused

from .handlers import Handler
from .options import Options

T = TypeVar("T")
logger = logging.getLogger("treadle.server")

SESSION_HEADER = "X-Treadle-Session"
TOKEN_HEADER = "X-Treadle-Upload"
NAME_HEADER = "X-Treadle-Name"

AT_ONCE = 1024 * 1024
"""Bytes that are collected before a thread writes them: each call of a thread costs as much as a click."""

SILENT = 60.0
"""Seconds of silence after which an upload is aborted."""

WRITERS = 4
"""The number of writing threads.

More would not make disks faster, and a slow disk must not use up all threads.
"""


class Writers:
    """The threads that write uploads, for one server. Only the server thread uses it."""

    def __init__(self) -> None:
        self._pool: ThreadPoolExecutor | None = None

    async def call(self, function: Callable[..., T], *args: Any) -> T:
        """Call a function in one of the threads and return its result."""
        return await asyncio.wrap_future(self._threads().submit(function, *args))

    def start(self, function: Callable[[], object]) -> None:
        """Start a function in one of the threads."""
        self._threads().submit(function)

    def _threads(self) -> ThreadPoolExecutor:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(WRITERS, thread_name_prefix="treadle-upload")
        return self._pool

    def close(self) -> None:
        """Stop the threads after their current work."""
        if self._pool is not None:
            self._pool.shutdown()


@stream_request_body
class UploadHandler(Handler):
    """Accepts one file by PUT, and removes one by DELETE."""

    uploads: UploadPort
    writers: Writers
    _arriving: ArrivingPort | None = None
    _refusal: UploadRefused | None = None
    _silence: asyncio.TimerHandle | None = None

    def initialize(self, config: Options, only_hosts: bool, **rest: Any) -> None:
        """Store what the application passes to this handler."""
        super().initialize(config, only_hosts, **rest)
        self._buffer = bytearray()
        self._gone = False
        """Whether the connection was closed."""
        self._loop = asyncio.get_running_loop()
        self._heard_at = 0.0

    async def prepare(self) -> None:  # type: ignore[override]
        """Check whether the file is acceptable, before any of it is read."""
        super().prepare()
        if self.config.check_origin:
            self.refuse_other_pages()
        if self.request.method != "PUT":
            return
        size = self.request.headers.get("Content-Length", "")
        if not size.isdecimal() or len(size) > 15:
            raise HTTPError(411, reason="Length Required")
        connection: Any = self.request.connection
        connection.set_max_body_size(int(size))
        connection.set_body_timeout(None)  # a timeout for the whole file is wrong here: only silence counts
        try:
            self._arriving = await self.writers.call(
                self.uploads.begin, *self._tokens(), self._name(), self._type(), int(size)
            )
        except UploadRefused as refusal:
            self._refuse(refusal)
            return
        if self._cut():
            self._abort()
        else:
            self._heard_at = self._loop.time()
            self._silence = self._loop.call_later(SILENT, self._look_for_silence)

    async def data_received(self, chunk: bytes) -> None:
        """Pass some bytes on."""
        if self._arriving is None or self._refusal is not None:
            return
        self._heard_at = self._loop.time()
        self._buffer += chunk
        if len(self._buffer) >= AT_ONCE:
            await self._write()

    async def put(self) -> None:
        """Answer with the file's name for the widget's value."""
        self._hear_no_more()
        if self._arriving is not None and self._refusal is None:
            await self._write()
        if self._arriving is not None and self._refusal is None and not self._cut():
            try:
                ref = await self.writers.call(self._arriving.finish)
            except UploadRefused as refusal:
                self._refuse(refusal)
            else:
                if self._cut():  # the browser does not know of the file, and will send it again
                    await self.writers.call(self.uploads.drop, *self._tokens(), ref.id)
                else:
                    self._answer(200, msgspec.json.encode(ref))
                return
        self._abort()
        if self._refusal is not None and not self._cut():
            self._answer(self._refusal.status, msgspec.json.encode({"error": str(self._refusal)}))

    async def delete(self) -> None:
        """Remove a file."""
        id = self.request.headers.get(NAME_HEADER, "")
        await self.writers.call(self.uploads.drop, *self._tokens(), id)
        self.set_status(204)
        self.finish()

    def on_connection_close(self) -> None:
        """Remove a file whose connection was closed."""
        super().on_connection_close()
        self._gone = True
        self._hear_no_more()
        self._abort()

    def on_finish(self) -> None:
        """Remove a file that was refused."""
        self._hear_no_more()
        self._abort()

    def _cut(self) -> bool:
        return self._gone

    def _tokens(self) -> tuple[str, str]:
        headers = self.request.headers
        return headers.get(SESSION_HEADER, ""), headers.get(TOKEN_HEADER, "")

    def _name(self) -> str:
        return unquote(self.request.headers.get(NAME_HEADER, ""), errors="replace")

    def _type(self) -> str:
        return self.request.headers.get("Content-Type", "")

    async def _write(self) -> None:
        assert self._arriving is not None
        data, self._buffer = self._buffer, bytearray()
        try:
            await self.writers.call(self._arriving.write, data)
        except UploadRefused as refusal:
            self._refuse(refusal)

    def _refuse(self, refusal: UploadRefused) -> None:
        """Refuse the file.

        The rest of it is read and discarded, because a browser reads no answer before the end.
        """
        self._refusal = refusal
        self._buffer = bytearray()
        self._abort()

    def _answer(self, status: int, body: bytes) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        self.set_header("Cache-Control", "no-store")
        self.finish(body)

    def _abort(self) -> None:
        arriving, self._arriving = self._arriving, None
        if arriving is not None:
            self.writers.start(arriving.abort)  # it may wait for bytes that are being written

    def _look_for_silence(self) -> None:
        """Close the connection after some time of silence, as if the browser had closed it."""
        left = self._heard_at + SILENT - self._loop.time()
        if left > 0:
            self._silence = self._loop.call_later(left, self._look_for_silence)
        else:
            connection: Any = self.request.connection
            connection.stream.close()

    def _hear_no_more(self) -> None:
        if self._silence is not None:
            self._silence.cancel()
            self._silence = None

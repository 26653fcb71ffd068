"""Downloads of files: streamed, in ranges if a browser asks for them, and saved rather than shown."""

import asyncio
import logging
import re
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from urllib.parse import quote

from tornado.iostream import StreamClosedError
from tornado.web import HTTPError

from treadle._core.data.content import BINARY, Content
from treadle._core.runtime.ports import DownloadSource

from .handlers import Handler
from .loop import LoopGate

logger = logging.getLogger("treadle.server")

T = TypeVar("T")

CHUNK = 1024 * 1024
"""Bytes that are read and sent at once."""

KEPT = 60.0
"""Seconds for which a file that was made on request can be fetched."""

READERS = 4
"""The number of threads that read files from the disk, for all visitors."""

_MIME = re.compile(r"[\w.+-]+/[\w.+-]+(?:\s*;\s*[\w.-]+=[\w.+:\"-]+)*", re.ASCII)
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class Readers:
    """The threads that read files. A disk may be slow, and the server thread never waits for one."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(
            READERS, thread_name_prefix="treadle-files"
        )  # starts threads when they are needed

    async def read(self, content: Content, start: int, end: int) -> bytes:
        """Return some bytes of a file.

        Raises:
            OSError: it cannot be read.
        """
        if not content.on_disk:
            return content.read(start, end)
        return await self.call(lambda: content.read(start, end))

    async def call(self, function: Callable[[], T]) -> T:
        """Call a function that may have to wait for a disk, and return its result."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, function)

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown(cancel_futures=True)


class Prepared:
    """Files that functions of the app have made and that browsers will fetch.

    Only the server thread uses it.
    """

    def __init__(self, gate: LoopGate) -> None:
        self._gate = gate
        self._files: dict[str, Content] = {}

    def add(self, content: Content) -> str:
        """Keep a file for a while. Return the name for fetching it."""
        name = secrets.token_urlsafe(18)
        self._files[name] = content
        self._gate.loop.call_later(KEPT, self._files.pop, name, None)
        return name

    def get(self, name: str) -> Content | None:
        """Return a kept file."""
        return self._files.get(name)


class DownloadHandler(Handler):
    """Sends the file of a download button.

    Its address contains a secret of the session, and is valid while the button is on the page.
    """

    source: DownloadSource
    gate: LoopGate
    prepared: Prepared
    readers: Readers

    def set_default_headers(self) -> None:
        """Set the headers of every answer: no page may show it, and no cache may keep it."""
        super().set_default_headers()
        self.set_header("Cache-Control", "private, no-store")
        self.set_header("Content-Security-Policy", "default-src 'none'; sandbox")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")

    def compute_etag(self) -> None:
        """Return no tag: the file is never completely in memory."""

    async def head(self, key: str, node: str) -> None:  # type: ignore[override]
        """Answer as for GET, without the file."""
        await self.get(key, node)

    async def get(self, key: str, node: str) -> None:
        """Send the file."""
        made = self.get_query_argument("made", None)
        found = self.source.find(key, int(node)) if made is None else self.prepared.get(made)
        if not isinstance(found, Content):
            raise HTTPError(404)
        self.set_header("Content-Type", found.mime if _MIME.fullmatch(found.mime) else BINARY)
        self.set_header("Content-Disposition", disposition(found.name))
        self.set_header("Accept-Ranges", "bytes")
        span = range_of(self.request.headers.get("Range", ""), found.size)
        if span is None:
            self.set_header("Content-Range", f"bytes */{found.size}")
            self.set_status(416)
            return
        start, end = span
        if (start, end) != (0, found.size):
            self.set_status(206)
            self.set_header("Content-Range", f"bytes {start}-{end - 1}/{found.size}")
        self.set_header("Content-Length", str(end - start))
        if self.request.method != "HEAD":
            await self._send(found, start, end)

    async def _send(self, content: Content, start: int, end: int) -> None:
        try:
            while start < end:
                data = await self.readers.read(content, start, min(start + CHUNK, end))
                if not data:
                    raise OSError("the file has become shorter while it was downloaded")
                self.write(data)
                start += len(data)
                await self.flush()  # waits for a slow browser
        except StreamClosedError:
            pass  # the person has cancelled it
        except OSError as error:
            logger.warning("The download of %s was broken off: %s.", content.name or "a file", error)
            if not self._headers_written:
                raise HTTPError(500) from error
            self.detach().close()  # otherwise the browser would take a part for the whole file

    async def post(self, key: str, node: str) -> None:
        """Let the app make the file. Answer the query for GET, or nothing if the app has failed."""
        made: asyncio.Future[Content | None] = self.gate.loop.create_future()

        def take(content: Content | None) -> None:
            if not made.done():  # cancelled, if the server has stopped
                made.set_result(content)

        def then(content: Content | None) -> None:
            self.gate.post(lambda: take(content))

        if not self.source.make(key, int(node), then):
            raise HTTPError(404)
        content = await made
        if content is None:
            self.set_status(204)  # the app's failure, which the page shows, is no failure of the server
            return
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        await self.finish(f"made={self.prepared.add(content)}")


def disposition(name: str | None) -> str:
    """Return the header that makes a browser save a file under this name."""
    if not name:
        return "attachment"
    # Browsers use the second form. The first is for programs that do not know it.
    plain = re.sub(r"[^ !#-\[\]-~]|[/%;]", "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='', errors='replace')}"


def range_of(header: str, size: int) -> tuple[int, int] | None:
    """Return the first requested byte and the byte after the last one. None: there are no such bytes.

    Several ranges, or an invalid one, mean the whole file.
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or not any(found.groups()):
        return 0, size
    first, last = found.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
    if first and last and int(last) < int(first):
        return 0, size
    return (start, end) if start < end else None

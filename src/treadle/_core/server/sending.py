"""Answers with large bytes: streamed, and in ranges if a browser asks for them."""

import asyncio
import logging
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

from tornado.iostream import StreamClosedError
from tornado.web import HTTPError

from .handlers import Handler

logger = logging.getLogger("treadle.server")

T = TypeVar("T")

CHUNK = 1024 * 1024
"""Bytes that are read and sent at once."""

READERS = 4
"""The number of threads that read files from the disk, for all visitors."""

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class Readable(Protocol):
    """Bytes in memory or on a disk."""

    @property
    def size(self) -> int:
        """The number of bytes."""

    @property
    def on_disk(self) -> bool:
        """Whether reading them may have to wait for a disk."""

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes from `start` up to `end`.

        Raises:
            OSError: they cannot be read.
        """


class Readers:
    """The threads that read files. A disk may be slow, and the server thread never waits for one."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(
            READERS, thread_name_prefix="treadle-files"
        )  # starts threads when they are needed

    async def read(self, content: Readable, start: int, end: int) -> bytes:
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


class Sender(Handler):
    """The base of handlers that send large bytes."""

    readers: Readers

    async def send(self, content: Readable, name: str) -> None:
        """Send the bytes, or the range of them that was asked for.

        Args:
            content: the bytes.
            name: what a message in the log calls them.
        """
        self.set_header("Accept-Ranges", "bytes")
        asked = self.request.headers.get("Range", "").strip()
        span = range_of(asked, content.size)
        if span is None:
            self.set_header("Content-Range", f"bytes */{content.size}")
            self.set_status(416)
            return
        start, end = span
        # Players ask for all bytes from the first one on, to learn whether they can have parts.
        if (start, end) != (0, content.size) or asked == "bytes=0-":
            self.set_status(206)
            self.set_header("Content-Range", f"bytes {start}-{end - 1}/{content.size}")
        self.set_header("Content-Length", str(end - start))
        if self.request.method != "HEAD":
            await self._stream(content, start, end, name)

    async def _stream(self, content: Readable, start: int, end: int, name: str) -> None:
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
            logger.warning("The download of %s was broken off: %s.", name, error)
            if not self._headers_written:
                raise HTTPError(500) from error
            self.detach().close()  # otherwise the browser would take a part for the whole file


def range_of(header: str, size: int) -> tuple[int, int] | None:
    """Return the first requested byte and the byte after the last one. None: there are no such bytes.

    Several ranges, or an invalid one, mean the whole file.
    """
    found = _RANGE.fullmatch(header)
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

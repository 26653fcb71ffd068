"""Files for downloads and media: from the argument of a command to the bytes that a browser gets.

Small data is kept in memory. A large file stays on the disk: it is kept open, and its bytes are read when a
browser asks for them.
"""

import io
import mimetypes
import os
import stat
import sys
import threading
import weakref
from collections.abc import Callable
from typing import Any

from treadle.errors import APIError, StopException

IN_MEMORY = 1024 * 1024
"""Bytes up to which a file is read at once, so that it is handed out as it is now."""

TEXT, BINARY = "text/plain", "application/octet-stream"


class Content:
    """A file for browsers to download: its name, its type and its bytes.

    Args:
        data: the bytes, or an open file that is read at any place.
        name: the file name that the browser suggests. None: it chooses one.
        mime: the media type.
    """

    __slots__ = ("_data", "mime", "name", "size")

    def __init__(self, data: "bytes | OpenFile", name: str | None, mime: str) -> None:
        self._data = data
        self.name = name
        self.mime = mime
        self.size = len(data) if isinstance(data, bytes) else data.size

    @property
    def on_disk(self) -> bool:
        """Whether reading it may have to wait for a disk."""
        return not isinstance(self._data, bytes)

    @property
    def source(self) -> "bytes | OpenFile":
        """The bytes, or the open file that has them."""
        return self._data

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes from `start` up to `end`.

        Raises:
            OSError: the file has changed since the app handed it out, or it cannot be read.
        """
        if isinstance(self._data, bytes):
            return self._data[start:end]
        return self._data.read(start, end)


class OpenFile:
    """A file on the disk that is kept open, independently of the object by which the app has opened it.

    Args:
        descriptor: a descriptor of its own, which is closed with this object.
        status: of the file, as it is now.
    """

    __slots__ = ("__weakref__", "_descriptor", "_status")

    def __init__(self, descriptor: int, status: os.stat_result) -> None:
        self._descriptor = descriptor
        self._status = status
        weakref.finalize(self, os.close, descriptor).atexit = False

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return self._status.st_size

    @property
    def version(self) -> tuple[int, ...]:
        """What is the same only for the same file with the same content."""
        status = self._status
        return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns

    def read(self, start: int, end: int) -> bytes:
        """Return some bytes of the file, as it was when the app passed it.

        Raises:
            OSError: it has changed meanwhile. Parts of two versions would not be a valid file.
        """
        data = _read_at(self._descriptor, end - start, start)
        now = os.fstat(self._descriptor)
        if (now.st_size, now.st_mtime_ns) != (self._status.st_size, self._status.st_mtime_ns):
            raise OSError("the file has changed while it was downloaded")
        return data


if sys.platform == "win32":
    # Windows has no call that reads at a place: one thread at a time moves there and reads.
    _moving = threading.Lock()

    def _read_at(descriptor: int, size: int, start: int) -> bytes:
        with _moving:
            os.lseek(descriptor, start, os.SEEK_SET)
            return os.read(descriptor, size)

else:

    def _read_at(descriptor: int, size: int, start: int) -> bytes:
        return os.pread(descriptor, size, start)


class Deferred:
    """A file that a function of the app makes when a person asks for it.

    Args:
        function: makes the file. It must carry its session.
        failed: called with what the function has raised, unless its code was stopped.
    """

    __slots__ = ("_failed", "_function")

    def __init__(self, function: Callable[[], Content], failed: Callable[[BaseException], object]) -> None:
        self._function = function
        self._failed = failed

    def make(self) -> Content | None:
        """Call the function and return its file, None if it has failed. What it has raised is reported."""
        try:
            return self._function()
        except StopException:
            return None
        except BaseException as error:  # noqa: BLE001 - whatever app code raises is shown
            self._failed(error)
            return None


def content_of(data: Any, name: str | None = None, mime: str | None = None) -> Content:
    """Return what an app gives as a file.

    Args:
        data: a text, bytes, an open file, or the path of a file as a `Path` object.
        name: the file name. None: that of the file, if it has one.
        mime: the media type. None: what the name says; else that of text or of bytes.

    Raises:
        APIError: `data` is something else.
        OSError: the file cannot be read.
    """
    if isinstance(data, os.PathLike):
        path = os.fspath(data)
        name, mime = _inferred(path, name, mime)
        return Content(_opened(path), name, mime or BINARY)
    name, mime = _inferred(_name_of(data), name, mime)
    if isinstance(data, str):
        return Content(data.encode("utf-8", "replace"), name, mime or TEXT)
    if isinstance(data, io.StringIO):
        return Content(data.getvalue().encode("utf-8", "replace"), name, mime or TEXT)
    if isinstance(data, io.TextIOBase):
        return Content(data.read().encode("utf-8", "replace"), name, mime or TEXT)
    return Content(_binary(data), name, mime or BINARY)


def _binary(data: Any) -> bytes | OpenFile:
    if isinstance(data, bytes | bytearray | memoryview):
        return bytes(data)
    # Python's wrapper of named temporary files is a subclass of nothing: it has a `file` that is one.
    source = getattr(data, "file", data)
    if isinstance(source, io.BytesIO):
        return source.getvalue()
    if not isinstance(source, io.IOBase):
        raise APIError(
            f"`data` has the type `{type(data).__name__}`, which is not a file. Pass a str, bytes, an open "
            "file, a `Path`, or a function that returns one of these.",
            error_id="download-button-invalid-binary-data-format",
        )
    source.seek(0)  # what was written to it and is still in a buffer is in the file now
    if isinstance(source, io.BufferedReader | io.BufferedRandom | io.FileIO):
        held = _held_open(source)
        if held is not None:
            return held
    read = source.read() or b""
    return read.encode("utf-8", "replace") if isinstance(read, str) else bytes(read)


def _held_open(source: Any) -> OpenFile | None:
    """Return a large file on the disk, kept open; None for content that must be read at once."""
    if not hasattr(os, "pread"):  # Windows
        return None
    try:
        descriptor = source.fileno()
        status = os.fstat(descriptor)
    except OSError:  # it is a file in Python only
        return None
    if not stat.S_ISREG(status.st_mode) or status.st_size <= IN_MEMORY:
        return None
    return OpenFile(os.dup(descriptor), status)


def _opened(path: str | bytes) -> bytes | OpenFile:
    with open(path, "rb") as file:
        return _held_open(file) or file.read()


def _name_of(data: Any) -> str | bytes | None:
    try:
        name = getattr(data, "name", None)
    except (AttributeError, ValueError, OSError):  # a text file whose buffer was detached
        return None
    return name if isinstance(name, str) else None  # of a file from a descriptor it is a number


def _inferred(path: str | bytes | None, name: str | None, mime: str | None) -> tuple[str | None, str | None]:
    if not path:
        return name, mime
    name = name or os.fsdecode(os.path.basename(path)) or None
    if mime is None and name is not None:
        mime = mimetypes.guess_type(name)[0]
    return name, mime

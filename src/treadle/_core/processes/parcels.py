"""Objects on their way between processes: pickled, with large buffers in shared memory.

The sender writes a parcel of a mebibyte or more once, into a *file of memory*: a file without a name, whose
open descriptor is passed along. The receiver maps it, and arrays and tables are views of the mapping. They
are not copied again, and exist once in memory. The segments of `multiprocessing.shared_memory` are no
alternative: they have names, which outlive a crash of both sides unless a tracker process removes them, and
they live in `/dev/shm`, which is small in containers. A file without a name needs no clean-up: the kernel
frees the memory with the last descriptor or mapping.

It imports nothing of Treadle and little of Python: worker processes load this before anything else.
"""

import errno
import mmap
import os
import pickle
import struct
import sys
from collections.abc import Callable
from typing import Any

from .unix import MAP_PRIVATE, MAP_SHARED, pwrite

SHARED_FROM = 1 << 20
"""The size in bytes from which a parcel is a file of memory.

Below, two copies through the socket cost less than a mapping.
"""

BESIDE_FROM = 1 << 14
"""The size in bytes from which a buffer lies beside the pickle.

Such a buffer keeps the whole parcel in memory while it lives.
"""

_ALIGNMENT = 64  # suits numpy and Arrow
_COUNT = struct.Struct("<I")
_SIZE = struct.Struct("<Q")
_AT_ONCE = 1 << 30
"""The largest write in bytes. Linux accepts at most 2 GiB minus a page."""

_OWN = __name__.rpartition("processes.")[0]
"""The beginning of the names of modules that call what is unpickled."""

PicklerClass = Callable[..., pickle.Pickler]


class Unpickler(pickle.Unpickler):
    """Loads objects, and knows what to name in an error."""

    _last = ""

    def find_class(self, module: str, name: str, /) -> Any:
        """Return a class or function by its name."""
        self._last = f"{module}.{name}"
        return super().find_class(module, name)

    def at(self, error: BaseException) -> str:
        """Return the full name of the function or class in which `load` has failed; "" if unknown.

        Args:
            error: the exception that the caller of `load` has caught.
        """
        frames = error.__traceback__
        while frames is not None:
            frame = frames.tb_frame
            if not (module := frame.f_globals.get("__name__", "")).startswith(_OWN):
                return f"{module}.{frame.f_code.co_qualname}"
            frames = frames.tb_next
        return self._last


class Parcel:
    """Pickled objects. The owner closes it, or garbage collection does.

    Args:
        body: the sizes of the parts, and the parts if no file has them.
        fd: the file of memory with the parts. It belongs to the parcel.
    """

    __slots__ = ("body", "fd")

    def __init__(self, body: bytes | bytearray | memoryview, fd: int | None = None) -> None:
        self.body = body
        self.fd = fd

    @property
    def size(self) -> int:
        """The size of all parts in bytes."""
        return sum(self._sizes())

    @property
    def pickled(self) -> int:
        """The size of the pickle in bytes, without the buffers beside it.

        Only the pickle takes time to load.
        """
        return self._sizes()[0]

    def close(self) -> None:
        """Free it."""
        fd, self.fd = self.fd, None
        if fd is not None:
            os.close(fd)

    def __del__(self) -> None:
        self.close()

    def unpickler(self, *, private: bool = False) -> Unpickler:
        """Return an unpickler for the objects, in the order in which they were packed. Call it once.

        Args:
            private: whether the receiver's changes of large buffers stay its own. Otherwise they change the
                memory that the sender wrote, which needs no additional memory.
        """
        parts = self._parts(private)
        return Unpickler(_Reader(parts[0]), buffers=parts[1:])

    def load(self) -> Any:
        """Return the one packed object, and free the rest."""
        return self.unpickler().load()

    def _sizes(self) -> list[int]:
        (count,) = _COUNT.unpack_from(self.body)
        return [_SIZE.unpack_from(self.body, _COUNT.size + index * _SIZE.size)[0] for index in range(count)]

    def _parts(self, private: bool) -> list[memoryview]:
        sizes = self._sizes()
        if self.fd is None:
            memory = memoryview(self.body)
            start = _aligned(_COUNT.size + len(sizes) * _SIZE.size)
        else:
            memory = memoryview(_map(self.fd, private))
            self.close()
            start = 0
        parts = []
        for size in sizes:
            parts.append(memory[start : start + size])
            start = _aligned(start + size)
        return parts


def pack(*objects: object, pickler: PicklerClass = pickle.Pickler) -> Parcel:
    """Pickle objects into a parcel, one after the other. Shared parts stay shared.

    Raises:
        Exception: any exception of pickling.
        OSError: there is no memory for it.
    """
    pieces: list[bytes | memoryview] = []
    beside: list[memoryview] = []

    def keep(buffer: pickle.PickleBuffer) -> bool:
        raw = buffer.raw()
        if raw.nbytes < BESIDE_FROM:
            return True
        beside.append(raw)
        return False

    out = pickler(_Writer(pieces), protocol=5, buffer_callback=keep)
    for each in objects:
        out.dump(each)
    sizes = [sum(len(piece) for piece in pieces), *(raw.nbytes for raw in beside)]
    table = _COUNT.pack(len(sizes)) + b"".join(map(_SIZE.pack, sizes))
    if sum(sizes) >= SHARED_FROM:
        fd = _file_of_memory()
        if fd is not None:
            parcel = Parcel(table, fd)
            _write_all(fd, pieces, beside)
            return parcel
    padded: list[bytes | memoryview] = [table]
    end = len(table)
    for size, raw in zip(sizes, [None, *beside], strict=True):
        padded.append(bytes(_aligned(end) - end))
        padded += pieces if raw is None else [raw]
        end = _aligned(end) + size
    return Parcel(b"".join(padded))


class _Writer:
    """Collects what a pickler writes. Large `bytes` are passed as they are, so they are copied only once."""

    def __init__(self, pieces: list[bytes | memoryview]) -> None:
        self._pieces = pieces

    def write(self, data: Any) -> int:
        self._pieces.append(data if type(data) is bytes else bytes(data))
        return len(data)


class _Reader:
    """Reads from memory. Only the created objects are copies."""

    def __init__(self, memory: memoryview) -> None:
        self._memory = memory
        self._at = 0

    def readinto(self, buffer: Any) -> int:
        size = len(buffer)
        data = self._memory[self._at : self._at + size]
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def read(self, size: int = -1) -> bytes:
        end = len(self._memory) if size < 0 else self._at + size
        data = bytes(self._memory[self._at : end])
        self._at += len(data)
        return data

    def peek(self, size: int) -> bytes:
        """Return a few bytes at once, so that the unpickler need not fetch every opcode by itself."""
        return bytes(self._memory[self._at : self._at + size])

    def readline(self, size: int | None = -1) -> bytes:  # only pickles of protocol 0 have lines
        text = bytes(self._memory[self._at :])
        line = text[: text.find(b"\n") + 1]
        self._at += len(line)
        return line


def _aligned(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT


def _file_of_memory() -> int | None:
    """Return a new file without a name; None if the process has no descriptor left."""
    try:
        if sys.platform == "linux" and hasattr(os, "memfd_create"):
            return os.memfd_create("treadle", os.MFD_CLOEXEC)
        import tempfile  # on systems without files of memory, a worker may start slowly

        fd, path = tempfile.mkstemp("treadle")
    except OSError as error:
        if error.errno in (errno.EMFILE, errno.ENFILE):
            return None
        raise
    else:
        os.unlink(path)
        return fd


def _write_all(fd: int, pieces: list[bytes | memoryview], beside: list[memoryview]) -> None:
    end = 0
    for piece in pieces:
        end = _write(fd, piece, end)
    for raw in beside:
        end = _write(fd, raw, _aligned(end))
    os.ftruncate(fd, max(end, 1))


def _write(fd: int, data: bytes | memoryview, start: int) -> int:
    left = memoryview(data)
    while left:
        # The kernel copies into fresh pages. A mapping would clear each page first, which takes twice as
        # long.
        count = pwrite(fd, left[:_AT_ONCE], start)
        start += count
        left = left[count:]
    return start


def _map(fd: int, private: bool) -> mmap.mmap:
    size = os.fstat(fd).st_size
    options: dict[str, Any] = {"trackfd": False} if sys.version_info >= (3, 13) else {}
    return mmap.mmap(fd, size, MAP_PRIVATE if private else MAP_SHARED, **options)

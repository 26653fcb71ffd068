"""How objects travel between processes: pickled, with large buffers beside the pickle (protocol 5), in shared memory.

A parcel from a mebibyte on is written once, by its sender, into a *file of memory*: one that has no name, of which only
the open descriptor is passed along. The receiver maps it, and arrays and tables are views of the mapping: they are not
copied again, and memory holds them once. Why not `multiprocessing.shared_memory`: its segments have names, which outlive
a crash of both sides unless a tracker process removes them, and live in `/dev/shm`, which containers make small. Without
a name there is nothing to remove: the kernel frees the memory with the last descriptor or mapping, however that goes.

Imports nothing of Treadle and little of Python: worker processes load this before anything else.
"""

import errno
import mmap
import os
import pickle
import struct
import sys
from collections.abc import Callable
from typing import Any

SHARED_FROM = 1 << 20
"""Bytes from which a parcel travels in a file of memory. Below, two copies through the socket cost less than a mapping."""

BESIDE_FROM = 1 << 14
"""Bytes from which a buffer lies beside the pickle: one that does keeps the whole parcel in memory while it lives."""

_ALIGNMENT = 64  # what numpy and Arrow like
_COUNT = struct.Struct("<I")
_SIZE = struct.Struct("<Q")
_AT_ONCE = 1 << 30
"""Bytes to write at once: Linux takes 2 GiB less a page at most."""

PicklerClass = Callable[..., pickle.Pickler]


class Unpickler(pickle.Unpickler):
    """Loads objects, and knows what to name if that fails."""

    _last = ""

    def find_class(self, module: str, name: str, /) -> Any:
        """Return a class or function by its name."""
        self._last = f"{module}.{name}"
        return super().find_class(module, name)

    def at(self, error: BaseException) -> str:
        """Return the full name of what `load` has failed in or at: a function of Python's, a class, one of C; "" if there was none.

        Args:
            error: what the caller of `load` has caught.
        """
        caller = error.__traceback__
        inner = None if caller is None else caller.tb_next
        if inner is not None and (name := inner.tb_frame.f_globals.get("__name__")) != __name__:
            return f"{name}.{inner.tb_frame.f_code.co_qualname}"
        return self._last


class Parcel:
    """Pickled objects. Whoever has it closes it, or lets garbage collection do so.

    Args:
        body: the sizes of the parts, and the parts if no file has them.
        fd: the file of memory that has the parts; the parcel's to close.
    """

    __slots__ = ("body", "fd")

    def __init__(self, body: bytes | bytearray | memoryview, fd: int | None = None) -> None:
        self.body = body
        self.fd = fd

    @property
    def size(self) -> int:
        """Bytes of all parts."""
        return sum(self._sizes())

    @property
    def pickled(self) -> int:
        """Bytes of the pickle without what lies beside it: what takes time to load."""
        return self._sizes()[0]

    def close(self) -> None:
        """Free it."""
        fd, self.fd = self.fd, None
        if fd is not None:
            os.close(fd)

    def __del__(self) -> None:
        self.close()

    def unpickler(self, *, private: bool = False) -> Unpickler:
        """Return what loads the objects, in the order in which they were packed. To be called once.

        Args:
            private: what the receiver changes in large buffers stays its own; else the memory is changed that the sender
                wrote, which takes none in addition.
        """
        parts = self._parts(private)
        return Unpickler(_Reader(parts[0]), buffers=parts[1:])

    def load(self) -> Any:
        """Return the one object that was packed, and free the rest."""
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
    """Pickle objects into a parcel, one after the other: what they share stays shared.

    Raises:
        Exception: whatever pickling raises.
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
    """Collects what a pickler writes. Large `bytes` come as they are, so that they are copied once, to where they go."""

    def __init__(self, pieces: list[bytes | memoryview]) -> None:
        self._pieces = pieces

    def write(self, data: Any) -> int:
        self._pieces.append(data if type(data) is bytes else bytes(data))
        return len(data)


class _Reader:
    """Reads from memory, with no copy but the one that makes the objects."""

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
        """Let the unpickler fetch a little at once, rather than every opcode by itself."""
        return bytes(self._memory[self._at : self._at + size])

    def readline(self, size: int | None = -1) -> bytes:  # only pickles of protocol 0 have lines
        text = bytes(self._memory[self._at :])
        line = text[: text.find(b"\n") + 1]
        self._at += len(line)
        return line


def _aligned(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT


def _file_of_memory() -> int | None:
    """Return a new file that has no name; None if the process has no descriptor left for one."""
    try:
        if hasattr(os, "memfd_create"):
            return os.memfd_create("treadle", os.MFD_CLOEXEC)
        import tempfile  # where there are no files of memory, a worker may take its time to start

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
        # The kernel copies into fresh pages: half the time of writing to a mapping, which has to clear each first.
        count = os.pwrite(fd, left[:_AT_ONCE], start)
        start += count
        left = left[count:]
    return start


def _map(fd: int, private: bool) -> mmap.mmap:
    size = os.fstat(fd).st_size
    options: dict[str, Any] = {"trackfd": False} if sys.version_info >= (3, 13) else {}
    return mmap.mmap(fd, size, mmap.MAP_PRIVATE if private else mmap.MAP_SHARED, **options)

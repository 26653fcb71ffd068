"""Uploaded files: their content, in memory or on disk, and the object that an app reads it from."""

import hashlib
import io
import mmap
import os
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn, SupportsIndex, cast

from treadle._core.protocol.upload import FileRef

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer


class Stored:
    """The bytes of an uploaded file. Immutable.

    Args:
        data: the bytes, or the path of the file that has them.
        size: how many bytes.
    """

    __slots__ = ("__weakref__", "_digest", "data", "size")

    def __init__(self, data: bytes | Path, size: int) -> None:
        self.data = data
        self.size = size
        self._digest: bytes | None = None
        """Worked out when first asked for. Two threads may both do it, with the same result."""

    def read(self) -> bytes:
        """Return all bytes."""
        return self.data if isinstance(self.data, bytes) else self.data.read_bytes()

    def digest(self) -> bytes:
        """Return what tells this content from any other."""
        if self._digest is None:
            if isinstance(self.data, bytes):
                self._digest = hashlib.sha256(self.data).digest()
            else:
                with open(self.data, "rb") as file:
                    self._digest = hashlib.file_digest(file, "sha256").digest()
        return self._digest


class UploadedFile(io.BytesIO):
    """A file that a person has uploaded: an `io.BytesIO` with a name.

    Each run of the app gets its own object, which begins to read at the start of the file. The bytes stay
    readable while the app has the object, also in threads and process tasks, and after the widget has another
    value.

    Large files are on the server's disk, not in memory. Such an object reads from there and cannot be written
    to.

    `name` is the file's name on the person's computer; of a folder's upload, it begins with the folders. Do
    not use it as a path. `type` is the MIME type that the browser reported, `size` the number of bytes.
    `file_id` identifies the file.
    """

    file_id: str
    name: str
    type: str
    size: int

    def __init__(self, ref: FileRef) -> None:
        content: Stored = ref.content
        super().__init__(content.data if isinstance(content.data, bytes) else b"")
        self._ref = ref
        self.file_id, self.name, self.type, self.size = ref.id, ref.name, ref.type, ref.size

    def __eq__(self, other: object) -> bool:
        return self.file_id == other.file_id if isinstance(other, UploadedFile) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.file_id)

    def __repr__(self) -> str:
        file = f"file_id={self.file_id!r}, name={self.name!r}, type={self.type!r}, size={self.size}"
        return f"UploadedFile({file})"

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        """Return how another process makes the same file: it reads large ones from the same disk."""
        ref = self._ref
        return _rebuilt, (ref.id, ref.name, ref.size, ref.type, ref.content.data, self.tell())

    @property
    def ref(self) -> FileRef:
        """The name of the file in a widget's value."""
        return self._ref

    def content_digest(self) -> bytes:
        """Return what tells the bytes of the file from any other bytes."""
        return cast(bytes, self._ref.content.digest())


class FileOnDisk(UploadedFile):
    """An uploaded file that is too large to be kept in memory. It is opened when it is first read."""

    def __init__(self, ref: FileRef) -> None:
        super().__init__(ref)
        self._opening = threading.Lock()
        self._opened: BinaryIO | None = None  # guarded by _opening for writing

    @property
    def _file(self) -> BinaryIO:
        file = self._opened
        if file is None:
            if super().closed:
                raise ValueError("I/O operation on closed file.")
            with self._opening:
                if self._opened is None:
                    try:
                        self._opened = open(self._ref.content.data, "rb")  # noqa: SIM115 - closed with this object
                    except FileNotFoundError:
                        raise FileNotFoundError(
                            f"The uploaded file {self.name!r} was removed, because no widget and no object "
                            "of the app used it any more."
                        ) from None
                file = self._opened
        return file

    def close(self) -> None:
        if (file := self.__dict__.get("_opened")) is not None:
            file.close()
        super().close()

    def __del__(self) -> None:
        self.close()

    def fileno(self) -> int:
        return self._file.fileno()

    def read(self, size: int | None = -1, /) -> bytes:
        return self._file.read(-1 if size is None else size)

    def read1(self, size: int | None = -1, /) -> bytes:
        return cast(io.BufferedReader, self._file).read1(-1 if size is None else size)

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        return cast(io.BufferedReader, self._file).readinto(buffer)

    def readinto1(self, buffer: "WriteableBuffer", /) -> int:
        return cast(io.BufferedReader, self._file).readinto1(buffer)

    def readline(self, size: int | None = -1, /) -> bytes:
        return self._file.readline(-1 if size is None else size)

    def readlines(self, hint: int | None = -1, /) -> list[bytes]:
        return self._file.readlines(-1 if hint is None else hint)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._file)

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return 0 if self._opened is None and not super().closed else self._file.tell()

    def getvalue(self) -> bytes:
        self._refuse_closed()
        return cast(bytes, self._ref.content.read())

    def getbuffer(self) -> memoryview:
        """Return a view of the whole file. The system reads parts of it when they are used."""
        self._refuse_closed()
        with open(self._ref.content.data, "rb") as file:
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))

    def writable(self) -> bool:
        return False

    def write(self, data: "ReadableBuffer", /) -> NoReturn:
        self._read_only()

    def writelines(self, lines: "Iterable[ReadableBuffer]", /) -> NoReturn:
        self._read_only()

    def truncate(self, size: int | None = None, /) -> NoReturn:
        self._read_only()

    def _refuse_closed(self) -> None:
        if self.closed:
            raise ValueError("I/O operation on closed file.")

    def _read_only(self) -> NoReturn:
        raise io.UnsupportedOperation(
            f"The uploaded file {self.name!r} is on the server's disk, because it is large, and cannot be "
            "changed. Copy it: `io.BytesIO(file.getvalue())`."
        )


def opened(ref: FileRef) -> UploadedFile:
    """Return a new object that reads a file from its start."""
    return UploadedFile(ref) if isinstance(ref.content.data, bytes) else FileOnDisk(ref)


def _rebuilt(id: str, name: str, size: int, type: str, data: bytes | Path, at: int) -> UploadedFile:
    file = opened(FileRef(id=id, name=name, size=size, type=type).holding(Stored(data, size)))
    if isinstance(file, FileOnDisk):
        _ = file._file  # while it is certainly there: it may be removed before this process reads it
    file.seek(at)
    return file

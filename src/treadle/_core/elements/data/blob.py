"""Frames as what a browser gets: all rows at once, or the first ones and a name for the others."""

from treadle._core.carry.context import require
from treadle._core.data import Frame
from treadle._core.data.rows import RowReader, identity
from treadle._core.protocol.blob import Blob
from treadle._core.protocol.source import Source, Windows
from treadle._core.runtime.blobs import BlobStore
from treadle._core.runtime.sources import SourceStore


def frame_blob(frame: Frame) -> Blob:
    """Return a frame as a blob. If any session shows a blob with the same content, it is reused."""
    return require().host.of_app(BlobStore).keep(frame.fingerprint(), frame.to_ipc)


def frame_blobs(frame: Frame) -> tuple[Blob, ...]:
    """Return a frame as blobs of some of its rows each. When rows are added, only the last is another one."""
    return tuple(map(frame_blob, frame.pieces()))


def frame_windows(frame: Frame) -> tuple[Blob, Windows]:
    """Return the first rows of a frame as a blob, and how a browser gets the others."""
    host = require().host
    blobs = host.of_app(BlobStore)

    def make(id: str) -> Source:
        reader = RowReader(frame)
        return Source(id, reader, Blob(reader.head()))

    source = host.of_app(SourceStore).keep(identity(frame), frame.fingerprint, make)
    return blobs.add(source.head), Windows(source, frame.rows, source.reader.block)

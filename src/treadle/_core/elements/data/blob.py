"""Blobs of frames."""

from treadle._core.carry.context import require
from treadle._core.data import Frame
from treadle._core.protocol.blob import Blob
from treadle._core.runtime.blobs import BlobStore


def frame_blob(frame: Frame) -> Blob:
    """Return a frame as a blob. If any session shows a blob with the same content, it is reused."""
    return require().host.of_app(BlobStore).keep(frame.fingerprint(), frame.to_ipc)


def frame_blobs(frame: Frame) -> tuple[Blob, ...]:
    """Return a frame as blobs of some of its rows each. When rows are added, only the last is another one."""
    return tuple(map(frame_blob, frame.pieces()))

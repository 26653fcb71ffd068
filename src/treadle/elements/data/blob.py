"""From a frame to the blob that a node holds."""

from treadle.concurrency.context import require
from treadle.data import Frame
from treadle.protocol.blob import Blob


def frame_blob(frame: Frame) -> Blob:
    """Return a frame as a blob; one with the same content that is shown already, in any session, is not written again."""
    return require().host.keep(frame.fingerprint(), frame.to_ipc)

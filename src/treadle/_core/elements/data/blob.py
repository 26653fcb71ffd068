"""From a frame to the blob that a node holds."""

from treadle._core.carry.context import require
from treadle._core.data import Frame
from treadle._core.protocol.blob import Blob


def frame_blob(frame: Frame) -> Blob:
    """Return a frame as a blob; one with the same content that is shown already, in any session, is not written again."""
    return require().host.keep(frame.fingerprint(), frame.to_ipc)

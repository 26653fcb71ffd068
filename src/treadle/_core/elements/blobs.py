"""Large values that an element shows."""

from collections.abc import Callable

from treadle._core.carry.context import require
from treadle._core.protocol.blob import Blob
from treadle._core.runtime.blobs import BlobStore


def kept(data: bytes, type: str = "") -> Blob:
    """Return bytes as a blob that browsers can request. The same bytes are the same blob in all sessions.

    Args:
        data: the bytes.
        type: the media type, if the browser itself shows or executes them (a page in a frame, a script). Only
            for what the app's author wrote: such a document can do what the page can do.
    """
    return require().host.of_app(BlobStore).add(Blob(data, type))


def kept_by_key(key: str, make: Callable[[], bytes]) -> Blob:
    """Return the blob of a key that identifies its content. If no session has it, `make` makes its bytes."""
    return require().host.of_app(BlobStore).keep(key, make)

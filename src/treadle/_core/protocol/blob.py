"""Large values. Each is named after its content, kept while an element shows it, and sent once."""

import hashlib

INLINE_LIMIT = 48 * 1024
"""The largest blob, in bytes, that is sent inside a message. A smaller blob costs less than a request for it.
"""


class Blob:
    """Immutable bytes whose identity is their content.

    Nodes refer to their blobs strongly, stores refer to them weakly. So a blob lives exactly while an element
    shows it.
    """

    __slots__ = ("__weakref__", "data", "id", "type")

    def __init__(self, data: bytes, type: str = "") -> None:
        self.data = data
        self.type = type
        """The media type of a document that the browser itself shows or executes, such as a frame's page.

        It is part of the identity. So bytes that came in otherwise (an upload, an image) are never served as
        a document, even if they are the same. Empty: plain bytes.
        """
        # SHA-256 is two to three times as fast as BLAKE2 on CPUs that have SHA instructions.
        content = hashlib.sha256(data)
        if type:
            content.update(b"\0" + type.encode())
        self.id = content.hexdigest()[:40]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Blob) and self.id == other.id

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"Blob({self.id[:8]}, {len(self.data)} bytes)"

    @property
    def inline(self) -> bool:
        """Whether the bytes are sent in the message itself. A document is always fetched by its URL."""
        return not self.type and len(self.data) <= INLINE_LIMIT

    @property
    def size(self) -> int:
        """The number of bytes."""
        return len(self.data)

    @property
    def in_memory(self) -> int:
        """The number of bytes that it keeps in memory."""
        return len(self.data)

    @property
    def on_disk(self) -> bool:
        """Whether reading it may have to wait for a disk."""
        return False

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes from `start` up to `end`.

        Raises:
            OSError: they cannot be read.
        """
        return self.data[start:end]

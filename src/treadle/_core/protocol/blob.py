"""Large values: named by their content, held by whoever shows them, sent once."""

import hashlib

INLINE_LIMIT = 48 * 1024
"""Bytes up to which a blob travels inside the message that mentions it: below this a request costs more than it saves."""


class Blob:
    """Immutable bytes whose identity is their content.

    Nodes hold their blobs strongly and stores hold them weakly, so a blob lives exactly as long as something shows it.
    """

    __slots__ = ("__weakref__", "data", "id")

    def __init__(self, data: bytes) -> None:
        self.data = data
        # SHA-256 rather than BLAKE2: twice to three times as fast where the CPU has SHA instructions.
        self.id = hashlib.sha256(data).hexdigest()[:40]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Blob) and self.id == other.id

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"Blob({self.id[:8]}, {len(self.data)} bytes)"

    @property
    def inline(self) -> bool:
        """Whether the bytes travel in the message itself."""
        return len(self.data) <= INLINE_LIMIT

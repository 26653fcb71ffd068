"""Tables that stay on the server. A browser has their name, and asks for the rows that it shows."""

from typing import Any

import msgspec


class Source:
    """A table on the server. Its identity is its content.

    Nodes refer to their sources strongly, stores refer to them weakly. So a source lives exactly while an
    element shows it.
    """

    __slots__ = ("__weakref__", "head", "id", "reader")

    def __init__(self, id: str, reader: Any, head: Any) -> None:
        self.id = id
        self.reader = reader
        """Reads its rows: a `RowReader` of the room `data`, which is below this one."""
        self.head = head
        """The blob of its first rows."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Source) and self.id == other.id

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"Source({self.id[:8]})"


class Windows(msgspec.Struct, frozen=True):
    """How a browser gets the rows of a large table."""

    source: Source
    rows: int
    """The number of rows of the whole table."""
    block: int
    """The number of rows of a block. Browsers ask for whole blocks, so that they can keep them."""

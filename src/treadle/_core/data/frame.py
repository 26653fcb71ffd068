"""A table as the rest of Treadle sees it: named columns with their values."""

import dataclasses
import hashlib
import json
import math
from collections.abc import Iterable, Sequence
from itertools import compress
from typing import TYPE_CHECKING, Any

from treadle.errors import APIError

from .columns import Values
from .styles import Styles

if TYPE_CHECKING:
    import pyarrow as pa

PIECE = 128 * 1024
"""The least size of a piece of a table in bytes. Smaller ones would come with each message, unchanged."""

METADATA = b"treadle"
"""The key of the metadata that the browser needs beyond the Arrow schema."""


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """One column: its name on the page, and its values in their original form."""

    name: str
    values: Values


@dataclasses.dataclass(frozen=True, slots=True)
class Labels:
    """One level of column labels in pandas. A `Column` has one name, which is a text."""

    name: str | None
    dtype: str
    """pandas' name of their type: `int64`."""
    values: tuple[str | int | float | bool | None, ...]
    """The label of each column. Labels that JSON cannot represent are texts."""


@dataclasses.dataclass(frozen=True, slots=True)
class Frame:
    """A table with its columns in their original form. Nothing is copied or converted yet."""

    columns: tuple[Column, ...]
    rows: int
    index: tuple[Column, ...] = ()
    """The index columns, outermost level first."""
    counter: tuple[int, int] | None = None
    """Start and step of an index that only counts. Such an index needs no column."""
    note: str | None = None
    """A note for the reader if the table is incomplete."""
    labels: tuple[Labels, ...] = ()
    """The levels of column labels, outermost first; empty if the names of the columns are enough."""
    styles: Styles | None = None
    """The styles of the cells, if the app has given some."""

    @property
    def indexed(self) -> bool:
        """Whether the source has an index. Without one, row numbers mean nothing and are not shown."""
        return bool(self.index) or self.counter is not None

    @property
    def names(self) -> list[str]:
        """The names of the columns in order, without the index."""
        return [column.name for column in self.columns]

    def find(self, name: object, parameter: str) -> str:
        """Return the name of the column or index level to which `name` refers.

        Raises:
            APIError: there is none. The message lists the names.
        """
        text = str(name)
        there = self.names + [column.name for column in self.index if column.name]
        if text in there:
            return text
        listed = ", ".join(f"`{column}`" for column in there[:30]) + (", …" if len(there) > 30 else "")
        raise APIError(
            f"`{parameter}` names a column `{text}`, which the data does not have. "
            + (f"Its columns are {listed}." if there else "It has no columns.")
        )

    def select(self, names: Iterable[str]) -> "Frame":
        """Return a frame with only these columns, and the index, without styles."""
        wanted = set(names)
        chosen = [column.name in wanted for column in self.columns]
        return dataclasses.replace(
            self,
            styles=None,
            columns=tuple(compress(self.columns, chosen)),
            labels=tuple(
                dataclasses.replace(level, values=tuple(compress(level.values, chosen)))
                for level in self.labels
            ),
        )

    def head(self, rows: int) -> "Frame":
        """Return the first rows; the frame itself if it has no more rows."""
        if self.rows <= rows:
            return self
        return dataclasses.replace(
            self,
            rows=rows,
            columns=tuple(Column(c.name, c.values.head(rows)) for c in self.columns),
            index=tuple(Column(c.name, c.values.head(rows)) for c in self.index),
            styles=None if self.styles is None else self.styles.head(rows),
        )

    def pieces(self) -> "list[Frame]":
        """Return the rows in pieces that stay the same when rows are added at the end.

        All pieces but the last have the same number of rows, which follows from the width of a row. A table
        of Python's objects is one piece: the type of a column depends on all of its values. So is one with
        styles.
        """
        width = 0
        for column in (*self.index, *self.columns):
            if (bytes := column.values.width) is None:
                return [self]
            width += bytes
        size = 1 << math.ceil(math.log2(PIECE / max(1, width)))
        if self.rows <= size or self.styles is not None:
            return [self]
        return [self._between(start, min(start + size, self.rows)) for start in range(0, self.rows, size)]

    def _between(self, start: int, stop: int) -> "Frame":
        first, step = self.counter or (0, 0)
        return dataclasses.replace(
            self,
            rows=stop - start,
            columns=tuple(Column(c.name, c.values.between(start, stop)) for c in self.columns),
            index=tuple(Column(c.name, c.values.between(start, stop)) for c in self.index),
            counter=None if self.counter is None else (first + start * step, step),
        )

    def metadata(self) -> bytes:
        """Return the metadata that a browser or a test needs beyond the Arrow schema, as JSON."""
        said: dict[str, Any] = {"index": len(self.index), "counter": self.counter, "rows": self.rows}
        if self.labels:
            said["labels"] = [dataclasses.astuple(level) for level in self.labels]
        if self.styles is not None:
            said["styles"] = self.styles.told()
        return json.dumps(said, separators=(",", ":")).encode()

    def fingerprint(self) -> str:
        """Return a key that two frames share only if they show the same.

        It is made from the content and never from identities, so a frame that was changed in place has
        another key. It costs one pass over the memory of the values (SHA-256: 1.7 GB a second), a tenth of
        the cost of writing the frame.
        """
        hasher = hashlib.sha256(self.metadata())
        for column in self._all():
            # The length comes first, so that different sequences of parts cannot give the same bytes.
            name = column.name.encode("utf-8", "surrogatepass")
            hasher.update(b"%d:" % len(name) + name)
            for part in column.values.parts():
                view = memoryview(part)
                hasher.update(b"%d:" % view.nbytes)
                hasher.update(view)
        return hasher.hexdigest()

    def _all(self) -> Iterable[Column]:
        """Return all columns as they travel."""
        styles = () if self.styles is None else (Column("", values) for values in self.styles.columns())
        return (*self.index, *self.columns, *styles)

    def to_arrow(self) -> "pa.Table":
        """Return the frame as an Arrow table: index columns first, and the metadata in its schema.

        The columns with the styles come last.
        """
        import pyarrow as pa

        arrays, fields = [], []
        for column in self._all():
            array, mark = column.values.marked()
            metadata = None if mark is None else {METADATA: mark.encode()}
            arrays.append(array)
            fields.append(pa.field(_encodable(column.name), array.type, metadata=metadata))
        schema = pa.schema(fields, metadata={METADATA: self.metadata()})
        return pa.Table.from_arrays(arrays, schema=schema)

    def to_ipc(self) -> bytes:
        """Return the frame as an Arrow IPC stream of one record batch. A browser reads it without copying."""
        import pyarrow as pa

        table = self.to_arrow()
        if any(column.num_chunks > 1 for column in table.columns):
            table = table.combine_chunks()
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        return bytes(sink.getvalue().to_pybytes())


def unique_names(labels: Sequence[Any]) -> list[str]:
    """Return labels as unique texts. Of equal labels, all but the first get a number.

    Example:
        >>> unique_names(["a", 1, "a", "1", ("x", "y")])
        ['a', '1', 'a.1', '1.1', 'x_y']
    """
    names: list[str] = []
    taken: set[str] = set()
    for label in labels:
        base = "_".join(map(str, label)) if isinstance(label, tuple) else str(label)
        name, number = base, 0
        while name in taken:
            number += 1
            name = f"{base}.{number}"
        taken.add(name)
        names.append(name)
    return names


def numbered(width: int) -> tuple[list[str], tuple[Labels, ...]]:
    """Return names and labels for columns that have none. A single column is called `value`."""
    if width == 1:
        return ["value"], ()
    return unique_names(range(width)), (Labels(None, "int64", tuple(range(width))),)


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()

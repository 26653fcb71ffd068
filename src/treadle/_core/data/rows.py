"""The rows of a large table, read by windows: some rows in any order, the order of a sort, and a search.

A `RowReader` has the values of one moment. Any number of threads can use it. All of this is Arrow's own code,
which does not hold the interpreter's lock.
"""

import dataclasses
import hashlib
import json
import math
import re
import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from .columns import ArrowValues, CategoryValues, NumpyValues, Values
from .frame import METADATA, Column, Frame
from .ordering import counting, sorted_places, with_cells

if TYPE_CHECKING:
    import pyarrow as pa

MANY_ROWS = 50_000
MANY_CELLS = 250_000
"""A table with more rows or cells than these is read in windows."""

BLOCK_BYTES = 16 * 1024
"""The size of a block of rows, about."""
BLOCK_ROWS = (32, 1024)
"""The least and the largest number of rows of a block."""

MOST_ROWS = 16_384
"""The largest number of rows that are read at once."""
MOST_KEYS = 3
"""The largest number of columns by which rows are sorted."""
ORDERS_KEPT = 4
"""The number of orders that a reader keeps. Each needs 4 or 8 bytes for each row."""
MOST_FOUND = 10_000
"""The largest number of cells that a search returns."""
SEARCHED_AT_ONCE = 65_536
TEXTS_SORTED = 200_000
"""Rows that are sorted by a column of lists or the like, which Arrow does not sort."""

SHOWN_DIGITS = 4
"""Digits that a cell shows behind the point of a number."""
_NUMBER = re.compile(r"[-+.,\dein\sfa]+", re.IGNORECASE)

Key = tuple[int, bool]
"""A column by which rows are sorted, and whether the largest value is first. Column -1 is the row itself."""

Order = tuple[Key, ...] | str
"""What rows are sorted by; () is the order of the table. A text names an order that heeds changes."""


class TooMuch(Exception):
    """Raised for something that would take too long."""


def is_large(frame: Frame) -> bool:
    """Whether a table should be read in windows."""
    width = len(frame.columns) + len(frame.index)
    return frame.styles is None and (frame.rows > MANY_ROWS or frame.rows * width > MANY_CELLS)


def identity(frame: Frame) -> tuple[Any, ...] | None:
    """Return a key that two frames share only if they are the same memory. None: the app can change it.

    It is valid while one of the frames is alive: then nothing else can be at the same place.
    """
    parts: list[Any] = [frame.metadata()]
    for column in (*frame.index, *frame.columns):
        if not isinstance(column.values, ArrowValues):
            return None
        array = column.values.array
        parts.append((column.name, str(array.type), len(array)))
        for chunk in getattr(array, "chunks", (array,)):
            parts.append((chunk.offset, len(chunk)))
            for buffer in chunk.buffers():
                parts.append(None if buffer is None else (buffer.address, buffer.size))
    return tuple(parts)


class Forgotten(Exception):
    """Raised for the name of an order that is not kept any more."""


class Changed(NamedTuple):
    """What people have changed in a table, as far as it matters for the order of its rows."""

    keys: tuple[Key, ...]
    cells: Sequence[Sequence[tuple[int, Any]]]
    """For each key: rows with what was entered there, in wire form. Added rows come behind the others."""
    deleted: Sequence[int]
    added: int


class RowReader:
    """Reads the rows of one table.

    Args:
        frame: the table. Memory that the app can change is copied.
    """

    def __init__(self, frame: Frame) -> None:
        own = _own(frame)
        self.table: pa.Table = own.to_arrow()
        self._kept = own
        """Keeps the memory that `identity` names."""
        self.rows = frame.rows
        self.index = len(frame.index)
        self.block = _block(self.table.nbytes / max(1, frame.rows))
        self._lock = threading.Lock()
        self._orders: OrderedDict[Order, pa.Array] = OrderedDict()  # guarded by _lock
        self._sorting = threading.Lock()
        """Held while rows are sorted, so that two browsers that want the same order share it."""

    def check(self, keys: Sequence[Key]) -> tuple[Key, ...]:
        """Return keys if rows can be sorted by them.

        Raises:
            ValueError: they cannot.
        """
        if len(keys) > MOST_KEYS or any(not -1 <= column < self.table.num_columns for column, _ in keys):
            raise ValueError("The table cannot be sorted by these columns.")
        return tuple(keys)

    def is_ready(self, keys: Order) -> bool:
        """Whether rows can be read in this order without sorting."""
        if not keys or isinstance(keys, str):
            return True
        with self._lock:
            return keys in self._orders

    def read(self, start: int, count: int, keys: Order = ()) -> bytes:
        """Return some rows as an Arrow stream.

        If they are in another order than in the table, a last column has their positions in the table.

        Args:
            start: the first row.
            count: how many; fewer at the end of the table.
            keys: their order.

        Raises:
            TooMuch: it would take too long to sort them.
            Forgotten: the order is not kept any more.
        """
        import pyarrow as pa

        order = self.order(keys) if keys else None
        rows = self.rows if order is None else len(order)
        start = min(max(0, start), rows)
        count = min(max(0, count), rows - start, MOST_ROWS)
        if order is not None:
            places = order.slice(start, count)
            part = self._take(places)
            part = part.append_column(pa.field("", pa.int64()), places.cast(pa.int64()))
        else:
            part = self.table.slice(start, count)
        return _stream(part, sorted=bool(keys))

    def head(self) -> bytes:
        """Return the first block of rows as an Arrow stream, with the metadata of the table."""
        return _stream(self.table.slice(0, min(self.block, self.rows)), sorted=False)

    def order(self, keys: Order) -> "pa.Array":
        """Return the positions of the rows in an order. Equal rows keep theirs, and what is missing is last.

        Raises:
            TooMuch: it would take too long to sort them.
            Forgotten: the order is not kept any more.
        """
        if isinstance(keys, str):
            if (known := self._known(keys)) is None:
                raise Forgotten
            return known
        return self._known_or(keys, lambda: self._sorted(keys))

    def arrange(self, changed: Changed) -> str:
        """Sort the rows as people have changed them, and return the name of the order.

        Deleted rows are not in it. The positions of added rows follow those of the table.

        Raises:
            TooMuch: it would take too long to sort them.
            ValueError: it has rows that there are not, or values that the columns cannot have.
        """
        rows = self.rows + changed.added
        if len(changed.cells) != len(changed.keys) or not all(
            0 <= row < rows for row in (*changed.deleted, *(row for part in changed.cells for row, _ in part))
        ):
            raise ValueError("The table has no such rows.")
        name = hashlib.sha256(repr(changed).encode("utf-8", "surrogatepass")).hexdigest()[:16]
        self._known_or(name, lambda: self._arranged(changed))
        return name

    def rows_of(self, keys: Order, positions: Sequence[int]) -> list[int | None]:
        """Return where rows of the table stand in an order.

        Raises:
            TooMuch, Forgotten: see `order`.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        order = self.order(keys)
        found: list[int | None] = pc.index_in(pa.array(positions, order.type), value_set=order).to_pylist()
        return found

    def _known(self, keys: Order) -> "pa.Array | None":
        with self._lock:
            known = self._orders.get(keys)
            if known is not None:
                self._orders.move_to_end(keys)
            return known

    def _known_or(self, keys: Order, sort: "Callable[[], pa.Array]") -> "pa.Array":
        """Return an order that is kept, or sort and keep it."""
        if (known := self._known(keys)) is not None:
            return known
        with self._sorting:
            if (known := self._known(keys)) is not None:
                return known
            order = sort()
            with self._lock:
                self._orders[keys] = order
                while len(self._orders) > ORDERS_KEPT:
                    self._orders.popitem(last=False)
        return order

    def _sorted(self, keys: tuple[Key, ...]) -> "pa.Array":
        return sorted_places([self._sortable(self._values(column)) for column, _ in keys], keys)

    def _arranged(self, changed: Changed) -> "pa.Array":
        import pyarrow as pa
        import pyarrow.compute as pc

        columns = []
        for (column, _), cells in zip(changed.keys, changed.cells, strict=True):
            values = self._values(column)
            if column < 0:
                values = pa.chunked_array([counting(self.rows + changed.added)])
            else:
                values = with_cells(values, cells, changed.added)
            columns.append(self._sortable(values))
        order = sorted_places(columns, changed.keys)
        if not changed.deleted:
            return order
        return order.filter(pc.invert(pc.is_in(order, value_set=pa.array(changed.deleted, order.type))))

    def _values(self, column: int) -> "pa.ChunkedArray":
        """Return the values of a column without categories; of column -1, the positions of the rows."""
        import pyarrow as pa

        if column < 0:
            return pa.chunked_array([counting(self.rows)])
        return _plain(self.table.column(column))

    def _sortable(self, values: "pa.ChunkedArray") -> Any:
        """Return the values of a column in a type that Arrow sorts, as a person would sort them."""
        import pyarrow as pa
        import pyarrow.compute as pc

        type_ = values.type
        if pa.types.is_string(type_) or pa.types.is_large_string(type_):
            return pc.utf8_lower(values)
        if pa.types.is_null(type_):
            return values.cast(pa.int8())
        if pa.types.is_nested(type_) or pa.types.is_interval(type_):
            if self.rows > TEXTS_SORTED:
                raise TooMuch("A table of this size cannot be sorted by lists.")
            return pa.array([None if value is None else str(value) for value in values.to_pylist()])
        if pa.types.is_decimal(type_) and type_.bit_width < 128:
            return values.cast(pa.decimal128(type_.precision, type_.scale))
        if pa.types.is_floating(type_):
            if type_ == pa.float16():
                values, type_ = values.cast(pa.float32()), pa.float32()
            # What is not a number is missing, as in the browser.
            return pc.if_else(pc.is_nan(values), pa.scalar(None, type_), values)
        return values

    def _take(self, places: "pa.Array") -> "pa.Table":
        """Return some rows; for an added one any other: the browser knows what people have entered.

        Arrow's own `take` copies a whole table that has several chunks.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        places = pc.min_element_wise(places, pa.scalar(max(0, self.rows - 1), places.type))

        if all(column.num_chunks <= 1 for column in self.table.columns):
            return self.table.take(places)
        columns = []
        for column in self.table.columns:
            ends = [0]
            for chunk in column.chunks:
                ends.append(ends[-1] + len(chunk))
            parts = []
            for place in places.to_pylist():
                at = bisect_right(ends, place) - 1
                parts.append(column.chunk(at).slice(place - ends[at], 1))
            columns.append(pa.chunked_array(parts, column.type))
        return pa.Table.from_arrays(columns, schema=self.table.schema)

    def search(
        self,
        words: str,
        columns: Sequence[int],
        keys: Order = (),
        is_over: Callable[[], bool] = lambda: False,
    ) -> tuple[list[tuple[int, int]], bool]:
        """Return the cells whose text contains some words, and whether the whole table was searched.

        Args:
            words: what to find, in lower or upper case.
            columns: the columns to search in their order on the page.
            keys: the order of the rows.
            is_over: whether to return what was found by now.

        Returns:
            Rows (in that order) with positions in `columns`, in reading order.
        """
        words = words.strip()
        found: list[tuple[int, int]] = []
        if not words:
            return found, True
        order = self.order(keys) if keys else None
        names = [column for column in columns if 0 <= column < self.table.num_columns]
        if not names:
            return found, True
        wanted = self.table.select(sorted(set(names)))
        place = {column: i for i, column in enumerate(sorted(set(names)))}
        size = SEARCHED_AT_ONCE if order is None else MOST_ROWS
        rows = self.rows if order is None else len(order)
        for start in range(0, rows, size):
            if is_over():
                return found, False
            count = min(size, rows - start)
            if order is None:
                part = wanted.slice(start, count)
            elif not isinstance(keys, str) and all(column.num_chunks <= 1 for column in wanted.columns):
                part = wanted.take(order.slice(start, count))
            else:
                part = self._take(order.slice(start, count)).select(sorted(set(names)))
            here: list[tuple[int, int]] = []
            for at, column in enumerate(columns):
                if column in place:
                    here += ((start + row, at) for row in _matches(part.column(place[column]), words))
            if isinstance(keys, str) and order is not None:  # what added rows have, the browser searches
                here = [each for each in here if order[each[0]].as_py() < self.rows]
            here.sort()
            found += here
            if len(found) >= MOST_FOUND:
                return found[:MOST_FOUND], True
        return found, True


def _own(frame: Frame) -> Frame:
    """Return a frame that does not share memory with arrays that the app can change."""

    def copied(values: Values) -> Values:
        if isinstance(values, NumpyValues):
            return NumpyValues(values.array.copy(), values.zone)
        if isinstance(values, CategoryValues):
            return CategoryValues(values.codes.copy(), values.categories, values.ordered)
        return values

    def of(columns: tuple[Column, ...]) -> tuple[Column, ...]:
        return tuple(Column(column.name, copied(column.values)) for column in columns)

    return dataclasses.replace(frame, columns=of(frame.columns), index=of(frame.index))


def _stream(table: "pa.Table", *, sorted: bool) -> bytes:
    """Return rows as an Arrow stream of one batch, without categories: they could be larger than the rows."""
    import pyarrow as pa

    metadata = dict(table.schema.metadata or {})
    said = json.loads(metadata.get(METADATA, b"{}"))
    metadata[METADATA] = json.dumps({**said, "rows": table.num_rows, "sorted": sorted}).encode()
    fields, arrays = [], []
    for field, column in zip(table.schema, table.columns, strict=True):
        values = _plain(column).combine_chunks()
        if isinstance(values, pa.ChunkedArray):
            values = values.chunk(0) if values.num_chunks else pa.array([], values.type)
        arrays.append(values)
        fields.append(field.with_type(values.type))
    schema = pa.schema(fields, metadata=metadata)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        writer.write_batch(pa.record_batch(arrays, schema=schema))
    return bytes(sink.getvalue().to_pybytes())


def _plain(column: "pa.ChunkedArray") -> "pa.ChunkedArray":
    """Return a column of categories as their values, every other column as it is."""
    import pyarrow as pa

    if isinstance(column.type, pa.DictionaryType):
        return column.cast(column.type.value_type)
    return column


def _block(width: float) -> int:
    """Return the number of rows of a block, a power of two."""
    least, most = BLOCK_ROWS
    fits = BLOCK_BYTES / max(1.0, width)
    return max(least, min(most, 1 << max(0, math.floor(math.log2(max(1.0, fits))))))


def _matches(column: "pa.ChunkedArray", words: str) -> list[int]:
    """Return the rows whose text contains some words."""
    import pyarrow as pa
    import pyarrow.compute as pc

    values = _plain(column)
    type_ = values.type
    if pa.types.is_nested(type_) or pa.types.is_interval(type_) or _is_bytes(type_):
        lowered = words.lower()
        return [i for i, value in enumerate(values.to_pylist()) if lowered in _text(value).lower()]
    number = pa.types.is_integer(type_) or pa.types.is_floating(type_) or pa.types.is_decimal(type_)
    if number and not _NUMBER.fullmatch(words):
        return []
    if pa.types.is_floating(type_):
        if type_ == pa.float16():
            values = values.cast(pa.float32())
        # As a cell shows it, unless somebody searches for more digits.
        if len(words.partition(".")[2]) <= SHOWN_DIGITS:
            values = pc.round(values, SHOWN_DIGITS)
    if pa.types.is_timestamp(type_) and type_.tz is not None:
        values = pc.local_timestamp(values)
    if pa.types.is_duration(type_):
        values = values.cast(pa.int64())
    if pa.types.is_null(type_):
        return []
    texts = values if pa.types.is_large_string(type_) else values.cast(pa.string())
    found = pc.match_substring(texts, words, ignore_case=True)
    places: list[int] = pc.indices_nonzero(found.fill_null(False)).to_pylist()
    return places


def _is_bytes(type_: "pa.DataType") -> bool:
    import pyarrow as pa

    return bool(
        pa.types.is_binary(type_)
        or pa.types.is_large_binary(type_)
        or pa.types.is_fixed_size_binary(type_)
        or pa.types.is_binary_view(type_)
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)

"""The order of rows by the values of some columns, and by those that people have entered there."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .loaded import loaded

if TYPE_CHECKING:
    import pyarrow as pa

FEW_VALUES = 1 << 16
"""Arrow sorts integers by counting if their least and their largest are about so far apart."""


def sorted_places(columns: "Sequence[pa.ChunkedArray]", keys: Sequence[tuple[int, bool]]) -> "pa.Array":
    """Return the positions of rows in the order of some columns of types that Arrow sorts.

    Equal rows keep their order, and what is missing is last.

    Args:
        columns: what to sort by; of rows that are equal in one, the next decides.
        keys: for each column, whether the largest value is first (and the number of the column).
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if len(columns) == 1 and (numbers := _sorted_numbers(columns[0], keys[0][1])) is not None:
        order = numbers
    else:
        table = pa.table({str(i): column for i, column in enumerate(columns)})
        by = [(str(i), "descending" if down else "ascending") for i, (_, down) in enumerate(keys)]
        order = pc.sort_indices(table, sort_keys=by)
    return order.cast(pa.uint32()) if len(order) < 2**32 else order


def _sorted_numbers(column: "pa.ChunkedArray", down: bool) -> "pa.Array | None":
    """Return the order of numbers. NumPy sorts them several times as fast as Arrow. None: it cannot."""
    import pyarrow as pa
    import pyarrow.compute as pc

    np = loaded("numpy")
    type_ = column.type
    if np is None or not len(column) or not (pa.types.is_floating(type_) or pa.types.is_integer(type_)):
        return None
    if pa.types.is_integer(type_):
        ends = pc.min_max(column)
        low, high = ends["min"].as_py(), ends["max"].as_py()
        if low is None or high - low <= FEW_VALUES:
            return None
    there = pc.is_valid(column)
    positions = np.flatnonzero(there.to_numpy(zero_copy_only=False)) if column.null_count else None
    numbers = pc.drop_null(column).to_numpy() if column.null_count else column.to_numpy()
    if down:
        numbers = ~numbers if pa.types.is_integer(type_) else -numbers
    order = np.argsort(numbers)
    ordered = numbers[order]
    equal = ordered[1:] == ordered[:-1]
    if equal.any():
        # This sort may change the places of equal numbers, so each run of them is sorted again by its places.
        run = np.zeros(len(order), np.int64)
        np.cumsum(~equal, out=run[1:])
        order = run * len(order) + order
        order.sort()
        order %= len(order)
    if positions is not None:
        missing = np.flatnonzero(pc.is_null(column).to_numpy(zero_copy_only=False))
        order = np.concatenate([positions[order], missing])
    return pa.array(order.astype(np.uint64))


def with_cells(values: "pa.ChunkedArray", cells: Sequence[tuple[int, Any]], added: int) -> "pa.ChunkedArray":
    """Return the values of a column with those that people have entered, and with rows added at the end.

    Raises:
        ValueError: the column cannot have such a value.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    type_ = values.type
    last = len(values)
    read = _reader(type_)
    try:
        entered = {row: None if value is None else read(value) for row, value in cells}
        whole = values.combine_chunks()
        if isinstance(whole, pa.ChunkedArray):
            whole = whole.chunk(0) if whole.num_chunks else pa.array([], type_)
        changed = sorted(row for row in entered if row < last)
        parts = []
        start = 0
        # Pieces of what was there between the cells that were entered: Arrow copies each value once.
        if len(changed) * 64 < last and not pa.types.is_nested(type_):
            mask = pc.is_in(counting(last), value_set=pa.array(changed, pa.int64()))
            new = pa.array([entered[row] for row in changed], type_)
            parts.append(pc.replace_with_mask(whole, mask, new) if changed else whole)
        else:
            for row in changed:
                parts += [whole.slice(start, row - start), pa.array([entered[row]], type_)]
                start = row + 1
            parts.append(whole.slice(start))
        parts.append(pa.array([entered.get(row) for row in range(last, last + added)], type_))
    except (TypeError, ValueError, ArithmeticError, pa.ArrowException) as error:
        raise ValueError(f"The column cannot have such a value: {error}") from error
    return pa.chunked_array(parts, type_)


def counting(rows: int) -> Any:
    """Return the positions of rows: 0, 1, 2 and so on."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if rows == 0:
        return pa.array([], pa.int64())
    return pc.subtract(pc.cumulative_sum(pa.nulls(rows, pa.int64()).fill_null(1)), 1)


def _reader(type_: Any) -> Callable[[Any], Any]:
    """Return a function that reads a value as a browser sends it, for an array of a type."""
    import pyarrow as pa

    kinds = pa.types
    if kinds.is_string(type_) or kinds.is_large_string(type_):
        return lambda value: value if isinstance(value, str) else str(value)
    if kinds.is_boolean(type_):
        return bool
    if kinds.is_integer(type_):
        return int
    if kinds.is_floating(type_):
        return float
    if kinds.is_decimal(type_):
        return lambda value: Decimal(str(value)).quantize(Decimal(1).scaleb(-type_.scale))
    if kinds.is_date(type_):
        return lambda value: date.fromisoformat(str(value)[:10])
    if kinds.is_timestamp(type_):
        return lambda value: datetime.fromisoformat(str(value))
    if kinds.is_time(type_):
        return lambda value: time.fromisoformat(str(value))
    if kinds.is_duration(type_):
        return lambda value: timedelta(seconds=float(value))
    if kinds.is_list(type_) or kinds.is_large_list(type_):
        inner = _reader(type_.value_type)
        return lambda value: [None if item is None else inner(item) for item in value]
    return lambda value: value

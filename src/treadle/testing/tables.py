"""The tables of a page as pandas DataFrames."""

import importlib.util
import json
from typing import TYPE_CHECKING, Any

from treadle._core.data.frame import METADATA

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def content(blob: bytes) -> Any:
    """Return a table that was sent to a browser as a DataFrame; without pandas, as an Arrow table."""
    import pyarrow.ipc

    return frame_of(pyarrow.ipc.open_stream(blob).read_all())


def frame_of(table: "pa.Table") -> Any:
    """Return an Arrow table with Treadle's metadata as a DataFrame; without pandas, as it is."""
    return table if importlib.util.find_spec("pandas") is None else to_pandas(table)


def to_pandas(table: "pa.Table") -> "pd.DataFrame":
    """Return a table that was sent to a browser as a DataFrame.

    It equals the DataFrame from which the table was made.
    """
    import pandas as pd

    said = json.loads((table.schema.metadata or {}).get(METADATA, b"{}"))
    if styles := said.get("styles"):
        table = table.select(range(table.num_columns - len(styles["codes"]) - len(styles["texts"])))
    columns = [_values(pd, column, field) for column, field in zip(table.columns, table.schema, strict=True)]
    frame = pd.DataFrame(dict(enumerate(columns)), index=range(table.num_rows))
    frame.columns = table.column_names
    levels = [
        (name or None, frame.iloc[:, i].array)
        for i, name in enumerate(table.column_names[: said.get("index", 0)])
    ]
    start, step = said.get("counter") or (0, 1)
    rows = said.get("rows", len(frame))
    index = _index(pd, levels) if levels else pd.RangeIndex(start, start + step * rows, step)
    if not table.num_columns:  # Arrow has no rows without columns
        return pd.DataFrame(index=index)
    frame = frame.iloc[:, len(levels) :]
    frame.index = index
    if labels := said.get("labels"):
        frame.columns = _index(pd, [(name, _labels(pd, dtype, values)) for name, dtype, values in labels])
    elif not len(frame.columns):
        frame.columns = pd.RangeIndex(0)
    return frame


def _values(pd: Any, column: "pa.ChunkedArray", field: "pa.Field") -> Any:
    """Return a column as an array of pandas. Values without a type in pandas become Python objects."""
    import pyarrow as pa

    mark = (field.metadata or {}).get(METADATA)
    if mark in (b"json", b"int"):
        read = json.loads if mark == b"json" else int
        values: list[Any] = [None if value is None else read(value) for value in column.to_pylist()]
    elif pa.types.is_integer(field.type) and column.null_count:
        name = str(field.type)  # with a null, pandas' own integers would be floats
        dtype = pd.api.types.pandas_dtype(f"UI{name[2:]}" if name.startswith("u") else name.capitalize())
        return dtype.__from_arrow__(column)
    elif pa.types.is_nested(field.type) or _both(column):
        values = column.to_pylist()
    else:
        try:
            return column.to_pandas().array
        except pa.ArrowInvalid:  # a time of day with nanoseconds, which Python's times do not have
            return column.cast(pa.int64()).cast(pa.duration("ns")).to_pandas().array
    return pd.Series(values, dtype=object).array


def _both(column: "pa.ChunkedArray") -> bool:
    """Return whether numbers are missing in two ways, which pandas' floats do not tell apart."""
    import pyarrow as pa
    import pyarrow.compute

    if not pa.types.is_floating(column.type) or not column.null_count:
        return False
    return bool(pyarrow.compute.any(pyarrow.compute.is_nan(column)).as_py())


def _index(pd: Any, levels: list[tuple[str | None, Any]]) -> Any:
    names = [name for name, _ in levels]
    if len(levels) == 1:
        return pd.Index(levels[0][1], name=names[0])
    return pd.MultiIndex.from_arrays([level for _, level in levels], names=names)


def _labels(pd: Any, dtype: str, values: list[Any]) -> Any:
    """Return one level of labels in the type that they had, or as texts if that type cannot be restored."""
    try:
        return pd.Index(values, dtype=dtype)
    except (TypeError, ValueError):
        return pd.Index(values, dtype=object)

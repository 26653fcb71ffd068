"""The tables of a page as pandas DataFrames."""

import json
from typing import TYPE_CHECKING, Any

from treadle._core.data.frame import METADATA

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def to_pandas(table: "pa.Table") -> "pd.DataFrame":
    """Return a table that was sent to a browser as a DataFrame.

    It equals the DataFrame from which the table was made.
    """
    import pandas as pd

    said = json.loads((table.schema.metadata or {}).get(METADATA, b"{}"))
    # Rename the columns to numbers first: pyarrow mixes up the types of columns that have the same name.
    frame: pd.DataFrame = table.rename_columns([str(i) for i in range(table.num_columns)]).to_pandas()
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

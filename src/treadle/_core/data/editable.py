"""Any table as one that people edit: as pandas sees it, with the way back to the type that it had.

Editing follows pandas' rules for types, missing values and new rows, so this imports pandas, also for a list.
"""

import logging
import warnings
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from treadle.errors import APIError, DataframeConversionError

from .edits import Cells, Edits
from .frame import Frame
from .kinds import Kind, kind_of, parsed
from .loaded import loaded
from .read import read

WayBack = tuple[Any, Callable[[Any], Any]]
"""A DataFrame, and a function that returns a DataFrame in the type that the app has passed."""

_log = logging.getLogger("treadle.app")

INDEX = "_index"
"""The name of the index in edits and configurations."""


class Editable(NamedTuple):
    """A table that people can edit."""

    data: Any
    """A DataFrame with labels of its own. Nobody changes its values: the app's table may have the same."""
    frame: Frame
    """What the browser gets."""
    kinds: Mapping[str, Kind]
    """The kind of each column, by name, and of the index."""
    counted: bool
    """Whether the index only counts, so that a new row needs no label."""
    indexed: bool
    """Whether the app's table has an index that means something. A list or a dict of columns has none."""
    back: Callable[[Any], Any]
    """Returns a DataFrame in the type that the app has passed."""

    def edited(self, edits: Edits) -> Any:
        """Return the table with the changes of people, in the type that the app has passed."""
        return self.back(_with_edits(self, edits))


def editable(data: Any) -> Editable:
    """Return any table in a form in which it can be edited.

    Raises:
        DataframeConversionError: it is not a table.
        APIError: its index cannot be edited, or two columns have the same name.
    """
    import pandas as pd

    table, back = _with_way_back(pd, data)
    _check(pd, table)
    if isinstance(table.columns, pd.MultiIndex):
        table.columns = ["_".join(map(str, labels)) for labels in table.columns.to_flat_index()]
    elif not all(isinstance(label, str) for label in table.columns):
        table.columns = pd.Index([str(label) for label in table.columns], name=table.columns.name)
    kinds = {str(name): kind_of(pd, column) for name, column in table.items()}
    kinds[INDEX] = kind_of(pd, table.index)
    styled = loaded("pandas.io.formats.style")
    shown = data if styled is not None and isinstance(data, styled.Styler) else table
    counted = isinstance(table.index, pd.RangeIndex)
    indexed = not counted or isinstance(data, pd.DataFrame | pd.Series) or shown is data
    return Editable(table, read(shown), kinds, counted, indexed, back)


def _check(pd: Any, table: Any) -> None:
    """Raise an error for a table that cannot be edited."""
    if type(table.index) not in (pd.RangeIndex, pd.Index, pd.DatetimeIndex, pd.CategoricalIndex):
        raise APIError(
            f"`st.data_editor` cannot edit a table with a {type(table.index).__name__}. "
            "Make the index a column: `data.reset_index()`."
        )
    twice = table.columns[table.columns.duplicated()]
    if len(twice):
        raise APIError(
            f"`st.data_editor` needs columns with different names. These stand there twice: {list(twice)}."
        )
    if INDEX in table.columns:
        raise APIError(f"`st.data_editor` calls the index `{INDEX}`, so no column can have this name.")


# To pandas and back --------------------------------------------------------------------------------------


def _with_way_back(pd: Any, data: Any) -> WayBack:
    """Return a table as a DataFrame of its own, and the way back."""
    if data is None:
        return pd.DataFrame(), _same
    if isinstance(data, pd.DataFrame):
        return data.copy(deep=False), _same
    if isinstance(data, pd.Series):
        return data.to_frame(), lambda table: table.iloc[:, 0].rename(data.name)
    if isinstance(data, pd.Index | pd.api.extensions.ExtensionArray):
        return pd.DataFrame({getattr(data, "name", None) or "value": data}), _same
    for library, way in _LIBRARIES:
        module = loaded(library)
        found = None if module is None else way(pd, module, data)
        if found is not None:
            return found
    if isinstance(data, Mapping):
        return _mapping(pd, data)
    if isinstance(data, list | tuple | set | frozenset):
        return _sequence(pd, data)
    return _from_frame(pd, read(data)), _same


def _same(table: Any) -> Any:
    return table


def _styler(pd: Any, module: Any, data: Any) -> WayBack | None:
    return (data.data.copy(), _same) if isinstance(data, module.Styler) else None


def _polars(pd: Any, polars: Any, data: Any) -> WayBack | None:
    if isinstance(data, polars.LazyFrame):
        data = data.collect()
    if isinstance(data, polars.Series):
        name = data.name

        def back(table: Any) -> Any:
            return polars.Series(name, polars.from_pandas(table.iloc[:, 0]))

        return pd.DataFrame({name or "value": data.to_pandas()}), back
    if not isinstance(data, polars.DataFrame):
        return None
    return data.to_pandas(), lambda table: polars.from_pandas(table)


def _arrow(pd: Any, pyarrow: Any, data: Any) -> WayBack | None:
    if isinstance(data, pyarrow.Table | pyarrow.RecordBatch):
        return data.to_pandas(), lambda table: pyarrow.Table.from_pandas(table)
    if isinstance(data, pyarrow.Array | pyarrow.ChunkedArray):
        return pd.DataFrame({"value": data.to_pandas()}), lambda table: pyarrow.Array.from_pandas(
            table.iloc[:, 0]
        )
    return None


def _numpy(pd: Any, numpy: Any, data: Any) -> WayBack | None:
    if not isinstance(data, numpy.ndarray):
        return None
    if data.ndim == 1:
        return pd.DataFrame({"value": data}), lambda table: table.iloc[:, 0].to_numpy()
    if data.ndim != 2:
        raise DataframeConversionError(f"An array of {data.ndim} dimensions cannot be edited as a table.")
    return pd.DataFrame(data.copy()), lambda table: table.to_numpy()


_LIBRARIES: tuple[tuple[str, Callable[[Any, Any, Any], WayBack | None]], ...] = (
    ("pandas.io.formats.style", _styler),
    ("polars", _polars),
    ("pyarrow", _arrow),
    ("numpy", _numpy),
)


def _mapping(pd: Any, data: Mapping[Any, Any]) -> WayBack:
    first = next(iter(data.values()), None)
    if isinstance(first, pd.Series):
        return pd.DataFrame(data), lambda table: table.to_dict(orient="series")
    if isinstance(first, Mapping):
        return pd.DataFrame(data), lambda table: _plain(pd, table).to_dict(orient="dict")
    if isinstance(first, list | tuple):
        return pd.DataFrame(data), lambda table: _plain(pd, table).to_dict(orient="list")
    if first is not None and hasattr(first, "__len__") and not isinstance(first, str | bytes):
        return pd.DataFrame(data), lambda table: table.to_dict(orient="list")
    table = pd.DataFrame(
        {"value": pd.Series(list(data.values()), index=list(data), dtype=None if data else object)}
    )
    return table, lambda table: {} if table.empty else _plain(pd, table).iloc[:, 0].to_dict()


def _sequence(pd: Any, data: Any) -> WayBack:
    items = list(data)
    if not all(isinstance(item, list | tuple | set | frozenset | Mapping) for item in items) or not items:
        kind = type(data) if type(data) in (list, tuple, set, frozenset) else list

        def values(table: Any) -> Any:
            return kind(_plain(pd, table).iloc[:, 0].tolist() if len(table.columns) else [])

        return pd.DataFrame({"value": pd.Series(items, dtype=None if items else object)}), values
    if isinstance(items[0], Mapping):
        return pd.DataFrame(items), lambda table: _plain(pd, table).to_dict(orient="records")
    return pd.DataFrame(items), lambda table: _plain(pd, table).to_numpy().tolist()


def _plain(pd: Any, table: Any) -> Any:
    """Return a table with None for whatever pandas has for a missing value."""
    return table.astype(object).where(table.notna(), None)


def _from_frame(pd: Any, frame: Frame) -> Any:
    table = frame.to_arrow().to_pandas()
    names = [column.name for column in frame.index]
    if names:
        table = table.set_index(list(table.columns[: len(names)]))
        table.index.names = [name or None for name in names]
    return table


# Edits ---------------------------------------------------------------------------------------------------


def _with_edits(editable: Editable, edits: Edits) -> Any:
    """Return a DataFrame with cells changed, rows deleted and rows added, in this order."""
    import pandas as pd

    table = editable.data.copy()
    gone = set(edits.deleted)
    for row, cells in edits.cells:
        if row not in gone and row < len(table):
            for name, value in cells:
                _set_cell(pd, table, row, name, value, editable.kinds)
    if gone:
        kept = [row for row in range(len(table)) if row not in gone]
        table = table.drop(table.index[sorted(gone)]) if table.index.is_unique else table.iloc[kept]
    _add_rows(pd, table, edits.added, editable.kinds)
    return table


def _set_cell(pd: Any, table: Any, row: int, name: str, value: Any, kinds: Mapping[str, Kind]) -> None:
    """Change one cell. A value that the column does not take is left out, with a warning in the log."""
    try:
        new = parsed(pd, value, kinds[name])
        if name == INDEX:
            table.index = table.index.delete(row).insert(row, new)
            return
        position = table.columns.get_loc(name)
        new = _in_zone(new, table.dtypes.iloc[position])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # another type for what is missing is what we want
            try:
                table.iat[row, position] = new
            except (TypeError, ValueError):
                if new is not None and kinds[name] not in ("empty", "list"):
                    raise
                table[name] = table[name].astype(object)
                table.iat[row, position] = new
    except (TypeError, ValueError, OverflowError, LookupError) as error:
        _log.warning("The value %r for `%s` in row %s was left out: %s", value, name, row, error)


def _in_zone(value: Any, dtype: Any) -> Any:
    """Return a moment in the time zone of a column, or without one if the column has none."""
    if not hasattr(value, "tzinfo") or not hasattr(value, "tz_localize"):
        return value
    zone = getattr(dtype, "tz", None)
    if zone is None:
        return value.tz_localize(None) if value.tzinfo is not None else value
    return value.tz_convert(zone) if value.tzinfo is not None else value.tz_localize(zone)


def _add_rows(pd: Any, table: Any, added: tuple[tuple[str, Cells], ...], kinds: Mapping[str, Kind]) -> None:
    """Add rows at the end. A row is left out if its label is there already, or if it lacks one it needs."""
    for _, cells in added:
        values: dict[str, Any] = dict.fromkeys(table.columns)
        label = None
        try:
            for name, value in cells:
                new = parsed(pd, value, kinds[name])
                if name == INDEX:
                    label = new
                else:
                    values[name] = _in_zone(new, table.dtypes.loc[name])
            if isinstance(table.index, pd.RangeIndex):
                label = table.index.stop
            elif label is None and pd.api.types.is_integer_dtype(table.index.dtype):
                label = 0 if table.index.empty else table.index.max() + 1
            if label is None or label in table.index:
                continue
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                if len(table.columns):
                    table.loc[label] = values
        except (TypeError, ValueError, OverflowError, LookupError) as error:
            _log.warning("The new row %r was left out: %s", cells, error)

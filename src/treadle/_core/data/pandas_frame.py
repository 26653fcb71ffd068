"""pandas objects as frames. The caller passes pandas, so this module never imports it."""

import math
from typing import Any

from .columns import ArrowValues, CategoryValues, NumpyValues, PythonValues, Values
from .frame import Column, Frame, Labels, unique_names
from .numpy_frame import MEMORY_KINDS


def from_pandas(pandas: Any, data: Any) -> Frame:
    """Return a DataFrame, Series, Index or extension array as a frame that keeps its index."""
    if isinstance(data, (pandas.Index, pandas.api.extensions.ExtensionArray)):
        data = pandas.DataFrame({getattr(data, "name", None) or "value": data})
    elif isinstance(data, pandas.Series):
        data = data.to_frame()  # a series without a name has the label 0
    columns = [_values(pandas, series) for _, series in data.items()]
    labels = list(data.columns)
    names = ["value"] if labels == [0] else unique_names(labels)
    index, counter = _index(pandas, data.index)
    return Frame(tuple(map(Column, names, columns)), len(data), index, counter, labels=_labels(data.columns))


def _labels(columns: Any) -> tuple[Labels, ...]:
    """Return the labels of the columns level by level, unless they are plain texts."""
    plain = columns.nlevels == 1 and columns.name is None and columns.is_unique
    if plain and len(columns) and all(type(label) is str for label in columns):
        return ()
    levels = [columns.get_level_values(level) for level in range(columns.nlevels)]
    return tuple(
        Labels(
            None if level.name is None else str(level.name),
            str(level.dtype),
            tuple(map(_label, level.tolist())),
        )
        for level in levels
    )


def _label(label: Any) -> str | int | float | bool | None:
    known = type(label) in (str, int, bool, type(None)) or (type(label) is float and math.isfinite(label))
    return label if known else str(label)


def _index(pandas: Any, index: Any) -> tuple[tuple[Column, ...], tuple[int, int] | None]:
    if isinstance(index, pandas.RangeIndex) and index.name is None:
        return (), (index.start, index.step)
    levels = [index.get_level_values(i) for i in range(index.nlevels)]
    names = ["" if level.name is None else str(level.name) for level in levels]
    return tuple(
        Column(name, _values(pandas, level)) for name, level in zip(names, levels, strict=True)
    ), None


def _values(pandas: Any, series: Any) -> Values:
    """Return the values of a Series or flat Index, by its dtype."""
    dtype = series.dtype
    if isinstance(dtype, pandas.CategoricalDtype):
        array = series.array
        return CategoryValues(array.codes, _values(pandas, array.categories), bool(dtype.ordered))
    if isinstance(dtype, pandas.DatetimeTZDtype):
        return _zoned(series)
    if isinstance(dtype, pandas.StringDtype):
        return _arrow(series) if dtype.storage.startswith("pyarrow") else PythonValues(series.tolist())
    if isinstance(dtype, pandas.ArrowDtype) or hasattr(
        dtype, "numpy_dtype"
    ):  # the second condition finds Int64 and similar types
        return _arrow(series)
    if isinstance(dtype, pandas.SparseDtype):
        return NumpyValues(series.to_numpy()) if dtype.subtype.kind in MEMORY_KINDS else _texts(series)
    if not hasattr(dtype, "kind") or dtype.kind == "O":
        is_object = getattr(dtype, "name", "") == "object"
        return PythonValues(series.tolist()) if is_object else _texts(series)
    if dtype.kind in MEMORY_KINDS:
        return NumpyValues(series.to_numpy())
    return PythonValues(series.tolist())


def _arrow(series: Any) -> Values:
    import pyarrow as pa

    return ArrowValues(pa.array(series.array))


def _zoned(series: Any) -> Values:
    import pyarrow as pa

    try:
        zone = pa.lib.tzinfo_to_string(series.dtype.tz)
    except ValueError:
        return _texts(series)  # a time zone that the app has defined
    return NumpyValues(series.array.asi8.view(f"M8[{series.dtype.unit}]"), zone)


def _texts(series: Any) -> Values:
    """Return values that only pandas can format (periods, intervals, extension types) as texts."""
    gone = series.isna()
    return PythonValues(
        [None if missing else str(value) for value, missing in zip(series.array, gone, strict=True)]
    )

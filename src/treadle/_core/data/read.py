"""Any table as a `Frame`: finds the library or Python type that an object belongs to."""

import dataclasses
from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import Any

from treadle.errors import DataframeConversionError

from .columns import ArrowValues, PythonValues, Values
from .frame import Column, Frame, Labels, unique_names
from .loaded import loaded
from .numpy_frame import from_array
from .pandas_frame import from_pandas
from .python_frame import from_mapping, from_sequence
from .styler import read_styles

LAZY_ROWS = 10_000
"""The number of rows that are read from a table that is computed only when it is read."""


def read(data: Any) -> Frame:
    """Return any table as a frame.

    Args:
        data: a pandas, polars, pyarrow or numpy object, a dict of columns, a list of rows (dicts, lists,
            tuples, dataclasses) or of values, a database cursor, or any other dataframe that narwhals or the
            Arrow PyCapsule interface support. None is an empty table.

    Raises:
        DataframeConversionError: it is not a table. The message says what it is.
        APIError: it is a pandas Styler with more cells than pandas allows.

    Example:
        >>> read({"city": ["Bern", "Oslo"], "people": [134, 717]}).names
        ['city', 'people']
    """
    if isinstance(data, Frame):
        return data
    if data is None:
        return Frame((), 0)
    for library, reader in _LIBRARIES:
        # Only a library that the app has imported can have made the object.
        module = loaded(library)
        if module is not None and (frame := reader(module, data)) is not None:
            return frame
    if isinstance(data, Mapping):
        return from_mapping(data)
    if callable(getattr(data, "fetchall", None)) and getattr(data, "description", None) is not None:
        return _cursor(data)
    if isinstance(data, (list, tuple, set, frozenset, range, Iterator, KeysView, ValuesView, ItemsView)):
        return from_sequence(list(data))
    if (frame := _by_protocol(data)) is not None:
        return frame
    if hasattr(data, "__iter__") and not isinstance(data, (str, bytes, bytearray)):
        return from_sequence(list(data))
    raise DataframeConversionError(
        f"`data` is an object of type `{type(data).__module__}.{type(data).__qualname__}`, which cannot be "
        "shown as a table. Pass a dataframe, an array, a dict of columns or a list of rows."
    )


def _pandas(pandas: Any, data: Any) -> Frame | None:
    if isinstance(
        data, (pandas.DataFrame, pandas.Series, pandas.Index, pandas.api.extensions.ExtensionArray)
    ):
        return from_pandas(pandas, data)
    if isinstance(data, (Mapping, list)):
        values = list(data.values()) if isinstance(data, Mapping) else data
        if any(isinstance(value, (pandas.Series, pandas.Index)) for value in values):
            return from_pandas(pandas, pandas.DataFrame(data))  # aligns by index
    return None


def _styler(module: Any, data: Any) -> Frame | None:
    if not isinstance(data, module.Styler):
        return None
    pandas = loaded("pandas")
    frame = from_pandas(pandas, data.data)
    return dataclasses.replace(frame, styles=read_styles(pandas, data, frame))


def _polars(polars: Any, data: Any) -> Frame | None:
    if isinstance(data, polars.LazyFrame):
        rows = data.head(LAZY_ROWS + 1).collect()
        return _shortened(_polars(polars, rows))
    if isinstance(data, polars.Series):
        data = data.to_frame(data.name or "value")
    if not isinstance(data, polars.DataFrame):
        return None
    names = unique_names(data.columns)
    return Frame(tuple(map(Column, names, map(_series, data.get_columns()))), data.height)


def _series(series: Any) -> Values:
    """Return the values of a column of polars."""
    if "Object" not in str(series.dtype):
        import pyarrow

        try:
            return ArrowValues(series.to_arrow())
        except pyarrow.ArrowInvalid:
            pass  # integers of 128 bits, which Arrow does not have
    return PythonValues(series.to_list())


def _arrow(pyarrow: Any, data: Any) -> Frame | None:
    if isinstance(data, (pyarrow.Array, pyarrow.ChunkedArray)):
        return Frame((Column("value", ArrowValues(data)),), len(data))
    if isinstance(data, pyarrow.RecordBatchReader):
        data = data.read_all()
    if not isinstance(data, (pyarrow.Table, pyarrow.RecordBatch)):
        return None
    labels = data.schema.names
    names = unique_names(labels)
    twice = () if names == labels else (Labels(None, "str", tuple(labels)),)
    columns = tuple(map(Column, names, map(ArrowValues, data.columns)))
    return Frame(columns, data.num_rows, labels=twice)


def _numpy(numpy: Any, data: Any) -> Frame | None:
    return from_array(data) if isinstance(data, numpy.ndarray) else None


_LIBRARIES = (
    ("pandas", _pandas),
    ("pandas.io.formats.style", _styler),
    ("polars", _polars),
    ("pyarrow", _arrow),
    ("numpy", _numpy),
)


def _cursor(cursor: Any) -> Frame:
    """Return the remaining rows of a database cursor (PEP 249)."""
    names = unique_names([column[0] for column in cursor.description])
    rows = [tuple(row) for row in cursor.fetchall()]
    columns = [PythonValues([row[i] for row in rows]) for i in range(len(names))]
    return Frame(tuple(map(Column, names, columns)), len(rows))


def _by_protocol(data: Any) -> Frame | None:
    """Return an object of an unknown type as a frame, if it has one of the methods for tables."""
    if hasattr(data, "__arrow_c_stream__"):
        import pyarrow

        return _arrow(pyarrow, pyarrow.table(data))
    import narwhals as nw

    known = nw.from_native(data, pass_through=True, allow_series=True)
    if isinstance(known, nw.LazyFrame):
        return _shortened(read(known.head(LAZY_ROWS + 1).collect(backend="pyarrow").to_native()))
    if isinstance(known, nw.DataFrame):
        return read(known.to_arrow())
    if isinstance(known, nw.Series):
        return read(known.to_frame().to_arrow())
    for method in ("to_pandas", "toPandas"):
        if callable(convert := getattr(data, method, None)):
            return read(convert())
    if hasattr(data, "__array__"):
        import numpy

        return from_array(numpy.asarray(data))
    return None


def _shortened(frame: Frame | None) -> Frame | None:
    if frame is None or frame.rows <= LAZY_ROWS:
        return frame
    short = frame.head(LAZY_ROWS)
    return Frame(
        short.columns,
        short.rows,
        short.index,
        short.counter,
        note=f"First {LAZY_ROWS:,} rows of a lazy table.",
    )

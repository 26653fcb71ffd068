"""Tables as custom components get and send them: an Arrow table each of the values, the index and the labels.

This is the form of Streamlit's library for components. The browser's side of that library reads old types of
Arrow only, so the newer ones are replaced.
"""

from typing import Any, NamedTuple

from treadle.errors import APIError

from .frame import Frame
from .loaded import loaded
from .read import read


class ThreeTables(NamedTuple):
    """A table as three Arrow IPC streams."""

    data: bytes
    """The values."""
    rows: bytes
    """The labels of the rows: one column for each level."""
    columns: bytes
    """The labels of the columns: one column for each level, and one row for each column of the values."""


def is_table(value: object) -> bool:
    """Return whether a value is a table, and no list or dict that JSON could represent."""
    if value is None or isinstance(value, (str, bytes, bool, int, float, list, tuple, set)):
        return False
    if isinstance(value, dict):
        pandas = loaded("pandas")
        columns = value.values()
        return pandas is not None and bool(value) and all(isinstance(each, pandas.Series) for each in columns)
    numpy = loaded("numpy")
    if numpy is not None and isinstance(value, numpy.ndarray):
        return value.ndim in (1, 2)
    if callable(getattr(value, "fetchall", None)) and hasattr(value, "description"):
        return True
    return _as_pandas(value) is not None or any(
        hasattr(value, name)
        for name in ("__arrow_c_stream__", "__arrow_c_array__", "__dataframe__", "to_pandas", "toPandas")
    )


def to_three_tables(value: Any) -> ThreeTables:
    """Return a table in the form for components.

    Raises:
        DataframeConversionError: it is no table.
    """
    frame = _as_pandas(value)
    return _of_frame(read(value)) if frame is None else _of_pandas(frame)


def as_pandas(value: Any) -> Any:
    """Return a table as a DataFrame of pandas.

    Raises:
        DataframeConversionError: it is no table.
    """
    frame = _as_pandas(value)
    if frame is not None:
        return frame
    import pandas

    if isinstance(value, (dict, list)):
        return pandas.DataFrame(value)
    return read(value).to_arrow().replace_schema_metadata(None).to_pandas()


def to_arrow(value: Any) -> bytes:
    """Return a table as one Arrow IPC stream.

    Raises:
        DataframeConversionError: it is no table.
    """
    frame = _as_pandas(value)
    return _ipc(read(value).to_arrow().replace_schema_metadata(None)) if frame is None else _stream(frame)


def from_three_tables(tables: ThreeTables) -> Any:
    """Return a table that a component has sent, as a DataFrame of pandas.

    Raises:
        APIError: pandas or pyarrow is not installed, or the component has sent something else.
    """
    try:
        import pandas
        import pyarrow as pa
    except ImportError as error:
        raise APIError(
            "The component has sent a table. To read it, install pandas and pyarrow: `pip install pandas "
            "pyarrow`."
        ) from error
    try:
        data, rows, columns = (pa.ipc.open_stream(part).read_all().to_pandas() for part in tables)
        return pandas.DataFrame(
            data.to_numpy(), index=rows.to_numpy().T.tolist(), columns=columns.to_numpy().T.tolist()
        )
    except (pa.ArrowException, ValueError, TypeError, OSError) as error:
        raise APIError(f"The component has sent a table that cannot be read: {error}") from error


def _as_pandas(value: Any) -> Any:
    """Return an object of pandas as a DataFrame, None for any other object."""
    pandas = loaded("pandas")
    if pandas is None:
        return None
    style = loaded("pandas.io.formats.style")
    if style is not None and isinstance(value, style.Styler):
        return value.data
    if isinstance(value, pandas.DataFrame):
        return value
    if isinstance(value, pandas.Series):
        return value.to_frame()
    if isinstance(value, (pandas.Index, pandas.api.extensions.ExtensionArray)):
        return pandas.DataFrame(value)
    return None


def _of_pandas(frame: Any) -> ThreeTables:
    import pandas

    def labels(index: Any) -> bytes:
        rows = [list(label) if isinstance(label, tuple) else label for label in index.values]
        return _stream(pandas.DataFrame(rows))

    return ThreeTables(_stream(frame), labels(frame.index), labels(frame.columns))


def _of_frame(frame: Frame) -> ThreeTables:
    """Return a table of another library, which has no index: its rows are counted."""
    import pyarrow as pa

    names = list(frame.names)
    labels = list(frame.labels[0].values) if len(frame.labels) == 1 else names
    table = frame.to_arrow().replace_schema_metadata(None)
    return ThreeTables(
        _ipc(table),
        _ipc(pa.table({"0": pa.array(range(frame.rows), pa.int64())})),
        _ipc(pa.table({"0": _array(labels)})),
    )


def _stream(frame: Any) -> bytes:
    """Return a DataFrame as Arrow. Values of mixed types become texts."""
    import pyarrow as pa

    if not frame.columns.is_unique:
        frame = frame.set_axis(range(frame.shape[1]), axis=1)  # the labels are sent apart from the values
    try:
        table = pa.Table.from_pandas(frame)
    except (pa.ArrowTypeError, pa.ArrowInvalid, pa.ArrowNotImplementedError):
        frame = frame.copy()
        for label in frame.columns:
            frame[label] = _encodable(frame[label])
        frame.index = _encodable(frame.index)
        table = pa.Table.from_pandas(frame)
    return _ipc(table)


def _encodable(values: Any) -> Any:
    import pyarrow as pa

    try:
        pa.Array.from_pandas(values)
    except (pa.ArrowTypeError, pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return values.astype(str)
    return values


def _array(values: list[Any]) -> Any:
    import pyarrow as pa

    try:
        return pa.array(values)
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        return pa.array([str(value) for value in values])


def _ipc(table: Any) -> bytes:
    import pyarrow as pa

    fields = [field.with_type(_old(field.type)) for field in table.schema]
    table = table.cast(pa.schema(fields, metadata=table.schema.metadata))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue().to_pybytes())


def _old(kind: Any) -> Any:
    """Return the type that older readers of Arrow know, of the same values."""
    import pyarrow as pa

    if isinstance(kind, pa.BaseExtensionType):
        return pa.string()
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pa.string()
    if pa.types.is_large_binary(kind) or pa.types.is_binary_view(kind):
        return pa.binary()
    if pa.types.is_large_list(kind):
        return pa.list_(_old(kind.value_type))
    if pa.types.is_dictionary(kind):
        return pa.dictionary(kind.index_type, _old(kind.value_type), kind.ordered)
    return kind

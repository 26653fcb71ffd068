"""The keys of arguments of well-known libraries: tables, arrays, images and statements.

All of their content counts, in one pass over their memory. Nothing is sampled. No library is imported here.
"""

import functools
import sys
from collections.abc import Callable, Iterable
from typing import Any, Protocol


class Writer(Protocol):
    """Writes the parts of a value out (`hashing.Writer`)."""

    def write(self, value: Any) -> bytes:
        """Return a value as bytes."""

    def tagged(self, kind: type) -> bytes:
        """Return the bytes of a type's name."""

    def sequence(self, tag: bytes, values: Iterable[Any]) -> bytes:
        """Return the bytes of values in their order."""

    def buffer(self, *parts: Any) -> bytes:
        """Return a digest of memory, in one pass over it."""


Write = Callable[[Writer, Any], bytes | None]
"""Returns None for a value of another library."""


def _array(writer: Writer, value: Any) -> bytes:
    """Write a numpy array."""
    numpy = sys.modules["numpy"]
    if isinstance(value, numpy.ma.MaskedArray):
        mask = _array(writer, numpy.ma.getmaskarray(value))
        return b"nm" + _array(writer, value.data) + mask + _array(writer, numpy.asarray(value.fill_value))
    head = b"na" + writer.write((str(value.dtype), value.shape))
    if value.dtype.hasobject:
        return head + _objects(writer, value.ravel())
    # Fortran's order is the same memory as the transposed array in C's order, which can be read without a
    # copy.
    if value.flags.f_contiguous and not value.flags.c_contiguous:
        return head + b"f" + writer.buffer(value.T.reshape(-1).view("u1") if value.size else b"")
    flat = numpy.ascontiguousarray(value).reshape(-1)
    return head + writer.buffer(flat.view("u1") if value.size and value.dtype.itemsize else b"")


def _objects(writer: Writer, values: Any) -> bytes:
    """Write an array of Python objects. Texts are joined first, which is ten times as fast."""
    items = values.tolist()
    if items and all(type(item) is str for item in items):
        numpy = sys.modules["numpy"]
        lengths = numpy.fromiter(map(len, items), dtype="i8", count=len(items))
        return b"t" + writer.buffer(lengths, "".join(items).encode("utf-8", "surrogatepass"))
    return writer.sequence(b"o", items)


def _numpy(writer: Writer, value: Any) -> bytes | None:
    numpy = sys.modules["numpy"]
    if isinstance(value, numpy.ndarray):
        kind = b"" if type(value) is numpy.ndarray else writer.tagged(type(value))
        return kind + _array(writer, value)
    if isinstance(value, numpy.generic) and not isinstance(value, numpy.object_):
        if value.dtype.hasobject:  # their memory has only the addresses of the objects
            return b"no" + _array(writer, numpy.asarray(value))
        return b"ng" + writer.write((str(value.dtype), value.tobytes()))
    if isinstance(value, numpy.dtype):
        return b"nd" + writer.write(str(value))
    if isinstance(value, numpy.ufunc):
        return b"nu" + writer.write(value.__name__)
    return None


def _pandas(writer: Writer, value: Any) -> bytes | None:
    pandas = sys.modules["pandas"]
    if isinstance(value, pandas.DataFrame):
        columns = [_values(writer, value.iloc[:, at].array) for at in range(value.shape[1])]
        index = _index(writer, value.index) + _index(writer, value.columns)
        return writer.tagged(type(value)) + index + writer.write(value.attrs) + b"".join(columns)
    if isinstance(value, pandas.Series):
        head = _index(writer, value.index) + writer.write((value.name, value.attrs))
        return writer.tagged(type(value)) + head + _values(writer, value.array)
    if isinstance(value, pandas.Index):
        return _index(writer, value)
    if isinstance(value, pandas.api.extensions.ExtensionArray):
        return _values(writer, value)
    if value is pandas.NA or value is pandas.NaT:
        return b"p" + writer.write(str(value))
    return None


def _index(writer: Writer, index: Any) -> bytes:
    pandas = sys.modules["pandas"]
    head = b"pi" + writer.write(list(index.names))
    if isinstance(index, pandas.RangeIndex):
        return head + b"r" + writer.write((index.start, index.stop, index.step))
    if isinstance(index, pandas.MultiIndex):
        parts = [_index(writer, level) for level in index.levels]
        return (
            head
            + b"m%d:" % len(parts)
            + b"".join(parts)
            + b"".join(_array(writer, code) for code in index.codes)
        )
    frequency = getattr(index, "freqstr", None)
    return head + writer.write((type(index).__name__, frequency)) + _values(writer, index.array)


def _values(writer: Writer, array: Any) -> bytes:
    """Write the values of one pandas column, from its own memory."""
    pandas = sys.modules["pandas"]
    numpy = sys.modules["numpy"]
    head = b"pv" + writer.write(str(array.dtype))
    if isinstance(array, pandas.Categorical):
        return head + b"c%d" % array.ordered + _index(writer, array.categories) + _array(writer, array.codes)
    arrow = getattr(array, "_pa_array", None)
    if arrow is not None:
        return head + b"a" + _arrow_array(writer, arrow)
    parts = [getattr(array, name, None) for name in ("_ndarray", "_data", "_mask")]
    arrays = [part for part in parts if isinstance(part, numpy.ndarray)]
    if arrays:
        return head + b"".join(_array(writer, part) for part in arrays)
    return head + _objects(writer, numpy.asarray(array, dtype=object))


def _polars(writer: Writer, value: Any) -> bytes | None:
    polars = sys.modules["polars"]
    if isinstance(value, polars.DataFrame):
        columns = [_series(writer, column) for column in value.get_columns()]
        return b"pl" + writer.write(value.shape) + b"".join(columns)
    if isinstance(value, polars.Series):
        return b"ps" + _series(writer, value)
    if isinstance(value, polars.LazyFrame):
        return b"pz" + writer.buffer(value.serialize())
    if isinstance(value, polars.Expr):
        return b"pe" + writer.buffer(value.meta.serialize())
    if isinstance(value, polars.DataType) or (isinstance(value, type) and issubclass(value, polars.DataType)):
        return b"pd" + writer.write(repr(value))
    return None


def _series(writer: Writer, series: Any) -> bytes:
    polars = sys.modules["polars"]
    head = writer.write((series.name, repr(series.dtype)))
    if series.dtype == polars.Object:
        return head + writer.sequence(b"o", series.to_list())
    if series.dtype == polars.Boolean:
        series = series.cast(polars.UInt8)
    elif series.dtype.is_temporal():
        series = series.to_physical()
    plain = series.dtype.is_integer() or series.dtype.is_float()
    if series.null_count():
        # The memory of missing values, and the bits behind the last valid one, depend on how the series was
        # made.
        head += b"0" + _array(writer, series.is_null().to_numpy())
        series = series.drop_nulls()
    # NumPy has no numbers of 128 bits.
    if plain and not str(series.dtype).endswith("128") and not series.null_count():
        return head + b"n" + _array(writer, series.to_numpy())
    if series.dtype in (polars.Categorical, polars.Enum):
        series = series.cast(polars.String)
    if series.dtype in (
        polars.String,
        polars.Binary,
    ):  # Polars also writes bytes of missing values
        return head + b"a" + _arrow_array(writer, series.to_arrow())
    stream = series.rechunk().to_frame().write_ipc(None, compression="uncompressed")
    return head + b"i" + writer.buffer(stream.getbuffer())


class _Sink:
    """A file that only hashes. Arrow joins the parts, so their borders do not matter."""

    closed = False

    def __init__(self) -> None:
        import hashlib

        self._hasher = hashlib.sha256()

    def write(self, data: Any) -> int:
        view = memoryview(data)
        self._hasher.update(view)
        return view.nbytes

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def flush(self) -> None:
        pass

    def digest(self) -> bytes:
        return self._hasher.digest()[:16]


def _arrow_table(writer: Writer, table: Any) -> bytes:
    """Write an Arrow table as a stream. The stream contains only the visible part of each array."""
    pyarrow = sys.modules["pyarrow"]
    if any(column.num_chunks > 1 for column in table.columns):
        table = table.combine_chunks()
    sink = _Sink()
    with pyarrow.ipc.new_stream(pyarrow.PythonFile(sink, mode="w"), table.schema) as stream:
        stream.write_table(table)
    return b"#" + sink.digest()


def _arrow_array(writer: Writer, array: Any) -> bytes:
    pyarrow = sys.modules["pyarrow"]
    return _arrow_table(writer, pyarrow.table({"": array}))


def _arrow(writer: Writer, value: Any) -> bytes | None:
    pyarrow = sys.modules["pyarrow"]
    if isinstance(value, pyarrow.Table):
        return b"at" + _arrow_table(writer, value)
    if isinstance(value, pyarrow.RecordBatch):
        return b"ab" + _arrow_table(writer, pyarrow.Table.from_batches([value]))
    if isinstance(value, pyarrow.Array | pyarrow.ChunkedArray):
        return b"aa" + _arrow_array(writer, value)
    if isinstance(value, pyarrow.Scalar):
        return b"as" + _arrow_array(writer, pyarrow.repeat(value, 1))
    if isinstance(value, pyarrow.Schema):
        return b"ac" + writer.buffer(value.serialize())
    if isinstance(value, pyarrow.Field):
        return b"af" + writer.buffer(pyarrow.schema([value]).serialize())
    if isinstance(value, pyarrow.DataType):  # as a column's, which has all that its text leaves out
        return b"ay" + writer.buffer(pyarrow.schema([pyarrow.field("", value)]).serialize())
    return None


def _image(writer: Writer, value: Any) -> bytes | None:
    image = sys.modules["PIL.Image"]
    if not isinstance(value, image.Image):
        return None
    palette = value.getpalette() if value.mode in ("P", "PA") else None
    head = writer.write((value.mode, value.size, palette, value.info.get("transparency")))
    return b"im" + head + writer.buffer(value.tobytes())


def _torch(writer: Writer, value: Any) -> bytes | None:
    torch = sys.modules["torch"]
    if not isinstance(value, torch.Tensor):
        return None
    # As bytes, because NumPy does not have all number types of torch.
    plain = value.detach().cpu().resolve_conj().resolve_neg().contiguous()
    memory = plain.reshape(-1).view(torch.uint8).numpy() if plain.numel() else b""
    head = writer.tagged(type(value)) + writer.write((str(plain.dtype), tuple(plain.shape)))
    return b"to" + head + writer.buffer(memory)


def _statement(writer: Writer, value: Any) -> bytes | None:
    """Write a statement of SQLAlchemy by its text and parameters: its objects compare by address."""
    sqlalchemy = sys.modules["sqlalchemy"]
    if not isinstance(value, sqlalchemy.ClauseElement) or isinstance(value, sqlalchemy.schema.SchemaItem):
        return None
    said = value.compile()
    return (
        b"qs"
        + writer.tagged(type(value))
        + writer.write((str(said), said.params, dict(said.execution_options)))
    )


@functools.cache
def table_writers() -> tuple[tuple[str, Write], ...]:
    """Return the functions that write values of a library, by the module that its import loads."""
    return (
        ("numpy", _numpy),
        ("pandas", _pandas),
        ("polars", _polars),
        ("pyarrow", _arrow),
        ("PIL.Image", _image),
        ("torch", _torch),
        ("sqlalchemy", _statement),
    )

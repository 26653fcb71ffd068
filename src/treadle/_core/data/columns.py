"""The values of a column, in the forms that tables come in.

Each form yields its content as bytes, to recognise an unchanged column: equal bytes mean equal values. Where
possible, the bytes are the column's own memory. Each form also writes itself as Arrow.
"""

import datetime
import decimal
import fractions
import marshal
import math
import uuid
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from . import build
from .objects import Mark, browsable, python_array

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa


class Values(Protocol):
    """The values of a column, in any form."""

    @property
    def width(self) -> int | None:
        """How many bytes a value needs, about. None: a part of the values may have another type than all."""

    def parts(self) -> Iterator[Any]:
        """Yield buffers whose bytes differ if the values differ."""

    def arrow(self) -> Any:
        """Return the values as an Arrow array."""

    def marked(self) -> tuple[Any, Mark | None]:
        """Return the values as an Arrow array, and what its reader must know beyond its type."""

    def head(self, rows: int) -> "Values":
        """Return the first rows."""

    def between(self, start: int, stop: int) -> "Values":
        """Return the rows from one position to another."""


class NumpyValues:
    """Numbers, booleans, times and durations in a one-dimensional numpy array. Times may have a time zone."""

    __slots__ = ("array", "zone")

    def __init__(self, array: "np.ndarray[Any, Any]", zone: str | None = None) -> None:
        self.array, self.zone = array, zone

    @property
    def width(self) -> int:
        """How many bytes a value needs, about."""
        return int(self.array.itemsize)

    def parts(self) -> Iterator[Any]:
        """Yield the dtype and the array's own memory."""
        yield f"{self.array.dtype.str} {self.zone}".encode()
        array = self.array if self.array.flags.c_contiguous else self.array.copy()
        yield array.view("u1")

    def arrow(self) -> "pa.Array":
        """Return an Arrow array, on the same memory if the dtype allows it."""
        import pyarrow as pa

        array = self.array
        if not array.dtype.isnative:
            array = array.astype(array.dtype.newbyteorder("="))
        match array.dtype.kind:
            case "M":
                array = _arrow_unit(array)
                if _unit(array) == "D":  # Arrow's days have half the width of numpy's
                    return build.from_memory(array.astype("M8[ms]"), pa.date64())
                return build.from_memory(array, pa.timestamp(_unit(array), self.zone))
            case "m":
                array = _arrow_unit(array)
                return build.from_memory(array, pa.duration(_unit(array)))
            case "f" if array.dtype.itemsize > 8:
                array = array.astype("f8")
        return build.from_memory(array, pa.from_numpy_dtype(array.dtype))

    def marked(self) -> tuple["pa.Array", Mark | None]:
        """Return the Arrow array; what is missing among times is not a time."""
        return self.arrow(), "NaT" if self.array.dtype.kind in "mM" else None

    def head(self, rows: int) -> "NumpyValues":
        """Return the first rows without a copy."""
        return NumpyValues(self.array[:rows], self.zone)

    def between(self, start: int, stop: int) -> "NumpyValues":
        """Return the rows from one position to another."""
        return NumpyValues(self.array[start:stop], self.zone)


class ArrowValues:
    """An Arrow array, chunked or not."""

    __slots__ = ("array",)

    def __init__(self, array: "pa.Array | pa.ChunkedArray") -> None:
        self.array = array

    @property
    def width(self) -> int:
        """How many bytes a value needs, about."""
        return int(self.array.nbytes // max(1, len(self.array)))

    def parts(self) -> Iterator[Any]:
        """Yield the type and the chunks' own memory."""
        import pyarrow as pa

        yield str(self.array.type).encode()
        for chunk in self.array.chunks if isinstance(self.array, pa.ChunkedArray) else (self.array,):
            yield from _chunk_parts(chunk)

    def arrow(self) -> "pa.Array | pa.ChunkedArray":
        """Return the array in types that the browser reads."""
        return browsable(self.array)

    def marked(self) -> tuple["pa.Array | pa.ChunkedArray", Mark | None]:
        """Return the array as `arrow` does. Its type says all."""
        return self.arrow(), None

    def head(self, rows: int) -> "ArrowValues":
        """Return the first rows without a copy."""
        return ArrowValues(self.array.slice(0, rows))

    def between(self, start: int, stop: int) -> "ArrowValues":
        """Return the rows from one position to another."""
        return ArrowValues(self.array.slice(start, stop - start))


class CategoryValues:
    """Positions in a list of categories; -1 means no value."""

    __slots__ = ("categories", "codes", "ordered")

    def __init__(self, codes: "np.ndarray[Any, Any]", categories: Values, ordered: bool = False) -> None:
        self.codes, self.categories, self.ordered = codes, categories, ordered

    @property
    def width(self) -> int:
        """How many bytes a value needs, about."""
        return int(self.codes.itemsize)

    def parts(self) -> Iterator[Any]:
        """Yield the codes and the categories."""
        yield b"ordered" if self.ordered else b"category"
        yield from NumpyValues(self.codes).parts()
        yield from self.categories.parts()

    def arrow(self) -> "pa.Array":
        """Return a dictionary array."""
        import pyarrow as pa

        codes = pa.array(self.codes, mask=self.codes < 0)
        categories = self.categories.arrow()
        if isinstance(categories, pa.ChunkedArray):
            categories = categories.combine_chunks()
        return pa.DictionaryArray.from_arrays(codes, categories, ordered=self.ordered)

    def marked(self) -> tuple["pa.Array", Mark | None]:
        """Return the dictionary array. Its type says all."""
        return self.arrow(), None

    def head(self, rows: int) -> "CategoryValues":
        """Return the first rows without a copy."""
        return CategoryValues(self.codes[:rows], self.categories, self.ordered)

    def between(self, start: int, stop: int) -> "CategoryValues":
        """Return the rows from one position to another."""
        return CategoryValues(self.codes[start:stop], self.categories, self.ordered)


class PythonValues:
    """Python objects of any kinds."""

    __slots__ = ("values",)

    def __init__(self, values: Sequence[Any]) -> None:
        self.values = values if isinstance(values, list) else list(values)

    @property
    def width(self) -> None:
        """Nothing: a part of the objects may have another type than all of them."""

    def parts(self) -> Iterator[Any]:
        """Yield joined texts, Python's basic types by `marshal`, and other types as texts."""
        values = self.values
        try:
            joined: str = SEPARATOR.join(values)
        except TypeError:
            pass  # not all are texts
        else:
            # A text that contains the separator could move a border unnoticed. Such columns use the next
            # method.
            if joined.count(SEPARATOR) == max(0, len(values) - 1):
                yield b"text %d" % len(values)
                yield joined.encode("utf-8", "surrogatepass")
                return
        yield b"objects"
        try:
            # Version 2 writes values and no references, so equal values give equal bytes.
            yield marshal.dumps(values, 2)
            return
        except ValueError:
            pass  # not all are of Python's basic types
        if set(map(type, values)) <= EXACT_REPR:
            yield marshal.dumps([(type(value).__name__, repr(value)) for value in values], 2)
            return
        yield from _chunk_parts(self.arrow())

    def arrow(self) -> "pa.Array":
        """Return the objects as `python_array` does."""
        return python_array(self.values)[0]

    def marked(self) -> tuple["pa.Array", Mark | None]:
        """Return the objects as `python_array` does."""
        return python_array(self.values)

    def head(self, rows: int) -> "PythonValues":
        """Return the first rows."""
        return PythonValues(self.values[:rows])

    def between(self, start: int, stop: int) -> "PythonValues":
        """Return the rows from one position to another."""
        return PythonValues(self.values[start:stop])


SEPARATOR = "\x1f"
"""The unit separator of ASCII."""

EXACT_REPR: frozenset[type] = frozenset(
    (
        bool, int, float, complex, str, bytes, type(None), decimal.Decimal, fractions.Fraction, uuid.UUID,
        datetime.date, datetime.datetime, datetime.time, datetime.timedelta,
    )
)  # fmt: skip
"""Types whose `repr` contains the whole value, including the time zone."""


def _chunk_parts(chunk: "pa.Array") -> Iterator[Any]:
    import pyarrow as pa

    if isinstance(chunk, pa.ExtensionArray):
        chunk = chunk.storage
    if pa.types.is_nested(chunk.type) or chunk.get_total_buffer_size() > 2 * chunk.nbytes + 1024:
        # Nested values may have offsets of their own, and this may be a slice of a much larger array. The IPC
        # form, a copy, has neither.
        yield pa.record_batch([chunk], names=["values"]).serialize()
        return
    if isinstance(chunk, pa.DictionaryArray):
        yield from _chunk_parts(chunk.indices)
        yield from _chunk_parts(chunk.dictionary)
        return
    # The bits around a slice may differ though the values are equal. Then an equal table counts as another,
    # which is harmless.
    yield b"%d %d" % (chunk.offset, len(chunk))
    for buffer in chunk.buffers():
        yield b"" if buffer is None else buffer


def _unit(array: "np.ndarray[Any, Any]") -> str:
    name = str(array.dtype.name)
    return name[name.index("[") + 1 : -1]


def _arrow_unit(array: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """Return times or durations in a unit that Arrow has."""
    if "[" not in array.dtype.name:  # without a unit, all values are NaT
        return array.astype(array.dtype.str + "[s]")
    if array.dtype.kind == "M" and _unit(array) == "D":
        return array  # dates
    return array if _unit(array) in ("s", "ms", "us", "ns") else array.astype(f"{array.dtype.str[:3]}[s]")


def number_list(values: Values) -> list[float | None] | None:
    """Return a column as finite numbers; None if it contains other types.

    Missing and infinite values become None.
    """
    if isinstance(values, PythonValues) and set(map(type, values.values)) <= {int, float, bool}:
        plain: list[Any] = values.values
    else:
        import pyarrow as pa

        array = values.arrow()
        if not (
            pa.types.is_integer(array.type)
            or pa.types.is_floating(array.type)
            or pa.types.is_boolean(array.type)
            or pa.types.is_decimal(array.type)
            or pa.types.is_null(array.type)
        ):
            return None
        plain = array.to_pylist()
    numbers = (None if value is None else float(value) for value in plain)
    return [number if number is not None and math.isfinite(number) else None for number in numbers]

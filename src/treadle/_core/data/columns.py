"""The values of a column, in the forms that tables come in.

Each form yields its content as bytes, to recognise an unchanged column: equal bytes mean equal values. Where
possible, the bytes are the column's own memory. Each form also writes itself as Arrow.
"""

import datetime
import decimal
import fractions
import json
import marshal
import math
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from . import build

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa


class Values(Protocol):
    """The values of a column, in any form."""

    def parts(self) -> Iterator[Any]:
        """Yield buffers whose bytes differ if the values differ."""

    def arrow(self) -> Any:
        """Return the values as an Arrow array."""

    def head(self, rows: int) -> "Values":
        """Return the first rows."""


class NumpyValues:
    """Numbers, booleans, times and durations in a one-dimensional numpy array. Times may have a time zone."""

    __slots__ = ("array", "zone")

    def __init__(self, array: "np.ndarray[Any, Any]", zone: str | None = None) -> None:
        self.array, self.zone = array, zone

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

    def head(self, rows: int) -> "NumpyValues":
        """Return the first rows without a copy."""
        return NumpyValues(self.array[:rows], self.zone)


class ArrowValues:
    """An Arrow array, chunked or not."""

    __slots__ = ("array",)

    def __init__(self, array: "pa.Array | pa.ChunkedArray") -> None:
        self.array = array

    def parts(self) -> Iterator[Any]:
        """Yield the type and the chunks' own memory."""
        import pyarrow as pa

        yield str(self.array.type).encode()
        for chunk in self.array.chunks if isinstance(self.array, pa.ChunkedArray) else (self.array,):
            yield from _chunk_parts(chunk)

    def arrow(self) -> "pa.Array | pa.ChunkedArray":
        """Return the array. Types that the browser cannot read are cast, or become texts."""
        return _browsable(self.array)

    def head(self, rows: int) -> "ArrowValues":
        """Return the first rows without a copy."""
        return ArrowValues(self.array.slice(0, rows))


class CategoryValues:
    """Positions in a list of categories; -1 means no value."""

    __slots__ = ("categories", "codes")

    def __init__(self, codes: "np.ndarray[Any, Any]", categories: Values) -> None:
        self.codes, self.categories = codes, categories

    def parts(self) -> Iterator[Any]:
        """Yield the codes and the categories."""
        yield b"category"
        yield from NumpyValues(self.codes).parts()
        yield from self.categories.parts()

    def arrow(self) -> "pa.Array":
        """Return a dictionary array of texts. Categories of another type become plain values."""
        import pyarrow as pa

        codes = pa.array(self.codes, mask=self.codes < 0)
        categories = self.categories.arrow()
        if isinstance(categories, pa.ChunkedArray):
            categories = categories.combine_chunks()
        if not _is_text(categories.type):
            return categories.take(codes)
        return pa.DictionaryArray.from_arrays(codes, categories)

    def head(self, rows: int) -> "CategoryValues":
        """Return the first rows without a copy."""
        return CategoryValues(self.codes[:rows], self.categories)


class PythonValues:
    """Python objects of any kinds."""

    __slots__ = ("values",)

    def __init__(self, values: Sequence[Any]) -> None:
        self.values = values if isinstance(values, list) else list(values)

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
        """Return the objects as an Arrow array, as `python_array` does."""
        return python_array(self.values)

    def head(self, rows: int) -> "PythonValues":
        """Return the first rows."""
        return PythonValues(self.values[:rows])


SEPARATOR = "\x1f"
"""The unit separator of ASCII."""

EXACT_REPR: frozenset[type] = frozenset(
    (
        bool, int, float, complex, str, bytes, type(None), decimal.Decimal, fractions.Fraction, uuid.UUID,
        datetime.date, datetime.datetime, datetime.time, datetime.timedelta,
    )
)  # fmt: skip
"""Types whose `repr` contains the whole value, including the time zone."""


def python_array(values: Sequence[Any]) -> "pa.Array":
    """Return Python objects as an Arrow array: of their common type, if there is one, or of texts."""
    import pyarrow as pa

    kinds = {type(value) for value in values}
    missing = {kind for kind in kinds if kind is type(None) or kind.__name__ in ("NAType", "NaTType")}
    kinds -= missing
    if any(issubclass(kind, float) for kind in kinds) and not all(_numeric(kind) for kind in kinds):
        # pandas marks missing texts and dates as NaN.
        values = [None if isinstance(value, float) and value != value else value for value in values]
        kinds = {type(value) for value in values} - missing - {type(None)}
    if missing - {type(None)}:
        values = [None if type(value) in missing else value for value in values]
    if not kinds:
        return pa.nulls(len(values))
    try:
        if (array := _typed_array(values, kinds)) is not None:
            return array
    except (pa.ArrowException, ValueError, TypeError, OverflowError):
        pass  # an integer beyond 64 bits, a lone surrogate, lists of different depth: they become texts below
    return build.texts([None if value is None else as_text(value) for value in values])


def _typed_array(values: Sequence[Any], kinds: set[type]) -> "pa.Array | None":
    import pyarrow as pa

    def every(*bases: type) -> bool:
        return all(issubclass(kind, bases) for kind in kinds)

    if every(str):
        return build.texts(values)
    if every(bool) or all(kind.__name__ in ("bool", "bool_") for kind in kinds):
        return build.booleans(values)
    if all(_numeric(kind) for kind in kinds):
        whole = not any(issubclass(kind, float) or kind.__name__.startswith("float") for kind in kinds)
        return build.integers(values) if whole else build.floats(values)
    if kinds == {datetime.date}:
        return build.dates(values)
    if kinds == {datetime.datetime}:
        zones = {str(value.tzinfo): value.tzinfo for value in values if value is not None}
        return build.datetimes(values, next(iter(zones.values()))) if len(zones) == 1 else None
    if every(datetime.datetime):  # pandas' own type, with nanoseconds
        return (
            pa.array(values)
            if len({str(value.tzinfo) for value in values if value is not None}) == 1
            else None
        )
    if every(datetime.time) or every(datetime.timedelta) or every(decimal.Decimal):
        return pa.array(values)
    if every(set, frozenset):
        values = [None if value is None else sorted(value, key=str) for value in values]
        return _list_array(values)
    if every(list, tuple) or all(kind.__name__ == "ndarray" for kind in kinds):
        return _list_array(values)
    return None


def _list_array(values: Sequence[Any]) -> "pa.Array":
    import pyarrow as pa

    lists = [None if value is None else list(value) for value in values]
    items = [item for value in lists if value is not None for item in value]
    offsets = [0]
    for value in lists:
        offsets.append(offsets[-1] + (0 if value is None else len(value)))
    mask = build.booleans([value is None for value in lists]) if None in lists else None
    return pa.ListArray.from_arrays(build.integers(offsets).cast(pa.int32()), python_array(items), mask=mask)


def _numeric(kind: type) -> bool:
    if issubclass(kind, bool):
        return False
    return issubclass(kind, int | float) or kind.__name__.rstrip("0123456789") in ("int", "uint", "float")


def as_text(value: Any) -> str:
    """Return any value as the text of a cell."""
    if isinstance(value, str):
        text = value
    elif isinstance(value, bytes | bytearray):
        text = bytes(value).decode("utf-8", "backslashreplace")
    elif isinstance(value, Mapping | list | tuple):
        try:
            text = json.dumps(value, default=str, ensure_ascii=False)
        except (TypeError, ValueError):  # keys that JSON does not have, or a value that contains itself
            text = str(value)
    else:
        text = str(value)
    return text.encode("utf-8", "replace").decode()


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


def _browsable(array: "pa.Array | pa.ChunkedArray") -> "pa.Array | pa.ChunkedArray":
    """Return an array in a type that the browser can read."""
    import pyarrow as pa

    type_ = array.type
    if isinstance(type_, pa.BaseExtensionType):
        chunks = array.chunks if isinstance(array, pa.ChunkedArray) else [array]
        return _browsable(pa.chunked_array([chunk.storage for chunk in chunks], type_.storage_type))
    if pa.types.is_string_view(type_):
        return array.cast(pa.large_string())
    if pa.types.is_dictionary(type_):
        if _is_text(type_.value_type) and not pa.types.is_string_view(type_.value_type):
            return array.unify_dictionaries() if isinstance(array, pa.ChunkedArray) else array
        return _browsable(array.cast(type_.value_type))
    if pa.types.is_run_end_encoded(type_):
        return _browsable(array.cast(type_.value_type))
    if _foreign(type_):
        return python_array(array.to_pylist())
    return array


def _foreign(type_: "pa.DataType") -> bool:
    """Whether values of this Arrow type are shown as texts."""
    import pyarrow as pa

    types = pa.types
    return bool(
        types.is_binary(type_)
        or types.is_large_binary(type_)
        or types.is_fixed_size_binary(type_)
        or types.is_binary_view(type_)
        or types.is_union(type_)
        or types.is_map(type_)
        or types.is_interval(type_)
        or types.is_struct(type_)
        or ((types.is_list(type_) or types.is_large_list(type_)) and _foreign(type_.value_type))
    )


def _is_text(type_: "pa.DataType") -> bool:
    import pyarrow as pa

    return bool(
        pa.types.is_string(type_) or pa.types.is_large_string(type_) or pa.types.is_string_view(type_)
    )


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

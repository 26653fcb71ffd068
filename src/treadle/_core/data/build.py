"""Arrow arrays from memory and from Python's basic types.

`pyarrow.array` does the same, but imports pandas. An app that does not use pandas should not wait for that.
An app that uses pandas gets `pyarrow.array`, which is faster.
"""

import datetime
import sys
from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

_DAY = datetime.date(1970, 1, 1)
_PLAIN = {"q": "int64", "d": "float64", "i": "int32"}
_MICROSECOND = datetime.timedelta(microseconds=1)


def from_memory(values: "np.ndarray[Any, Any]", type_: "pa.DataType") -> "pa.Array":
    """Return a numpy array as an Arrow array of a type with the same layout. Contiguous memory is shared."""
    import numpy as np
    import pyarrow as pa

    there = None
    if values.dtype.kind in "mM" and (missing := np.isnat(values)).any():
        there = pa.py_buffer(np.packbits(~missing, bitorder="little"))
    memory = (
        np.packbits(values, bitorder="little") if values.dtype.kind == "b" else np.ascontiguousarray(values)
    )
    return pa.Array.from_buffers(type_, len(values), [there, pa.py_buffer(memory.view("u1"))])


def texts(values: Sequence[str | None]) -> "pa.Array":
    """Return texts as an Arrow array.

    Raises:
        UnicodeEncodeError: a text contains half of a surrogate pair.
    """
    import pyarrow as pa

    if "pandas" in sys.modules:
        return pa.array(values, pa.string())
    filled = ["" if value is None else value for value in values]
    memory = "".join(filled).encode()
    ascii = len(memory) == sum(map(len, filled))
    lengths = map(len, filled) if ascii else (len(value.encode()) for value in filled)
    ends = array("q", accumulate(lengths, initial=0))
    small = ends[-1] < 2**31
    return pa.Array.from_buffers(
        pa.string() if small else pa.large_string(),
        len(values),
        [
            validity(values),
            pa.py_buffer(array("i", ends) if small else ends),
            pa.py_buffer(memory),
        ],
    )


def booleans(values: Sequence[Any]) -> "pa.Array":
    """Return booleans as an Arrow array."""
    import pyarrow as pa

    return pa.Array.from_buffers(pa.bool_(), len(values), [validity(values), _bits(map(bool, values))])


def integers(values: Sequence[Any]) -> "pa.Array":
    """Return whole numbers as an Arrow array.

    Raises:
        OverflowError: one does not fit into 64 bits.
    """
    import pyarrow as pa

    return _numbers("q", values, pa.int64())


def floats(values: Sequence[Any]) -> "pa.Array":
    """Return numbers as an Arrow array.

    Raises:
        OverflowError: a whole number is too large.
    """
    import pyarrow as pa

    return _numbers("d", values, pa.float64())


def dates(values: Sequence[datetime.date | None]) -> "pa.Array":
    """Return dates as an Arrow array."""
    import pyarrow as pa

    return _numbers("i", [None if value is None else (value - _DAY).days for value in values], pa.date32())


def datetimes(values: Sequence[datetime.datetime | None], zone: datetime.tzinfo | None) -> "pa.Array":
    """Return times in one time zone, or without a zone, as an Arrow array.

    Raises:
        ValueError: Arrow has no name for the zone.
    """
    import pyarrow as pa

    type_ = pa.timestamp("us", None if zone is None else pa.lib.tzinfo_to_string(zone))
    start = datetime.datetime(1970, 1, 1, tzinfo=None if zone is None else datetime.UTC)
    return _numbers(
        "q", [None if value is None else (value - start) // _MICROSECOND for value in values], type_
    )


def _numbers(code: str, values: Sequence[Any], type_: "pa.DataType") -> "pa.Array":
    import pyarrow as pa

    if "pandas" in sys.modules:
        return pa.array(values, pa.type_for_alias(_PLAIN[code])).view(type_)
    valid = validity(values)
    memory = array(code, values if valid is None else [0 if value is None else value for value in values])
    return pa.Array.from_buffers(type_, len(values), [valid, pa.py_buffer(memory)])


def validity(values: Sequence[Any]) -> "pa.Buffer | None":
    """Return the bitmap of the values that are present; None if all are."""
    there = [value is not None for value in values]
    return None if all(there) else _bits(there)


def _bits(values: Iterable[bool]) -> "pa.Buffer":
    import pyarrow as pa

    # The first value is the lowest bit, which comes last in a binary number.
    digits = "".join("1" if value else "0" for value in values)[::-1]
    return pa.py_buffer(int(digits or "0", 2).to_bytes((len(digits) + 7) // 8, "little"))

"""Python's own forms of a table as frames: dicts of columns, lists of rows."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from treadle.errors import DataframeConversionError

from .columns import PythonValues, Values
from .frame import Column, Frame, numbered, unique_names
from .loaded import loaded
from .numpy_frame import values_of


def from_mapping(data: Mapping[Any, Any]) -> Frame:
    """Return a dict as a frame: of columns if its values are sequences, otherwise of names and values."""
    if not data:
        return Frame((), 0)
    if all(isinstance(value, Mapping) for value in data.values()):
        return _of_mappings(data)
    lengths = {name: len(value) for name, value in data.items() if _is_column(value)}
    if not lengths:
        names = Column("", PythonValues([str(name) for name in data]))
        return Frame((Column("value", PythonValues(list(data.values()))),), len(data), index=(names,))
    if len(set(lengths.values())) > 1:
        listed = ", ".join(f"`{name}` has {length}" for name, length in list(lengths.items())[:12])
        raise DataframeConversionError(f"The columns of a table must be equally long: {listed}.")
    rows = next(iter(lengths.values()))
    columns = [
        _values(value) if name in lengths else PythonValues([value] * rows) for name, value in data.items()
    ]
    return Frame(tuple(map(Column, unique_names(list(data)), columns)), rows)


def from_sequence(rows: list[Any]) -> Frame:
    """Return a list as a frame: of rows if its items are dicts, sequences or dataclasses, or of a column."""
    if not rows:
        return Frame((), 0)
    if all(isinstance(row, Mapping) for row in rows):
        return _of_records(rows)
    if all((fields := _fields(row)) and fields == _fields(rows[0]) for row in rows):
        names = _fields(rows[0])
        columns = [PythonValues([getattr(row, name) for row in rows]) for name in names]
        return Frame(tuple(map(Column, names, columns)), len(rows))
    if all(_is_column(row) for row in rows):
        return _of_rows(rows)
    return Frame((Column("value", PythonValues(rows)),), len(rows))


def _of_mappings(data: Mapping[Any, Mapping[Any, Any]]) -> Frame:
    """Return a dict of dicts as a frame: the outer keys are columns, the inner keys rows."""
    keys = list(dict.fromkeys(key for inner in data.values() for key in inner))
    columns = [PythonValues([inner.get(key) for key in keys]) for inner in data.values()]
    return Frame(
        tuple(map(Column, unique_names(list(data)), columns)),
        len(keys),
        index=(Column("", PythonValues(keys)),),
    )


def _of_records(rows: Sequence[Mapping[Any, Any]]) -> Frame:
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = [PythonValues([row.get(name) for row in rows]) for name in names]
    return Frame(tuple(map(Column, unique_names(names), columns)), len(rows))


def _of_rows(rows: Sequence[Sequence[Any]]) -> Frame:
    width = max(len(row) for row in rows)
    columns = [PythonValues([_item(row, i) for row in rows]) for i in range(width)]
    names, labels = numbered(width)
    return Frame(tuple(map(Column, names, columns)), len(rows), labels=labels)


def _item(row: Sequence[Any], i: int) -> Any:
    value: Any = row[i] if i < len(row) else None
    return value.item() if hasattr(value, "item") and hasattr(value, "dtype") else value


def _is_column(value: Any) -> bool:
    """Whether a value is a sequence of values, and not a single value."""
    if isinstance(value, (list, tuple, range)):
        return True
    return (
        hasattr(value, "__len__")
        and isinstance(value, Iterable)
        and hasattr(value, "__getitem__")
        and not isinstance(value, (str, bytes, bytearray, Mapping))
        and getattr(value, "ndim", 1) == 1
    )


def _values(value: Any) -> Values:
    numpy = loaded("numpy")
    if numpy is not None and isinstance(value, numpy.ndarray):
        return values_of(value)
    return PythonValues(list(value))


def _fields(row: Any) -> tuple[str, ...]:
    """Return the names of an object's fields, if it is a dataclass or a named tuple."""
    if dataclasses.is_dataclass(row) and not isinstance(row, type):
        return tuple(field.name for field in dataclasses.fields(row))
    return tuple(getattr(row, "_fields", ())) if isinstance(row, tuple) else ()

"""What the values of a column are, as far as editing goes."""

import datetime
import decimal
import math
from typing import Any, Literal

from .edits import Value

Kind = Literal[
    "integer", "float", "decimal", "boolean", "text", "date", "time", "datetime", "duration", "list", "empty",
    "other",
]  # fmt: skip
"""Values of kind "other" cannot be edited. Those of an "empty" column can become anything."""

_INFERRED: dict[str, Kind] = {
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
    "datetime64": "datetime",
    "decimal": "decimal",
    "empty": "empty",
    "floating": "float",
    "integer": "integer",
    "mixed-integer-float": "float",
    "string": "text",
    "time": "time",
    "timedelta": "duration",
    "timedelta64": "duration",
}

EDITABLE: dict[str, frozenset[Kind]] = {
    "text": frozenset(("text", "empty")),
    "link": frozenset(("text", "empty")),
    "markdown": frozenset(("text", "empty")),
    "number": frozenset(("integer", "float", "decimal", "text", "duration", "empty")),
    "checkbox": frozenset(("boolean", "text", "integer", "empty")),
    "selectbox": frozenset(("text", "boolean", "integer", "float", "empty")),
    "date": frozenset(("date", "datetime", "empty")),
    "time": frozenset(("time", "datetime", "empty")),
    "datetime": frozenset(("datetime", "date", "time", "empty")),
    "list": frozenset(("list", "text", "empty")),
    "multiselect": frozenset(("list", "text", "empty")),
}
"""The kinds of values that each type of column can edit. Other types of columns only show values."""


def kind_of(pandas: Any, values: Any) -> Kind:
    """Return the kind of a pandas Series or Index."""
    types = pandas.api.types
    dtype = values.dtype
    if isinstance(dtype, pandas.CategoricalDtype):
        return kind_of(pandas, dtype.categories)
    if isinstance(dtype, pandas.ArrowDtype):
        return _kind_of_arrow(dtype.pyarrow_dtype)
    if types.is_bool_dtype(dtype) and not types.is_object_dtype(dtype):
        return "boolean"
    if types.is_integer_dtype(dtype):
        return "integer"
    if types.is_float_dtype(dtype):
        return "float"
    if types.is_datetime64_any_dtype(dtype):
        return "datetime"
    if types.is_timedelta64_dtype(dtype):
        return "duration"
    if isinstance(dtype, pandas.StringDtype):
        return "text"
    if not types.is_object_dtype(dtype):
        return "other"
    found = _INFERRED.get(types.infer_dtype(values, skipna=True))
    if found is not None:
        return found
    there = [value for value in values if not (value is None or isinstance(value, float))]
    lists = all(isinstance(each, list | tuple) or type(each).__name__ == "ndarray" for each in there)
    return "list" if lists else "other"


def _kind_of_arrow(type_: Any) -> Kind:
    import pyarrow as pa

    found: list[tuple[Any, Kind]] = [
        (pa.types.is_boolean, "boolean"),
        (pa.types.is_integer, "integer"),
        (pa.types.is_floating, "float"),
        (pa.types.is_decimal, "decimal"),
        (pa.types.is_string, "text"),
        (pa.types.is_large_string, "text"),
        (pa.types.is_date, "date"),
        (pa.types.is_timestamp, "datetime"),
        (pa.types.is_time, "time"),
        (pa.types.is_duration, "duration"),
        (pa.types.is_list, "list"),
        (pa.types.is_null, "empty"),
    ]
    return next((kind for test, kind in found if test(type_)), "other")


def parsed(pandas: Any, value: Value, kind: Kind) -> Any:
    """Return a value that a browser has sent as Python's, for a column of a kind.

    Raises:
        ValueError, OverflowError: the value is none of this kind.
    """
    if value is None:
        return None
    if kind == "list":
        return list(value) if isinstance(value, tuple) else [value]
    if kind in ("empty", "other"):
        return list(value) if isinstance(value, tuple) else value
    if isinstance(value, tuple):
        if kind != "text":
            raise ValueError("A list is no value of this column.")
        return str(list(value))
    if kind == "text":
        return str(value)
    if kind == "boolean":
        return bool(value)
    if kind == "integer":
        return int(value)
    if kind == "float":
        return float(value)
    if kind == "decimal":
        return _decimal(value)
    if kind == "duration":
        if isinstance(value, str):
            return pandas.Timedelta(value)
        if not math.isfinite(value):
            raise ValueError("A duration is finite.")
        return pandas.Timedelta(value, unit="s")
    if not isinstance(value, str):
        raise ValueError("A moment is a text in ISO 8601.")
    if kind == "time":
        return _time(value)
    moment = pandas.Timestamp(value)
    if moment is pandas.NaT:
        return None
    return moment.date() if kind == "date" else moment


def _decimal(value: Any) -> decimal.Decimal:
    try:
        return decimal.Decimal(str(value))
    except decimal.InvalidOperation as error:
        raise ValueError(f"{value!r} is no number.") from error


def _time(text: str) -> datetime.time:
    """Return the time in a text, which may also have a date."""
    return datetime.time.fromisoformat(text.partition("T")[2].rstrip("Z") or text)

"""Python's objects, and Arrow's rarer types, as Arrow arrays that the browser reads."""

import datetime
import decimal
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from . import build

if TYPE_CHECKING:
    import pyarrow as pa

Mark = Literal["NaT", "int", "json"]
"""What a reader of a column must know beyond its type: the name of a missing value ("NaT"), that decimals or
texts are whole numbers ("int"), or that texts are JSON."""

DIGITS = 76
"""Decimal digits that a number of Arrow can have."""


def python_array(values: Sequence[Any]) -> "tuple[pa.Array, Mark | None]":
    """Return Python objects as an Arrow array: of their common type, or of texts."""
    import pyarrow as pa

    values, kinds = _with_none(values)
    try:
        if (array := _typed(values, kinds)) is not None:
            return array, None
    except (pa.ArrowException, ValueError, TypeError, OverflowError):
        pass  # an integer beyond 64 bits, a lone surrogate, lists of mixed depth…
    if kinds and all(kind is int for kind in kinds):
        return _huge(values), "int"
    texts = [None if value is None else as_text(value) for value in values]
    nested = all(issubclass(kind, list | tuple | Mapping | set | frozenset) for kind in kinds)
    return build.texts(texts), "json" if nested else None


def _with_none(values: Sequence[Any]) -> tuple[Sequence[Any], set[type]]:
    """Return values with None for each that is missing, and the types of the others."""
    kinds = {type(value) for value in values}
    missing = {kind for kind in kinds if kind is type(None) or kind.__name__ in ("NAType", "NaTType")}
    kinds -= missing
    if any(issubclass(kind, float) for kind in kinds) and not all(_numeric(kind) for kind in kinds):
        # pandas marks what is missing among texts or dates as not a number.
        values = [None if isinstance(value, float) and value != value else value for value in values]
        kinds = {type(value) for value in values} - missing - {type(None)}
    if missing - {type(None)}:
        values = [None if type(value) in missing else value for value in values]
    return values, kinds


def _typed(values: Sequence[Any], kinds: set[type]) -> "pa.Array | None":
    """Return values as an array of their common type; None if they have none."""
    import pyarrow as pa

    def every(*bases: type) -> bool:
        return all(issubclass(kind, bases) for kind in kinds)

    if not kinds:
        return pa.nulls(len(values))
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
    if every(datetime.datetime):  # pandas' own, with nanoseconds
        zoned = {str(value.tzinfo) for value in values if value is not None}
        return pa.array(values) if len(zoned) == 1 else None
    if every(datetime.time) or every(datetime.timedelta) or every(decimal.Decimal):
        return pa.array(values)
    if every(bytes):
        return pa.array(values, pa.binary())
    if every(set, frozenset):
        values = [None if value is None else sorted(value, key=str) for value in values]
        return _lists(values)
    if every(list, tuple) or all(kind.__name__ == "ndarray" for kind in kinds):
        return _lists(values)
    return _structs(values) if every(dict) else None


def _items(values: Sequence[Any]) -> "pa.Array | None":
    return _typed(*_with_none(values))


def _lists(values: Sequence[Any]) -> "pa.Array | None":
    import pyarrow as pa

    lists = [None if value is None else list(value) for value in values]
    items = _items([item for value in lists if value is not None for item in value])
    if items is None:
        return None
    offsets = [0]
    for value in lists:
        offsets.append(offsets[-1] + (0 if value is None else len(value)))
    mask = build.booleans([value is None for value in lists]) if None in lists else None
    return pa.ListArray.from_arrays(build.integers(offsets).cast(pa.int32()), items, mask=mask)


def _structs(values: Sequence[Any]) -> "pa.Array | None":
    """Return dicts as structs; None if their keys differ, as every struct has all fields."""
    import pyarrow as pa

    first = next(value for value in values if value is not None)
    names = list(first)
    if not names or not all(type(name) is str for name in names):
        return None
    if any(value is not None and list(value) != names for value in values):
        return None
    fields = []
    for name in names:
        field = _items([None if value is None else value[name] for value in values])
        if field is None:
            return None
        fields.append(field)
    mask = build.booleans([value is None for value in values]) if None in values else None
    return pa.StructArray.from_arrays(fields, names=names, mask=mask)


def _huge(values: Sequence[int | None]) -> "pa.Array":
    """Return whole numbers of any size as decimals, or as texts if decimals are too small for them."""
    import pyarrow as pa

    digits = max(len(str(abs(value))) for value in values if value is not None)
    if digits > DIGITS:
        return build.texts([None if value is None else str(value) for value in values])
    numbers = [None if value is None else decimal.Decimal(value) for value in values]
    return pa.array(numbers, pa.decimal128(38, 0) if digits <= 38 else pa.decimal256(DIGITS, 0))


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
    elif isinstance(value, Mapping | list | tuple | set | frozenset):
        plain = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        try:
            text = json.dumps(plain, default=_as_json, ensure_ascii=False)
        except (TypeError, ValueError):  # keys that JSON does not have, or a value that holds itself
            text = str(value)
    else:
        text = str(value)
    return text.encode("utf-8", "replace").decode()


def _as_json(value: Any) -> Any:
    if callable(getattr(type(value), "tolist", None)):  # arrays and their scalars
        return value.tolist()
    return sorted(value, key=str) if isinstance(value, set | frozenset) else as_text(value)


def browsable(array: "pa.Array | pa.ChunkedArray") -> "pa.Array | pa.ChunkedArray":
    """Return an Arrow array in types that the browser reads: most are as they are."""
    import pyarrow as pa

    type_ = array.type
    if isinstance(type_, pa.BaseExtensionType):
        if type_.extension_name == "arrow.uuid":
            return python_array(array.to_pylist())[0]
        chunks = array.chunks if isinstance(array, pa.ChunkedArray) else [array]
        stored = pa.chunked_array([chunk.storage for chunk in chunks], type_.storage_type)
        return stored.cast(pa.bool_()) if type_.extension_name == "arrow.bool8" else browsable(stored)
    if pa.types.is_string_view(type_):
        return array.cast(pa.large_string())
    if pa.types.is_binary_view(type_):
        return array.cast(pa.large_binary())
    if pa.types.is_run_end_encoded(type_):
        import pyarrow.compute

        return browsable(pyarrow.compute.run_end_decode(array))
    if pa.types.is_dictionary(type_):
        if _unread(type_.value_type):
            return browsable(array.cast(type_.value_type))
        return array.unify_dictionaries() if isinstance(array, pa.ChunkedArray) else array
    if pa.types.is_decimal(type_) and type_.scale < 0:  # which counts tens or hundreds
        return array.cast(pa.decimal256(DIGITS, 0))
    return python_array(array.to_pylist())[0] if _unread(type_) else array


def _unread(type_: "pa.DataType") -> bool:
    """Return whether the browser, or pandas, cannot read an Arrow type: one that is rare inside another."""
    import pyarrow as pa

    types = pa.types
    if isinstance(type_, pa.BaseExtensionType) or types.is_run_end_encoded(type_):
        return True
    if types.is_string_view(type_) or types.is_binary_view(type_):
        return True
    if types.is_dictionary(type_):
        return _unread(type_.value_type)
    if types.is_nested(type_):
        return any(_unread(type_.field(i).type) for i in range(type_.num_fields))
    return False

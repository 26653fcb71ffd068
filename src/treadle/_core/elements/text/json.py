"""`st.json`."""

import dataclasses
import datetime
import enum
import json as jsonlib
from collections.abc import Collection, Mapping, Set
from typing import Any, Unpack

import msgspec

from treadle._core.elements.checks import checked_width, wire_text
from treadle._core.elements.cursor import C
from treadle._core.elements.parameters import Wide
from treadle._core.protocol.element import Element, Width
from treadle.errors import InvalidParameterTypeError

DEEPEST = 100
"""The number of shown levels. Deeper values become texts."""


class Json(Element, frozen=True, kw_only=True):
    """Nested data as a tree with branches to open and close.

    `body` is JSON as Python writes it: it can contain `NaN`, `Infinity`, and whole numbers of any length.
    """

    body: str
    expanded: bool | int = True
    """The number of levels that are open at first; True: all."""
    width: Width = "stretch"


def json(self: C, body: object, *, expanded: bool | int = True, **shared: Unpack[Wide]) -> C:
    """Show nested data as a tree whose branches open and close.

    Args:
        body: mappings, sequences, dataclasses, arrays and so on; or a str with JSON.
        expanded: whether the tree is open at first, or how many of its levels are.

    Raises:
        InvalidParameterTypeError: `expanded` is neither bool nor int.

    Example:
        >>> import treadle as st
        >>> st.json({"workers": [5, 4, 3, 2, 1]}, expanded=1)
    """
    if not isinstance(expanded, int):
        raise InvalidParameterTypeError("expanded", type(expanded).__name__, ["bool", "int"])
    shown = Json(
        body=wire_text(body) if isinstance(body, str) else to_json(body),
        expanded=expanded if isinstance(expanded, bool) else max(0, expanded),
        width=checked_width(shared.get("width", "stretch"), allow_content=False),
    )
    return self.put(shown)


def to_json(value: object) -> str:
    """Return any object as JSON. A type that JSON lacks becomes the nearest JSON type, or a text."""
    try:
        # This is written in C, and most data is plain. Lone surrogates are escaped.
        return jsonlib.dumps(value, default=_relative)
    except (TypeError, ValueError, RecursionError):
        # It has a key that is no string, or contains itself, or is very deep.
        return jsonlib.dumps(_plain(value, ()))


def _relative(value: Any) -> Any:
    """Return one level of an object of a type that JSON lacks."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, enum.Enum):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, msgspec.Struct):
        return {name: getattr(value, name) for name in value.__struct_fields__}
    if isinstance(value, Set):
        return _sorted(value)
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    for name in ("model_dump", "tolist", "to_list"):  # Pydantic models; arrays, scalars and columns
        if callable(getattr(type(value), name, None)):
            return getattr(value, name)()
    if isinstance(value, bytes | bytearray | type):
        return wire_text(repr(value))
    # Unlike an iterator, a collection can be iterated over again.
    return list(value) if isinstance(value, Collection) else wire_text(value)


def _sorted(values: Set[Any]) -> list[Any]:
    """Return a set's elements in the same order in each run, if they can be sorted."""
    try:
        return sorted(values)
    except TypeError:
        return list(values)


def _plain(value: Any, above: tuple[int, ...]) -> Any:
    """Return a value with only the types of JSON. Keys become texts; a value inside itself is cut off."""
    if value is None or isinstance(value, str | int | float):
        return value
    if not isinstance(value, dict | list | tuple):
        value = _relative(value)
        if value is None or isinstance(value, str | int | float):
            return value
    if id(value) in above or len(above) >= DEEPEST:
        return "…"
    inside = (*above, id(value))
    if isinstance(value, Mapping):
        return {_key(key): _plain(item, inside) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, inside) for item in value]
    return wire_text(value)


def _key(key: object) -> Any:
    return key if key is None or isinstance(key, str | int | float) else str(key)

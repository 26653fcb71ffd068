"""What people may enter in the columns of a table, as the browser knows it and the server checks it."""

import datetime
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from treadle._core.data.edits import Value
from treadle._core.data.kinds import EDITABLE, Kind
from treadle._core.elements.inputs.characters import characters
from treadle._core.elements.inputs.common import MAX_TEXT
from treadle.errors import APIError

from .column_look import ColumnLook

ITEMS = 10_000
"""The largest number of items of a list in a cell."""

_TYPES: dict[Kind, str] = {
    "integer": "number",
    "float": "number",
    "decimal": "number",
    "duration": "number",
    "boolean": "checkbox",
    "text": "text",
    "empty": "text",
    "date": "date",
    "time": "time",
    "datetime": "datetime",
    "list": "list",
}
"""How a column is edited if the app does not say so."""


class ColumnRules(msgspec.Struct, frozen=True, kw_only=True):
    """What people may enter in one column. A column without rules cannot be edited."""

    column: str
    kind: Kind
    type: str
    """How it is edited: "text", "number", "checkbox", "selectbox", "multiselect", "list", "date", …"""
    required: bool = False
    default: Value = None
    min: float | str | None = None
    """The smallest value. Of dates and times, a text in ISO 8601."""
    max: float | str | None = None
    step: float | None = None
    max_chars: int | None = None
    validate: str | None = None
    """A regular expression that texts must match somewhere."""
    options: tuple[str | int | float | bool | None, ...] | None = None
    new_options: bool = False

    def check(self, value: Any) -> Value:
        """Return a value from a browser if it may stand in the column.

        Raises:
            ValueError: it may not. The message is for the person who entered it.
        """
        if value is None:
            return None
        if isinstance(value, list | tuple):
            return self._list(value)
        if not isinstance(value, str | int | float) or (
            isinstance(value, float) and not math.isfinite(value)
        ):
            raise ValueError(f"{value!r} cannot stand in a table.")
        if isinstance(value, str) and len(value) > MAX_TEXT:
            raise ValueError(f"“{self.column}”: the text is too long.")
        if self.options is not None and self.type == "selectbox":
            if not any(value == option and type(value) is type(option) for option in self.options):
                raise ValueError(f"“{self.column}”: choose one of the options.")
            return value
        match self.type:
            case "number":
                return self._number(value)
            case "checkbox":
                return bool(value)
            case "date" | "time" | "datetime":
                return self._moment(value)
        return self._text(value)

    def _number(self, value: str | float) -> Value:
        if isinstance(value, str):
            if self.kind != "text":
                raise ValueError(f"“{self.column}”: enter a number.")
            return value
        if isinstance(self.min, int | float) and value < self.min:
            raise ValueError(f"“{self.column}”: the smallest value is {self.min:g}.")
        if isinstance(self.max, int | float) and value > self.max:
            raise ValueError(f"“{self.column}”: the largest value is {self.max:g}.")
        if self.kind == "integer" and float(value) != int(value):
            raise ValueError(f"“{self.column}”: enter a whole number.")
        return value

    def _moment(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError(f"“{self.column}”: enter a moment.")
        read = datetime.time.fromisoformat if self.type == "time" else datetime.datetime.fromisoformat
        try:
            read(value.partition("T")[2] or value if self.type == "time" else value)
        except ValueError:
            raise ValueError(f"“{self.column}”: {value!r} is no {self.type}.") from None
        # Texts in ISO 8601 with equally many digits have the order of what they mean.
        for limit, wrong in ((self.min, "earliest"), (self.max, "latest")):
            if isinstance(limit, str) and (value < limit if wrong == "earliest" else value > limit + "~"):
                raise ValueError(f"“{self.column}”: the {wrong} value is {limit}.")
        return value

    def _text(self, value: Any) -> str:
        text = value if isinstance(value, str) else str(value)
        if self.max_chars is not None and characters(text) > self.max_chars:
            raise ValueError(f"“{self.column}”: enter at most {self.max_chars} characters.")
        if self.validate is not None and not _matches(self.validate, text):
            raise ValueError(f"“{self.column}”: this text is not valid.")
        return text

    def _list(self, items: list[Any] | tuple[Any, ...]) -> tuple[str, ...]:
        if self.type not in ("list", "multiselect", "text") or len(items) > ITEMS:
            raise ValueError(f"“{self.column}”: a list cannot stand there.")
        if not all(isinstance(item, str) and len(item) <= MAX_TEXT for item in items):
            raise ValueError(f"“{self.column}”: the items of a list are texts.")
        if self.type == "multiselect" and self.options is not None and not self.new_options:
            known = set(map(str, self.options))
            if not all(item in known for item in items):
                raise ValueError(f"“{self.column}”: choose from the options.")
        return tuple(items)


def _matches(pattern: str, text: str) -> bool:
    """Return whether a text matches. A pattern that only JavaScript understands is the browser's to check."""
    try:
        return re.search(pattern, text) is not None
    except re.error:
        return True


def column_rules(
    kinds: Mapping[str, Kind],
    looks: Iterable[ColumnLook],
    config: Mapping[str, Mapping[str, Any]],
    disabled: frozenset[str],
    options: Mapping[str, tuple[Any, ...]],
) -> tuple[ColumnRules, ...]:
    """Return the rules of all columns that can be edited.

    Args:
        kinds: what each column's values are, by its name.
        looks: the columns that the app has configured.
        config: the configuration of each of them, as the app has written it.
        disabled: the columns that nobody may edit.
        options: the categories of columns that have some.

    Raises:
        APIError: the type of a column does not fit its values.
    """
    by_name = {look.column: look for look in looks}
    found = []
    for name, kind in kinds.items():
        look, entry = by_name.get(name), config.get(name, {})
        if name in disabled or entry.get("disabled"):
            continue
        details = entry.get("type_config") or {}
        type_ = None if look is None else look.type
        if type_ is not None and type_ in EDITABLE and kind not in EDITABLE[type_]:
            raise APIError(
                f"The column `{name}` is configured as `{type_}`, and its values are of the kind `{kind}`. "
                f"Such a column edits: {', '.join(sorted(EDITABLE[type_] - {'empty'}))}. "
                f"Choose another type of column, or disable it: `disabled=[{name!r}]`."
            )
        if kind == "other" or (type_ is not None and type_ not in EDITABLE):
            continue
        choices = tuple(option for option, *_ in look.options) if look is not None and look.options else None
        if choices is None and type_ in (None, "selectbox"):
            choices = options.get(name)
        how = type_ or ("selectbox" if choices is not None else _TYPES[kind])
        found.append(
            ColumnRules(
                column=name,
                kind=kind,
                type=how,
                required=bool(entry.get("required")),
                default=plain(entry.get("default")),
                min=_limit(details.get("min_value")),
                max=_limit(details.get("max_value")),
                step=_step(details.get("step"), kind),
                max_chars=details.get("max_chars"),
                validate=details.get("validate"),
                options=choices,
                new_options=bool(details.get("accept_new_options")),
            )
        )
    return tuple(found)


def plain(value: Any) -> Value:
    """Return a value of Python as a browser knows it."""
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return tuple(map(str, value))
    if callable(getattr(type(value), "item", None)):
        value = value.item()
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _limit(value: Any) -> float | str | None:
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return value if value is None or isinstance(value, str) else float(value)


def _step(step: Any, kind: Kind) -> float | None:
    if isinstance(step, datetime.timedelta):
        return step.total_seconds()
    if step is None:
        return 1.0 if kind == "integer" else None
    return float(step)

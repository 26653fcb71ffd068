"""How the columns of a table look, as it is sent to the browser."""

import enum
from collections.abc import Mapping
from typing import Any, Literal, get_args

import msgspec

from treadle._core.data import Frame
from treadle._core.elements.checks import one_of
from treadle._core.elements.colors import NAMED, css_color, is_color
from treadle._core.elements.parameters import ButtonType
from treadle.errors import APIError, InvalidParameterTypeError, ValueError_

ColumnWidth = int | Literal["small", "medium", "large"]
Alignment = Literal["left", "center", "right"]
ColumnType = Literal[
    "text", "number", "checkbox", "selectbox", "date", "datetime", "time", "progress", "link", "list",
    "line_chart", "bar_chart", "area_chart", "image", "json", "markdown", "multiselect", "audio", "video",
    "button",
]  # fmt: skip
INDEX = "_index"
"""The name of the index in a configuration."""

KEYS = (
    "label", "width", "help", "hidden", "disabled", "required", "pinned", "default", "alignment",
    "type_config",
)  # fmt: skip


Option = tuple[str | int | float | bool | None, str | None, str | None]
"""A value, its text if it has another one, and its colour."""


class ColumnLook(msgspec.Struct, frozen=True, kw_only=True):
    """The look of one column, as far as an app has set it. It is sent as a part of an element."""

    column: str
    label: str | None = None
    width: ColumnWidth | None = None
    help: str | None = None
    hidden: bool = False
    pinned: bool | None = None
    alignment: Alignment | None = None
    type: ColumnType | None = None
    format: str | None = None
    min: float | None = None
    max: float | None = None
    display_text: str | None = None
    color: str | None = None
    timezone: str | None = None
    options: tuple[Option, ...] | None = None
    """What can be chosen in the column."""
    button: str | None = None
    """The key of the button in each cell."""
    button_type: ButtonType | None = None


class ButtonConfig(dict[str, Any]):
    """The configuration of a column of buttons, with what a click calls."""

    def __init__(self, config: Mapping[str, Any], key: str, shared: Mapping[str, Any]) -> None:
        super().__init__(config)
        self.key = key
        self.shared = dict(shared)


def buttons(config: Any) -> list[ButtonConfig]:
    """Return the columns of buttons in a column configuration whose clicks the app can read."""
    entries = config.values() if isinstance(config, Mapping) else ()
    return [entry for entry in entries if isinstance(entry, ButtonConfig)]


def looks(config: Mapping[Any, Any] | None, frame: Frame) -> tuple[ColumnLook, ...]:
    """Return a column configuration as it is sent to the browser.

    Args:
        config: by name or position of a column: None (hidden), a str (the header), or a dict that this module
            returned.
        frame: the table. Entries for missing columns are skipped, because one mapping can serve several
            tables.

    Raises:
        InvalidParameterTypeError: `config` is not a mapping, or an entry is none of the above.
        APIError: a dict has an unknown key.
        ValueError_: a column has an unknown type.
    """
    if config is None:
        return ()
    if not isinstance(config, Mapping):
        raise InvalidParameterTypeError("column_config", type(config).__name__, ["dict", "None"])
    found = {column_of(key, frame): entry for key, entry in config.items()}
    there = {*frame.names, *(column.name for column in frame.index if column.name), INDEX}
    return tuple(_look(column, entry) for column, entry in found.items() if column in there)


def column_of(key: Any, frame: Frame) -> str:
    """Return the name to which a key refers.

    An integer is a position, unless a column has this name. The index comes first, also one that only counts.
    """
    if not isinstance(key, int) or isinstance(key, bool) or str(key) in frame.names:
        return str(key)
    levels = [column.name or INDEX for column in frame.index] or [INDEX]
    places = [*levels, *frame.names]
    return places[key] if 0 <= key < len(places) else str(key)


def _look(column: str, entry: Any) -> ColumnLook:
    if entry is None:
        return ColumnLook(column=column, hidden=True)
    if isinstance(entry, str):
        return ColumnLook(column=column, label=entry)
    if not isinstance(entry, Mapping):
        raise InvalidParameterTypeError(
            f"column_config[{column!r}]",
            type(entry).__name__,
            ["None", "str", "dict", "st.column_config.Column"],
        )
    if unknown := sorted(str(key) for key in entry if key not in KEYS):
        raise APIError(
            f"`column_config[{column!r}]` has the unknown key `{unknown[0]}`. The known keys are "
            + ", ".join(f"`{key}`" for key in KEYS)
            + "."
        )
    details = dict(entry.get("type_config") or {})
    type_ = details.get("type")
    if type_ is not None and type_ not in get_args(ColumnType):
        raise ValueError_("type", list(get_args(ColumnType)))
    width = entry.get("width")
    alignment = entry.get("alignment")
    display_text, format, color = details.get("display_text"), details.get("format"), details.get("color")
    options = details.get("options")
    return ColumnLook(
        column=column,
        label=_text(entry.get("label")),
        width=width
        if width is None or isinstance(width, int)
        else one_of("width", width, ["small", "medium", "large"]),
        help=_text(entry.get("help")),
        hidden=bool(entry.get("hidden")),
        pinned=entry.get("pinned"),
        alignment=None if alignment is None else one_of("alignment", alignment, get_args(Alignment)),
        type=type_,
        format=_text(format),
        min=_number(details, "min_value", "y_min"),
        max=_number(details, "max_value", "y_max"),
        display_text=_text(display_text),
        color=None if color is None else column_color(color),
        timezone=_text(details.get("timezone")),
        options=None if options is None else tuple(map(_option, options)),
        button=entry.key if isinstance(entry, ButtonConfig) else None,
        button_type=details.get("button_type"),
    )


def _option(option: Any) -> Option:
    """Return an option: a value, or a dict with `value`, `label` and `color`."""
    if isinstance(option, Mapping):
        value, label, color = option.get("value"), option.get("label"), option.get("color")
        return _plain(value), _text(label), None if color is None else column_color(color)
    return _plain(option), None, None


def _plain(value: Any) -> str | int | float | bool | None:
    """Return a value as a browser knows it."""
    if isinstance(value, enum.Enum):
        value = value.value
    if callable(getattr(type(value), "item", None)):  # numpy's numbers
        value = value.item()
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def column_color(color: Any) -> str:
    """Return a colour of a column: a colour of the theme, CSS, "auto" or "auto-inverse".

    Raises:
        ValueError_: it is none of these.
    """
    if color in ("auto", "auto-inverse"):
        return str(color)
    if not is_color(color):
        raise ValueError_("color", ["'auto'", "'auto-inverse'", *map(repr, sorted(NAMED)), "a colour of CSS"])
    return css_color(color)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _number(details: Mapping[str, Any], *names: str) -> float | None:
    """Return the first limit that is a number. Limits of dates only concern editing."""
    for name in names:
        value = details.get(name)
        if isinstance(value, int | float):
            return float(value)
    return None

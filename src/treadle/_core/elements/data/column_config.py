"""`st.column_config`: the look of the columns of `st.dataframe`.

Each function returns a plain dict, as in Streamlit, so an app can store, merge and change configurations.
Parameters that only concern editing (`disabled`, `required`, `default`, limits and steps) are stored, and
have no effect in a table that cannot be edited.
"""

import datetime
import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, get_args

import msgspec

from treadle._core.data import Frame
from treadle._core.elements.checks import one_of
from treadle.errors import APIError, InvalidParameterTypeError, NotYetSupported

ColumnWidth = int | Literal["small", "medium", "large"]
Alignment = Literal["left", "center", "right"]
ColumnType = Literal[
    "text", "number", "checkbox", "selectbox", "date", "datetime", "time", "progress", "link", "list",
    "line_chart", "bar_chart", "area_chart", "image", "json",
]  # fmt: skip
ColumnConfig = dict[str, Any]

INDEX = "_index"
"""The name of the index in a configuration."""

_KEYS = (
    "label", "width", "help", "hidden", "disabled", "required", "pinned", "default", "alignment",
    "type_config",
)  # fmt: skip


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
        NotYetSupported: the type of a column is not supported yet.
    """
    if config is None:
        return ()
    if not isinstance(config, Mapping):
        raise InvalidParameterTypeError("column_config", type(config).__name__, ["dict", "None"])
    found = {_column(key, frame): entry for key, entry in config.items()}
    there = {*frame.names, *(column.name for column in frame.index if column.name), INDEX}
    return tuple(_look(column, entry) for column, entry in found.items() if column in there)


def _column(key: Any, frame: Frame) -> str:
    """Return the name to which a key refers. An integer is a position, unless a column has this name."""
    if isinstance(key, int) and str(key) not in frame.names and 0 <= key < len(frame.columns):
        return frame.columns[key].name
    return str(key)


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
    if unknown := sorted(str(key) for key in entry if key not in _KEYS):
        raise APIError(
            f"`column_config[{column!r}]` has the unknown key `{unknown[0]}`. The known keys are "
            + ", ".join(f"`{key}`" for key in _KEYS)
            + "."
        )
    details = dict(entry.get("type_config") or {})
    type_ = details.get("type")
    if type_ is not None and type_ not in get_args(ColumnType):
        raise NotYetSupported(f"column_config of type {type_}", "st.dataframe")
    width = entry.get("width")
    alignment = entry.get("alignment")
    display_text, format, color = details.get("display_text"), details.get("format"), details.get("color")
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
        color=_text(color),
        timezone=_text(details.get("timezone")),
    )


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _number(details: Mapping[str, Any], *names: str) -> float | None:
    """Return the first limit that is a number. Limits of dates only concern editing."""
    for name in names:
        value = details.get(name)
        if isinstance(value, int | float):
            return float(value)
    return None


def _config(type_: str | None, details: Mapping[str, Any], given: Mapping[str, Any]) -> ColumnConfig:
    """Return a configuration of the arguments of a function, with details for this type of column."""
    config = {name: given[name] for name in _KEYS if given.get(name) is not None}
    if type_ is not None:
        config["type_config"] = {"type": type_, **{k: v for k, v in details.items() if v is not None}}
    return config


def Column(  # noqa: N802 - these are called as in Streamlit, like classes
    label: str | None = None,
    *,
    width: ColumnWidth | None = None,
    help: str | None = None,
    disabled: bool | None = None,
    required: bool | None = None,
    pinned: bool | None = None,
    alignment: Alignment | None = None,
) -> ColumnConfig:
    """Return the configuration of a column of any type.

    Args:
        label: the text of the header.
        width: pixels, or `"small"` (75), `"medium"` (200), `"large"` (400).
        help: a tooltip of the header.
        disabled: only for editing.
        required: only for editing.
        pinned: whether the column stays at the left while the others scroll.
        alignment: the alignment of the cells: "left", "center" or "right".

    Example:
        >>> import treadle as st
        >>> city = st.column_config.Column("City", width="medium")
        >>> st.dataframe({"city": ["Bern", "Oslo"]}, column_config={"city": city})
    """
    return _config(None, {}, locals())


def TextColumn(  # noqa: N802
    label: str | None = None,
    *,
    width: ColumnWidth | None = None,
    help: str | None = None,
    disabled: bool | None = None,
    required: bool | None = None,
    pinned: bool | None = None,
    alignment: Alignment | None = None,
    default: str | None = None,
    max_chars: int | None = None,
    validate: str | None = None,
) -> ColumnConfig:
    """Return the configuration of a column of text. Parameters as in `Column`.

    The other parameters are only for editing.
    """
    return _config("text", {"max_chars": max_chars, "validate": validate}, locals())


def NumberColumn(  # noqa: N802
    label: str | None = None,
    *,
    width: ColumnWidth | None = None,
    help: str | None = None,
    disabled: bool | None = None,
    required: bool | None = None,
    pinned: bool | None = None,
    alignment: Alignment | None = None,
    default: int | float | None = None,
    format: str | None = None,
    min_value: int | float | None = None,
    max_value: int | float | None = None,
    step: int | float | None = None,
) -> ColumnConfig:
    """Return the configuration of a column of numbers.

    Args:
        label: the text of the header.
        width: pixels, `"small"` (75), `"medium"` (200) or `"large"` (400).
        help: the text of a tooltip, in Markdown.
        disabled: only for editing.
        required: only for editing.
        pinned: whether the column stays at the left while the others scroll.
        alignment: the alignment of the cells: "left", "center" or "right".
        default: only for editing.
        format: a printf format (`"%.2f €"`), or one of plain, localized, percent, dollar, euro, yen,
            accounting, compact, scientific, engineering, bytes.
        min_value: only for editing.
        max_value: only for editing.
        step: only for editing.

    Example:
        >>> import treadle as st
        >>> price = st.column_config.NumberColumn("Price", format="%.2f €")
        >>> st.dataframe({"price": [12, 30]}, column_config={"price": price})
    """
    details = {"min_value": min_value, "max_value": max_value, "format": format, "step": step}
    return _config("number", details, locals())


def CheckboxColumn(  # noqa: N802
    label: str | None = None,
    *,
    width: ColumnWidth | None = None,
    help: str | None = None,
    disabled: bool | None = None,
    required: bool | None = None,
    pinned: bool | None = None,
    alignment: Alignment | None = None,
    default: bool | None = None,
) -> ColumnConfig:
    """Return the configuration of a column of checkboxes. Parameters as in `Column`."""
    return _config("checkbox", {}, locals())


def SelectboxColumn(  # noqa: N802
    label: str | None = None,
    *,
    width: ColumnWidth | None = None,
    help: str | None = None,
    disabled: bool | None = None,
    required: bool | None = None,
    pinned: bool | None = None,
    default: Any = None,
    options: Iterable[Any] | None = None,
    format_func: Callable[[Any], str] | None = None,
) -> ColumnConfig:
    """Return the configuration of a column of choices. Parameters as in `Column`.

    `options` is only for editing.
    """
    if format_func is not None:
        raise NotYetSupported("format_func", "st.column_config.SelectboxColumn")
    return _config("selectbox", {"options": None if options is None else list(options)}, locals())


def _dated(kind: str) -> Callable[..., ColumnConfig]:
    def column(
        label: str | None = None,
        *,
        width: ColumnWidth | None = None,
        help: str | None = None,
        disabled: bool | None = None,
        required: bool | None = None,
        pinned: bool | None = None,
        alignment: Alignment | None = None,
        default: datetime.date | datetime.time | None = None,
        format: str | None = None,
        min_value: datetime.date | datetime.time | None = None,
        max_value: datetime.date | datetime.time | None = None,
        step: int | float | datetime.timedelta | None = None,
        timezone: str | None = None,
    ) -> ColumnConfig:
        if timezone is not None and kind != "datetime":
            raise TypeError(f"{kind.title()}Column() has no parameter 'timezone'")
        details = {
            "format": format,
            "min_value": min_value,
            "max_value": max_value,
            "step": step,
            "timezone": timezone,
        }
        return _config(kind, details, locals())

    if kind != "datetime":
        whole = inspect.signature(column)
        parameters = [p for p in whole.parameters.values() if p.name != "timezone"]
        column.__signature__ = whole.replace(parameters=parameters)  # type: ignore[attr-defined]
    column.__name__ = column.__qualname__ = f"{kind.title()}Column"
    column.__doc__ = (
        f"Show values as {kind}. `format` is localized, distance, calendar or iso8601, or like `D MMM YYYY, "
        "HH:mm`; other parameters as of `Column`."
    )
    return column


DateColumn = _dated("date")
DatetimeColumn = _dated("datetime")
TimeColumn = _dated("time")


def ProgressColumn(  # noqa: N802
    label: str | None = None,
    *,
    width: ColumnWidth | None = None,
    help: str | None = None,
    pinned: bool | None = None,
    format: str | None = None,
    min_value: int | float | None = None,
    max_value: int | float | None = None,
    step: int | float | None = None,
    color: str | None = None,
) -> ColumnConfig:
    """Return the configuration of a column of bars.

    A bar goes from `min_value` (default 0) to `max_value` (default 1, or 100 for ints).
    """
    if isinstance(color, list | tuple):
        raise NotYetSupported("color", "st.column_config.ProgressColumn", instead="Pass one colour.")
    details = {"format": format, "min_value": min_value, "max_value": max_value, "step": step, "color": color}
    return _config("progress", details, locals())


def LinkColumn(  # noqa: N802
    label: str | None = None,
    *,
    width: ColumnWidth | None = None,
    help: str | None = None,
    disabled: bool | None = None,
    required: bool | None = None,
    pinned: bool | None = None,
    alignment: Alignment | None = None,
    default: str | None = None,
    max_chars: int | None = None,
    validate: str | None = None,
    display_text: str | None = None,
) -> ColumnConfig:
    """Return the configuration of a column of links.

    `display_text` is the text of the links, or a regular expression whose group is the text.
    """
    details = {"max_chars": max_chars, "validate": validate, "display_text": display_text}
    return _config("link", details, locals())


def ListColumn(  # noqa: N802
    label: str | None = None,
    *,
    width: ColumnWidth | None = None,
    help: str | None = None,
    pinned: bool | None = None,
    disabled: bool | None = None,
    required: bool | None = None,
    default: Iterable[str] | None = None,
) -> ColumnConfig:
    """Return the configuration of a column of lists. Parameters as in `Column`."""
    return _config("list", {}, locals())


def JsonColumn(  # noqa: N802
    label: str | None = None,
    *,
    width: ColumnWidth | None = None,
    help: str | None = None,
    pinned: bool | None = None,
    alignment: Alignment | None = None,
) -> ColumnConfig:
    """Return the configuration of a column of JSON. Parameters as in `Column`."""
    return _config("json", {}, locals())


def ImageColumn(  # noqa: N802
    label: str | None = None,
    *,
    width: ColumnWidth | None = None,
    help: str | None = None,
    pinned: bool | None = None,
    alignment: Alignment | None = None,
) -> ColumnConfig:
    """Return the configuration of a column of images, given by URL (also `data:` URLs).

    Parameters as in `Column`.
    """
    return _config("image", {}, locals())


def _charted(kind: str) -> Callable[..., ColumnConfig]:
    def column(
        label: str | None = None,
        *,
        width: ColumnWidth | None = None,
        help: str | None = None,
        pinned: bool | None = None,
        y_min: int | float | None = None,
        y_max: int | float | None = None,
        color: str | None = None,
    ) -> ColumnConfig:
        details = {"y_min": y_min, "y_max": y_max, "color": color}
        return _config(kind, details, locals())

    column.__name__ = column.__qualname__ = f"{kind.title().replace('_', '')}Column"
    column.__doc__ = "Show lists of numbers as small charts. `y_min` and `y_max` are the same for all rows."
    return column


LineChartColumn = _charted("line_chart")
BarChartColumn = _charted("bar_chart")
AreaChartColumn = _charted("area_chart")


NOT_YET = frozenset({"AudioColumn", "ButtonColumn", "MarkdownColumn", "MultiselectColumn", "VideoColumn"})
"""Names of Streamlit's `st.column_config` that are not supported yet."""


def __getattr__(name: str) -> Any:
    if name in NOT_YET:
        raise NotYetSupported(f"st.column_config.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

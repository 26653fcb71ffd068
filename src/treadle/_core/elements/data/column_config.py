"""`st.column_config`: the look of the columns of `st.dataframe`.

Each function returns a plain dict, as in Streamlit, so an app can store, merge and change configurations.
Parameters that only concern editing (`disabled`, `required`, `default`, limits and steps) have no effect in
`st.dataframe`.
"""

import datetime
import inspect
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, get_args

from treadle._core.elements.checks import one_of
from treadle._core.elements.parameters import ButtonType, WidgetCallback
from treadle.errors import MissingRequiredParameterError

from .column_look import KEYS, Alignment, ButtonConfig, ColumnWidth, column_color

ColumnConfig = dict[str, Any]


def _config(type_: str | None, details: Mapping[str, Any], given: Mapping[str, Any]) -> ColumnConfig:
    """Return a configuration of the arguments of a function, with details for this type of column."""
    config = {name: given[name] for name in KEYS if given.get(name) is not None}
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
        disabled: whether the column cannot be edited.
        required: whether each cell must have a value when it is edited.
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
        disabled: whether the column cannot be edited.
        required: whether each cell must have a value when it is edited.
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

    `options` are the values that can be chosen. `format_func` returns the text of a value.
    """
    choices = None if options is None else list(options)
    if choices is not None and format_func is not None:
        choices = [{"value": option, "label": format_func(option)} for option in choices]
    return _config("selectbox", {"options": choices}, locals())


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
        f"Return the configuration of a column of {kind}s. `format` is localized, distance, calendar or "
        "iso8601, or a pattern like `D MMM YYYY, HH:mm`. Other parameters as in `Column`."
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
    _check_color(color)
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
        _check_color(color)
        details = {"y_min": y_min, "y_max": y_max, "color": color}
        return _config(kind, details, locals())

    column.__name__ = column.__qualname__ = f"{kind.title().replace('_', '')}Column"
    column.__doc__ = (
        "Return the configuration of a column of small charts, made from lists of numbers. The charts of "
        'all rows go from `y_min` to `y_max`. `color` is a colour, "auto" (green for a chart that rises, '
        'red for one that falls) or "auto-inverse" (the opposite).'
    )
    return column


LineChartColumn = _charted("line_chart")
BarChartColumn = _charted("bar_chart")
AreaChartColumn = _charted("area_chart")


def MarkdownColumn(  # noqa: N802
    label: str | None = None,
    *,
    width: ColumnWidth | None = None,
    help: str | None = None,
    disabled: bool | None = None,
    required: bool | None = None,
    pinned: bool | None = None,
    alignment: Alignment | None = None,
    default: str | None = None,
) -> ColumnConfig:
    """Return the configuration of a column of texts in Markdown. Parameters as in `Column`."""
    return _config("markdown", {}, locals())


def MultiselectColumn(  # noqa: N802
    label: str | None = None,
    *,
    width: ColumnWidth | None = None,
    help: str | None = None,
    disabled: bool | None = None,
    required: bool | None = None,
    pinned: bool | None = None,
    default: Iterable[str] | None = None,
    options: Iterable[str] | None = None,
    accept_new_options: bool | None = None,
    color: str | Iterable[str] | None = None,
    format_func: Callable[[str], str] | None = None,
) -> ColumnConfig:
    """Return the configuration of a column of lists of choices.

    Args:
        label: the text of the header.
        width: pixels, `"small"` (75), `"medium"` (200) or `"large"` (400).
        help: the text of a tooltip, in Markdown.
        disabled: whether nobody can edit the column.
        required: whether each cell must have a value.
        pinned: whether the column stays at the left while the others scroll.
        default: the choices of a new row.
        options: the values that can be chosen.
        accept_new_options: whether people can enter other values.
        color: a colour for all options, or a list with one for each. A list that is too short is repeated.
        format_func: returns the text of an option.

    Example:
        >>> import treadle as st
        >>> tags = st.column_config.MultiselectColumn(options=["new", "sold"], color=["green", "red"])
        >>> st.dataframe({"tags": [["new"], ["new", "sold"]]}, column_config={"tags": tags})
    """
    colors = itertools.repeat(color) if color is None or isinstance(color, str) else itertools.cycle(color)
    choices: list[Any] | None = None
    if options is not None:
        choices = []
        for option, own in zip(options, colors, strict=False):
            choice = {"value": option}
            if format_func is not None:
                choice["label"] = format_func(option)
            if own is not None:
                choice["color"] = column_color(own)
            choices.append(choice)
    default = None if default is None else list(default)
    return _config("multiselect", {"options": choices, "accept_new_options": accept_new_options}, locals())


def AudioColumn(  # noqa: N802
    label: str | None = None,
    *,
    width: ColumnWidth | None = None,
    help: str | None = None,
    pinned: bool | None = None,
    alignment: Alignment | None = None,
) -> ColumnConfig:
    """Return the configuration of a column of sounds, given by URL. Parameters as in `Column`."""
    return _config("audio", {}, locals())


def VideoColumn(  # noqa: N802
    label: str | None = None,
    *,
    width: ColumnWidth | None = None,
    help: str | None = None,
    pinned: bool | None = None,
    alignment: Alignment | None = None,
) -> ColumnConfig:
    """Return the configuration of a column of videos, given by URL. Parameters as in `Column`."""
    return _config("video", {}, locals())


def ButtonColumn(  # noqa: N802
    label: str | None = None,
    *,
    width: ColumnWidth | None = None,
    help: str | None = None,
    pinned: bool | None = None,
    alignment: Alignment | None = None,
    type: ButtonType = "secondary",
    on_click: WidgetCallback | None = None,
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> ColumnConfig:
    """Return the configuration of a column of buttons. The values are their labels; a list makes several.

    After a click, `st.session_state[key]` has the `row` (a position in the data) and the `label` of the
    button, until the app has answered the click. At all other times it is None.

    Args:
        label: the text of the header.
        width: pixels, `"small"` (75), `"medium"` (200) or `"large"` (400).
        help: the text of a tooltip, in Markdown.
        pinned: whether the column stays at the left while the others scroll.
        alignment: the alignment of the cells: "left", "center" or "right".
        type: "primary" (for the main action), "secondary", or "tertiary" (no border).
        on_click: a callback, called before the rerun.
        args: positional arguments of the callback.
        kwargs: keyword arguments of the callback.
        key: the name of a click in `st.session_state`. Without it, the buttons do nothing.

    Raises:
        MissingRequiredParameterError: `on_click`, `args` or `kwargs` is set, and `key` is not.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     cities = {"city": ["Bern", "Oslo"], "open": ["Open", "Open"]}
        ...     st.dataframe(cities, column_config={"open": st.column_config.ButtonColumn(key="opened")})
        ...     if st.session_state.opened:
        ...         st.text(cities["city"][st.session_state.opened.row])
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().dataframe[0].click("opened", 1).run().text[0].value
        'Oslo'
    """
    config = _config("button", {"button_type": one_of("type", type, get_args(ButtonType))}, locals())
    config["disabled"] = True
    config.pop("key", None)
    if key is not None:
        return ButtonConfig(config, str(key), {"on_click": on_click, "args": args, "kwargs": kwargs})
    if (on_click, args, kwargs) != (None, None, None):
        raise MissingRequiredParameterError("key", detail="The app finds the click by this name.")
    return config


def _check_color(color: Any) -> None:
    if color is not None:
        column_color(color)

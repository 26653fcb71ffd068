"""`st.metric`."""

import math
from collections.abc import Iterable
from typing import Any, Literal, Unpack, get_args

from treadle._core.data import read
from treadle._core.data.columns import number_list
from treadle._core.elements.checks import (
    checked_height,
    checked_icon,
    checked_width,
    clean,
    one_of,
    optional_text,
)
from treadle._core.elements.cursor import C
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Measured
from treadle._core.protocol.element import Element, Height, LabelVisibility, Width
from treadle.errors import APIError, InvalidParameterTypeError

DeltaColor = Literal[
    "normal", "inverse", "off", "red", "orange", "yellow", "green", "blue", "violet", "gray", "grey",
    "primary",
]  # fmt: skip
DeltaArrow = Literal["auto", "up", "down", "off"]
ChartType = Literal["line", "bar", "area"]


class Metric(Element, frozen=True, kw_only=True):
    """A number in large type, with its recent change."""

    label: str
    value: str | float
    delta: str | float | None = None
    color: str = "off"
    arrow: Literal["up", "down", "off"] = "off"
    help: str | None = None
    icon: str | None = None
    label_visibility: LabelVisibility = "visible"
    border: bool = False
    width: Width = "stretch"
    height: Height = "content"
    chart: tuple[float | None, ...] = ()
    chart_type: ChartType = "line"
    format: str | None = None
    delta_description: str | None = None


@positional("label value delta delta_color * help icon label_visibility border width height")
def metric(
    self: C,
    label: str,
    value: Any,
    delta: Any = None,
    delta_color: DeltaColor = "normal",
    *,
    border: bool = False,
    chart_data: Iterable[Any] | None = None,
    chart_type: ChartType = "line",
    delta_arrow: DeltaArrow = "auto",
    format: str | None = None,
    delta_description: str | None = None,
    **shared: Unpack[Measured],
) -> C:
    """Show a number in large type, with its change and a small chart.

    Args:
        label: the label, in Markdown.
        value: a number, a text, or None (shown as “—”).
        delta: the change: a number or a text. A text that begins with a minus sign is a decrease.
        delta_color: `"normal"` (green up, red down), `"inverse"`, `"off"` (grey), or the name of a colour.
        border: whether a border is drawn around it.
        chart_data: a sequence of numbers for a chart below.
        chart_type: the type of the chart.
        delta_arrow: `"auto"` (by the sign of `delta`), `"up"`, `"down"`, or `"off"`.
        format: the format of `value` and `delta` if they are numbers; see `st.column_config.NumberColumn`.
        delta_description: a short text after the delta.

    Raises:
        InvalidParameterTypeError: `value` or `delta` is neither a number nor a text.
        ValueError_: an argument is not one of the values above.

    Example:
        >>> import treadle as st
        >>> st.metric("Temperature", "21 °C", "1.5 °C", chart_data=[18, 19, 21])
    """
    if not isinstance(label, str):
        raise InvalidParameterTypeError("label", type(label).__name__, ["str"])
    shown = _scalar("value", value)
    change = _scalar("delta", delta)
    if isinstance(change, str):
        change = clean(change) or None
    color = one_of("delta_color", delta_color, get_args(DeltaColor))
    arrow = one_of("delta_arrow", delta_arrow, get_args(DeltaArrow))
    falls = (isinstance(change, str) and change.startswith(("-", "\N{MINUS SIGN}"))) or (
        not isinstance(change, str) and change is not None and change < 0
    )
    if arrow == "auto":
        arrow = "off" if change is None else "down" if falls else "up"
    # The colour follows the arrow: an app that sets the arrow decides which direction is good.
    rises = arrow == "up" or (arrow == "off" and not falls)
    if color in ("normal", "inverse"):
        color = "green" if rises == (color == "normal") else "red"
    return self.put(
        Metric(
            label=clean(label),
            value="—" if shown is None else shown,
            delta=change,
            color="off" if change is None else "gray" if color == "grey" else color,
            arrow="off" if change is None else arrow,
            help=optional_text(shared.get("help")),
            icon=checked_icon(shared.get("icon")),
            label_visibility=one_of(
                "label_visibility", shared.get("label_visibility", "visible"), get_args(LabelVisibility)
            ),
            border=bool(border),
            width=checked_width(shared.get("width", "stretch")),
            height=checked_height(shared.get("height", "content")),
            chart=() if chart_data is None else _series(chart_data),
            chart_type=one_of("chart_type", chart_type, get_args(ChartType)),
            format=format,
            delta_description=optional_text(delta_description),
        )
    )


def _scalar(name: str, value: Any) -> str | float | None:
    """Return a value as a number or text. Numbers of numpy and similar libraries have `item()`."""
    if value is None:
        return None
    if type(value) is int:
        return value if abs(value) <= 2**53 else str(value)  # larger numbers are not exact in a browser
    if type(value) is float:
        return value if math.isfinite(value) else str(value)
    if isinstance(value, str):
        return str(value)
    if hasattr(value, "item") and getattr(value, "size", 1) == 1:
        return _scalar(name, value.item())
    if isinstance(value, bool):
        return str(value)
    if hasattr(value, "__float__"):  # Decimal, Fraction
        return str(value)
    raise InvalidParameterTypeError(name, type(value).__name__, ["int", "float", "Decimal", "str", "None"])


def _series(data: Iterable[Any]) -> tuple[float | None, ...]:
    frame = read(data)
    if len(frame.columns) != 1:
        raise APIError(f"`chart_data` has {len(frame.columns)} columns. It must be one sequence of numbers.")
    numbers = number_list(frame.columns[0].values)
    if numbers is None:
        raise APIError(
            "`chart_data` contains values that are not numbers. It must be one sequence of numbers."
        )
    return tuple(numbers)

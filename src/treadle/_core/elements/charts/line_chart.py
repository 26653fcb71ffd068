"""`st.line_chart`."""

import dataclasses
from collections.abc import Sequence
from typing import Any, Unpack

from treadle._core.data import Frame, read
from treadle._core.elements.checks import checked_height, checked_width, optional_text
from treadle._core.elements.colors import css_color, is_color
from treadle._core.elements.cursor import C
from treadle._core.elements.data.blob import frame_blob
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Drawn
from treadle._core.protocol.blob import Blob
from treadle._core.protocol.element import Element, Height, Width
from treadle.errors import APIError


class LineChart(Element, frozen=True, kw_only=True):
    """Lines with a common axis."""

    data: Blob
    x: str | None = None
    y: tuple[str, ...] = ()
    series: str | None = None
    """The column whose values distinguish the lines, in data that has one row for each point."""
    colors: tuple[str, ...] = ()
    x_label: str | None = None
    y_label: str | None = None
    width: Width = "stretch"
    height: Height = "content"
    alt: str | None = None


@positional("data")
def line_chart(
    self: C,
    data: Any = None,
    *,
    x: str | None = None,
    y: str | Sequence[str] | None = None,
    x_label: str | None = None,
    y_label: str | None = None,
    color: Any = None,
    **shared: Unpack[Drawn],
) -> C:
    """Show a line chart, with one line for each column.

    Args:
        data: a table, see `st.dataframe`.
        x: the column for the horizontal axis. None: the index, or the row number.
        y: the column or columns for the lines. None: all other columns.
        x_label: the title of the horizontal axis; an empty str for no title. None: the name of the column.
        y_label: the title of the vertical axis; an empty str for no title. None: the name of the column, if
            there is only one.
        color: a colour (for one line), a list of colours (one for each line), or the name of a column: each
            of its values becomes a line. A colour is hex, `rgb(…)`, a tuple of numbers, or a colour name of
            the theme like `"red"`.

    Raises:
        APIError: a column does not exist (the message lists those that do), or the number of colours is not
            the number of lines.
        InvalidColorError: `color` is neither a colour nor a column.

    Example:
        >>> import treadle as st
        >>> data = {"hour": [6, 12, 18], "indoors": [18, 21, 22], "outdoors": [4, 15, 11]}
        >>> st.line_chart(data, x="hour")
    """
    width: Any = shared.get("width", "stretch")
    if (fill := shared.get("use_container_width")) is not None:
        width = "stretch" if fill else "content"
    frame = read(data)
    along = None if x is None else frame.find(x, "x")
    series = _series_column(frame, color)
    lines = _lines(frame, y, along, series)
    colors = () if series is not None or color is None else _colors(color, lines)
    if series is not None and len(lines) > 1:
        raise APIError(
            f"`color` is the column `{series}`, so each of its values becomes a line, but `y` has "
            f"{len(lines)} columns. Pass one column as `y`, or one colour for each line."
        )
    needed = frame.select([name for name in (along, series, *lines) if name is not None])
    if along in frame.names:
        needed = dataclasses.replace(needed, index=(), counter=None)
    return self.put(
        LineChart(
            data=frame_blob(needed),
            x=along,
            y=lines,
            series=series,
            colors=colors,
            x_label=x_label,
            y_label=y_label,
            width=checked_width(width),
            height=checked_height(shared.get("height", "content")),
            alt=optional_text(shared.get("alt")),
        )
    )


def _lines(frame: Frame, y: Any, along: str | None, series: str | None) -> tuple[str, ...]:
    if y is None:
        return tuple(name for name in frame.names if name not in (along, series))
    names = [y] if isinstance(y, str) or not isinstance(y, Sequence) else list(y)
    return tuple(dict.fromkeys(frame.find(name, "y") for name in names))


def _series_column(frame: Frame, color: Any) -> str | None:
    """Return the column that `color` names. None: it contains colours, or is None."""
    if not isinstance(color, str):
        return None
    if color in frame.names:
        return color
    return None if is_color(color) else frame.find(color, "color")


def _colors(color: Any, lines: tuple[str, ...]) -> tuple[str, ...]:
    # Three numbers are one colour. Any other list has several.
    several = isinstance(color, list | tuple) and not is_color(color)
    colors = tuple(css_color(one) for one in (color if several else [color]))
    if len(colors) != len(lines):
        raise APIError(
            f"`color` has {len(colors)} colour{'s' * (len(colors) != 1)}, but the chart has {len(lines)} "
            f"lines: {', '.join(lines[:30])}. Pass one colour for each line."
        )
    return colors

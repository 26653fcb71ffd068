"""`st.line_chart`."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from treadle._core.data import Frame, read
from treadle._core.elements.checks import checked_height, checked_width, optional_text
from treadle._core.elements.cursor import C
from treadle._core.elements.data.blob import frame_blob
from treadle._core.protocol.blob import Blob
from treadle._core.protocol.element import Element, Height, Width
from treadle.errors import APIError

from .colors import css_color, is_color


class LineChart(Element, frozen=True, kw_only=True):
    """Lines over a common axis."""

    data: Blob
    x: str | None = None
    y: tuple[str, ...] = ()
    series: str | None = None
    """The column whose values tell the lines apart, in data that has one row a point."""
    colors: tuple[str, ...] = ()
    x_label: str | None = None
    y_label: str | None = None
    width: Width = "stretch"
    height: Height = "content"
    alt: str | None = None


def line_chart(
    self: C,
    data: Any = None,
    *,
    x: str | None = None,
    y: str | Sequence[str] | None = None,
    x_label: str | None = None,
    y_label: str | None = None,
    color: Any = None,
    width: Width = "stretch",
    height: Height = "content",
    use_container_width: bool | None = None,
    alt: str | None = None,
) -> C:
    """Show columns as lines.

    Args:
        data: anything tabular, see `st.dataframe`.
        x: the column along the horizontal axis; by default the index, or the number of the row.
        y: the column or columns that become lines; by default all others.
        x_label: title of the horizontal axis; empty for none. By default the column's name.
        y_label: title of the vertical axis; empty for none. By default the column's name, if there is one only.
        color: a colour (for one line), a list of colours (one for each), or the name of a column: then each of its values
            is a line of its own. A colour is hex, `rgb(…)`, a tuple of numbers, or a name of the theme like `"red"`.
        width: pixels, `"stretch"`, or `"content"`.
        height: pixels, `"stretch"`, or `"content"`.
        use_container_width: an older way to say `width="stretch"` (True) or `"content"` (False).
        alt: what the chart shows, for those who cannot see it.

    Raises:
        APIError: a column is not there (the message lists those that are), or the colours do not fit the lines.
        InvalidColorError: `color` is neither colour nor column.

    Example:
        >>> import treadle as st
        >>> st.line_chart({"hour": [6, 12, 18], "indoors": [18, 21, 22], "outdoors": [4, 15, 11]}, x="hour")
    """
    if use_container_width is not None:
        width = "stretch" if use_container_width else "content"
    frame = read(data)
    along = None if x is None else frame.find(x, "x")
    series = _series_column(frame, color)
    lines = _lines(frame, y, along, series)
    colors = () if series is not None or color is None else _colors(color, lines)
    if series is not None and len(lines) > 1:
        raise APIError(
            f"`color` is the column `{series}`, whose values tell lines apart, but there are {len(lines)} columns in `y`. "
            "Pass one column as `y`, or one colour for each."
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
            height=checked_height(height),
            alt=optional_text(alt),
        )
    )


def _lines(frame: Frame, y: Any, along: str | None, series: str | None) -> tuple[str, ...]:
    if y is None:
        return tuple(name for name in frame.names if name not in (along, series))
    names = [y] if isinstance(y, str) or not isinstance(y, Sequence) else list(y)
    return tuple(dict.fromkeys(frame.find(name, "y") for name in names))


def _series_column(frame: Frame, color: Any) -> str | None:
    """Return the column that `color` names, None if it is colours or nothing."""
    if not isinstance(color, str):
        return None
    if color in frame.names:
        return color
    return None if is_color(color) else frame.find(color, "color")


def _colors(color: Any, lines: tuple[str, ...]) -> tuple[str, ...]:
    # Three numbers are one colour; a list of anything else is several.
    several = isinstance(color, list | tuple) and not is_color(color)
    colors = tuple(css_color(one) for one in (color if several else [color]))
    if len(colors) != len(lines):
        raise APIError(
            f"`color` has {len(colors)} colour{'s' * (len(colors) != 1)}, and the chart has {len(lines)} lines: "
            f"{', '.join(lines[:30])}. Pass one for each."
        )
    return colors

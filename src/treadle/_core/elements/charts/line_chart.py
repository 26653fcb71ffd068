"""`st.line_chart`."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Unpack

from treadle._core.elements.checks import checked_height, checked_width, optional_text
from treadle._core.elements.cursor import C
from treadle._core.elements.data.blob import frame_blob
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Drawn
from treadle._core.protocol.blob import Blob
from treadle._core.protocol.element import Element, Height, Width

from .fields import Fields, chosen


class Lined(Element, frozen=True, kw_only=True):
    """Lines with a common axis, or the areas below them."""

    abstract: ClassVar[bool] = True

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


class LineChart(Lined, frozen=True, kw_only=True):
    """Lines with a common axis."""


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
        InvalidParameterTypeError: `x` is not the name of a column.

    Example:
        >>> import treadle as st
        >>> data = {"hour": [6, 12, 18], "indoors": [18, 21, 22], "outdoors": [4, 15, 11]}
        >>> st.line_chart(data, x="hour")
    """
    return self.put(LineChart(**looks(chosen(data, x, y, color), x_label, y_label, shared)))


def looks(
    fields: Fields, x_label: str | None, y_label: str | None, shared: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the properties of `Lined`."""
    width: Any = shared.get("width", "stretch")
    if (fill := shared.get("use_container_width")) is not None:
        width = "stretch" if fill else "content"
    return {
        "data": frame_blob(fields.frame),
        "x": fields.along,
        "y": fields.lines,
        "series": fields.series,
        "colors": fields.colors,
        "x_label": x_label,
        "y_label": y_label,
        "width": checked_width(width),
        "height": checked_height(shared.get("height", "content")),
        "alt": optional_text(shared.get("alt")),
    }

"""`st.scatter_chart`."""

from collections.abc import Sequence
from typing import Any, Unpack

from treadle._core.data import read
from treadle._core.elements.cursor import C
from treadle._core.elements.inputs.common import is_number
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Drawn
from treadle.errors import ValueError_

from .fields import chosen
from .marks import POINT, Marks, drawn
from .vega_lite_chart import VegaLiteChart

SIZES = {
    "orient": "bottom",
    "tickCount": 3,
    "symbolFillColor": "var(--tr-gray)",
    "symbolStrokeColor": "transparent",
    "symbolOpacity": 0.7,
}
"""The legend of the sizes of points."""


class ScatterChart(VegaLiteChart, frozen=True, kw_only=True):
    """Points, as a chart of Vega-Lite."""


@positional("data * x y x_label y_label color size")
def scatter_chart(
    self: C,
    data: Any = None,
    *,
    x: str | None = None,
    y: str | Sequence[str] | None = None,
    x_label: str | None = None,
    y_label: str | None = None,
    color: Any = None,
    size: str | float | int | None = None,
    **shared: Unpack[Drawn],
) -> C:
    """Show a scatter chart, with one point for each row, or for each column of a row.

    Args:
        data: a table, see `st.dataframe`.
        x: the column for the horizontal axis. None: the index, or the row number.
        y: the column or columns for the vertical axis. None: all other columns.
        x_label: the title of the axis of `x`; an empty str for no title. None: the name of the column.
        y_label: the title of the axis of `y`; an empty str for no title. None: the name of the column, if
            there is only one.
        color: a colour (for one column), a list of colours (one for each column), or the name of a column:
            each of its values has a colour. A colour is hex, `rgb(…)`, a tuple of numbers, or a colour name
            of the theme like `"red"`.
        size: the area of the points in square pixels, or the name of a column with the sizes. None: 60.

    Raises:
        APIError: a column does not exist (the message lists those that do), or the number of colours is not
            the number of columns.
        InvalidColorError: `color` is neither a colour nor a column.
        InvalidParameterTypeError: `x` is not the name of a column.
        ValueError_: `size` is neither a number nor the name of a column.

    Example:
        >>> import treadle as st
        >>> data = {"speed": [40, 55, 63], "metres": [4, 7, 6], "threads": [900, 1200, 700]}
        >>> st.scatter_chart(data, x="speed", y="metres", size="threads")
    """
    frame = read(data)
    by = size if isinstance(size, str) and size in frame.names else None
    if by is None and size is not None and not is_number(size):
        raise ValueError_("size", ["the name of a column", "a number", "None"])
    marks = Marks(chosen(frame, x, y, color, by), x_label, y_label)
    sizes: dict[str, Any] = {"value": POINT if size is None else size}
    if by is not None:
        field = marks.name(by, "size")
        sizes = {"field": field, "type": marks.kind(field), "title": by, "scale": {"range": [15, 600]}}
        sizes["legend"] = SIZES
    return self.put(drawn(ScatterChart, marks.points(sizes), marks, shared))

"""`st.area_chart`."""

from collections.abc import Sequence
from typing import Any, Unpack

from treadle._core.elements.cursor import C
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Drawn

from .fields import Stack, checked_stack, chosen
from .line_chart import Lined, looks


class AreaChart(Lined, frozen=True, kw_only=True):
    """The areas below lines with a common axis."""

    stack: Stack | bool = False
    """Whether they stand on each other (True), also as shares or around a middle. Otherwise they overlap."""


@positional("data")
def area_chart(
    self: C,
    data: Any = None,
    *,
    x: str | None = None,
    y: str | Sequence[str] | None = None,
    x_label: str | None = None,
    y_label: str | None = None,
    color: Any = None,
    stack: bool | Stack | None = None,
    **shared: Unpack[Drawn],
) -> C:
    """Show an area chart, with one area for each column.

    Args:
        data: a table, see `st.dataframe`.
        x: the column for the horizontal axis. None: the index, or the row number.
        y: the column or columns for the areas. None: all other columns.
        x_label: the title of the axis of `x`; an empty str for no title. None: the name of the column.
        y_label: the title of the axis of `y`; an empty str for no title. None: the name of the column, if
            there is only one.
        color: a colour (for one column), a list of colours (one for each column), or the name of a column:
            each of its values has a colour. A colour is hex, `rgb(…)`, a tuple of numbers, or a colour name
            of the theme like `"red"`.
        stack: True: the areas are stacked. "normalize": they are stacked as shares of the whole. "center":
            they are stacked around a centre line. False, "layered" or None: they overlap.

    Raises:
        APIError: a column does not exist (the message lists those that do), or the number of colours is not
            the number of areas.
        InvalidColorError: `color` is neither a colour nor a column.
        InvalidParameterTypeError: `x` is not the name of a column.
        ValueError_: `stack` is not valid.

    Example:
        >>> import treadle as st
        >>> data = {"hour": [6, 12, 18], "cloth": [3, 7, 5], "yarn": [2, 2, 4]}
        >>> st.area_chart(data, x="hour", stack=True)
    """
    way = checked_stack(stack)
    fields = chosen(data, x, y, color)
    return self.put(
        AreaChart(**looks(fields, x_label, y_label, shared), stack=False if way in (None, "layered") else way)
    )

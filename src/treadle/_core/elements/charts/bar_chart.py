"""`st.bar_chart`."""

from collections.abc import Sequence
from typing import Any, Unpack

from treadle._core.data import read
from treadle._core.elements.cursor import C
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Drawn
from treadle.errors import InvalidParameterTypeError

from .fields import Stack, checked_stack, chosen
from .marks import Marks, drawn
from .vega_lite_chart import VegaLiteChart


class BarChart(VegaLiteChart, frozen=True, kw_only=True):
    """Bars, as a chart of Vega-Lite."""


@positional("data * x y x_label y_label color horizontal sort stack")
def bar_chart(
    self: C,
    data: Any = None,
    *,
    x: str | None = None,
    y: str | Sequence[str] | None = None,
    x_label: str | None = None,
    y_label: str | None = None,
    color: Any = None,
    horizontal: bool = False,
    sort: bool | str = True,
    stack: bool | Stack | None = None,
    **shared: Unpack[Drawn],
) -> C:
    """Show a bar chart, with one bar for each row, or for each column of a row.

    Args:
        data: a table, see `st.dataframe`.
        x: the column for the positions of the bars. None: the index, or the row number.
        y: the column or columns for the lengths of the bars. None: all other columns.
        x_label: the title of the axis of `x`; an empty str for no title. None: the name of the column.
        y_label: the title of the axis of `y`; an empty str for no title. None: the name of the column, if
            there is only one.
        color: a colour (for one column), a list of colours (one for each column), or the name of a column:
            each of its values has a colour. A colour is hex, `rgb(…)`, a tuple of numbers, or a colour name
            of the theme like `"red"`.
        horizontal: whether the bars are horizontal.
        sort: True: the bars are sorted by their positions (texts by alphabet). False: in the order of the
            data. The name of a column: in the order of its values; with a `-` before it, in the reverse
            order.
        stack: True or None: bars at one position are stacked. False: they stand side by side. "normalize":
            they are stacked as shares of the whole. "center": they are stacked around a centre line.
            "layered": they overlap.

    Raises:
        APIError: a column does not exist (the message lists those that do), or the number of colours is not
            the number of columns.
        InvalidColorError: `color` is neither a colour nor a column.
        InvalidParameterTypeError: `x` is not the name of a column, or `sort` is neither a bool nor a str.
        ValueError_: `stack` is not valid.

    Example:
        >>> import treadle as st
        >>> data = {"loom": ["A", "B", "C"], "cloth": [3, 7, 5], "yarn": [2, 2, 4]}
        >>> st.bar_chart(data, x="loom", stack=False)
    """
    way = checked_stack(stack)
    if not isinstance(sort, bool | str):
        raise InvalidParameterTypeError("sort", type(sort).__name__, ["bool", "str"])
    frame = read(data)
    by = None if isinstance(sort, bool) else frame.find(sort.removeprefix("-"), "sort")
    fields = chosen(frame, x, y, color, by)
    marks = Marks(fields, x_label, y_label)
    order: bool | dict[str, str] = bool(sort)
    if by is not None:
        order = {"field": marks.name(by, "sort"), "order": "descending" if by != sort else "ascending"}
    spec = marks.bars(lying=bool(horizontal), stack=way, sort=order)
    return self.put(drawn(BarChart, spec, marks, shared))

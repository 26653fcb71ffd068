"""`st.grid`."""

from typing import Any, Literal, Unpack, get_args

from treadle._core.carry.context import require
from treadle._core.elements.checks import checked_height, checked_width, one_of, wire_text
from treadle._core.elements.cursor import C
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Celled
from treadle._core.protocol.element import Container, Gap, Height, Width
from treadle._core.session.look import LookAt
from treadle.errors import (
    APIError,
    IncompatibleParametersError,
    InvalidParameterTypeError,
    ValueError_,
    ValueOutOfRangeError,
)

from .columns import ColumnAlignment
from .sizes import checked_gap

HANDLE_ONLY = ("cell",)

MOST = 24
"""The largest number of columns."""

GridGap = Gap | None
GridGaps = GridGap | tuple[GridGap, GridGap] | list[GridGap]


class Grid(Container, frozen=True, kw_only=True):
    """Cells in columns of the same width. Each element in it is a cell."""

    columns: int | None = None
    """The largest number of columns; None: as many as there is room for."""
    min_column_width: int | None = None
    wrap: bool = True
    gap: Gap = "small"
    """The space between columns."""
    row_gap: Gap = "small"
    vertical_alignment: ColumnAlignment = "top"
    border: bool = False
    row_height: int | Literal["content"] = "content"
    width: Width = "stretch"
    height: Height = "content"
    dense: bool = False
    key: str | None = None


class GridCell(Container, frozen=True, kw_only=True):
    """A cell with several elements, or over several columns or rows."""

    column_span: int | Literal["all"] = 1
    row_span: int = 1


@positional("columns * min_column_width wrap gap vertical_alignment border row_height width height key dense")
def grid(
    self: C,
    columns: Literal["auto"] | int = "auto",
    *,
    min_column_width: Literal["auto"] | int = "auto",
    wrap: bool = True,
    gap: GridGaps = "small",
    vertical_alignment: ColumnAlignment = "top",
    border: bool = False,
    row_height: Literal["content"] | int = "content",
    dense: bool = False,
    **shared: Unpack[Celled],
) -> C:
    """Show a grid and return its handle. Each element that is written into it is a cell.

    The handle's `cell` returns a cell for several elements, or one that spans columns or rows.

    Args:
        columns: the largest number of columns, from 1 to 24; "auto": as many as there is room for.
        min_column_width: CSS pixels. Where the columns would be narrower, there are fewer. "auto": 200.
        wrap: whether there can be fewer columns. If not, the grid scrolls sideways.
        gap: the space between the cells: CSS pixels, a size from "xxsmall" (0.25 rem) to "xxlarge" (8 rem),
            or None. Or two of these: between rows, and between columns.
        vertical_alignment: where the content of a cell is placed: "top", "center" or "bottom".
        border: whether a border is drawn around each cell.
        row_height: CSS pixels, or "content" (each row as high as its highest cell).
        dense: whether later cells fill the holes that wide cells leave.

    Raises:
        ValueOutOfRangeError: `columns` is not from 1 to 24.
        ValueError_: another parameter is not valid.
        IncompatibleParametersError: `wrap` is False and `columns` is "auto".

    Example:
        >>> def app():
        ...     import treadle as st
        ...     grid = st.grid(3)
        ...     for name in ["Warp", "Weft", "Shed"]:
        ...         grid.metric(name, 1)
        ...     with grid.cell(column_span="all"):
        ...         st.write("below all of them")
        >>> from treadle.testing import AppTest
        >>> len(AppTest.from_function(app).run().grid[0].metric)
        3
    """
    count = _count(columns)
    if wrap is not True and wrap is not False:
        raise ValueError_("wrap", ["True", "False"], detail=f"It is {wrap!r}.")
    if not wrap and count is None:
        raise IncompatibleParametersError(
            "wrap=False", 'columns="auto"', explanation="There is no number of columns to keep."
        )
    rows, between = _gaps(gap)
    alignments: tuple[ColumnAlignment, ...] = get_args(ColumnAlignment)
    key = shared.get("key")
    props = Grid(
        columns=count,
        min_column_width=_pixels("min_column_width", min_column_width, "auto"),
        wrap=wrap,
        gap=between,
        row_gap=rows,
        vertical_alignment=one_of("vertical_alignment", vertical_alignment, alignments),
        border=bool(border),
        row_height=_pixels("row_height", row_height, "content") or "content",
        width=checked_width(shared.get("width", "stretch"), allow_content=False),
        height=checked_height(shared.get("height", "content")),
        dense=bool(dense),
        key=None if key is None else wire_text(str(key)),
    )
    return self.put_container(props, key=key)


def cell(self: C, *, column_span: int | Literal["all"] = 1, row_span: int = 1) -> C:
    """Add a cell for several elements to a grid, and return its handle.

    Args:
        column_span: the number of columns that it spans, or "all" (a row of its own).
        row_span: the number of rows that it spans.

    Raises:
        APIError: this is not the handle of an `st.grid`.
        ValueError_: a span is less than 1.
        ValueOutOfRangeError: `column_span` is more than the number of columns.
    """
    scope = require()
    found = None if self.id is None else scope.host.page.look(scope, LookAt(self.id))
    if found is not None and not isinstance(found.props, Grid):
        raise APIError(
            f"`cell` was called on the handle of an `st.{found.props.kind}`. Only the handle of an `st.grid` "
            "has it."
        )
    most = found.props.columns if found is not None and isinstance(found.props, Grid) else None
    return self.put_container(
        GridCell(
            column_span="all" if column_span == "all" else _span("column_span", column_span, most),
            row_span=_span("row_span", row_span, None),
        )
    )


def _count(columns: Any) -> int | None:
    if columns == "auto":
        return None
    if isinstance(columns, str):
        raise ValueError_("columns", ["'auto'", f"a number from 1 to {MOST}"], detail=f"It is {columns!r}.")
    if isinstance(columns, bool) or not isinstance(columns, int):
        raise InvalidParameterTypeError("columns", type(columns).__name__, ["int", "'auto'"])
    if not 1 <= columns <= MOST:
        raise ValueOutOfRangeError("columns", columns, 1, MOST)
    return columns


def _pixels(name: str, value: Any, word: str) -> int | None:
    if value == word:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise ValueError_(name, [f"'{word}'", "pixels above 0"], detail=f"It is {value!r}.")


def _span(name: str, value: Any, most: int | None) -> int:
    valid = ["1 or more", *(["'all'"] if name == "column_span" else [])]
    if isinstance(value, str):
        raise ValueError_(name, valid, detail=f"It is {value!r}.")
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidParameterTypeError(name, type(value).__name__, ["int"])
    if value < 1:
        raise ValueError_(name, valid, detail=f"It is {value!r}.")
    if most is not None and value > most:
        raise ValueOutOfRangeError(name, value, 1, most)
    return value


def _gaps(gap: Any) -> tuple[Gap, Gap]:
    if isinstance(gap, tuple | list):
        if len(gap) != 2:
            raise ValueError_(
                "gap", ["one gap", "two gaps: of rows and of columns"], detail=f"It is {gap!r}."
            )
        return checked_gap(gap[0]), checked_gap(gap[1])
    both = checked_gap(gap)
    return both, both

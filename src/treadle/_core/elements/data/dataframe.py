"""`st.dataframe`."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, Unpack

from treadle._core.data import read
from treadle._core.elements.checks import checked_height, checked_width, iterable, optional_text
from treadle._core.elements.cursor import C, unsupported
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Gridded, Key
from treadle._core.protocol.blob import Blob
from treadle._core.protocol.element import Element, Height, Width
from treadle.errors import InvalidParameterTypeError, ValueOutOfRangeError

from .blob import frame_blob
from .column_config import ColumnLook, looks

ROW_HEIGHT = (18, 600)
"""The smallest and the largest height of a row, in pixels."""


class Dataframe(Element, frozen=True, kw_only=True):
    """An interactive grid: it scrolls, sorts and searches."""

    data: Blob
    width: Width = "stretch"
    height: Height | Literal["auto"] = "auto"
    hide_index: bool | None = None
    column_order: tuple[str, ...] | None = None
    looks: tuple[ColumnLook, ...] = ()
    row_height: int | None = None
    placeholder: str | None = None
    note: str | None = None
    alt: str | None = None


@positional("data width height * use_container_width hide_index")
def dataframe(
    self: C,
    data: Any = None,
    height: Height | Literal["auto"] = "auto",
    *,
    column_order: Iterable[str] | None = None,
    column_config: Mapping[Any, Any] | None = None,
    key: Key | None = None,
    on_select: Any = "ignore",
    selection_mode: Any = "multi-row",
    selection_default: Any = None,
    row_height: int | None = None,
    placeholder: str | None = None,
    lazy: bool | None = None,
    **shared: Unpack[Gridded],
) -> C:
    """Show a table as an interactive grid: scroll, sort, search, copy, download.

    Args:
        data: a table: pandas, polars, pyarrow, numpy, a dict of columns, a list of rows (dicts, lists,
            dataclasses), a database cursor, or any table that narwhals supports. Of a lazy table, the first
            10,000 rows are shown.
        height: pixels, `"auto"` (up to ten rows), `"content"` (all rows), or `"stretch"`.
        column_order: the columns to show, in this order. Unknown names are skipped.
        column_config: a dict from column names to configurations: None hides the column, a str is its header,
            and the functions in `st.column_config` return more. `"_index"` is the index.
        key: a name that keeps the identity of the grid, and so its scroll position, when it moves on the
            page.
        on_select: not supported yet, nor are `selection_mode` and `selection_default`.
        selection_mode: see `on_select`.
        selection_default: see `on_select`.
        row_height: the height of a row in pixels.
        placeholder: the text shown for a missing value. None: "None".
        lazy: not supported yet.

    Raises:
        APIError: `column_config` has an unknown key.
        DataframeConversionError: `data` cannot be read as a table.
        NotYetSupported: a parameter is not supported yet.

    Example:
        >>> import treadle as st
        >>> cities = {"city": ["Bern", "Oslo"], "people": [134_000, 717_000]}
        >>> st.dataframe(cities, column_config={"people": "Inhabitants"})
    """
    unsupported(
        on_select=(on_select, "ignore"),
        selection_mode=(selection_mode, "multi-row"),
        selection_default=(selection_default, None),
        lazy=(lazy, None),
    )
    hide_index = shared.get("hide_index")
    if hide_index is not None and not isinstance(hide_index, bool):
        raise InvalidParameterTypeError("hide_index", type(hide_index).__name__, ["bool", "None"])
    if not isinstance(row_height, int | None):
        raise InvalidParameterTypeError("row_height", type(row_height).__name__, ["int", "None"])
    if row_height is not None and not ROW_HEIGHT[0] <= row_height <= ROW_HEIGHT[1]:
        raise ValueOutOfRangeError("row_height", row_height, *ROW_HEIGHT)
    width: Any = shared.get("width", "stretch")
    if (fill := shared.get("use_container_width")) is not None:
        width = "stretch" if fill else "content"
    frame = read(data)
    order = (
        None
        if column_order is None
        # Unknown names are skipped, because one list may serve several tables.
        else tuple(
            name
            for name in dict.fromkeys(map(str, iterable("column_order", column_order)))
            if name in frame.names
        )
    )
    shown = Dataframe(
        data=frame_blob(frame),
        width=checked_width(width),
        height="auto" if height == "auto" else checked_height(height),
        hide_index=hide_index,
        column_order=order,
        looks=looks(column_config, frame),
        row_height=row_height,
        placeholder=placeholder,
        note=frame.note,
        alt=optional_text(shared.get("alt")),
    )
    return self.put(shown, identity=None if key is None else ("dataframe", str(key)))

"""`st.dataframe`."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypedDict, Unpack, overload

import msgspec

from treadle._core.data import Frame, read
from treadle._core.data.rows import is_large
from treadle._core.elements.checks import (
    checked_height,
    checked_width,
    iterable,
    optional_text,
    wire_text,
)
from treadle._core.elements.cursor import C, Cursor
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Gridded, Key, WidgetCallback
from treadle._core.protocol.blob import Blob
from treadle._core.protocol.element import Height, Width
from treadle._core.protocol.source import Windows
from treadle.errors import (
    APIError,
    IncompatibleParametersError,
    InvalidParameterTypeError,
    ValueError_,
    ValueOutOfRangeError,
)

from .blob import frame_blob, frame_windows
from .column_button import show_buttons
from .column_look import ColumnLook, buttons, looks
from .selection import SELECTION, DataframeState, Selectable, TableSelectionMode, checked_modes, wire_of

ROW_HEIGHT = (18, 600)
"""The smallest and the largest height of a row, in pixels."""

FEW_ROWS = 1000
"""A table of so many rows is sent whole even with `lazy=True`: asking for rows would take longer."""


class Dataframe(Selectable, frozen=True, kw_only=True):
    """An interactive grid: it scrolls, sorts and searches."""

    data: Blob
    """All rows, or the first ones if there are windows."""
    windows: Windows | None = None
    """How the browser gets the other rows of a large table."""
    width: Width = "stretch"
    height: Height | Literal["auto"] = "auto"
    hide_index: bool | None = None
    column_order: tuple[str, ...] | None = None
    looks: tuple[ColumnLook, ...] = ()
    row_height: int | None = None
    placeholder: str | None = None
    note: str | None = None
    alt: str | None = None


@overload
def dataframe(
    self: C,
    data: Any = None,
    height: Height | Literal["auto"] = "auto",
    *,
    column_order: Iterable[str] | None = None,
    column_config: Mapping[Any, Any] | None = None,
    key: Key | None = None,
    on_select: Literal["ignore"] = "ignore",
    selection_mode: TableSelectionMode | Iterable[TableSelectionMode] = "multi-row",
    selection_default: Mapping[str, Any] | None = None,
    row_height: int | None = None,
    placeholder: str | None = None,
    lazy: bool | None = None,
    **shared: Unpack[Gridded],
) -> C: ...


@overload
def dataframe(
    self: C,
    data: Any = None,
    height: Height | Literal["auto"] = "auto",
    *,
    column_order: Iterable[str] | None = None,
    column_config: Mapping[Any, Any] | None = None,
    key: Key | None = None,
    on_select: Literal["rerun"] | WidgetCallback,
    selection_mode: TableSelectionMode | Iterable[TableSelectionMode] = "multi-row",
    selection_default: Mapping[str, Any] | None = None,
    row_height: int | None = None,
    placeholder: str | None = None,
    lazy: bool | None = None,
    **shared: Unpack[Gridded],
) -> DataframeState: ...


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
    selection_mode: TableSelectionMode | Iterable[TableSelectionMode] = "multi-row",
    selection_default: Mapping[str, Any] | None = None,
    row_height: int | None = None,
    placeholder: str | None = None,
    lazy: bool | None = None,
    **shared: Unpack[Gridded],
) -> Any:
    """Show a table as an interactive grid: scroll, sort, search, select, copy, download.

    Return its handle. With `on_select`, return what is selected: `event.selection.rows` (positions in the
    data, however the grid is sorted), `.columns` (names) and `.cells` (position and name). The same is in
    `st.session_state[key]`, where an app can set it: `{"selection": {"rows": [0]}}`.

    Args:
        data: a table: pandas (also a Styler), polars, pyarrow, numpy, a dict of columns, a list of rows
            (dicts, lists, dataclasses), a database cursor, or any table that narwhals supports. Of a lazy
            table, the first 10,000 rows are shown.
        height: pixels, `"auto"` (up to ten rows), `"content"` (all rows), or `"stretch"`.
        column_order: the columns to show, in this order. Unknown names are skipped.
        column_config: a dict from column names to configurations: None hides the column, a str is its header,
            and the functions in `st.column_config` return more. `"_index"` is the index.
        key: a name that keeps the identity of the grid, and so its scroll position, when it moves on the
            page.
        on_select: "ignore": nothing can be selected. "rerun": a selection starts a rerun. A callback: it is
            called before that rerun.
        selection_mode: what can be selected: "single-row", "single-row-required", "multi-row",
            "single-column", "multi-column", "single-cell", "multi-cell", or a list of them.
        selection_default: the selection at first, as in `st.session_state`.
        row_height: the height of a row in pixels.
        placeholder: the text shown for a missing value. None: "None".
        lazy: whether the browser holds only the rows that it shows, and the server sorts and searches.
            None: if the table has more than 50,000 rows or 250,000 cells. A Styler, and a table of up to
            1,000 rows, are always sent whole.

    Raises:
        APIError: `column_config` has an unknown key, or `selection_default` another form.
        IncompatibleParametersError: two modes select the same, or `selection_default` is set without
            `on_select`.
        DataframeConversionError: `data` cannot be read as a table.

    Example:
        >>> import treadle as st
        >>> cities = {"city": ["Bern", "Oslo"], "people": [134_000, 717_000]}
        >>> st.dataframe(cities, column_config={"people": "Inhabitants"})
    """
    if on_select is None or (not callable(on_select) and on_select not in ("ignore", "rerun")):
        raise ValueError_("on_select", ["'rerun'", "'ignore'", "a function"])
    if selection_default is not None and on_select == "ignore":
        raise IncompatibleParametersError(
            "selection_default",
            "on_select='ignore'",
            explanation="Set `on_select` to 'rerun' or to a callback.",
        )
    modes = () if on_select == "ignore" else checked_modes(selection_mode)
    frame = read(data)
    hide_index = checked_hide_index(shared.get("hide_index"))
    if hide_index is None and frame.counter is not None and any("row" in mode for mode in modes):
        hide_index = True  # the mark that selects a row stands there
    shown = Dataframe(
        **size(shared, height, row_height),
        **content(frame, checked_lazy(lazy, frame)),
        hide_index=hide_index,
        column_order=checked_order(column_order, frame),
        looks=looks(column_config, frame),
        placeholder=placeholder,
        note=frame.note,
        selection_mode=modes,
        rows=frame.rows if modes else 0,
        names=tuple(frame.names) if modes else (),
    )
    if on_select == "ignore":
        identity = None
        if key is not None:
            shown = msgspec.structs.replace(shown, key=wire_text(str(key)))
            identity = ("dataframe", str(key))
        handle = self.put(shown, identity)
        show_buttons(handle, buttons(column_config), frame.rows)
        return handle
    try:
        first = shown.take(((), (), ()) if selection_default is None else wire_of(selection_default))
    except ValueError as error:
        raise APIError(f"`selection_default` is {selection_default!r}. {error}") from None
    shown = msgspec.structs.replace(shown, value=first)
    record = self.show_valued(shown, {"key": key, "on_select": on_select}, codec=SELECTION)
    show_buttons(Cursor(record.node_id), buttons(column_config), frame.rows)
    state: DataframeState = SELECTION.decode(record.wire)
    return state


class Content(TypedDict):
    """The properties that say where the rows are."""

    data: Blob
    windows: Windows | None


def content(frame: Frame, lazy: bool) -> Content:
    """Return a table as it is sent to the browser: all of it, or its first rows."""
    if not lazy:
        return Content(data=frame_blob(frame), windows=None)
    data, windows = frame_windows(frame)
    return Content(data=data, windows=windows)


def checked_lazy(lazy: Any, frame: Frame) -> bool:
    """Return whether a table is read in windows.

    Raises:
        InvalidParameterTypeError: `lazy` is neither a bool nor None.
        IncompatibleParametersError: it is True, and the table is a Styler.
    """
    if not isinstance(lazy, bool | None):
        raise InvalidParameterTypeError("lazy", type(lazy).__name__, ["bool", "None"])
    if lazy is None:
        return is_large(frame)
    if lazy and frame.styles is not None:
        raise IncompatibleParametersError(
            "lazy=True",
            "a Styler",
            explanation="The styles of all rows are computed at once. Pass `lazy=None`.",
        )
    return lazy and frame.rows > FEW_ROWS


class Size(TypedDict):
    """The properties that grids share."""

    width: Width
    height: Height | Literal["auto"]
    row_height: int | None
    alt: str | None


def size(shared: Mapping[str, Any], height: Any, row_height: Any) -> Size:
    """Return the properties that grids share, as they are sent to the browser.

    Raises:
        InvalidWidthError, InvalidHeightError, ValueOutOfRangeError: one is not valid.
    """
    if not isinstance(row_height, int | None):
        raise InvalidParameterTypeError("row_height", type(row_height).__name__, ["int", "None"])
    if row_height is not None and not ROW_HEIGHT[0] <= row_height <= ROW_HEIGHT[1]:
        raise ValueOutOfRangeError("row_height", row_height, *ROW_HEIGHT)
    width: Any = shared.get("width", "stretch")
    if (fill := shared.get("use_container_width")) is not None:
        width = "stretch" if fill else width if isinstance(width, int) else "content"
    return Size(
        width=checked_width(width),
        height="auto" if height == "auto" else checked_height(height),
        row_height=row_height,
        alt=optional_text(shared.get("alt")),
    )


def checked_hide_index(hide_index: Any) -> bool | None:
    """Return `hide_index` if it is a bool or None."""
    if hide_index is not None and not isinstance(hide_index, bool):
        raise InvalidParameterTypeError("hide_index", type(hide_index).__name__, ["bool", "None"])
    return hide_index


def checked_order(order: Any, frame: Frame) -> tuple[str, ...] | None:
    """Return the columns to show, without unknown names: one list may serve several tables."""
    if order is None:
        return None
    names = dict.fromkeys(map(str, iterable("column_order", order)))
    return tuple(name for name in names if name in frame.names)

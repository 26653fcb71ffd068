"""`st.table`."""

from typing import Any, Literal, Unpack

from treadle._core.data import read
from treadle._core.elements.checks import checked_height, checked_width, one_of, optional_text
from treadle._core.elements.cursor import C
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Listed
from treadle._core.protocol.blob import Blob
from treadle._core.protocol.element import Element, Height, Width
from treadle.errors import InvalidParameterTypeError

from .blob import frame_blob

ROWS = 1000
"""The largest number of rows. All rows are in the page, so more would make it slow to scroll."""


class Table(Element, frozen=True, kw_only=True):
    """A table with all of its rows on the page."""

    data: Blob
    border: bool | Literal["horizontal"] = True
    width: Width = "stretch"
    height: Height = "content"
    hide_index: bool | None = None
    hide_header: bool = False
    note: str | None = None
    alt: str | None = None


@positional("data * border width height hide_index hide_header")
def table(
    self: C,
    data: Any = None,
    *,
    border: bool | Literal["horizontal"] = True,
    hide_header: bool | None = None,
    **shared: Unpack[Listed],
) -> C:
    """Show a static table with all its rows. Cells can contain Markdown.

    Args:
        data: a table, see `st.dataframe`. Only the first 1,000 rows are shown; a note on the page says so.
        border: whether borders are drawn: True (around all cells), `"horizontal"` (between rows) or False.
        height: pixels (longer tables scroll below the header), `"stretch"`, or `"content"`.
        hide_header: whether the names of the columns are hidden.

    Raises:
        DataframeConversionError: `data` cannot be read as a table.
        InvalidWidthError: `width` is not valid.
        InvalidHeightError: `height` is not valid.

    Example:
        >>> import treadle as st
        >>> st.table({"city": ["Bern", "Oslo"], "people": ["**134** thousand", "**717** thousand"]})
    """
    hide_index = shared.get("hide_index")
    if hide_index is not None and not isinstance(hide_index, bool):
        raise InvalidParameterTypeError("hide_index", type(hide_index).__name__, ["bool", "None"])
    frame = read(data)
    note = frame.note
    if frame.rows > ROWS:
        note = f"First {ROWS:,} of {frame.rows:,} rows. `st.dataframe` shows all."
        frame = frame.head(ROWS)
    return self.put(
        Table(
            data=frame_blob(frame),
            border=one_of("border", border, [True, False, "horizontal"]),
            width=checked_width(shared.get("width", "stretch")),
            height=checked_height(shared.get("height", "content")),
            hide_index=hide_index,
            hide_header=bool(hide_header),
            note=note,
            alt=optional_text(shared.get("alt")),
        )
    )

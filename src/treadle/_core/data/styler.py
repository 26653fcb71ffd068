"""pandas' Styler as the styles of a frame."""

from enum import Enum
from typing import Any

from treadle.errors import APIError

from .css import Declarations, cell_css
from .frame import Frame
from .styles import CellStyles, Styles
from .table_styles import TableStyles


def read_styles(pandas: Any, styler: Any, frame: Frame) -> Styles:
    """Return the styles that a Styler computes for the cells of its data.

    Args:
        pandas: the module.
        styler: the Styler.
        frame: its data.

    Raises:
        APIError: the data has more cells than pandas allows.
    """
    size, limit = styler.data.size, int(pandas.options.styler.render.max_elements)
    if size > limit:
        raise APIError(
            f"The Styler has {size} cells, and pandas' option `styler.render.max_elements` allows {limit}. "
            f'Call `pd.set_option("styler.render.max_elements", {size})` to show more, or show its `.data` '
            "without styles."
        )
    styler._compute()
    palette: dict[Declarations, int] = {(): 0}
    table = TableStyles(styler)

    def number(declarations: Any, own: Any) -> int:
        # What a cell has itself comes last, and counts.
        return palette.setdefault(cell_css((*declarations, *own)), len(palette))

    rows, levels = frame.rows, len(frame.index)
    index = [
        CellStyles(
            _codes(
                [
                    number(table.index(row, level), styler.ctx_index.get((row, level), ()))
                    for row in range(rows)
                ]
            )
        )
        for level in range(levels)
    ]
    columns = [
        CellStyles(
            _codes(
                [
                    number(table.data(row, position), styler.ctx.get((row, position), ()))
                    for row in range(rows)
                ]
            ),
            _texts(styler, position, rows),
        )
        for position in range(len(frame.columns))
    ]
    lowest = styler.data.columns.nlevels - 1
    heads = [
        number(table.head(i), styler.ctx_columns.get((lowest, i), ())) for i in range(len(frame.columns))
    ]
    caption = styler.caption[0] if isinstance(styler.caption, tuple) else styler.caption
    return Styles(
        palette=tuple(palette),
        cells=(*index, *columns),
        heads=tuple(heads) if any(heads) else (),
        caption=None if caption is None else str(caption),
        hide_index=all(styler.hide_index_),
        hidden=tuple(int(position) for position in styler.hidden_columns),
    )


def _codes(codes: list[int]) -> tuple[int, ...]:
    """Return one code instead of many equal ones, and none where no cell has a style."""
    if len(set(codes)) > 1:
        return tuple(codes)
    return tuple(codes[:1]) if any(codes) else ()


def _texts(styler: Any, position: int, rows: int) -> tuple[str | None, ...] | None:
    """Return the texts of a column's cells, None if they are the values themselves."""
    values = styler.data.iloc[:, position].tolist()
    functions = styler._display_funcs
    shown = [functions[(row, position)](values[row]) for row in range(rows)]
    texts = [str(text.value) if isinstance(text, Enum) else str(text) for text in shown]
    if all(
        type(value) is not float and text == str(value) for value, text in zip(values, texts, strict=True)
    ):
        return None
    return tuple(text.encode("utf-8", "replace").decode() for text in texts)

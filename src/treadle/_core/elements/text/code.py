"""`st.code`."""

from typing import Unpack

from treadle._core.elements.checks import checked_height, checked_width, wire_text
from treadle._core.elements.cursor import C
from treadle._core.elements.parameters import Spread
from treadle._core.protocol.element import Height, Width
from treadle._core.protocol.long_text import LongText


class Code(LongText, frozen=True, kw_only=True):
    """Program code, or another text for copying."""

    language: str | None = "python"
    line_numbers: bool = False
    wrap_lines: bool = False
    height: Height = "content"
    width: Width = "stretch"


def code(
    self: C,
    body: object,
    language: str | None = "python",
    *,
    line_numbers: bool = False,
    wrap_lines: bool = False,
    height: Height | None = "content",
    **shared: Unpack[Spread],
) -> C:
    """Show code with syntax highlighting and a copy button.

    Args:
        body: the code.
        language: the language, such as "python", "sql" or "json". None: no highlighting.
        line_numbers: whether line numbers are shown.
        wrap_lines: whether long lines wrap. If not, the code scrolls.
        height: CSS pixels (longer code scrolls), "content" or "stretch".

    Raises:
        InvalidHeightError: `height` is not valid.

    Example:
        >>> import treadle as st
        >>> st.code("select 6 * 7", language="sql")
    """
    # One line break at each end belongs to the quotes. All other blanks belong to the code.
    text = wire_text(body).removeprefix("\n").removesuffix("\n")
    return self.put(
        Code(
            body=text,
            language=None if language is None else wire_text(language).strip().lower() or None,
            line_numbers=bool(line_numbers),
            wrap_lines=bool(wrap_lines),
            height="content" if height is None else checked_height(height),
            width=checked_width(shared.get("width", "stretch")),
        )
    )

"""`st.text`."""

from typing import Unpack

from treadle._core.elements.checks import clean
from treadle._core.elements.cursor import C
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import PlainText
from treadle._core.protocol.element import TextAlignment, Width
from treadle._core.protocol.long_text import LongText

from .look import is_usual, look


class Text(LongText, frozen=True, kw_only=True):
    """Plain text. Line breaks and repeated spaces are kept."""

    help: str | None = None
    width: Width = "content"
    text_alignment: TextAlignment = "left"
    wrap: bool = True


@positional("body")
def text(self: C, body: object, **shared: Unpack[PlainText]) -> C:
    """Show plain text, without Markdown. Line breaks and repeated spaces are kept.

    Args:
        body: the text.

    Example:
        >>> import treadle as st
        >>> st.text("2 * 3 * 4 stays what it is")
    """
    if is_usual(shared, "content"):  # as nearly every text, and a page has many
        return self.put(Text(body=clean(body)))
    return self.put(Text(body=clean(body), **look(shared, "content")))

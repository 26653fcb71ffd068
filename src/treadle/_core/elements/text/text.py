"""`st.text`."""

from treadle._core.elements.checks import checked_alignment, checked_width, clean, optional_text
from treadle._core.elements.cursor import C
from treadle._core.protocol.element import Element, TextAlignment, Width


class Text(Element, frozen=True, kw_only=True):
    """Plain text. Line breaks and repeated spaces are kept."""

    body: str
    help: str | None = None
    width: Width = "content"
    text_alignment: TextAlignment = "left"
    wrap: bool = True


def text(
    self: C,
    body: object,
    *,
    help: str | None = None,
    width: Width = "content",
    text_alignment: TextAlignment = "left",
    wrap: bool = True,
) -> C:
    """Show plain text, without Markdown. Line breaks and repeated spaces are kept.

    Args:
        body: the text.
        help: the text of a tooltip, in Markdown.
        width: CSS pixels, "stretch" or "content".
        text_alignment: how the lines are aligned: "left", "center", "right" or "justify".
        wrap: whether long lines wrap. If not, they are cut off.

    Raises:
        InvalidWidthError: `width` is not valid.
        ValueError_: `text_alignment` is not left, center, right or justify.

    Example:
        >>> import treadle as st
        >>> st.text("2 * 3 * 4 stays what it is")
    """
    return self.put(
        Text(
            body=clean(body),
            help=optional_text(help),
            width=checked_width(width),
            text_alignment=checked_alignment(text_alignment),
            wrap=bool(wrap),
        )
    )

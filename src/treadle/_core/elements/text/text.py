"""`st.text`."""

from treadle._core.elements.checks import checked_alignment, checked_width, clean, optional_text
from treadle._core.elements.cursor import C
from treadle._core.protocol.element import Element, TextAlignment, Width


class Text(Element, frozen=True, kw_only=True):
    """Text as it is, line breaks and runs of blanks included."""

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
    """Show text as it is: nothing in it means anything, and line breaks and runs of blanks stay.

    Args:
        body: the text.
        help: a tooltip.
        width: CSS pixels, "stretch" or "content".
        text_alignment: how its lines are aligned.
        wrap: whether long lines are broken; without, they are cut off.

    Raises:
        InvalidWidthError: `width` is none of these.
        ValueError_: `text_alignment` is none of left, center, right and justify.

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

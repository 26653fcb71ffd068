"""`st.divider`."""

from treadle._core.elements.checks import checked_width
from treadle._core.elements.cursor import C
from treadle._core.protocol.element import Element, Width


class Divider(Element, frozen=True, kw_only=True):
    """A horizontal line."""

    width: Width = "stretch"


def divider(self: C, *, width: Width = "stretch") -> C:
    """Show a horizontal line.

    Args:
        width: CSS pixels or "stretch".

    Raises:
        InvalidWidthError: `width` is not valid.

    Example:
        >>> import treadle as st
        >>> st.divider()
    """
    return self.put(Divider(width=checked_width(width, allow_content=False)))

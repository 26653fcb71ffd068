"""`st.divider`."""

from typing import Unpack

from treadle._core.elements.checks import checked_width
from treadle._core.elements.cursor import C
from treadle._core.elements.parameters import Wide
from treadle._core.protocol.element import Element, Width


class Divider(Element, frozen=True, kw_only=True):
    """A horizontal line."""

    width: Width = "stretch"


def divider(self: C, **shared: Unpack[Wide]) -> C:
    """Show a horizontal line.

    Example:
        >>> import treadle as st
        >>> st.divider()
    """
    return self.put(Divider(width=checked_width(shared.get("width", "stretch"), allow_content=False)))

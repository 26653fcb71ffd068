"""`st.space`."""

from typing import Literal, get_args

from treadle._core.elements.cursor import C
from treadle._core.protocol.element import Element, GapName
from treadle.errors import ValueError_

SpaceSize = int | GapName | Literal["stretch"]


class Space(Element, frozen=True, kw_only=True):
    """Empty space, in the direction of its container."""

    size: SpaceSize = "small"


def space(self: C, size: SpaceSize = "small") -> C:
    """Show empty space, vertical or horizontal as in the container's direction.

    Args:
        size: CSS pixels; "xxsmall" (0.25 rem), "xsmall", "small" (a label's height), "medium" (a button's),
            "large" (a labelled input's), "xlarge", "xxlarge" (8 rem); or "stretch" (all remaining space).

    Raises:
        ValueError_: `size` is not valid.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     with st.container(horizontal=True):
        ...         st.write("left")
        ...         st.space("stretch")
        ...         st.write("right")
        >>> from treadle.testing import AppTest
        >>> len(AppTest.from_function(app).run().markdown)
        2
    """
    names = (*get_args(GapName), "stretch")
    if size not in names and not (isinstance(size, int) and not isinstance(size, bool) and size > 0):
        raise ValueError_("size", [*names, "pixels above 0"], detail=f"It is {size!r}.")
    return self.put(Space(size=size))

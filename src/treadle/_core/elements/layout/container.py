"""`st.container`."""

from typing import Unpack, get_args

from treadle._core.elements.checks import checked_height, checked_width, one_of
from treadle._core.elements.cursor import C
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Arranged
from treadle._core.protocol import element
from treadle._core.protocol.element import Gap, Height, Width
from treadle.errors import IncompatibleParametersError

from .sizes import HorizontalAlignment, VerticalAlignment, checked_gap


class Container(element.Container, frozen=True, kw_only=True):
    """Elements stacked or side by side."""

    border: bool = False
    width: Width = "stretch"
    height: Height = "content"
    horizontal: bool = False
    wrap: bool = True
    horizontal_alignment: HorizontalAlignment = "left"
    vertical_alignment: VerticalAlignment = "top"
    gap: Gap = "small"
    autoscroll: bool | None = None
    """Whether it scrolls to new elements at its end.

    None: if its height is fixed and it contains chat messages.
    """
    key: str | None = None
    """The app's name for it. Style sheets of the app can refer to it."""


@positional("* border key width height horizontal wrap horizontal_alignment vertical_alignment gap")
def container(
    self: C,
    *,
    border: bool | None = None,
    horizontal: bool = False,
    wrap: bool = True,
    horizontal_alignment: HorizontalAlignment = "left",
    vertical_alignment: VerticalAlignment = "top",
    autoscroll: bool | None = None,
    **shared: Unpack[Arranged],
) -> C:
    """Show a container and return its handle. Any thread can write into it, by `with` or its methods.

    Args:
        border: whether a border is drawn around it. None: only if the height is in pixels.
        horizontal: whether the elements are side by side.
        wrap: whether elements side by side continue in a new row. If not, the row scrolls.
        horizontal_alignment: "left", "center", "right", or "distribute" over the width.
        vertical_alignment: "top", "center", "bottom", or "distribute" over the height.
        autoscroll: whether a container of fixed height scrolls to new elements at its end. None: only if it
            contains a chat.

    Raises:
        ValueError_: an alignment or `gap` is not valid.
        IncompatibleParametersError: `wrap` is False and `horizontal` is False.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     above = st.container(border=True)
        ...     st.write("written first")
        ...     above.write("shown first")
        >>> from treadle.testing import AppTest
        >>> [text.value for text in AppTest.from_function(app).run().markdown]
        ['shown first', 'written first']
    """
    key, height = shared.get("key"), shared.get("height", "content")
    if not wrap and not horizontal:
        raise IncompatibleParametersError(
            "wrap=False", "horizontal=False", explanation="Only elements side by side can wrap."
        )
    props = Container(
        border=isinstance(height, int) if border is None else bool(border),
        width=checked_width(shared.get("width", "stretch")),
        height=checked_height(height),
        horizontal=bool(horizontal),
        wrap=bool(wrap),
        horizontal_alignment=_horizontal(horizontal_alignment),
        vertical_alignment=_vertical(vertical_alignment),
        gap=checked_gap(shared.get("gap", "small")),
        autoscroll=None if autoscroll is None else bool(autoscroll),
        key=None if key is None else str(key),
    )
    return self.put_container(props, key=key)


def _horizontal(alignment: HorizontalAlignment) -> HorizontalAlignment:
    options: tuple[HorizontalAlignment, ...] = get_args(HorizontalAlignment)
    return one_of("horizontal_alignment", alignment, options)


def _vertical(alignment: VerticalAlignment) -> VerticalAlignment:
    options: tuple[VerticalAlignment, ...] = get_args(VerticalAlignment)
    return one_of("vertical_alignment", alignment, options)

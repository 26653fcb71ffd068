"""`st.title`, `st.header` and `st.subheader`."""

from typing import Any, Literal

from treadle._core.elements.checks import (
    checked_alignment,
    checked_icon,
    checked_width,
    clean,
    one_of,
    optional_text,
    wire_text,
)
from treadle._core.elements.cursor import C
from treadle._core.protocol.element import Element, TextAlignment, Width
from treadle.errors import InvalidParameterTypeError, ValueError_

Anchor = str | Literal[False] | None
DividerColor = Literal["auto", "red", "orange", "yellow", "blue", "green", "violet", "gray", "rainbow"]
Divider = bool | Literal["red", "orange", "yellow", "blue", "green", "violet", "gray", "grey", "rainbow"]

_COLORS: tuple[DividerColor, ...] = (
    "red",
    "orange",
    "yellow",
    "blue",
    "green",
    "violet",
    "gray",
    "rainbow",
)


class Heading(Element, frozen=True, kw_only=True):
    """A heading with an anchor for links."""

    body: str
    level: int
    """1 for a title, 2 for a header, 3 for a subheader."""
    anchor: str | None = None
    """The name of the anchor; None: made from the text."""
    linked: bool = True
    """Whether it has an anchor."""
    help: str | None = None
    icon: str | None = None
    divider: DividerColor | None = None
    width: Width = "stretch"
    text_alignment: TextAlignment = "left"
    wrap: bool = True


def title(
    self: C,
    body: object,
    anchor: Anchor = None,
    *,
    help: str | None = None,
    icon: str | None = None,
    width: Width = "stretch",
    text_alignment: TextAlignment = "left",
    wrap: bool = True,
) -> C:
    """Show the title of the page. A page should have one title.

    Args:
        body: the text, in Markdown.
        anchor: the name in links to the heading (`#name`). None: made from the text. False: no anchor.
        help: the text of a tooltip, in Markdown.
        icon: an emoji or `:material/icon_name:` before the text.
        width: CSS pixels, "stretch" or "content".
        text_alignment: how the lines are aligned: "left", "center", "right" or "justify".
        wrap: whether long lines wrap. If not, they are cut off.

    Raises:
        ValueError_: `anchor` or `text_alignment` is not valid.
        APIError: `icon` is not an icon.

    Example:
        >>> import treadle as st
        >>> st.title("Five workers", icon="🧵")
    """
    return self.put(_heading(1, body, anchor, help, icon, False, width, text_alignment, wrap))


def header(
    self: C,
    body: object,
    anchor: Anchor = None,
    *,
    help: str | None = None,
    icon: str | None = None,
    divider: Divider = False,
    width: Width = "stretch",
    text_alignment: TextAlignment = "left",
    wrap: bool = True,
) -> C:
    """Show the heading of a section.

    Args:
        body: the text, in Markdown.
        anchor: the name in links to the heading (`#name`). None: made from the text. False: no anchor.
        help: the text of a tooltip, in Markdown.
        icon: an emoji or `:material/icon_name:` before the text.
        divider: the colour of a line below the heading; True: a colour that Treadle chooses.
        width: CSS pixels, "stretch" or "content".
        text_alignment: how the lines are aligned: "left", "center", "right" or "justify".
        wrap: whether long lines wrap. If not, they are cut off.

    Raises:
        ValueError_: `anchor`, `divider` or `text_alignment` is not valid.
        APIError: `icon` is not an icon.

    Example:
        >>> import treadle as st
        >>> st.header("Results", divider="green")
    """
    return self.put(_heading(2, body, anchor, help, icon, divider, width, text_alignment, wrap))


def subheader(
    self: C,
    body: object,
    anchor: Anchor = None,
    *,
    help: str | None = None,
    icon: str | None = None,
    divider: Divider = False,
    width: Width = "stretch",
    text_alignment: TextAlignment = "left",
    wrap: bool = True,
) -> C:
    """Show the heading of a subsection.

    Args:
        body: the text, in Markdown.
        anchor: the name in links to the heading (`#name`). None: made from the text. False: no anchor.
        help: the text of a tooltip, in Markdown.
        icon: an emoji or `:material/icon_name:` before the text.
        divider: the colour of a line below the heading; True: a colour that Treadle chooses.
        width: CSS pixels, "stretch" or "content".
        text_alignment: how the lines are aligned: "left", "center", "right" or "justify".
        wrap: whether long lines wrap. If not, they are cut off.

    Raises:
        ValueError_: `anchor`, `divider` or `text_alignment` is not valid.
        APIError: `icon` is not an icon.

    Example:
        >>> import treadle as st
        >>> st.subheader("By worker")
    """
    return self.put(_heading(3, body, anchor, help, icon, divider, width, text_alignment, wrap))


def _heading(
    level: int,
    body: object,
    anchor: Any,
    help: str | None,
    icon: str | None,
    divider: Any,
    width: Width,
    text_alignment: TextAlignment,
    wrap: bool,
) -> Heading:
    if anchor is True:
        raise ValueError_("anchor", ["a name", "None", "False"])
    if not (anchor is None or anchor is False or isinstance(anchor, str)):
        raise InvalidParameterTypeError("anchor", type(anchor).__name__, ["str", "None", "False"])
    return Heading(
        body=clean(body),
        level=level,
        anchor=wire_text(anchor).removeprefix("#") if anchor else None,
        linked=anchor is not False,
        help=optional_text(help),
        icon=checked_icon(icon),
        divider=_divider(divider),
        width=checked_width(width),
        text_alignment=checked_alignment(text_alignment),
        wrap=bool(wrap),
    )


def _divider(divider: Any) -> DividerColor | None:
    if divider is None or divider is False:
        return None
    if divider is True:
        return "auto"
    return one_of("divider", "gray" if divider == "grey" else divider, _COLORS)

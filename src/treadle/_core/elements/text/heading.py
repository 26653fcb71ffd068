"""`st.title`, `st.header` and `st.subheader`."""

from collections.abc import Mapping
from typing import Any, Literal, Unpack

from treadle._core.elements import parameters
from treadle._core.elements.checks import (
    checked_icon,
    clean,
    one_of,
    wire_text,
)
from treadle._core.elements.cursor import C
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import RuledHeading
from treadle._core.protocol.element import Element, TextAlignment, Width
from treadle.errors import InvalidParameterTypeError, ValueError_

from .look import look

Anchor = str | Literal[False] | None
DividerColor = Literal["auto", "red", "orange", "yellow", "blue", "green", "violet", "gray", "rainbow"]

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


@positional("body anchor")
def title(self: C, body: object, anchor: Anchor = None, **shared: Unpack[parameters.Heading]) -> C:
    """Show the title of the page. A page should have one title.

    Args:
        body: the text, in Markdown.
        anchor: the name in links to the heading (`#name`). None: made from the text. False: no anchor.

    Raises:
        ValueError_: `anchor` is not valid.

    Example:
        >>> import treadle as st
        >>> st.title("Five workers", icon="🧵")
    """
    return self.put(_heading(1, body, anchor, shared))


@positional("body anchor")
def header(self: C, body: object, anchor: Anchor = None, **shared: Unpack[RuledHeading]) -> C:
    """Show the heading of a section.

    Args:
        body: the text, in Markdown.
        anchor: the name in links to the heading (`#name`). None: made from the text. False: no anchor.

    Raises:
        ValueError_: `anchor` is not valid.

    Example:
        >>> import treadle as st
        >>> st.header("Results", divider="green")
    """
    return self.put(_heading(2, body, anchor, shared))


@positional("body anchor")
def subheader(self: C, body: object, anchor: Anchor = None, **shared: Unpack[RuledHeading]) -> C:
    """Show the heading of a subsection.

    Args:
        body: the text, in Markdown.
        anchor: the name in links to the heading (`#name`). None: made from the text. False: no anchor.

    Raises:
        ValueError_: `anchor` is not valid.

    Example:
        >>> import treadle as st
        >>> st.subheader("By worker")
    """
    return self.put(_heading(3, body, anchor, shared))


def _heading(level: int, body: object, anchor: Any, shared: Mapping[str, Any]) -> Heading:
    if anchor is True:
        raise ValueError_("anchor", ["a name", "None", "False"])
    if not (anchor is None or anchor is False or isinstance(anchor, str)):
        raise InvalidParameterTypeError("anchor", type(anchor).__name__, ["str", "None", "False"])
    return Heading(
        body=clean(body),
        level=level,
        anchor=wire_text(anchor).removeprefix("#") if anchor else None,
        linked=anchor is not False,
        icon=checked_icon(shared.get("icon")),
        divider=_divider(shared.get("divider", False)),
        **look(shared),
    )


def _divider(divider: Any) -> DividerColor | None:
    if divider is None or divider is False:
        return None
    if divider is True:
        return "auto"
    return one_of("divider", "gray" if divider == "grey" else divider, _COLORS)

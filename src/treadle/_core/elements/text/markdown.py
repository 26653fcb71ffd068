"""`st.markdown`, `st.caption` and `st.badge`."""

import re
from typing import Any, Literal

from treadle._core.elements.checks import (
    checked_alignment,
    checked_icon,
    checked_width,
    clean,
    one_of,
    optional_text,
)
from treadle._core.elements.cursor import C
from treadle._core.protocol.element import Element, TextAlignment, Width

Color = Literal["red", "orange", "yellow", "blue", "green", "violet", "gray", "grey", "primary"]
_COLORS = ("red", "orange", "yellow", "blue", "green", "violet", "gray", "grey", "primary")


class Markdown(Element, frozen=True, kw_only=True):
    """Text in Markdown."""

    body: str
    html: bool = False
    """Whether HTML in the text is shown as HTML."""
    help: str | None = None
    width: Width | Literal["auto"] = "auto"
    """`"auto"` fills a column. In a row, it is as wide as the text."""
    text_alignment: TextAlignment = "left"
    anchors: bool = True
    """Whether its headings have anchors."""
    wrap: bool = True
    cursor: str = ""
    """A text at the end while more is written."""


class Caption(Markdown, frozen=True, kw_only=True):
    """Small text in Markdown."""


def markdown(
    self: C,
    body: object,
    unsafe_allow_html: bool = False,
    *,
    help: str | None = None,
    width: Width | Literal["auto"] = "auto",
    text_alignment: TextAlignment = "left",
    anchors: bool = True,
    wrap: bool = True,
) -> C:
    r"""Show text in GitHub-flavoured Markdown.

    It can contain math, `:red[colours]`, `:blue-badge[badges]`, `:material/icons:` and emoji.

    `$x^2$` and `$$x^2$$` are formulas. A formula has no space directly inside its dollar signs, no letter or
    digit directly before them, and no digit directly after them. Other dollar signs are text, as in "from
    $117.2 billion to $119.6 billion" and "US$5". `\$` is always text. The same rules apply wherever Markdown
    is accepted: in labels, captions, headings and so on.

    Args:
        body: the text. Indentation that all lines have in common is removed.
        unsafe_allow_html: show HTML in the text as HTML. Unsafe with text that others wrote.
        help: the text of a tooltip, in Markdown.
        width: CSS pixels, "stretch", "content", or "auto" (chosen by the container).
        text_alignment: how the lines are aligned: "left", "center", "right" or "justify".
        anchors: whether headings in the text get anchors.
        wrap: whether long lines wrap. If not, they are cut off.

    Raises:
        InvalidWidthError: `width` is not valid.
        ValueError_: `text_alignment` is not left, center, right or justify.

    Example:
        >>> import treadle as st
        >>> st.markdown("Threads are :green[**welcome**].")
    """
    return self.put(
        Markdown(
            body=clean(body),
            html=bool(unsafe_allow_html),
            help=optional_text(help),
            width="auto" if width == "auto" else checked_width(width),
            text_alignment=checked_alignment(text_alignment),
            anchors=bool(anchors),
            wrap=bool(wrap),
        )
    )


def caption(
    self: C,
    body: object,
    unsafe_allow_html: bool = False,
    *,
    help: str | None = None,
    width: Width = "stretch",
    text_alignment: TextAlignment = "left",
    wrap: bool = True,
) -> C:
    """Show small text in Markdown, for notes and explanations.

    Args:
        body: the text.
        unsafe_allow_html: show HTML in the text as HTML. Unsafe with text that others wrote.
        help: the text of a tooltip, in Markdown.
        width: CSS pixels, "stretch" or "content".
        text_alignment: how the lines are aligned: "left", "center", "right" or "justify".
        wrap: whether long lines wrap. If not, they are cut off.

    Raises:
        InvalidWidthError: `width` is not valid.
        ValueError_: `text_alignment` is not left, center, right or justify.

    Example:
        >>> import treadle as st
        >>> st.caption("Measured on two cores.")
    """
    return self.put(
        Caption(
            body=clean(body),
            html=bool(unsafe_allow_html),
            help=optional_text(help),
            width=checked_width(width),
            text_alignment=checked_alignment(text_alignment),
            wrap=bool(wrap),
        )
    )


def badge(
    self: C,
    label: str,
    *,
    icon: str | None = None,
    color: Color | Any = "blue",
    width: Width = "content",
    help: str | None = None,
) -> C:
    """Show a small coloured badge, as `:blue-badge[label]` does in Markdown.

    Args:
        label: the text, in Markdown.
        icon: an emoji or `:material/icon_name:` before the text.
        color: red, orange, yellow, blue, green, violet, gray or primary.
        width: CSS pixels, "stretch" or "content".
        help: the text of a tooltip, in Markdown.

    Raises:
        ValueError_: `color` is not one of these colours.
        APIError: `icon` is not an icon.

    Example:
        >>> import treadle as st
        >>> st.badge("New", icon=":material/star:", color="green")
    """
    text = clean(label)
    if text.count("[") != text.count("]"):  # otherwise the label would end the badge, or never end it
        text = re.sub(r"(?<!\\)([\[\]])", r"\\\1", text)
    if (shown := checked_icon(icon)) is not None:
        text = f"{shown} {text}"
    return self.put(
        Markdown(
            body=f":{one_of('color', color, _COLORS)}-badge[{text}]",
            help=optional_text(help),
            width=checked_width(width),
        )
    )

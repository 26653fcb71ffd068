"""`st.markdown`, `st.caption` and `st.badge`."""

import re
from typing import Any, Literal, Unpack

from treadle._core.elements import parameters
from treadle._core.elements.checks import (
    checked_icon,
    checked_width,
    clean,
    one_of,
    optional_text,
)
from treadle._core.elements.cursor import C
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import FreeText, Label
from treadle._core.protocol.element import TextAlignment, Width
from treadle._core.protocol.long_text import LongText

from .look import look

Color = Literal["red", "orange", "yellow", "blue", "green", "violet", "gray", "grey", "primary"]
_COLORS = ("red", "orange", "yellow", "blue", "green", "violet", "gray", "grey", "primary")


class Markdown(LongText, frozen=True, kw_only=True):
    """Text in Markdown."""

    html: bool = False
    """Whether HTML in the text is shown as HTML."""
    help: str | None = None
    width: Width | Literal["auto"] = "auto"
    """`"auto"` fills a column. In a row, it is as wide as the text."""
    text_alignment: TextAlignment = "left"
    anchors: bool = True
    """Whether its headings have anchors."""
    wrap: bool = True
    stream: int = 0
    """The number of the stream that is writing the text, by which a person stops it; 0 for none."""
    cursor: str = ""
    """A text at the end while more is written."""


class Caption(Markdown, frozen=True, kw_only=True):
    """Small text in Markdown."""


@positional("body unsafe_allow_html * help width text_alignment anchors")
def markdown(
    self: C,
    body: object,
    unsafe_allow_html: bool = False,
    *,
    width: Width | Literal["auto"] = "auto",
    anchors: bool = True,
    **shared: Unpack[FreeText],
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
        width: CSS pixels, "stretch", "content", or "auto" (chosen by the container).
        anchors: whether headings in the text get anchors.

    Example:
        >>> import treadle as st
        >>> st.markdown("Threads are :green[**welcome**].")
    """
    wide: Width | Literal["auto"] = "auto" if width == "auto" else checked_width(width)
    seen = look(shared)
    return self.put(
        Markdown(
            body=clean(body),
            html=bool(unsafe_allow_html),
            help=seen["help"],
            width=wide,
            text_alignment=seen["text_alignment"],
            anchors=bool(anchors),
            wrap=seen["wrap"],
        )
    )


@positional("body unsafe_allow_html")
def caption(self: C, body: object, unsafe_allow_html: bool = False, **shared: Unpack[parameters.Text]) -> C:
    """Show small text in Markdown, for notes and explanations.

    Args:
        body: the text.
        unsafe_allow_html: show HTML in the text as HTML. Unsafe with text that others wrote.

    Example:
        >>> import treadle as st
        >>> st.caption("Measured on two cores.")
    """
    return self.put(Caption(body=clean(body), html=bool(unsafe_allow_html), **look(shared)))


@positional("label * icon color")
def badge(self: C, label: str, *, color: Color | Any = "blue", **shared: Unpack[Label]) -> C:
    """Show a small coloured badge, as `:blue-badge[label]` does in Markdown.

    Args:
        label: the text, in Markdown.
        color: red, orange, yellow, blue, green, violet, gray or primary.

    Raises:
        ValueError_: `color` is not one of these colours.

    Example:
        >>> import treadle as st
        >>> st.badge("New", icon=":material/star:", color="green")
    """
    text = clean(label)
    if text.count("[") != text.count("]"):  # otherwise the label would end the badge, or never end it
        text = re.sub(r"(?<!\\)([\[\]])", r"\\\1", text)
    if (shown := checked_icon(shared.get("icon"))) is not None:
        text = f"{shown} {text}"
    return self.put(
        Markdown(
            body=f":{one_of('color', color, _COLORS)}-badge[{text}]",
            help=optional_text(shared.get("help")),
            width=checked_width(shared.get("width", "content")),
        )
    )

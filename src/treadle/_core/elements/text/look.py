"""The parameters that all texts share, checked in one place."""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any, Literal, TypedDict

from treadle._core.elements.checks import checked_alignment, checked_width, optional_text
from treadle._core.protocol.element import TextAlignment, Width


class Look(TypedDict):
    """The properties that texts share."""

    help: str | None
    width: Width
    text_alignment: TextAlignment
    wrap: bool


_LEFT: TextAlignment = "left"
_all = itemgetter("help", "width", "text_alignment", "wrap")


def is_usual(shared: Mapping[str, Any], width: Literal["stretch", "content"] = "stretch") -> bool:
    """Return whether all properties that texts share have their defaults. False is not always right.

    Args:
        shared: the app's arguments for the parameters that texts share.
        width: the default width.
    """
    try:
        help, wide, aligned, wrap = _all(shared)
    except KeyError:  # a call that names some of them
        return not shared
    # Python makes equal names in its source one object.
    return help is None and wide is width and aligned is _LEFT and wrap is True


def look(shared: Mapping[str, Any], width: Literal["stretch", "content"] = "stretch") -> Look:
    """Return the properties that texts share, as they are sent to the browser.

    Args:
        shared: the app's arguments for the parameters that texts share. Missing ones have their defaults.
        width: the default width.

    Raises:
        InvalidWidthError: `width` is not valid.
        ValueError_: `text_alignment` is not valid.
    """
    return {
        "help": optional_text(shared.get("help")),
        "width": checked_width(shared.get("width", width)),
        "text_alignment": checked_alignment(shared.get("text_alignment", "left")),
        "wrap": bool(shared.get("wrap", True)),
    }

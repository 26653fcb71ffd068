"""What all texts are shown with, checked in one place."""

from collections.abc import Mapping
from typing import Any, Literal, TypedDict

from treadle._core.elements.checks import checked_alignment, checked_width, optional_text
from treadle._core.protocol.element import TextAlignment, Width


class Look(TypedDict):
    """The properties that texts share."""

    help: str | None
    width: Width
    text_alignment: TextAlignment
    wrap: bool


_USUAL: dict[Literal["stretch", "content"], Look] = {
    "stretch": {"help": None, "width": "stretch", "text_alignment": "left", "wrap": True},
    "content": {"help": None, "width": "content", "text_alignment": "left", "wrap": True},
}


def look(shared: Mapping[str, Any], width: Literal["stretch", "content"] = "stretch") -> Look:
    """Return the properties that texts share, as they are sent to the browser.

    Args:
        shared: the app's arguments for the parameters that texts share. Missing ones have their defaults.
        width: the default width.

    Raises:
        InvalidWidthError: `width` is not valid.
        ValueError_: `text_alignment` is not valid.
    """
    usual = _USUAL[width]
    # Nearly all texts of a page are like this, and a page has many. Python makes equal names in its source
    # one object.
    if (
        shared.get("help") is None
        and shared.get("width", width) is width
        and shared.get("text_alignment", usual["text_alignment"]) is usual["text_alignment"]
        and shared.get("wrap", True) is True
    ):
        return usual
    return {
        "help": optional_text(shared.get("help")),
        "width": checked_width(shared.get("width", width)),
        "text_alignment": checked_alignment(shared.get("text_alignment", "left")),
        "wrap": bool(shared.get("wrap", True)),
    }

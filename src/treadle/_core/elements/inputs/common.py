"""What all inputs are declared with, checked in one place."""

from collections.abc import Mapping
from typing import Any, TypedDict

from treadle._core.elements.checks import checked_width, clean, one_of, optional_text
from treadle._core.protocol.element import LabelVisibility, Width

VISIBILITIES: tuple[LabelVisibility, ...] = ("visible", "hidden", "collapsed")

MAX_TEXT = 10_000_000
"""Characters that any text from a browser may have, whatever its widget allows."""


class Look(TypedDict):
    """The properties of `Input` itself."""

    label: str
    help: str | None
    disabled: bool
    label_visibility: LabelVisibility
    width: Width


def look(label: object, shared: Mapping[str, Any], *, narrow: bool = False) -> Look:
    """Return the properties that all inputs have, in wire form.

    Args:
        label: any object; shown as text, in Markdown.
        shared: what the app gave for the parameters that inputs share; those that are not in it have their defaults.
        narrow: whether the input has a width of its own, which "content" stands for.

    Raises:
        ValueError_: `label_visibility` is none of those that there are.
        InvalidWidthError: `width` is none.
    """
    return Look(
        label=clean(label),
        help=optional_text(shared.get("help")),
        disabled=bool(shared.get("disabled", False)),
        label_visibility=one_of("label_visibility", shared.get("label_visibility", "visible"), VISIBILITIES),
        width=checked_width(shared.get("width", "content" if narrow else "stretch"), allow_content=narrow),
    )


def is_number(value: object) -> bool:
    """Whether a value from a browser is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)

"""What all inputs are declared with, checked in one place."""

from typing import Any, TypedDict

from treadle._core.elements.checks import checked_width, clean, one_of, optional_text
from treadle._core.protocol.element import LabelVisibility, Width

VISIBILITIES: tuple[LabelVisibility, ...] = ("visible", "hidden", "collapsed")

MAX_TEXT = 10_000_000
"""Characters that any text from a browser may have, whatever its widget allows."""


class Common(TypedDict):
    """The properties of `Widget` itself."""

    label: str
    help: str | None
    disabled: bool
    label_visibility: LabelVisibility
    width: Width


def common(
    label: object,
    help: object,
    disabled: object,
    label_visibility: Any,
    width: Any,
    *,
    allow_content: bool = False,
) -> Common:
    """Return what the app gave for the properties that all inputs share, in wire form.

    Args:
        label: any object; shown as text, in Markdown.
        help: the text of a tooltip, in Markdown; None for no tooltip.
        disabled: whether a person can use the input.
        label_visibility: `"visible"`, `"hidden"` (its space is kept) or `"collapsed"`.
        width: CSS pixels, `"stretch"`, or `"content"` where the input has a width of its own.
        allow_content: whether it has.

    Raises:
        ValueError_: `label_visibility` is something else.
        InvalidWidthError: `width` is.
    """
    return Common(
        label=clean(label),
        help=optional_text(help),
        disabled=bool(disabled),
        label_visibility=one_of("label_visibility", label_visibility, VISIBILITIES),
        width=checked_width(width, allow_content=allow_content),
    )


def is_number(value: object) -> bool:
    """Whether a value from a browser is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)

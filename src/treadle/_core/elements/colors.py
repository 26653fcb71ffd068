"""Colours as apps specify them."""

import re
from typing import Any

from treadle.errors import InvalidColorError

NAMED = frozenset(("red", "orange", "yellow", "green", "blue", "violet", "gray", "grey", "primary"))
"""The colours of the theme. The browser knows their values in light and dark mode."""

_HEX = re.compile(r"#?(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})", re.IGNORECASE)
_FUNCTION = re.compile(r"(?:rgb|hsl)a?\([\d\s.,%/deg-]+\)", re.IGNORECASE)


def is_color(value: Any) -> bool:
    """Return whether a value is a colour: a colour of the theme, hex, `rgb(…)`, or three or four numbers."""
    if isinstance(value, str):
        named = value.lower() in NAMED
        return (
            named
            or (value.startswith("#") and bool(_HEX.fullmatch(value)))
            or bool(_FUNCTION.fullmatch(value))
        )
    return (
        isinstance(value, tuple | list)
        and len(value) in (3, 4)
        and all(isinstance(part, int | float) and not isinstance(part, bool) for part in value)
    )


def css_color(value: Any) -> str:
    """Return a colour as CSS, or as a colour name of the theme.

    Args:
        value: a colour, see `is_color`. Its ints are 0 to 255, its floats 0 to 1. The fourth number, opacity,
            is 0 to 1, or 0 to 255 if it is an int above 1.

    Raises:
        InvalidColorError: it is not a colour.

    Example:
        >>> css_color((255, 0, 128)), css_color("Red")
        ('rgb(255 0 128)', 'red')
    """
    if not is_color(value):
        raise InvalidColorError(value)
    if isinstance(value, str):
        text = value.lower()
        return "gray" if text == "grey" else text
    channels = [
        min(255, max(0, round(part * 255) if isinstance(part, float) else part)) for part in value[:3]
    ]
    text = " ".join(map(str, channels))
    if len(value) == 3:
        return f"rgb({text})"
    opacity = value[3] / 255 if isinstance(value[3], int) and value[3] > 1 else value[3]
    return f"rgb({text} / {min(1.0, max(0.0, opacity)):.3g})"

"""`st.color_picker`."""

import re
from typing import Any, Unpack

from treadle._core.elements.cursor import Cursor
from treadle._core.elements.parameters import NarrowInput
from treadle._core.protocol.element import Input, Width
from treadle.errors import APIError, InvalidParameterTypeError

from .common import look

HEX = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")
NARROWEST = 40
"""The smallest width of the field in CSS pixels."""


class ColorPicker(Input, frozen=True, kw_only=True):
    """A field for a colour as `#rgb` or `#rrggbb`, with a picture for choosing it."""

    value: str = "#000000"
    width: Width = "content"

    def check(self, value: Any) -> str:
        """Return the value if it is a colour."""
        if not isinstance(value, str) or HEX.fullmatch(value) is None:
            raise ValueError(f"“{self.label}” takes a colour such as #00ffaa or #0fa.")
        return value

    def read(self, texts: list[str]) -> str:
        """Return the colour. The `#` is optional."""
        return f"#{texts[-1].removeprefix('#')}"


def color_picker(
    self: Cursor,
    label: str,
    value: str | None = None,
    **shared: Unpack[NarrowInput],
) -> str:
    """Show a colour picker and return the colour as `#rgb` or `#rrggbb`.

    Args:
        label: the label, in Markdown.
        value: the initial colour: `#rgb` or `#rrggbb`. None: black.

    Raises:
        InvalidParameterTypeError: `value` is not a str.
        APIError: `value` is not a colour in this form.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.text(st.color_picker("Yarn", "#c0ffee"))
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().text[0].value
        '#c0ffee'
    """
    color = "#000000" if value is None else value
    if not isinstance(color, str):
        raise InvalidParameterTypeError(
            "value",
            type(color).__name__,
            ["str", "None"],
            detail="A colour is a text such as '#00ffaa' or '#0fa'.",
        )
    if HEX.fullmatch(color) is None:
        raise APIError(
            f"`value` ({color!r}) is not a colour that `st.color_picker` can show. Write '#00ffaa' or '#0fa'."
        )
    given = look(label, shared, narrow=True)
    if isinstance(given["width"], int):
        given["width"] = max(given["width"], NARROWEST)
    field = ColorPicker(**given, value=color)
    return str(self.ask(field, shared))

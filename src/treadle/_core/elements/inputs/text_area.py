"""`st.text_area`."""

from typing import Unpack, overload

from treadle._core.elements.checks import checked_height, wire_text
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.parameters import WideInput
from treadle._core.protocol.element import Height

from .common import look
from .text_input import Text, checked_limit

LOWEST = 68
"""The height of two lines in CSS pixels. A label takes `LABEL` more."""
LABEL = 28


class TextArea(Text, frozen=True, kw_only=True):
    """A field for several lines of text. `height` includes the label; None is three lines."""

    height: Height | None = None


@overload
def text_area(
    self: Cursor,
    label: str,
    value: str = "",
    height: Height | None = None,
    max_chars: int | None = None,
    *,
    placeholder: str | None = None,
    required: bool = False,
    **shared: Unpack[WideInput],
) -> str: ...


@overload
def text_area(
    self: Cursor,
    label: str,
    value: object = "",
    height: Height | None = None,
    max_chars: int | None = None,
    *,
    placeholder: str | None = None,
    required: bool = False,
    **shared: Unpack[WideInput],
) -> str | None: ...


def text_area(
    self: Cursor,
    label: str,
    value: object = "",
    height: Height | None = None,
    max_chars: int | None = None,
    *,
    placeholder: str | None = None,
    required: bool = False,
    **shared: Unpack[WideInput],
) -> str | None:
    r"""Show a text field with several lines and return the text.

    Args:
        label: the label of the field, in Markdown.
        value: the initial text (any object is converted to str). None: the field is empty and returns None.
        height: the height of the field with its label: CSS pixels, "content" (it grows with the text) or
            "stretch". None: three lines.
        max_chars: the largest number of characters. None or 0: the server's limit.
        placeholder: the text shown while the field is empty.
        required: whether a text is required. If so, an empty text is not accepted.

    Raises:
        InvalidHeightError: `height` is not valid.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.text(len(st.text_area("Notes", "two\nlines").splitlines()))
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().text[0].value
        '2'
    """
    limit = checked_limit(max_chars)
    high = None if height is None else checked_height(height)
    if isinstance(high, int):
        high = max(high, LOWEST if shared.get("label_visibility") == "collapsed" else LOWEST + LABEL)
    field = TextArea(
        **look(label, shared),
        value=None if value is None else wire_text(value)[:limit],
        height=high,
        max_chars=limit,
        placeholder=None if placeholder is None else wire_text(placeholder) or None,
        required=bool(required),
    )
    text: str | None = self.ask(field, shared)
    return text

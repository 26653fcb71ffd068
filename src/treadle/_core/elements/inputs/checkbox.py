"""`st.checkbox` and `st.toggle`."""

from typing import Any, Unpack

from treadle._core.elements.checks import one_of
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.parameters import NarrowInput
from treadle._core.protocol.element import Input, Width

from .common import WRAP, look


class Checkbox(Input, frozen=True, kw_only=True):
    """A checkbox or switch. `wrap`: whether a long label wraps; None: the layout decides."""

    value: bool = False
    toggle: bool = False
    wrap: bool | None = None
    width: Width = "content"

    def check(self, value: Any) -> bool:
        """Return the value if it is a bool."""
        if not isinstance(value, bool):
            raise ValueError(f"“{self.label}” is either on or off.")
        return value

    def read(self, texts: list[str]) -> bool:
        """Return the value of `true` or `false`, in upper or lower case."""
        text = texts[-1].lower()
        if text not in ("true", "false"):
            raise ValueError(f"“{self.label}” is either true or false.")
        return text == "true"


def checkbox(
    self: Cursor,
    label: str,
    value: bool = False,
    *,
    wrap: bool | None = None,
    **shared: Unpack[NarrowInput],
) -> bool:
    """Show a checkbox. Return True while it is ticked.

    Args:
        label: the label, in Markdown.
        value: whether it is ticked at first.
        wrap: whether a long label wraps. False: it is cut off with an ellipsis. None: it wraps.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     if st.checkbox("I agree", value=True):
        ...         st.text("Thank you.")
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().text[0].value
        'Thank you.'
    """
    box = Checkbox(**look(label, shared, narrow=True), value=bool(value), wrap=one_of("wrap", wrap, WRAP))
    return bool(self.ask(box, shared))


def toggle(
    self: Cursor,
    label: str,
    value: bool = False,
    *,
    wrap: bool | None = None,
    **shared: Unpack[NarrowInput],
) -> bool:
    """Show a switch. Return True while it is on. Parameters and errors as in `st.checkbox`.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.text("on" if st.toggle("Light") else "off")
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().text[0].value
        'off'
    """
    switch = Checkbox(
        **look(label, shared, narrow=True), value=bool(value), wrap=one_of("wrap", wrap, WRAP), toggle=True
    )
    return bool(self.ask(switch, shared))

"""`st.progress`."""

import math
from typing import Any, Unpack

from treadle._core.elements.checks import checked_width, optional_text
from treadle._core.elements.cursor import C
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Wide
from treadle._core.protocol.element import Element, Width
from treadle.errors import InvalidParameterTypeError, ValueOutOfRangeError


class Progress(Element, frozen=True, kw_only=True):
    """A progress bar. `value` is in percent."""

    value: int
    text: str | None = None
    width: Width = "stretch"


@positional("value text width")
def progress(
    self: C,
    value: float,
    text: str | None = None,
    **shared: Unpack[Wide],
) -> C:
    """Show a progress bar and return its handle. `bar.progress(…)` moves the bar.

    Args:
        value: the progress: an int from 0 to 100, or a float from 0.0 to 1.0.
        text: a text above the bar, in Markdown.

    Raises:
        ValueOutOfRangeError: `value` is out of range.
        InvalidParameterTypeError: `value` is not a number.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     bar = st.progress(0, text="Reading")
        ...     for percent in range(101):
        ...         bar.progress(percent, text=f"Reading: {percent} %")
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().get("progress")[0].value
        100
    """
    return self.put(
        Progress(
            value=_percent(value),
            text=optional_text(text),
            width=checked_width(shared.get("width", "stretch"), allow_content=False),
        )
    )


def _percent(value: Any) -> int:
    number = value.item() if hasattr(value, "item") else value  # a NumPy number
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise InvalidParameterTypeError("value", type(value).__name__, ["int", "float"])
    if isinstance(number, int):
        if 0 <= number <= 100:
            return number
        raise ValueOutOfRangeError("value", number, 0, 100, detail="An int is a percentage.")
    # Sums of floats may exceed the limits a little.
    if -1e-9 <= number <= 1 + 1e-9:
        return min(100, max(0, math.floor(number * 100 + 1e-7)))
    raise ValueOutOfRangeError(
        "value", number, 0.0, 1.0, detail="A float is a fraction. An int is a percentage."
    )

"""`st.number_input`."""

import math
from typing import Any, Literal, TypeVar, Unpack, overload

from treadle._core.elements.checks import checked_icon, wire_text
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.parameters import WideInput
from treadle._core.protocol.element import Input
from treadle.errors import (
    APIError,
    InvalidMinMaxError,
    MixedNumericTypesError,
    ValueAboveMaxError,
    ValueBelowMinError,
)

from .common import is_number, look
from .numbers import LARGEST_INT, checked_format, number_in, plain

N = TypeVar("N", int, float)


class NumberInput(Input, frozen=True, kw_only=True):
    """A field for a number, with buttons for steps."""

    value: int | float | None = None
    integer: bool = False
    min: int | float | None = None
    max: int | float | None = None
    step: int | float
    format: str
    placeholder: str | None = None
    icon: str | None = None
    required: bool = False

    def check(self, value: Any) -> int | float | None:
        """Return the number if it has the right type and is in range.

        An emptied field returns to its default.
        """
        if value is None and not self.required:
            return self.value
        if not is_number(value) or not math.isfinite(value):
            raise ValueError(f"“{self.label}” must be a number.")
        if self.integer and value != int(value):
            raise ValueError(f"“{self.label}” must be a whole number.")
        if self.integer and abs(value) > LARGEST_INT:
            raise ValueError(
                f"“{self.label}” is too large: it must be from {-LARGEST_INT} to {LARGEST_INT}, as "
                "JavaScript cannot represent larger ones."
            )
        number = int(value) if self.integer else float(value)
        if self.min is not None and number < self.min:
            raise ValueError(f"“{self.label}” must be at least {self.min}.")
        if self.max is not None and number > self.max:
            raise ValueError(f"“{self.label}” must be at most {self.max}.")
        return number

    def read(self, texts: list[str]) -> float | None:
        """Return the number in a query parameter, None if it is empty."""
        return number_in(texts[-1]) if texts[-1] else None

    def take(self, value: Any) -> int | float | None:
        """Return the value that the app sets: a number of any library, or None."""
        if value is None:
            return None
        try:
            number = plain("value", value)
        except APIError as error:
            raise ValueError(str(error)) from error
        if self.integer and number != int(number):
            raise ValueError("it is not a whole number.")
        return self.check(number)


@overload
def number_input(
    self: Cursor,
    label: str,
    min_value: None = None,
    max_value: None = None,
    value: Literal["min"] = "min",
    step: None = None,
    format: str | None = None,
    *,
    placeholder: str | None = None,
    required: bool = False,
    icon: str | None = None,
    **shared: Unpack[WideInput],
) -> float: ...


@overload
def number_input(
    self: Cursor,
    label: str,
    min_value: N | None = None,
    max_value: N | None = None,
    value: N | Literal["min"] = "min",
    step: N | None = None,
    format: str | None = None,
    *,
    placeholder: str | None = None,
    required: bool = False,
    icon: str | None = None,
    **shared: Unpack[WideInput],
) -> N: ...


@overload
def number_input(
    self: Cursor,
    label: str,
    min_value: N | None = None,
    max_value: N | None = None,
    value: N | Literal["min"] | None = "min",
    step: N | None = None,
    format: str | None = None,
    *,
    placeholder: str | None = None,
    required: bool = False,
    icon: str | None = None,
    **shared: Unpack[WideInput],
) -> N | None: ...


def number_input(
    self: Cursor,
    label: str,
    min_value: Any = None,
    max_value: Any = None,
    value: Any = "min",
    step: Any = None,
    format: str | None = None,
    *,
    placeholder: str | None = None,
    required: bool = False,
    icon: str | None = None,
    **shared: Unpack[WideInput],
) -> Any:
    """Show a number field and return the number: an int if all numeric arguments are ints, else a float.

    Args:
        label: the label of the field, in Markdown.
        min_value: the smallest number allowed. None: no limit.
        max_value: the largest number allowed. None: no limit.
        value: the initial number. "min": `min_value`, or 0 if there is none. None: the field is empty and
            returns None.
        step: by how much the buttons change the number. None: 1 for ints, 0.01 for floats.
        format: a printf format for the number shown.
        placeholder: the text shown while the field is empty.
        required: whether a number is required. If so, the field cannot be emptied, and its form cannot be
            submitted while it is empty.
        icon: an emoji or `":material/name:"` at the left.

    Raises:
        MixedNumericTypesError: some of the numbers are int and some float.
        InvalidMinMaxError: `min_value` is above `max_value`.
        ValueBelowMinError: `value` is below `min_value`.
        ValueAboveMaxError: `value` is above `max_value`.
        InvalidNumberFormatError: `format` is not a printf format for one number.
        JSNumberBoundsError: a number is too large for JavaScript to represent exactly.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.text(st.number_input("Threads per cm", 1, 80, 24) * 2)
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().text[0].value
        '48'
    """
    given = {"value": value, "min_value": min_value, "max_value": max_value, "step": step}
    if value == "min":
        del given["value"]
    named = {name: plain(name, number) for name, number in given.items() if number is not None}
    types = {type(number) for number in named.values()}
    if len(types) > 1:
        raise MixedNumericTypesError(value, min_value, max_value, step)
    integer = types == {int}
    lowest, highest = named.get("min_value"), named.get("max_value")
    if lowest is not None and highest is not None and lowest > highest:
        raise InvalidMinMaxError(lowest, highest)
    zero = 0 if integer else 0.0
    default = None if value is None else named.get("value", zero if lowest is None else lowest)
    if default is not None and lowest is not None and default < lowest:
        raise ValueBelowMinError(default, lowest)
    if default is not None and highest is not None and default > highest:
        raise ValueAboveMaxError(default, highest)
    field = NumberInput(
        **look(label, shared),
        value=default,
        integer=integer,
        min=lowest,
        max=highest,
        step=named.get("step") or (1 if integer else 0.01),
        format=checked_format(format) or ("%d" if integer else "%0.2f"),
        placeholder=None if placeholder is None else wire_text(placeholder) or None,
        icon=checked_icon(icon),
        required=bool(required),
    )
    return self.ask(field, shared)

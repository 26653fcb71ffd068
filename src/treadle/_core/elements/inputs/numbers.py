"""Numbers and their formats, for `number_input` and `slider`."""

import math
import numbers
import re
from typing import Any

from treadle.errors import InvalidNumberFormatError, InvalidParameterTypeError, JSNumberBoundsError

LARGEST_INT = 2**53 - 1
"""Above this number, a browser cannot distinguish neighbouring integers."""

_FORMAT = re.compile(r"(?:[^%]|%%)*%[-+ 0,#]*\d*(?:\.\d+)?[difFeEgGubxXos](?:[^%]|%%)*")


def plain(name: str, number: Any) -> int | float:
    """Return a number of any library as a Python int or float.

    Args:
        name: the name of the parameter.
        number: the argument.

    Raises:
        InvalidParameterTypeError: it is not a real number.
        JSNumberBoundsError: it is infinite, NaN, or too large for JavaScript to represent exactly.
    """
    if isinstance(number, numbers.Integral):
        whole = int(number)
        if abs(whole) > LARGEST_INT:
            raise JSNumberBoundsError(
                f"`{name}` ({whole}) is too large: the largest int that JavaScript represents exactly is "
                f"{LARGEST_INT} (2**53 - 1). Use a float."
            )
        return whole
    if isinstance(number, numbers.Real):
        real = float(number)
        if not math.isfinite(real):
            raise JSNumberBoundsError(f"`{name}` ({real}) must be a finite number.")
        return real
    raise InvalidParameterTypeError(name, type(number).__name__, ["int", "float"])


def number_in(text: str) -> int | float:
    """Return the number in a query parameter.

    Raises:
        ValueError: the text is not a number.
    """
    number = float(text)
    return int(number) if number.is_integer() else number


def checked_format(format: Any) -> str | None:
    """Return a printf format.

    Raises:
        InvalidNumberFormatError: it has no conversion, several conversions, or an unknown one.
    """
    if format is None:
        return None
    if not isinstance(format, str) or _FORMAT.fullmatch(format) is None:
        raise InvalidNumberFormatError(str(format))
    return format

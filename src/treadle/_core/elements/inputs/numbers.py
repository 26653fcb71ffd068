"""What `number_input` and `slider` share: numbers as the app gives them, and formats to show them in."""

import math
import numbers
import re
from typing import Any

from treadle.errors import InvalidNumberFormatError, InvalidParameterTypeError, JSNumberBoundsError

LARGEST_INT = 2**53 - 1
"""Beyond it a browser cannot tell an integer from its neighbours."""

_FORMAT = re.compile(r"(?:[^%]|%%)*%[-+ 0,#]*\d*(?:\.\d+)?[difFeEgGubxXos](?:[^%]|%%)*")


def plain(name: str, number: Any) -> int | float:
    """Return a number of any library as Python's own int or float.

    Args:
        name: the parameter.
        number: what it was given.

    Raises:
        InvalidParameterTypeError: it is no real number.
        JSNumberBoundsError: it is infinite, not a number, or too large for a browser to hold exactly.
    """
    if isinstance(number, numbers.Integral):
        whole = int(number)
        if abs(whole) > LARGEST_INT:
            raise JSNumberBoundsError(
                f"`{name}` ({whole}) is too large: browsers are exact up to {LARGEST_INT} (2**53 - 1). Use a float."
            )
        return whole
    if isinstance(number, numbers.Real):
        real = float(number)
        if not math.isfinite(real):
            raise JSNumberBoundsError(f"`{name}` ({real}) must be a finite number.")
        return real
    raise InvalidParameterTypeError(name, type(number).__name__, ["int", "float"])


def number_in(text: str) -> int | float:
    """Return the number that a text of the address is.

    Raises:
        ValueError: it is none.
    """
    number = float(text)
    return int(number) if number.is_integer() else number


def checked_format(format: Any) -> str | None:
    """Return a printf format.

    Raises:
        InvalidNumberFormatError: it has no place for a number, or several, or one of a kind that is not known.
    """
    if format is None:
        return None
    if not isinstance(format, str) or _FORMAT.fullmatch(format) is None:
        raise InvalidNumberFormatError(str(format))
    return format

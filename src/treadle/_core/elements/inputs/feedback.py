"""`st.feedback`."""

from typing import Any, Literal, Unpack, get_args

from treadle._core.elements.checks import one_of
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import BareInput
from treadle.errors import InvalidParameterTypeError, ValueOutOfRangeError

from .common import Bare, bare, is_whole

Signs = Literal["thumbs", "faces", "stars"]
SIGNS: tuple[Signs, ...] = get_args(Signs)
COUNTS: dict[Signs, int] = {"thumbs": 2, "faces": 5, "stars": 5}


class Feedback(Bare, frozen=True, kw_only=True):
    """Signs to rate something with. `value` is how good it is, from 0; None if it is not rated."""

    options: Signs = "thumbs"
    value: int | None = None

    def check(self, value: Any) -> int | None:
        """Return the rating if it is one of the signs."""
        if value is None or (type(value) is int and 0 <= value < COUNTS[self.options]):
            return value
        raise ValueError(f"The feedback is a number from 0 to {COUNTS[self.options] - 1}.")

    def read(self, texts: list[str]) -> int | None:
        """Return the rating that a text stands for, None for an empty text."""
        return int(texts[-1]) if texts[-1] else None


@positional("options")
def feedback(
    self: Cursor,
    options: Signs = "thumbs",
    *,
    default: int | None = None,
    **shared: Unpack[BareInput],
) -> int | None:
    """Show thumbs, faces or stars to rate something.

    Return the rating from 0 (worst), or None if there is none.

    Args:
        options: "thumbs" (0 is down, 1 is up), "faces" (0 to 4) or "stars" (0 to 4).
        default: the initial rating. None: no rating.

    Raises:
        ValueOutOfRangeError: `default` is not one of these ratings.
        ValueError_: `options` is not valid.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.text(st.feedback("stars", default=3))
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().text[0].value
        '3'
    """
    signs = one_of("options", options, SIGNS)
    if default is not None:
        if not is_whole(default):
            raise InvalidParameterTypeError("default", type(default).__name__, ["int", "None"])
        if not 0 <= default < COUNTS[signs]:
            raise ValueOutOfRangeError("default", default, 0, COUNTS[signs] - 1)
    rating: int | None = self.ask(Feedback(**bare(shared), options=signs, value=default), shared)
    return rating

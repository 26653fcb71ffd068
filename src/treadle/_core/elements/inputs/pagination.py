"""`st.pagination`."""

from typing import Any, Unpack

from treadle._core.elements.cursor import Cursor
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import BareInput
from treadle.errors import APIError, InvalidParameterTypeError, ValueOutOfRangeError

from .common import Bare, bare, is_whole


class Pagination(Bare, frozen=True, kw_only=True):
    """Buttons for the pages of something. `value` is the number of the page, from 1."""

    num_pages: int
    value: int = 1
    max_visible_pages: int | None = 7
    """How many page numbers are shown at most; None for all, 0 for none."""

    def check(self, value: Any) -> int:
        """Return the number if there is such a page."""
        if type(value) is int and 1 <= value <= self.num_pages:
            return value
        raise ValueError(f"There are pages from 1 to {self.num_pages}.")

    def read(self, texts: list[str]) -> int:
        """Return the page that a text names."""
        return int(texts[-1])


@positional("num_pages")
def pagination(
    self: Cursor,
    num_pages: int,
    *,
    default: int = 1,
    max_visible_pages: int | None = 7,
    **shared: Unpack[BareInput],
) -> int:
    """Show buttons for pages. Return the number of the chosen page, from 1.

    Args:
        num_pages: the number of pages.
        default: the initial page.
        max_visible_pages: how many page numbers are shown at most. None: all. 0: only the buttons for the
            previous and the next page.

    Raises:
        APIError: `num_pages` or `max_visible_pages` is not valid.
        InvalidParameterTypeError: `default` is not an int.
        ValueOutOfRangeError: there is no page `default`.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     page = st.pagination(12, default=3)
        ...     st.text(f"rows {page * 10 - 9} to {page * 10}")
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().text[0].value
        'rows 21 to 30'
    """
    if not is_whole(num_pages) or num_pages < 1:
        raise APIError(f"`num_pages` must be an int of at least 1, and not `{num_pages!r}`.")
    if max_visible_pages is not None and (not is_whole(max_visible_pages) or max_visible_pages < 0):
        raise APIError(
            f"`max_visible_pages` must be an int of at least 0 or None, and not `{max_visible_pages!r}`."
        )
    if not is_whole(default):
        raise InvalidParameterTypeError("default", type(default).__name__, ["int"])
    if not 1 <= default <= num_pages:
        raise ValueOutOfRangeError("default", default, 1, num_pages)
    buttons = Pagination(
        **bare(shared), num_pages=num_pages, value=default, max_visible_pages=max_visible_pages
    )
    return int(self.ask(buttons, shared))

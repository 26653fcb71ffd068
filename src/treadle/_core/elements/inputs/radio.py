"""`st.radio`."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Unpack, overload

from treadle._core.elements.checks import iterable, wire_text
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.parameters import NarrowInput
from treadle._core.protocol.element import Width

from .common import look
from .options import Chosen, T, checked_index, codec, labels, listed


class Radio(Chosen, frozen=True, kw_only=True):
    """Visible options for choosing one. `value` is the option's index, None if no option was chosen."""

    value: int | None = None
    captions: tuple[str, ...] = ()
    """A text below each option; empty if there are none."""
    horizontal: bool = False
    width: Width = "content"

    def check(self, value: Any) -> int:
        """Return the value if it is the index of an option."""
        if type(value) is int and 0 <= value < len(self.options):
            return value
        raise ValueError(f"“{self.label}”: choose one of the options.")

    def take(self, value: Any) -> int | None:
        """Return the value that the app sets. The app can remove the choice; a user cannot."""
        return None if value is None else self.check(value)


@overload
def radio(
    self: Cursor,
    label: str,
    options: Iterable[T],
    index: int = 0,
    format_func: Callable[[Any], Any] = str,
    *,
    horizontal: bool = False,
    captions: Sequence[str | None] | None = None,
    **shared: Unpack[NarrowInput],
) -> T: ...


@overload
def radio(
    self: Cursor,
    label: str,
    options: Iterable[T],
    index: int | None = 0,
    format_func: Callable[[Any], Any] = str,
    *,
    horizontal: bool = False,
    captions: Sequence[str | None] | None = None,
    **shared: Unpack[NarrowInput],
) -> T | None: ...


def radio(
    self: Cursor,
    label: str,
    options: Iterable[Any],
    index: int | None = 0,
    format_func: Callable[[Any], Any] = str,
    *,
    horizontal: bool = False,
    captions: Sequence[str | None] | None = None,
    **shared: Unpack[NarrowInput],
) -> Any:
    """Show radio buttons and return the chosen option: the object itself, not its label.

    Args:
        label: the label, in Markdown.
        options: an iterable of any objects. An enum gives its members, a mapping its keys, a table its first
            column.
        index: the index of the option chosen at first. None: no option.
        format_func: a function that returns the label of an option, in Markdown.
        horizontal: whether the options are in a row.
        captions: a small text for each option, in Markdown.

    Returns:
        The chosen option, None if no option was chosen.

    Raises:
        ValueOutOfRangeError: `index` is not the index of an option.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.text(st.radio("Pattern", ["Plain", "Twill", "Satin"], index=1))
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().text[0].value
        'Twill'
    """
    choices = listed(options)
    below = [wire_text("" if text is None else text) for text in iterable("captions", captions or ())]
    below = below[: len(choices)]
    buttons = Radio(
        **look(label, shared, narrow=True),
        options=labels(choices, format_func),
        value=checked_index(index, len(choices)),
        captions=tuple(below + [""] * (len(choices) - len(below))) if any(below) else (),
        horizontal=bool(horizontal),
    )
    return self.ask(buttons, shared, codec=codec(choices, format_func))

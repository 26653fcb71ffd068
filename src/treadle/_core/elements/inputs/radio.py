"""`st.radio`."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Unpack, overload

from treadle._core.elements.checks import wire_text
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.parameters import NarrowInput
from treadle._core.protocol.element import Width

from .common import look
from .options import Chosen, T, checked_index, codec, labels, listed


class Radio(Chosen, frozen=True, kw_only=True):
    """Options of which one is chosen, all in view. `value` is the option's index, None before any was chosen."""

    value: int | None = None
    captions: tuple[str, ...] = ()
    """A line below each option, as many as there are options; or none."""
    horizontal: bool = False
    width: Width = "content"

    def check(self, value: Any) -> int:
        """Return the choice if it is one of the options."""
        if type(value) is int and 0 <= value < len(self.options):
            return value
        raise ValueError(f"“{self.label}”: choose one of the options.")

    def take(self, value: Any) -> int | None:
        """Return what the app sets: it may take the choice back, as a person cannot."""
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
    """Show options side by side or one below the other, and return the chosen one: the object itself, not its text.

    Args:
        label: what is to be chosen, in Markdown.
        options: any iterable of any objects; of an enum its members, of a mapping its keys, of a table its first column.
        index: which option is chosen at first; None for none.
        format_func: gives the text that is shown for an option, in Markdown.
        horizontal: whether the options stand in a row.
        captions: a small text for each option, in Markdown.

    Returns:
        The chosen option; None before any was chosen.

    Raises:
        ValueOutOfRangeError: there is no option `index`.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.text(st.radio("Pattern", ["Plain", "Twill", "Satin"], index=1))
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().text[0].value
        'Twill'
    """
    choices = listed(options)
    below = [wire_text("" if text is None else text) for text in captions or ()][: len(choices)]
    buttons = Radio(
        **look(label, shared, narrow=True),
        options=labels(choices, format_func),
        value=checked_index(index, len(choices)),
        captions=tuple(below + [""] * (len(choices) - len(below))) if any(below) else (),
        horizontal=bool(horizontal),
    )
    return self.ask(buttons, shared, codec=codec(choices, format_func))

"""`st.radio`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar, overload

from treadle._core.elements.checks import wire_text
from treadle._core.elements.cursor import Cursor, Key, OnChange, unsupported
from treadle._core.protocol.element import LabelVisibility, Widget, Width

from .common import common
from .options import checked_index, codec, labels, listed

T = TypeVar("T")


class Radio(Widget, frozen=True, kw_only=True):
    """Options of which one is chosen, all in view. `value` is the option's index, None before any was chosen."""

    options: tuple[str, ...]
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
    key: Key | None = None,
    help: str | None = None,
    on_change: OnChange = "rerun",
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    *,
    disabled: bool = False,
    horizontal: bool = False,
    captions: Sequence[str | None] | None = None,
    label_visibility: LabelVisibility = "visible",
    width: Width = "content",
    bind: Any = None,
    persist_state: Any = None,
) -> T: ...


@overload
def radio(
    self: Cursor,
    label: str,
    options: Iterable[T],
    index: int | None = 0,
    format_func: Callable[[Any], Any] = str,
    key: Key | None = None,
    help: str | None = None,
    on_change: OnChange = "rerun",
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    *,
    disabled: bool = False,
    horizontal: bool = False,
    captions: Sequence[str | None] | None = None,
    label_visibility: LabelVisibility = "visible",
    width: Width = "content",
    bind: Any = None,
    persist_state: Any = None,
) -> T | None: ...


def radio(
    self: Cursor,
    label: str,
    options: Iterable[Any],
    index: int | None = 0,
    format_func: Callable[[Any], Any] = str,
    key: Key | None = None,
    help: str | None = None,
    on_change: OnChange = "rerun",
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    *,
    disabled: bool = False,
    horizontal: bool = False,
    captions: Sequence[str | None] | None = None,
    label_visibility: LabelVisibility = "visible",
    width: Width = "content",
    bind: Any = None,
    persist_state: Any = None,
) -> Any:
    """Show options side by side or one below the other, and return the chosen one: the object itself, not its text.

    Args:
        label: what is to be chosen, in Markdown.
        options: any iterable of any objects; of an enum its members, of a mapping its keys, of a table its first column.
        index: which option is chosen at first; None for none.
        format_func: gives the text that is shown for an option, in Markdown.
        key: the app's name for it, also in `st.session_state`.
        help: the text of a tooltip beside the label, in Markdown.
        on_change: called before the rerun that a change causes; "ignore" keeps changes without a rerun.
        args: positional arguments of the callback.
        kwargs: keyword arguments of the callback.
        disabled: whether a person can change it.
        horizontal: whether the options stand in a row.
        captions: a small text for each option, in Markdown.
        label_visibility: "hidden" keeps the label's space, "collapsed" does not; screen readers read it in any case.
        width: CSS pixels, "stretch" or "content".
        bind: not supported yet.
        persist_state: not supported yet.

    Returns:
        The chosen option; None before any was chosen.

    Raises:
        ValueOutOfRangeError: there is no option `index`.
        DuplicateElementKey: another element of this run has the key.
        DuplicateElementId: the same options were shown before in this run, and neither has a key.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.text(st.radio("Pattern", ["Plain", "Twill", "Satin"], index=1))
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().text[0].value
        'Twill'
    """
    unsupported(bind=(bind, None), persist_state=(persist_state, None))
    choices = listed(options)
    below = [wire_text("" if text is None else text) for text in captions or ()][: len(choices)]
    buttons = Radio(
        **common(label, help, disabled, label_visibility, width, allow_content=True),
        options=labels(choices, format_func),
        value=checked_index(index, len(choices)),
        captions=tuple(below + [""] * (len(choices) - len(below))) if any(below) else (),
        horizontal=bool(horizontal),
    )
    return self.ask(
        buttons, key=key, codec=codec(choices, format_func), on_change=on_change, args=args, kwargs=kwargs
    )

"""`st.selectbox`."""

from collections.abc import Callable, Iterable
from typing import Any, Literal, Unpack, overload

from treadle._core.elements.checks import checked_icon, one_of, wire_text
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.parameters import WideInput
from treadle.errors import IncompatibleParametersError

from .common import MAX_TEXT, look
from .options import Chosen, T, checked_index, codec, labels, listed

FilterMode = Literal["fuzzy", "contains", "prefix"]
FILTER_MODES: tuple[FilterMode, ...] = ("fuzzy", "contains", "prefix")


class Selectbox(Chosen, frozen=True, kw_only=True):
    """A list to choose one option from. `value` is the option's index, None for no choice, or a text that was added."""

    value: int | str | None = None
    placeholder: str | None = None
    icon: str | None = None
    required: bool = False
    clearable: bool = False
    """Whether a person can take the choice back."""
    accept_new_options: bool = False
    filter_mode: FilterMode | None = "fuzzy"

    def check(self, value: Any) -> int | str | None:
        """Return the choice if it is one of the options, or may be new, or may be none."""
        if value is None and self.clearable:
            return None
        if type(value) is int and 0 <= value < len(self.options):
            return value
        if self.accept_new_options and isinstance(value, str) and 0 < len(value.strip()) <= MAX_TEXT:
            return self._known(value.strip())
        raise ValueError(f"“{self.label}”: choose one of the options.")

    def take(self, value: Any) -> int | str | None:
        """Return what the app sets: it may always take the choice back."""
        return None if value is None else self.check(value)

    def _known(self, text: str) -> int | str:
        folded = text.casefold()
        return next((i for i, option in enumerate(self.options) if option.casefold() == folded), text)


@overload
def selectbox(
    self: Cursor,
    label: str,
    options: Iterable[T],
    index: int = 0,
    format_func: Callable[[Any], str] = str,
    *,
    placeholder: str | None = None,
    required: bool = False,
    icon: str | None = None,
    accept_new_options: Literal[False] = False,
    filter_mode: FilterMode | None = "fuzzy",
    **shared: Unpack[WideInput],
) -> T: ...


@overload
def selectbox(
    self: Cursor,
    label: str,
    options: Iterable[T],
    index: int | None = 0,
    format_func: Callable[[Any], str] = str,
    *,
    placeholder: str | None = None,
    required: bool = False,
    icon: str | None = None,
    accept_new_options: Literal[False] = False,
    filter_mode: FilterMode | None = "fuzzy",
    **shared: Unpack[WideInput],
) -> T | None: ...


@overload
def selectbox(
    self: Cursor,
    label: str,
    options: Iterable[T],
    index: int | None = 0,
    format_func: Callable[[Any], str] = str,
    *,
    placeholder: str | None = None,
    required: bool = False,
    icon: str | None = None,
    accept_new_options: bool = False,
    filter_mode: FilterMode | None = "fuzzy",
    **shared: Unpack[WideInput],
) -> T | str | None: ...


def selectbox(
    self: Cursor,
    label: str,
    options: Iterable[Any],
    index: int | None = 0,
    format_func: Callable[[Any], str] = str,
    *,
    placeholder: str | None = None,
    required: bool = False,
    icon: str | None = None,
    accept_new_options: bool = False,
    filter_mode: FilterMode | None = "fuzzy",
    **shared: Unpack[WideInput],
) -> Any:
    """Show a list that opens, and return the option that is chosen: the object itself, not its text.

    Args:
        label: what is to be chosen, in Markdown.
        options: any iterable of any objects; of an enum its members, of a mapping its keys, of a table its first column.
        index: which option is chosen at first; None for none.
        format_func: gives the text that is shown for an option, as it is: it stands in a field, which knows no Markdown.
        placeholder: what is shown while nothing is chosen.
        required: whether a choice cannot be taken back, and a form cannot be submitted without one.
        icon: an emoji or `":material/name:"` at the left.
        accept_new_options: whether a text that is no option can be entered; it is returned as it is.
        filter_mode: how typing narrows the list: "fuzzy", "contains", "prefix"; None for not at all.

    Returns:
        The chosen option, a text that was added, or None.

    Raises:
        ValueOutOfRangeError: there is no option `index`.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     price = st.selectbox("Fibre", [12, 30], format_func={12: "Linen", 30: "Silk"}.get)
        ...     st.text(f"{price} a metre")
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().text[0].value
        '12 a metre'
    """
    if filter_mode is None and accept_new_options:
        raise IncompatibleParametersError(
            "filter_mode=None",
            "accept_new_options=True",
            explanation="What cannot be typed in cannot be new.",
        )
    choices = listed(options)
    box = Selectbox(
        **look(label, shared),
        options=labels(choices, format_func),
        value=checked_index(index, len(choices)),
        placeholder=None if placeholder is None else wire_text(placeholder),
        icon=checked_icon(icon),
        required=bool(required),
        clearable=index is None and not required,
        accept_new_options=bool(accept_new_options),
        filter_mode=None if filter_mode is None else one_of("filter_mode", filter_mode, FILTER_MODES),
    )
    travel = codec(choices, format_func, new=box.accept_new_options)
    return self.ask(box, shared, codec=travel)

"""`st.selectbox`."""

from collections.abc import Callable, Iterable
from typing import Any, Literal, Unpack, overload

from treadle._core.elements.checks import checked_icon, one_of, wire_text
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.parameters import WideInput
from treadle.errors import IncompatibleParametersError

from .common import MAX_TEXT, look
from .options import Chosen, T, checked_index, choice_of, codec, labels, listed

FilterMode = Literal["fuzzy", "contains", "prefix"]
FILTER_MODES: tuple[FilterMode, ...] = ("fuzzy", "contains", "prefix")


class Selectbox(Chosen, frozen=True, kw_only=True):
    """A list for choosing one option. `value` is the option's index, None for no choice, or an added text."""

    value: int | str | None = None
    placeholder: str | None = None
    icon: str | None = None
    required: bool = False
    clearable: bool = False
    """Whether a person can remove the choice."""
    accept_new_options: bool = False
    filter_mode: FilterMode | None = "fuzzy"

    def check(self, value: Any) -> int | str | None:
        """Return the choice if it is an option, or can be added, or can be missing."""
        if value is None and self.clearable:
            return None
        if type(value) is int and 0 <= value < len(self.options):
            return value
        if self.accept_new_options and isinstance(value, str) and 0 < len(value.strip()) <= MAX_TEXT:
            return choice_of(value.strip(), self.options)
        raise ValueError(f"“{self.label}”: choose one of the options.")

    def take(self, value: Any) -> int | str | None:
        """Return the value that the app sets. The app can always remove the choice."""
        return None if value is None else self.check(value)


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
    """Show a drop-down list and return the chosen option: the object itself, not its label.

    Args:
        label: the label, in Markdown.
        options: an iterable of any objects. An enum gives its members, a mapping its keys, a table its first
            column.
        index: the index of the option chosen at first. None: no option.
        format_func: a function that returns the label of an option, as plain text (no Markdown).
        placeholder: the text shown while no option is chosen.
        required: whether a choice is required. If so, it cannot be removed, and its form cannot be submitted
            without one.
        icon: an emoji or `":material/name:"` at the left.
        accept_new_options: whether the user can enter a text that is not an option. It is returned as a str.
        filter_mode: how typing filters the list: "fuzzy", "contains" or "prefix". None: no filter.

    Returns:
        The chosen option, a text that the user entered, or None.

    Raises:
        ValueOutOfRangeError: `index` is not the index of an option.

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
            explanation="Without a filter the user cannot type, and so cannot add options.",
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

"""`st.selectbox`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, TypeVar, overload

from treadle._core.elements.checks import checked_icon, one_of, wire_text
from treadle._core.elements.cursor import Cursor, Key, OnChange, unsupported
from treadle._core.protocol.element import LabelVisibility, Widget, Width
from treadle.errors import IncompatibleParametersError

from .common import MAX_TEXT, common
from .options import checked_index, codec, labels, listed

T = TypeVar("T")

FilterMode = Literal["fuzzy", "contains", "prefix"]
FILTER_MODES: tuple[FilterMode, ...] = ("fuzzy", "contains", "prefix")


class Selectbox(Widget, frozen=True, kw_only=True):
    """A list to choose one option from. `value` is the option's index, None for no choice, or a text that was added."""

    options: tuple[str, ...]
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
    key: Key | None = None,
    help: str | None = None,
    on_change: OnChange = "rerun",
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    *,
    placeholder: str | None = None,
    disabled: bool = False,
    required: bool = False,
    label_visibility: LabelVisibility = "visible",
    icon: str | None = None,
    accept_new_options: Literal[False] = False,
    filter_mode: FilterMode | None = "fuzzy",
    width: Width = "stretch",
    bind: Any = None,
    persist_state: Any = None,
) -> T: ...


@overload
def selectbox(
    self: Cursor,
    label: str,
    options: Iterable[T],
    index: int | None = 0,
    format_func: Callable[[Any], str] = str,
    key: Key | None = None,
    help: str | None = None,
    on_change: OnChange = "rerun",
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    *,
    placeholder: str | None = None,
    disabled: bool = False,
    required: bool = False,
    label_visibility: LabelVisibility = "visible",
    icon: str | None = None,
    accept_new_options: bool = False,
    filter_mode: FilterMode | None = "fuzzy",
    width: Width = "stretch",
    bind: Any = None,
    persist_state: Any = None,
) -> T | str | None: ...


def selectbox(
    self: Cursor,
    label: str,
    options: Iterable[Any],
    index: int | None = 0,
    format_func: Callable[[Any], str] = str,
    key: Key | None = None,
    help: str | None = None,
    on_change: OnChange = "rerun",
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    *,
    placeholder: str | None = None,
    disabled: bool = False,
    required: bool = False,
    label_visibility: LabelVisibility = "visible",
    icon: str | None = None,
    accept_new_options: bool = False,
    filter_mode: FilterMode | None = "fuzzy",
    width: Width = "stretch",
    bind: Any = None,
    persist_state: Any = None,
) -> Any:
    """Show a list that opens, and return the option that is chosen: the object itself, not its text.

    Args:
        label: what is to be chosen, in Markdown.
        options: any iterable of any objects; of an enum its members, of a mapping its keys, of a table its first column.
        index: which option is chosen at first; None for none.
        format_func: gives the text that is shown for an option, as it is: it stands in a field, which knows no Markdown.
        key: the app's name for it, also in `st.session_state`.
        help: the text of a tooltip beside the label, in Markdown.
        on_change: called before the rerun that a change causes; "ignore" keeps changes without a rerun.
        args: positional arguments of the callback.
        kwargs: keyword arguments of the callback.
        placeholder: what is shown while nothing is chosen.
        disabled: whether a person can change it.
        required: whether a choice cannot be taken back, and a form cannot be submitted without one.
        label_visibility: "hidden" keeps the label's space, "collapsed" does not; screen readers read it in any case.
        icon: an emoji or `":material/name:"` at the left.
        accept_new_options: whether a text that is no option can be entered; it is returned as it is.
        filter_mode: how typing narrows the list: "fuzzy", "contains", "prefix"; None for not at all.
        width: CSS pixels or "stretch".
        bind: not supported yet.
        persist_state: not supported yet.

    Returns:
        The chosen option, a text that was added, or None.

    Raises:
        ValueOutOfRangeError: there is no option `index`.
        DuplicateElementKey: another element of this run has the key.
        DuplicateElementId: the same list was shown before in this run, and neither has a key.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     price = st.selectbox("Fibre", [12, 30], format_func={12: "Linen", 30: "Silk"}.get)
        ...     st.text(f"{price} a metre")
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().text[0].value
        '12 a metre'
    """
    unsupported(bind=(bind, None), persist_state=(persist_state, None))
    if filter_mode is None and accept_new_options:
        raise IncompatibleParametersError(
            "filter_mode=None",
            "accept_new_options=True",
            explanation="What cannot be typed in cannot be new.",
        )
    choices = listed(options)
    box = Selectbox(
        **common(label, help, disabled, label_visibility, width),
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
    return self.ask(box, key=key, codec=travel, on_change=on_change, args=args, kwargs=kwargs)

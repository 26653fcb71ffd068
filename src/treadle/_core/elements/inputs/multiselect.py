"""`st.multiselect`."""

from collections.abc import Callable, Iterable
from numbers import Integral
from typing import Any, Literal, Unpack, overload

from treadle._core.elements.checks import one_of, wire_text
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.parameters import WideInput
from treadle.errors import (
    IncompatibleParametersError,
    InvalidParameterTypeError,
    SelectionCountExceedsMaxError,
    ValueError_,
)

from .common import MAX_TEXT, WRAP, look
from .options import Several, T, choice_of, default_indexes, labels, listed, several
from .selectbox import FILTER_MODES, FilterMode

SELECT_ALL = 1000
"""The largest number of options that a person can choose all at once, unless the app sets another one."""

ALWAYS = 2**31 - 1


class Multiselect(Several, frozen=True, kw_only=True):
    """A list for choosing several options.

    `value` has the index of each chosen option, or the text of an added one.
    """

    value: tuple[int | str, ...] = ()
    placeholder: str | None = None
    max_selections: int | None = None
    accept_new_options: bool = False
    filter_mode: FilterMode | None = "fuzzy"
    select_all: int = SELECT_ALL
    """The largest number of options that one click can choose."""
    wrap: bool | None = None

    def check(self, value: Any) -> tuple[int | str, ...]:
        """Return the choices if each is an option, or can be added, and there are not too many."""
        chosen = super().check(value)
        if self.max_selections is not None and len(chosen) > self.max_selections:
            raise ValueError(f"“{self.label}”: choose at most {self.max_selections}.")
        return chosen

    def take(self, value: Any) -> tuple[int | str, ...]:
        """Return the choices that the app sets.

        Raises:
            SelectionCountExceedsMaxError: there are too many.
        """
        if self.max_selections is not None and len(value) > self.max_selections:
            raise SelectionCountExceedsMaxError(len(value), self.max_selections)
        return self.check(value)

    def read(self, texts: list[str]) -> list[int | str]:
        """Return the choices with these labels, up to the largest allowed number."""
        return super().read(texts)[: self.max_selections]

    def added(self, text: str) -> int | str:
        """Return the choice for a text that a person has entered."""
        entered = text.strip()
        if not self.accept_new_options or not 0 < len(entered) <= MAX_TEXT:
            return super().added(text)
        return choice_of(entered, self.options)


@overload
def multiselect(
    self: Cursor,
    label: str,
    options: Iterable[T],
    default: Any = None,
    format_func: Callable[[Any], str] = str,
    *,
    max_selections: int | None = None,
    placeholder: str | None = None,
    accept_new_options: Literal[False] = False,
    filter_mode: FilterMode | None = "fuzzy",
    select_all: bool | int = 1000,
    wrap: bool | None = None,
    **shared: Unpack[WideInput],
) -> list[T]: ...


@overload
def multiselect(
    self: Cursor,
    label: str,
    options: Iterable[T],
    default: Any = None,
    format_func: Callable[[Any], str] = str,
    *,
    max_selections: int | None = None,
    placeholder: str | None = None,
    accept_new_options: bool = False,
    filter_mode: FilterMode | None = "fuzzy",
    select_all: bool | int = 1000,
    wrap: bool | None = None,
    **shared: Unpack[WideInput],
) -> list[T | str]: ...


def multiselect(
    self: Cursor,
    label: str,
    options: Iterable[Any],
    default: Any = None,
    format_func: Callable[[Any], str] = str,
    *,
    max_selections: int | None = None,
    placeholder: str | None = None,
    accept_new_options: bool = False,
    filter_mode: FilterMode | None = "fuzzy",
    select_all: bool | int = 1000,
    wrap: bool | None = None,
    **shared: Unpack[WideInput],
) -> list[Any]:
    """Show a drop-down list from which several options can be chosen.

    Return these options in the order of choice.

    Args:
        label: the label, in Markdown.
        options: an iterable of any objects. An enum gives its members, a mapping its keys, a table its first
            column.
        default: the options chosen at first: an iterable, or one option.
        format_func: a function that returns the label of an option, as plain text (no Markdown).
        max_selections: the largest number of choices. None: no limit.
        placeholder: the text shown while no option is chosen.
        accept_new_options: whether the user can enter texts that are not options. They are returned as str.
        filter_mode: how typing filters the list: "fuzzy", "contains" or "prefix". None: no filter.
        select_all: whether the user can choose all options in the list at once. A number: only if there are
            at most that many.
        wrap: whether choices that do not fit into one row continue in more rows. False: one row, which
            scrolls. None: in several rows.

    Raises:
        DefaultNotInOptionsError: a default is not one of the options.
        SelectionCountExceedsMaxError: there are more choices than `max_selections`.
        ValueError_: `max_selections` or `select_all` is not valid.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.text(st.multiselect("Fibres", ["Linen", "Wool", "Silk"], ["Silk"]))
        >>> from treadle.testing import AppTest
        >>> at = AppTest.from_function(app).run()
        >>> at.multiselect[0].select("Linen").run().text[0].value
        "['Silk', 'Linen']"
    """
    if filter_mode is None and accept_new_options:
        raise IncompatibleParametersError(
            "filter_mode=None",
            "accept_new_options=True",
            explanation="Without a filter the user cannot type, and so cannot add options.",
        )
    choices = listed(options)
    box = Multiselect(
        **look(label, shared),
        options=labels(choices, format_func),
        placeholder=None if placeholder is None else wire_text(placeholder),
        max_selections=_checked_max(max_selections),
        accept_new_options=bool(accept_new_options),
        filter_mode=None if filter_mode is None else one_of("filter_mode", filter_mode, FILTER_MODES),
        select_all=_checked_select_all(select_all),
        wrap=one_of("wrap", wrap, WRAP),
        value=default_indexes(default, choices, format_func),
    )
    if box.max_selections is not None and len(box.value) > box.max_selections:
        raise SelectionCountExceedsMaxError(len(box.value), box.max_selections)
    chosen = self.ask(box, shared, codec=several(choices, format_func, new=box.accept_new_options))
    return list(chosen)


def _checked_max(count: Any) -> int | None:
    if count is None:
        return None
    if isinstance(count, bool) or not isinstance(count, Integral) or count < 1:
        raise ValueError_(
            "max_selections", ["an int above 0", "None. To have nothing chosen, set `disabled=True`"]
        )
    return int(count)


def _checked_select_all(limit: Any) -> int:
    if isinstance(limit, bool):
        return ALWAYS if limit else 0
    if not isinstance(limit, int):
        raise InvalidParameterTypeError("select_all", type(limit).__name__, ["bool", "int"])
    if limit < 0:
        raise ValueError_("select_all", ["True", "False", "an int of at least 0"])
    return min(limit, ALWAYS)

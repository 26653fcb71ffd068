"""`st.pills` and `st.segmented_control`."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, Literal, Unpack, get_args, overload

from treadle._core.elements.checks import one_of
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import NarrowInput
from treadle._core.protocol.element import Width
from treadle._core.session.widgets import Codec
from treadle.errors import APIError, IncompatibleParametersError

from .common import WRAP, look
from .options import Several, T, default_indexes, labels, listed, several

SelectionMode = Literal["single", "multi"]
MODES: tuple[SelectionMode, ...] = get_args(SelectionMode)


class ButtonGroup(Several, frozen=True, kw_only=True):
    """Options as buttons side by side, for choosing one or several. `value` has their indexes."""

    abstract: ClassVar[bool] = True
    multiple: bool = False
    required: bool = False
    """Whether the choice can be changed but not taken back."""
    wrap: bool | None = None
    width: Width = "content"

    def check(self, value: Any) -> tuple[int | str, ...]:
        """Return the choices if there are as many as there may be."""
        chosen = super().check(value)
        if len(chosen) > 1 and not self.multiple:
            raise ValueError(f"“{self.label}”: choose one option.")
        if self.required and not chosen:
            raise ValueError(f"“{self.label}”: choose an option.")
        return chosen

    def take(self, value: Any) -> tuple[int | str, ...]:
        """Return the choices that the app makes. It can always take a choice back."""
        return () if not value else self.check(value)


class Pills(ButtonGroup, frozen=True, kw_only=True):
    """Options as pills."""


class SegmentedControl(ButtonGroup, frozen=True, kw_only=True):
    """Options as the segments of one button."""


@overload
def pills(
    self: Cursor,
    label: str,
    options: Iterable[T],
    *,
    selection_mode: Literal["single"] = "single",
    default: T | None = None,
    required: bool = False,
    format_func: Callable[[Any], str] | None = None,
    wrap: bool | None = None,
    **shared: Unpack[NarrowInput],
) -> T | None: ...


@overload
def pills(
    self: Cursor,
    label: str,
    options: Iterable[T],
    *,
    selection_mode: Literal["multi"],
    default: Sequence[T] | T | None = None,
    required: bool = False,
    format_func: Callable[[Any], str] | None = None,
    wrap: bool | None = None,
    **shared: Unpack[NarrowInput],
) -> list[T]: ...


@overload
def pills(
    self: Cursor,
    label: str,
    options: Iterable[T],
    *,
    selection_mode: SelectionMode = "single",
    default: Any = None,
    required: bool = False,
    format_func: Callable[[Any], str] | None = None,
    wrap: bool | None = None,
    **shared: Unpack[NarrowInput],
) -> T | list[T] | None: ...


@positional("label options")
def pills(
    self: Cursor,
    label: str,
    options: Iterable[Any],
    *,
    selection_mode: SelectionMode = "single",
    default: Any = None,
    required: bool = False,
    format_func: Callable[[Any], str] | None = None,
    wrap: bool | None = None,
    **shared: Unpack[NarrowInput],
) -> Any:
    """Show options as pills. Return the chosen option, or a list of the chosen options.

    Args:
        label: the label, in Markdown.
        options: an iterable of any objects. An enum gives its members, a mapping its keys, a table its first
            column.
        selection_mode: "single" (one option can be chosen) or "multi" (several can be chosen).
        default: the option or options chosen at first.
        required: whether a choice is required. If so, it cannot be removed, and its form cannot be submitted
            without one. Only for "single".
        format_func: a function that returns the label of an option, in Markdown. None: `str`.
        wrap: whether options that do not fit into one row continue in more rows. False: one row, which
            scrolls. None: in several rows.

    Returns:
        For "single", the chosen option, or None if there is none. For "multi", a list.

    Raises:
        DefaultNotInOptionsError: a default is not one of the options.
        APIError: `default` has several options, and `selection_mode` is "single".
        IncompatibleParametersError: `required` is set, and `selection_mode` is "multi".
        ValueError_: `selection_mode` is not valid.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     fibres = ["Linen", "Wool", "Silk"]
        ...     st.text(st.pills("Fibres", fibres, selection_mode="multi", default="Silk"))
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().text[0].value
        "['Silk']"
    """
    return _ask(self, Pills, label, options, selection_mode, default, required, format_func, wrap, shared)


@overload
def segmented_control(
    self: Cursor,
    label: str,
    options: Iterable[T],
    *,
    selection_mode: Literal["single"] = "single",
    default: T | None = None,
    required: bool = False,
    format_func: Callable[[Any], str] | None = None,
    wrap: bool | None = None,
    **shared: Unpack[NarrowInput],
) -> T | None: ...


@overload
def segmented_control(
    self: Cursor,
    label: str,
    options: Iterable[T],
    *,
    selection_mode: Literal["multi"],
    default: Sequence[T] | T | None = None,
    required: bool = False,
    format_func: Callable[[Any], str] | None = None,
    wrap: bool | None = None,
    **shared: Unpack[NarrowInput],
) -> list[T]: ...


@overload
def segmented_control(
    self: Cursor,
    label: str,
    options: Iterable[T],
    *,
    selection_mode: SelectionMode = "single",
    default: Any = None,
    required: bool = False,
    format_func: Callable[[Any], str] | None = None,
    wrap: bool | None = None,
    **shared: Unpack[NarrowInput],
) -> T | list[T] | None: ...


@positional("label options")
def segmented_control(
    self: Cursor,
    label: str,
    options: Iterable[Any],
    *,
    selection_mode: SelectionMode = "single",
    default: Any = None,
    required: bool = False,
    format_func: Callable[[Any], str] | None = None,
    wrap: bool | None = None,
    **shared: Unpack[NarrowInput],
) -> Any:
    """Show options as the segments of one button. Return the chosen option, or a list of several.

    Args:
        label: the label, in Markdown.
        options: an iterable of any objects. An enum gives its members, a mapping its keys, a table its first
            column.
        selection_mode: "single" (one option can be chosen) or "multi" (several can be chosen).
        default: the option or options chosen at first.
        required: whether a choice is required. If so, it cannot be removed, and its form cannot be submitted
            without one. Only for "single".
        format_func: a function that returns the label of an option, in Markdown. None: `str`.
        wrap: whether options that do not fit into one row continue in more rows. False: one row, which
            scrolls. None: in several rows.

    Returns:
        For "single", the chosen option, or None if there is none. For "multi", a list.

    Raises:
        DefaultNotInOptionsError: a default is not one of the options.
        APIError: `default` has several options, and `selection_mode` is "single".
        IncompatibleParametersError: `required` is set, and `selection_mode` is "multi".
        ValueError_: `selection_mode` is not valid.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.text(st.segmented_control("View", ["Day", "Week", "Month"], default="Week"))
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().text[0].value
        'Week'
    """
    return _ask(
        self, SegmentedControl, label, options, selection_mode, default, required, format_func, wrap, shared
    )


def _ask(
    cursor: Cursor,
    kind: type[ButtonGroup],
    label: str,
    options: Any,
    selection_mode: Any,
    default: Any,
    required: bool,
    format_func: Callable[[Any], str] | None,
    wrap: bool | None,
    shared: NarrowInput,
) -> Any:
    multiple = one_of("selection_mode", selection_mode, MODES) == "multi"
    if required and multiple:
        raise IncompatibleParametersError(
            "required=True", "selection_mode='multi'", explanation="A choice of several can be empty."
        )
    choices, name = listed(options), format_func or str
    chosen = default_indexes(default, choices, name)
    if len(chosen) > 1 and not multiple:
        raise APIError(
            f"`default` has {len(chosen)} options, and `selection_mode` is 'single'. Pass one option, or "
            "`selection_mode='multi'`."
        )
    group = kind(
        **look(label, shared, narrow=True),
        options=labels(choices, name),
        value=chosen,
        multiple=multiple,
        required=bool(required),
        wrap=one_of("wrap", wrap, WRAP),
    )
    travel = several(choices, name)
    return cursor.ask(group, shared, codec=travel if multiple else _single(travel))


def _single(travel: Codec) -> Codec:
    """Return the codec for one choice or none, from that for several."""

    def decode(wire: tuple[int, ...]) -> Any:
        chosen = travel.decode(wire)
        return chosen[0] if chosen else None

    return Codec(decode, lambda value: () if value is None else travel.encode([value]))

"""`st.select_slider`."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Unpack, overload

from treadle._core.elements.cursor import Cursor
from treadle._core.elements.parameters import WideInput
from treadle._core.session.widgets import Codec
from treadle.errors import MissingRequiredParameterError, ValueError_

from .common import held, look
from .options import Several, T, find, labels, listed


class SelectSlider(Several, frozen=True, kw_only=True):
    """A slider along options, with one or two handles. `value` has the index of the option at each handle."""

    value: tuple[int | str, ...] = (0,)

    def check(self, value: Any) -> tuple[int | str, ...]:
        """Return the positions of the handles if there are options."""
        if not isinstance(value, list | tuple) or len(value) != len(self.value):
            raise ValueError(f"“{self.label}” must have {len(self.value)} values.")
        return tuple(sorted(self.known(each) for each in value))

    def read(self, texts: list[str]) -> list[int | str]:
        """Return the positions of the options with these labels."""
        return [self.options.index(text) for text in texts]


@overload
def select_slider(
    self: Cursor,
    label: str,
    options: Iterable[T] = (),
    value: None = None,
    format_func: Callable[[Any], Any] = str,
    **shared: Unpack[WideInput],
) -> T: ...


@overload
def select_slider(
    self: Cursor,
    label: str,
    options: Iterable[T] = (),
    value: list[T] | tuple[T, T] = ...,
    format_func: Callable[[Any], Any] = str,
    **shared: Unpack[WideInput],
) -> tuple[T, T]: ...


@overload
def select_slider(
    self: Cursor,
    label: str,
    options: Iterable[T] = (),
    value: T = ...,
    format_func: Callable[[Any], Any] = str,
    **shared: Unpack[WideInput],
) -> T: ...


def select_slider(
    self: Cursor,
    label: str,
    options: Iterable[Any] = (),
    value: Any = None,
    format_func: Callable[[Any], Any] = str,
    **shared: Unpack[WideInput],
) -> Any:
    """Show a slider along options of any type. Return the chosen option.

    A range returns a tuple of two options.

    Args:
        label: the label, in Markdown.
        options: an iterable of any objects, at least one. An enum gives its members, a mapping its keys, a
            table its first column.
        value: the option chosen at first. A list or tuple of two options makes a range. None: the first
            option.
        format_func: a function that returns the label of an option.

    Raises:
        MissingRequiredParameterError: there are no options.
        ValueError_: `value` is not one of the options, or it is a list or tuple that does not have two.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     low, high = st.select_slider("Size", ["XS", "S", "M", "L", "XL"], ("S", "L"))
        ...     st.text(f"from {low} to {high}")
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().text[0].value
        'from S to L'
    """
    choices = listed(options)
    if not choices:
        raise MissingRequiredParameterError("options", detail="Pass at least one option.")
    # The app may have set a range before the slider was shown for the first time.
    is_range = isinstance(held(shared) if value is None else value, list | tuple)
    positions: tuple[int, ...]
    if value is None:
        positions = (0, len(choices) - 1) if is_range else (0,)
    else:
        given: Sequence[Any] = value if is_range else [value]
        if is_range and len(given) != 2:
            raise ValueError_("value", ["one option", "a list or tuple of two options"])
        found = [(each, find(each, choices, format_func)) for each in given]
        for each, index in found:
            if index is None:
                raise ValueError_("value", ["one of the options"], detail=f"It has `{each}`.")
        positions = tuple(sorted(index for _, index in found if index is not None))
    slider = SelectSlider(**look(label, shared), options=labels(choices, format_func), value=positions)
    return self.ask(slider, shared, codec=_codec(choices, format_func, is_range))


def _codec(options: list[Any], format_func: Callable[[Any], Any], is_range: bool) -> Codec:
    def decode(wire: tuple[int, ...]) -> Any:
        chosen = tuple(options[index] for index in wire)
        return chosen if is_range else chosen[0]

    def encode(value: Any) -> tuple[int, ...]:
        if is_range and (not isinstance(value, list | tuple) or len(value) != 2):
            raise ValueError("it must be a range of two options.")
        positions = [find(each, options, format_func) for each in (value if is_range else [value])]
        if None in positions:
            raise ValueError("it is not one of the options.")
        return tuple(sorted(index for index in positions if index is not None))

    return Codec(decode, encode)

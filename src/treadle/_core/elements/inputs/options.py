"""Inputs with options: objects of any type. The browser knows only their labels and indexes."""

import enum
import operator
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, ClassVar, TypeVar

from treadle._core.elements.checks import wire_text
from treadle._core.protocol.element import Input
from treadle._core.session.widgets import Codec
from treadle.errors import DefaultNotInOptionsError, InvalidParameterTypeError, ValueOutOfRangeError

T = TypeVar("T")

MOST_ADDED = 1000
"""The largest number of choices of one input that are no options. No person enters more."""


class Chosen(Input, frozen=True, kw_only=True):
    """An input for choosing one option.

    `value` is the option's index, None for no choice, or an added text.
    """

    abstract: ClassVar[bool] = True
    options: tuple[str, ...]

    def recall(self, value: Any) -> Any:
        """Return the choice that a browser has kept: labels, because the order of the options can change."""
        return self.check(
            [self._index(each) for each in value] if isinstance(value, list) else self._index(value)
        )

    def _index(self, label: Any) -> Any:
        if label is None:
            return None
        if not isinstance(label, str):
            raise ValueError(f"“{self.label}”: choose one of the options.")
        return self.options.index(label) if label in self.options else label

    def spell(self, value: Any) -> list[str]:
        """Return the label of the choice.

        The address contains labels, because the order of options can change.
        """
        return super().spell(self.options[value] if isinstance(value, int) else value)

    def read(self, texts: list[str]) -> Any:
        """Return the index of the option with this label. Another text is returned unchanged."""
        text = texts[-1]
        return self.options.index(text) if text in self.options else text or None


class Several(Chosen, frozen=True, kw_only=True):
    """An input for choosing several options. `value` has the choices in order."""

    abstract: ClassVar[bool] = True
    value: tuple[int | str, ...] = ()

    def check(self, value: Any) -> tuple[int | str, ...]:
        """Return the choices if each is an option, or can be added, and no choice is repeated."""
        if not isinstance(value, list | tuple):
            raise ValueError(f"“{self.label}” takes a list of choices.")
        if len(value) > len(self.options) + MOST_ADDED:
            raise ValueError(f"“{self.label}” takes at most {MOST_ADDED:,} choices that are not options.")
        chosen = tuple(self.added(each) if isinstance(each, str) else self.known(each) for each in value)
        if len(set(chosen)) < len(chosen):
            raise ValueError(f"“{self.label}”: choose each option once.")
        return chosen

    def known(self, index: Any) -> int:
        """Return an index that has arrived from a browser if an option has it.

        Raises:
            ValueError: none has it.
        """
        if type(index) is int and 0 <= index < len(self.options):
            return index
        raise ValueError(f"“{self.label}”: choose one of the options.")

    def added(self, text: str) -> int | str:
        """Return the choice for a text that a person has entered.

        Raises:
            ValueError: only options can be chosen.
        """
        raise ValueError(f"“{self.label}”: choose one of the options.")

    def spell(self, value: tuple[int | str, ...]) -> list[str]:
        """Return the labels of the choices; an empty text if there are none."""
        return [self.options[each] if isinstance(each, int) else each for each in value] or [""]

    def read(self, texts: list[str]) -> list[int | str]:
        """Return the choices with these labels. Labels that are no options any more are left out."""
        if texts == [""]:
            return []
        found: list[int | str] = []
        for text in texts:
            try:
                choice = self.options.index(text) if text in self.options else self.added(text)
            except ValueError:
                continue
            if choice not in found:
                found.append(choice)
        if not found:
            raise ValueError(f"“{self.label}” has none of these options.")
        return found


@lru_cache(maxsize=8)
def _indexes(options: tuple[str, ...]) -> dict[str, int]:
    indexes: dict[str, int] = {}
    for index, option in enumerate(options):
        indexes.setdefault(option.casefold(), index)
    return indexes


def choice_of(text: str, options: tuple[str, ...]) -> int | str:
    """Return the index of the first option that equals a text except for case.

    Return the text if there is none.

    A browser can send a thousand texts at once, and there can be many options. So this does not compare every
    pair.
    """
    return _indexes(options).get(text.casefold(), text)


def listed(options: Any) -> list[Any]:
    """Return options as a list.

    Args:
        options: an iterable. An enum gives its members, a mapping its keys, a table its first column. A str
            is one option. None means no options.

    Raises:
        InvalidParameterTypeError: `options` cannot be iterated over.
    """
    if options is None:
        return []
    if isinstance(options, str):
        return [options]
    if isinstance(options, enum.EnumMeta | Mapping):
        return list(options)
    options = _first_column(options)
    for name in ("tolist", "to_list", "to_pylist"):
        # `tolist` of an array returns Python's own numbers. For times, it would return counts of nanoseconds.
        if hasattr(options, name) and getattr(getattr(options, "dtype", None), "kind", "") not in ("m", "M"):
            return list(getattr(options, name)())
    if isinstance(options, Iterable):
        return list(options)
    raise InvalidParameterTypeError("options", type(options).__name__, ["an iterable"])


def _first_column(options: Any) -> Any:
    """Return the first column of a table of any library. Return any other object unchanged."""
    if hasattr(options, "iloc") and hasattr(options, "columns"):  # pandas
        return options.iloc[:, 0]
    if hasattr(options, "to_series") and hasattr(options, "columns"):  # Polars
        return options.to_series(0)
    if hasattr(options, "column_names") and hasattr(options, "column"):  # Arrow
        return options.column(0)
    if getattr(options, "ndim", 1) == 2:  # NumPy
        return options[:, 0]
    return options


def labels(options: list[Any], format_func: Callable[[Any], Any]) -> tuple[str, ...]:
    """Return the label of each option. Exceptions of `format_func` are raised to the app.

    Raises:
        InvalidParameterTypeError: `format_func` cannot be called.
    """
    if not callable(format_func):
        raise InvalidParameterTypeError("format_func", type(format_func).__name__, ["a function"])
    return tuple(wire_text(format_func(option)) for option in options)


def checked_index(index: Any, count: int) -> int | None:
    """Return the index of the default option, None if there is no default or no option.

    Raises:
        InvalidParameterTypeError: it is not an int.
        ValueOutOfRangeError: it is not the index of an option.
    """
    if index is None:
        return None
    try:
        index = operator.index(index)
    except TypeError:
        raise InvalidParameterTypeError("index", type(index).__name__, ["int", "None"]) from None
    if count == 0:
        return None
    if not 0 <= index < count:
        raise ValueOutOfRangeError("index", index, 0, count - 1)
    return int(index)


def codec(options: list[Any], format_func: Callable[[Any], Any], *, new: bool = False) -> Codec:
    """Return the codec for options: an option is sent as its index, a new option (if `new`) as its text."""

    def decode(wire: Any) -> Any:
        return options[wire] if type(wire) is int else wire

    def encode(value: Any) -> Any:
        if value is None:
            return None
        index = find(value, options, format_func)
        if index is not None:
            return index
        if new and isinstance(value, str):
            return value
        raise ValueError("it is not one of the options.")

    return Codec(decode, encode)


def several(options: list[Any], format_func: Callable[[Any], Any], *, new: bool = False) -> Codec:
    """Return the codec for a list of choices. Each choice is converted as by `codec`.

    A choice that is not an option any more is dropped, because options often depend on another input.
    """

    def decode(wire: tuple[int | str, ...]) -> list[Any]:
        return [options[each] if type(each) is int else each for each in wire]

    def encode(value: Any) -> tuple[int | str, ...]:
        if value is None:
            raise ValueError("it must be a list of options.")
        chosen: list[int | str] = []
        for each in _several(value):
            index = find(each, options, format_func)
            choice = each if index is None and new and isinstance(each, str) else index
            if choice is not None and choice not in chosen:
                chosen.append(choice)
        return tuple(chosen)

    return Codec(decode, encode)


def default_indexes(default: Any, options: list[Any], format_func: Callable[[Any], Any]) -> tuple[int, ...]:
    """Return the indexes of the options that are chosen at first.

    Args:
        default: an iterable of options, one option, or None for none.

    Raises:
        DefaultNotInOptionsError: one of them is not among the options.
    """
    found: list[int] = []
    for each in () if default is None else _several(default):
        index = find(each, options, format_func)
        if index is None:
            raise DefaultNotInOptionsError(each)
        if index not in found:
            found.append(index)
    return tuple(found)


def _several(value: Any) -> list[Any]:
    return listed(value) if isinstance(value, Iterable) else [value]


def find(value: Any, options: list[Any], format_func: Callable[[Any], Any]) -> int | None:
    """Return the index of an option, also of an option object from an earlier run."""
    close = None
    for index, option in enumerate(options):
        if option is value or (_equal(option, value) and type(option) is type(value)):
            return index
        if close is None and _equal(option, value):
            close = index
    if close is not None:
        return close
    # Each run executes the script's class definitions again. So an earlier choice has another class of the
    # same name. The option of the new class with the same look replaces it.
    alike = [index for index, option in enumerate(options) if _same_name(type(option), type(value))]
    if not alike:
        return None
    if isinstance(value, enum.Enum):
        return next((index for index in alike if options[index].name == value.name), None)
    looks = wire_text(format_func(value))
    return next((index for index in alike if wire_text(format_func(options[index])) == looks), None)


def _equal(one: Any, other: Any) -> bool:
    try:
        return bool(one == other)
    except (TypeError, ValueError):  # as tables and arrays do, which compare each item
        return False


def _same_name(one: type, other: type) -> bool:
    return one is not other and one.__module__ == other.__module__ and one.__qualname__ == other.__qualname__

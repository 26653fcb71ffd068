"""Checks of parameters that many elements share.

Each returns the value in wire form, or raises an error that names valid values.
"""

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar, get_args

from treadle._core.protocol.element import Height, TextAlignment, Width
from treadle.errors import (
    APIError,
    InvalidHeightError,
    InvalidParameterTypeError,
    InvalidWidthError,
    ValueError_,
)

T = TypeVar("T")

_MATERIAL = re.compile(r":material/[a-z0-9_]+:")

_ALIGNMENTS: tuple[TextAlignment, ...] = get_args(TextAlignment)
"""Computed once, because most elements of a page need it in each run."""


def clean(body: object) -> str:
    """Return a text without the indentation that all lines share, and without blanks at its ends."""
    if type(body) is str and body.isascii() and "\n" not in body:  # nearly every text is plain
        return body.strip()
    text = wire_text(body)
    return textwrap.dedent(text).strip() if "\n" in text else text.strip()


def wire_text(body: object) -> str:
    """Return an object as text that can be sent.

    Lone surrogates, which UTF-8 cannot represent, become `?`.
    """
    text = body if type(body) is str else str(body)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return text.encode(errors="replace").decode()
    return text


def optional_text(body: object) -> str | None:
    """Return an optional text without indentation. An empty text becomes None."""
    return None if body is None else clean(body) or None


def checked_width(width: Any, *, allow_content: bool = True) -> Width:
    """Return a width.

    Args:
        width: CSS pixels above 0, `"stretch"` or `"content"`.
        allow_content: whether the element can be as wide as its content.

    Raises:
        InvalidWidthError: the width is not valid.
    """
    if width == "stretch" or (width == "content" and allow_content) or _is_length(width):
        checked: Width = width
        return checked
    raise InvalidWidthError(width, allow_content)


def checked_height(height: Any, *, allow_content: bool = True) -> Height:
    """Return a height.

    Args:
        height: CSS pixels above 0, `"stretch"` or `"content"`.
        allow_content: whether the element can be as high as its content.

    Raises:
        InvalidHeightError: the height is not valid.
    """
    if height == "stretch" or (height == "content" and allow_content) or _is_length(height):
        checked: Height = height
        return checked
    raise InvalidHeightError(height, allow_content)


def _is_length(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def one_of(name: str, value: Any, options: Sequence[T]) -> T:
    """Return a parameter's value if it is one of the allowed values.

    Raises:
        ValueError_: it is not. The message names the parameter and the allowed values.
    """
    for option in options:
        if type(option) is type(value) and option == value:
            return option
    raise ValueError_(name, [option if isinstance(option, str) else str(option) for option in options])


def iterable(name: str, value: Any) -> Iterable[Any]:
    """Return a parameter's value if it can be iterated over.

    Raises:
        InvalidParameterTypeError: it cannot be iterated over.
    """
    if not isinstance(value, Iterable):
        raise InvalidParameterTypeError(name, type(value).__name__, ["a list", "another iterable"])
    return value


def checked_alignment(alignment: Any) -> TextAlignment:
    """Return `text_alignment`.

    Raises:
        ValueError_: it is not left, center, right or justify.
    """
    if type(alignment) is str and alignment in _ALIGNMENTS:
        checked: TextAlignment = alignment
        return checked
    return one_of("text_alignment", alignment, _ALIGNMENTS)


def checked_icon(icon: Any, *, name: str = "icon") -> str | None:
    """Return an icon.

    Args:
        icon: an emoji, `":material/icon_name:"`, `"spinner"`, or None.
        name: the parameter.

    Raises:
        InvalidParameterTypeError: it is not a string.
        APIError: it is another string.
    """
    if icon is None or icon == "":
        return None
    if not isinstance(icon, str):
        raise InvalidParameterTypeError(name, type(icon).__name__, ["str", "None"])
    text = icon.strip()
    if text == "spinner" or _MATERIAL.fullmatch(text) or _is_emoji(text):
        return text
    raise APIError(
        f"`{name}` cannot be `{icon!r}`. It must be one emoji, or the name of a Material icon like "
        "`:material/thumb_up:`."
    )


def _is_emoji(text: str) -> bool:
    """Whether a text is one emoji. This is a guess without a table of emoji; sequences and flags are long."""
    if text.endswith("\N{COMBINING ENCLOSING KEYCAP}"):
        return text[0] in "#*0123456789"
    return 0 < len(text) <= 16 and all(map(_in_emoji, text)) and any(map(_is_drawn, text))


def _in_emoji(character: str) -> bool:
    joins = unicodedata.category(character) in ("Cf", "Mn", "Me")
    return joins or _is_drawn(character)


def _is_drawn(character: str) -> bool:
    # From U+1F000 on, there are only pictures. Some of them are newer than this Python's tables.
    if ord(character) >= 0x1F000:
        return not 0xE0000 <= ord(character) <= 0xE007F  # tags, which spell the flags of regions
    return not character.isascii() and (
        character in "ℹ〰" or unicodedata.category(character) in ("So", "Sk", "Sm", "Po")
    )


def checked_tab_index(tab_index: Any) -> int | None:
    """Return the place of an element in the order of the Tab key.

    Raises:
        InvalidParameterTypeError: it is not an integer.
        ValueError_: it is less than -1.
    """
    if tab_index is None:
        return None
    if isinstance(tab_index, bool) or not isinstance(tab_index, int):
        raise InvalidParameterTypeError("tab_index", type(tab_index).__name__, ["int", "None"])
    if tab_index < -1:
        raise ValueError_("tab_index", ["None", "-1", "0 or more"], detail=f"It is {tab_index}.")
    return tab_index

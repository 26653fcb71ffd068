"""`st.text_input`."""

import operator
import re
from typing import Any, ClassVar, Literal, NamedTuple, Unpack, overload

from treadle._core.elements.checks import checked_icon, one_of, wire_text
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import WideInput
from treadle._core.protocol.element import Input
from treadle.errors import BadTimeStringError, InvalidParameterTypeError, ValueOutOfRangeError

from .characters import characters
from .common import MAX_TEXT, look

TextType = Literal["default", "password", "email", "url", "phone", "search"]
TYPES: tuple[TextType, ...] = ("default", "password", "email", "url", "phone", "search")

LIVE = 250
"""The pause in milliseconds after which a live text is sent, unless the app sets another one."""


class Habits(NamedTuple):
    """The defaults of a type of text."""

    autocomplete: str = ""
    icon: str | None = None
    placeholder: str | None = None
    pattern: str | None = None
    complaint: str | None = None


HABITS: dict[TextType, Habits] = {
    "default": Habits(),
    "password": Habits("new-password"),
    "email": Habits(
        "email",
        ":material/mail:",
        "name@example.com",
        r"^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$",
        "This is not an email address.",
    ),
    "url": Habits(
        "url",
        ":material/link:",
        "https://example.com",
        r"^[A-Za-z][A-Za-z0-9+.\-]*://\S+$",
        "This is not a web address.",
    ),
    "phone": Habits("tel", ":material/call:", "+1 555 123 4567"),
    "search": Habits("off", ":material/search:", "Search"),
}


class Text(Input, frozen=True, kw_only=True):
    """The properties that both text fields share."""

    abstract: ClassVar[bool] = True
    value: str | None = ""
    max_chars: int | None = None
    placeholder: str | None = None
    required: bool = False

    def check(self, value: Any) -> str | None:
        """Return the text if it is not too long. An emptied field that was empty at first is None again."""
        if value is None and self.value is None and not self.required:
            return None
        if not isinstance(value, str):
            raise ValueError(f"“{self.label}” must be text.")
        limit = MAX_TEXT if self.max_chars is None else self.max_chars
        count = len(value) if self.max_chars is None or len(value) > MAX_TEXT else characters(value)
        if count > limit:
            raise ValueError(f"“{self.label}” must have at most {limit} characters. This text has {count}.")
        if self.required and not value.strip():
            raise ValueError(f"“{self.label}” must not be empty.")
        return None if value == "" and self.value is None else value

    def take(self, value: Any) -> str | None:
        """Return the value that the app sets: None, or any object as text."""
        if value is None:
            return None
        text = wire_text(value)
        return text if text.strip() == "" else self.check(text)


class TextInput(Text, frozen=True, kw_only=True):
    """A line of text."""

    type: TextType = "default"
    icon: str | None = None
    autocomplete: str = ""
    pattern: str | None = None
    """A regular expression of JavaScript. A text must match it to be sent. Only the browser checks it."""
    complaint: str | None = None
    """The message for a text that does not match."""
    live: int | None = None
    """The pause in milliseconds after which a text is sent.

    None: it is sent on Enter and when the focus leaves.
    """

    @property
    def secret(self) -> str | None:
        """The parameter that makes the text a password, None if it is none."""
        return "type='password'" if self.type == "password" else None


@overload
def text_input(
    self: Cursor,
    label: str,
    value: str = "",
    max_chars: int | None = None,
    type: TextType = "default",
    autocomplete: str | None = None,
    *,
    placeholder: str | None = None,
    required: bool = False,
    icon: str | None = None,
    validate: str | tuple[str, str] | None = None,
    live: str | bool = False,
    **shared: Unpack[WideInput],
) -> str: ...


@overload
def text_input(
    self: Cursor,
    label: str,
    value: object = "",
    max_chars: int | None = None,
    type: TextType = "default",
    autocomplete: str | None = None,
    *,
    placeholder: str | None = None,
    required: bool = False,
    icon: str | None = None,
    validate: str | tuple[str, str] | None = None,
    live: str | bool = False,
    **shared: Unpack[WideInput],
) -> str | None: ...


@positional("label value max_chars key type help autocomplete on_change args kwargs")
def text_input(
    self: Cursor,
    label: str,
    value: object = "",
    max_chars: int | None = None,
    type: TextType = "default",
    autocomplete: str | None = None,
    *,
    placeholder: str | None = None,
    required: bool = False,
    icon: str | None = None,
    validate: str | tuple[str, str] | None = None,
    live: str | bool = False,
    **shared: Unpack[WideInput],
) -> str | None:
    """Show a text field with one line and return the text.

    Args:
        label: the label of the field, in Markdown.
        value: the initial text (any object is converted to str). None: the field is empty and returns None.
        max_chars: the largest number of characters. None or 0: the server's limit.
        type: "default", "password" (the text is hidden), "email", "url", "phone" or "search". The last four
            set an icon, a placeholder, the keyboard on phones and (email, url) a check. The other arguments
            override these; "" turns one off.
        autocomplete: the value of the HTML attribute `autocomplete`.
        placeholder: the text shown while the field is empty.
        required: whether a text is required. If so, an empty text is not accepted.
        icon: an emoji or `":material/name:"` at the left.
        validate: a regular expression (of JavaScript) that the text must match, or a tuple of it and the
            error message. Only the browser checks it: do not rely on it for security.
        live: whether the text is sent while the user types. True: 250 ms after the last key. A text like
            `"0.5s"` sets another delay.

    Raises:
        ValueError_: `type` is not one of these types.
        BadTimeStringError: `live` is not a duration.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.text(f"Hello {st.text_input('Name', 'Ada')}")
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().text[0].value
        'Hello Ada'
    """
    habits = HABITS[one_of("type", type, TYPES)]
    pattern, complaint = _pattern(validate, habits)
    limit = checked_limit(max_chars)
    field = TextInput(
        **look(label, shared),
        value=None if value is None else wire_text(value)[:limit],
        max_chars=limit,
        type=type,
        placeholder=habits.placeholder if placeholder is None else wire_text(placeholder) or None,
        required=bool(required),
        icon=habits.icon if icon is None else checked_icon(icon),
        autocomplete=habits.autocomplete if autocomplete is None else wire_text(autocomplete),
        pattern=pattern,
        complaint=complaint,
        live=_delay(live),
    )
    text: str | None = self.ask(field, shared)
    return text


def checked_limit(max_chars: Any) -> int | None:
    """Return the largest number of characters. 0 means no limit, as in Streamlit.

    Raises:
        InvalidParameterTypeError: it is not an int.
        ValueOutOfRangeError: it is negative.
    """
    if max_chars is None:
        return None
    try:
        limit = operator.index(max_chars)
    except TypeError:
        raise InvalidParameterTypeError("max_chars", type(max_chars).__name__, ["int", "None"]) from None
    if limit < 0:
        raise ValueOutOfRangeError("max_chars", max_chars, 0, MAX_TEXT)
    return limit or None


def _pattern(validate: Any, habits: Habits) -> tuple[str | None, str | None]:
    """Return the regular expression for the text and the error message."""
    if validate is None:
        return habits.pattern, habits.complaint
    if isinstance(validate, str):
        return validate or None, None
    if isinstance(validate, tuple) and len(validate) == 2 and all(isinstance(part, str) for part in validate):
        return validate[0] or None, validate[1] or None
    raise InvalidParameterTypeError("validate", type(validate).__name__, ["str", "(str, str)", "None"])


_UNITS = {"ms": 1, "s": 1000, "m": 60_000}


def _delay(live: Any) -> int | None:
    """Return the delay of a live text in milliseconds."""
    if isinstance(live, bool):
        return LIVE if live else None
    if not isinstance(live, str):
        raise InvalidParameterTypeError(
            "live",
            type(live).__name__,
            ["bool", "a text like `0.5s`"],
            detail="A number has no unit: write it as a text.",
        )
    if live.strip() == "0":
        return 0
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(ms|s|m)\s*", live)
    if match is None:
        raise BadTimeStringError(live, parameter="live")
    delay = round(float(match[1]) * _UNITS[match[2]])
    if delay > 60_000:
        raise ValueOutOfRangeError("live", live, "0s", "1m")
    return delay

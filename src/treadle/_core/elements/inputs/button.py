"""`st.button` and `st.form_submit_button`."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Unpack

from treadle._core.elements.checks import checked_icon, one_of
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import ButtonType, IconPosition, Pressed
from treadle._core.protocol.element import Input, Width
from treadle.errors import APIError

from .common import WRAP, look

TYPES: tuple[ButtonType, ...] = ("primary", "secondary", "tertiary")
POSITIONS: tuple[IconPosition, ...] = ("left", "right")


class Button(Input, frozen=True, kw_only=True):
    """A button. Its value is true in the run that a press starts."""

    trigger: ClassVar[bool] = True
    value: bool = False
    type: ButtonType = "secondary"
    icon: str | None = None
    icon_position: IconPosition = "left"
    shortcut: str | None = None
    """The keys that press it: modifiers in the order `Mod+Alt+Shift`, then the key.

    `Mod` is Ctrl, or Cmd on a Mac.
    """
    wrap: bool | None = None
    width: Width = "content"

    def check(self, value: Any) -> bool:
        """Return the value if it is a click."""
        if value is not True:
            raise ValueError(f"“{self.label}” is a button: its only value is a click.")
        return True


class FormSubmitButton(Button, frozen=True, kw_only=True):
    """The button that submits its form."""

    submits: ClassVar[bool] = True


def button(self: Cursor, label: str, **shared: Unpack[Pressed]) -> bool:
    """Show a button. Return True in the run that a click starts.

    Args:
        label: the text on the button, in Markdown.

    Raises:
        InvalidLayoutContextError: the button is in a form.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     if st.button("Weave"):
        ...         st.text("Woven.")
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().button[0].click().run().text[0].value
        'Woven.'
    """
    return bool(self.ask(Button(**face(label, shared)), shared))


@positional("label help on_click args kwargs")
def form_submit_button(self: Cursor, label: str = "Submit", **shared: Unpack[Pressed]) -> bool:
    """Show the button that submits a form. Return True in the run that the submission starts.

    Args:
        label: the text on the button, in Markdown.

    Raises:
        InvalidLayoutContextError: the button is not in a form.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     with st.form("order"):
        ...         length = st.number_input("Length (m)", 1, 100)
        ...         if st.form_submit_button("Order"):
        ...             st.text(f"{length} m are on their way.")
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().button[0].click().run().text[0].value
        '1 m are on their way.'
    """
    return bool(self.ask(FormSubmitButton(**face(label, shared)), shared))


def style(label: object, shared: Mapping[str, Any]) -> dict[str, Any]:
    """Return the properties that buttons of any kind share, as they are sent to the browser.

    Args:
        label: any object. Its text is shown, in Markdown.
        shared: the app's arguments for the parameters of `Styled`.

    Raises:
        ValueError_: `type` is not "primary", "secondary" or "tertiary".
        InvalidWidthError, APIError: `width` or `icon` is not valid.
    """
    return {
        **look(label, shared, narrow=True),
        "type": one_of("type", shared.get("type", "secondary"), TYPES),
        "icon": checked_icon(shared.get("icon")),
        "wrap": one_of("wrap", shared.get("wrap"), WRAP),
    }


def face(label: object, shared: Mapping[str, Any]) -> dict[str, Any]:
    """Return the properties of a `Button`, as they are sent to the browser.

    Args:
        label: any object. Its text is shown, in Markdown.
        shared: the app's arguments for the parameters of `Faced`.

    Raises:
        ValueError_: `type` or `icon_position` is not valid.
        InvalidWidthError, APIError: `width`, `icon` or `shortcut` is not valid.
    """
    stretched = shared.get("use_container_width")
    if stretched is not None:
        shared = {**shared, "width": "stretch" if stretched else "content"}
    return {
        **style(label, shared),
        "icon_position": one_of("icon_position", shared.get("icon_position", "left"), POSITIONS),
        "shortcut": checked_shortcut(shared.get("shortcut")),
    }


_MODIFIERS = {
    "ctrl": "Mod", "control": "Mod", "cmd": "Mod", "command": "Mod", "meta": "Mod", "mod": "Mod",
    "alt": "Alt", "option": "Alt", "shift": "Shift",
}  # fmt: skip
_KEYS = {
    name.lower(): name
    for name in (
        "Backspace", "Delete", "Down", "End", "Enter", "Esc", "Home", "Left", "PageDown", "PageUp", "Right",
        "Space", "Tab", "Up",
    )
} | {"escape": "Esc", "return": "Enter"}  # fmt: skip


def checked_shortcut(shortcut: str | None) -> str | None:
    """Return a shortcut in its normal form.

    Raises:
        APIError: the shortcut is not valid, or it is reserved.
    """
    if shortcut is None:
        return None
    *modifiers, key = [part.strip().lower() for part in str(shortcut).split("+")]
    found = {_MODIFIERS.get(modifier) for modifier in modifiers}
    name = _KEYS.get(key) or (key.upper() if re.fullmatch(r"[a-z0-9]|f([1-9]|1[0-9]|2[0-4])", key) else None)
    if name is None or None in found:
        raise APIError(
            f"`shortcut` cannot be `{shortcut!r}`. Pass a letter, a digit, or a key like F2, Enter or "
            "PageUp, with or without Ctrl, Alt and Shift before it: `Ctrl+Shift+K`."
        )
    if name in ("C", "R"):
        raise APIError(
            f"`shortcut` cannot be `{shortcut!r}`: Treadle uses the keys C and R itself. Choose another key."
        )
    return "+".join([modifier for modifier in ("Mod", "Alt", "Shift") if modifier in found] + [name])

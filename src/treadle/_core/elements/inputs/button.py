"""`st.button` and `st.form_submit_button`."""

import re
from typing import Any, ClassVar, Literal, Unpack

from treadle._core.elements.checks import checked_icon, one_of
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.parameters import Pressed, positional
from treadle._core.protocol.element import Input, Width
from treadle.errors import APIError

from .common import WRAP, look

ButtonType = Literal["primary", "secondary", "tertiary"]
IconPosition = Literal["left", "right"]
TYPES: tuple[ButtonType, ...] = ("primary", "secondary", "tertiary")
POSITIONS: tuple[IconPosition, ...] = ("left", "right")


class Button(Input, frozen=True, kw_only=True):
    """A button: its value is true for the run that a press causes."""

    trigger: ClassVar[bool] = True
    value: bool = False
    type: ButtonType = "secondary"
    icon: str | None = None
    icon_position: IconPosition = "left"
    shortcut: str | None = None
    """Keys that press it: modifiers in the order `Mod+Alt+Shift`, then the key. `Mod` is Ctrl, on a Mac Cmd."""
    wrap: bool | None = None
    width: Width = "content"

    def check(self, value: Any) -> bool:
        """Return the value if it is a click."""
        if value is not True:
            raise ValueError(f"“{self.label}” is a button: its only value is a click.")
        return True


class FormSubmitButton(Button, frozen=True, kw_only=True):
    """The button that sends what was entered in the form around it."""

    submits: ClassVar[bool] = True


def button(
    self: Cursor,
    label: str,
    *,
    type: ButtonType = "secondary",
    icon: str | None = None,
    icon_position: IconPosition = "left",
    use_container_width: bool | None = None,
    shortcut: str | None = None,
    wrap: bool | None = None,
    **shared: Unpack[Pressed],
) -> bool:
    """Show a button. Return True in the run that a click starts.

    Args:
        label: the text on the button, in Markdown.
        type: "primary" (for the main action), "secondary", or "tertiary" (no border).
        icon: an emoji or `":material/name:"`.
        icon_position: "left" or "right" of the label.
        use_container_width: the older form of `width`: True is "stretch", False is "content".
        shortcut: a keyboard shortcut, like `"Ctrl+K"`, `"Enter"` or `"F2"`. It works wherever the focus is. C and R are
            reserved by Treadle. Ctrl, Cmd, Meta and Mod mean the same, and so do Alt and Option.
        wrap: whether a long label wraps. False: it is cut off with an ellipsis. None: it wraps.

    Raises:
        InvalidLayoutContextError: the button is in a form.
        APIError: `shortcut` is not a valid shortcut, or it is reserved.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     if st.button("Weave"):
        ...         st.text("Woven.")
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().button[0].click().run().text[0].value
        'Woven.'
    """
    props = Button(
        **look(label, _sized(shared, use_container_width), narrow=True),
        type=one_of("type", type, TYPES),
        icon=checked_icon(icon),
        icon_position=one_of("icon_position", icon_position, POSITIONS),
        shortcut=checked_shortcut(shortcut),
        wrap=one_of("wrap", wrap, WRAP),
    )
    return bool(self.ask(props, shared))


@positional("label help on_click args kwargs")
def form_submit_button(
    self: Cursor,
    label: str = "Submit",
    *,
    type: ButtonType = "secondary",
    icon: str | None = None,
    icon_position: IconPosition = "left",
    use_container_width: bool | None = None,
    shortcut: str | None = None,
    wrap: bool | None = None,
    **shared: Unpack[Pressed],
) -> bool:
    """Show the button that submits a form. Return True in the run that the submission starts. Parameters as in `st.button`.

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
    props = FormSubmitButton(
        **look(label, _sized(shared, use_container_width), narrow=True),
        type=one_of("type", type, TYPES),
        icon=checked_icon(icon),
        icon_position=one_of("icon_position", icon_position, POSITIONS),
        shortcut=checked_shortcut(shortcut),
        wrap=one_of("wrap", wrap, WRAP),
    )
    return bool(self.ask(props, shared))


def _sized(shared: Pressed, use_container_width: bool | None) -> Pressed:
    if use_container_width is None:
        return shared
    return {**shared, "width": "stretch" if use_container_width else "content"}


_MODIFIERS = {
    "ctrl": "Mod", "control": "Mod", "cmd": "Mod", "command": "Mod", "meta": "Mod", "mod": "Mod",
    "alt": "Alt", "option": "Alt", "shift": "Shift",
}  # fmt: skip
_KEYS = {
    name.lower(): name
    for name in (
        "Backspace", "Delete", "Down", "End", "Enter", "Esc", "Home", "Left", "PageDown", "PageUp", "Right", "Space",
        "Tab", "Up",
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
            f"`shortcut` cannot be `{shortcut!r}`. Pass a letter, a digit, or a key like F2, Enter or PageUp, with or without "
            "Ctrl, Alt and Shift before it: `Ctrl+Shift+K`."
        )
    if name in ("C", "R"):
        raise APIError(
            f"`shortcut` cannot be `{shortcut!r}`: Treadle uses the keys C and R itself. Choose another key."
        )
    return "+".join([modifier for modifier in ("Mod", "Alt", "Shift") if modifier in found] + [name])

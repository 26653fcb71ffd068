"""`st.button` and `st.form_submit_button`."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

from treadle._core.elements.checks import checked_icon, one_of
from treadle._core.elements.cursor import Cursor, Key, WidgetCallback
from treadle._core.protocol.element import Widget, Width
from treadle.errors import APIError

from .common import common

ButtonType = Literal["primary", "secondary", "tertiary"]
IconPosition = Literal["left", "right"]
TYPES: tuple[ButtonType, ...] = ("primary", "secondary", "tertiary")
POSITIONS: tuple[IconPosition, ...] = ("left", "right")


class Button(Widget, frozen=True, kw_only=True):
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
        """Return the value if it is a press."""
        if value is not True:
            raise ValueError(f"“{self.label}” can only be pressed.")
        return True


class FormSubmitButton(Button, frozen=True, kw_only=True):
    """The button that sends what was entered in the form around it."""

    submits: ClassVar[bool] = True


def button(
    self: Cursor,
    label: str,
    key: Key | None = None,
    help: str | None = None,
    on_click: WidgetCallback | None = None,
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    *,
    type: ButtonType = "secondary",
    icon: str | None = None,
    icon_position: IconPosition = "left",
    disabled: bool = False,
    use_container_width: bool | None = None,
    width: Width = "content",
    shortcut: str | None = None,
    wrap: bool | None = None,
) -> bool:
    """Show a button; True in the run that a press of it causes.

    Args:
        label: what it does, in Markdown.
        key: the app's name for it, also in `st.session_state`, which cannot set it.
        help: the text of a tooltip, in Markdown.
        on_click: called before the rerun that a press causes.
        args: positional arguments of the callback.
        kwargs: keyword arguments of the callback.
        type: "primary" for the most likely action, "secondary", or "tertiary" for one without a frame.
        icon: an emoji or `":material/name:"`.
        icon_position: "left" or "right" of the label.
        disabled: whether a person can press it.
        use_container_width: older form of `width`: True is "stretch", False "content".
        width: CSS pixels, "stretch" or "content".
        shortcut: keys that press it wherever the focus is, like `"Ctrl+K"`, `"Enter"` or `"F2"`; not C and R, which are
            Treadle's own. Ctrl, Cmd, Meta and Mod mean the same, and so do Alt and Option.
        wrap: whether a long label takes several lines (None: yes) or ends in an ellipsis.

    Raises:
        InvalidLayoutContextError: it stands in a form.
        APIError: there are no such keys.
        DuplicateElementKey: another element of this run has the key.
        DuplicateElementId: the same button was shown before in this run, and neither has a key.

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
        **common(label, help, disabled, "visible", _width(width, use_container_width), allow_content=True),
        type=one_of("type", type, TYPES),
        icon=checked_icon(icon),
        icon_position=one_of("icon_position", icon_position, POSITIONS),
        shortcut=checked_shortcut(shortcut),
        wrap=wrap,
    )
    return bool(self.ask(props, key=key, on_change=on_click, args=args, kwargs=kwargs))


def form_submit_button(
    self: Cursor,
    label: str = "Submit",
    help: str | None = None,
    on_click: WidgetCallback | None = None,
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    *,
    key: Key | None = None,
    type: ButtonType = "secondary",
    icon: str | None = None,
    icon_position: IconPosition = "left",
    disabled: bool = False,
    use_container_width: bool | None = None,
    width: Width = "content",
    shortcut: str | None = None,
    wrap: bool | None = None,
) -> bool:
    """Show the button that sends a form; True in the run that this causes. Its parameters are those of `st.button`.

    Raises:
        InvalidLayoutContextError: it stands in no form.

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
        **common(label, help, disabled, "visible", _width(width, use_container_width), allow_content=True),
        type=one_of("type", type, TYPES),
        icon=checked_icon(icon),
        icon_position=one_of("icon_position", icon_position, POSITIONS),
        shortcut=checked_shortcut(shortcut),
        wrap=wrap,
    )
    return bool(self.ask(props, key=key, on_change=on_click, args=args, kwargs=kwargs))


def _width(width: Width, use_container_width: bool | None) -> Width:
    if use_container_width is None:
        return width
    return "stretch" if use_container_width else "content"


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
    """Return a shortcut in one way of writing it.

    Raises:
        APIError: there are no such keys, or they are taken.
    """
    if shortcut is None:
        return None
    *modifiers, key = [part.strip().lower() for part in str(shortcut).split("+")]
    found = {_MODIFIERS.get(modifier) for modifier in modifiers}
    name = _KEYS.get(key) or (key.upper() if re.fullmatch(r"[a-z0-9]|f([1-9]|1[0-9]|2[0-4])", key) else None)
    if name is None or None in found:
        raise APIError(
            f"`shortcut` cannot be `{shortcut!r}`. It is a letter, a digit, a key like F2, Enter or PageUp, with or without "
            "Ctrl, Alt and Shift before it: `Ctrl+Shift+K`."
        )
    if name in ("C", "R"):
        raise APIError(f"`shortcut` cannot be `{shortcut!r}`: the keys C and R are Treadle's own.")
    return "+".join([modifier for modifier in ("Mod", "Alt", "Shift") if modifier in found] + [name])

"""`st.popover`."""

from collections.abc import Hashable
from typing import Unpack

import msgspec

from treadle._core.elements.checks import checked_icon, checked_width, one_of, optional_text
from treadle._core.elements.cursor import C
from treadle._core.elements.inputs.button import TYPES
from treadle._core.elements.inputs.common import WRAP
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import ButtonType, Floating
from treadle._core.protocol.element import Width

from .tracked import Opened, checked_label, is_tracked, put_opened


class Popover(Opened, frozen=True, kw_only=True):
    """A button that opens a container over the page."""

    type: ButtonType = "secondary"
    help: str | None = None
    icon: str | None = None
    disabled: bool = False
    wrap: bool | None = None
    width: Width = "content"

    @property
    def usable(self) -> bool:
        """Whether a person can open it."""
        return not self.disabled

    def identity(self) -> Hashable:
        """Return what identifies it without a key: all parameters except `disabled`."""
        return msgspec.structs.replace(self, disabled=False) if self.disabled else self


@positional("label * type help icon disabled use_container_width width wrap key on_change args kwargs")
def popover(self: C, label: str, **shared: Unpack[Floating]) -> C:
    """Show a button that opens a container over the page, and return the container's handle.

    The container closes at a click outside of it and by the Esc key. Widgets in it do not close it.

    With `on_change="rerun"` or a callback, the app knows whether the container is open: the handle's `open`
    is True or False, and with a `key`, so is `st.session_state[key]`, which the app can also set. So the app
    can leave out what a closed container would show.

    Otherwise only the browser knows it. The content is always computed and sent, and `open` is None.

    Args:
        label: the text on the button, in Markdown.
        disabled: whether the button is disabled (grey, and not usable).
        width: the width of the button: CSS pixels, "stretch" or "content". The container is at least as wide.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     with st.popover("Filter"):
        ...         st.checkbox("Only new ones")
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().get("popover")[0].checkbox[0].label
        'Only new ones'
    """
    width = shared.get("width", "content")
    stretched = shared.get("use_container_width")
    if stretched is not None:
        width = "stretch" if stretched else "content"
    props = Popover(
        label=checked_label(label),
        tracked=is_tracked(shared),
        type=one_of("type", shared.get("type", "secondary"), TYPES),
        help=optional_text(shared.get("help")),
        icon=checked_icon(shared.get("icon")),
        disabled=bool(shared.get("disabled", False)),
        wrap=one_of("wrap", shared.get("wrap"), WRAP),
        width=checked_width(width),
    )
    return put_opened(self, props, shared)

"""`st.checkbox` and `st.toggle`."""

from collections.abc import Mapping, Sequence
from typing import Any

from treadle.elements.cursor import Cursor, Key, OnChange, unsupported
from treadle.protocol.element import LabelVisibility, Widget, Width


class Checkbox(Widget, frozen=True, kw_only=True):
    """A box to tick, or a switch."""

    value: bool = False
    toggle: bool = False
    width: Width = "content"

    def check(self, value: Any) -> bool:
        """Return the value if it is one that the box can have."""
        if not isinstance(value, bool):
            raise ValueError(f"“{self.label}” is either on or off.")
        return value


def checkbox(
    self: Cursor,
    label: str,
    value: bool = False,
    key: Key | None = None,
    help: str | None = None,
    on_change: OnChange = "rerun",
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    *,
    disabled: bool = False,
    label_visibility: LabelVisibility = "visible",
    width: Width = "content",
    wrap: bool | None = None,
    bind: Any = None,
    persist_state: Any = None,
) -> bool:
    """Show a checkbox; True while it is ticked."""
    unsupported(wrap=(wrap, None), bind=(bind, None), persist_state=(persist_state, None))
    box = Checkbox(
        label=label, value=bool(value), help=help, disabled=disabled, label_visibility=label_visibility, width=width
    )
    return bool(self.ask(box, key=key, on_change=on_change, args=args, kwargs=kwargs))

"""`st.checkbox` and `st.toggle`."""

from collections.abc import Mapping, Sequence
from typing import Any

from treadle._core.elements.cursor import Cursor, Key, OnChange, unsupported
from treadle._core.protocol.element import LabelVisibility, Widget, Width

from .common import common


class Checkbox(Widget, frozen=True, kw_only=True):
    """A box to tick, or a switch. `wrap`: whether a long label may take several lines; None is as the layout has it."""

    value: bool = False
    toggle: bool = False
    wrap: bool | None = None
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
    """Show a checkbox; True while it is ticked.

    Args:
        label: what is on or off, in Markdown.
        value: whether it is ticked at first.
        key: the app's name for it, also in `st.session_state`.
        help: the text of a tooltip beside the label, in Markdown.
        on_change: called before the rerun that a change causes; "ignore" keeps changes without a rerun.
        args: positional arguments of the callback.
        kwargs: keyword arguments of the callback.
        disabled: whether a person can change it.
        label_visibility: "hidden" keeps the label's space, "collapsed" does not; screen readers read it in any case.
        width: CSS pixels, "stretch" or "content".
        wrap: whether a long label takes several lines (None: yes) or ends in an ellipsis.
        bind: not supported yet.
        persist_state: not supported yet.

    Raises:
        DuplicateElementKey: another element of this run has the key.
        DuplicateElementId: the same checkbox was shown before in this run, and neither has a key.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     if st.checkbox("I agree", value=True):
        ...         st.text("Thank you.")
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().text[0].value
        'Thank you.'
    """
    unsupported(bind=(bind, None), persist_state=(persist_state, None))
    shared = common(label, help, disabled, label_visibility, width, allow_content=True)
    box = Checkbox(**shared, value=bool(value), wrap=wrap)
    return bool(self.ask(box, key=key, on_change=on_change, args=args, kwargs=kwargs))


def toggle(
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
    """Show a switch; True while it is on. It takes and raises what `st.checkbox` does.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.text("on" if st.toggle("Light") else "off")
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().text[0].value
        'off'
    """
    unsupported(bind=(bind, None), persist_state=(persist_state, None))
    shared = common(label, help, disabled, label_visibility, width, allow_content=True)
    switch = Checkbox(**shared, value=bool(value), wrap=wrap, toggle=True)
    return bool(self.ask(switch, key=key, on_change=on_change, args=args, kwargs=kwargs))

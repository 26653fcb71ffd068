"""`st.link_button`."""

from typing import Any, ClassVar, Literal, Unpack

from treadle._core.carry.context import require
from treadle._core.elements.checks import wire_text
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Linked, WidgetCallback
from treadle._core.session.state import FindWidgetNode

from .button import Button, face


class LinkButton(Button, frozen=True, kw_only=True):
    """A button that opens an address in a new tab."""

    stands_in_forms: ClassVar[bool] = True
    url: str
    quiet: bool = True
    """Whether a press starts no run."""


@positional("label url")
def link_button(
    self: Cursor,
    label: str,
    url: str,
    *,
    on_click: WidgetCallback | Literal["rerun", "ignore"] = "ignore",
    **shared: Unpack[Linked],
) -> Any:
    """Show a button that opens an address in a new tab.

    Args:
        label: the text on the button, in Markdown.
        url: the address. Addresses that would execute code (`javascript:`) are not opened.
        on_click: "ignore": a click starts no rerun. "rerun": it does. A function: a callback, called before
            the rerun.

    Returns:
        With `on_click="ignore"`, the handle of the element. Otherwise True in the run that a click starts.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.text(st.link_button("Read more", "https://example.org", on_click="rerun"))
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().text[0].value
        'False'
    """
    quiet = on_click == "ignore"
    button = LinkButton(**face(label, shared), url=wire_text(url), quiet=quiet)
    key = shared.get("key")
    if quiet and key is None:
        return self.put(button)
    pressed = bool(self.ask(button, {**shared, "on_click": on_click}))
    if not quiet:
        return pressed
    scope = require()
    return type(self)(scope.host.page.do(scope, FindWidgetNode((button.kind, str(key)))), scope.host.token)

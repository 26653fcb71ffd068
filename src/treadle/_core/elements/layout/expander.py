"""`st.expander`."""

from typing import Any, Unpack, get_args

from treadle._core.elements.checks import checked_icon, checked_width, one_of
from treadle._core.elements.cursor import C
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Folded
from treadle._core.protocol.element import Width

from .sizes import ExpandableType
from .tracked import Opened, checked_label, is_tracked, put_opened


class Expander(Opened, frozen=True, kw_only=True):
    """A container that opens and closes below its label."""

    icon: str | None = None
    type: ExpandableType = "default"
    width: Width = "stretch"


@positional("label expanded * key icon type width on_change args kwargs bind")
def expander(
    self: C,
    label: str,
    expanded: bool = False,
    *,
    type: ExpandableType = "default",
    **shared: Unpack[Folded],
) -> C:
    """Show a container that the user can open and close, and return its handle.

    With `on_change="rerun"`, a callback or `bind`, the app knows whether the container is open: the handle's
    `open` is True or False, and with a `key`, so is `st.session_state[key]`, which the app can also set. So
    the app can leave out what a closed container would show.

    Otherwise only the browser knows it. The content is always computed and sent, and `open` is None.

    Args:
        label: the label, in Markdown. It is always visible.
        expanded: whether the container is open at first.
        type: "default", "compact" (no border) or "step" (a step of a timeline: expanders and statuses of this
            type that follow each other are connected by a line).

    Example:
        >>> def app():
        ...     import treadle as st
        ...     details = st.expander("Details", on_change="rerun")
        ...     if details.open:
        ...         details.write("a second look")
        >>> from treadle.testing import AppTest
        >>> at = AppTest.from_function(app).run()
        >>> len(at.markdown)
        0
        >>> at.expander[0].open().run().markdown[0].value
        'a second look'
    """
    props = Expander(
        label=checked_label(label),
        value=bool(expanded),
        tracked=is_tracked(shared),
        icon=checked_icon(shared.get("icon")),
        type=checked_type(type),
        width=checked_width(shared.get("width", "stretch"), allow_content=False),
    )
    return put_opened(self, props, shared)


def checked_type(type: Any) -> ExpandableType:
    """Return the `type` of an expander or status.

    Raises:
        ValueError_: `type` is not valid.
    """
    types: tuple[ExpandableType, ...] = get_args(ExpandableType)
    return one_of("type", type, types)

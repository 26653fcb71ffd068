"""`st.expander`."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Unpack, get_args

from treadle._core.elements.checks import checked_icon, checked_width, one_of, wire_text
from treadle._core.elements.cursor import C, unsupported
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Folded, OnChange
from treadle._core.protocol.element import Container, Width

from .sizes import ExpandableType


class Expander(Container, frozen=True, kw_only=True):
    """A container that opens and closes.

    `expanded` is the initial state, and again the state when the app changes it.
    """

    label: str
    expanded: bool = False
    icon: str | None = None
    type: ExpandableType = "default"
    width: Width = "stretch"

    def mark(self) -> Hashable:
        """Return the label: a browser keeps no state for an expander with another label."""
        return self.label


@positional("label expanded * key icon type width")
def expander(
    self: C,
    label: str,
    expanded: bool = False,
    *,
    type: ExpandableType = "default",
    on_change: OnChange = "ignore",
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    bind: Any = None,
    **shared: Unpack[Folded],
) -> C:
    """Show a container that the user can open and close, and return its handle.

    Its content is always computed and sent. Only the browser knows whether it is open.

    Args:
        label: the label, in Markdown. It is always visible.
        expanded: whether the container is open at first.
        type: "default", or "compact" (no border). "step" is not supported yet.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     with st.expander("Details"):
        ...         st.write("a second look")
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().expander[0].label
        'Details'
    """
    unsupported(on_change=(on_change, "ignore"), args=(args, None), kwargs=(kwargs, None), bind=(bind, None))
    return self.open(
        Expander(
            label=wire_text(label),
            expanded=bool(expanded),
            icon=checked_icon(shared.get("icon")),
            type=checked_type(type),
            width=checked_width(shared.get("width", "stretch"), allow_content=False),
        ),
        key=shared.get("key"),
    )


def checked_type(type: Any) -> ExpandableType:
    """Return the `type` of an expander or status.

    Raises:
        ValueError_: `type` is not valid.
        NotYetSupported: it is "step".
    """
    types: tuple[ExpandableType, ...] = get_args(ExpandableType)
    checked = one_of("type", type, types)
    unsupported(**{'type="step"': (checked == "step", False)})
    return checked

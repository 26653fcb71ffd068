"""`st.tabs`."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Unpack

from treadle._core.elements.checks import checked_height, checked_width, iterable, wire_text
from treadle._core.elements.cursor import C, unsupported
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import OnChange, Tabbed
from treadle._core.protocol.element import Container, Height, Width
from treadle.errors import DefaultNotInOptionsError, InvalidParameterTypeError, MissingRequiredParameterError


class Tabs(Container, frozen=True, kw_only=True):
    """Containers of which one is visible. `default` is the index of the one that is visible at first."""

    default: int = 0
    width: Width = "stretch"
    height: Height = "content"


class Tab(Container, frozen=True, kw_only=True):
    """One tab of `st.tabs`."""

    label: str

    def mark(self) -> Hashable:
        """Return the label: a browser keeps no state for a tab with another label."""
        return self.label


@positional("tabs * width height default key")
def tabs(
    self: C,
    tabs: Sequence[str],
    *,
    default: str | None = None,
    on_change: OnChange = "ignore",
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    bind: Any = None,
    **shared: Unpack[Tabbed],
) -> list[C]:
    """Show tabs and return a list of their handles. One tab is visible at a time.

    The content of all tabs is computed and sent. Only the browser knows which tab is visible.

    Args:
        tabs: a list of labels, in Markdown.
        default: the label of the tab that is visible at first. None: the first tab.

    Raises:
        MissingRequiredParameterError: `tabs` is empty, or not a list.
        DefaultNotInOptionsError: `default` is not one of the labels.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     chart, data = st.tabs(["Chart", "Data"])
        ...     data.write("numbers")
        >>> from treadle.testing import AppTest
        >>> [tab.label for tab in AppTest.from_function(app).run().tabs]
        ['Chart', 'Data']
    """
    unsupported(on_change=(on_change, "ignore"), args=(args, None), kwargs=(kwargs, None), bind=(bind, None))
    labels = list(iterable("tabs", tabs))
    if isinstance(tabs, str) or not labels:
        raise MissingRequiredParameterError("tabs", detail="Give a list with one label for each tab.")
    for label in labels:
        if not isinstance(label, str):
            raise InvalidParameterTypeError(
                "tabs", type(label).__name__, ["str"], detail="Each label is a str."
            )
    if default is not None and default not in labels:
        raise DefaultNotInOptionsError(default)
    row = self.open(
        Tabs(
            default=0 if default is None else labels.index(default),
            width=checked_width(shared.get("width", "stretch"), allow_content=False),
            height=checked_height(shared.get("height", "content")),
        ),
        key=shared.get("key"),
    )
    return [row.open(Tab(label=wire_text(label))) for label in labels]

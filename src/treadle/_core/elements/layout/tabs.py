"""`st.tabs`."""

from collections.abc import Hashable, Sequence
from typing import Any, Unpack

from treadle._core.elements.checks import checked_height, checked_width, iterable, wire_text
from treadle._core.elements.cursor import C
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Tabbed
from treadle._core.protocol.element import Container, Height, Width
from treadle._core.session.widgets import Codec
from treadle.errors import (
    InvalidParameterTypeError,
    MissingRequiredParameterError,
    ValueError_,
)

from .tracked import Tracked, is_tracked, put_tracked, put_untracked


class Tabs(Tracked, frozen=True, kw_only=True):
    """Containers that share a place. One is visible at a time. `value` is its index."""

    value: int = 0
    options: tuple[str, ...] = ()
    """The labels of the tabs, if the session knows which one is visible."""
    width: Width = "stretch"
    height: Height = "content"

    def check(self, value: Any) -> int:
        """Return the value if it is the index of a tab."""
        if type(value) is int and 0 <= value < len(self.options):
            return value
        raise ValueError("There is no such tab.")

    def recall(self, value: Any) -> int:
        """Return the tab that a browser has kept: its label, because the order of the tabs can change."""
        return self.check(self.options.index(value) if value in self.options else value)

    def spell(self, value: int) -> list[str]:
        """Return the label of the tab. The address contains labels, because the order can change."""
        return [self.options[value]]

    def read(self, texts: list[str]) -> int:
        """Return the index of the tab with this label."""
        return self.recall(texts[-1])


class Tab(Container, frozen=True, kw_only=True):
    """One tab of `st.tabs`."""

    label: str

    def mark(self) -> Hashable:
        """Return the label: a browser keeps no state for a tab with another label."""
        return self.label


@positional("tabs * width height default key on_change args kwargs bind")
def tabs(
    self: C,
    tabs: Sequence[str],
    *,
    default: str | None = None,
    **shared: Unpack[Tabbed],
) -> list[C]:
    """Show tabs and return a list of their handles. One tab is visible at a time.

    With `on_change="rerun"`, a callback or `bind`, the app knows which tab is visible: its handle's `open` is
    True, and that of the others is False. With a `key`, `st.session_state[key]` is its label, which the app
    can also set. So the app can leave out what the other tabs would show.

    Otherwise only the browser knows it. The content of all tabs is computed and sent, and `open` is None.

    Args:
        tabs: a list of labels, in Markdown.
        default: the label of the tab that is visible at first. None: the first tab.

    Raises:
        MissingRequiredParameterError: `tabs` is empty, or not a list.
        ValueError_: `default` is not one of the labels; or `bind` is set, and two labels are the same, or one
            is empty.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     chart, data = st.tabs(["Chart", "Data"], on_change="rerun")
        ...     if data.open:
        ...         data.write("numbers")
        >>> from treadle.testing import AppTest
        >>> at = AppTest.from_function(app).run()
        >>> len(at.markdown)
        0
        >>> at.tabs[1].select().run().markdown[0].value
        'numbers'
    """
    labels = _labels(tabs)
    if default is not None and default not in labels:
        raise ValueError_("default", ["the label of a tab"], detail=f"It is {default!r}.")
    first = 0 if default is None else labels.index(default)
    tracked = is_tracked(shared)
    if shared.get("bind") is not None:
        _check_addressable(labels)
    props = Tabs(
        value=first,
        tracked=tracked,
        options=tuple(map(wire_text, labels)) if tracked else (),
        width=checked_width(shared.get("width", "stretch"), allow_content=False),
        height=checked_height(shared.get("height", "content")),
    )
    if not tracked:
        row = put_untracked(self, props, shared)
        return [row.put_container(Tab(label=wire_text(label))) for label in labels]
    row, record = put_tracked(self, props, shared, _codec(labels, first))
    handles = [row.put_container(Tab(label=wire_text(label))) for label in labels]
    for index, handle in enumerate(handles):
        handle.open = index == record.wire
    return handles


def _labels(tabs: Any) -> list[str]:
    labels = list(iterable("tabs", tabs))
    if isinstance(tabs, str) or not labels:
        raise MissingRequiredParameterError("tabs", detail="Give a list with one label for each tab.")
    for label in labels:
        if not isinstance(label, str):
            raise InvalidParameterTypeError(
                "tabs", type(label).__name__, ["str"], detail="Each label is a str."
            )
    return labels


def _check_addressable(labels: list[str]) -> None:
    if not all(labels):
        raise ValueError_("tabs", ["labels that are not empty"], detail="`bind` puts them into the address.")
    if len(set(labels)) < len(labels):
        raise ValueError_("tabs", ["different labels"], detail="`bind` puts them into the address.")


def _codec(labels: list[str], first: int) -> Codec:
    """Return the codec of the visible tab: its label. A label that no tab has means the first tab.

    The tabs may have had other labels when the app or a person chose one.
    """
    return Codec(labels.__getitem__, lambda label: labels.index(label) if label in labels else first)

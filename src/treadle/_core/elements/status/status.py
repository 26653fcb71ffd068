"""`st.status`."""

from collections.abc import Hashable
from typing import Literal, Unpack, get_args

import msgspec

from treadle._core.elements.checks import checked_width, one_of, wire_text
from treadle._core.elements.cursor import C, Cursor
from treadle._core.elements.layout.expander import checked_type
from treadle._core.elements.layout.sizes import ExpandableType
from treadle._core.elements.parameters import Wide
from treadle._core.protocol.element import Container, Element, Width
from treadle.errors import APIError

HANDLE_ONLY = ("update",)

State = Literal["running", "complete", "error"]


class Status(Container, frozen=True, kw_only=True):
    """A container for the output of a long job. `expanded` is as in an expander."""

    label: str
    state: State = "running"
    expanded: bool = False
    type: ExpandableType = "default"
    width: Width = "stretch"

    def mark(self) -> Hashable:
        """Return the label: a browser keeps no state for a status with another label."""
        return self.label

    def left(self, failed: bool) -> "Status":
        """Return the status as complete or failed, if it was running."""
        if self.state != "running":
            return self
        return msgspec.structs.replace(self, state="error" if failed else "complete")


def status(
    self: C,
    label: str,
    *,
    expanded: bool = False,
    state: State = "running",
    type: ExpandableType = "default",
    **shared: Unpack[Wide],
) -> C:
    """Show a container for the output of a long job, and return its handle.

    In a `with` statement, the state becomes "complete" at the end of the block, or "error" after an
    exception. The handle's `update` changes the label, the state and whether the container is open. Any
    thread can call it at any time.

    Args:
        label: the label, in Markdown.
        expanded: whether the container is open at first.
        state: "running", "complete" or "error". It sets the icon.
        type: "default", "compact" (no border) or "step" (a step of a timeline: expanders and statuses of this
            type that follow each other are connected by a line).

    Raises:
        ValueError_: `state` or `type` is not valid.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     with st.status("Copying") as copying:
        ...         st.write("3 files")
        ...         copying.update(label="Copied")
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().status[0].label
        'Copied'
    """
    return self.put_container(
        Status(
            label=wire_text(label),
            expanded=bool(expanded),
            state=_state(state),
            type=checked_type(type),
            width=checked_width(shared.get("width", "stretch"), allow_content=False),
        )
    )


def update(
    self: Cursor, *, label: str | None = None, expanded: bool | None = None, state: State | None = None
) -> None:
    """Change the label, state or visibility of a status. An argument of None changes nothing.

    Args:
        label: the label, in Markdown.
        expanded: True opens the container, False closes it.
        state: "running", "complete" or "error".

    Raises:
        ValueError_: `state` is not valid.
        APIError: this is not the handle of an `st.status`.
    """
    changes: dict[str, object] = {}
    if label is not None:
        changes["label"] = wire_text(label)
    if expanded is not None:
        changes["expanded"] = bool(expanded)
    if state is not None:
        changes["state"] = _state(state)

    def change(props: Element) -> Element:
        if not isinstance(props, Status):
            raise APIError(
                f"`update` was called on the handle of an `st.{props.kind}`. Only the handle of an "
                "`st.status` has it."
            )
        return msgspec.structs.replace(props, **changes)

    self.change(change)


def _state(state: State) -> State:
    states: tuple[State, ...] = get_args(State)
    return one_of("state", state, states)

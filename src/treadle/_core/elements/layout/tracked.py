"""Containers that a person opens and closes: expanders, popovers and tabs.

By default, only the browser knows what is open. If the app passes `on_change` or `bind`, the session knows it
too. Then it is a value like that of an input: in `st.session_state`, in the address, and in the handle's
`open`.
"""

from collections.abc import Hashable, Mapping
from typing import Any, ClassVar

import msgspec

from treadle._core.carry.context import require
from treadle._core.elements.checks import wire_text
from treadle._core.elements.cursor import C
from treadle._core.protocol.element import Container, Valued
from treadle._core.session.widgets import PLAIN, Codec, WidgetRecord
from treadle.errors import MissingRequiredParameterError, ValueError_


class Tracked(Valued, Container, frozen=True, kw_only=True):
    """A container that can be open or closed. The session may know which."""

    abstract: ClassVar[bool] = True
    tracked: bool = False
    """Whether the session knows it. If not, `value` is the state at first, and again when the app changes it.
    """


class Opened(Tracked, frozen=True, kw_only=True):
    """A container that is open or closed."""

    abstract: ClassVar[bool] = True
    label: str
    value: bool = False

    def mark(self) -> Hashable:
        """Return the label: a browser keeps no state for a container with another label."""
        return self.label

    def check(self, value: Any) -> bool:
        """Return the value if it is a bool."""
        if not isinstance(value, bool):
            raise ValueError(f"“{self.label}” is either open (True) or closed (False).")
        return value

    def read(self, texts: list[str]) -> bool:
        """Return the value of `true` or `false`, in upper or lower case."""
        text = texts[-1].lower()
        if text not in ("true", "false"):
            raise ValueError(f"“{self.label}” is either true or false.")
        return text == "true"


def is_tracked(shared: Mapping[str, Any]) -> bool:
    """Return whether the app asks for the state of a container.

    Raises:
        ValueError_: `on_change` is not valid.
    """
    on_change = shared.get("on_change", "ignore")
    if not callable(on_change) and on_change not in ("rerun", "ignore"):
        raise ValueError_("on_change", ["'rerun'", "'ignore'", "a function"])
    return on_change != "ignore" or shared.get("bind") is not None


def put_untracked(cursor: C, props: Tracked, shared: Mapping[str, Any]) -> C:
    """Show a container whose state (open or closed) only the browser knows, and return its handle."""
    key = shared.get("key")
    if key is not None:
        props = msgspec.structs.replace(props, key=wire_text(str(key)))
    return cursor.put_container(props, key=key)


def put_tracked(
    cursor: C, props: Tracked, shared: Mapping[str, Any], codec: Codec = PLAIN
) -> tuple[C, WidgetRecord]:
    """Show a container whose state the session knows. Return its handle, and its value's record."""
    if shared.get("on_change", "ignore") == "ignore":  # it is bound to the address, which a change must reach
        shared = {**shared, "on_change": "rerun"}
    record = cursor.show_valued(props, shared, codec=codec)
    return type(cursor)(record.node_id, require().host.token), record


def put_opened(cursor: C, props: Opened, shared: Mapping[str, Any]) -> C:
    """Show a container that is open or closed, and return its handle."""
    if not props.tracked:
        return put_untracked(cursor, props, shared)
    handle, record = put_tracked(cursor, props, shared)
    handle.open = bool(record.wire)
    return handle


def checked_label(label: object) -> str:
    """Return the label of a container.

    Raises:
        MissingRequiredParameterError: it is None.
    """
    if label is None:
        raise MissingRequiredParameterError("label", detail="A person opens the container by it.")
    return wire_text(label)

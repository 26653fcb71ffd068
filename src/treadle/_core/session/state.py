"""Operations on the app's state (`st.session_state`): its own values, and those of widgets with a key."""

from dataclasses import dataclass
from typing import Any, Final

from treadle.errors import ValueAssignmentNotAllowedError, WidgetAlreadyInstantiatedError

from .caller import Caller
from .operation import Operation, StateChange
from .session import Session
from .widgets import MISSING, WidgetRecord

ANYTHING: Final = object()
"""Stands for any earlier value."""


class WidgetValue:
    """A widget as it was at one moment, with its value.

    Code of the app decodes and encodes it, so no lock is held then.
    """

    __slots__ = ("codec", "props", "record", "version", "wire")

    def __init__(self, record: WidgetRecord) -> None:
        self.record, self.version, self.wire = record, record.version, record.wire
        self.props, self.codec = record.props, record.codec

    def means(self, other: "WidgetValue") -> bool:
        """Whether a value has the same wire form for the widget at another moment."""
        return self.is_still(other) and self.props is other.props and self.codec is other.codec

    def is_still(self, raw: Any) -> bool:
        """Whether the widget still has the same value at another moment."""
        return isinstance(raw, WidgetValue) and raw.record is self.record and raw.version == self.version


def decoded(raw: Any) -> Any:
    """Return a value that `ReadKey` has found as Python sees it. This can call app code."""
    return raw.codec.decode(raw.wire) if isinstance(raw, WidgetValue) else raw


def _read(session: Session, key: str) -> Any:
    widgets = session.widgets
    if key in widgets.values:
        return widgets.values[key]
    record = widgets.by_key.get(key)
    return MISSING if record is None else WidgetValue(record)


@dataclass(slots=True)
class ReadKey(Operation[Any]):
    """Return the value of a key: the app's own, a `WidgetValue` to be decoded, or `MISSING`."""

    key: str

    def apply(self, session: Session) -> Any:
        """Return the value."""
        return _read(session, self.key)


@dataclass(slots=True)
class ReadKeys(Operation[list[tuple[str, Any]]]):
    """Return all keys with their values, as `ReadKey` does."""

    def apply(self, session: Session) -> list[tuple[str, Any]]:
        """Return the values."""
        return [(key, _read(session, key)) for key in list(session.widgets.keys())]


@dataclass(slots=True)
class ListKeys(Operation[list[str]]):
    """Return all keys that have a value."""

    def apply(self, session: Session) -> list[str]:
        """Return the keys."""
        return list(session.widgets.keys())


@dataclass(slots=True)
class SetDefault(StateChange[Any]):
    """Return the value of a key as `ReadKey` does. If the key has none, set it to this value first."""

    caller: Caller
    key: str
    default: Any

    def apply(self, session: Session) -> Any:
        """Return the value."""
        raw = _read(session, self.key)
        if raw is not MISSING:
            return raw
        session.widgets.store(self.key, self.default)
        session.widgets.wrote(self.key, self.caller.run.number)
        return self.default

    def instead(self, session: Session) -> Any:
        """Return the value, or the default, and store nothing."""
        raw = _read(session, self.key)
        return self.default if raw is MISSING else raw


@dataclass(slots=True)
class DeleteKey(StateChange[bool]):
    """Delete a key, with the widget of this key. Return whether the key existed."""

    caller: Caller
    key: str

    def apply(self, session: Session) -> bool:
        """Delete the key."""
        session.widgets.wrote(self.key, self.caller.run.number)
        record = session.widgets.by_key.get(self.key)
        if record is not None:
            session.address.left(record)
        return session.widgets.delete(self.key)

    def instead(self, session: Session) -> bool:
        """Return True: the deletion counts as done."""
        return True


Refused = ValueError | TypeError


@dataclass(slots=True)
class AssignKey(StateChange[bool | WidgetValue | Refused]):
    """Set the value of a key.

    If a widget shows the key, return the widget first: the caller must encode the value for it.
    """

    caller: Caller
    key: str
    value: Any
    seen: Any
    """Assign only if the value is still this one, as `ReadKey` has returned it.

    `ANYTHING`: assign in any case.
    """
    by_page: bool
    """Whether the page's own code assigns, and not a thread."""
    asked: WidgetValue | None = None
    """The widget for which the value was encoded."""
    wire: Any = None
    error: Refused | None = None
    """The reason why that widget cannot have the value."""

    def apply(self, session: Session) -> bool | WidgetValue | Refused:
        """Return whether the value was assigned, or the widget to encode it for, or why that refuses it.

        Raises:
            WidgetAlreadyInstantiatedError: the page's own code assigns it after the line that shows the
                widget.
            ValueAssignmentNotAllowedError: the widget is a button, or takes files.
        """
        if self.seen is not ANYTHING:
            raw = _read(session, self.key)
            same = self.seen.is_still(raw) if isinstance(self.seen, WidgetValue) else raw is self.seen
            if not same:
                return False
        record = session.widgets.by_key.get(self.key)
        if record is not None:
            self._refuse(record)
        if record is None or record.props.trigger or not session.values.on_page(record):
            return self._store(session)
        # A run that will show the widget again takes the value then, because it may declare the widget
        # differently.
        due = session.values.to_be_shown(record)
        if due and self.by_page:
            return self._store(session)
        now = WidgetValue(record)
        if self.asked is None or not self.asked.means(now):
            return now
        if self.error is not None:
            return self._store(session) if due else self.error
        session.values.assign(record, self.wire)
        session.widgets.wrote(self.key, self.caller.run.number)
        return True

    def instead(self, session: Session) -> bool:
        """Return True: the assignment counts as done."""
        return True

    def _store(self, session: Session) -> bool:
        session.widgets.store(self.key, self.value)
        session.widgets.wrote(self.key, self.caller.run.number)
        return True

    def _refuse(self, record: WidgetRecord) -> None:
        # A thread can set a widget's value at any time, and the page shows it. For the script this would be
        # an error: the line that showed the widget has already returned another value.
        if record.stamp == self.caller.run.number and self.by_page:
            raise WidgetAlreadyInstantiatedError(self.key)
        if (record.props.trigger and not record.props.fillable) or not record.props.settable:
            raise ValueAssignmentNotAllowedError(self.key)

    def encode(self, widget: WidgetValue) -> None:
        """Convert the value to wire form for a widget.

        No lock may be held, because this can call functions of the app.
        """
        self.asked, self.error = widget, None
        try:
            self.wire = widget.props.take(widget.codec.encode(self.value))
        except (ValueError, TypeError) as error:
            self.error = error


@dataclass(slots=True)
class TakeKey(Operation[Any]):
    """Return the app's own value of a key and forget it. Return `MISSING` if it has none."""

    caller: Caller
    key: str

    def apply(self, session: Session) -> Any:
        """Return the value."""
        value = session.widgets.values.get(self.key, MISSING)
        if session.widgets.discard(self.key):
            session.widgets.wrote(self.key, self.caller.run.number)
        return value


@dataclass(slots=True)
class PutKey(Operation[None]):
    """Set the value of a key between two runs. The widget with this key takes it in the next run.

    For drivers of a session.
    """

    key: str
    value: Any

    def apply(self, session: Session) -> None:
        """Store the value."""
        session.widgets.store(self.key, self.value)


@dataclass(slots=True)
class DropKey(Operation[bool]):
    """Delete a key and return whether it existed. For drivers of a session such as AppTest."""

    key: str

    def apply(self, session: Session) -> bool:
        """Delete the key."""
        return session.widgets.delete(self.key)


@dataclass(slots=True)
class EmptyState(Operation[list[dict[Any, Any] | list[Any]]]):
    """Forget all state of an ended session.

    Return the objects that held it; the caller clears them without a lock.
    """

    def apply(self, session: Session) -> list[dict[Any, Any] | list[Any]]:
        """Forget the state."""
        return session.widgets.empty()


@dataclass(slots=True)
class FindWidgetNode(Operation[int | None]):
    """Return the node id of a widget, None if the session does not know it."""

    identity: Any

    def apply(self, session: Session) -> int | None:
        """Return the id."""
        record = session.widgets.records.get(self.identity)
        return None if record is None else record.node_id


@dataclass(slots=True)
class ReadWidget(Operation[Any]):
    """Return the value of a widget in wire form, `MISSING` if the session does not know it."""

    identity: Any

    def apply(self, session: Session) -> Any:
        """Return the value."""
        record = session.widgets.records.get(self.identity)
        return MISSING if record is None else record.wire

"""Read and change the app's state, which `st.session_state` shows: its own values, and those of the widgets that have a key."""

from dataclasses import dataclass
from typing import Any, Final

from treadle.errors import ValueAssignmentNotAllowedError, WidgetAlreadyInstantiatedError

from .caller import Caller
from .operation import Operation, StateChange
from .session import Session
from .widgets import MISSING, WidgetRecord

ANYTHING: Final = object()
"""What may have been seen before a value is set."""


class WidgetValue:
    """A widget as it was at one moment, with its value. The app's code decodes and encodes it, so no lock is held meanwhile."""

    __slots__ = ("codec", "props", "record", "version", "wire")

    def __init__(self, record: WidgetRecord) -> None:
        self.record, self.version, self.wire = record, record.version, record.wire
        self.props, self.codec = record.props, record.codec

    def means(self, other: "WidgetValue") -> bool:
        """Whether a value has the same wire form for another look at the widget."""
        return self.is_still(other) and self.props is other.props and self.codec is other.codec

    def is_still(self, raw: Any) -> bool:
        """Whether another look found the widget with the same value."""
        return isinstance(raw, WidgetValue) and raw.record is self.record and raw.version == self.version


def decoded(raw: Any) -> Any:
    """Return a value that `ReadKey` has found as Python sees it; it may call the app's code."""
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
        """Return it."""
        return _read(session, self.key)


@dataclass(slots=True)
class ReadKeys(Operation[list[tuple[str, Any]]]):
    """Return all keys with their values, as `ReadKey` does."""

    def apply(self, session: Session) -> list[tuple[str, Any]]:
        """Return them."""
        return [(key, _read(session, key)) for key in list(session.widgets.keys())]


@dataclass(slots=True)
class ListKeys(Operation[list[str]]):
    """Return all keys that have a value."""

    def apply(self, session: Session) -> list[str]:
        """Return them."""
        return list(session.widgets.keys())


@dataclass(slots=True)
class SetDefault(StateChange[Any]):
    """Return the value of a key as `ReadKey` does. If it has none, give it this one first."""

    caller: Caller
    key: str
    default: Any

    def apply(self, session: Session) -> Any:
        """Return it."""
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
    """Delete a key, with the widget that has it. Return whether it was there."""

    caller: Caller
    key: str

    def apply(self, session: Session) -> bool:
        """Delete it."""
        session.widgets.wrote(self.key, self.caller.run.number)
        record = session.widgets.by_key.get(self.key)
        if record is not None:
            session.address.left(record)
        return session.widgets.delete(self.key)

    def instead(self, session: Session) -> bool:
        """Count as done."""
        return True


Refused = ValueError | TypeError


@dataclass(slots=True)
class AssignKey(StateChange[bool | WidgetValue | Refused]):
    """Give a key a value. If a widget shows it, return that widget first, and do it once the value is encoded for that."""

    caller: Caller
    key: str
    value: Any
    seen: Any
    """Assign only if the value is still this one, as `ReadKey` has returned it; `ANYTHING` to assign in any case."""
    by_page: bool
    """Whether the page's own code assigns, rather than a thread."""
    asked: WidgetValue | None = None
    """The widget that the value was encoded for."""
    wire: Any = None
    error: Refused | None = None
    """Why that widget cannot hold the value."""

    def apply(self, session: Session) -> bool | WidgetValue | Refused:
        """Return whether the value was assigned, or the widget to encode it for, or why that cannot hold it.

        Raises:
            WidgetAlreadyInstantiatedError: the page's own code assigns it after the line that shows the widget.
            ValueAssignmentNotAllowedError: the widget is a button.
        """
        if self.seen is not ANYTHING:
            raw = _read(session, self.key)
            same = self.seen.is_still(raw) if isinstance(self.seen, WidgetValue) else raw is self.seen
            if not same:
                return False
        record = session.widgets.by_key.get(self.key)
        if record is not None:
            self._refuse(record)
        if record is None or not session.values.on_page(record):
            return self._store(session)
        # A run that is about to show the widget again takes the value then, and may have declared another widget by then.
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
        """Count as done."""
        return True

    def _store(self, session: Session) -> bool:
        session.widgets.store(self.key, self.value)
        session.widgets.wrote(self.key, self.caller.run.number)
        return True

    def _refuse(self, record: WidgetRecord) -> None:
        # A thread may set a widget's value at any time: the page shows it. The script itself could not have meant that, as
        # the line that showed the widget has returned another value already.
        if record.stamp == self.caller.run.number and self.by_page:
            raise WidgetAlreadyInstantiatedError(self.key)
        if record.props.trigger:
            raise ValueAssignmentNotAllowedError(self.key)

    def encode(self, widget: WidgetValue) -> None:
        """Work out the value in wire form for a widget; no lock may be held, as this may call the app's functions."""
        self.asked, self.error = widget, None
        try:
            self.wire = widget.props.take(widget.codec.encode(self.value))
        except (ValueError, TypeError) as error:
            self.error = error


@dataclass(slots=True)
class PutKey(Operation[None]):
    """Set the value of a key between two runs. A widget with the key takes it in the next run. For drivers of a session."""

    key: str
    value: Any

    def apply(self, session: Session) -> None:
        """Store it."""
        session.widgets.store(self.key, self.value)


@dataclass(slots=True)
class DropKey(Operation[bool]):
    """Delete a key and return whether it was there. For drivers of a session, such as AppTest."""

    key: str

    def apply(self, session: Session) -> bool:
        """Delete it."""
        return session.widgets.delete(self.key)


@dataclass(slots=True)
class EmptyState(Operation[list[dict[Any, Any] | list[Any]]]):
    """Forget all state of a session that has ended. Return what held it, to be cleared where no lock is held."""

    def apply(self, session: Session) -> list[dict[Any, Any] | list[Any]]:
        """Forget it."""
        return session.widgets.empty()


@dataclass(slots=True)
class FindWidgetNode(Operation[int | None]):
    """Return the node id of a widget, None if the session does not know it."""

    identity: Any

    def apply(self, session: Session) -> int | None:
        """Return it."""
        record = session.widgets.records.get(self.identity)
        return None if record is None else record.node_id


@dataclass(slots=True)
class ReadWidget(Operation[Any]):
    """Return the value of a widget in wire form, `MISSING` if the session does not know it."""

    identity: Any

    def apply(self, session: Session) -> Any:
        """Return it."""
        record = session.widgets.records.get(self.identity)
        return MISSING if record is None else record.wire

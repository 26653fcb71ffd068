"""Show a widget, in two steps: find its value, then show it with that.

Between the two steps no lock is held, as the app's functions turn a value into its wire form.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from treadle._core.protocol.element import Valued
from treadle.errors import DuplicateElementId, DuplicateElementKey, ValueAssignmentNotAllowedError

from .caller import Caller
from .forms import check_widget, form_of
from .operation import Operation
from .place import place
from .session import Session
from .widgets import MISSING, Callback, Codec, PersistState, WidgetRecord, with_value


@dataclass(slots=True)
class Declared:
    """A widget as a command declares it."""

    container: int
    """Node id of the place that it is written to."""
    props: Valued
    identity: Hashable
    key: str | None
    codec: Codec
    callback: Callback | None
    quiet: bool
    """Whether a change is kept without a rerun."""
    persist_state: PersistState = None


@dataclass(slots=True)
class FoundValue:
    """A widget's value as it was at one moment."""

    before: WidgetRecord | None
    """The widget as it was shown last; None if it was not, or if the value is none of its."""
    wire: Any
    """The value in wire form, unless `given` is to be encoded."""
    given: Any = MISSING
    """What `st.session_state` has for it, as Python sees it."""
    version: int = 0


@dataclass(slots=True)
class FindValue(Operation[FoundValue]):
    """Return the value of a widget that is about to be shown: of the page's address, as set by the app, as entered, or the default."""

    caller: Caller
    declared: Declared

    def apply(self, session: Session) -> FoundValue:
        """Return the value.

        Raises:
            DuplicateElementKey: another widget of this run has the key.
            DuplicateElementId: the same widget was shown before in this run, and neither has a key.
            InvalidLayoutContextError, InvalidFormCallbackError: it cannot stand in this form, or outside of one.
            ValueAssignmentNotAllowedError: it is a button, and the app has set its value.
        """
        shown = self.declared
        props, key = shown.props, shown.key
        check_widget(session.document.get(shown.container), props, shown.callback is not None)
        widgets = session.widgets
        record = widgets.records.get(shown.identity)
        same = record if key is None else widgets.by_key.get(key, record)
        if same is not None and (
            same.stamp == self.caller.run.number
            or (
                session.values.on_page(same) and stands_elsewhere(session, same.lane, same.stamp, self.caller)
            )
        ):
            raise DuplicateElementKey(key) if key is not None else DuplicateElementId(props.kind)
        set_by_app = key is not None and key in widgets.values
        if props.trigger:
            if set_by_app:
                raise ValueAssignmentNotAllowedError(key or "")
            return FoundValue(record, shown.identity in self.caller.run.pressed)
        version = 0 if record is None else record.version
        in_address = session.address.value_for(key, props, record)
        if in_address is not MISSING:
            widgets.discard(key or "")
            return FoundValue(None, in_address, version=version)
        if set_by_app:
            return FoundValue(record, None, widgets.values[key or ""], version)
        wire = getattr(props, "value", None) if record is None else record.wire
        return FoundValue(record, wire, version=version)


@dataclass(slots=True)
class ShowWidget(Operation[WidgetRecord | None]):
    """Show a widget with its value. Return None, and do nothing, if the value has changed since it was found."""

    caller: Caller
    declared: Declared
    found: FoundValue
    wire: Any
    """The value to show, in wire form."""
    held: bool = False
    """Whether the widget is a button whose press the run holds until it has shown it; known when this was applied."""

    def apply(self, session: Session) -> WidgetRecord | None:
        """Put the widget on the page and remember it."""
        shown, widgets, caller = self.declared, session.widgets, self.caller
        props, key, trigger = shown.props, shown.key, shown.props.trigger
        record = widgets.records.get(shown.identity)
        if record is None:
            record = WidgetRecord(shown.identity, key)
        elif record.version != self.found.version and not trigger:
            return None
        if key is not None and not trigger:
            if widgets.values.get(key, MISSING) is not self.found.given:
                return None
            widgets.values.pop(key, None)
        if trigger and self.wire:
            caller.run.answered.add(shown.identity)
        widgets.dropped.append((record.callback, record.codec))
        record.props, record.wire, record.codec = props, self.wire, shown.codec
        record.callback, record.quiet = shown.callback, shown.quiet
        record.persist_state, record.path = shown.persist_state, session.path
        record.lane, record.stamp = caller.lane.id, caller.run.number
        default = getattr(props, "value", None)
        plain = trigger or (type(self.wire) is type(default) and self.wire == default)
        visible = props if plain else with_value(props, self.wire)
        node = place(session, caller, shown.container, visible, shown.identity)
        if record.node_id != node.id:
            widgets.by_node.pop(record.node_id, None)
            record.node_id = node.id
        record.form = form_of(node)
        widgets.put(record)
        self.held = shown.identity in caller.run.held
        session.address.shown(record, step=self.found.given is not MISSING)
        return record


def stands_elsewhere(session: Session, lane: str, stamp: int, caller: Caller) -> bool:
    """Whether what is now to be shown is shown by another part of the page, which keeps it.

    Fragments and dialogs are written by runs of their own, so neither sees by the other's number that both show it.

    Args:
        session: the session, whose lock is held.
        lane: for which it was written last.
        stamp: of the run that has written it.
        caller: who is to write it now.
    """
    if lane == caller.lane.id:
        return False
    above = shows = session.lanes.get(lane)
    while above is not None:
        if stamp < above.newest:  # it has begun anew without it: what was there may have moved here
            return False
        if caller.lane.within(above):
            break
        above = above.parent
    return shows is not None

"""Operations that show a widget in two steps: find its value, then show the widget with the value.

No lock is held between the steps, because functions of the app convert the value to its wire form.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from treadle._core.calling import At
from treadle._core.protocol.element import Valued
from treadle.errors import ValueAssignmentNotAllowedError

from .boxes import UploadBox
from .caller import Caller
from .forms import check_widget, form_of
from .operation import Operation
from .place import place
from .session import Session
from .twins import same_identity, same_key
from .widgets import MISSING, Callback, Codec, PersistState, WidgetRecord, with_value


@dataclass(slots=True)
class Declared:
    """A widget as a command declares it."""

    container: int
    """The node id of the container to which it is written."""
    props: Valued
    identity: Hashable
    key: str | None
    codec: Codec
    callback: Callback | None
    quiet: bool
    """Whether a change is stored without a rerun."""
    persist_state: PersistState = None
    content: object = None
    """The file that a download button offers."""
    box: UploadBox | None = None
    """Where the files wait that people upload to it; None if it takes none."""
    at: At | None = None
    """Where the app shows it."""


@dataclass(slots=True)
class FoundValue:
    """The value of a widget at one moment."""

    before: WidgetRecord | None
    """The widget as it was last shown; None if it was not shown, or if this is not its value."""
    wire: Any
    """The value in wire form, unless `given` must be encoded."""
    given: Any = MISSING
    """The value in `st.session_state`, as Python sees it."""
    version: int = 0
    recalled: bool = False
    """Whether a browser has kept the value of an earlier session."""


@dataclass(slots=True)
class FindValue(Operation[FoundValue]):
    """Return the value of a widget that is about to be shown.

    It comes from the address, from the app or from a person. Otherwise it is the default.
    """

    caller: Caller
    declared: Declared

    def apply(self, session: Session) -> FoundValue:
        """Return the value.

        Raises:
            DuplicateElementKey: another widget of this run has the key.
            DuplicateElementId: the same widget was shown before in this run, and neither has a key.
            InvalidLayoutContextError, InvalidFormCallbackError: it cannot stand in this form, or outside of
                one.
            ValueAssignmentNotAllowedError: it is a button or takes files, and the app has set its value.
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
            first, second = (same.props, same.at), (props, shown.at)
            raise same_identity(first, second) if key is None else same_key(key, first, second)
        set_by_app = key is not None and key in widgets.values
        if set_by_app and (props.trigger or not props.settable):
            raise ValueAssignmentNotAllowedError(key or "")
        if props.trigger:
            pressed = self.caller.run.pressed.get(shown.identity)
            return FoundValue(record, getattr(props, "value", False) if pressed is None else pressed.sent)
        version = 0 if record is None else record.version
        in_address = session.address.value_for(key, props, record)
        if in_address is not MISSING:
            widgets.discard(key or "")
            return FoundValue(None, in_address, version=version)
        if record is None and session.recalled.offered:
            kept = session.recalled.value_for(shown.identity, props)
            if kept is not MISSING:
                widgets.discard(key or "")
                return FoundValue(None, kept, version=version, recalled=True)
        if set_by_app:
            return FoundValue(record, None, widgets.values[key or ""], version)
        wire = getattr(props, "value", None) if record is None else record.wire
        return FoundValue(record, wire, version=version)


@dataclass(slots=True)
class ShowWidget(Operation[WidgetRecord | None]):
    """Show a widget with its value.

    Return None, and do nothing, if the value has changed since it was found.
    """

    caller: Caller
    declared: Declared
    found: FoundValue
    wire: Any
    """The value to show, in wire form."""
    held: bool = False
    """Whether the widget is a button whose press the run holds until it has shown the button.

    Set by `apply`.
    """

    def apply(self, session: Session) -> WidgetRecord | None:
        """Put the widget on the page and store it."""
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
        if session.recalled.offered:
            session.recalled.shown(shown.identity, props)
        if trigger and shown.identity in caller.run.pressed:
            caller.run.answered.add(shown.identity)
        widgets.dropped.append((record.callback, record.codec, record.content))
        record.props, record.wire, record.codec = props, self.wire, shown.codec
        record.callback, record.quiet = shown.callback, shown.quiet
        record.content = shown.content
        record.persist_state, record.page = shown.persist_state, caller.page
        record.box = shown.box
        record.at = shown.at
        record.lane, record.stamp = caller.lane.id, caller.run.number
        default = getattr(props, "value", None)
        plain = trigger or (type(self.wire) is type(default) and self.wire == default)
        visible = props if plain else with_value(props, self.wire)
        node = place(session, caller, shown.container, visible, shown.identity)
        if record.node_id != node.id:
            widgets.by_node.pop(record.node_id, None)
            record.node_id = node.id
        # A form holds back no state of a container, but that of a component, which only contains its events.
        record.form = form_of(node) if props.calls_in_forms or not props.container else None
        widgets.put(record)
        record.entered = self.found.recalled or (record.entered and self.found.given is MISSING)
        if record.entered:
            session.document.entered.add(node.id)
        else:
            session.document.entered.discard(node.id)
        self.held = shown.identity in caller.run.held
        session.address.shown(record, step=self.found.given is not MISSING)
        return record


def stands_elsewhere(session: Session, lane: str, stamp: int, caller: Caller) -> bool:
    """Whether a widget that is about to be shown is already shown by another part of the page.

    Fragments and dialogs have runs of their own. So the number of one run does not tell that both show the
    widget.

    Args:
        session: the session. The caller holds its lock.
        lane: the lane for which the widget was last written.
        stamp: the run that has written it.
        caller: the code that is about to write it.
    """
    if lane == caller.lane.id:
        return False
    above = shows = session.lanes.get(lane)
    while above is not None:
        if stamp < above.newest:  # a newer run has not written it: the widget may have moved here
            return False
        if caller.lane.within(above):
            break
        above = above.parent
    return shows is not None

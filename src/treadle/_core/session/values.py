"""The values of the widgets on the page: entered by people or set by the app."""

from collections.abc import Collection
from typing import Any

from treadle._core.protocol.element import Valued
from treadle._core.protocol.upload import FileRef

from .address import Address
from .browsers import Browsers
from .document import Document
from .lanes import Lane, Lanes, Run
from .unanswered import Unanswered
from .widgets import WidgetRecord, Widgets, with_value


class Values:
    """Stores values in the widgets on the page, and shows them in all browsers."""

    def __init__(
        self,
        document: Document,
        widgets: Widgets,
        address: Address,
        lanes: Lanes,
        browsers: Browsers,
        unanswered: Unanswered,
    ) -> None:
        self._document, self._widgets, self._address, self._lanes = document, widgets, address, lanes
        self._browsers, self._unanswered = browsers, unanswered

    def find(self, node_id: int) -> WidgetRecord | None:
        """Return the widget to which a browser refers; None if it has just left the page.

        Raises:
            ValueError: there never was such a widget, or it takes no values.
        """
        record = self._widgets.by_node.get(node_id)
        node = self._document.get(node_id)
        if record is None and node is not None:
            # A live run has written it in another container. Until its body ends, the widget also stands
            # here.
            record = self._widgets.records.get(node.identity)
            if record is not None and not self.on_page(record):
                return None
        if record is None or node is None:
            if self._document.was_issued(node_id) and node is None:
                return None
            raise ValueError(f"There is no widget {node_id} on this page.")
        if not record.props.usable:
            raise ValueError(f"“{record.props.called}” is disabled.")
        return record

    def on_page(self, record: WidgetRecord) -> bool:
        """Whether a widget is on the page."""
        return self._document.get(record.node_id) is not None

    def to_be_shown(self, record: WidgetRecord) -> bool:
        """Whether an executing body will show a widget again."""
        lane: Lane | None = self._lanes.of(record)
        while lane is not None:
            if lane.live is not None and lane.live.phase == "body" and record.stamp < lane.live.number:
                return True
            lane = lane.parent
        return False

    def assign(self, record: WidgetRecord, wire: Any) -> None:
        """Set the value of a widget on the page to a value of the app, in wire form.

        This calls no callback and starts no rerun.
        """
        self._widgets.discard(record.key or "")
        record.entered = False
        self._document.entered.discard(record.node_id)
        if record.enter(wire):
            self._document.update(self._document.nodes[record.node_id], with_value(record.props, wire))
            self._address.entered(record, step=False)

    def enter(self, connection: int, record: WidgetRecord, sent: Any, wire: Any, next_run: int) -> bool:
        """Store a checked value from a browser. Return whether something must rerun.

        Args:
            connection: the browser's connection.
            record: the widget.
            sent: the value as it was sent.
            wire: the value as the widget stores it.
            next_run: the number of the next run.
        """
        if record.props.trigger:
            self._unanswered.press(record, wire)
            return True
        node = self._document.nodes[record.node_id]
        mirror = self._browsers.mirrors[connection]
        if node.id in mirror.unseen:
            # The app's value is on its way to the browser and will replace this one there, though this one
            # came last.
            mirror.forget_value(node)
        elif means(sent, wire):  # otherwise the browser must learn the stored value
            mirror.knows_value(node, wire)
        record.entered = True
        self._document.entered.add(node.id)
        if not record.enter(wire):
            return record.props.repeats and record.form is None and not record.quiet
        if record.key is not None:
            self._widgets.discard(record.key)
            self._widgets.wrote(record.key, next_run)
        self._document.update(node, with_value(record.props, wire))
        self._address.entered(record, step=True)
        self._unanswered.change(record)
        return record.form is None and not record.quiet

    def fill(self, changes: list[tuple[int, Any]]) -> None:
        """Show a value in the address that a form holds back until it is submitted."""
        for node_id, value in changes:
            try:
                record = self.find(node_id)
                if record is not None:
                    self._address.fill(record, record.props.check(value))
            except ValueError:
                continue  # the person gets a message when the form is submitted

    def show_again(self, connection: int, ids: Collection[int]) -> bool:
        """Send a browser the real values of widgets, where it has sent others.

        Return whether there are any.
        """
        mirror = self._browsers.mirrors.get(connection)
        nodes = [node for id in ids if (node := self._document.get(id)) is not None]
        widgets = [node for node in nodes if isinstance(node.props, Valued)]
        if mirror is None:
            return False
        for node in widgets:
            mirror.forget_value(node)
        return bool(widgets)

    def clear_forms(self, run: Run) -> None:
        """Clear the forms that a run has answered, once.

        What a person enters after that belongs to the next submission.
        """
        pressed = [run.pressed.pop(identity) for identity in run.answered if identity in run.pressed]
        forms = {record.form for record in pressed if record.props.submits}
        for form in forms:
            if form is not None:
                self._clear(form)

    def _clear(self, form: int) -> None:
        node = self._document.get(form)
        if node is None or not getattr(node.props, "clear_on_submit", False):
            return
        for record in self._widgets.records.values():
            shown = self._document.get(record.node_id)
            default = getattr(record.props, "value", None)
            if shown is not None and record.form == form and record.enter(default):
                record.entered = False
                self._document.entered.discard(shown.id)
                self._document.update(shown, record.props)
                self._address.entered(record, step=False)


def take_files(record: WidgetRecord, checked: Any) -> Any:
    """Return a checked value with the files that it names. From here, the value keeps them.

    Raises:
        ValueError: a file is not there, or no longer.
    """
    box = record.box
    if box is None:
        return checked
    found: list[FileRef] = []

    def find(id: str) -> FileRef:
        found.append(box.find(id))
        return found[-1]

    wire = record.props.with_files(checked, find)
    box.named(found)
    return wire


def means(sent: Any, wire: Any) -> bool:
    """Whether the stored value means the same as the sent one, so the browser need not be told."""
    return bool(wire == _with_tuples(sent))


def _with_tuples(value: Any) -> Any:
    """Return a value from a browser with tuples for lists, as stored values have them."""
    return tuple(map(_with_tuples, value)) if isinstance(value, list) else value

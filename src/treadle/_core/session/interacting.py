"""What people do with widgets: values that they enter, buttons that they press, dialogs that they close."""

from treadle._core.protocol.message import Problem

from .address import Address
from .browsers import Browsers
from .events import Flush, Instruction, Interacted, Send
from .lanes import Lane, Lanes
from .runs import Runs
from .unanswered import Unanswered, lost
from .values import Values, means, take_files
from .widgets import WidgetRecord, Widgets


class Interacting:
    """Handles messages of browsers. A message may have a thousand changes, so common work is done once."""

    def __init__(
        self,
        widgets: Widgets,
        values: Values,
        unanswered: Unanswered,
        lanes: Lanes,
        runs: Runs,
        address: Address,
        browsers: Browsers,
    ) -> None:
        self._widgets, self._values, self._unanswered = widgets, values, unanswered
        self._lanes, self._runs, self._address, self._browsers = lanes, runs, address, browsers

    def take(self, event: Interacted, out: list[Instruction]) -> None:
        """Take the values and the presses of one message, and rerun what they concern."""
        lanes: dict[str, Lane] = {}
        entered: list[Lane] = []
        step = self._address.step
        problems: dict[str, str] = {}
        again: set[int] = set()
        for node_id, value in event.changes:
            try:
                record = self._values.find(node_id)
                wire = None
                if record is not None:
                    checked = take_files(record, record.props.check(value))
                    wire = record.props.merge(record.wire, checked)
            except ValueError as refusal:
                if "refused" not in problems:  # a browser that sends many has one mistake, and one answer
                    problems["refused"] = str(refusal)
                again.add(node_id)
                continue
            if record is None:
                continue
            if record.props.closes:
                self._dismiss(record, out)
                if record.quiet:
                    continue
            if record.props.trigger and self._unanswered.has(record):
                problems["lost"] = lost(record)
            lane, version = self._lanes.of(record), record.version
            if self._values.enter(event.connection, record, value, wire, self._runs.number + 1):
                lanes[lane.id] = lane
            if record.version != version:
                entered.append(lane)
            if record.node_id != node_id:
                again.add(record.node_id)
            if not record.props.trigger and not means(value, wire):
                again.add(node_id)
        out += [Send(Problem(code, text), event.connection) for code, text in problems.items()]
        # Reruns start only after all values are stored: the callback of a form's button must find the form's
        # values.
        for lane in entered:
            if any(lane.within(other) for other in lanes.values()):
                lane.entered = self._runs.number
        self._runs.request_all(lanes, out)
        shown = self._values.show_again(event.connection, again)
        if shown or self._address.step != step or self._browsers.lack_beside(event.connection):
            out.append(Flush())

    def _dismiss(self, record: WidgetRecord, out: list[Instruction]) -> None:
        """Close a dialog on behalf of a person."""
        lane = next((lane for lane in self._lanes.values() if lane.node_id == record.node_id), None)
        if lane is not None:
            self._runs.close(lane, out)
        if record.quiet:
            self._widgets.drop(record)
        self._runs.start_what_waits(out)
        out.append(Flush(now=True))

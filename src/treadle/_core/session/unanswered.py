"""What people have done on the page and no run has answered yet."""

from collections.abc import Hashable
from typing import Any

from .document import Document
from .lanes import Lane, Lanes, Run
from .widgets import WidgetRecord


class Unanswered:
    """Widgets that were changed and buttons that were pressed. A run takes them as it begins; if it is fenced, it gives them back."""

    def __init__(self, lanes: Lanes, document: Document) -> None:
        self._lanes, self._document = lanes, document
        self.changed: dict[Hashable, WidgetRecord] = {}
        """By identity, the widgets whose callbacks are still to be called."""
        self.pressed: dict[Hashable, WidgetRecord] = {}
        """By identity, the buttons that are still to be answered."""
        self._true: list[WidgetRecord] = []
        """Buttons whose value is true in the run that answers them."""

    def press(self, record: WidgetRecord, wire: Any) -> None:
        """Note that a button was pressed."""
        record.sent = wire
        record.awaits = self._awaited_by(record)
        for lane in self._lanes.values():
            if lane.live is not None:
                lane.live.held.pop(record.identity, None)  # the same press, made anew
        self.pressed[record.identity] = record
        self.changed[record.identity] = record

    def change(self, record: WidgetRecord) -> None:
        """Note that a widget was changed."""
        self.changed[record.identity] = record

    def give(self, run: Run) -> list[WidgetRecord]:
        """Let a run take what it is to answer, as it begins. Return the changed widgets."""

        def takes(record: WidgetRecord) -> bool:
            return run.lane is self._lanes.app or self._lanes.of(record).within(run.lane)

        changed = [record for record in self.changed.values() if takes(record)]
        for record in changed:
            del self.changed[record.identity]
        run.held = {record.identity: record for record in changed if record.outrun and self._is_shown(record)}
        changed = [record for record in changed if record.identity not in run.held]
        for identity in run.held:
            del self.pressed[identity]
        identities = [identity for identity, record in self.pressed.items() if takes(record)]
        pressed = [self.pressed.pop(identity) for identity in identities]
        run.pressed = dict(zip(identities, pressed, strict=True))
        # Callbacks, too, read in the session state which button it was; and the next run, that it is no longer.
        for record in self._true:
            if takes(record):
                record.wire = getattr(record.props, "value", False)
        self._true = [record for record in self._true if record.wire and record not in pressed] + pressed
        for record in pressed:
            record.wire = record.sent
        run.due = [record for record in changed if record.callback is not None]
        return changed

    def take_back(self, run: Run) -> None:
        """Take what a run has not come to, for the next: callbacks that it has yet to call, buttons that it has yet to answer."""
        due = {record.identity: record for record in run.due}
        left = {id: record for id, record in run.pressed.items() if id not in run.answered}
        self.changed = due | run.held | self.changed
        self.pressed = left | run.held | self.pressed
        run.due, run.held = [], {}

    def hand_over(self, run: Run, lane: Lane) -> None:
        """Leave the presses of a fragment's buttons to the run that it is about to have of its own."""
        for identity, record in list(run.pressed.items()):
            if self._lanes.of(record).within(lane) and identity not in run.answered:
                self.pressed[identity] = run.pressed.pop(identity)
        for identity, record in list(run.held.items()):
            if self._lanes.of(record).within(lane):
                self.pressed[identity] = self.changed[identity] = run.held.pop(identity)

    def see_held(self, run: Run) -> None:
        """Let presses that a run holds be answered, once it has shown all of the buttons that it may show yet.

        Presses that wait together are answered together. When a body has ended, only threads of the run may show a button yet, and
        only in their places.
        """
        threads = run.phase != "body" and run.jobs > 0
        may_show = [
            run.phase == "body" or (threads and self._is_shown(record))
            for record in run.held.values()
            if record.outrun
        ]
        if not any(may_show):
            self.release_held(run)

    def release_held(self, run: Run) -> None:
        """Leave the presses that a run holds to the next run of their lanes, which answers them whatever was shown."""
        for identity, record in run.held.items():
            record.awaits = 0
            self.pressed[identity] = self.changed[identity] = record
            lane = self._lanes.of(record)
            lane.wait()
            lane.echo = 0
        run.held = {}

    def _is_shown(self, record: WidgetRecord) -> bool:
        return self._document.get(record.node_id) is not None

    def _awaited_by(self, record: WidgetRecord) -> int:
        """Return after which run a button that is pressed now must be shown for its callback to be called; 0 for none.

        A form's values arrive with the press: no run may show them without it. What outlives its run is shown by no
        other, and a dialog that was dismissed by none at all.
        """
        node = self._document.get(record.node_id)
        if record.callback is None or record.form is not None or record.props.answers_itself:
            return 0
        if node is None or (node.writer is not None and node.writer.background):
            return 0
        return self._lanes.of(record).entered_around

    def forget_presses(self, lane: Lane) -> None:
        """Let go of the buttons whose answer is to be stopped: the next run must not begin what a person has just stopped."""
        run = lane.live
        if run is not None:
            run.pressed = {id: record for id, record in run.pressed.items() if id in run.answered}
            run.due = [record for record in run.due if not record.props.trigger]
            run.held = {}
        for identity, record in list(self.pressed.items()):
            if self._is_to_answer(lane, record):
                del self.pressed[identity]
                self.changed.pop(identity, None)

    def _is_to_answer(self, lane: Lane, record: WidgetRecord) -> bool:
        """Whether it is a run of this lane that would answer a button: one of its own, or one that has taken that one's place."""
        nearest: Lane | None = self._lanes.of(record)
        while nearest is not None and nearest is not lane:
            if nearest.live is not None or nearest.pending:
                return False
            nearest = nearest.parent
        return nearest is lane

    def forget_within(self, dialog: Lane) -> None:
        """Let go of what was done in a dialog that is closed, and that it alone could have answered: no callback is told of it."""
        for waiting in (self.pressed, self.changed):
            for identity, record in list(waiting.items()):
                if record.callback is None and self._lanes.of(record).within(dialog):
                    del waiting[identity]

    def has(self, record: WidgetRecord) -> bool:
        """Whether a button was pressed and no run has come to it yet: another press would take that one's place."""
        if record.identity in self.pressed:
            return True
        runs = (lane.live for lane in self._lanes.values() if lane.live is not None)
        return any(record.identity in run.pressed and record.identity not in run.answered for run in runs)

    def is_of(self, lane: Lane) -> bool:
        """Whether something of a lane waits for an answer."""
        return any(record.lane == lane.id for record in (*self.pressed.values(), *self.changed.values()))


def lost(record: WidgetRecord) -> str:
    """Say that the first of two presses gets no answer of its own."""
    props = record.props
    label = getattr(props, "label", "") or getattr(props, "placeholder", "") or props.kind
    if isinstance(record.sent, str):
        return f"“{record.sent[:200]}” was not answered: another message to “{label}” came before the app had come to it."
    return f"“{label}” was pressed again before the app had come to it: the presses have one answer."

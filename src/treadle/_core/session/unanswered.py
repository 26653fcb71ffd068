"""Actions of people that no run has answered yet."""

from collections.abc import Hashable
from typing import Any

from .document import Document
from .lanes import Lane, Lanes, Run
from .widgets import WidgetRecord


class Unanswered:
    """Changed widgets and pressed buttons. A run takes them when it begins.

    If it is fenced, it returns them.
    """

    def __init__(self, lanes: Lanes, document: Document) -> None:
        self._lanes, self._document = lanes, document
        self.changed: dict[Hashable, WidgetRecord] = {}
        """The widgets whose callbacks must still be called, by identity."""
        self.pressed: dict[Hashable, WidgetRecord] = {}
        """The buttons whose presses must still be answered, by identity."""
        self._true: list[WidgetRecord] = []
        """Buttons whose value is true in the run that answers them."""

    def press(self, record: WidgetRecord, wire: Any) -> None:
        """Record the press of a button."""
        record.sent = wire
        record.awaits = self._awaited_by(record)
        for lane in self._lanes.values():
            if lane.live is not None:
                lane.live.held.pop(record.identity, None)  # the same press, sent again
        self.pressed[record.identity] = record
        self.changed[record.identity] = record

    def change(self, record: WidgetRecord) -> None:
        """Record the change of a widget."""
        self.changed[record.identity] = record

    def give(self, run: Run) -> list[WidgetRecord]:
        """Give a run the actions that it answers. Return the changed widgets."""

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
        # Callbacks read the value of the button in the session state, too. In the next run, it is False
        # again.
        for record in self._true:
            if takes(record):
                record.wire = getattr(record.props, "value", False)
        self._true = [
            record for record in self._true if not takes(record) and record not in pressed
        ] + pressed
        for record in pressed:
            record.wire = record.sent
        run.due = [record for record in changed if record.callback is not None]
        return changed

    def take_back(self, run: Run) -> None:
        """Take back what a run has not answered: pending callbacks and unanswered buttons.

        The next run gets it.
        """
        due = {record.identity: record for record in run.due}
        left = {id: record for id, record in run.pressed.items() if id not in run.answered}
        self.changed = due | run.held | self.changed
        self.pressed = left | run.held | self.pressed
        run.due, run.held = [], {}

    def hand_over(self, run: Run, lane: Lane) -> None:
        """Leave the presses of a fragment's buttons to the fragment's next own run."""
        for identity, record in list(run.pressed.items()):
            if self._lanes.of(record).within(lane) and identity not in run.answered:
                self.pressed[identity] = run.pressed.pop(identity)
        for identity, record in list(run.held.items()):
            if self._lanes.of(record).within(lane):
                self.pressed[identity] = self.changed[identity] = run.held.pop(identity)

    def see_held(self, run: Run) -> None:
        """Release the presses that a run holds, after it has shown all of the buttons that it can still show.

        Presses that wait together are answered together. After the end of a body, only threads of the run can
        show a button, and only in their slots.
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
        """Leave the presses that a run holds to the next run of their lanes.

        That run answers them in any case.
        """
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
        """Return the run after which a pressed button must be shown before its callback is called; 0 if none.

        The values of a form arrive with the press, so no earlier run can show them. Elements of code that
        outlives its run are shown by no other run, and a dismissed dialog by none.
        """
        node = self._document.get(record.node_id)
        if record.callback is None or record.form is not None or record.props.answers_itself:
            return 0
        if node is None or (node.writer is not None and node.writer.background):
            return 0
        return self._lanes.of(record).entered_around

    def forget_presses(self, lane: Lane) -> None:
        """Forget the presses whose answer a person has just stopped. The next run must not answer them."""
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
        """Whether a run of this lane would answer a button: its own, or that of a lane it has replaced."""
        nearest: Lane | None = self._lanes.of(record)
        while nearest is not None and nearest is not lane:
            if nearest.live is not None or nearest.pending:
                return False
            nearest = nearest.parent
        return nearest is lane

    def forget_within(self, dialog: Lane) -> None:
        """Forget the actions in a closed dialog that only the dialog could have answered.

        No callback is called.
        """
        for waiting in (self.pressed, self.changed):
            for identity, record in list(waiting.items()):
                if record.callback is None and self._lanes.of(record).within(dialog):
                    del waiting[identity]

    def has(self, record: WidgetRecord) -> bool:
        """Whether a press of the button waits for a run. Another press would replace it."""
        if record.identity in self.pressed:
            return True
        runs = (lane.live for lane in self._lanes.values() if lane.live is not None)
        return any(record.identity in run.pressed and record.identity not in run.answered for run in runs)

    def is_of(self, lane: Lane) -> bool:
        """Whether an action in a lane waits for an answer."""
        return any(record.lane == lane.id for record in (*self.pressed.values(), *self.changed.values()))


def lost(record: WidgetRecord) -> str:
    """Return the message for the first of two presses, which gets no answer of its own."""
    props = record.props
    label = getattr(props, "label", "") or getattr(props, "placeholder", "") or props.kind
    if isinstance(record.sent, str):
        return (
            f"“{record.sent[:200]}” was not answered: another message to “{label}” came before the app could "
            "answer it."
        )
    return f"“{label}” was pressed again before the app had answered: both presses get one answer."

"""A session driven by hand: events in, instructions kept, no threads and no clock."""

from collections.abc import Hashable
from typing import Any, TypeVar

from treadle._core.elements.inputs.button import Button, FormSubmitButton
from treadle._core.elements.inputs.checkbox import Checkbox
from treadle._core.protocol.element import Input
from treadle._core.session.events import (
    BodyEnded,
    Connected,
    Event,
    FenceRun,
    HeldShown,
    Instruction,
    Send,
    StartRun,
)
from treadle._core.session.lanes import Outcome, Run
from treadle._core.session.session import Session
from treadle._core.session.structure import MAIN
from treadle._core.session.widgets import Callback, WidgetRecord, with_value

I = TypeVar("I", bound=Instruction)  # noqa: E741


class Driven:
    """One session; `runs` are all that it has started, in order."""

    def __init__(self, *, connect: bool = True) -> None:
        self.session = Session(grace=60.0)
        self.runs: list[Run] = []
        self.said: list[Instruction] = []
        if connect:
            self.do(Connected(1))

    def do(self, event: Event) -> list[Instruction]:
        said = self.session.handle(event)
        self.runs += [instruction.run for instruction in said if isinstance(instruction, StartRun)]
        self.said += said
        return said

    def started(self, event: Event) -> list[Run]:
        """The runs that an event starts."""
        return [instruction.run for instruction in self.do(event) if isinstance(instruction, StartRun)]

    def fenced(self, event: Event) -> list[Run]:
        return [instruction.run for instruction in self.do(event) if isinstance(instruction, FenceRun)]

    def problems(self, event: Event) -> list[str]:
        return [said.message.message for said in self.do(event) if isinstance(said, Send)]  # type: ignore[union-attr]

    def begin(self, run: Run) -> list[str] | None:
        """Let a run begin; the labels of the widgets whose callbacks are due."""
        due = self.session.runs.begin(run, 0.0)
        return None if due is None else [record.props.label for record in due]

    def end(
        self, run: Run, outcome: Outcome = "done", lanes: tuple[str, ...] = ("app",)
    ) -> list[Instruction]:
        return self.do(BodyEnded(run, outcome, lanes))

    def idle(self, run: Run | None = None) -> "Driven":
        """Let the newest run begin and end."""
        run = run or self.runs[-1]
        self.begin(run)
        self.end(run)
        return self

    def show(
        self, run: Run, props: Input, key: str | None = None, form: int | None = None, **how: Any
    ) -> int:
        """Show a widget as an element's function does; returns its node id."""
        identity: Hashable = props if key is None else (props.kind, key)
        widgets = self.session.widgets
        record = widgets.records.get(identity) or WidgetRecord(identity, key)
        fresh = record.node_id == 0
        record.props, record.lane, record.stamp, record.form = props, run.lane.id, run.number, form
        if fresh:
            record.wire = getattr(props, "value", None)
        for name, value in how.items():
            setattr(record, name, value)
        container = self.session.document.nodes[form or run.lane.node_id or MAIN]
        shown = props if props.trigger else with_value(props, record.wire)
        node = self.session.document.write(run.writer(run.lane.id), container, shown, identity)
        record.node_id = node.id
        widgets.put(record)
        if identity in run.held:
            self.do(HeldShown(run))
        return node.id


def button(label: str = "b") -> Button:
    return Button(label=label)


def submit(label: str = "s") -> FormSubmitButton:
    return FormSubmitButton(label=label)


def box(label: str = "c", **how: Any) -> Checkbox:
    return Checkbox(label=label, **how)


__all__ = ["Callback", "Driven", "box", "button", "submit"]

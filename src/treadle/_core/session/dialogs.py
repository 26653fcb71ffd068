"""The operation that opens a dialog: it creates the dialog's node and lane."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from treadle._core.protocol.element import Valued
from treadle.errors import InvalidLayoutContextError

from .caller import Caller
from .lanes import APP, Dialog, Lane
from .nodes import Node, Writer
from .operation import Operation
from .session import Session
from .structure import MAIN
from .widgets import Callback, WidgetRecord


@dataclass(slots=True)
class OpenDialog(Operation[tuple[Lane, Lane | None]]):
    """Open a dialog. Return its lane, and the lane of the dialog that it replaces."""

    caller: Caller
    identity: Hashable
    """Identifies the dialog in the next run."""
    body: Callable[[], Any]
    """The code that a run of the dialog executes: its function with its arguments."""
    props: Valued
    on_dismiss: Callable[[], object] | None
    """The function that is called when a person has closed the dialog."""
    quiet: bool
    """Whether closing it starts no rerun."""

    def apply(self, session: Session) -> tuple[Lane, Lane | None]:
        """Put the dialog on the page and return the lanes.

        Raises:
            InvalidLayoutContextError: this run, or another part of the page, has already opened another
                dialog.
        """
        run = self.caller.run
        before = self._check(session)
        if not self.caller.background:
            run.dialog = self.props.called
        # The stamp of the newest run. So no current run removes the dialog, but each later run of the app
        # does.
        stamp = session.runs.number
        node = self._place(session, stamp)
        node.page = page = self.caller.page
        lane = session.runs.fragment(
            f"dialog at {node.id}", session.app, node.id, self.body, None, stamp, page
        )
        lane.dialog = Dialog(self.identity, self.props.called, run.lane)
        lane.stamp = stamp
        session.runs.dialog = lane
        self._register(session, node, stamp)
        return lane, None if before is lane else before

    def _check(self, session: Session) -> Lane | None:
        """Return the lane of the dialog that is replaced."""
        title, run, before = self.props.called, self.caller.run, session.runs.dialog
        if run.dialog and not self.caller.background:
            raise InvalidLayoutContextError(
                f"“{title}” cannot be opened: this run has opened “{run.dialog}” already, and only one "
                "dialog can be open. Open one of them for each click: under the `if` of its button, for "
                "example."
            )
        if before is None or before.dialog is None:
            return None
        node = session.document.get(before.node_id)
        shown = node is not None and getattr(node.props, "open", False)
        if shown and not before.dialog.opener.within(run.lane):
            raise InvalidLayoutContextError(
                f"“{title}” cannot be opened: another part of the page has opened “{before.dialog.title}”, "
                "and only one dialog can be open. It closes when a person dismisses it or the whole app runs "
                "again."
            )
        return before

    def _place(self, session: Session, stamp: int) -> Node:
        document = session.document
        node = document.identities.get(self.identity)
        if node is not None and node.stamp == stamp:
            node.stamp = stamp - 1  # it was opened again before another run started
        # Written for the app's lane, whichever lane opens it. So no fragment removes it when it reruns.
        return document.write(Writer(stamp, APP), document.nodes[MAIN], self.props, self.identity)

    def _register(self, session: Session, node: Node, stamp: int) -> None:
        """Register the callback for when a person closes the dialog."""
        widgets = session.widgets
        record = widgets.records.get(self.identity) or WidgetRecord(self.identity, None)
        widgets.dropped.append(record.callback)
        if record.node_id != node.id:
            widgets.by_node.pop(record.node_id, None)
            record.node_id = node.id
        record.props, record.wire = self.props, False
        record.callback = None if self.on_dismiss is None else Callback(self.on_dismiss, (), {})
        record.quiet = self.quiet
        record.lane, record.stamp = self.caller.lane.id, stamp
        widgets.put(record)

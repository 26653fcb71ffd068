"""The decisions about runs: which run starts, which is fenced, and what leaves the page when it ends."""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from treadle._core.protocol.message import RunState

from .browsers import Browsers
from .dimming import Dimming
from .document import Document
from .events import FenceRun, Instruction, RunEnded, StartRun
from .lanes import APP, NO_ECHO, Lane, Lanes, Run
from .nodes import Writer
from .recalled import Recalled
from .structure import PANELS
from .timers import CALM, CALMEST, Timers, calm, tick
from .unanswered import Unanswered
from .values import Values
from .widgets import Callback, WidgetRecord, Widgets


class Runs:
    """The runs of a session, in its lanes."""

    def __init__(
        self,
        lanes: Lanes,
        document: Document,
        widgets: Widgets,
        browsers: Browsers,
        timers: Timers,
        dimming: Dimming,
        unanswered: Unanswered,
        values: Values,
        recalled: Recalled,
        is_kept: Callable[[WidgetRecord], bool],
    ) -> None:
        self._lanes, self._document, self._widgets = lanes, document, widgets
        self._browsers, self._timers = browsers, timers
        self._dimming, self._unanswered, self._values = dimming, unanswered, values
        self._recalled, self._is_kept = recalled, is_kept
        self.dialog: Lane | None = None
        """The lane of the open dialog."""
        self.number = 0
        self.completed = 0
        """The number of runs of the app whose page code has come to its end, and was not superseded."""
        """The highest stamp of any run or other writer."""
        self.last = 0
        """The number of the newest run."""
        self.ended = False
        self._late = Writer(0, "")

    def request_all(self, ids: Iterable[str], out: list[Instruction], echo: int = 0) -> None:
        """Start runs of lanes that still exist.

        A lane inside another one of them is left to the outer one.
        """
        lanes = {id: self._lanes[id] for id in ids if id in self._lanes}
        if APP in lanes:
            self.request(self._lanes.app, out, echo)
            return
        for lane in lanes.values():
            if not any(lane is not other and lane.within(other) for other in lanes.values()):
                self.request(lane, out, echo)

    def request(self, lane: Lane, out: list[Instruction], echo: int = 0) -> None:
        """Start a run of a lane.

        A fragment that a body will still call runs when the body has called it or has ended.

        The run does not wait for older runs of the lane: they were told to stop, and nothing more of them
        reaches the page.

        `echo` is the echo of the run. If several requests lead to one run, the lowest one counts.
        """
        lane.echo = min(lane.echo, echo)
        if lane.still_to_be_called():
            lane.wait()
            return
        lane.wait_no_more()
        for other in self._lanes.values():
            if other is not lane and other.within(lane):
                other.wait_no_more()
                self.fence(other, out)
        before = lane.live
        self.fence(lane, out)
        self.number += 1
        self.last = self.number
        run = Run(self.number, lane, lane.echo)
        lane.start(run)
        # If the previous run was slow and has written nothing, the page stays dimmed.
        run.slow = before is not None and before.phase == "body" and before.slow
        self._dimming.look()
        lane.echo = NO_ECHO
        lane.newest, lane.outdated = self.number, False
        self._dimming.watch(self.number, out)
        out.append(StartRun(run))

    def begin(self, run: Run, now: float) -> list[WidgetRecord] | None:
        """Give a run the changes since the last run. Called by its script thread before any page code.

        A fenced run takes nothing: the next run gets it, so no click is lost.

        Returns:
            The changed widgets whose callbacks must be called, in order; None if the run was already
            superseded.
        """
        if run.fenced:
            return None
        run.began = now
        return self._unanswered.give(run)

    def next_callback(self, run: Run) -> Callback | None:
        """Return the callback that a run must call next, None if there is none.

        A fenced run leaves them to its successor.
        """
        return run.due.pop(0).callback if run.due else None

    def refresh(self, lane: Lane, out: list[Instruction]) -> None:
        """Rerun an outdated lane after its run has ended, with its threads, and not too often."""
        if not lane.outdated or lane.live is not None or not self._browsers:
            return
        if calm(lane) not in self._timers and not lane.still_to_be_called():
            self._timers.set(calm(lane), CALM * 2 ** min(lane.echo, CALMEST), out)
            self.request(lane, out, lane.echo)

    def refresh_all(self, out: list[Instruction]) -> None:
        """Rerun all lanes that are outdated."""
        for lane in list(self._lanes.values()):
            self.refresh(lane, out)

    def start_what_waits(self, out: list[Instruction]) -> None:
        """Start the fragments that waited for a body that has ended or was told to stop."""
        if self.ended:
            return
        for lane in sorted(self._lanes.values(), key=lambda lane: lane.depth):
            if lane.pending:
                self.request(lane, out, lane.echo)
            else:
                self.refresh(lane, out)

    def fence(self, lane: Lane, out: list[Instruction]) -> None:
        """Fence the live run of a lane: nothing more of it reaches the page."""
        run = lane.live
        if run is not None:
            run.fence()
            self._unanswered.take_back(run)
            self._values.clear_forms(run)
            lane.release()
            lane.stopping.append(run)
            out.append(FenceRun(run))

    def end_run(self, run: Run, out: list[Instruction]) -> None:
        """Mark a run as ended, with its threads."""
        run.end()
        out.append(RunEnded(run))
        for writer in run.writers.values():
            writer.alive = False
            writer.places.clear()
        lane = run.lane
        if lane.live is run:
            lane.release()
        elif run in lane.stopping:
            lane.stopping.remove(run)
        if not run.fenced and not self.ended:
            self._forget_widgets(lane)
        self._dimming.look()
        if not any(each.live or each.stopping for each in self._lanes.values()):
            self._widgets.forget_deleted()
        if lane.pending and not self.ended:
            self.request(lane, out, lane.echo)
        elif lane.outdated and not self.ended:
            self.refresh(lane, out)
        elif lane.id not in self._lanes and not lane.stopping:
            self._widgets.dropped.append(lane.body)
            lane.body = None
        if self._recalled.offered:
            self._recalled.look(run, self._lanes, out)

    def _forget_widgets(self, ended: Lane) -> None:
        """Forget the widgets that a lane's run has not shown, if no other live run could still show them."""
        lanes = [lane for lane in self._lanes.values() if lane is not ended]
        if any(lane.pending or lane.due for lane in lanes):
            return  # the next runs of these lanes have begun since
        newest = max((lane.live.number for lane in lanes if lane.live is not None), default=0)
        self._widgets.forget_left(self._document.nodes.__contains__, newest.__gt__)

    def sweep(self, run: Run, out: list[Instruction]) -> None:
        """Remove the elements and fragments that a completed body has not written again.

        Its threads can still show widgets.
        """
        document, writer = self._document, run.writer(run.lane.id)
        run.lane.due = False
        self._values.clear_forms(run)
        if run.lane is self._lanes.app:
            for root in PANELS:
                document.sweep(document.nodes[root], writer)
            self._widgets.leave(run.number, None, self._is_kept)
        else:
            node = document.get(run.lane.node_id)
            if node is not None:
                document.sweep(node, writer)
            inside = {lane.id for lane in self._lanes.inside(run.lane)}
            document.sweep(document.root, writer, inside & run.writers.keys())
            self._widgets.leave(run.number, inside, self._is_kept)
        stale: list[Lane] = []
        for lane in self._lanes.values():
            gone = document.get(lane.node_id) is None  # only one of two fragments can have the place
            if lane is run.lane or not lane.within(run.lane):
                continue
            if gone or (lane.stamp < run.number and not lane.left_to_another(run)):
                stale.append(lane)
        self._drop_all(stale, out)

    def leave_page(self, page: str | None, out: list[Instruction]) -> None:
        """Take off the page what the code of other pages has written, and stop its fragments and its dialog.

        Args:
            page: the page that is shown from now on; None for an app that has one page.
            out: what is to be done.
        """
        self._document.remove_where(lambda node: _is_elsewhere(node.page, page))
        self._drop_all([lane for lane in self._lanes.values() if _is_elsewhere(lane.page, page)], out)

    def _drop_all(self, lanes: list[Lane], out: list[Instruction]) -> None:
        for lane in lanes:
            self.drop(lane, out)
        if lanes:
            self._document.remove_outside({lane.id for lane in lanes})

    def drop(self, lane: Lane, out: list[Instruction]) -> None:
        """Forget a fragment or dialog that has left the page, and stop what runs in it."""
        lane.wait_no_more()
        lane.outdated = False
        self.fence(lane, out)
        lane.leave()
        self._timers.cancel(tick(lane), out)
        self._timers.cancel(calm(lane), out)
        if lane is self.dialog:
            self.dialog = None
        self._widgets.dropped.append(self._lanes.pop(lane.id))
        if self._unanswered.is_of(lane):
            # The last actions of a person in it must still be answered.
            self._lanes.app.wait()
            self._lanes.app.echo = 0

    def close(self, dialog: Lane, out: list[Instruction]) -> None:
        """Close a dialog and stop what runs in it."""
        inside = self._lanes.inside(dialog)
        for lane in inside:
            lane.wait_no_more()
            self.fence(lane, out)
        self._unanswered.forget_within(dialog)  # its callback must still be called
        node = self._document.get(dialog.node_id)
        if node is not None:
            self._document.remove(node)
        for lane in inside:
            self.drop(lane, out)

    def hide_dialog(self, asked_by: Lane) -> None:
        """Hide the dialog whose own code has requested a run of the app.

        That run shows it again or removes it.
        """
        if self.dialog is not None and asked_by.within(self.dialog):
            node = self._document.get(self.dialog.node_id)
            if node is not None:
                self._document.update(node, msgspec.structs.replace(node.props, open=False))

    def end(self, out: list[Instruction]) -> None:
        """Fence all runs at the end of the session."""
        self.ended = True
        for lane in self._lanes.values():
            lane.wait_no_more()
            self.fence(lane, out)
        for name in list(self._timers):
            self._timers.cancel(name, out)

    def fragment(
        self,
        id: str,
        parent: Lane,
        node_id: int,
        body: Any,
        interval: float | None,
        number: int,
        page: str | None = None,
    ) -> Lane:
        """Return a fragment's lane when run `number` calls it in its parent's body.

        The lane is created if there is none.
        """
        lane = self._lanes.get(id)
        if lane is None:
            lane = self._lanes[id] = Lane(id, parent)
        lane.newest, lane.outdated, lane.due = number, False, False
        self._document.calls += 1
        lane.call, lane.called_by = self._document.calls, parent.newest
        self._widgets.dropped.append(lane.body)
        lane.parent, lane.node_id, lane.body, lane.interval = parent, node_id, body, interval
        lane.page = page
        return lane

    def tick(self, lane: Lane, out: list[Instruction]) -> None:
        """Start the timer of a fragment that has an interval, if a browser shows the page."""
        if lane.interval is None or not self._browsers:
            self._timers.cancel(tick(lane), out)
        else:
            self._timers.repeat(tick(lane), lane.interval, out)

    def late_writer(self) -> Writer:
        """Return the writer of code that outlives its run.

        Its elements stay until the next run does not write them.
        """
        if self._late.stamp <= self.last:
            self.number += 1
            self._late = Writer(self.number, f"late-{self.number}", background=True)
            self._late.alive = False
        return self._late

    def state(self, now: float) -> RunState:
        """Return the state of the runs."""
        live = [lane.live for lane in self._lanes.values() if lane.live is not None]
        began = [run.began for run in live if run.began is not None]
        elapsed = (now - min(began)) * 1000 if began else 0.0
        stopping = not live and any(lane.stopping for lane in self._lanes.values())
        return RunState(
            self.last,
            bool(live),
            round(elapsed, 1),
            [run.lane.id for run in live],
            stopping,
            # A live run already shows that something happens. The place in the queue is shown only if there
            # is none.
            min((run.queued for run in live), default=0),
            min((run.blocked for run in live), default=0),
        )

    def mark(self) -> int:
        """Return a number that changes whenever the result of `state` changes, except for the time."""
        marks = tuple(
            (run.number, run.queued, run.blocked, len(lane.stopping))
            if (run := lane.live)
            else len(lane.stopping)
            for lane in self._lanes.values()
        )
        return hash((self.last, marks))


def _is_elsewhere(page: str | None, shown: str | None) -> bool:
    """Whether something belongs to another page than the one that is shown, and not to all of them."""
    return page is not None and page != shown

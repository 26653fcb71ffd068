"""The driver of a session: it has the lock, connections, timers and threads that pure code leaves out.

Each of them is a part with its own role (`page`, `jobs`, `connections`, `timers`, `ends`, `lifetime`,
`visitor`). This
module connects the parts: an event becomes instructions, and these are carried out.
"""

import asyncio
import logging
import secrets
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from treadle._core.carry.context import within
from treadle._core.carry.scope import Part, Scope
from treadle._core.config import Config
from treadle._core.protocol.message import (
    Ack,
    AlwaysRerun,
    Batch,
    ClientMessage,
    End,
    GoTo,
    Interact,
    Problem,
    Rerun,
    Stop,
    StopStream,
)
from treadle._core.protocol.message import (
    Filled as FormFilled,
)
from treadle._core.session.events import (
    CancelTimer,
    Connected,
    Disconnected,
    Dispose,
    EndAsked,
    Event,
    FenceRun,
    Filled,
    Flush,
    Instruction,
    Interacted,
    NotStarted,
    PageAsked,
    Queued,
    RerunAsked,
    RunEnded,
    Send,
    SetTimer,
    SourceSaved,
    StartRun,
    StopAsked,
    Visit,
)
from treadle._core.session.lanes import APP, Run
from treadle._core.session.operation import Operation
from treadle._core.session.session import Session
from treadle._core.session.structure import MAIN
from treadle.errors import APIError, StopException

from .admission import Admission
from .connections import Connections
from .errorview import error_element, for_log, redacted
from .executions import Executions
from .gate import RunGate
from .hints import hint
from .jobs import LiveJobs
from .lifetime import LiveLifetime
from .page import LivePage
from .parts import AppParts
from .ports import Connection
from .run_ends import RunEnds
from .streams import Streams
from .timers import Timers
from .visitor import LiveVisitor

T = TypeVar("T")
PART = TypeVar("PART", bound=Part)
log = logging.getLogger("treadle.session")


class LiveSession:
    """The driver of one visitor's session. Every method can be called from any thread.

    Args:
        app: the parts that the sessions of an app share.
        gate: where its runs wait for their turn.
        token: the secret by which a browser tab finds it again.
        forget: called after its end.
    """

    def __init__(
        self,
        app: AppParts,
        gate: "RunGate[LiveSession]",
        token: str,
        forget: "Callable[[LiveSession], None]",
    ) -> None:
        self.app = app
        self.gate = gate
        self.token = token
        self.file_key = secrets.token_urlsafe(18)
        """The beginning of the addresses of this session's files."""
        self._forget = forget
        self.always_rerun = False
        self.visitor = LiveVisitor()
        self._lock = threading.RLock()
        """Guards `_session`, `threads`, `_source_version` and attributes of the parts that say so.

        Never held while app code runs or a message is sent.
        """
        self._session = Session(grace=float(app.config.server.disconnectedSessionTTL))
        self._idle = threading.Condition(self._lock)
        """Notified when a run's thread or job has ended."""
        self.threads: dict[int, threading.Thread] = {}
        """Script threads by run number; guarded by `_lock`."""
        self.wound_up = threading.Event()
        """Set when the session has ended and its last functions were called."""
        admission = Admission(self._session, app.is_app_code)
        self.check = admission.check
        self.over = admission.over
        self.executions = Executions(
            admission.over,
            app.stop_executing,
            told=lambda threads: gate.told_to_stop(self, threads),
            stopped=lambda: gate.has_stopped(self),
        )
        self.on_over = self.executions.on_over
        self.connections = Connections(self._session, self._lock)
        self.page = LivePage(self._session, self._lock, admission, self.connections, self.wound_up)
        self.stop_point = self.page.stop_point
        self.jobs = LiveJobs(
            self._session, self._idle, self.page, self.connections, self.executions, app.locks, self.handle
        )
        self.streams = Streams(self.handle, self.jobs.stop)
        self.timers = Timers(self._lock, app.timers, self._react, self._carry_out)
        self.ends = RunEnds(app.apart)
        self.lifetime = LiveLifetime(self, app, self.page, self.executions, self.wound_up)
        self._source_version = app.source.version
        """The version of the source that the newest run executes; guarded by `_lock`."""

    # What the app has for the threads of a run --------------------------------------------------------------

    @property
    def config(self) -> Config:
        """All options."""
        return self.app.config

    def part(self, make: Callable[[Any], PART]) -> PART:
        """Return the app's one object of a kind."""
        return self.app.part(make)

    def of_app(self, kind: type[T]) -> T:
        """Return the app's object of a class."""
        return self.app.of_app(kind)

    def writing(self, scope: Scope) -> AbstractContextManager[int]:
        """Return a block in which the scope writes a growing text."""
        return self.streams.writing(scope)

    def is_app_code(self, filename: str) -> bool:
        """Return whether a source file belongs to the app."""
        return self.app.is_app_code(filename)

    # Browsers (`ports.SessionPort`) -------------------------------------------------------------------------

    def connect(self, connection: Connection, event: Callable[[int], Connected], tab: str = "") -> bool:
        """Add a connection of a tab. `event` makes the event from its number.

        Return False if the session has ended.
        """
        with self._lock:
            if self._session.ended:
                return False
            instructions = self._react(event(self.connections.add(connection, tab)))
        self._carry_out(instructions)
        return True

    def disconnect(self, connection: Connection) -> None:
        """Forget a connection."""
        number = self.connections.remove(connection)
        if number is not None:
            self.handle(Disconnected(number))

    def last_interaction(self, connection: Connection) -> int:
        """Return the number of the newest interaction that has arrived from the connection's tab."""
        return self.connections.last_interaction(connection)

    def acknowledged(self, connection: Connection, batch: int) -> None:
        """Mark a batch, and all earlier ones, as applied by a browser."""
        self.connections.acknowledged(connection, batch)

    def collect(self, connection: Connection) -> Batch | None:
        """Return what a connection lacks, None if it lacks nothing."""
        return self.connections.collect(connection)

    def receive(self, connection: Connection, message: ClientMessage) -> None:
        """Handle a message from a browser. Never waits for a run."""
        number = self.connections.number(connection)
        if number is None:
            return
        match message:
            case Interact(changes, count):
                if self.connections.is_new(connection, count):
                    self.handle(Interacted(number, changes))
            case FormFilled(changes):
                self.handle(Filled(number, changes))
            case Rerun(query, path):
                self.handle(RerunAsked(query=query, path=path))
            case GoTo(path, query):
                self.handle(PageAsked(Visit.to(path, query)))
            case Stop():
                self.handle(StopAsked())
            case StopStream(number):
                self.streams.stop(number)
            case AlwaysRerun(on):
                self.always_rerun = on
                if on:
                    self.handle(RerunAsked())
            case End():
                self.handle(EndAsked())
            case Ack(batch):
                self.connections.acknowledged(connection, batch)
            case _:
                connection.send(Problem("unexpected", "This message may only open a connection."))

    # Events and instructions --------------------------------------------------------------------------------

    def handle(self, event: Event) -> None:
        """Handle an event and carry out the instructions."""
        self._carry_out(self._react(event))

    def _react(self, event: Event) -> list[Instruction]:
        with self._lock:
            instructions = self._session.handle(event)
            # Timers are set under the lock, because their order matters: two threads that carried out "set"
            # and "cancel" in the wrong order would leave a timer, and with it the session, for ever. The
            # order of the other instructions does not matter.
            for instruction in instructions:
                if isinstance(instruction, SetTimer):
                    self.timers.set(instruction.name, instruction.seconds, instruction.repeat)
                elif isinstance(instruction, CancelTimer):
                    self.timers.cancel(instruction.name)
            self._idle.notify_all()
        return instructions

    def _carry_out(self, instructions: list[Instruction]) -> None:
        # A thread of the app may have brought the event. What follows (a run's thread) belongs to the session
        # and not to that thread.
        with within(None):
            self._follow(instructions)

    def _follow(self, instructions: list[Instruction]) -> None:
        with self._lock:
            dropped = self._session.take_dropped()
        if dropped and any(each is not None for each in dropped):
            self.app.apart.call(f"treadle-free-{self.token[:4]}", dropped.clear)
        over: list[Run] = []
        runs: list[Run] = []
        ends = False
        for instruction in instructions:
            match instruction:
                case StartRun(run):
                    runs.append(run)
                case FenceRun(run):
                    over.append(run)
                case Dispose():
                    ends = True
        had_room = bool(runs) and self.gate.has_room(self)
        if over or ends:
            self.executions.stop_what_is_over()
        if over or runs:
            self._exchange(over, runs, had_room=had_room)
        for instruction in instructions:
            match instruction:
                case StartRun() | FenceRun():
                    pass  # done, for all of them at once
                case RunEnded(run):
                    self.ends.ended(run)
                case Flush(now):
                    self.connections.flush(now)
                case SetTimer() | CancelTimer():
                    pass  # done, in `_react`
                case Send(message, number):
                    self.connections.send(number, message)
                case Dispose():
                    self.lifetime.end()
                    self._forget(self)

    def _exchange(self, over: list[Run], runs: list[Run], *, had_room: bool) -> None:
        """Start runs in the places of this session's stopped runs."""
        withdrawn = self.gate.exchange(self, over, runs, had_room=had_room)
        late = [run for run in runs if run.fenced]  # fenced while they were being started
        if late:
            withdrawn += self.gate.exchange(self, late, ())
        for run in withdrawn:
            self.handle(NotStarted(run))

    # Runs ---------------------------------------------------------------------------------------------------

    def queued(self, run: Run) -> None:
        """Update what a run waits for before it starts."""
        with self._lock:  # so that of two threads with news, the later one has the later place
            instructions = self._react(Queued(run, *self.gate.waits_for(run)))
        self._carry_out(instructions)

    def thread_made(self, run: Run, thread: threading.Thread) -> None:
        """Store a run's script thread, which is about to start."""
        with self._lock:
            self.threads[run.number] = thread
        self.connections.wake_all()  # so that the run's first write need not wake the loop

    def no_thread(self, run: Run) -> None:
        """End a run for which the system has no thread."""
        self.forget_thread(run)
        self.connections.send(
            None, Problem("busy", "The server is too busy to run the app. Try again later.")
        )
        self.handle(NotStarted(run))

    def forget_thread(self, run: Run) -> None:
        """Forget a run's script thread, which is about to end."""
        with self._lock:
            self.threads.pop(run.number, None)

    def report(self, scope: Scope, error: BaseException) -> None:
        """Show an uncaught exception at the scope's place, and log it."""
        if isinstance(error, asyncio.CancelledError) and self.over(scope):
            return  # its coroutines were stopped in this way
        meant = hint(error)
        log.error(
            "uncaught exception in app code%s",
            meant and f".{meant}",
            exc_info=for_log(error, self.is_app_code),
        )
        job = scope.job
        shown = error_element(
            error, self.is_app_code, thread=job.name if job else None, spawn=job.spawn if job else ()
        )
        if self.lifetime.takes_over(scope, error):
            self.lifetime.failed(scope, error)
            return
        # At the end of the page, where readers look, and not in the container that the exception has left.
        place = MAIN if job is None and scope.lane.id == APP else scope.container
        try:
            self.page.write(scope, place, redacted(shown, self.app.config.client.showErrorDetails))
        except (StopException, APIError):
            log.debug("its run is over, so the page does not show it")
        self.lifetime.failed(scope, error)

    def take_up_source(self) -> None:
        """Update the source at the beginning of a run of the app.

        If it was saved, threads that outlive runs have the old source.
        """
        self.app.source.renew()
        version = self.app.source.version
        with self._lock:
            before, self._source_version = self._source_version, version
        if before != version:
            self.jobs.stop_background()

    def source_saved(self) -> None:
        """Handle a changed source: rerun if the person wants that, otherwise offer it."""
        self.handle(RerunAsked() if self.always_rerun or self.app.config.server.runOnSave else SourceSaved())

    # For whoever drives or watches the session --------------------------------------------------------------

    def apply(self, operation: Operation[T]) -> T:
        """Apply an operation, and wake the browsers that lack something. Not a stop point."""
        return self.page.apply(operation)

    def wait(self, look: Operation[T], timeout: float | None, wanted: Callable[[T], object] = bool) -> bool:
        """Wait until the result of an operation is as wanted. Return whether it is.

        Must not be called from a run.
        """
        with self._idle:
            return self._idle.wait_for(lambda: bool(wanted(look.apply(self._session))), timeout)

    def end(self) -> None:
        """End the session."""
        self.handle(EndAsked())

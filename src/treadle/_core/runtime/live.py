"""A session with everything that pure code leaves out: a lock, connections, timers and script threads."""

import _thread
import asyncio
import logging
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, TypeVar

from treadle._core.carry.context import Part, Scope, spawn_scope, within
from treadle._core.carry.executing import Executing
from treadle._core.carry.job import Job
from treadle._core.config import Config
from treadle._core.protocol.blob import Blob
from treadle._core.protocol.element import Element
from treadle._core.protocol.message import (
    Ack,
    AlwaysRerun,
    Batch,
    ClientMessage,
    Effect,
    End,
    Interact,
    Problem,
    Rerun,
    Stop,
)
from treadle._core.protocol.message import (
    Filled as FormFilled,
)
from treadle._core.session.collect import Collect
from treadle._core.session.containers import IsContainer, LeaveContainer
from treadle._core.session.elements import FollowElement, IsOnPage
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
    JobEnded,
    JobStarted,
    NotStarted,
    Queued,
    RerunAsked,
    RunEnded,
    Send,
    SetTimer,
    SourceSaved,
    StartRun,
    StopAsked,
    TimerFired,
)
from treadle._core.session.lanes import APP, Run
from treadle._core.session.operation import Operation, StateChange
from treadle._core.session.page import AddEffect
from treadle._core.session.place import place
from treadle._core.session.session import Session
from treadle._core.session.slots import EndSlot, ReserveSlot
from treadle._core.session.structure import MAIN, NOWHERE
from treadle._core.stopping.fences import cleans_up, may_raise
from treadle._core.sync.locks import LockTable
from treadle._core.sync.loops import BackgroundLoop
from treadle._core.tasks.board import TaskBoard
from treadle.errors import APIError, StopException

from .errorview import error_element, for_log, redacted
from .executions import Executions
from .hints import hint
from .lifetime import Lifetime
from .ports import Connection, RequestInfo
from .run_ends import RunEnds
from .script import ScriptThread

if TYPE_CHECKING:
    from .app import App

T = TypeVar("T")
PART = TypeVar("PART", bound=Part)
log = logging.getLogger("treadle.session")


TABS_KEPT = 64
"""Tabs of one session whose interactions are counted."""


class LiveSession:
    """One visitor's session, driven: every method may be called from any thread."""

    def __init__(self, app: "App", token: str) -> None:
        self.app = app
        self.token = token
        self.file_key = secrets.token_urlsafe(18)
        """What the addresses of this session's files begin with."""
        self.always_rerun = False
        self.request = RequestInfo()
        """Of the newest connection: headers and cookies for `st.context`."""
        self._lock = threading.RLock()
        """Guards `_session`, `_connections`, `_numbers`, `_tabs`, `_received`, `_timers`, `_seq`. Never held while app code runs or anything is sent."""
        self._session = Session(grace=float(app.config.server.disconnectedSessionTTL))
        self._connections: dict[int, Connection] = {}
        self._numbers: dict[Connection, int] = {}
        self._tabs: dict[Connection, str] = {}
        self._received: OrderedDict[str, int] = OrderedDict()
        """By tab, the number of the newest interaction that has arrived; the longest silent tab is forgotten first."""
        self._next_connection = 0
        self._timers: dict[str, Callable[[], None]] = {}
        self._seq: dict[int, int] = {}
        self._idle = threading.Condition(self._lock)
        """Notified when a run's thread or job has ended."""
        self.threads: dict[int, threading.Thread] = {}
        """Script threads by run number; guarded by `_lock`."""
        self.executions = Executions(
            self.over,
            app.stop_executing,
            told=lambda threads: app.gate.told_to_stop(self, threads),
            stopped=lambda: app.gate.has_stopped(self),
        )
        self.ends = RunEnds(app.apart)
        self._source_version = app.source.version
        """Of the source that the newest run executes; guarded by `_lock`."""
        self._lifetime = Lifetime(self)
        self.wound_up = threading.Event()
        """Set when the session has ended, and what it had to do at its end has been done."""

    # Connections --------------------------------------------------------------------------------------------

    def connect(self, connection: Connection, event: Callable[[int], Connected], tab: str = "") -> bool:
        """Add a connection of a tab; `event` makes the event from its number. Say whether the session has not ended."""
        with self._lock:
            if self._session.ended:
                return False
            self._next_connection += 1
            number = self._next_connection
            self._connections[number] = connection
            self._numbers[connection] = number
            self._tabs[connection] = tab
            self._seq[number] = 0
            instructions = self._react(event(number))
        self._carry_out(instructions)
        return True

    def disconnect(self, connection: Connection) -> None:
        """Forget a connection."""
        with self._lock:
            number = self._numbers.pop(connection, None)
            if number is None:
                return
            del self._connections[number], self._seq[number], self._tabs[connection]
        self.handle(Disconnected(number))

    def last_interaction(self, connection: Connection) -> int:
        """Return the number of the newest interaction that has arrived from the connection's tab."""
        with self._lock:
            return self._received.get(self._tabs.get(connection, ""), 0)

    def _is_new(self, connection: Connection, number: int) -> bool:
        """Whether an interaction has not arrived before, by another connection of the same tab."""
        with self._lock:
            tab = self._tabs.get(connection, "")
            if not tab or number == 0:
                return True
            if number <= self._received.get(tab, 0):
                return False
            self._received[tab] = number
            self._received.move_to_end(tab)
            while len(self._received) > TABS_KEPT:
                self._received.popitem(last=False)
            return True

    def receive(self, connection: Connection, message: ClientMessage) -> None:
        """Take a message from a browser. Never waits for a run."""
        with self._lock:
            number = self._numbers.get(connection)
        if number is None:
            return
        match message:
            case Interact(changes, count):
                if self._is_new(connection, count):
                    self.handle(Interacted(number, changes))
            case FormFilled(changes):
                self.handle(Filled(number, changes))
            case Rerun(query):
                self.handle(RerunAsked(query=query))
            case Stop():
                self.handle(StopAsked())
            case AlwaysRerun(on):
                self.always_rerun = on
                if on:
                    self.handle(RerunAsked())
            case End():
                self.handle(EndAsked())
            case Ack(batch):
                self.acknowledged(connection, batch)
            case _:
                connection.send(Problem("unexpected", "This message may only open a connection."))

    def acknowledged(self, connection: Connection, batch: int) -> None:
        """Note that a browser has applied a batch, and all before it."""
        with self._lock:
            mirror = self._session.browsers.mirrors.get(self._numbers.get(connection, 0))
            if mirror is not None:
                mirror.has_seen(batch)

    def collect(self, connection: Connection) -> Batch | None:
        """Return what a connection lacks, None if nothing."""
        with self._lock:
            number = self._numbers.get(connection)
            if number is None or self._session.ended:
                return None
            lack = Collect(number, time.monotonic()).apply(self._session)
            if not lack:
                return None
            self._seq[number] += 1
            self._session.browsers.mirrors[number].sent_as(self._seq[number], lack.ops)
            return Batch(
                self._seq[number], lack.ops, lack.run, lack.stale, lack.effects, lack.reset, lack.replaced
            )

    def _send(self, number: int | None, message: Any) -> None:
        with self._lock:
            targets = [c for n, c in self._connections.items() if number is None or n == number]
        for target in targets:
            target.send(message)

    # Events and instructions --------------------------------------------------------------------------------

    def handle(self, event: Event) -> None:
        """Let the session react to an event, and carry out what it asks for."""
        self._carry_out(self._react(event))

    def _react(self, event: Event) -> list[Instruction]:
        with self._lock:
            instructions = self._session.handle(event)
            # Timers under the lock, as their order matters: two threads that carry out "set" and "cancel" the other way
            # round would leave a timer, and with it the session, for ever. The rest may come in any order.
            for instruction in instructions:
                if isinstance(instruction, SetTimer):
                    self._set_timer(instruction.name, instruction.seconds, instruction.repeat)
                elif isinstance(instruction, CancelTimer):
                    self._cancel_timer(instruction.name)
            self._idle.notify_all()
        return instructions

    def _carry_out(self, instructions: list[Instruction]) -> None:
        # A thread of the app may have brought the event. What follows from it (a run's thread, say) is the session's, not its.
        with within(None):
            self._follow(instructions)

    def _follow(self, instructions: list[Instruction]) -> None:
        with self._lock:
            dropped = [each for each in self._session.take_dropped() if each is not None]
        if dropped:
            self.app.apart.call(f"treadle-free-{self.token[:4]}", dropped.clear)
        over = [each.run for each in instructions if isinstance(each, FenceRun)]
        runs = [each.run for each in instructions if isinstance(each, StartRun)]
        had_room = bool(runs) and self.app.gate.has_room(self)
        if over or any(isinstance(instruction, Dispose) for instruction in instructions):
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
                    self._flush(now)
                case SetTimer() | CancelTimer():
                    pass  # done, in `_react`
                case Send(message, number):
                    self._send(number, message)
                case Dispose():
                    self._lifetime.end()
                    self.app.forget(self)

    def _flush(self, now: bool) -> None:
        with self._lock:
            if now:
                connections = list(self._connections.values())
                self._session.browsers.rouse_all()
            else:
                connections = [self._connections[n] for n in self._session.rouse() if n in self._connections]
        for connection in connections:
            connection.wake(now)

    def _exchange(self, over: list[Run], runs: list[Run], *, had_room: bool) -> None:
        """Start runs, where others of this session have come to their end."""
        withdrawn = self.app.gate.exchange(self, over, runs, had_room=had_room)
        late = [run for run in runs if run.fenced]  # while they were on their way in
        if late:
            withdrawn += self.app.gate.exchange(self, late, ())
        for run in withdrawn:
            self.handle(NotStarted(run))

    def queued(self, run: Run) -> None:
        """Note that what a run waits for before it starts has changed."""
        with self._lock:  # so that of two threads which bring the news, the later one has the later place
            instructions = self._react(Queued(run, *self.app.gate.waits_for(run)))
        self._carry_out(instructions)

    def start_thread(self, run: Run) -> bool:
        """Give a run its script thread: its turn has come. Say whether the system had one."""
        thread = ScriptThread(self, run)
        with self._lock:
            self.threads[run.number] = thread
            awake = self._session.browsers.rouse_all()
            connections = [self._connections[n] for n in awake if n in self._connections]
        for connection in connections:  # so that the run's first write need not wake the loop
            connection.wake(False)
        try:
            thread.start()
        except RuntimeError:
            log.exception("the system gives no thread to a run")
            self.forget_thread(run)
            self._send(
                None, Problem("busy", "The server has too much to do to run the app. Try again in a while.")
            )
            self.handle(NotStarted(run))
            return False
        return True

    def _set_timer(self, name: str, seconds: float, repeat: bool) -> None:
        """Set a timer; the lock is held. Schedulers return at once and call nothing from here."""
        self._cancel_timer(name)
        scheduler = self.app.timers(name)
        due = time.monotonic() + seconds

        def fire() -> None:
            nonlocal due
            with self._lock:
                if self._timers.get(name) is not cancel:  # it was too late to cancel it
                    return
                if repeat:
                    # From the time it was due, not from now: intervals do not drift, and missed ones are not made up for.
                    due += seconds * (1 + max(0, (time.monotonic() - due) // seconds))
                    arm()
                else:
                    del self._timers[name]
                instructions = self._react(TimerFired(name))
            self._carry_out(instructions)

        handle: Callable[[], None]

        def cancel() -> None:
            handle()

        def arm() -> None:
            nonlocal handle
            handle = scheduler.call_later(max(0.0, due - time.monotonic()), fire)

        self._timers[name] = cancel
        arm()

    def _cancel_timer(self, name: str) -> None:
        cancel = self._timers.pop(name, None)
        if cancel is not None:
            cancel()

    # What threads of a run call (`carry.context.Host`) ------------------------------------------------------

    def check(self, scope: Scope) -> bool:
        """Return whether the scope may go on."""
        if self._admits(scope):
            return True
        self._stop_here()
        return False

    def _stop_here(self) -> None:
        """Raise `StopException`, as the calling code is over. Return where a stop point must do nothing."""
        if may_raise(self.is_app_code):
            raise StopException()

    def _admits(self, scope: Scope) -> bool:
        """Whether a scope may still write; background jobs outlive their run, but not their session.

        So do bound functions and contexts copied by hand. While a run that was fenced is about to stop, they may be what it waits for,
        and stop with it.
        """
        if self._session.ended:
            return scope.closing
        job, run = scope.job, scope.run
        if job is None:
            return not run.fenced or run.phase == "ended"
        if job.background or not run.fenced:
            return not job.stopped
        return run.phase == "ended" and not job.alive

    def over(self, scope: Scope) -> bool:
        """Whether the scope's next command would stop it."""
        return not self._admits(scope)

    def on_over(self, scope: Scope, wake: Callable[[], None]) -> Callable[[], None]:
        """Have `wake` called when the scope is over; returns what takes that back."""
        return self.executions.on_over(scope, wake)

    def entered(self, executing: Executing) -> None:
        """Note that a thread has begun to execute code of this session."""
        self.executions.enter(executing)

    def left_code(self, executing: Executing) -> None:
        """Note that a thread executes code of this session no more."""
        self.app.locks.left_code(executing)
        self.executions.leave(executing)

    def coroutine_started(self, scope: Scope, task: "asyncio.Task[Any]") -> None:
        """Note that a coroutine was started, which is to be cancelled when the scope is over."""
        self.executions.add_coroutine(scope, task)

    def stop_job(self, number: int) -> bool:
        """Stop one of the session's threads, by its number in `executing`; say whether it is still there.

        A run's script thread is stopped by stopping its run.
        """
        found = self.executions.find(number)
        if found is None:
            return False
        job = found.scope.job
        if job is None:
            self.handle(StopAsked(found.scope.run.lane.id))
        else:
            self.stop(job)
        return True

    def stop(self, job: Job) -> None:
        """Stop one thread, job or coroutine, whatever becomes of its run."""
        if not job.stopped:
            job.stopped = True
            self.executions.stop_what_is_over()

    def after_body(self, run: Run, function: Callable[[], object]) -> None:
        """Have a function called when a run's page code has come to its end; at once if it has."""
        self.ends.after_body(run, function)

    def after_run(self, run: Run, function: Callable[[], object]) -> None:
        """Have a function called when a run has ended, its threads included; at once if it has."""
        self.ends.after_run(run, function)

    def amend(self, id: int, change: Callable[[Element], Element]) -> bool:
        """Change a node that is on the page, whoever runs; say whether it is."""
        return self.apply(FollowElement(id, change))

    def on_page(self, id: int) -> bool:
        """Whether a node is on the page."""
        with self._lock:
            return IsOnPage(id).apply(self._session)

    @property
    def coroutines(self) -> BackgroundLoop:
        """The app's event loop for what belongs to no run."""
        return self.app.coroutines

    @property
    def board(self) -> TaskBoard:
        """The tasks of the app."""
        return self.app.board

    def stop_background(self) -> None:
        """Stop the threads that outlive runs: their code is no longer the app's."""
        for each in self.executions.threads():
            job = each.scope.job
            if job is not None and job.background:
                job.stopped = True
        self.executions.stop_what_is_over()

    def on_end(self, function: Callable[[], object], key: Hashable = None) -> Callable[[], None]:
        """Have a function called when the session has ended and its threads with it."""
        return self._lifetime.on_end(function, key)

    def on_error(
        self,
        function: Callable[[BaseException], object],
        key: Hashable = None,
        *,
        everywhere: bool = False,
    ) -> Callable[[], None]:
        """Have a function called with each exception that nobody caught, of this session's code or of all."""
        hooks = self.app.error_hooks if everywhere else self._lifetime.error_hooks
        return hooks.add(function, key)

    def do(self, scope: Scope, operation: Operation[T]) -> T:
        """Apply an operation to the session, and wake who must know of it."""
        with self._lock:
            admitted = self._admits(scope)
            if admitted:
                result, woken, dropped = self._apply(operation.apply)
        if not admitted:
            self._stop_here()
            return operation.apply(Session(seen=False))
        del dropped
        for connection in woken:
            connection.wake(False)
        return result

    def stop_point(self, scope: Scope, step: Callable[[], T]) -> T:
        """Run a step under the lock, if the scope may go on."""
        with self._lock:
            if self._admits(scope):
                return step()
        self._stop_here()
        return step()

    def apply(self, operation: Operation[T]) -> T:
        """Apply an operation for whoever drives or watches the session, and wake who must know of it. Not a stop point."""
        with self._lock:
            result, woken, dropped = self._apply(operation.apply)
        del dropped
        for connection in woken:
            connection.wake(False)
        return result

    def _apply(self, step: Callable[[Session], T]) -> tuple[T, list[Connection], list[object]]:
        """Apply what an operation does; the lock is held.

        Return what that returns, whom to wake, and what to let go of without the lock.
        """
        result = step(self._session)
        woken = [self._connections[n] for n in self._session.rouse() if n in self._connections]
        return result, woken, self._session.take_dropped()

    def look(self, scope: Scope, operation: Operation[T]) -> T:
        """Return what an operation sees of the app's state."""
        with self._lock:
            if self._admits(scope):
                return operation.apply(self._session)
        if not cleans_up(self.is_app_code):
            self._stop_here()
        with self._lock:
            return operation.apply(self._session)

    def change_state(self, scope: Scope, change: StateChange[T]) -> T:
        """Change the value of a key of the app's state, or return what the caller gets instead."""
        with self._lock:
            admitted = self._admits(scope)
            if admitted:
                result, woken, dropped = self._apply(change.apply)
        if not admitted:
            lands = cleans_up(self.is_app_code)
            if not lands:
                self._stop_here()
            with self._lock:
                # What comes after the session has forgotten its state would be kept for nobody.
                lands = lands and not change.is_late(self._session) and not self.wound_up.is_set()
                result, woken, dropped = self._apply(change.apply if lands else change.instead)
        del dropped
        for connection in woken:
            connection.wake(False)
        return result

    def write(self, scope: Scope, container: int, props: Element, identity: Hashable = None) -> int:
        """Put an element into a container and return its node id."""
        with self._lock:
            admitted = self._admits(scope)
            if admitted:
                node = place(self._session, scope, container, props, identity)
                woken = self._session.rouse() if self._session.browsers.sleepers else ()
                if not woken:
                    return node.id
                connections = [self._connections[n] for n in woken if n in self._connections]
        if not admitted:
            self._stop_here()
            return (
                NOWHERE if self.holds(container) else container
            )  # an element that is written over keeps its handle
        for connection in connections:
            connection.wake(False)
        return node.id

    def holds(self, id: int) -> bool:
        """Whether a node is a container."""
        with self._lock:
            return IsContainer(id).apply(self._session)

    def left(self, scope: Scope, container: int, *, failed: bool) -> None:
        """Note that a `with container:` block has ended."""
        with self._lock:
            if not self._admits(scope):
                return
            LeaveContainer(scope, container, failed).apply(self._session)
        self._flush(now=False)

    def effect(self, scope: Scope, effect: Effect) -> None:
        """Make something happen once in every connected browser."""
        self.do(scope, AddEffect(effect, scope.recorder))

    def part(self, make: Callable[[Any], PART]) -> PART:
        """Return the app's one object of a kind."""
        return self.app.part(make)

    def keep(self, key: str, make: Callable[[], bytes]) -> Blob:
        """Return the app's blob of a key, made only if nothing that is shown has it."""
        return self.app.blobs.keep(key, make)

    def reserve(self, scope: Scope, job: Job) -> Scope:
        """Reserve a slot for a job and return the scope that it runs in."""
        job.slot, writer = self.do(scope, ReserveSlot(scope, job, job.background, job.keeps_place))
        return spawn_scope(scope, job, writer, job.slot)

    def job_started(self, scope: Scope) -> None:
        """Note that the scope's job was started."""
        if scope.job is not None and scope.job.counted:
            self.handle(JobStarted(scope.run))

    def job_ended(self, scope: Scope) -> None:
        """Note that the scope's job has ended; a second time changes nothing."""
        job = scope.job
        assert job is not None
        with self._lock:
            if not job.alive:
                return
            job.alive = False
            EndSlot(scope, job.slot).apply(self._session)
            self._idle.notify_all()
        if job.counted:
            self.handle(JobEnded(scope.run))
        else:
            self._flush(now=False)

    def job_dropped(self, scope: Scope) -> None:
        """Note that the scope's job will never begin; may be called by garbage collection."""
        # Whoever calls may be in the middle of anything, with any lock. `threading` has locks of its own.
        _thread.start_new_thread(self.job_ended, (scope,))

    def report(self, scope: Scope, error: BaseException) -> None:
        """Show an exception that nobody caught at the scope's place, and log it."""
        if isinstance(error, asyncio.CancelledError) and self.over(scope):
            return  # that is how its coroutines were stopped
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
        # In the body, not in whatever container the exception has left: a reader looks for it where the page ends.
        place = MAIN if job is None and scope.lane.id == APP else scope.container
        try:
            self.write(scope, place, redacted(shown, self.app.config.client.showErrorDetails))
        except (StopException, APIError):
            log.debug("its run is over, so the page does not show it")
        self._lifetime.failed(scope, error)

    def is_app_code(self, filename: str) -> bool:
        """Whether a source file belongs to the app."""
        return self.app.is_app_code(filename)

    def forget_thread(self, run: Run) -> None:
        """Note that a run's script thread is about to end."""
        with self._lock:
            self.threads.pop(run.number, None)

    # For the runtime and for tests --------------------------------------------------------------------------

    @property
    def config(self) -> Config:
        """All options."""
        return self.app.config

    @property
    def locks(self) -> LockTable:
        """The locks of the app."""
        return self.app.locks

    def wait(self, look: Operation[T], timeout: float | None, wanted: Callable[[T], object] = bool) -> bool:
        """Wait until what an operation returns is as wanted; say whether it is. Must not be called from a run."""
        with self._idle:
            return self._idle.wait_for(lambda: bool(wanted(look.apply(self._session))), timeout)

    def source_saved(self) -> None:
        """React to a changed source: rerun if the person wants that, else offer it."""
        self.handle(RerunAsked() if self.always_rerun or self.app.config.server.runOnSave else SourceSaved())

    def take_up_source(self) -> None:
        """Note that a run of the app begins: if its source was saved since the last, what outlives runs is of the old one."""
        self.app.source.renew()
        version = self.app.source.version
        with self._lock:
            before, self._source_version = self._source_version, version
        if before != version:
            self.stop_background()

    def end(self) -> None:
        """End the session."""
        self.handle(EndAsked())

"""A session driven step by step: its runs and threads execute real commands of `st`, but only when and in the
order that a test says. No thread, no clock and no network, so any order of events can be tried, and tried
again.
"""

import contextlib
import contextvars
import logging
from collections import deque
from collections.abc import Callable, Iterator
from inspect import getclosurevars
from pathlib import Path
from typing import Any

import pytest

from treadle._core.carry.context import enter, require
from treadle._core.carry.job import Job
from treadle._core.carry.scope import Scope
from treadle._core.config import Config
from treadle._core.protocol.message import Ack, Batch, RunState
from treadle._core.runtime import script as script_module
from treadle._core.runtime.app import App
from treadle._core.runtime.live import LiveSession
from treadle._core.session.bodies import BeginRun, NextCallback
from treadle._core.session.events import BodyEnded, Connected, Queued
from treadle._core.session.lanes import APP, Outcome, Run
from treadle._core.session.session import Session
from treadle._core.session.structure import MAIN
from treadle.errors import FragmentHandledException, RerunException, StopException

from .page import ReferenceBrowser, shown

Steps = Iterator[None]
"""Page code that may be left at each `yield`, as a thread may be at any moment."""


class PlannedError(Exception):
    """What app code raises in these tests."""


class VirtualTime:
    """A scheduler whose timers fire when a test says so."""

    def __init__(self) -> None:
        self.timers: dict[object, Callable[[], None]] = {}

    def call_later(self, seconds: float, fn: Callable[[], None]) -> Callable[[], None]:
        timer = object()
        self.timers[timer] = fn
        return lambda: self.timers.pop(timer, None) and None


class Tab:
    """One browser tab: applies what it collects once it was woken, as a transport does."""

    def __init__(self, live: LiveSession) -> None:
        self.live = live
        self.awake = False
        self.on_its_way: deque[Batch] = deque()
        self.page = ReferenceBrowser()
        self.run: RunState | None = None

    def wake(self, now: bool) -> None:
        self.awake = True

    def send(self, message: object) -> None:
        """Problems and goodbyes, which no page is made of."""

    def fetch(self) -> None:
        """Let the server send what there is; it is on its way then."""
        self.awake = False
        batch = self.live.collect(self)
        if isinstance(batch, Batch):
            self.on_its_way.append(batch)

    def collect(self) -> None:
        """Let all arrive that there is."""
        self.fetch()
        while self.on_its_way:
            batch = self.on_its_way.popleft()
            if batch.reset:
                self.page = ReferenceBrowser()
            self.page.apply(batch.ops)
            self.run = batch.run or self.run
            self.live.receive(self, Ack(batch.seq))

    @property
    def up_to_date(self) -> bool:
        """Whether nothing is to come, as far as this browser knows."""
        return not self.awake and not self.on_its_way

    def shows(self) -> Any:
        """The page as the browser has it, without the root's own properties."""
        return self.page.tree()[2]

    def find(self, kind: str, label: str) -> int | None:
        """The id of a widget that the browser shows."""
        for id, props in self.page.props.items():
            if props.get("kind") == kind and props.get("label") == label:
                return id
        return None


class Actor:
    """A script thread or a thread of the app, executed one step at a time in a context of its own."""

    def __init__(self, stage: "Stage", scope: Scope, steps: Steps) -> None:
        self.stage, self.scope, self.steps = stage, scope, steps
        self.context = contextvars.Context()
        self.context.run(enter, scope)
        self.over = False
        stage.actors.append(self)

    @property
    def run(self) -> Run:
        return self.scope.run

    def step(self, raising: BaseException | None = None) -> None:
        """Go on to the next `yield`, or to the end; or raise something where the code stands."""
        try:
            if raising is None:
                self.context.run(next, self.steps)
            else:
                self.context.run(self.steps.throw, raising)
        except StopIteration:
            self._end("done")
        except StopException:
            self._end("stopped" if self.run.fenced else "done")
        except RerunException as rerun:
            self._end("rerun", rerun.lanes or (self.run.lane.id,))
        except FragmentHandledException:
            self._end("failed")
        except PlannedError as error:
            self.stage.live.report(self.scope, error)
            self._end("failed")

    def spawn(self, steps: Steps, *, daemon: bool) -> "Actor":
        """Start a thread here."""
        return self.stage.start(self.context.run(require), steps, daemon=daemon)

    def _end(self, outcome: Outcome, lanes: tuple[str, ...] = (APP,)) -> None:
        self.over = True
        self.stage.actors.remove(self)
        if self.scope.job is not None:
            self.stage.live.jobs.ended(self.scope)
        else:
            self.stage.live.handle(BodyEnded(self.run, outcome, lanes))


class ScriptActor:
    """Stands in for `ScriptThread`: a run that waits to be begun."""

    def __init__(self, stage: "Stage", run: Run) -> None:
        self.stage, self.run = stage, run

    def start(self) -> None:
        if self.stage.exhausted:
            raise RuntimeError("can't start new thread")
        self.stage.waiting.append(self)

    def begin(self) -> None:
        """Do what a script thread does first. A superseded run ends here."""
        self.stage.waiting.remove(self)
        live, run = self.stage.live, self.run
        if run.queued:
            live.handle(Queued(run, 0))
        if not live.apply(BeginRun(run, 0.0)):
            live.handle(BodyEnded(run, "stopped", ()))
            return
        is_app = run.lane.id == APP
        writer = run.writer(run.lane.id)
        scope = Scope(live, run, run.lane, writer, MAIN if is_app else run.lane.node_id)
        self.stage.begun(run)
        Actor(self.stage, scope, self._steps(scope))

    def _steps(self, scope: Scope) -> Steps:
        live, run = self.stage.live, self.run
        while (callback := live.apply(NextCallback(run))) is not None:
            callback()
            yield
        yield from self.stage.page() if run.lane.id == APP else run.lane.body()


class Stage:
    """One session with what executes in it. `page` is the app's page code; `begun` is told of each run that
    begins.
    """

    def __init__(self, page: Callable[[], Steps], begun: Callable[[Run], object] = lambda run: None) -> None:
        self.page, self.begun = page, begun
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(script_module, "ScriptThread", lambda live, run: ScriptActor(self, run))
        self.patch.setattr(logging.getLogger("treadle.session"), "disabled", True)
        self.app = App(Path("app.py"), Config())
        self.time = self.app.scheduler = VirtualTime()
        self.exhausted = False
        """Whether the system gives no more threads."""
        self.waiting: list[ScriptActor] = []
        self.actors: list[Actor] = []
        self.tabs: list[Tab] = []
        self.live = self.app.new_session()

    @property
    def session(self) -> Session:
        return self.live._session  # these are tests of its own room

    def start(self, here: Scope, steps: Steps, *, daemon: bool = False) -> Actor:
        """Start a thread where a scope stands."""
        job = Job("thread", background=daemon, counted=not daemon, spawn=())
        scope = self.live.jobs.reserve(here, job)
        self.live.jobs.started(scope)
        return Actor(self, scope, steps)

    def connect(self, *, rerun: bool) -> Tab:
        tab = Tab(self.live)
        self.tabs.append(tab)
        self.live.connect(tab, lambda number: Connected(number, rerun=rerun))
        return tab

    def disconnect(self, tab: Tab) -> None:
        self.tabs.remove(tab)
        self.live.disconnect(tab)

    def fire(self, name: str) -> None:
        """Let the timer of a name run out."""
        (timer,) = [
            each for each, fn in self.time.timers.items() if getclosurevars(fn).nonlocals["name"] == name
        ]
        self.time.timers.pop(timer)()

    def document(self) -> Any:
        return shown(self.session.document.root)[2]

    def close(self) -> None:
        """Leave everything where it stands."""
        for actor in self.actors:
            with contextlib.suppress(BaseException):
                actor.context.run(actor.steps.close)
        self.patch.undo()


__all__ = ["Actor", "PlannedError", "Stage", "Steps", "Tab"]

"""One session without a browser: what a test has entered goes in, what the page holds comes out."""

import shutil
import threading
import traceback
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from treadle._core.carry.job import Job
from treadle._core.config import Config
from treadle._core.protocol.message import Effect, Interact, Problem, ServerMessage, Stop
from treadle._core.runtime.app import App
from treadle._core.runtime.live import LiveSession
from treadle._core.session.events import Connected, RerunAsked
from treadle._core.session.look import (
    FindWidget,
    Found,
    IsIdle,
    ListJobs,
    LookAt,
    LookBelow,
    LookInside,
    ReadEffects,
    ReadRunState,
    ReadWholeQuery,
)
from treadle._core.session.page import OpenQuery
from treadle._core.session.widgets import WidgetRecord
from treadle._core.stopping.looking import At, look, summary


class HeadlessBrowser:
    """A connection that shows nothing. What the server refuses is kept for the test to hear of."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def wake(self, now: bool) -> None:
        """Nothing to draw: a test reads the document itself."""

    def send(self, message: ServerMessage) -> None:
        """Take a message."""
        if isinstance(message, Problem):
            self.problems.append(message)


class Driver:
    """An app with one session. Knows nothing of the objects that a test holds, so that these can be collected."""

    def __init__(
        self,
        script: Path,
        namespace: Mapping[str, Any],
        *,
        temporary: bool = False,
    ) -> None:
        config = Config.load(script, flags={"client.showErrorDetails": "full"})
        self.app = App(script, config, namespace=namespace)
        self.live: LiveSession = self.app.new_session()
        self.browser = HeadlessBrowser()
        self.pending: dict[int, tuple[Any, Any]] = {}
        """By node id: what a test has entered since the last run, as Python and as the wire have it."""
        self.answered: frozenset[int] = frozenset()
        """Buttons that the last run answered."""
        self.closed = False
        # Knows the folder and nothing else, so that an app's arguments may lead back to its test.
        self._discard = (
            weakref.finalize(self, shutil.rmtree, script.parent, ignore_errors=True) if temporary else None
        )
        self._connected = False

    def close(self) -> None:
        """End the session and give back everything that the app took of the process."""
        if self.closed:
            return
        self.closed = True
        self.live.end()
        self.app.stop()
        if self._discard is not None:
            self._discard()

    # Running --------------------------------------------------------------------------------------------------------

    def run(self, query: Mapping[str, Any], timeout: float) -> None:
        """Send what was entered, and wait until the app has answered it.

        Raises:
            ValueError: a value was refused, as a browser's would be.
            RuntimeError: the app takes longer than `timeout` seconds; says what it was doing. It is told to stop.
        """
        if self.closed:
            raise RuntimeError("This AppTest was closed. Make another one to run the app again.")
        entered, held = self._submitted()
        self.pending = {}
        self.browser.problems.clear()
        self._send({id: wire for id, (_, wire) in entered.items()}, urlencode(query, doseq=True))
        if not self.live.wait(IsIdle(), timeout):
            doing = self._doing()
            self.live.receive(self.browser, Stop())
            raise RuntimeError(f"The app did not finish within {timeout:g} s. {doing}")
        self.answered = frozenset(id for id, (value, _) in entered.items() if value is True)
        for id, (before, value) in held.items():
            record = self._record(id)
            if record is not None and record.wire == before:  # else the app has set another value since
                self.pending.setdefault(id, value)
        if self.browser.problems:
            raise ValueError(self.browser.problems[0].message)

    def _submitted(self) -> tuple[dict[int, tuple[Any, Any]], dict[int, tuple[Any, tuple[Any, Any]]]]:
        """Return what a browser would send of what was entered, and what it would hold back: a form's, until it is submitted.

        By node id; beside what is held back stands the widget's value, as the app knows it.
        """
        records = {id: self._record(id) for id in self.pending}
        forms = {
            record.form
            for record in records.values()
            if record is not None and record.props.kind == "form_submit_button"
        }
        sent, held = {}, {}
        for id, value in self.pending.items():
            record = records[id]
            if record is None or record.form is None or record.form in forms:
                sent[id] = value
            else:
                held[id] = record.wire, value
        return sent, held

    def _record(self, id: int) -> WidgetRecord | None:
        return self.live.apply(FindWidget(id))

    def _send(self, changes: dict[int, Any], query: str) -> None:
        if not self._connected:
            self.app.start()
            self._connected = True
            self.live.connect(self.browser, lambda number: Connected(number, query=query))
            return
        before = self.live.apply(ReadRunState()).number
        self.live.apply(OpenQuery(query))
        if changes:
            self.live.receive(self.browser, Interact(list(changes.items())))
        # What a browser keeps for later, as a form does before it is submitted, must still be followed by a run here.
        if before == self.live.apply(ReadRunState()).number:
            self.live.handle(RerunAsked())

    def _doing(self) -> str:
        """Say what keeps the app from finishing."""
        stacks = look()
        with self.live._lock:
            scripts = [thread for thread in self.live.threads.values() if thread.ident in stacks]
        jobs = [job for job in self.live.apply(ListJobs()) if isinstance(job, Job)]
        said: list[str] = []
        for thread in scripts:
            said.append(self._stack("The script was at:", stacks[thread.ident or 0]))
        for job in jobs:
            named = [thread for thread in threading.enumerate() if thread.name == job.name]
            if len(named) == 1 and named[0].ident in stacks:
                said.append(self._stack(f"The thread {job.name!r} was at:", stacks[named[0].ident or 0]))
            else:
                file, line, function = next(
                    (frame for frame in reversed(job.spawn) if self.app.is_app_code(frame[0])), ("?", 0, "?")
                )
                said.append(f"{job.name!r} was still running, started in {function}, {file}, line {line}.")
        return "\n".join(said) or "Nothing of it runs: a run waits for another one to stop."

    def _stack(self, title: str, frames: list[At]) -> str:
        stack = summary(frames)
        first = next((i for i, frame in enumerate(stack) if self.app.is_app_code(frame.filename)), 0)
        return f"{title}\n" + "".join(traceback.format_list(stack[first:]))

    # Looking --------------------------------------------------------------------------------------------------------

    def below(self, id: int) -> list[Found]:
        """Return everything visible below a node, in page order."""
        return self.live.apply(LookBelow(id))

    def one(self, id: int) -> Found:
        """Return one node that is on the page."""
        found = self.live.apply(LookAt(id))
        if found is None:
            raise KeyError(id)
        return found

    def children(self, id: int) -> list[Found]:
        """Return what stands in a container, in page order."""
        return self.live.apply(LookInside(id))

    def effects(self) -> list[Effect]:
        """Return the one-off effects of the last run."""
        return self.live.apply(ReadEffects())

    def query(self) -> dict[str, list[str]]:
        """Return the query parameters."""
        return self.live.apply(ReadWholeQuery())

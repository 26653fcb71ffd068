"""A session without a browser. It sends what a test has entered, and reads the page."""

import shutil
import threading
import traceback
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode

from treadle._core.carry.job import Job
from treadle._core.config import Config
from treadle._core.data.content import Content, Deferred
from treadle._core.protocol.message import Effect, Interact, Problem, ServerMessage, Stop
from treadle._core.protocol.upload import FileRef
from treadle._core.runtime.app import App
from treadle._core.runtime.live import LiveSession
from treadle._core.runtime.ports import UploadRefused
from treadle._core.session.address import parse_query
from treadle._core.session.events import Connected, PageAsked, RerunAsked, Visit
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
from treadle._core.session.navigation import ReadTable
from treadle._core.session.page import OpenQuery
from treadle._core.session.page_files import named
from treadle._core.session.widgets import WidgetRecord
from treadle._core.stopping.looking import At, look, summary


class HeadlessBrowser:
    """A connection without a browser. It keeps the refusals of the server for the test."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def wake(self, now: bool) -> None:
        """Do nothing: a test reads the document itself."""

    def send(self, message: ServerMessage) -> None:
        """Keep the message if it is a refusal."""
        if isinstance(message, Problem):
            self.problems.append(message)


class Tested(Protocol):
    """A test, as the elements see it that it finds."""

    _driver: "Driver"

    def run(self, *, timeout: float | None = None) -> Any:
        """Run the app with the values entered since the last run, and return the test."""


class Driver:
    """An app with one session. It has no references to the objects of the test, so Python can free them."""

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
        """What a test has entered since the last run, by node id: the value in Python, and the value as it is
        sent.
        """
        self.answered: dict[int, Any] = {}
        """The buttons whose clicks the last run has answered: by node id, what was sent."""
        self.closed = False
        # Refers only to the folder. If it referred to the app, arguments that refer to the test would keep
        # the test for ever.
        self._discard = (
            weakref.finalize(self, shutil.rmtree, script.parent, ignore_errors=True) if temporary else None
        )
        self._connected = False
        self.page: str | None = None
        """Path of the page that the next run is to show; None for the same as before."""

    def close(self) -> None:
        """End the session and release all resources of the app."""
        if self.closed:
            return
        self.closed = True
        self.live.end()
        self.app.stop()
        if self._discard is not None:
            self._discard()

    # Running ------------------------------------------------------------------------------------------------

    def run(self, query: Mapping[str, Any], timeout: float) -> None:
        """Send what was entered, and wait until the app has answered it.

        Raises:
            ValueError: the app refused a value, as it refuses a browser's.
            RuntimeError: the app takes longer than `timeout` seconds. The message says what it was doing. The
                app is stopped.
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
        pressed = {id for id in entered if (record := self._record(id)) is None or record.props.trigger}
        self.answered = {id: wire for id, (_, wire) in entered.items() if id in pressed}
        for id, (before, value) in held.items():
            record = self._record(id)
            if record is not None and record.wire == before:  # otherwise the app has set another value since
                self.pending.setdefault(id, value)
        if self.browser.problems:
            raise ValueError(self.browser.problems[0].message)

    def path_of(self, page: str) -> str | None:
        """Return the path of the page in a file, as the address has it; None if the app has no such page.

        Args:
            page: the file, relative to the folder of the script.
        """
        file = self.app.script.parent / page
        if not file.is_file():
            return None
        table = self.app.page_files.table() or self.live.apply(ReadTable())
        if not table.pages:  # only the app's code, which has yet to run, knows another name
            return "" if file.resolve() == self.app.script else named(file).name
        found = next((each for each in table.pages if each.file == str(file.resolve())), None)
        return None if found is None else found.entry.path

    def _submitted(self) -> tuple[dict[int, tuple[Any, Any]], dict[int, tuple[Any, tuple[Any, Any]]]]:
        """Return the values that a browser would send, and those that a form would hold back.

        Both are by node id. With each value that is held back stands the widget's value as the app knows it.
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
        page, self.page = self.page, None
        if not self._connected:
            self.app.start()
            self._connected = True
            self.live.connect(self.browser, lambda number: Connected(number, page or "", query))
            return
        if page is not None:
            if changes:  # a browser has sent it before its person follows a link
                self.live.receive(self.browser, Interact(list(changes.items())))
            self.live.handle(PageAsked(Visit(page, parse_query(query))))
            return
        before = self.live.apply(ReadRunState()).number
        self.live.apply(OpenQuery(query))
        if changes:
            self.live.receive(self.browser, Interact(list(changes.items())))
        # The test expects a run also when it has entered only values that a form holds back.
        if before == self.live.apply(ReadRunState()).number:
            self.live.handle(RerunAsked())

    def upload(self, token: str, name: str, type: str, data: bytes) -> FileRef:
        """Upload a file to a widget, as a browser does.

        Raises:
            ValueError: it was refused.
        """
        uploads = self.app.uploads
        try:
            arriving = uploads.begin(self.live.token, token, name, type, len(data))
            arriving.write(data)
            return arriving.finish()
        except UploadRefused as refusal:
            raise ValueError(str(refusal)) from refusal

    def _doing(self) -> str:
        """Return a description of what the app is doing."""
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

    # Looking ------------------------------------------------------------------------------------------------

    def below(self, id: int) -> list[Found]:
        """Return all visible nodes below a node, in page order."""
        return self.live.apply(LookBelow(id))

    def one(self, id: int) -> Found:
        """Return one node that is on the page."""
        found = self.live.apply(LookAt(id))
        if found is None:
            raise KeyError(id)
        return found

    def content(self, id: int) -> Content | Deferred | None:
        """Return what a node hands out, None if it hands out nothing."""
        return self.app.downloads.find(self.live.file_key, id)

    def children(self, id: int) -> list[Found]:
        """Return the nodes directly in a container, in page order."""
        return self.live.apply(LookInside(id))

    def effects(self) -> list[Effect]:
        """Return the one-off effects of the last run."""
        return self.live.apply(ReadEffects())

    def query(self) -> dict[str, list[str]]:
        """Return the query parameters."""
        return self.live.apply(ReadWholeQuery())

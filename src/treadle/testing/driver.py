"""A session without a browser. It sends what a test has entered, and reads the page."""

import shutil
import threading
import time
import traceback
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from urllib.parse import quote, unquote, urlencode

import msgspec

from treadle._core.carry.job import Job
from treadle._core.config import Config
from treadle._core.data.content import Content, Deferred
from treadle._core.protocol.message import Effect, Interact, Problem, ServerMessage, Stop
from treadle._core.protocol.upload import FileRef
from treadle._core.runtime.app import App
from treadle._core.runtime.live import LiveSession
from treadle._core.runtime.ports import UploadRefused
from treadle._core.session.address import parse_query
from treadle._core.session.events import Connected, PageAsked, RerunAsked, TimerFired, Visit
from treadle._core.session.look import (
    FindWidget,
    Found,
    IsIdle,
    IsQuiet,
    ListJobs,
    ListTimers,
    LookAt,
    LookBelow,
    LookInside,
    ReadEffects,
    ReadRunState,
    ReadWholeQuery,
)
from treadle._core.session.navigation import ReadPath, ReadTable
from treadle._core.session.page import OpenQuery
from treadle._core.session.page_files import named
from treadle._core.session.remember import ForgetCookies, OpenStorage, ReadCookies, ReadStorage
from treadle._core.session.timers import TICK_PREFIX
from treadle._core.session.widgets import WidgetRecord
from treadle._core.state.browser_storage import decoded, encoded
from treadle._core.stopping.looking import At, look, summary

from .errors import AppTestError
from .shared import Shared


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


LOOK_AGAIN = 0.005
"""Seconds between two calls of the function that a test waits for."""


ROUNDING = 1e-6
"""Seconds that the sum of intervals can be off: 0.1 + 0.1 + 0.1 is more than 0.3."""


class Waited(NamedTuple):
    """The outcome of a wait."""

    true: bool
    error: LookupError | None = None
    """The error of the last call."""


class Driver:
    """One tab of a visitor. It has no references to the objects of the test, so Python can free them.

    Args:
        app: the app.
        session: the visitor's session; None for a new visitor.
    """

    def __init__(self, app: Shared[App], session: Shared[LiveSession] | None = None) -> None:
        self._shared_app = app
        self.app = app.thing
        if session is None:
            live = self.app.new_session()
            session = Shared(live, live.end)
        self._shared_session = session
        self.live: LiveSession = session.thing
        self.browser = HeadlessBrowser()
        self.pending: dict[int, tuple[Any, Any]] = {}
        """What a test has entered since the last run, by node id: the value in Python, and the value as it is
        sent.
        """
        self.answered: dict[int, Any] = {}
        """The buttons whose clicks the last run has answered: by node id, what was sent."""
        self.closed = False
        self.page: str | None = None
        """Path of the page that the next run is to show; None for the same as before."""
        self._opened = False
        """Whether the tab has shown the app."""
        self._connected = False
        self._held: dict[int, tuple[Any, tuple[Any, Any]]] = {}
        """What a form has held back from the last run: as the app knew it, and as the test has entered it."""
        self._now = 0.0
        """The seconds that the test has let pass."""
        self._due: dict[str, float] = {}
        """When each fragment with `run_every` runs next, by the id of its lane."""
        self._query = ""
        """The query as the test knows it. Only another one is sent."""

    @classmethod
    def of_script(cls, script: Path, namespace: Mapping[str, Any], *, temporary: bool = False) -> "Driver":
        """Return the first visitor of an app.

        Args:
            script: the file of the app.
            namespace: names that are defined in the script at its start.
            temporary: whether to delete the folder of the script in the end.
        """
        app = App(script, Config.load(script, flags={"client.showErrorDetails": "full"}), namespace=namespace)

        def release() -> None:
            app.stop()
            if discard is not None:
                discard()

        shared = Shared(app, release)
        # Refers only to the folder. If it referred to the app, arguments that refer to the test would keep
        # the test for ever.
        discard = (
            weakref.finalize(shared, shutil.rmtree, script.parent, ignore_errors=True) if temporary else None
        )
        return cls(shared)

    def another_visitor(self) -> "Driver":
        """Return a visitor with a session of their own."""
        self._check_open()
        return Driver(self._shared_app.use())

    def another_tab(self) -> "Driver":
        """Return another tab of this visitor."""
        self._check_open()
        return Driver(self._shared_app.use(), self._shared_session.use())

    def close(self) -> None:
        """Close the tab. The last tab of a session ends it, and the last visitor stops the app."""
        if self.closed:
            return
        self.closed = True
        self.live.disconnect(self.browser)
        self._shared_session.drop()
        self._shared_app.drop()

    def _check_open(self) -> None:
        if self.closed:
            raise RuntimeError("This AppTest was closed. Make another one to run the app again.")

    # The connection -----------------------------------------------------------------------------------------

    def disconnect(self) -> None:
        """Lose the connection."""
        self._check_open()
        self._connected = False
        self.live.disconnect(self.browser)

    def reconnect(self) -> None:
        """Connect again, if the connection was lost."""
        self._check_open()
        if not self._opened:
            raise RuntimeError("There is nothing to reconnect: `run` opens the first connection.")
        if not self._connected:
            self._connect(self.live.apply(ReadPath()), self._query, rerun=False)

    def reload(self, query: Mapping[str, Any]) -> None:
        """Load the page again, as a browser does: what was entered and not sent is lost."""
        self._check_open()
        if self._connected:
            self.disconnect()
        self.pending = {}
        self._connect(self.live.apply(ReadPath()) if self._opened else "", written(query), rerun=True)

    def _connect(self, path: str, query: str, *, rerun: bool) -> None:
        if not self._opened:
            self.app.start()
        connected = self.live.connect(
            self.browser, lambda number: Connected(number, path, query, rerun=rerun)
        )
        if not connected:
            raise RuntimeError("The session has ended. Call `another_visitor` for a new one.")
        self._opened = self._connected = True

    def give_cookies(self, cookies: Mapping[str, str]) -> None:
        """Give the browser cookies in place of those that it has."""
        visitor = self.live.visitor
        sent = {name: quote(value, safe="") for name, value in cookies.items()}
        visitor.request = msgspec.structs.replace(visitor.request, cookies=sent)
        self.live.apply(ForgetCookies())

    def give_storage(self, storage: Mapping[str, Any]) -> None:
        """Give the browser a storage in place of the one that it has."""
        self.live.apply(OpenStorage({name: encoded(name, value) for name, value in storage.items()}))

    def left_as(self) -> dict[str, Any] | None:
        """Return who the person is after a logout, None if there was none."""
        visitor = self.live.visitor
        return dict(visitor.given or {}) if visitor.logged_out else None

    def memory(self) -> tuple[dict[str, str], dict[str, Any]]:
        """Return the cookies and the storage of the browser."""
        written = self.live.apply(ReadCookies())
        found: dict[str, str | None] = {**self.live.visitor.request.cookies, **written}
        cookies = {name: unquote(text) for name, text in found.items() if text is not None}
        return cookies, decoded(self.live.apply(ReadStorage()))

    # Running ------------------------------------------------------------------------------------------------

    def send(self, query: Mapping[str, Any]) -> None:
        """Send what was entered, without waiting for the app.

        Raises:
            ValueError: the app refused a value, as it refuses a browser's.
        """
        self._check_open()
        if self._opened and not self._connected:
            raise RuntimeError(
                "This AppTest is disconnected. Call `reconnect` or `reload` before the next run."
            )
        entered, held = self._submitted()
        self.pending = {}
        self.browser.problems.clear()
        self._send({id: wire for id, (_, wire) in entered.items()}, written(query))
        pressed = {id for id in entered if (record := self._record(id)) is None or record.props.trigger}
        self.answered = {id: wire for id, (_, wire) in entered.items() if id in pressed}
        self._held = held
        if self.browser.problems:
            self.keep_held()
            raise ValueError(self.browser.problems[0].message)

    def keep_held(self) -> None:
        """Keep what a form holds back, unless the app has set another value since."""
        held, self._held = self._held, {}
        for id, (before, value) in held.items():
            record = self._record(id)
            if record is not None and record.wire == before:
                self.pending.setdefault(id, value)

    def run(self, query: Mapping[str, Any], timeout: float) -> None:
        """Send what was entered, and wait until the app has answered it.

        Raises:
            ValueError: the app refused a value, as it refuses a browser's.
            RuntimeError: the app takes longer than `timeout` seconds. The message says what it was doing. The
                app is stopped.
        """
        self.send(query)
        self.wait_for_run(timeout)

    def wait_for_run(self, timeout: float) -> None:
        """Wait until no run is left.

        Raises:
            RuntimeError: the app takes longer than `timeout` seconds. The message says what it was doing. The
                app is stopped.
        """
        if not self.live.wait(IsIdle(), timeout):
            doing = self.doing()
            self.stop()
            raise RuntimeError(f"The app did not finish within {timeout:g} s. {doing}")
        self.keep_held()

    def pass_time(self, seconds: float, timeout: float) -> None:
        """Let the fragments run whose time comes within some seconds, one after the other.

        The seconds are those of the test's own clock, which stands still otherwise.

        Raises:
            RuntimeError: a run takes longer than `timeout` seconds. The message says what it was doing. The
                app is stopped.
        """
        self._check_open()
        end = self._now + seconds
        while True:
            intervals = {
                timer.id: timer.seconds for timer in self.live.apply(ListTimers()) if timer.body is not None
            }
            self._due = {
                id: self._due[id] if id in self._due else self._now + interval
                for id, interval in intervals.items()
            }
            next_ = min(self._due, key=self._due.__getitem__, default=None)
            if next_ is None or self._due[next_] > end + ROUNDING:
                break
            self._now = self._due[next_]
            self._due[next_] += intervals[next_]
            self.live.handle(TimerFired(TICK_PREFIX + next_))
            self.wait_for_run(timeout)
        self._now = end

    def wait_until_idle(self, timeout: float) -> None:
        """Wait until neither runs nor threads nor tasks of the session are left.

        Raises:
            RuntimeError: this takes longer than `timeout` seconds. The message says what the app was doing.
        """
        end = time.monotonic() + timeout
        if not self._is_idle(end):
            raise RuntimeError(f"The app is not idle after {timeout:g} s. {self.doing()}")
        self.keep_held()

    def _is_idle(self, end: float) -> bool:
        """Wait until nothing is left that could change the page. Return whether that is so."""
        while True:
            quiet = self.live.wait(IsQuiet(), max(0.0, end - time.monotonic()))
            threads = self.live.executions.wait_until_none(max(0.0, end - time.monotonic()))
            tasks = self.app.board.wait_until_none(self.live.token, max(0.0, end - time.monotonic()))
            if not quiet or threads or tasks:
                return False
            # One of them may have started another meanwhile: a task that ends reruns the page.
            if (
                self.live.apply(IsQuiet())
                and not self.live.executions.threads()
                and not self.app.board.wait_until_none(self.live.token, 0.0)
            ):
                return True

    def wait_until(self, wanted: Callable[[], object], timeout: float) -> "Waited":
        """Call a function until it returns something true, or `timeout` seconds are over."""
        end = time.monotonic() + timeout
        while True:
            error = None
            try:
                if wanted():
                    return Waited(True)
            except LookupError as missing:
                error = missing
            if time.monotonic() >= end:
                return Waited(False, error)
            # It may look at anything, also at objects of the test, so nothing tells when it changes.
            time.sleep(LOOK_AGAIN)

    def stop(self) -> None:
        """Stop what runs, as the Stop button of the page does."""
        self.live.receive(self.browser, Stop())

    def path_of(self, page: str) -> str | None:
        """Return the path of a page, as the address has it; None if the app has no such page.

        Args:
            page: the page's file, relative to the folder of the script, or its path in the address.
        """
        file = self.app.script.parent / page
        table = self.app.page_files.table() or self.live.apply(ReadTable())
        if (
            not table.pages and file.is_file()
        ):  # only the app's code, which has yet to run, knows another name
            return "" if file.resolve() == self.app.script else named(file).name
        pages = [each for each in table.pages if each.file == str(file.resolve())]
        pages += [each for each in table.pages if each.entry.path == page.strip("/")]
        return pages[0].entry.path if pages else None

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
            if record is None or record.form is None or record.form in forms or record.props.trigger:
                sent[id] = value
            else:
                held[id] = record.wire, value
        return sent, held

    def _record(self, id: int) -> WidgetRecord | None:
        return self.live.apply(FindWidget(id))

    def _send(self, changes: dict[int, Any], query: str) -> None:
        page, self.page = self.page, None
        if not self._opened:
            self._connect(page or "", query, rerun=True)
            return
        if page is not None:
            if changes:  # a browser has sent it before its person follows a link
                self.live.receive(self.browser, Interact(list(changes.items())))
            self.live.handle(PageAsked(Visit(page, parse_query(query))))
            return
        before = self.live.apply(ReadRunState()).number
        if query != self._query:
            self.live.apply(OpenQuery(query))
        if changes:
            self.live.receive(self.browser, Interact(list(changes.items())))
        # The test expects a run also when it has entered only values that a form holds back.
        if before == self.live.apply(ReadRunState()).number:
            self.live.handle(RerunAsked())

    def upload(self, token: str, name: str, type: str, data: bytes) -> FileRef:
        """Upload a file to a widget, as a browser does.

        Raises:
            AppTestError: it was refused.
        """
        uploads = self.app.uploads
        try:
            arriving = uploads.begin(self.live.token, token, name, type, len(data))
            arriving.write(data)
            return arriving.finish()
        except UploadRefused as refusal:
            raise AppTestError(str(refusal)) from refusal

    def doing(self) -> str:
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
        tasks = [task for task in self.app.board.tasks() if task.owner == self.live.token]
        said += [f"The task {task.name!r} was {task.snapshot().status}." for task in tasks]
        return "\n".join(said) or "No code of the app is running: a run waits until another one has stopped."

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

    def query(self) -> dict[str, Any]:
        """Return the query parameters, as a test sees them: a text, or a list of several texts."""
        query = self.live.apply(ReadWholeQuery())
        known = {name: values[0] if len(values) == 1 else values for name, values in query.items()}
        self._query = written(known)
        return known


def written(query: Mapping[str, Any]) -> str:
    """Return query parameters as an address has them."""
    return urlencode(query, doseq=True)

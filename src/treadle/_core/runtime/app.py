"""One served app: its script, its sessions and what they share."""

import os
import secrets
import sys
import time
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from treadle import _version
from treadle._core.carry import install as carry
from treadle._core.carry.scope import Part
from treadle._core.config import Config
from treadle._core.protocol.message import Open
from treadle._core.session.events import Connected
from treadle._core.session.navigation import ListPagesAgain
from treadle._core.stopping import waking
from treadle._core.theme import theme_settings

from . import alias, process
from .downloads import Downloads
from .gate import RunGate
from .inspect import Found, snapshot
from .live import LiveSession
from .parts import AppParts
from .ports import AppFull, AppStopped, Connection, Counts, RequestInfo, Scheduler
from .script import start_thread
from .secrets import SecretStore
from .themes import ThemeStore
from .uploads import UploadStore
from .watch import FolderWatcher

P = TypeVar("P", bound=Part)

END_WITHIN = 0.5
"""Seconds that functions for `st.on_session_end` have when the server stops, after the threads have ended."""


def readable(path: Path) -> str:
    """Return a path as text that can be shown and sent, even if its bytes are not UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


class App(AppParts):
    """One served app.

    Args:
        script: the file that every run of the app's lane executes.
        config: all options.
        argv: the script's `sys.argv[1:]`, if a server serves the app.
        namespace: names that are defined in the script at its start.
    """

    def __init__(
        self,
        script: Path,
        config: Config,
        argv: Sequence[str] = (),
        *,
        namespace: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(script, config, namespace=namespace)
        self.argv = tuple(argv)
        self.downloads = Downloads(self.apart)
        self.uploads = UploadStore(config.server, self.find_session)
        self._sessions: dict[str, LiveSession] = {}  # guarded by _lock
        self._addresses: dict[str, str] = {}
        """The addresses of the sessions' browsers, by token; guarded by _lock."""
        self._visitors: dict[str, int] = {}
        """The number of sessions of each address; guarded by _lock."""
        self._stopped = False  # guarded by _lock
        self.gate: RunGate[LiveSession] = RunGate(
            config.runner.maxRuns,
            start_thread,
            lambda live, run: live.queued(run),
            self.clock,
            blocked=config.runner.maxBlocked,
            blocked_per_session=config.runner.maxBlockedPerSession,
        )
        self._started = False
        self._argv_before: list[str] | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """The settings that a browser gets when it connects."""
        return {
            "title": readable(Path(self.script.stem)).replace("_", " "),
            "version": _version.__version__,
            "theme": theme_settings(self.part(ThemeStore.of_app).theme),
            "minimal": self.config.client.toolbarMode == "minimal",
        }

    def is_developer(self, request: RequestInfo) -> bool:
        """Whether a request comes from the app's developer and not from another visitor."""
        mode = self.config.client.toolbarMode
        return mode == "developer" or (mode == "auto" and request.developer)

    # Life ---------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to serve: carry runs to threads, and give the app its imports."""
        if self._started:
            return
        self._started = True
        carry.install(*waking.PATCHES)
        alias.install()
        process.borrow(str(self.script.parent))
        process.begin(self)

    def attach(self, scheduler: Scheduler) -> None:
        """Start the timers of a server, and watch the app's source."""
        self.scheduler = scheduler
        self.start()
        self.part(SecretStore.of_app).load()  # libraries read their secrets from the environment
        # Only a server's app is the program of the process. Apps under test share it with their tests.
        self._argv_before, sys.argv = sys.argv, [str(self.script), *self.argv]
        kind = self.config.server.fileWatcherType
        if kind != "none":
            odd = readable(self.script) != str(self.script)  # the watcher accepts only names that are text
            self.watcher = FolderWatcher(self.source_saved, poll=kind == "poll" or odd)
            self.watcher.start(self.source.folders())

    def stop(self) -> None:
        """End all sessions and undo `start`."""
        if not self._started:
            return
        self._started = False
        if self.watcher is not None:
            self.watcher.stop()
        with self._lock:
            self._stopped = True
            sessions = list(self._sessions.values())
        for session in sessions:
            session.end()
        self.board.close()
        deadline = time.monotonic() + self.config.runner.stopGrace + END_WITHIN
        for session in sessions:
            session.wound_up.wait(max(0.0, deadline - time.monotonic()))
        self.board.close_kinds()
        self.uploads.close()
        self.close_parts()  # before their loop is closed: a part may await a coroutine of the app
        self.coroutines.close()
        self.clock.close()
        carry.uninstall()
        alias.uninstall()
        process.give_back(str(self.script.parent))
        process.end(self)
        self.close_parts()  # parts that the clean-up of coroutines has used
        with self._lock:
            self._parts = {}
        if self._argv_before is not None:
            sys.argv, self._argv_before = self._argv_before, None

    # Sessions -----------------------------------------------------------------------------------------------

    def open(self, message: Open, connection: Connection, request: RequestInfo) -> tuple[LiveSession, bool]:
        """Return the session of a connection: the one that it asks for if it still lives, else a new one.

        Returns:
            The session, and whether it existed before.

        Raises:
            AppStopped: the app stops, and ends its sessions.
            AppFull: the largest number of sessions is reached.
        """

        def event(number: int) -> Connected:
            return Connected(
                number,
                path=message.path,
                query=message.query,
                info=message.info,
                rerun=not message.resume,
                kept=[] if resumed or other_person else message.kept,
                memory=message.memory,
            )

        other_person = False

        while True:
            with self._lock:
                session = self._sessions.get(message.session or "")
            if session is not None and not session.visitor.made(request):
                session, other_person = None, True
            resumed = session is not None
            if session is None:
                session = self.new_session(request.ip)
            session.visitor.request = request
            if session.connect(connection, event, message.tab):
                return session, resumed
            self.forget(session)  # it is just ending

    def new_session(self, address: str | None = None) -> LiveSession:
        """Return a session without a browser.

        Args:
            address: the address of its browser.

        Raises:
            AppStopped: the app stops, and ends its sessions.
            AppFull: the largest number of sessions is reached.
        """
        limits = self.config.server
        session = LiveSession(self, self.gate, secrets.token_urlsafe(24), self.forget)
        with self._lock:
            if self._stopped:
                raise AppStopped("The app has stopped.")
            if limits.maxSessions is not None and len(self._sessions) >= limits.maxSessions:
                raise AppFull(f"server.maxSessions allows {limits.maxSessions:,} visitors.")
            if address is not None:
                known = self._visitors.get(address, 0)
                if limits.maxSessionsPerAddress is not None and known >= limits.maxSessionsPerAddress:
                    raise AppFull(
                        f"server.maxSessionsPerAddress allows {limits.maxSessionsPerAddress:,} visitors from "
                        f"{address}. If it is a proxy, name it in server.trustedProxies."
                    )
                self._visitors[address] = known + 1
                self._addresses[session.token] = address
            self._sessions[session.token] = session
        self.downloads.add(session)
        return session

    def find_session(self, token: str) -> LiveSession | None:
        """Return the live session with a token, None if there is none."""
        with self._lock:
            return self._sessions.get(token)

    def sessions(self) -> list[LiveSession]:
        """Return all live sessions."""
        with self._lock:
            return list(self._sessions.values())

    def forget(self, session: LiveSession) -> None:
        """Drop a session that has ended."""
        self.downloads.forget(session)
        with self._lock:
            self._sessions.pop(session.token, None)
            if (address := self._addresses.pop(session.token, None)) is not None:
                self._visitors[address] -= 1
                if not self._visitors[address]:
                    del self._visitors[address]

    def threads(self, *, first: Collection[str] = (), stacks: Collection[str] | None = ()) -> Found:
        """Return what is executing now; see `inspect.snapshot`."""
        return snapshot(self, [*self.sessions(), *self.gate.blocked()], first=first, stacks=stacks)

    def counts(self) -> Counts:
        """Return how many sessions, runs and blocked threads there are."""
        return Counts(len(self.sessions()), *self.gate.counts())

    def stop_thread(self, number: int) -> bool:
        """Stop one thread of any session, by its number. Return whether it still existed."""
        return any(session.jobs.stop_thread(number) for session in self.sessions())

    # Source -------------------------------------------------------------------------------------------------

    def source_saved(self, saved: set[str]) -> None:
        """Handle saved source: the next runs use it, and connected browsers are told."""
        if self.source.take_up(saved):
            if str(self.script) in saved:
                self.page_files.forget()
            table = self.page_files.table()
            for session in self.sessions():
                if table is not None:
                    session.page.apply(ListPagesAgain(table))
                session.source_saved()

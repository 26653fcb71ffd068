"""One served app: its script, its sessions and what they share."""

import logging
import os
import secrets
import sys
import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from treadle import _version
from treadle._core.carry import install as carry
from treadle._core.carry.apart import Apart
from treadle._core.carry.context import Part
from treadle._core.carry.executing import Interruptible
from treadle._core.config import Config, theme_settings
from treadle._core.processes.pool import ProcessPool
from treadle._core.protocol.blob import Blob
from treadle._core.protocol.message import Open
from treadle._core.session.events import Connected
from treadle._core.session.timers import CALM_PREFIX
from treadle._core.stopping import waking
from treadle._core.stopping.stopper import Stopper
from treadle._core.sync.clock import Clock
from treadle._core.sync.locks import LockTable
from treadle._core.sync.loops import BackgroundLoop
from treadle._core.tasks.board import Limits, TaskBoard
from treadle._core.tasks.task import Task
from treadle._core.tasks.workers import CoroutineWorker, ProcessWorker, ThreadWorker

from . import alias, process
from .downloads import Downloads
from .errorview import for_log
from .gate import RunGate
from .hooks import Hooks
from .inspect import Found, snapshot
from .live import LiveSession
from .ports import AppFull, AppStopped, Connection, RequestInfo, Scheduler
from .script import PageLoader
from .secrets import SecretStore
from .source import Source
from .uploads import UploadStore
from .watch import FolderWatcher

log = logging.getLogger("treadle.app")
P = TypeVar("P", bound=Part)

BLOBS_KEPT = 64 * 1024 * 1024
"""Bytes of blobs kept after nothing shows them: browsers may be about to ask for them."""


END_WITHIN = 0.5
"""Seconds that functions given to `st.on_session_end` have when the server stops, once the threads have ended."""


class BlobStore:
    """Blobs by id, as long as anything shows them and a little longer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shown: weakref.WeakValueDictionary[str, Blob] = (
            weakref.WeakValueDictionary()
        )  # guarded by _lock
        self._recent: OrderedDict[str, Blob] = OrderedDict()  # guarded by _lock
        self._recent_bytes = 0  # guarded by _lock
        self._by_key: weakref.WeakValueDictionary[str, Blob] = (
            weakref.WeakValueDictionary()
        )  # guarded by _lock

    def keep(self, key: str, make: Callable[[], bytes]) -> Blob:
        """Return the blob known by a key, which says all of what is in it; make its bytes if there is none.

        So what was shown before, by any session, is recognised before it is written again.
        """
        with self._lock:
            known = self._by_key.get(key)
        if known is not None:
            return self.add(known)
        # Not under the lock, as this may take long. Two sessions that make the same at once end with one blob.
        blob = self.add(Blob(make()))
        with self._lock:
            return self._by_key.setdefault(key, blob)

    def add(self, blob: Blob) -> Blob:
        """Make a blob available to browsers; returns the one that is known already, if any."""
        if blob.inline:
            return blob
        with self._lock:
            blob = self._shown.setdefault(blob.id, blob)
            if blob.id not in self._recent:
                self._recent_bytes += len(blob.data)
            self._recent[blob.id] = blob
            self._recent.move_to_end(blob.id)
            while self._recent_bytes > BLOBS_KEPT and len(self._recent) > 1:
                _, oldest = self._recent.popitem(last=False)
                self._recent_bytes -= len(oldest.data)
        return blob

    def get(self, id: str) -> bytes | None:
        """Return a blob's bytes, None if nothing shows it any more."""
        with self._lock:
            blob = self._shown.get(id)
        return None if blob is None else blob.data


class _NoScheduler:
    """Before an app is attached to a server there are no timers."""

    def call_later(self, seconds: float, fn: Callable[[], None]) -> Callable[[], None]:
        return lambda: None


def readable(path: Path) -> str:
    """Return a path as text that can be shown and sent, also if its bytes are not UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


class App:
    """One served app.

    Args:
        script: the file that every run of the app's lane executes.
        config: all options.
        argv: what the script sees as `sys.argv[1:]`, if a server serves the app.
        namespace: names that the script finds defined.
    """

    def __init__(
        self,
        script: Path,
        config: Config,
        argv: Sequence[str] = (),
        *,
        namespace: Mapping[str, Any] | None = None,
    ) -> None:
        self.script = script.resolve()
        self.config = config
        self.argv = tuple(argv)
        self.namespace = dict(namespace or {})
        self.loader = PageLoader(with_magic=config.runner.magicEnabled)
        self.blobs = BlobStore()
        self.downloads = Downloads(self)
        self.uploads = UploadStore(self)
        self.scheduler: Scheduler = _NoScheduler()
        self._lock = threading.Lock()
        self._sessions: dict[str, LiveSession] = {}  # guarded by _lock
        self._addresses: dict[str, str] = {}
        """Of the browsers that sessions are for, by token; guarded by _lock."""
        self._visitors: dict[str, int] = {}
        """How many sessions there are for an address; guarded by _lock."""
        self._stopped = False  # guarded by _lock
        self.source = Source(self.script, config.server.folderWatchList, config.server.folderWatchBlacklist)
        self.clock = Clock()
        self.apart = Apart(self.clock.call_later)
        self.coroutines = BackgroundLoop()
        memory = config.tasks.processMemory
        self._processes = ProcessPool(
            size=config.tasks.processes,
            memory_limit=None if memory is None else memory << 20,
            by_value=self.is_app_code,
        )
        self.board = TaskBoard(
            Limits(
                threads=config.tasks.threads,
                threads_per_session=config.tasks.threadsPerSession,
                coroutines=config.tasks.coroutines,
                processes=self._processes.size,
            ),
            {
                "thread": ThreadWorker(self.stop_executing, self.is_app_code),
                "async": CoroutineWorker(self.coroutines),
                "process": ProcessWorker(self._processes),
            },
            self.clock,
            self._task_failed,
        )
        self.gate = RunGate(
            config.runner.maxRuns,
            LiveSession.start_thread,
            lambda live, run: live.queued(run),
            self.clock,
            blocked=config.runner.maxBlocked,
            blocked_per_session=config.runner.maxBlockedPerSession,
        )
        self.locks = LockTable()
        self._parts: dict[Callable[[Any], Any], Any] = {}  # guarded by _lock for writing
        self.error_hooks: Hooks[[BaseException]] = Hooks()
        self.stopper = Stopper()
        self._watcher: FolderWatcher | None = None
        self._modules = 0
        """How many modules there were when the watched folders were last worked out."""
        self._started = False
        self._argv_before: list[str] | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """What a browser is told when it connects."""
        return {
            "title": readable(Path(self.script.stem)).replace("_", " "),
            "version": _version.__version__,
            "theme": theme_settings(self.config),
            "minimal": self.config.client.toolbarMode == "minimal",
        }

    def is_developer(self, request: RequestInfo) -> bool:
        """Whether a request comes from the app's developer rather than from a visitor."""
        mode = self.config.client.toolbarMode
        return mode == "developer" or (mode == "auto" and request.developer)

    # Life ---------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to serve: threads carry their run, `import streamlit` gives Treadle, the script's folder is importable."""
        if self._started:
            return
        self._started = True
        carry.install(*waking.PATCHES)
        alias.install()
        process.borrow(str(self.script.parent))
        process.begin(self)
        self._look_for_pages()

    def _look_for_pages(self) -> None:
        """Warn of pages in files of their own."""
        folder = self.script.parent / "pages"
        if any(folder.glob("*.py")):
            log.warning(
                "%s has pages, which are not supported by Treadle yet: only %s is shown.",
                folder,
                self.script.name,
            )

    def attach(self, scheduler: Scheduler) -> None:
        """Take a server's timers, and watch the app's source."""
        self.scheduler = scheduler
        self.start()
        self.part(SecretStore.of_app).load()  # libraries look for theirs in the environment, and ask nobody
        # Only a server's app is the process's one program; apps under test share it with whoever tests them.
        self._argv_before, sys.argv = sys.argv, [str(self.script), *self.argv]
        kind = self.config.server.fileWatcherType
        if kind != "none":
            odd = readable(self.script) != str(self.script)  # the system's watcher knows names of text alone
            self._watcher = FolderWatcher(self.source_saved, poll=kind == "poll" or odd)
            self._watcher.start(self.source.folders())

    def stop(self) -> None:
        """End all sessions and give back what `start` took."""
        if not self._started:
            return
        self._started = False
        if self._watcher is not None:
            self._watcher.stop()
        with self._lock:
            self._stopped = True
            sessions = list(self._sessions.values())
        for session in sessions:
            session.end()
        self.board.close()
        deadline = time.monotonic() + self.config.runner.stopGrace + END_WITHIN
        for session in sessions:
            session.wound_up.wait(max(0.0, deadline - time.monotonic()))
        self._processes.close(0.0)
        self.uploads.close()
        self._close_parts()  # before their loop: a part may await something that an app gives back
        self.coroutines.close()
        self.clock.close()
        carry.uninstall()
        alias.uninstall()
        process.give_back(str(self.script.parent))
        process.end(self)
        self._close_parts()  # those that coroutines have used in their clean-up
        with self._lock:
            self._parts = {}
        if self._argv_before is not None:
            sys.argv, self._argv_before = self._argv_before, None

    def _close_parts(self) -> None:
        with self._lock:
            parts = list(self._parts.values())
        for part in parts:
            part.close()

    def part(self, make: Callable[[Any], P]) -> P:
        """Return the app's one object of a kind, for rooms that the runtime does not know.

        Args:
            make: makes it, when it is first asked for; what it returns is closed when the app stops.
        """
        known: P | None = self._parts.get(make)
        if known is None:
            made = make(self)
            with self._lock:
                known = self._parts.setdefault(make, made)
        return known

    @property
    def served(self) -> bool:
        """Whether a server serves it, rather than a test that looks at its sessions even when they have ended."""
        return not isinstance(self.scheduler, _NoScheduler)

    def timers(self, name: str) -> Scheduler:
        """Return what times a session's timer of a name.

        Where there is no server, no time passes for fragments and visitors; but pauses between reruns end, as many changes
        that are to be one rerun would else be none.
        """
        if name.startswith(CALM_PREFIX) and not self.served:
            return self.clock
        return self.scheduler

    # Sessions -----------------------------------------------------------------------------------------------

    def open(self, message: Open, connection: Connection, request: RequestInfo) -> tuple[LiveSession, bool]:
        """Give a connection its session: the one it asks for if it still lives, else a new one.

        Returns:
            The session, and whether it was there before.

        Raises:
            AppStopped: the app stops, and ends its sessions.
            AppFull: there are as many sessions as there may be.
        """

        def event(number: int) -> Connected:
            return Connected(
                number, path=message.path, query=message.query, info=message.info, rerun=not message.resume
            )

        while True:
            with self._lock:
                session = self._sessions.get(message.session or "")
                resumed = session is not None
            if session is None:
                session = self.new_session(request.ip)
            session.request = request
            if session.connect(connection, event, message.tab):
                return session, resumed
            self.forget(session)  # it ends in this moment

    def new_session(self, address: str | None = None) -> LiveSession:
        """Return a session that no browser is connected to.

        Args:
            address: of the browser that it is for.

        Raises:
            AppStopped: the app stops, and ends its sessions.
            AppFull: there are as many sessions as there may be.
        """
        limits = self.config.server
        session = LiveSession(self, secrets.token_urlsafe(24))
        with self._lock:
            if self._stopped:
                raise AppStopped("The app has stopped.")
            if limits.maxSessions is not None and len(self._sessions) >= limits.maxSessions:
                raise AppFull(f"server.maxSessions allows {limits.maxSessions:,} visitors.")
            if address is not None:
                known = self._visitors.get(address, 0)
                if limits.maxSessionsPerAddress is not None and known >= limits.maxSessionsPerAddress:
                    raise AppFull(
                        f"server.maxSessionsPerAddress allows {limits.maxSessionsPerAddress:,} visitors from {address}. "
                        "If it is a proxy, name it in server.trustedProxies."
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
        """Return what executes now; see `inspect.snapshot`."""
        return snapshot(self, first=first, stacks=stacks)

    def stop_thread(self, number: int) -> bool:
        """Stop one thread of any session, by its number; say whether it was still there."""
        return any(session.stop_job(number) for session in self.sessions())

    def stop_executing(self, executing: Interruptible) -> None:
        """Go up the stop ladder with a thread whose next command would stop it, as it may not come to one."""
        if self.config.runner.interrupt == "code":
            wake = executing.wake
            if wake is not None:
                wake()
            self.stopper.stop(executing)

    def _task_failed(self, task: Task[Any], error: BaseException) -> None:
        """Log what a task failed with that belongs to no page, and tell who wants to hear of errors."""
        log.error("uncaught exception in the task %s", task.name, exc_info=for_log(error, self.is_app_code))
        self.error_hooks.call(error)

    # Source -------------------------------------------------------------------------------------------------

    def page(self, session: LiveSession) -> Path:
        """Return the file that a session's app lane executes."""
        return self.script

    def source_saved(self, saved: set[str]) -> None:
        """React to saved source: the next runs use it, and who looks at the app is told."""
        if self.source.take_up(saved):
            for session in self.sessions():
                session.source_saved()

    def watch_imports(self) -> None:
        """Watch what the script has imported by now; called at the end of each run, so it must cost next to nothing."""
        if self._watcher is not None and len(sys.modules) != self._modules:
            self._modules = len(sys.modules)
            self._watcher.follow(self.source.folders())

    def is_app_code(self, filename: str) -> bool:
        """Whether a source file is the app's own, rather than Python's, an installed package's or Treadle's."""
        return self.source.owns(filename)

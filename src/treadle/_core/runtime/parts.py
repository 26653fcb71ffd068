"""The parts that the sessions of one app share: its options and source, workers, locks and clock."""

import logging
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from treadle._core.carry.apart import Apart
from treadle._core.carry.interruptible import Interruptible
from treadle._core.carry.scope import Host, Part
from treadle._core.cluster.kind import DaskKind
from treadle._core.config import Config
from treadle._core.processes.pool import ProcessPool
from treadle._core.session.timers import CALM_PREFIX
from treadle._core.stopping.stopper import Stopper
from treadle._core.sync.clock import Clock
from treadle._core.sync.locks import LockTable
from treadle._core.sync.loops import BackgroundLoop
from treadle._core.tasks.board import TaskBoard
from treadle._core.tasks.kinds import Registered
from treadle._core.tasks.task import Task
from treadle._core.tasks.workers import CoroutineKind, InThread, ProcessKind, ThreadKind

from .blobs import BlobStore
from .components import ComponentFolders, ComponentScripts
from .errorview import for_log
from .hooks import Hooks
from .loader import PageLoader
from .page_files import PageFiles
from .ports import Scheduler
from .source import Source
from .sources import SourceStore
from .watch import FolderWatcher

log = logging.getLogger("treadle.app")
T = TypeVar("T")
P = TypeVar("P", bound=Part)


class _NoScheduler:
    """The scheduler of an app without a server: no timer ever fires."""

    def call_later(self, seconds: float, fn: Callable[[], None]) -> Callable[[], None]:
        return lambda: None


class AppParts:
    """The parts that the sessions of one app share. Every method can be called from any thread.

    Args:
        script: the file that every run of the app's lane executes.
        config: all options.
        namespace: names that are defined in the script at its start.
    """

    def __init__(self, script: Path, config: Config, *, namespace: Mapping[str, Any] | None = None) -> None:
        self.script = script.resolve()
        self.config = config
        self.namespace = dict(namespace or {})
        self.loader = PageLoader(with_magic=config.runner.magicEnabled)
        self.blobs = BlobStore()
        self.tables = SourceStore()
        self.components = ComponentFolders()
        self.component_scripts = ComponentScripts()
        self.scheduler: Scheduler = _NoScheduler()
        self._lock = threading.Lock()
        """Held for a few steps, during which nothing else is called."""
        self.source = Source(self.script, config.server.folderWatchList, config.server.folderWatchBlacklist)
        self.page_files = PageFiles(
            self.source, self.loader, self.namespace, shown=config.client.showSidebarNavigation
        )
        self.clock = Clock()
        self.apart = Apart(self.clock.call_later)
        self.coroutines = BackgroundLoop()
        memory = config.tasks.processMemory
        processes = ProcessPool(
            size=config.tasks.processes,
            memory_limit=None if memory is None else memory << 20,
            by_value=self.is_app_code,
        )
        limits = config.tasks
        dask = DaskKind(
            address=limits.cluster,
            limit=limits.clusterTasks,
            workers=processes.size,
            memory=None if memory is None else memory << 20,
            folder=str(self.script.parent),
            by_value=self.is_app_code,
            changed=lambda: self.board.limits_changed(),
        )
        self.board = TaskBoard(
            {
                "thread": Registered(ThreadKind(), lambda: limits.threads, limits.threadsPerSession),
                "async": Registered(CoroutineKind(self.coroutines), lambda: limits.coroutines),
                "process": Registered(ProcessKind(processes), lambda: processes.size),
                "dask": Registered(dask, dask.limit),
            },
            InThread(self.stop_executing, self.is_app_code),
            self.clock,
            self._task_failed,
        )
        self.locks = LockTable()
        self._parts: dict[Callable[[Any], Any], Any] = {}  # guarded by _lock for writing
        self._of_app: dict[type, object] = {
            type(each): each
            for each in (
                self.blobs, self.board, self.clock, self.components, self.component_scripts,
                self.coroutines, self.locks, self.page_files, self.tables,
            )
        }  # fmt: skip
        self.error_hooks: Hooks[[BaseException]] = Hooks()
        self.on_script_error: Callable[[Exception], object] | None = None
        """Called with each exception before the page shows it. If it returns True, the page does not.

        Set before the first session begins.
        """
        self.stopper = Stopper()
        self.watcher: FolderWatcher | None = None
        self._imported: object = None
        """The values behind the watched folders: how many modules there are, and the files of pages."""

    def part(self, make: Callable[[Any], P]) -> P:
        """Return the app's one object of a kind, for rooms that the runtime does not know.

        Args:
            make: creates it at the first call. The object is closed when the app stops.
        """
        known: P | None = self._parts.get(make)
        if known is None:
            made = make(self)
            with self._lock:
                known = self._parts.setdefault(make, made)
        return known

    def of_app(self, kind: type[T]) -> T:
        """Return the app's object of a class: blobs, tables, tasks, clock, loop, locks and others."""
        found = self._of_app[kind]
        assert isinstance(found, kind)
        return found

    def close_parts(self) -> None:
        """Close all parts."""
        with self._lock:
            parts = list(self._parts.values())
        for part in parts:
            part.close()

    @property
    def served(self) -> bool:
        """Whether a server serves it. False: a test, which may look at ended sessions."""
        return not isinstance(self.scheduler, _NoScheduler)

    def timers(self, name: str) -> Scheduler:
        """Return the scheduler for a session's timer of a name.

        Without a server, no time passes for fragments and visitors. But pauses between reruns end, because
        otherwise many changes would never become one rerun.
        """
        if name.startswith(CALM_PREFIX) and not self.served:
            return self.clock
        return self.scheduler

    def stop_executing(self, executing: Interruptible) -> None:
        """Start the stop ladder for a thread. Its next command would stop it, but may never come."""
        if self.config.runner.interrupt == "code":
            wake = executing.wake
            if wake is not None:
                wake()
            self.stopper.stop(executing)

    def _task_failed(self, task: Task[Any], error: BaseException) -> None:
        """Log the exception of a task that belongs to no page, and call the functions for errors."""
        log.error("uncaught exception in the task %s", task.name, exc_info=for_log(error, self.is_app_code))
        self.error_hooks.call(error)

    def sessions(self) -> Sequence[Host]:
        """Return all live sessions."""
        raise NotImplementedError

    def watch_imports(self) -> None:
        """Watch the modules that the script has imported.

        Called at the end of each run, so it must be cheap.
        """
        imported = len(sys.modules), self.source.pages
        if self.watcher is not None and imported != self._imported:
            self._imported = imported
            self.watcher.follow(self.source.folders())

    def is_app_code(self, filename: str) -> bool:
        """Whether a source file is the app's own, and not Python's, an installed package's or Treadle's."""
        return self.source.owns(filename)

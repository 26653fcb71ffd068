"""Watches folders for saved source."""

import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from treadle._core.carry.apart import serve_everybody

watch: Any
try:
    from watchfiles import PythonFilter, watch
except ImportError:  # a compiled package, which does not exist for every Python
    watch = None

log = logging.getLogger("treadle.watch")

POLL_EVERY = 0.2
"""Seconds between two checks of the folders if the package `watchfiles` is missing."""

PYTHON_FILES = (".py", ".pyx", ".pyd")
"""The endings of watched file names."""


class FolderWatcher:
    """Calls `saved` with the paths of changed Python files, from a thread of its own.

    Subfolders are not watched: a script may stand in a folder with half a disk below it. Without the package
    `watchfiles`, folders are polled.
    """

    def __init__(self, saved: Callable[[set[str]], None], *, poll: bool = False) -> None:
        self._saved = saved
        self._poll = poll
        self._lock = threading.Lock()
        self._folders: frozenset[str] = frozenset()  # guarded by _lock
        self._changed = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="treadle-watcher", daemon=True)

    def start(self, folders: Iterable[str]) -> None:
        """Begin to watch."""
        self._folders = frozenset(folders)
        self._thread.start()

    def follow(self, folders: frozenset[str]) -> None:
        """Watch these folders from now on."""
        with self._lock:
            if folders == self._folders:
                return
            self._folders = folders
        self._changed.set()

    def stop(self) -> None:
        """Stop watching. Returns when the thread has ended."""
        self._stopped.set()
        self._changed.set()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self) -> None:
        serve_everybody()
        while not self._stopped.is_set():
            with self._lock:
                folders = self._folders
                self._changed.clear()
            if self._stopped.is_set():
                return
            try:
                self._watch(folders)
            except Exception:
                there = frozenset(folder for folder in folders if os.path.isdir(folder))
                if there != folders:  # one of them was just removed
                    with self._lock:
                        if self._folders == folders:
                            self._folders = there
                    continue
                log.exception("saved source will not be noticed, because its folders cannot be watched")
                self._changed.wait()

    def _watch(self, folders: Iterable[str]) -> None:
        """Watch folders until the set of folders changes."""
        for paths in self._poll_folders(folders) if watch is None else self._wait_for_changes(folders):
            try:
                self._saved(paths)
            except Exception:
                log.exception("a change of the source could not be handled")

    def _wait_for_changes(self, folders: Iterable[str]) -> Iterator[set[str]]:
        # A change is reported after 50 ms without another one: editors write a file in several steps.
        changes = watch(
            *sorted(folders),
            watch_filter=PythonFilter(),
            debounce=400,
            step=50,
            stop_event=self._changed,
            rust_timeout=100,
            raise_interrupt=False,
            recursive=False,
            force_polling=self._poll,
        )
        return ({path for _, path in change} for change in changes)

    def _poll_folders(self, folders: Iterable[str]) -> Iterator[set[str]]:
        before = _stamps(folders)
        while not self._changed.wait(POLL_EVERY):
            after = _stamps(folders)
            saved = {path for path, _ in before.items() ^ after.items()}
            # A change is reported when nothing has changed since the last look: editors write a file in
            # several steps.
            while saved and not self._changed.wait(POLL_EVERY):
                before, after = after, _stamps(folders)
                if before == after:
                    yield saved
                    break
                saved |= {path for path, _ in before.items() ^ after.items()}
            before = after


def _stamps(folders: Iterable[str]) -> dict[str, tuple[int, int, int]]:
    """Return a value for each Python file that changes when the file is saved.

    Raises:
        OSError: a folder cannot be read.
    """
    found = {}
    for folder in folders:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(PYTHON_FILES):
                    try:
                        status = os.stat(entry.path)
                    except OSError:  # removed meanwhile, or a broken link
                        continue
                    found[entry.path] = status.st_mtime_ns, status.st_size, status.st_ino
    return found

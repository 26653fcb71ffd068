"""Watching the app's source."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from watchfiles import PythonFilter, watch

log = logging.getLogger("treadle.watch")


class SourceWatcher:
    """Calls `saved` with the paths of Python files below a folder that were written, from a thread of its own."""

    def __init__(self, folder: Path, saved: Callable[[set[str]], None]) -> None:
        self._folder = folder
        self._saved = saved
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="treadle-watcher", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """End watching; returns when the thread has ended."""
        self._stop.set()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _watch(self) -> None:
        # 50 ms are enough for an editor to finish its writes; the thread looks at the stop event as often.
        changes = watch(
            self._folder,
            watch_filter=PythonFilter(),
            debounce=200,
            step=50,
            stop_event=self._stop,
            rust_timeout=100,
            raise_interrupt=False,
        )
        for change in changes:
            try:
                self._saved({path for _, path in change})
            except Exception:
                log.exception("a change of the app's source could not be taken up")

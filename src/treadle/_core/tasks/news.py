"""What a task says while it runs, and who follows it."""

import threading
import time
from collections.abc import Callable, Hashable, Sequence

from treadle._core.carry.scope import Scope
from treadle._core.processes.reports import Reports
from treadle._core.sync.clock import Clock
from treadle._core.sync.signals import Signal

from .output import Output

REPORT_INTERVAL = 0.02
"""Seconds between two notifications of a task's progress."""


class News:
    """A task's progress, texts, reported values and output, and the runs and functions that follow them.

    Args:
        guard: the task's lock. It is not held while anything else is called.
        clock: calls what is told after a short delay.
        scope: where the task writes; None for a task of the app.
    """

    def __init__(self, guard: threading.Lock, clock: Clock, scope: Scope | None) -> None:
        self._guard = guard
        self._clock = clock
        self.scope = scope
        """None once the task has ended, too: it may be kept for long, and its run need not be."""
        self.changed = Signal()
        """What runs have read of the status."""
        self.reported = Signal()
        """What they have read of progress, text, values and output."""
        self.moved = Signal()
        """What they have read of the place in the queue."""
        # Guarded by the task's lock:
        self.progress: float | None = None
        self.text = ""
        self.output = Output()
        self.values = Reports()
        self._watchers: dict[Hashable, Callable[[], object]] = {}
        self._heard = 0.0
        """When those who follow the progress last heard of it."""
        self._telling = False
        """Whether they hear of it presently."""

    @property
    def watched(self) -> bool:
        """Whether any function is called when the state changes."""
        return bool(self._watchers)

    def watch(self, changed: Callable[[], object], key: Hashable) -> Callable[[], None]:
        """Call a function when the state changes; see `Task.watch`."""
        with self._guard:
            self._watchers[key] = changed

        def forget() -> None:
            with self._guard:
                if self._watchers.get(key) is changed:
                    del self._watchers[key]

        return forget

    def note(self, progress: float | None, text: str | None, values: Sequence[bytes]) -> None:
        """Store a report; the lock is held. `tell` comes after it."""
        if progress is not None:
            self.progress = progress
        if text is not None:
            self.text = text
        self.values.add(values)

    def tell(self) -> None:
        """Notify those who follow the progress, now or after a short delay."""
        now = time.monotonic()
        with self._guard:
            if self._telling:
                return
            wait = self._heard + REPORT_INTERVAL - now
            if wait > 0:
                self._telling = True
            else:
                self._heard = now
        if wait > 0:
            self._clock.call_later(wait, self._tell_now)
        else:
            self._tell()

    def _tell_now(self) -> None:
        with self._guard:
            self._telling = False
            self._heard = time.monotonic()
        self._tell()

    def _tell(self) -> None:
        self.reported.changed(self.scope)
        self._call_watchers()

    def tell_moved(self) -> None:
        """Notify those who follow the place in the queue."""
        self.moved.changed(None)
        self._call_watchers()

    def tell_all(self) -> None:
        """Notify all of a change of the status."""
        for signal in (self.changed, self.reported, self.moved):
            signal.changed(self.scope)
        self._call_watchers()

    def _call_watchers(self) -> None:
        with self._guard:
            watchers = list(self._watchers.values())
        for changed in watchers:
            changed()

"""What is to be done when a run, or its page code, has come to its end."""

import threading
from collections.abc import Callable

from treadle._core.carry.apart import Apart
from treadle._core.session.lanes import Run

from .hooks import call_each

Function = Callable[[], object]


class RunEnds:
    """Functions to be called at the ends of one session's runs. Every method may be called from any thread.

    Args:
        apart: calls what is due at the end of a run, wherever that comes.
    """

    def __init__(self, apart: Apart) -> None:
        self._apart = apart
        self._lock = threading.Lock()
        self._after_bodies: dict[Run, list[Function]] = {}  # guarded by _lock
        self._after_runs: dict[Run, list[Function]] = {}  # guarded by _lock
        self._ending: set[Run] = set()
        """Runs whose page code has come to its end, though the session may not know it yet; guarded by `_lock`."""

    def after_body(self, run: Run, function: Function) -> None:
        """Have a function called when a run's page code has come to its end, by its script thread; at once if it has."""
        self._add(self._after_bodies, run, function, lambda: run.phase != "body" or run in self._ending)

    def after_run(self, run: Run, function: Function) -> None:
        """Have a function called when a run has ended, its threads included; at once if it has.

        Not by a thread that serves everybody: it may tell the app of an error, say.
        """
        self._add(self._after_runs, run, function, lambda: run.phase == "ended")

    def _add(
        self, kept: dict[Run, list[Function]], run: Run, function: Function, ended: Callable[[], bool]
    ) -> None:
        with self._lock:
            too_late = ended()
            if not too_late:
                kept.setdefault(run, []).append(function)
        if too_late:
            function()

    def body_ends(self, run: Run) -> None:
        """Note that a run's page code has come to its end; what is written now is still the run's."""
        with self._lock:
            self._ending.add(run)
            functions = self._after_bodies.pop(run, [])
        call_each(functions)

    def ended(self, run: Run) -> None:
        """Note that a run has ended; its phase says so already."""
        with self._lock:
            self._ending.discard(run)
            functions = [*self._after_bodies.pop(run, []), *self._after_runs.pop(run, [])]
        if functions:
            self._apart.call(f"treadle-after-run-{run.number}", lambda: call_each(functions))

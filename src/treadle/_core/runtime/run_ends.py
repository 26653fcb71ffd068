"""Functions to call at the end of a run or of its page code."""

import threading
from collections.abc import Callable

from treadle._core.carry.apart import Apart
from treadle._core.session.lanes import Run

from .hooks import call_each

Function = Callable[[], object]


class RunEnds:
    """The functions to call at the ends of one session's runs. Every method can be called from any thread.

    Args:
        apart: calls the functions at the end of a run, on whichever thread that comes.
    """

    def __init__(self, apart: Apart) -> None:
        self._apart = apart
        self._lock = threading.Lock()
        self._after_bodies: dict[Run, list[Function]] = {}  # guarded by _lock
        self._after_runs: dict[Run, list[Function]] = {}  # guarded by _lock
        self._ending: set[Run] = set()
        """Runs whose page code has ended, perhaps before the session knows it; guarded by `_lock`."""

    def after_body(self, run: Run, function: Function) -> None:
        """Call a function when a run's page code has ended, in its script thread; at once if it has."""
        self._add(self._after_bodies, run, function, lambda: run.phase != "body" or run in self._ending)

    def after_run(self, run: Run, function: Function) -> None:
        """Call a function when a run has ended, with its threads; at once if it has.

        It is not called in a thread that serves everybody, because it may call code of the app.
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
        """Mark a run's page code as ended. What is written now still belongs to the run."""
        with self._lock:
            self._ending.add(run)
            functions = self._after_bodies.pop(run, [])
        call_each(functions)

    def ended(self, run: Run) -> None:
        """Call the functions of a run that has ended. Its phase already says so."""
        with self._lock:
            self._ending.discard(run)
            functions = [*self._after_bodies.pop(run, []), *self._after_runs.pop(run, [])]
        if functions:
            self._apart.call(f"treadle-after-run-{run.number}", lambda: call_each(functions))

"""The second step of the stop ladder: interrupt app code that was told to stop and reaches no command.

The first step, the fence, is nearly always enough: commands, state, locks and `st.sleep` stop a fenced run.
So a thread is left alone for a moment before it is interrupted.
"""

import logging
import threading
import time

from treadle._core.carry.context import within
from treadle._core.carry.interruptible import Interruptible

from .interrupt import Injector, Target, injector
from .stacks import Atlas

log = logging.getLogger("treadle.stop")

FIRST = 0.02
"""Seconds that a thread has to reach a command."""
BETWEEN = 0.02
"""Seconds between the first checks of a thread."""
AT_MOST = 0.1
"""The longest time in seconds between two checks of a thread in C or in a library."""


class Stopper:
    """Interrupts the threads of an app. Every method can be called from any thread, and returns at once.

    Its own thread exists only while a thread must be stopped.

    Args:
        by: the way to interrupt threads; by default the way that this Python offers.
    """

    def __init__(self, by: Injector | None = None) -> None:
        self._by = by or injector()
        """None if there is no way."""
        # Reentrant, because a garbage collection can end a run at any point.
        self._changed = threading.Condition(threading.RLock())
        self._targets: dict[int, Target] = {}  # by number; guarded by _changed
        self._atlas = Atlas()  # guarded by _changed
        self._thread: threading.Thread | None = None  # guarded by _changed

    def stop(self, executing: Interruptible) -> None:
        """Interrupt a thread's code until it has ended. If it need not stop any more, leave it alone."""
        if self._by is None:
            return
        with self._changed:
            if executing.number in self._targets or executing.ended:
                return
            self._targets[executing.number] = Target(
                executing, self._atlas, due=time.monotonic() + FIRST, patience=BETWEEN
            )
            if self._thread is not None:
                self._changed.notify()
                return
            self._thread = threading.Thread(target=self._work, name="treadle-stopper", daemon=True)
            try:
                with within(None):  # the ending thread may have a scope; this thread has none
                    self._thread.start()
            except RuntimeError:
                log.exception("no thread could be started to stop others")
                self._thread = None
                self._targets.clear()

    def targets(self) -> list[Interruptible]:
        """Return the threads that are being stopped."""
        with self._changed:
            return [target.executing for target in self._targets.values()]

    def _work(self) -> None:
        assert self._by is not None
        while True:
            with self._changed:
                now = time.monotonic()
                ended = [target for target in self._targets.values() if target.executing.ended]
                for target in ended:
                    del self._targets[target.executing.number]
                due = [target for target in self._targets.values() if target.due <= now]
                if not (ended or due):
                    if not self._targets:
                        self._thread = None
                        self._atlas = Atlas()
                        return
                    self._changed.wait(min(target.due for target in self._targets.values()) - now)
            for target in ended:
                self._by.leave(target)
            if due:
                self._look(self._by, due)

    def _look(self, by: Injector, targets: list[Target]) -> None:
        try:
            by.look([target for target in targets if not target.executing.ended])
        except Exception:
            log.exception("threads that must stop could not be examined")
        for target in targets:
            target.due = time.monotonic() + target.patience
            target.patience = min(target.patience * 1.1, AT_MOST)

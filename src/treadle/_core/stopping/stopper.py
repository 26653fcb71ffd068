"""The stop ladder's second step: who is told to stop and comes to no command is interrupted in the app's own code.

The first step is the fence, and nearly always enough: commands, state, locks and `st.sleep` end what is over. So a thread is
left alone for a moment before it is looked at.
"""

import logging
import threading
import time

from treadle._core.carry.context import within
from treadle._core.carry.executing import Interruptible

from .interrupt import Injector, Target, injector
from .stacks import Atlas

log = logging.getLogger("treadle.stop")

FIRST = 0.02
"""Seconds that a thread has to come to a command."""
BETWEEN = 0.02
"""Seconds between two looks at a thread, at first."""
AT_MOST = 0.1
"""Seconds between two looks at a thread that is not where it can be stopped: blocked in C, or in a library."""


class Stopper:
    """Interrupts threads; one for an app. Every method may be called from any thread, and returns at once.

    Its own thread is there only as long as something is to be stopped.

    Args:
        by: how to get into a thread; by default whatever this Python offers.
    """

    def __init__(self, by: Injector | None = None) -> None:
        self._by = by or injector()
        """None if there is no way."""
        # Reentrant, as a garbage collection may drop what ends a run, in the middle of anything.
        self._changed = threading.Condition(threading.RLock())
        self._targets: dict[int, Target] = {}  # by number; guarded by _changed
        self._atlas = Atlas()  # guarded by _changed
        self._thread: threading.Thread | None = None  # guarded by _changed

    def stop(self, executing: Interruptible) -> None:
        """Interrupt a thread's code until it has ended; what is no longer over is left alone from then on."""
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
                with within(None):  # whoever ends a run, this is nobody's thread
                    self._thread.start()
            except RuntimeError:
                log.exception("the system gives no thread to stop others")
                self._thread = None
                self._targets.clear()

    def targets(self) -> list[Interruptible]:
        """Return what is being stopped."""
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
            log.exception("threads that are to stop could not be looked at")
        for target in targets:
            target.due = time.monotonic() + target.patience
            target.patience = min(target.patience * 1.1, AT_MOST)

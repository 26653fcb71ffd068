"""The timers of one session."""

import threading
import time
from collections.abc import Callable

from treadle._core.session.events import Event, Instruction, TimerFired

from .ports import Scheduler


class Timers:
    """Sets and cancels the timers of a session.

    Args:
        lock: the session's lock.
        scheduler: returns the scheduler for a timer of a name.
        react: handles an event and returns the session's instructions. Takes the lock.
        carry_out: carries out instructions. Called without the lock.
    """

    def __init__(
        self,
        lock: threading.RLock,
        scheduler: Callable[[str], Scheduler],
        react: Callable[[Event], list[Instruction]],
        carry_out: Callable[[list[Instruction]], None],
    ) -> None:
        self._lock = lock
        self._scheduler = scheduler
        self._react = react
        self._carry_out = carry_out
        self.running: dict[str, Callable[[], None]] = {}
        """The functions that cancel each timer, by name; guarded by the session's lock."""

    def set(self, name: str, seconds: float, repeat: bool) -> None:
        """Set a timer. The caller holds the lock.

        Schedulers return at once and do not call back from here.
        """
        self.cancel(name)
        scheduler = self._scheduler(name)
        due = time.monotonic() + seconds

        def fire() -> None:
            nonlocal due
            with self._lock:
                if self.running.get(name) is not cancel:  # it was too late to cancel it
                    return
                if repeat:
                    # Counted from the due time and not from now: intervals do not drift, and missed ones are
                    # skipped.
                    due += seconds * (1 + max(0, (time.monotonic() - due) // seconds))
                    arm()
                else:
                    del self.running[name]
                instructions = self._react(TimerFired(name))
            self._carry_out(instructions)

        handle: Callable[[], None]

        def cancel() -> None:
            handle()

        def arm() -> None:
            nonlocal handle
            handle = scheduler.call_later(max(0.0, due - time.monotonic()), fire)

        self.running[name] = cancel
        arm()

    def cancel(self, name: str) -> None:
        """Cancel a timer, if it is set. The caller holds the lock."""
        cancel = self.running.pop(name, None)
        if cancel is not None:
            cancel()

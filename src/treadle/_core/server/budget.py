"""The server thread's time that one connection may use, and how it is measured."""

import gc
import random
import threading
from collections.abc import Callable, Mapping
from time import thread_time

RATE = 0.25
"""Seconds that a connection may use in each second, on average."""

BURST = 1.0
"""Seconds that it may use at once."""

START = 0.6
"""Seconds that a new connection has. A refused client that reconnects at once must not get a whole burst."""

RUN = 0.01
"""Seconds that a run counts for. Most of its cost is not the server thread's time, but affects everybody."""


SAMPLE = 8
"""One small message of so many is timed, and counts for as many. Chance decides which."""

SMALL = 1024
"""A message of fewer bytes is small."""

AT_MOST = 0.5
"""The largest number of seconds that a message counts for. A machine may pause a thread that computes, so one
long message is not enough to refuse a visitor.
"""


class Budget:
    """The remaining time of one connection. All times are in seconds. Belongs to the server thread."""

    __slots__ = ("_at", "_left", "_runs")

    def __init__(self, now: float) -> None:
        self._left = START
        self._at = now
        self._runs = 0

    def measure(self, step: Callable[[], None], size: int) -> float:
        """Handle a message by calling a function. Return the seconds that it counts for.

        Reading the thread's own clock costs as much as handling a small message, because it is a system call.

        Args:
            step: the function.
            size: bytes of the message.
        """
        if size >= SMALL:
            return min(computing(step), AT_MOST)
        if random.random() * SAMPLE < 1:
            return min(computing(step) * SAMPLE, AT_MOST)
        step()
        return 0.0

    def spend(self, now: float, seconds: float) -> bool:
        """Use some time. Return whether it was available."""
        self._left = min(BURST, self._left + (now - self._at) * RATE) - seconds
        self._at = now
        return self._left >= 0

    def run(self, now: float) -> bool:
        """Count a run that the browser has requested. Return whether time was available for it."""
        self._runs += 1
        return self.spend(now, RUN)

    def seen(self) -> None:
        """Record that the browser has applied a batch, so it may ask for the next run."""
        if self._runs:
            self._runs -= 1
            self._left = min(BURST, self._left + RUN)


def computing(step: Callable[[], object]) -> float:
    """Call a function. Return the seconds that this thread has computed for it.

    A collection of garbage does not count. In an app with many objects it can take a second, and any message
    can start it.
    """
    collected, collecting_since = 0.0, 0.0
    thread = threading.get_ident()

    def collects(phase: str, _: Mapping[str, int]) -> None:
        nonlocal collected, collecting_since
        if threading.get_ident() != thread:
            return
        if phase == "start":
            collecting_since = thread_time()
        else:
            collected += thread_time() - collecting_since

    gc.callbacks.append(collects)
    began = thread_time()
    try:
        step()
        return thread_time() - began - collected
    finally:
        gc.callbacks.remove(collects)

"""A latch on which one thread waits."""

import threading
import time


class Latch:
    """Wakes one waiting thread. A set before the wait, or several sets, are one wake-up, and none is lost.

    A `threading.Event` does the same with a lock, a condition and a list. This needs only one lock, which
    guards nothing.
    """

    __slots__ = ("_closed",)

    def __init__(self) -> None:
        self._closed = threading.Lock()
        self._closed.acquire()

    def set(self) -> None:
        """Wake the thread that waits or will wait. Quick, raises nothing, can be called from any thread."""
        try:
            self._closed.release()
        except RuntimeError:
            pass  # it is already open

    def wait(self, until: float | None = None) -> None:
        """Return after it was set, or at a time of `time.monotonic`, and close it again.

        The waiting thread must check the reason itself: it may have been woken for another one.
        """
        if until is None:
            self._closed.acquire()
        else:
            # Windows allows at most 49 days. A longer wait is woken then, and continues.
            self._closed.acquire(timeout=min(max(0.0, until - time.monotonic()), threading.TIMEOUT_MAX))

"""What one thread waits on and others wake."""

import threading
import time


class Latch:
    """Wakes one waiting thread. Setting it before the thread waits, or more than once, is one wake-up; none is lost.

    A `threading.Event` does the same with a lock, a condition and a list; this is the one lock that is left without
    them. It guards nothing.
    """

    __slots__ = ("_closed",)

    def __init__(self) -> None:
        self._closed = threading.Lock()
        self._closed.acquire()

    def set(self) -> None:
        """Wake the thread that waits or will wait. Quick, and raises nothing; may be called from any thread."""
        try:
            self._closed.release()
        except RuntimeError:
            pass  # it is open already

    def wait(self, until: float | None = None) -> None:
        """Return once it was set, or at a time of `time.monotonic`. It is closed again then.

        The thread that waits must look for itself what has become so: it may have been woken for something else.
        """
        if until is None:
            self._closed.acquire()
        else:
            # What the system takes at most is 49 days on Windows: who waits longer is woken then, and waits again.
            self._closed.acquire(timeout=min(max(0.0, until - time.monotonic()), threading.TIMEOUT_MAX))

"""Threads that serve everybody, and other threads that run an app's code instead of them.

No app code may run on the server's thread or on another thread that all visitors depend on: slow or waiting
code there would delay everybody. But a run or session often ends on such a thread (a click, a timer). Then
functions of the app must be called, and its objects are dropped, whose destructors are app code.

This cannot cover garbage collection, which runs the destructors of objects in reference cycles on any thread.
"""

import logging
import threading
from collections.abc import Callable

from .context import within

log = logging.getLogger("treadle.apart")

AGAIN_AFTER = 1.0
"""Seconds after which a call that found no thread is tried again."""

_local = threading.local()


def serve_everybody() -> None:
    """Mark the calling thread as one that serves everybody."""
    _local.serves_everybody = True


class Apart:
    """Calls functions that may run app code. Every method can be called from any thread, without a lock.

    Args:
        later: called with a number of seconds and a call that found no thread now.
    """

    def __init__(self, later: Callable[[float, Callable[[], object]], object]) -> None:
        self._later = later

    def call(self, name: str, function: Callable[[], object]) -> None:
        """Call a function, in a new thread of this name if the calling thread serves everybody."""
        if getattr(_local, "serves_everybody", False):
            self.start(name, function)
        else:
            function()

    def start(self, name: str, function: Callable[[], object]) -> None:
        """Call a function in a new thread."""
        thread = threading.Thread(target=function, name=name, daemon=True)
        try:
            with within(None):
                thread.start()
        except RuntimeError:
            log.exception("no thread could be started for %s; it waits for one", name)
            self._later(AGAIN_AFTER, lambda: self.start(name, function))

"""Threads that serve everybody, and where code of an app runs instead.

Nothing of an app's may run on the server's thread, nor on another that all visitors depend on: what is slow there, or waits,
holds up everybody. But what ends a run or a session is often such a thread (a click, a timer), and then an app's functions are
due, and its objects are let go of, whose destructors are its code too.

What this cannot see is garbage collection, which runs destructors of objects in reference cycles wherever it happens to run.
"""

import logging
import threading
from collections.abc import Callable

from .context import within

log = logging.getLogger("treadle.apart")

AGAIN_AFTER = 1.0
"""Seconds after which what has found no thread to run on tries again."""

_local = threading.local()


def serve_everybody() -> None:
    """Note that from here on, the calling thread serves everybody."""
    _local.serves_everybody = True


class Apart:
    """Calls what may run code of an app. Every method may be called from any thread, under no lock.

    Args:
        later: calls in so many seconds what finds no thread now.
    """

    def __init__(self, later: Callable[[float, Callable[[], object]], object]) -> None:
        self._later = later

    def call(self, name: str, function: Callable[[], object]) -> None:
        """Call a function: here, or if the calling thread serves everybody on one of its own, which gets this name."""
        if getattr(_local, "serves_everybody", False):
            self.start(name, function)
        else:
            function()

    def start(self, name: str, function: Callable[[], object]) -> None:
        """Call a function on a thread of its own."""
        thread = threading.Thread(target=function, name=name, daemon=True)
        try:
            with within(None):
                thread.start()
        except RuntimeError:
            log.exception("the system gives no thread to %s, which has to wait for one", name)
            self._later(AGAIN_AFTER, lambda: self.start(name, function))

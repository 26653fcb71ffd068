"""Ways from any thread onto the server's event loop."""

import asyncio
import contextvars
import logging
import threading
from collections.abc import Callable

logger = logging.getLogger("treadle.server")


class LoopGate:
    """The one entrance to the loop for other threads. It knows when the loop is gone, so that callers need not."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._thread = threading.get_ident()
        """The gate is made on the loop's own thread."""

    def post(self, fn: Callable[[], None]) -> bool:
        """Have the loop call `fn` soon, and return whether it will: a stopped server's loop takes nothing more.

        On the loop's own thread, `fn` is not called from here but after what is going on: the caller may hold a lock.
        It runs in an empty context: the caller's may belong to a visitor's run, and the loop to none.
        """
        context = contextvars.Context()
        try:
            if threading.get_ident() == self._thread:
                self.loop.call_soon(fn, context=context)  # no need to wake the loop: it is us
            else:
                self.loop.call_soon_threadsafe(fn, context=context)
        except RuntimeError:
            if not self.loop.is_closed():
                raise
            return False
        return True


class LoopScheduler:
    """A `Scheduler` on the server's event loop."""

    def __init__(self, gate: LoopGate) -> None:
        self._gate = gate

    def call_later(self, seconds: float, fn: Callable[[], None]) -> Callable[[], None]:
        """Call `fn` on the loop in so many seconds; returns what cancels it. Once the server has stopped, nothing is called."""
        timer = _Timer(self._gate, fn)
        self._gate.post(lambda: timer.start(seconds))
        return timer.cancel


class _Timer:
    def __init__(self, gate: LoopGate, fn: Callable[[], None]) -> None:
        self._gate = gate
        self._fn: Callable[[], None] | None = fn
        self._handle: asyncio.TimerHandle | None = None

    def start(self, seconds: float) -> None:
        if self._fn is not None:
            self._handle = self._gate.loop.call_later(seconds, self._fire)

    def cancel(self) -> None:
        # At once for a timer that fires in this moment; then on the loop, to give the handle back.
        self._fn = None
        self._gate.post(self._release)

    def _release(self) -> None:
        if self._handle is not None:
            self._handle.cancel()

    def _fire(self) -> None:
        fn = self._fn
        if fn is None:
            return
        try:
            fn()
        except Exception:
            logger.exception("A timer failed.")

"""Calls from any thread to the server's event loop."""

import asyncio
import contextvars
import logging
import threading
from collections.abc import Callable

logger = logging.getLogger("treadle.server")


class LoopGate:
    """The one entrance to the loop for other threads. Callers need not know whether the loop still runs."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._thread = threading.get_ident()
        """The gate is created in the loop's own thread."""

    def post(self, fn: Callable[[], None]) -> bool:
        """Call `fn` on the loop soon. Return whether it will: the loop of a stopped server accepts nothing.

        In the loop's own thread, `fn` is called later and not from here, because the caller may hold a lock.
        It runs in an empty context: the caller's context may belong to a visitor's run, but the loop belongs
        to none.
        """
        context = contextvars.Context()
        try:
            if threading.get_ident() == self._thread:
                # the calling thread is the loop's, so it need not be woken
                self.loop.call_soon(fn, context=context)
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
        """Call `fn` on the loop after some seconds. Return a function that cancels this.

        After the server has stopped, nothing is called.
        """
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
        # At once, for a timer that fires now; then on the loop, to free the handle.
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

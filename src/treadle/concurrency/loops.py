"""A background event loop, for coroutines that belong to no run."""

import asyncio
import contextvars
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any

from .context import within

log = logging.getLogger("treadle.coroutines")

CLOSE_WITHIN = 2.0
"""Seconds that coroutines have to clean up when the loop is closed."""


class BackgroundLoop:
    """An event loop on a thread of its own, started when first used. Any thread may use it.

    It is not the server's: a coroutine that blocks it delays other coroutines, and no visitor's click.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None  # guarded by _lock
        self._thread: threading.Thread | None = None  # guarded by _lock
        self._closed = False  # guarded by _lock

    def start(
        self,
        main: Callable[[], Coroutine[Any, Any, None]],
        context: contextvars.Context,
        started: Callable[[asyncio.Task[None]], None],
    ) -> None:
        """Run a coroutine in a context; `started` is called on the loop with its task before it begins.

        Raises:
            RuntimeError: the loop was closed.
        """
        loop = self._ready()

        def begin() -> None:
            started(loop.create_task(main(), context=context))

        loop.call_soon_threadsafe(begin, context=contextvars.Context())

    def close(self) -> None:
        """Cancel what runs on the loop, and end it."""
        with self._lock:
            self._closed = True
            loop, thread = self._loop, self._thread
        if loop is None or thread is None:
            return
        loop.call_soon_threadsafe(loop.stop)
        if thread is not threading.current_thread():
            thread.join(CLOSE_WITHIN)
            if thread.is_alive():
                log.warning("A coroutine did not end within %g s, or blocks its event loop.", CLOSE_WITHIN)

    def _ready(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._closed:
                raise RuntimeError("The app has stopped, so its event loop takes no more coroutines.")
            if self._loop is None:
                made: Future[asyncio.AbstractEventLoop] = Future()
                self._thread = threading.Thread(
                    target=self._run, args=(made,), name="treadle-coroutines", daemon=True
                )
                with within(None):
                    self._thread.start()
                self._loop = made.result()
            return self._loop

    def _run(self, made: "Future[asyncio.AbstractEventLoop]") -> None:
        with asyncio.Runner() as runner:  # whose end cancels what is left, and lets it clean up
            loop = runner.get_loop()
            made.set_result(loop)
            loop.run_forever()

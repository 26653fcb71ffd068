"""A background event loop, for coroutines that belong to no run."""

import asyncio
import contextvars
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from treadle._core.carry.apart import serve_everybody
from treadle._core.carry.context import enter, within

T = TypeVar("T")
log = logging.getLogger("treadle.coroutines")

CLOSE_WITHIN = 2.0
"""Seconds that coroutines have to clean up when the loop is closed."""


class BackgroundLoop:
    """An event loop on a thread of its own, started at its first use. Any thread can use it.

    It is not the server's loop. A coroutine that blocks it delays other coroutines, but no visitor's click.

    Args:
        name: the name of its thread.
    """

    def __init__(self, name: str = "treadle-coroutines") -> None:
        self._name = name
        self._lock = threading.RLock()
        """Reentrant, because garbage collection can run a destructor that submits while it is held."""
        self._loop: asyncio.AbstractEventLoop | None = None  # guarded by _lock
        self._thread: threading.Thread | None = None  # guarded by _lock
        self._closed = False  # guarded by _lock

    def start(
        self,
        main: Callable[[], Coroutine[Any, Any, None]],
        context: contextvars.Context,
        started: Callable[[asyncio.Task[None]], None],
    ) -> None:
        """Run a coroutine in a context. `started` is called on the loop with its task before it begins.

        Raises:
            RuntimeError: the loop was closed.
        """
        # Under the lock: a coroutine that comes before the order to stop begins, and is cancelled with the
        # others. A later one would wait for ever.
        with self._lock:
            loop = self._ready()

            def begin() -> None:
                started(loop.create_task(main(), context=context))

            loop.call_soon_threadsafe(begin, context=contextvars.Context())

    def run(
        self, main: Callable[[], Coroutine[Any, Any, T]], context: contextvars.Context | None = None
    ) -> "Future[T]":
        """Run a coroutine for code on another loop. Cancelling the future cancels it.

        Args:
            main: the coroutine function.
            context: its context. None: the caller's, without a session, because the waiting code has one.

        Raises:
            RuntimeError: the loop was closed.
        """
        future: Future[T] = Future()
        if context is None:
            context = contextvars.copy_context()
            context.run(enter, None)

        async def carry_out() -> None:
            try:
                result = await main()
            except asyncio.CancelledError:
                future.cancel()
                raise
            except BaseException as error:  # noqa: BLE001 - whoever waits gets it
                if future.set_running_or_notify_cancel():
                    future.set_exception(error)
            else:
                if future.set_running_or_notify_cancel():
                    future.set_result(result)

        def started(task: "asyncio.Task[None]") -> None:
            loop = task.get_loop()

            def cancel(future: "Future[T]") -> None:
                if future.cancelled() and not task.done():
                    try:
                        loop.call_soon_threadsafe(task.cancel, context=contextvars.Context())
                    except RuntimeError:
                        if not loop.is_closed():
                            raise

            # A coroutine that is cancelled before its first step never runs, not even its `except`.
            task.add_done_callback(lambda _: future.cancel())
            future.add_done_callback(cancel)

        self.start(carry_out, context, started)
        return future

    def loop(self) -> asyncio.AbstractEventLoop:
        """Return the loop, for a library that needs one that runs in a thread of its own.

        Raises:
            RuntimeError: the loop was closed.
        """
        with self._lock:
            return self._ready()

    @property
    def started(self) -> bool:
        """Whether it was used."""
        with self._lock:
            return self._loop is not None

    def is_current(self) -> bool:
        """Whether the calling code runs on this loop."""
        return threading.current_thread() is self._thread

    def close(self) -> None:
        """Cancel everything on the loop, and end it."""
        with self._lock:
            first, self._closed = not self._closed, True
            loop, thread = self._loop, self._thread
            if loop is None or thread is None:
                return
            if first:
                loop.call_soon_threadsafe(loop.stop, context=contextvars.Context())
        if thread is not threading.current_thread():
            thread.join(CLOSE_WITHIN)
            if thread.is_alive():
                log.warning("A coroutine did not end within %g s, or blocks its event loop.", CLOSE_WITHIN)

    def _ready(self) -> asyncio.AbstractEventLoop:
        """Return the loop. Start it if necessary. The caller holds the lock."""
        if self._closed:
            raise RuntimeError("The app has stopped, so its event loop takes no more coroutines.")
        if self._loop is None:
            made: Future[asyncio.AbstractEventLoop] = Future()
            thread = threading.Thread(target=self._run, args=(made,), name=self._name, daemon=True)
            with within(None):
                thread.start()
            self._loop = made.result()
            self._thread = thread
        return self._loop

    def _run(self, made: "Future[asyncio.AbstractEventLoop]") -> None:
        runner = asyncio.Runner()
        try:
            loop = runner.get_loop()
        except BaseException as error:  # noqa: BLE001 - as when the system has no more file descriptors
            made.set_exception(error)
            return
        made.set_result(loop)
        serve_everybody()
        with runner:  # its end cancels the remaining tasks and lets them clean up
            while True:
                try:
                    loop.run_forever()
                except BaseException:
                    # asyncio passes a task's `sys.exit()` on, to end the program. Here it would end the
                    # coroutines of all visitors.
                    log.exception("a coroutine tried to end the event loop that it shares")
                if self._closed:
                    return

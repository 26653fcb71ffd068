"""The release of results that are no longer kept, by an app's `on_release`."""

import asyncio
import concurrent.futures
import inspect
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from treadle._core.carry.context import current
from treadle._core.sync.latch import Latch
from treadle._core.sync.loops import BackgroundLoop
from treadle.errors import StopException

from .store import Entry

log = logging.getLogger("treadle.cache")

RELEASE_WITHIN = 10.0
"""Seconds for which the end of a run, session or server waits for one function's `on_release`."""


class Release:
    """Calls an app's `on_release` and awaits the coroutine that it may return. Any thread can call this.

    A coroutine runs on the app's background loop, like the cached clients themselves (`sync.loopbound`). The
    caller waits until it has ended, as for a function: after `clear()` the objects are closed. There are
    three exceptions. A run that is told to stop does not wait longer, and the coroutine continues. Clean-up
    code of a run or the app waits `RELEASE_WITHIN`. Code on that loop cannot wait at all.

    Args:
        on_release: the app's function.
        what: the name of the function with the results, for the log.
    """

    __slots__ = ("_on_release", "_what")

    def __init__(self, on_release: Callable[[Any], object], what: str) -> None:
        self._on_release = on_release
        self._what = what

    def __call__(self, gone: list[Entry], loop: BackgroundLoop | None) -> None:
        """Release entries.

        Exceptions are logged: they must not keep other entries from being released, or end the caller.

        Args:
            gone: the entries.
            loop: the app's background loop, None if no app is served.
        """
        pending: list[concurrent.futures.Future[object]] = []
        for entry in gone:
            try:
                result = self._on_release(entry.value)
                if inspect.isawaitable(result):
                    pending.append(self._begin(result, loop))
            except BaseException as error:  # noqa: BLE001 - it is logged
                self._failed(error)
        if pending and not (loop is not None and loop.is_current()):
            _wait(pending)

    def _begin(
        self, awaitable: Awaitable[object], loop: BackgroundLoop | None
    ) -> "concurrent.futures.Future[object]":
        async def main() -> object:
            return await awaitable

        own = None
        if loop is None:
            loop = own = BackgroundLoop()
        try:
            future = loop.run(main)
        except RuntimeError:  # the app and its loop have stopped
            loop = own = BackgroundLoop()
            future = loop.run(main)
        future.add_done_callback(self._done)
        if own is not None:
            future.add_done_callback(lambda _: own.close())
        return future

    def _done(self, future: "concurrent.futures.Future[object]") -> None:
        if future.cancelled():
            self._failed(asyncio.CancelledError())
        elif (error := future.exception()) is not None:
            self._failed(error)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, StopException):
            log.debug("on_release of %s was ended by `st.stop`", self._what, exc_info=error)
        else:
            log.error("on_release of %s failed", self._what, exc_info=error)


def _wait(pending: "list[concurrent.futures.Future[object]]") -> None:
    """Wait until coroutines have ended, the caller's run is told to stop, or the time is over."""
    scope = current()
    stoppable = scope is not None and not scope.host.over(scope)  # otherwise it cleans up
    until = None if stoppable else time.monotonic() + RELEASE_WITHIN
    for future in pending:
        latch = Latch()
        future.add_done_callback(lambda _, latch=latch: latch.set())  # type: ignore[misc]
        forget = scope.host.on_over(scope, latch.set) if scope is not None and stoppable else None
        try:
            latch.wait(until)
        finally:
            if forget is not None:
                forget()

"""`asyncio.get_event_loop()` in the threads in which Treadle runs an app's code.

asyncio gives a current loop to the main thread of a program and to no other. Page code is written as for a
main thread, and many libraries ask for the current loop, so the threads of page code have one. It is created
when it is first asked for, because most runs need none, and closed at the end of the thread's work.

`asyncio.run` leaves no current loop. After it, a page has its earlier loop again.
"""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

from treadle._core.carry.patches import Patch


class _Loop:
    """The current loop of one thread, created at its first use. Only that thread uses it."""

    def __init__(self) -> None:
        self._runner: asyncio.Runner | None = None

    def get(self) -> asyncio.AbstractEventLoop:
        """Return the loop, which becomes the current one; a new one if the app has closed it."""
        if self._runner is None or self._runner.get_loop().is_closed():
            self._runner = asyncio.Runner()
        loop = self._runner.get_loop()
        asyncio.set_event_loop(loop)
        return loop

    def is_closed(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Whether a loop is this one and the app has closed it."""
        return self._runner is not None and loop is self._runner.get_loop() and loop.is_closed()

    def close(self) -> None:
        """Cancel the remaining tasks, as `asyncio.run` does at its end, and close the loop."""
        if self._runner is not None and not self._runner.get_loop().is_closed():
            self._runner.close()


_local = threading.local()


# Called in each run, where a generator would cost three times as much.
class current_loop:  # noqa: N801 - used as a function
    """Give the calling thread a current loop while a block runs."""

    __slots__ = ("_mine", "_outer")

    def __enter__(self) -> None:
        self._outer: _Loop | None = getattr(_local, "loop", None)
        self._mine = _local.loop = _Loop()

    def __exit__(self, *_: object) -> None:
        try:
            self._mine.close()
        finally:
            _local.loop = self._outer


def _policy_get_event_loop(original: Callable[..., Any]) -> Callable[..., Any]:
    def get_event_loop(self: Any) -> Any:
        mine: _Loop | None = getattr(_local, "loop", None)
        if mine is None:
            return original(self)
        try:
            loop = original(self)
        except RuntimeError:  # there is none
            return mine.get()
        return mine.get() if mine.is_closed(loop) else loop

    return get_event_loop


# From Python 3.14 on, policies are deprecated and their names private. uvloop's policy inherits from the same
# class.
_Policy: type = getattr(asyncio.events, "_BaseDefaultEventLoopPolicy", None) or (
    asyncio.events.BaseDefaultEventLoopPolicy
)

PATCHES = (Patch(_Policy, "get_event_loop", _policy_get_event_loop),)

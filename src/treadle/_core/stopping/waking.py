"""Wakes app code from the waiting calls of Python's library when it is told to stop.

A waiting thread executes nothing, so no interrupt reaches it. While apps are served, three calls of the
standard library are replaced by functions that a stop can end:

- `Condition.wait`, and everything built on it: `Event`, `Barrier`, `Semaphore`, `queue.Queue`,
  `Future.result`, `concurrent.futures.wait` and `as_completed`, results of `multiprocessing.pool`, `Timer`.
- `Thread.join`.
- `time.sleep`.

*The owner of the wait* is found before the thread blocks, by the thread itself: it follows its frames through
the library's waiting functions (`_THROUGH`). If app code comes next, or the beginning of a job whose function
is the library's own (`Thread(target=queue.get)`), the wait can be woken. All other waits (of packages, of
`Thread.start`, of Treadle) are unchanged.

*Whether the wait ends* is decided after it was woken, again by the thread itself. It does not end inside
`finally` and `__exit__`, whose clean-up must finish; where a library's frame holds a lock; or while others
want what the thread computes. Otherwise the call raises `StopException`.

*No other thread loses a notification.* Only this waiter is released; the condition is not notified. Otherwise
other threads of an `Event` would return as if it were set. A waiter that was notified at the same moment
returns normally and takes its item.

`docs/how-to/threads.md` lists the waits that Python cannot wake.
"""

import contextlib
import queue
import threading
import time
from _thread import allocate_lock
from collections.abc import Callable, Iterator
from concurrent.futures import _base as futures
from concurrent.futures import thread as pools
from multiprocessing import pool as process_pools
from sys import _getframe
from types import FrameType
from typing import Any

from treadle._core.carry import carrier, unread
from treadle._core.carry.beginnings import is_beginning
from treadle._core.carry.interruptible import Interruptible, here
from treadle._core.carry.patches import Patch
from treadle._core.carry.threads import joins_of
from treadle.errors import StopException

from .fences import CLEANUP_METHODS, may_raise
from .frames import outward
from .stacks import Atlas

LOOK_AGAIN = 0.05
"""Seconds between two checks whether others still want what a stopped thread computes."""


def _file(function: Callable[..., Any]) -> str:
    return function.__code__.co_filename


_THREADING = _file(threading.Thread.run)
_OWN = _file(_file)
_CALL_IN = carrier.call_in.__code__
"""Calls the app's function in the place of a pool."""

_THROUGH: dict[str, frozenset[str]] = {
    _THREADING: frozenset(
        ["wait", "wait_for", "_wait", "_enter", "acquire", "join", "run", "_bootstrap_inner"]
    ),
    _file(queue.Queue.get): frozenset(["get", "put", "join"]),
    _file(futures.wait): frozenset(
        ["result", "exception", "wait", "as_completed", "result_iterator", "_result_or_cancel"]
    ),
    _file(pools.ThreadPoolExecutor.shutdown): frozenset(["shutdown", "run"]),
    _file(process_pools.Pool.map): frozenset(
        ["get", "wait", "next", "join", "apply", "map", "starmap", "worker"]
    ),
    _file(unread.watch): frozenset(["ask"]),
    _OWN: frozenset(["wait", "_wait", "join", "sleep"]),
}
"""The functions through which app code waits, by file.

Not `__exit__`: leaving a pool's block is not woken.
"""


def _waits_for_app(mine: Interruptible, frame: FrameType | None) -> bool:
    """Whether app code waits in a frame."""
    while frame is not None:
        code = frame.f_code
        if code.co_name not in _THROUGH.get(code.co_filename, ()):
            return is_beginning(code) or code is _CALL_IN or mine.is_app_code(code.co_filename)
        frame = frame.f_back
    return False


def _cleans_up(mine: Interruptible, frame: FrameType | None) -> bool:
    """Whether a frame is in a `finally` block or an exit, or is called by one."""
    atlas = Atlas()
    for each in outward(frame):
        code = each.f_code
        if code.co_name in CLEANUP_METHODS:
            return True
        if mine.is_app_code(code.co_filename) and each.f_lasti in atlas.places(code).guarded:
            return True
    return False


class _Bell:
    """A signal for one waiting thread. Ringing twice counts once.

    Its `lock` is like a condition's waiter: held until the bell is rung.
    """

    __slots__ = ("lock",)

    def __init__(self) -> None:
        self.lock = allocate_lock()
        self.lock.acquire()

    def ring(self) -> None:
        """Wake the thread that waits, or will wait, for this bell."""
        with contextlib.suppress(RuntimeError):  # it was rung before
            self.lock.release()

    def wait(self, until: float | None) -> None:
        """Return when the bell was rung, or at a time of `time.monotonic`."""
        if until is None:
            self.lock.acquire()
        else:
            self.lock.acquire(timeout=min(max(0.0, until - time.monotonic()), threading.TIMEOUT_MAX))


class _Wait:
    """One wait of a thread. A stop can end it.

    Args:
        mine: the execution of the thread.
        frame: the waiting frame.
    """

    __slots__ = ("_frame", "_mine", "_stays")

    def __init__(self, mine: Interruptible, frame: FrameType) -> None:
        self._mine = mine
        self._frame = frame
        self._stays: bool | None = None
        """Whether it must continue although the thread was told to stop; None until this is decided."""

    @contextlib.contextmanager
    def woken_by(self, wake: Callable[[], None]) -> Iterator[None]:
        """Call `wake` when the thread is told to stop during a block; at once if it was told before."""
        mine = self._mine
        outer, mine.wake = mine.wake, wake
        try:
            if mine.over():  # checked after the registration, so that no stop in between is missed
                wake()
            yield
        finally:
            mine.wake = outer
            if outer is not None and mine.over():
                outer()

    def goes_on(self) -> float | None:
        """Return the seconds until the next check if the wait must continue; None: no check is needed.

        Raises:
            StopException: the thread must stop.
        """
        mine = self._mine
        if not mine.over():
            return None
        if self._stays is None:
            self._stays = _cleans_up(mine, self._frame) or not may_raise(mine.is_app_code)
        if self._stays:
            return None
        if mine.shield is not None and mine.shield():
            return LOOK_AGAIN
        raise StopException()

    def on(self, bell: _Bell, until: float | None, done: Callable[[], bool] = lambda: False) -> None:
        """Wait until an event has happened or a time has come. The event rings the bell."""
        with self.woken_by(bell.ring):
            while not done():
                if until is not None and time.monotonic() >= until:
                    return
                bell.wait(_earlier(until, self.goes_on()))


def _earlier(until: float | None, seconds: float | None) -> float | None:
    if seconds is None:
        return until
    then = time.monotonic() + seconds
    return then if until is None else min(until, then)


# Condition.wait ---------------------------------------------------------------------------------------------


def _condition_wait(original: Callable[..., Any]) -> Callable[..., Any]:
    def wait(self: threading.Condition, timeout: float | None = None) -> Any:
        mine = here()
        frame = _getframe(1)
        if mine is None or (timeout is not None and timeout <= 0) or not _waits_for_app(mine, frame):
            return original(self, timeout)
        if not self._is_owned():  # type: ignore[attr-defined]
            raise RuntimeError("cannot wait on un-acquired lock")
        return _wait(self, timeout, _Wait(mine, frame))

    return wait


def _wait(condition: Any, timeout: float | None, waits: _Wait) -> bool:
    """Do the same as `Condition.wait`. The caller holds the condition's lock."""
    until = None if timeout is None else time.monotonic() + timeout
    bell, waiters = _Bell(), condition._waiters
    with waits.woken_by(bell.ring):
        waiters.append(bell.lock)
        try:
            while True:
                limit = _earlier(until, waits.goes_on())
                saved = condition._release_save()
                try:
                    bell.wait(limit)
                finally:
                    condition._acquire_restore(saved)
                # This runs under the condition's lock, as `notify` does. A notifier removes the waiter from
                # the list. If the waiter was already rung, the notifier notifies another one as well, and one
                # of the two finds nothing to do.
                if bell.lock not in waiters:
                    return True
                if until is not None and time.monotonic() >= until:
                    return False
        finally:
            with contextlib.suppress(ValueError):
                waiters.remove(bell.lock)


def _barrier_wait(original: Callable[..., Any]) -> Callable[..., Any]:
    def wait(self: threading.Barrier, timeout: float | None = None) -> Any:
        try:
            return original(self, timeout)
        except StopException:
            self.abort()  # otherwise the other parties would wait for ever
            raise

    return wait


# Thread.join ------------------------------------------------------------------------------------------------


def _thread_join(original: Callable[..., Any]) -> Callable[..., Any]:
    def join(self: threading.Thread, timeout: float | None = None) -> Any:
        mine = here()
        frame = _getframe(1)
        joins = joins_of(self)
        if (
            mine is None
            or joins is None
            or self is threading.current_thread()
            or (timeout is not None and timeout <= 0)
            or not _waits_for_app(mine, frame)
        ):
            return original(self, timeout)
        until = None if timeout is None else time.monotonic() + timeout
        bell = _Bell()
        joins.append(bell.ring)
        try:
            _Wait(mine, frame).on(bell, until, lambda: joins_of(self) is not joins)
        finally:
            with contextlib.suppress(ValueError):
                joins.remove(bell.ring)
        # The rest of a thread's end takes no time and cannot be woken: parts of it are in C.
        return original(self, None if until is None else max(0.0, until - time.monotonic()))

    return join


# time.sleep -------------------------------------------------------------------------------------------------


def _time_sleep(original: Callable[..., Any]) -> Callable[..., Any]:
    def sleep(seconds: Any, /) -> None:
        mine = here()
        if mine is None:
            return original(seconds)  # type: ignore[no-any-return]
        frame = _getframe(1)
        if not _is_time(seconds) or not _waits_for_app(mine, frame):
            return original(seconds)  # type: ignore[no-any-return]
        return _Wait(mine, frame).on(_Bell(), time.monotonic() + seconds)

    return sleep


def _is_time(seconds: Any) -> bool:
    """Whether a value is a valid timeout. The original function handles all other values."""
    return isinstance(seconds, int | float) and 0 < seconds < threading.TIMEOUT_MAX


PATCHES = (
    Patch(threading.Condition, "wait", _condition_wait),
    Patch(threading.Barrier, "wait", _barrier_wait),
    Patch(threading.Thread, "join", _thread_join),
    Patch(time, "sleep", _time_sleep),
)

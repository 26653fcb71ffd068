"""Waking app code from the waiting calls of Python's library when it is told to stop.

A thread that waits executes nothing, so no interrupt reaches it. While apps are served, three calls of the standard library are
replaced by ones that a stop can end:

- `Condition.wait`, and with it all that is built on it: `Event`, `Barrier`, `Semaphore`, `queue.Queue`, `Future.result`,
  `concurrent.futures.wait` and `as_completed`, results of `multiprocessing.pool`, `Timer`.
- `Thread.join`.
- `time.sleep`.

*Whose wait it is* is decided before the thread blocks, in the thread itself: the frames that lead to the wait are followed through
the library's waiting functions (`_THROUGH`). If app code comes next, or the beginning of a job whose function is the library's own
(`Thread(target=queue.get)`), the wait can be woken. All other waits (of packages, of `Thread.start`, of Treadle) go on as ever.

*Whether it ends* is decided after it was woken, again in the thread itself: not inside `finally` and `__exit__`, whose clean-up must
be done, not where a library's frame in between holds a lock, and not while others want what the thread computes. Then it waits on. Else the call raises `StopException`.

*No wake-up of others is lost.* Only the one waiter is released, not the condition notified: other threads of an `Event` would
return as if it had been set. A waiter that was notified at the same moment returns normally, so that the item which it was notified of
is taken.

What Python gives no way to wake is listed in `docs/how-to/threads.md`.
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

from treadle._core.carry import carrier
from treadle._core.carry.executing import Interruptible, here
from treadle._core.carry.patches import Patch
from treadle._core.carry.threads import joins_of
from treadle.errors import StopException

from .fences import CLEANUP_METHODS, may_raise
from .frames import outward
from .stacks import Atlas

LOOK_AGAIN = 0.05
"""Seconds between two looks whether others still want what a thread computes that was told to stop."""


def _file(function: Callable[..., Any]) -> str:
    return function.__code__.co_filename


_THREADING = _file(threading.Thread.run)
_OWN = _file(_file)
_CARRIER = _file(carrier.execute_job)

_THROUGH: dict[str, frozenset[str]] = {
    _THREADING: frozenset(
        ["wait", "wait_for", "_wait", "_enter", "acquire", "join", "run", "_bootstrap_inner"]
    ),
    _file(queue.Queue.get): frozenset(["get", "put", "join"]),
    _file(futures.Future.result): frozenset(
        ["result", "exception", "wait", "as_completed", "result_iterator", "_result_or_cancel"]
    ),
    _file(pools.ThreadPoolExecutor.shutdown): frozenset(["shutdown", "run"]),
    _file(process_pools.Pool.map): frozenset(
        ["get", "wait", "next", "join", "apply", "map", "starmap", "worker"]
    ),
    _OWN: frozenset(["wait", "_wait", "join", "sleep"]),
}
"""By file, the functions through which app code waits. `__exit__` is none of them: leaving a pool's block is no wait to wake."""

_BEGINNINGS = frozenset([(_CARRIER, "execute_job"), (_CARRIER, "_call_in")])
"""Where a thread or job of the app begins."""


def _waits_for_app(mine: Interruptible, frame: FrameType | None) -> bool:
    """Whether it is the app's code that waits in a frame."""
    while frame is not None:
        code = frame.f_code
        if code.co_name not in _THROUGH.get(code.co_filename, ()):
            return (code.co_filename, code.co_name) in _BEGINNINGS or mine.is_app_code(code.co_filename)
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
    """What one thread waits for and others ring; twice is once. Its `lock` is what a condition's waiter is: held until it is rung."""

    __slots__ = ("lock",)

    def __init__(self) -> None:
        self.lock = allocate_lock()
        self.lock.acquire()

    def ring(self) -> None:
        """Wake the thread that waits or will wait."""
        with contextlib.suppress(RuntimeError):  # it was rung before
            self.lock.release()

    def wait(self, until: float | None) -> None:
        """Return once it was rung, or at a time of `time.monotonic`."""
        if until is None:
            self.lock.acquire()
        else:
            self.lock.acquire(timeout=min(max(0.0, until - time.monotonic()), threading.TIMEOUT_MAX))


class _Wait:
    """One wait of a thread, which a stop may end.

    Args:
        mine: what the thread executes.
        frame: the frame that waits.
    """

    __slots__ = ("_frame", "_mine", "_stays")

    def __init__(self, mine: Interruptible, frame: FrameType) -> None:
        self._mine = mine
        self._frame = frame
        self._stays: bool | None = None
        """Whether it must go on although the thread is to stop; None until that is asked."""

    @contextlib.contextmanager
    def woken_by(self, wake: Callable[[], None]) -> Iterator[None]:
        """Have `wake` called when the thread is told to stop, while a block runs; at once if it was."""
        mine = self._mine
        outer, mine.wake = mine.wake, wake
        try:
            if mine.over():  # looked at behind the registration: what comes between is not missed
                wake()
            yield
        finally:
            mine.wake = outer
            if outer is not None and mine.over():
                outer()

    def goes_on(self) -> float | None:
        """Return if the thread is to wait: the seconds until it must ask again, None for none.

        Raises:
            StopException: it is to stop.
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
        """Wait until something is done or the time has come; whatever makes it done rings."""
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
    """Do what `Condition.wait` does; see there. The condition's lock is held."""
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
                # Under the condition's lock, as `notify` is. Whoever notifies takes the waiter out of the list; if it found the
                # waiter rung already, it has notified another one as well, and one of both finds nothing to do.
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
            self.abort()  # or the other parties would wait for one that never comes
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
        # The rest of a thread's end takes no time, and cannot be woken: parts of it are in C.
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
    """Whether it is a time that can be waited for. What to do with all else, the original knows."""
    return isinstance(seconds, int | float) and 0 < seconds < threading.TIMEOUT_MAX


PATCHES = (
    Patch(threading.Condition, "wait", _condition_wait),
    Patch(threading.Barrier, "wait", _barrier_wait),
    Patch(threading.Thread, "join", _thread_join),
    Patch(time, "sleep", _time_sleep),
)

"""The signals that end the server: taken over while it serves, and given back in processes that the app forks off.

A fork inherits the handlers of its parent. With the server's, SIGTERM would end no child of the app: it would only ask a
copy of the server to stop, of which no thread is left. So a forked child gets the handlers that the process had before the
server. Programs that are executed (`subprocess`, "spawn", "forkserver") need nothing, as the system resets handlers there.
"""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

from treadle._core.sync.latch import Latch

from .children import kill_children
from .ender import REPEATED_AFTER, Ender, ender

_before: dict[int, Any] = {}
"""The handlers that the process had before, by signal; empty while no server has taken any over. Written by the main thread."""

_ender: Ender | None = None
"""Ends the process at its second signal if Python does not. Written by the main thread."""

_masks = threading.local()

LOOK_AGAIN = 0.25
"""Seconds after which the main thread looks for signals that have not interrupted its wait."""


class Asked:
    """Whether the process was asked to end. A signal handler sets it, and the main thread waits for it.

    A handler interrupts the main thread anywhere, also in the middle of a wait. So this has a latch and not an `Event`, whose
    `set` would then wait for its own thread.
    """

    def __init__(self) -> None:
        self._is_set = False
        self._latch = Latch()

    def set(self) -> None:
        """End the wait."""
        self._is_set = True
        self._latch.set()

    def wait(self) -> None:
        """Return when it is set; to be called by the main thread.

        The system may give a signal to any thread. It prefers the main thread, but one that ends a fork or starts a thread, and
        lets signals in again, may be faster on a busy machine. Python then calls the handler when the main thread next executes an
        instruction, which a wait without an end does not. On Windows, no signal interrupts a wait.
        """
        while not self._is_set:
            self._latch.wait(time.monotonic() + LOOK_AGAIN)


@contextlib.contextmanager
def taken_over(asked: Asked, *, within: float) -> Iterator[None]:
    """Set `asked` at Ctrl-C, SIGTERM and SIGHUP while a block runs in the main thread; exit at once when they are repeated.

    The repetition ends the process whatever Python does (see `ender`), but on Windows.

    Args:
        asked: what ends the process in good order.
        within: seconds after the first signal in which it should have ended; then it is killed.
    """
    global _ender
    first: float | None = None

    def handle(number: int, frame: object) -> None:
        nonlocal first
        first = first or time.monotonic()
        if time.monotonic() - first > REPEATED_AFTER:
            kill_children()
            os._exit(1)
        asked.set()

    for name in ("SIGINT", "SIGTERM", "SIGBREAK" if os.name == "nt" else "SIGHUP"):
        number = getattr(signal, name)
        _before[number] = signal.getsignal(number)
        signal.signal(number, handle)
    _ender = ender(list(_before), within)
    try:
        yield
    finally:
        _give_back()
        if (watching := _ender) is not None:
            _ender = None
            watching.close()


def _give_back() -> None:
    """Set the handlers that the process had before."""
    for number, handler in _before.items():
        # None: it was set by C code, which Python cannot do.
        signal.signal(number, signal.SIG_DFL if handler is None else handler)
    _before.clear()


def _before_fork() -> None:
    """Hold back the signals until the child has its own handlers: one that came sooner would be lost in it.

    `process.start(); process.terminate()` sends one that soon.
    """
    _masks.before = signal.pthread_sigmask(signal.SIG_BLOCK, tuple(_before)) if _before else None


def _after_fork_in_parent() -> None:
    if _masks.before is not None:
        signal.pthread_sigmask(signal.SIG_SETMASK, _masks.before)


def _after_fork_in_child() -> None:
    global _ender
    if _ender is not None:
        _ender.leave()
        _ender = None
    if _masks.before is not None:
        _give_back()
        signal.pthread_sigmask(signal.SIG_SETMASK, _masks.before)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before_fork, after_in_parent=_after_fork_in_parent, after_in_child=_after_fork_in_child
    )

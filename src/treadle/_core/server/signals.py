"""The signals that end the server: handled while it serves, and restored in processes that the app forks.

A fork inherits the handlers of its parent. With the server's handlers, SIGTERM would end no child of the app:
it would only ask a copy of the server to stop, whose thread does not exist. So a forked child gets the
handlers that the process had before the server. Executed programs (`subprocess`, "spawn", "forkserver") need
nothing, because the system resets handlers there.
"""

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

from treadle._core.sync.latch import Latch

from .children import kill_children
from .ender import REPEATED_AFTER, Ender, ender

_before: dict[int, Any] = {}
"""The handlers of the process before the server, by signal; empty without a server.

Written by the main thread.
"""

_ender: Ender | None = None
"""Ends the process at its second signal if Python does not. Written by the main thread."""

_masks = threading.local()

LOOK_AGAIN = 0.25
"""Seconds after which the main thread looks for signals that have not interrupted its wait."""


class Asked:
    """Whether the process was asked to end. A signal handler sets it, and the main thread waits for it.

    A handler interrupts the main thread at any point, even during a wait. So this uses a latch and not an
    `Event`, whose `set` could then wait for its own thread.
    """

    def __init__(self) -> None:
        self._is_set = False
        self._latch = Latch()

    def set(self) -> None:
        """End the wait."""
        self._is_set = True
        self._latch.set()

    def wait(self) -> None:
        """Return when it is set. For the main thread.

        The system may deliver a signal to any thread. It prefers the main thread, but on a busy machine
        another thread that ends a fork or starts a thread may be faster. Python then calls the handler at the
        next instruction of the main thread, and a wait without a timeout executes none. On Windows, no signal
        interrupts a wait.
        """
        while not self._is_set:
            self._latch.wait(time.monotonic() + LOOK_AGAIN)


@contextlib.contextmanager
def taken_over(asked: Asked, *, within: float) -> Iterator[None]:
    """Set `asked` at Ctrl-C, SIGTERM and SIGHUP during a block in the main thread.

    Exit at once at the second signal.

    The second signal ends the process even if Python is blocked (see `ender`), except on Windows.

    Args:
        asked: set at the first signal.
        within: seconds after the first signal in which the process should end; then it is killed.
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
    """Restore the handlers of the process."""
    for number, handler in _before.items():
        # None: it was set by C code, which Python cannot restore.
        signal.signal(number, signal.SIG_DFL if handler is None else handler)
    _before.clear()


if sys.platform != "win32":  # where nothing forks

    def _before_fork() -> None:
        """Block the signals until the child has its own handlers: an earlier signal would be lost in it.

        `process.start(); process.terminate()` sends one that early.
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

    os.register_at_fork(
        before=_before_fork, after_in_parent=_after_fork_in_parent, after_in_child=_after_fork_in_child
    )

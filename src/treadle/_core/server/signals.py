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
from collections.abc import Callable, Iterator
from typing import Any

from .ender import REPEATED_AFTER, Ender, ender

_before: dict[int, Any] = {}
"""The handlers that the process had before, by signal; empty while no server has taken any over. Written by the main thread."""

_ender: Ender | None = None
"""Ends the process at its second signal if Python does not. Written by the main thread."""

_masks = threading.local()


@contextlib.contextmanager
def taken_over(asked: Callable[[], object]) -> Iterator[None]:
    """Call `asked` at Ctrl-C, SIGTERM and SIGHUP while a block runs in the main thread; exit at once when they are repeated.

    The repetition ends the process whatever Python does (see `ender`), but on Windows.
    """
    global _ender
    first: float | None = None

    def handle(number: int, frame: object) -> None:
        nonlocal first
        first = first or time.monotonic()
        if time.monotonic() - first > REPEATED_AFTER:
            os._exit(1)
        asked()

    for name in ("SIGINT", "SIGTERM", "SIGBREAK" if os.name == "nt" else "SIGHUP"):
        number = getattr(signal, name)
        _before[number] = signal.getsignal(number)
        signal.signal(number, handle)
    _ender = ender(list(_before))
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
    if _masks.before is not None:
        _give_back()
        if _ender is not None:
            _ender.leave()
            _ender = None
        signal.pthread_sigmask(signal.SIG_SETMASK, _masks.before)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before_fork, after_in_parent=_after_fork_in_parent, after_in_child=_after_fork_in_child
    )

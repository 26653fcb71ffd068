"""Threads that execute code which can be told to stop. `scope.Executing` executes code of a session."""

import contextlib
import ctypes
import itertools
import platform
import sys
import threading
import time
from collections.abc import Callable, Iterator

_numbers = itertools.count(1)
_local = threading.local()


if sys.version_info < (3, 12) and platform.python_implementation() == "CPython":
    _thread_state = ctypes.pythonapi.PyThreadState_Get
    _thread_state.restype = ctypes.c_void_p

    def thread_state() -> int:
        """Return the address of the interpreter's state for the calling thread.

        `interrupt` needs it on Python 3.11.
        """
        return _thread_state() or 0

else:

    def thread_state() -> int:
        """Return 0: the address is not needed."""
        return 0


class Interruptible:
    """A thread of the system while it executes app code that can be told to stop.

    The thread itself writes `ended`, as its last action, and `locks` and `waits_for`. Others only read them:
    they may see an old value for a moment.

    Args:
        name: its name for people.
    """

    __slots__ = (
        "atlas",
        "ended",
        "ident",
        "locks",
        "name",
        "number",
        "shield",
        "since",
        "state",
        "waits_for",
        "wake",
    )

    def __init__(self, name: str) -> None:
        self.number = next(_numbers)
        """Identifies it in the process."""
        self.ident = threading.get_ident()
        """The ident of the thread, as in `threading.get_ident` and `sys._current_frames`."""
        self.state = thread_state()
        """The address of the interpreter's state for its thread, valid until `ended`.

        0 if it is not needed.
        """
        self.name = name
        self.since = time.monotonic()
        """The start, in seconds."""
        self.locks = 0
        """The number of `st.lock`s that it holds."""
        self.shield: Callable[[], bool] | None = None
        """Returns whether others want what it computes now, so that it must not be interrupted.

        Quick, without locks.
        """
        self.waits_for: str | None = None
        """Describes what it waits for in a command; None if it does not wait, or the reason is unknown."""
        self.wake: Callable[[], None] | None = None
        """Wakes it from a waiting call of Python's library. Quick, raises nothing.

        None if it is in no such call. Written by the thread itself, which checks `over` after that. Called by
        threads that tell it to stop.
        """
        self.ended = False
        self.atlas: object = None
        """The knowledge of the room `stopping` about the thread's code, created at first use (`fences`).

        Only for this thread.
        """

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}{' ended' if self.ended else ''}>"

    def over(self) -> bool:
        """Whether it must stop. Takes no lock."""
        raise NotImplementedError

    def is_app_code(self, filename: str) -> bool:
        """Whether a source file belongs to the app whose code it executes."""
        raise NotImplementedError


def here() -> Interruptible | None:
    """Return the execution of the calling thread, None if it executes no code that can be told to stop."""
    found: Interruptible | None = getattr(_local, "executing", None)
    return found


def execute_nothing() -> None:
    """Forget all executions in a fork: code there is not stopped with its parent's."""
    _local.executing = None


# Called in each run, where a generator would cost three times as much.
class known_here:  # noqa: N801 - used as a function
    """Make `here` return `mine` during a block. It has ended after the block."""

    __slots__ = ("_mine", "_outer")

    def __init__(self, mine: Interruptible) -> None:
        self._mine = mine

    def __enter__(self) -> Interruptible:
        self._outer = here()
        _local.executing = self._mine
        return self._mine

    def __exit__(self, *_: object) -> None:
        self._mine.ended = True
        _local.executing = self._outer


@contextlib.contextmanager
def waiting_for(what: str) -> Iterator[None]:
    """Store what the calling thread waits for during a block, for the list of threads."""
    mine = here()
    if mine is None:
        yield
        return
    before, mine.waits_for = mine.waits_for, what
    try:
        yield
    finally:
        mine.waits_for = before

"""What executes: every thread that is in code of a session right now, whoever started it.

A session knows its own (`Host.entered`, `Host.left_code`): that is what stopping, the report of what did not stop, and
the list of threads on the page are made from.
"""

import contextlib
import ctypes
import itertools
import platform
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from treadle._core.stopping.stacks import Atlas

    from .context import Scope

Kind = Literal["script", "thread", "job"]

_numbers = itertools.count(1)
_local = threading.local()


if sys.version_info < (3, 12) and platform.python_implementation() == "CPython":
    _thread_state = ctypes.pythonapi.PyThreadState_Get
    _thread_state.restype = ctypes.c_void_p

    def thread_state() -> int:
        """Return the address of the interpreter's state for the calling thread, which `interrupt` needs before Python 3.12."""
        return _thread_state() or 0

else:

    def thread_state() -> int:
        """Return 0: nobody needs the address of the calling thread's state."""
        return 0


class Interruptible:
    """One thread of the system while it executes code of the app's that may be told to stop.

    `ended` is written by the thread itself, as the last thing; `locks` and `waits_for` by the thread itself, too. Others
    only read: what they see may be a moment old, never wrong for longer.

    Args:
        name: what a person knows it by.
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
        """Tells it from all others of the process."""
        self.ident = threading.get_ident()
        """Of the thread, as `threading.get_ident` and `sys._current_frames` have it."""
        self.state = thread_state()
        """Address of the interpreter's state for its thread; it holds until `ended`. 0 where nobody needs it."""
        self.name = name
        self.since = time.monotonic()
        """When it began, in seconds."""
        self.locks = 0
        """How many of `st.lock`'s locks it holds."""
        self.shield: Callable[[], bool] | None = None
        """Says whether others want what it computes now, so that it must not be interrupted in it; quick, without locks."""
        self.waits_for: str | None = None
        """What it waits for in a command, in words; None if for nothing that we know of."""
        self.wake: Callable[[], None] | None = None
        """Wakes it from a waiting call of Python's library; quick, raises nothing. None if it is in none that can be woken.
        Written by the thread itself, which looks at `over` after that; called by those who tell it to stop."""
        self.ended = False
        self.atlas: Atlas | None = None
        """What the thread knows of the code that it executes; made when it first asks (`fences`). Only it reads and writes this."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}{' ended' if self.ended else ''}>"

    def over(self) -> bool:
        """Whether it is to stop. Takes no lock."""
        raise NotImplementedError

    def is_app_code(self, filename: str) -> bool:
        """Whether a source file belongs to the app whose code it executes."""
        raise NotImplementedError


class Executing(Interruptible):
    """A thread while it executes code of one session."""

    __slots__ = ("kind", "scope")

    def __init__(self, scope: "Scope", kind: Kind) -> None:
        # A job knows its thread's name; the thread, which begins just now, is not in `threading.current_thread` yet.
        super().__init__(threading.current_thread().name if scope.job is None else scope.job.name)
        self.scope = scope
        self.kind = kind

    def over(self) -> bool:
        """Whether its next command would stop it."""
        return self.scope.host.over(self.scope)

    def is_app_code(self, filename: str) -> bool:
        """Whether a source file belongs to the app of its session."""
        return self.scope.host.is_app_code(filename)


def here() -> Interruptible | None:
    """Return what the calling thread executes, None if that is no code that may be told to stop."""
    found: Interruptible | None = getattr(_local, "executing", None)
    return found


def is_page_code(scope: "Scope") -> bool:
    """Whether the caller, whose scope this is, is the page's own code, in its run's script thread.

    What a library's thread calls may have the scope of the page's code, too: a bound function, a future's callback.
    """
    mine = here()
    return scope.job is None and isinstance(mine, Executing) and mine.kind == "script"


def execute_nothing() -> None:
    """Execute nothing of a session in a fork: nobody there stops what its parent was told to stop."""
    _local.executing = None


class known_here:  # noqa: N801 - used as a function; each run comes here, and a generator costs three times as much
    """Have `here` return `mine` while a block runs; it has ended with the block."""

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


class executing:  # noqa: N801 - as `known_here`
    """Let the session know that the calling thread executes its code while a block runs."""

    __slots__ = ("_known", "_mine")

    def __init__(self, scope: "Scope", kind: Kind) -> None:
        self._mine = Executing(scope, kind)
        self._known = known_here(self._mine)

    def __enter__(self) -> Executing:
        mine = self._mine
        self._known.__enter__()
        try:
            mine.scope.host.entered(mine)
        except BaseException:
            self.__exit__()
            raise
        return mine

    def __exit__(self, *_: object) -> None:
        self._known.__exit__()
        self._mine.scope.host.left_code(self._mine)


@contextlib.contextmanager
def waiting_for(what: str) -> Iterator[None]:
    """Say what the calling thread waits for while a block runs; who looks at the session's threads can read it."""
    mine = here()
    if mine is None:
        yield
        return
    before, mine.waits_for = mine.waits_for, what
    try:
        yield
    finally:
        mine.waits_for = before

"""What tasks print: to where it always goes, and to the task as well."""

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import IO, Any

_taken: ContextVar[Callable[[str], object] | None] = ContextVar("treadle_output", default=None)
"""What takes what the calling code prints."""
_lock = threading.Lock()
_users = 0  # guarded by _lock


@contextlib.contextmanager
def collected(take: Callable[[str], object]) -> Iterator[None]:
    """Let what a block prints, in whatever it calls and starts, go to a function as well."""
    global _users
    with _lock:
        _users += 1
        for name in ("stdout", "stderr"):
            stream = getattr(sys, name)
            if stream is not None and not isinstance(stream, _Tee):
                setattr(sys, name, _Tee(stream))
    token = _taken.set(take)
    try:
        yield
    finally:
        _taken.reset(token)
        with _lock:
            _users -= 1
            for name in ("stdout", "stderr") if _users == 0 else ():
                stream = getattr(sys, name)
                if isinstance(stream, _Tee):  # else somebody has replaced it meanwhile
                    setattr(sys, name, stream.stream)


class _Tee:
    """A standard stream that gives a copy of what a task writes to the task.

    The interpreter has one standard stream for all threads, so it is the stream that has to tell them apart.
    """

    def __init__(self, stream: IO[str]) -> None:
        self.stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.stream)

    def write(self, text: str) -> int:
        """Write a text."""
        take = _taken.get()
        if take is not None:
            take(text)
        return self.stream.write(text)

    def writelines(self, lines: Any) -> None:
        """Write several."""
        for line in lines:
            self.write(line)

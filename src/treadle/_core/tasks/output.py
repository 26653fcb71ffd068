"""The output of tasks: written to the usual stream, and stored in the task."""

import contextlib
import io
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import IO, Any

LINES = 1000
"""The number of lines of output that a task keeps."""

LONGEST = 10_000
"""The largest number of characters of a line.

A longer line counts as several, which limits the stored output.
"""

_taken: ContextVar[Callable[[str], object] | None] = ContextVar("treadle_output", default=None)
"""The function that receives what the calling code prints."""
_lock = threading.Lock()
_users = 0  # guarded by _lock


class Output:
    """The last lines that a task has printed. Not thread-safe."""

    def __init__(self) -> None:
        self._lines: deque[str] = deque(maxlen=LINES)
        self._begun = io.StringIO()
        """The incomplete last line. A buffer, because it may come in many pieces."""

    def add(self, text: str) -> None:
        """Add a piece of any length. Lines end in a line feed."""
        for piece in str.splitlines(text, keepends=True):
            for start in range(0, len(piece), LONGEST):
                self._begun.write(piece[start : start + LONGEST])
                if piece.endswith("\n") or self._begun.tell() >= LONGEST:
                    self._end_line()

    def text(self) -> str:
        """Return the whole output."""
        begun = self._begun.getvalue()
        lines = [*self._lines, begun] if begun else self._lines
        return "".join(list(lines)[-LINES:])

    def _end_line(self) -> None:
        self._lines.append(self._begun.getvalue())
        self._begun = io.StringIO()


@contextlib.contextmanager
def collected(take: Callable[[str], object]) -> Iterator[None]:
    """Pass a copy of what a block prints to a function. This includes code that it calls and starts."""
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
                if isinstance(stream, _Tee):  # otherwise other code has replaced it meanwhile
                    setattr(sys, name, stream.stream)


class _Tee:
    """A standard stream that passes a copy of a task's output to the task.

    The interpreter has one standard stream for all threads, so the stream must distinguish them.
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
        """Write several texts."""
        for line in lines:
            self.write(line)

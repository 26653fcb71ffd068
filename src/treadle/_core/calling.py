"""Which call code executes at this moment, and where: for errors and warnings that name the app's line."""

import ast
import linecache
import os
import threading
from collections.abc import Callable, Iterator
from types import CodeType, FrameType
from typing import NamedTuple

from .package import PACKAGE

syntax_trees = threading.Lock()
"""Held while a syntax tree is made.

CPython counts the depth of syntax trees in one place for all threads, and raises SystemError ("recursion
depth mismatch") if two are made at the same time.
"""


class At(NamedTuple):
    """A place in code.

    The line is computed when it is read, because that takes longer than storing the place.
    """

    code: CodeType
    instruction: int

    @property
    def file(self) -> str:
        """The file, relative to the working directory if it is below."""
        return short_path(self.code.co_filename)

    @property
    def line(self) -> int:
        """The line, 0 if the code has none."""
        return self._positions()[0] or 0

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}"

    def call(self) -> tuple[str, ast.Call] | None:
        """Return the source and the syntax of the current call, None if there is no source or no call."""
        line, end_line, start, end = self._positions()
        if line is None or end_line is None or start is None or end is None:
            return None
        lines = [text.encode() for text in linecache.getlines(self.code.co_filename)[line - 1 : end_line]]
        if not lines:
            return None
        lines[-1] = lines[-1][:end]
        lines[0] = lines[0][start:]
        source = f"({b''.join(lines).decode()})"
        try:
            with syntax_trees:
                found = ast.parse(source, mode="eval").body
        except SyntaxError:  # the file was saved after it was loaded
            return None
        return (source, found) if isinstance(found, ast.Call) else None

    def _positions(self) -> tuple[int | None, int | None, int | None, int | None]:
        for number, positions in enumerate(self.code.co_positions()):
            if number == self.instruction // 2:
                return positions
        return None, None, None, None


def app_line(frame: FrameType, is_app_code: Callable[[str], bool]) -> At | None:
    """Return where the app's code calls a command, None if it is nowhere in the stack.

    Args:
        frame: a frame of the calling thread.
        is_app_code: whether a file belongs to the app.
    """
    for each in outward(frame):
        if is_app_code(each.f_code.co_filename):
            return At(each.f_code, each.f_lasti)
    return None


def caller(frame: FrameType) -> At | None:
    """Return where code that is not Treadle's calls Treadle's, None if it is nowhere in the stack."""
    return app_line(frame, lambda file: not file.startswith((PACKAGE, "<frozen")))


def outward(frame: FrameType | None) -> Iterator[FrameType]:
    """Yield a frame of the calling thread and those that have called it."""
    while frame is not None:
        yield frame
        frame = frame.f_back


def short_path(filename: str) -> str:
    """Return a source path for people: relative to the app's working directory, if the file is below it."""
    try:
        relative = os.path.relpath(filename)
    except (ValueError, OSError):  # another drive; the app has left its folder, and that is gone
        return filename
    return filename if relative.startswith("..") else relative

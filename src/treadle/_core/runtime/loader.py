"""Compiles page code."""

import ast
import os
import threading
import tokenize
import types
from pathlib import Path

from treadle._core.calling import syntax_trees

from . import magic


class PageLoader:
    """Compiles page code once per saved version."""

    def __init__(self, *, with_magic: bool) -> None:
        self._with_magic = with_magic
        self._lock = threading.Lock()
        self._compiled: dict[Path, tuple[tuple[int, int], types.CodeType]] = {}  # guarded by _lock

    def load(self, path: Path) -> types.CodeType:
        """Return the code of a page.

        Raises:
            SyntaxError: it is not Python, or it is not UTF-8 and declares no other encoding.
            OSError: it cannot be read.
        """
        status = os.stat(path)
        version = status.st_mtime_ns, status.st_size
        with self._lock:
            known = self._compiled.get(path)
        if known is not None and known[0] == version:
            return known[1]
        code = compile_page(path, with_magic=self._with_magic)
        with self._lock:
            self._compiled[path] = version, code
        return code


def compile_page(path: Path, *, with_magic: bool) -> types.CodeType:
    """Read and compile one page, with top-level `await` allowed."""
    try:
        with tokenize.open(path) as file:
            source = file.read()
    except UnicodeDecodeError as error:
        raise _not_text(path, error) from None
    with syntax_trees:
        tree = ast.parse(source, str(path))
        if with_magic:
            tree = magic.rewrite(tree)
        code: types.CodeType = compile(
            tree, str(path), "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True
        )
    return code


def _not_text(path: Path, error: UnicodeDecodeError) -> SyntaxError:
    """Return a SyntaxError for the line that is not in the declared encoding.

    The decoder only knows its offset.
    """
    lines = path.read_bytes().splitlines()
    for number, line in enumerate(lines, 1):
        try:
            line.decode(error.encoding)
        except UnicodeDecodeError as found:
            byte = f"byte 0x{line[found.start]:02x}"
            shown = line.decode(error.encoding, "replace")
            return SyntaxError(
                f"this line is not {error.encoding.upper()} ({byte}): save the file in that encoding",
                (str(path), number, found.start + 1, shown),
            )
    return SyntaxError(f"the file is not {error.encoding.upper()}", (str(path), 1, 1, ""))

"""`st.echo`."""

import ast
import linecache
import sys
import tokenize
from collections.abc import Iterator
from contextlib import AbstractContextManager
from io import StringIO
from types import CodeType, TracebackType
from typing import Literal

from treadle._core.calling import At, syntax_trees
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.layout.empty import Empty
from treadle._core.elements.text.code import Code


class _Echo:
    """Shows the source of a `with` block beside what the block does."""

    def __init__(self, *, below: bool) -> None:
        self._below = below
        self._sources: list[str] = []
        """Of the blocks that have begun, the innermost last: the same object can be used in several."""

    def __enter__(self) -> None:
        frame = sys._getframe(1)
        source = block_source(frame.f_code, frame.f_lasti)
        self._sources.append(source)
        if not self._below:
            _show(source)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Literal[False]:
        source = self._sources.pop()
        if self._below and error is None:
            _show(source)
        return False


def echo(code_location: Literal["above", "below"] = "above") -> AbstractContextManager[None]:
    """Show the source code of a `with` block, and execute the block: `with st.echo(): …`.

    Args:
        code_location: where the code is shown: "above" or "below" what the block shows.

    Example:
        >>> import treadle as st
        >>> with st.echo():
        ...     st.write("This line is shown, and its code.")
    """
    return _Echo(below=code_location == "below")


def _show(source: str) -> None:
    place = Cursor().put_container(Empty())
    place.put(Code(body=source, language="python"))


def block_source(code: CodeType, instruction: int) -> str:
    """Return the source of the `with` block whose beginning is being executed, without its indentation.

    Args:
        code: the code of the frame.
        instruction: the offset of the instruction in it that enters the block.
    """
    lines = linecache.getlines(code.co_filename)
    block = _block(code, instruction, "".join(lines))
    if block is None:
        return "# The source of this block is not available."
    first, last = block.body[0], block.body[-1]
    begin = min([first.lineno, *(each.lineno for each in getattr(first, "decorator_list", []))])
    end = last.end_lineno or last.lineno
    if begin == block.lineno or begin == block.items[-1].context_expr.end_lineno:  # all on one line
        return (ast.get_source_segment("".join(lines), first) or "").strip()
    return _dedented(lines[begin - 1 : end])


def _block(code: CodeType, instruction: int, source: str) -> ast.With | ast.AsyncWith | None:
    """Return the innermost block that an instruction enters."""
    line = At(code, instruction).line
    try:
        with syntax_trees:
            tree = ast.parse(source, code.co_filename)
    except SyntaxError:  # the file was saved after it was loaded
        return None
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.With | ast.AsyncWith)
        and any(
            item.context_expr.lineno <= line <= (item.context_expr.end_lineno or 0) for item in node.items
        )
    ]
    return max(found, key=lambda node: (node.lineno, node.col_offset), default=None)


def _dedented(lines: list[str]) -> str:
    """Return lines without the indentation of the first one. A text with less indentation stays as it is."""
    indent = lines[0][: len(lines[0]) - len(lines[0].lstrip())]
    inside = set(_inside_texts("".join(lines)))
    if all(lines[number - 1].startswith(indent) or not lines[number - 1].strip() for number in inside):
        inside = set()
    shown = [
        line if number in inside else line.removeprefix(indent) for number, line in enumerate(lines, start=1)
    ]
    return "".join(line if line.strip() else "\n" for line in shown).rstrip()


def _inside_texts(source: str) -> Iterator[int]:
    """Yield the numbers of lines that begin inside of a text in triple quotes."""
    names = ("STRING", "FSTRING_MIDDLE", "TSTRING_MIDDLE")  # newer Pythons have the later ones
    begin = {getattr(tokenize, name) for name in names if hasattr(tokenize, name)}
    try:
        for token in tokenize.generate_tokens(StringIO(f"if True:\n{source}\n").readline):
            if token.type in begin:
                yield from range(token.start[0], token.end[0])
    except (tokenize.TokenError, IndentationError):
        return

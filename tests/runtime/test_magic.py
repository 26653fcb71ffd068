"""A bare expression on a line of its own is written to the page; what stands there for what it does is
not.
"""

import ast

import pytest

from treadle._core.runtime.magic import WRITER, rewrite
from treadle.testing import AppTest


def written(source: str) -> list[str]:
    """The arguments of each write that the rewritten source has."""
    tree = rewrite(ast.parse(source))
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    return [", ".join(map(ast.unparse, call.args)) for call in calls if call.func.id == WRITER]  # type: ignore[attr-defined]


VALUES = [
    "x",
    "x.y",
    "x[0]",
    "42",
    "f'{x}'",
    "[1, 2]",
    "{'a': 1}",
    "{1}",
    "x + 1",
    "-x",
    "not x",
    "x < 1",
    "x if x else 1",
    "[y for y in x]",
    "{y: 1 for y in x}",
    "x and y",
    "lambda: x",
    "(y for y in x)",
]


@pytest.mark.parametrize("line", VALUES)
def test_values_are_written(line):
    assert written(f"x = 1\n{line}") == [line]


def test_a_text_is_written_though_the_first_of_a_script_is_its_docstring():
    assert written("'doc'\nx = 1\n'text'") == ["'text'"]


def test_a_tuple_is_written_as_several_values():
    assert written("x = 1\nx, 'and', 2") == ["x, 'and', 2"]


@pytest.mark.parametrize(
    "line", ["f()", "x.append(1)", "None", "...", "x = 2", "await f()", "yield_ = 1", "del x", "pass"]
)
def test_what_stands_there_for_what_it_does_is_not_written(line):
    assert written(f"x = 1\n{line}") == []


def test_docstrings_are_not_written():
    assert written(
        '"""module"""\ndef f():\n    """function"""\n    x\nclass C:\n    """class"""\n    "attribute"'
    ) == ["x"]


def test_blocks_are_entered():
    source = (
        "if a:\n    1\nelse:\n    2\nfor b in c:\n    3\nwith d:\n    4\ntry:\n    5\nexcept E:\n    6\n"
        "finally:\n    7"
    )
    assert sorted(written(source)) == list("1234567")


def test_imports_from_the_future_stay_first():
    tree = rewrite(ast.parse('"""doc"""\nfrom __future__ import annotations\nx = 1\nx'))
    compile(tree, "app.py", "exec")
    assert ast.get_docstring(tree) == "doc"


def test_nothing_is_imported_where_nothing_is_written():
    assert ast.dump(rewrite(ast.parse("x = 1\nf(x)"))) == ast.dump(ast.parse("x = 1\nf(x)"))


def test_line_numbers_stay_so_that_tracebacks_are_right():
    at = AppTest.from_string("x = 1\nx\n\nraise ValueError('line 4')").run()
    assert "line 4" in at.exception[0].stack_trace[-1]


def test_a_magic_line_writes_at_its_place():
    at = AppTest.from_string("import treadle as st\nst.text('a')\n'**b**'\nst.text('c')").run()
    assert [element.value for element in at.main.children.values()] == ["a", "**b**", "c"]

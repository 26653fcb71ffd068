"""What docs/reference/threads.md promises has tests: each row names some, they exist, and none of the
races is named nowhere.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CONTRACT = ROOT / "docs" / "reference" / "threads.md"
TEXT = CONTRACT.read_text(encoding="utf-8")

NAME = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
PROVED = "proved by"


def rows(text: str) -> Iterator[tuple[str, str]]:
    """Yield what holds and what proves it, of each row of the tables that prove something."""
    proves = False
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            proves = False
        elif cells[-1] == PROVED:
            proves = True
        elif proves and set(line) - set("|-: "):
            yield cells[0], cells[-1]


@cache
def names_in(path: Path) -> frozenset[str]:
    """Return the tests of a file: functions, those of a class included, and names that a test case is
    given.
    """
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found.update(target.id for target in node.targets if isinstance(target, ast.Name))
    return frozenset(name for name in found if name.startswith("test_"))


def unproved(text: str, root: Path) -> list[str]:
    """Return what is wrong with a text's tables, in words."""
    wrong = [f"no test is named: {holds}" for holds, proof in rows(text) if not NAME.search(proof)]
    for file, test in NAME.findall(text):
        path = root / file
        if not path.is_file():
            wrong.append(f"there is no such file: {file}")
        elif test not in names_in(path):
            wrong.append(f"there is no such test: {file}::{test}")
    return wrong


def test_each_sentence_names_tests_that_there_are() -> None:
    assert len(list(rows(TEXT))) > 100, "the tables are read"
    assert unproved(TEXT, ROOT) == []


def test_each_file_of_races_proves_something() -> None:
    named = {file for _, proof in rows(TEXT) for file, _ in NAME.findall(proof)}
    races = {f"tests/races/{path.name}" for path in (ROOT / "tests" / "races").glob("test_*.py")}
    assert races - named == set(), "say in docs/reference/threads.md what they prove"


TABLE = "| what holds | proved by |\n|---|---|\n| It is so | {} |\n"


@pytest.mark.parametrize(
    ("proof", "wrong"),
    [
        ("`tests/test_contract.py::test_what_is_missing_is_found`", []),
        ("as everybody knows", ["no test is named: It is so"]),
        ("`tests/test_nothing.py::test_it`", ["there is no such file: tests/test_nothing.py"]),
        ("`tests/test_contract.py::test_it`", ["there is no such test: tests/test_contract.py::test_it"]),
        ("`tests/test_contract.py::rows`", ["there is no such test: tests/test_contract.py::rows"]),
    ],
)
def test_what_is_missing_is_found(proof: str, wrong: list[str]) -> None:
    assert unproved(TABLE.format(proof), ROOT) == wrong

"""What others do to a session has names, and `docs/explanation/architecture.md` has them all."""

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

from treadle._core import session as room
from treadle._core.session.operation import Operation, StateChange
from treadle._core.session.transitions import LANES, RUNS

ROOT = Path(__file__).parents[2]
DOC = ROOT / "docs" / "explanation" / "architecture.md"
ROOM = ROOT / "src" / "treadle" / "_core" / "session"


def operations() -> list[type[Operation]]:
    modules = [
        importlib.import_module(f"{room.__name__}.{found.name}")
        for found in pkgutil.iter_modules(room.__path__)
    ]
    return [
        kind
        for module in modules
        for kind in vars(module).values()
        if inspect.isclass(kind)
        and issubclass(kind, Operation)
        and kind.__module__ == module.__name__
        and kind not in (Operation, StateChange)
    ]


def said(kind: type) -> str:
    paragraph, _, _ = inspect.cleandoc(kind.__doc__ or "").partition("\n\n")
    return paragraph.replace("\n", " ")


def table_of_operations() -> list[str]:
    return [
        f"| `{kind.__name__}` | `{kind.__module__.rpartition('.')[2]}.py` | {said(kind)} |"
        for kind in operations()
    ]


def table_of_transitions(table: dict[tuple[str, str], str]) -> list[str]:
    return [f"| {before} | {after} | {when} |" for (before, after), when in table.items()]


@pytest.mark.parametrize(
    ("title", "rows"),
    [
        ("| operation | file | what it does |", table_of_operations()),
        ("| a run goes from | to | when |", table_of_transitions(RUNS)),
        ("| a lane goes from | to | when |", table_of_transitions(LANES)),
    ],
    ids=["operations", "runs", "lanes"],
)
def test_the_document_has_the_tables_of_the_code(title: str, rows: list[str]) -> None:
    lines = DOC.read_text("utf-8").splitlines()
    assert title in lines, f"{DOC.name} has no table that begins with {title}"
    begin = lines.index(title) + 2
    length = next(i for i, line in enumerate(lines[begin:]) if not line.startswith("|"))
    wanted = "\n".join(rows)
    assert lines[begin : begin + length] == rows, f"The table must be:\n{title}\n{wanted}"


def test_every_operation_says_what_it_does_in_sentences() -> None:
    assert operations()
    for kind in operations():
        assert re.fullmatch(r"[A-Z][^|]*\.", said(kind)), kind


def test_nobody_else_runs_code_of_its_own_on_a_session() -> None:
    """Outside of the session's room, only its driver has the lock and the session; all others give it
    operations.
    """
    own = re.compile(r"\b(transact|peek)\(")
    for folder in ("src", "tests", "bench"):
        for path in (ROOT / folder).rglob("*.py"):
            lines = path.read_text("utf-8").splitlines()
            found = [line for line in lines if own.search(line) and "def peek(self, size: int)" not in line]
            assert found == [] or path == Path(__file__), path


def test_the_room_has_small_files() -> None:
    lengths = {path.name: len(path.read_text("utf-8").splitlines()) for path in ROOM.glob("*.py")}
    assert max(lengths.values()) <= 600, lengths
    assert lengths["session.py"] < 400
    cursor = ROOM.parent / "elements" / "cursor.py"
    assert len(cursor.read_text("utf-8").splitlines()) < 400

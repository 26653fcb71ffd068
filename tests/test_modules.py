"""The modules of the source as a whole: what imports what, and how long files are."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import treadle

SOURCE = Path(treadle.__file__).parent
MOST_LINES = 600
GENERATED = {"api.py"}
"""Files that a script writes."""


def modules() -> dict[str, Path]:
    """All modules by name."""
    found = {}
    for path in SOURCE.rglob("*.py"):
        parts = ("treadle", *path.relative_to(SOURCE).with_suffix("").parts)
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(name: str, path: Path, known: dict[str, Path]) -> Iterator[str]:
    """The modules that a module imports, wherever it does: in functions, and for type checking."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name in known)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) + 1 - node.level] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            for each in node.names:
                imported = f"{base}.{each.name}"
                if imported in known:
                    yield imported
                elif base in known:
                    yield base


def test_no_modules_import_each_other_in_a_circle():
    known = modules()
    graph = {name: set(imports(name, path, known)) - {name} for name, path in known.items()}
    assert sum(map(len, graph.values())) > 500, "the imports were not found"
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError(f"These import each other: {' <- '.join(error.args[1])}") from None


def test_no_file_is_too_long_to_be_read_at_once():
    lengths = {
        str(path.relative_to(SOURCE)): path.read_bytes().count(b"\n")
        for path in SOURCE.rglob("*.py")
        if path.name not in GENERATED
    }
    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES} == {}

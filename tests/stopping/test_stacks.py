"""What may lie between app code and the beginning of a thread, as far as one frame says."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TypeVar

import pytest

from treadle._core.stopping.frames import outward
from treadle._core.stopping.stacks import MAY_BE_LEFT, Atlas, app_frames

T = TypeVar("T")
THREADS = Path(__file__).parents[2] / "docs" / "reference" / "threads.md"


def seen(source: str, filename: str, ask: Callable[[list[FrameType]], T]) -> T:
    """Execute source that calls `look`, and return what is answered to the stack there, innermost first."""
    found: list[T] = []

    def look() -> None:
        found.append(ask(list(outward(sys._getframe(1)))))

    exec(compile(source, filename, "exec"), {"look": look})
    return found[0]


def whose(stack: list[FrameType]) -> list[bool]:
    return list(app_frames(stack, is_app_code))


def refusal(stack: list[FrameType]) -> str:
    # What has called `exec` here is no library that anybody knows: it is as far as this goes.
    return Atlas().refusal(stack, is_app_code) or ""


def is_app_code(filename: str) -> bool:
    return filename == "app.py"


def test_what_the_app_executes_is_the_apps() -> None:
    source = "exec('exec(\"look()\", globals())', globals())"
    assert seen(source, "app.py", whose)[:4] == [True, True, True, False]


def test_what_a_library_executes_is_not_the_apps() -> None:
    assert not any(seen("exec('look()', globals())", "library.py", whose))


WRAPPED = {
    "cached_property": (
        "import functools\nclass A:\n @functools.cached_property\n def a(self): look()\nA().a"
    ),
    "mapping": (
        "import collections.abc\nclass A(collections.abc.Mapping):\n def __getitem__(self, key): look()\n"
        " def __iter__(self): pass\n def __len__(self): pass\nA().get(1)"
    ),
    "json": "import json\njson.dumps(object(), default=lambda each: look())",
}


@pytest.mark.parametrize(
    ("name", "refused"), [("cached_property", False), ("mapping", False), ("json", True)]
)
def test_only_what_is_listed_may_be_left(name: str, refused: bool) -> None:
    why = seen(WRAPPED[name], "app.py", refusal)
    assert ("json" in why) is refused
    assert "library calls it" in why


def test_the_documentation_lists_what_may_be_left() -> None:
    text = THREADS.read_text(encoding="utf-8")
    table = text[text.index("### What may lie between") : text.index("What is not in the table")]
    assert [module for module, _, _ in MAY_BE_LEFT if f"`{module}`" not in table] == []

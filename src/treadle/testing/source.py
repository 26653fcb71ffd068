"""Apps that a test brings as text or as a function, made into files."""

import inspect
import tempfile
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

ARGS, KWARGS = "__test_args__", "__test_kwargs__"
"""Names under which a function's script finds its arguments."""


def of_function(function: Callable[..., Any]) -> str:
    """Return a script that calls a function, which must import what it uses."""
    lines = textwrap.dedent(inspect.getsource(function))
    return f"{lines}\n{function.__name__}(*{ARGS}, **{KWARGS})\n"


def of_text(text: str) -> str:
    """Return a script given as text, which may be indented as the test around it is."""
    return textwrap.dedent(text)


def write(source: str) -> Path:
    """Write a script into a folder of its own, so that it can import nothing by accident, and return its path."""
    path = Path(tempfile.mkdtemp(prefix="treadle-test-")) / "app.py"
    path.write_text(source, encoding="utf-8")
    return path


def beside(path: Path, caller: str) -> Path:
    """Return an app's path; one that is not absolute is relative to the file that asks.

    Raises:
        FileNotFoundError: there is no such file.
    """
    found = path if path.is_absolute() else Path(caller).parent / path
    if not found.is_file():
        raise FileNotFoundError(
            f"There is no app at {found}. A relative path is taken from the folder of the file that names it."
        )
    return found

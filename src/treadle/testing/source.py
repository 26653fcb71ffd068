"""Files for apps that a test gives as a text or a function."""

import inspect
import tempfile
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

ARGS, KWARGS = "__test_args__", "__test_kwargs__"
"""The names under which the script of a function finds its arguments."""


def of_function(function: Callable[..., Any]) -> str:
    """Return a script that defines and calls a function. The function must import what it uses."""
    lines = textwrap.dedent(inspect.getsource(function))
    return f"{lines}\n{function.__name__}(*{ARGS}, **{KWARGS})\n"


def of_text(text: str) -> str:
    """Return a script from a text. The text may be indented."""
    return textwrap.dedent(text)


def write(source: str) -> Path:
    """Write a script into a new folder and return its path.

    In a new folder, it imports no other file by accident.
    """
    path = Path(tempfile.mkdtemp(prefix="treadle-test-")) / "app.py"
    path.write_text(source, encoding="utf-8")
    return path


def beside(path: Path, caller: str) -> Path:
    """Return the path of an app. A relative path starts at the folder of the calling file.

    Raises:
        FileNotFoundError: there is no such file.
    """
    found = path if path.is_absolute() else Path(caller).parent / path
    if not found.is_file():
        raise FileNotFoundError(
            f"There is no app at {found}. A relative path is taken from the folder of the file that names it."
        )
    return found

"""`import streamlit` in a Python process that an app has started gives Treadle, as in the app.

Python finds this file before an installed Streamlit. It replaces its own module by the right one. A process
gets Streamlit itself if it has no Treadle or another one, as the Python of another environment has, or if it
is Streamlit's own command.
"""

import importlib
import importlib.util
import os
import runpy
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
NAME = "streamlit"


def serves() -> bool:
    """Whether this process gets Treadle."""
    command = Path(sys.argv[0]).stem if sys.argv else ""  # not set yet while Python starts
    if __name__ == "__main__" or command == NAME:
        return False
    found = importlib.util.find_spec("treadle")
    return (
        found is not None
        and found.origin is not None
        and FOLDER.is_relative_to(Path(found.origin).resolve().parent)
    )


def leave() -> None:
    """Remove this folder from the import path of this process and of those that it starts."""

    def others(paths: list[str]) -> list[str]:
        return [path for path in paths if not path or Path(path).resolve() != FOLDER]

    sys.path[:] = others(sys.path)
    os.environ["PYTHONPATH"] = os.pathsep.join(others(os.environ.get("PYTHONPATH", "").split(os.pathsep)))


if serves():
    sys.modules.pop(NAME)
    from treadle._core.runtime import alias

    alias.install()
else:
    leave()
if __name__ == "__main__":  # python -m streamlit
    runpy.run_module(NAME, run_name="__main__", alter_sys=True)
else:
    sys.modules.pop(NAME, None)
    importlib.import_module(NAME)

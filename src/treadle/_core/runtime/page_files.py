"""The files of an app's pages: which there are, and how one is executed.

They are those in the folder `pages` beside the script, unless the app tells `st.navigation` others.
"""

import inspect
import os
import types
from collections.abc import Coroutine, Iterable, Mapping
from pathlib import Path
from typing import Any

from treadle._core.session.page_files import table_of_files
from treadle._core.session.pages import Table

from . import process
from .loader import PageLoader
from .source import Source


class PageFiles:
    """The files of an app's pages.

    Args:
        source: the app's source; it hears of all files.
        loader: compiles them.
        namespace: names that they find defined.
        shown: whether the sidebar has the menu of the pages in the folder.
    """

    def __init__(
        self, source: Source, loader: PageLoader, namespace: Mapping[str, Any], *, shown: bool
    ) -> None:
        self._source, self._loader, self._namespace = source, loader, namespace
        self._shown = shown
        self._declared = False
        """Whether the app calls `st.navigation`; any thread may write it."""

    @property
    def script(self) -> Path:
        """The app's script."""
        return self._source.script

    def execute(self, file: Path) -> Coroutine[Any, Any, None] | None:
        """Execute the code in a file. If it awaits, return it as a coroutine instead.

        Raises:
            SyntaxError: it is not Python.
            OSError: it cannot be read.
        """
        code = self._loader.load(file)
        module = types.ModuleType("__main__")
        module.__file__ = str(file)
        vars(module).update(self._namespace)
        # Classes and functions that a page defines are looked up here: by pickle, dataclasses and type hints.
        # As in a program, `__main__` is what runs; of several runs, the newest.
        process.become_main(module)
        if code.co_flags & inspect.CO_COROUTINE:
            body: Coroutine[Any, Any, None] = types.FunctionType(code, vars(module))()
            return body
        exec(code, vars(module))
        return None

    def table(self) -> Table | None:
        """Return the pages in the folder now. None: there are none, or the app calls `st.navigation`."""
        if self._declared:
            return None
        try:
            with os.scandir(self._source.page_folder) as entries:
                names = [entry.name for entry in entries if _is_page(entry)]
        except OSError:  # nearly always: there is no such folder
            return None
        if not names:
            return None
        files = [self._source.page_folder / name for name in names]
        return table_of_files(self._source.script, files, "sidebar" if self._shown else "hidden")

    def declare(self, files: Iterable[str]) -> None:
        """Note that the app calls `st.navigation`, with pages in these files."""
        self._declared = True
        known = self._source.pages
        if not known.issuperset(files):
            self._source.pages = known.union(files)

    def forget(self) -> None:
        """Use the folder `pages` again: the saved script may no longer call `st.navigation`."""
        self._declared = False


def _is_page(entry: "os.DirEntry[str]") -> bool:
    name = entry.name
    return name.endswith(".py") and not name.startswith(".") and name != "__init__.py" and entry.is_file()

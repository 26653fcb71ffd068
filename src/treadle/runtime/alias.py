"""`import streamlit` in an app gives Treadle, while an app runs.

A finder serves the name and the submodules from the folder `treadle/compat/streamlit`, which mirrors what apps use of
Streamlit. It stands first while at least one app is served and is gone afterwards, together with what it loaded, so an
installed Streamlit is itself again; calls nest, like those of `process`.

The finder only knows a folder: the modules in it may use every room, and this one none of them.
"""

import importlib.abc
import importlib.util
import logging
import sys
import threading
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

NAME = "streamlit"
FOLDER = Path(__file__).resolve().parent.parent / "compat" / NAME

log = logging.getLogger("treadle.alias")

_lock = threading.Lock()
_users = 0  # guarded by _lock


class AliasFinder(importlib.abc.MetaPathFinder):
    """Finds `streamlit` and what is below it in a folder of Treadle's."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where a module is; None if it is not this finder's.

        Raises:
            ModuleNotFoundError: it is a part of Streamlit that Treadle does not have.
        """
        first, *rest = fullname.split(".")
        # Who has the real one has its submodules too, or the two would be mixed.
        if first != NAME or _real_is_loaded():
            return None
        place = FOLDER.joinpath(*rest)
        if (place / "__init__.py").is_file():
            return importlib.util.spec_from_file_location(
                fullname, place / "__init__.py", submodule_search_locations=[str(place)]
            )
        if place.with_suffix(".py").is_file():
            return importlib.util.spec_from_file_location(fullname, place.with_suffix(".py"))
        raise ModuleNotFoundError(
            f"No module named {fullname!r}: in an app that Treadle runs, `import {NAME}` gives Treadle, which does not have "
            "this part of Streamlit.",
            name=fullname,
        )


_finder = AliasFinder()


def install() -> None:
    """Begin to give Treadle to who imports Streamlit. Warns if Streamlit itself was imported before."""
    global _users
    with _lock:
        _users += 1
        if _users > 1:
            return
        sys.meta_path.insert(0, _finder)
        if _real_is_loaded():
            log.warning(
                "Streamlit itself was imported in this process before the app was started, so `import streamlit` in the "
                "app gives Streamlit, whose commands do not reach Treadle's page. Import it after the app was started, "
                "or write `import treadle as st` in the app."
            )


def uninstall() -> None:
    """End what `install` began; after the last call the name is nobody's or the installed Streamlit's."""
    global _users
    with _lock:
        _users -= 1
        if _users:
            return
        sys.meta_path.remove(_finder)
        for name, module in list(sys.modules.items()):
            if name.partition(".")[0] == NAME and _is_ours(module):
                del sys.modules[name]


def _real_is_loaded() -> bool:
    module = sys.modules.get(NAME)
    return module is not None and not _is_ours(module)


def _is_ours(module: ModuleType) -> bool:
    file = getattr(module, "__file__", None)
    return file is not None and Path(file).is_relative_to(FOLDER)

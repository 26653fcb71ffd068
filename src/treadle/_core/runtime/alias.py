"""`import streamlit` in an app gives Treadle, while an app runs.

A finder provides the name and the submodules from the folder `treadle/_core/compat/streamlit`, which mirrors
the modules of Streamlit that apps use. It is the first finder while at least one app is served. Afterwards it
is removed with the modules that it loaded, so an installed Streamlit is found again. Calls nest, like those
of `process`.

The finder only knows a folder. The modules in it may use every room, and this room uses none of them.

Processes that the app starts import the app's modules, and often its script, again (`multiprocessing` with
"spawn" and "forkserver", joblib, `subprocess`). So while the finder is active, the folder
`treadle/_core/compat/children` is in the import path, which such a process copies, and in `PYTHONPATH`, which
it inherits. See `streamlit.py` there.
"""

import importlib.util
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.metadata import Distribution, DistributionFinder
from pathlib import Path
from types import ModuleType
from typing import Any

from treadle._core.naming import did_you_mean, refusal

NAME = "streamlit"
FOLDER = Path(__file__).resolve().parent.parent / "compat" / NAME
CHILDREN = str(FOLDER.parent / "children")

NO_CONTEXT = DistributionFinder.Context()

log = logging.getLogger("treadle.alias")

_lock = threading.Lock()
_users = 0  # guarded by _lock
_shown: list[Callable[[], None]] = []  # what `_hide_from_children` undoes; guarded by _lock


class _Loader(SourceFileLoader):
    """Loads a module of the folder. The module itself answers for names that it does not have."""

    def exec_module(self, module: ModuleType) -> None:
        """Execute the module.

        Then its submodules become its attributes, as in Streamlit, which imports all of its own.
        """
        super().exec_module(module)
        mine, called = module.__dict__, module.__name__
        own = mine.get("__getattr__")
        public = sorted(mine["__all__"])
        # collected once, because apps ask for names all the time
        modules = (
            {file.stem for file in Path(self.path).parent.iterdir()} if self.is_package(called) else set()
        )

        def missing(name: str) -> object:
            if name in modules and _file(f"{called}.{name}") is not None:
                return importlib.import_module(f"{called}.{name}")
            if own is not None:
                return own(name)
            raise refusal(
                f"Treadle has no `{called}.{name}`.{did_you_mean(name, public)} In an app that Treadle runs, "
                f"`import {NAME}` gives Treadle, which does not have this part of Streamlit.",
                name,
                sys._getframe(1),
            )

        mine["__getattr__"] = missing
        mine.setdefault("__dir__", lambda: public)


class AliasFinder(DistributionFinder):
    """Finds `streamlit` and its submodules in a folder of Treadle, and the version of its API."""

    def find_distributions(self, context: DistributionFinder.Context = NO_CONTEXT) -> Iterable[Distribution]:
        """Return the distribution `streamlit` to those who ask for it by name, installed or not."""
        return () if context.name != NAME or _real_is_loaded() else (_Metadata(),)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where a module is; None if it is not in the folder.

        Raises:
            ModuleNotFoundError: it is a part of Streamlit that Treadle does not have.
        """
        # A process with the real one gets its submodules, too. Otherwise the two would be mixed.
        if fullname.partition(".")[0] != NAME or _real_is_loaded():
            return None
        file = _file(fullname)
        if file is not None:
            folders = [str(file.parent)] if file.name == "__init__.py" else None
            loader = _Loader(fullname, str(file))
            return importlib.util.spec_from_file_location(
                fullname, file, loader=loader, submodule_search_locations=folders
            )
        raise ModuleNotFoundError(
            f"No module named {fullname!r}: in an app that Treadle runs, `import {NAME}` gives Treadle, "
            "which does not have this part of Streamlit.",
            name=fullname,
        )


class _Metadata(Distribution):
    """The distribution `streamlit`, for packages that ask for its version: that of the API."""

    def read_text(self, filename: str) -> str | None:
        """Return the metadata; None for any other file."""
        if filename != "METADATA":
            return None
        version = importlib.import_module(f"{NAME}.version").STREAMLIT_VERSION_STRING
        return f"Metadata-Version: 2.1\nName: {NAME}\nVersion: {version}\n"

    def locate_file(self, path: str | os.PathLike[str]) -> Any:
        """Return where a file of the alias is."""
        return FOLDER.parent / path


def _file(fullname: str) -> Path | None:
    """Return the file of a module, None if the folder has no such module."""
    place = FOLDER.joinpath(*fullname.split(".")[1:])
    files = (place / "__init__.py", place.with_suffix(".py"))
    return next((file for file in files if file.is_file()), None)


_finder = AliasFinder()


def install() -> None:
    """Begin to give Treadle to code that imports Streamlit. Warn if Streamlit itself was imported before."""
    global _users
    with _lock:
        _users += 1
        if _users > 1:
            return
        sys.meta_path.insert(0, _finder)
        if _real_is_loaded():
            log.warning(
                "Streamlit itself was imported in this process before the app was started, so `import "
                "streamlit` in the app gives Streamlit, whose commands do not reach Treadle's page. Import "
                "it after the app was started, or write `import treadle as st` in the app."
            )
        else:
            _show_to_children()


def uninstall() -> None:
    """End `install`. After the last call, the name is free, or belongs to the installed Streamlit."""
    global _users
    with _lock:
        _users -= 1
        if _users:
            return
        sys.meta_path.remove(_finder)
        _hide_from_children()
        for name, module in list(sys.modules.items()):
            if name.partition(".")[0] == NAME and _is_ours(module):
                del sys.modules[name]


def _show_to_children() -> None:
    """Make the processes that this one starts import Treadle by the name.

    No effect in a process that was started so itself.
    """
    if CHILDREN not in sys.path:
        sys.path.insert(0, CHILDREN)
        _shown.append(lambda: sys.path.remove(CHILDREN) if CHILDREN in sys.path else None)
    paths = os.environ.get("PYTHONPATH")
    if paths is None:
        os.environ["PYTHONPATH"] = CHILDREN
    elif CHILDREN not in paths.split(os.pathsep):
        os.environ["PYTHONPATH"] = os.pathsep.join([CHILDREN, paths])
    else:
        return
    _shown.append(_leave_environment)


def _leave_environment() -> None:
    """Remove the folder from `PYTHONPATH`. The app may have added other folders."""
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if CHILDREN in paths:
        paths.remove(CHILDREN)
        if paths:
            os.environ["PYTHONPATH"] = os.pathsep.join(paths)
        else:
            del os.environ["PYTHONPATH"]


def _hide_from_children() -> None:
    while _shown:
        _shown.pop()()


def _real_is_loaded() -> bool:
    module = sys.modules.get(NAME)
    return module is not None and not _is_ours(module)


def _is_ours(module: ModuleType) -> bool:
    file = getattr(module, "__file__", None)
    return file is not None and Path(file).is_relative_to(FOLDER)

"""An app's source: the files that are its own, and the reload of saved ones."""

import _imp
import inspect
import logging
import os
import site
import sys
import sysconfig
import threading
from collections.abc import Iterator, Sequence
from importlib import _bootstrap
from pathlib import Path
from types import ModuleType
from typing import Any

from treadle._core.package import PACKAGE

log = logging.getLogger("treadle.source")


class Source:
    """The script and the app's own imported modules."""

    def __init__(self, script: Path, watch: Sequence[str] = (), ignore: Sequence[str] = ()) -> None:
        self.script = script
        self._watch = tuple(watch)
        self._ignore = tuple(_folder(Path(path)) for path in ignore)
        self.version = 0
        """Counts the reloads. One thread writes it."""
        self._known: dict[str, bool] = {}  # a cache: any thread may write the same answer
        self._before = frozenset(sys.modules)
        """Modules that existed before the app. They belong to its server."""
        self.pages: frozenset[str] = frozenset()
        """Files of pages that the app has passed to `st.navigation`. Any thread may replace the set."""
        self.page_folder = self.script.parent / "pages"
        self._renewal = threading.Lock()
        self._renewed = 0
        """The version for which modules were last dropped; written with `_renewal` held."""

    def owns(self, filename: str) -> bool:
        """Whether a source file is the app's own, and not Python's, an installed package's or Treadle's."""
        known = self._known.get(filename)
        if known is None:
            known = self._known[filename] = self._belongs(filename)
        return known

    def _belongs(self, filename: str) -> bool:
        if filename.startswith("<"):
            return False
        path = os.path.abspath(filename)
        folder = _folder(self.script.parent)
        around = [root for root in (_TREADLE, *_INSTALLED) if path.startswith(root)]
        if not path.startswith(folder):
            return not around
        # Packages may be below the app's folder, even Python itself (below `/`, in a container). The app may
        # be inside a package, as the demo is.
        inside = path[len(folder) :].split(os.sep)
        return all(len(root) <= len(folder) for root in around) and not (_NAMES & set(inside))

    def modules(self) -> Iterator[tuple[str, str]]:
        """Yield the name and file of each imported module that is the app's own."""
        for name, module in list(sys.modules.items()):
            file = _file(module)
            if file is not None and name not in self._before and name != "__main__" and self.owns(file):
                yield name, file

    def folders(self) -> frozenset[str]:
        """Return the folders to watch: those of the script, of its modules, and of an option."""
        found = {
            str(self.script.parent),
            str(self.page_folder),
            *(os.path.dirname(file) for file in self.pages),
            *(os.path.dirname(os.path.abspath(file)) for _, file in self.modules()),
        }
        for root in self._watch:
            found.update(folder for folder, _, _ in os.walk(root))
        return frozenset(folder for folder in found if os.path.isdir(folder) and not self._ignored(folder))

    def _ignored(self, path: str) -> bool:
        return os.path.join(path, "").startswith(self._ignore) if self._ignore else False

    def take_up(self, saved: set[str]) -> bool:
        """Use saved source in the next runs. Return whether any of it is the app's."""
        extra = tuple(_folder(Path(root)) for root in self._watch)
        relevant = {str(self.script), *self.pages, *(os.path.abspath(file) for _, file in self.modules())}
        if not any(
            path in relevant
            or os.path.dirname(path) == str(self.page_folder)
            or (extra and path.startswith(extra))
            for path in saved
            if not self._ignored(path)
        ):
            return False
        self.version += 1
        return True

    def renew(self) -> None:
        """Drop the app's modules if source was saved, so that they are imported again.

        Each run of the app calls this first.

        All modules are dropped, not only the saved ones, because others hold objects of theirs. This happens
        at the beginning of the next run, and never during an import of one of them: importing code expects to
        find a module, and its packages, where they were.
        """
        if self._renewed == self.version:
            return
        with self._renewal:
            version = self.version
            while self._renewed != version:
                busy = self._drop_modules()
                if not busy:
                    self._renewed = version
                for name in busy:  # as who imports a module waits for another that has begun to
                    _bootstrap._lock_unlock_module(name)  # type: ignore[attr-defined]

    def _drop_modules(self) -> list[str]:
        """Forget the app's modules. If some are being imported, forget none and return their names."""
        _imp.acquire_lock()  # no import begins
        try:
            names = [name for name, _ in self.modules()]
            below = tuple(f"{name}." for name in names)
            imported = list(_bootstrap._module_locks)  # type: ignore[attr-defined]
            busy = [name for name in imported if name in names or name.startswith(below)]
            if not busy:
                for name in names:
                    sys.modules.pop(name, None)
            return busy
        finally:
            _imp.release_lock()


def _file(module: ModuleType) -> str | None:
    """Return a module's source file; for a package without one, the file that it could have. None if unknown.

    This executes no code of the module. Asking a module for a missing attribute would call its `__getattr__`,
    which may raise anything, load half a library, or import a lazy module.
    """
    file = _attribute(module, "__file__")
    if isinstance(file, str):
        return file
    try:
        for folder in _attribute(module, "__path__") or ():
            return os.path.join(folder, "__init__.py")
    except Exception:
        log.debug("a module is not watched, as its folder is not known", exc_info=True)
    return None


def _attribute(module: object, name: str) -> Any:
    """Return a module's attribute without executing its code; None if it has none."""
    try:
        return object.__getattribute__(module, "__dict__")[name]
    except (AttributeError, KeyError):  # what a module puts in its place in `sys.modules` may be any object
        return inspect.getattr_static(module, name, None)


def _folder(path: Path) -> str:
    return os.path.join(os.path.abspath(path), "")


_TREADLE = PACKAGE


def _installed() -> tuple[str, ...]:
    roots = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    roots.update(site.getsitepackages())
    roots.add(site.getusersitepackages())
    return tuple(_folder(Path(root)) for root in roots if root)


_NAMES = frozenset(["site-packages", "dist-packages"])
_INSTALLED = _installed()
"""The folders of Python itself and of installed packages."""

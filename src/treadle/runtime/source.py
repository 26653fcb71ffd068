"""An app's source: which files are the app's own, and how saved ones are taken up."""

import os
import site
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path


class Source:
    """The script and the modules of its own that it has imported."""

    def __init__(self, script: Path, watch: Sequence[str] = (), ignore: Sequence[str] = ()) -> None:
        self.script = script
        self._watch = tuple(watch)
        self._ignore = tuple(_folder(Path(path)) for path in ignore)
        self.version = 0
        """Counts how often saved source was taken up; one thread writes it."""
        self._known: dict[str, bool] = {}  # a cache: any thread may write the same answer
        self._before = frozenset(sys.modules)
        """Modules that were there before the app: they are whoever's who serves it."""

    def owns(self, filename: str) -> bool:
        """Whether a source file is the app's own, rather than Python's, an installed package's or Treadle's."""
        known = self._known.get(filename)
        if known is None:
            known = self._known[filename] = self._belongs(filename)
        return known

    def _belongs(self, filename: str) -> bool:
        if filename.startswith("<"):
            return False
        path = os.path.abspath(filename)
        folder = _folder(self.script.parent)
        if path.startswith(_TREADLE) and not folder.startswith(_TREADLE):  # the demo is an app, too
            return False
        if path.startswith(folder):
            return not {"site-packages", "dist-packages"}.intersection(path[len(folder) :].split(os.sep))
        return not path.startswith(_INSTALLED)

    def modules(self) -> Iterator[tuple[str, str]]:
        """Yield name and file of each imported module that is the app's own."""
        for name, module in list(sys.modules.items()):
            file = getattr(module, "__file__", None)
            if isinstance(file, str) and name not in self._before and name != "__main__" and self.owns(file):
                yield name, file

    def folders(self) -> frozenset[str]:
        """Return the folders whose files matter: those of the script, of its modules, and those that an option adds."""
        found = {
            str(self.script.parent),
            *(os.path.dirname(os.path.abspath(file)) for _, file in self.modules()),
        }
        for root in self._watch:
            found.update(folder for folder, _, _ in os.walk(root))
        return frozenset(folder for folder in found if os.path.isdir(folder) and not self._ignored(folder))

    def _ignored(self, path: str) -> bool:
        return os.path.join(path, "").startswith(self._ignore) if self._ignore else False

    def take_up(self, saved: set[str]) -> bool:
        """Let the next runs use saved source; say whether any of it is the app's.

        All of the app's modules are imported anew, not only the saved ones: others hold what they took from them.
        """
        modules = list(self.modules())
        extra = tuple(_folder(Path(root)) for root in self._watch)
        relevant = {str(self.script), *(os.path.abspath(file) for _, file in modules)}
        if not any(
            path in relevant or (extra and path.startswith(extra))
            for path in saved
            if not self._ignored(path)
        ):
            return False
        for name, _ in modules:
            sys.modules.pop(name, None)
        self.version += 1
        return True


def _folder(path: Path) -> str:
    return os.path.join(os.path.abspath(path), "")


_TREADLE = _folder(Path(__file__).parent.parent)


def _installed() -> tuple[str, ...]:
    roots = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    roots.update(site.getsitepackages())
    roots.add(site.getusersitepackages())
    return tuple(_folder(Path(root)) for root in roots if root)


_INSTALLED = _installed()
"""Folders of Python itself and of installed packages."""

"""What apps change in the whole process: the import path and `__main__`; and the list of served apps.

Changes are counted, so that apps which run side by side, as in a test suite, can start and stop in any order.
The last one to stop restores the process.
"""

import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, Protocol
from weakref import WeakSet

from treadle._core.carry.scope import PART, Host
from treadle._core.config import Config


class Served(Protocol):
    """A served app, as code without a session sees it.

    It is a `parts.AppParts`, whose import is avoided here because it is slow.
    """

    @property
    def config(self) -> Config:
        """All options."""

    def part(self, make: Callable[[Any], PART]) -> PART:
        """Return the app's one object of a kind."""

    def sessions(self) -> Sequence[Host]:
        """Return all live sessions."""


_lock = threading.Lock()
_users = 0  # guarded by _lock
_main: ModuleType | None = None  # guarded by _lock
_added: Counter[str] = Counter()  # guarded by _lock
_apps: WeakSet[Served] = WeakSet()
"""Guarded by _lock. Weak, so that an app under test that nobody has stopped is freed with its test."""


def borrow(folder: str) -> None:
    """Add a folder to the import path, and remember which module is `__main__`."""
    global _users, _main
    with _lock:
        if _users == 0:
            _main = sys.modules.get("__main__")
        _users += 1
        if _added[folder] or folder not in sys.path:
            _added[folder] += 1
        if folder not in sys.path:
            sys.path.insert(0, folder)


def become_main(module: ModuleType) -> None:
    """Make a module `__main__`, unless the last app has stopped: a script may begin that late."""
    with _lock:
        if _users:
            sys.modules["__main__"] = module


def give_back(folder: str) -> None:
    """Undo one `borrow`."""
    global _users, _main
    with _lock:
        if _added[folder] == 1 and folder in sys.path:
            sys.path.remove(folder)
        if _added[folder]:
            _added[folder] -= 1
        _users -= 1
        if _users == 0:
            if _main is not None:
                sys.modules["__main__"] = _main
            _main = None


def begin(app: Served) -> None:
    """Add an app to the list of served apps."""
    with _lock:
        _apps.add(app)


def end(app: Served) -> None:
    """Remove an app from the list of served apps."""
    with _lock:
        _apps.discard(app)


def serves() -> bool:
    """Whether any app is served."""
    with _lock:
        return len(_apps) > 0


def only_app() -> Served | None:
    """Return the served app, if there is only one. Code without a session then counts as its code."""
    with _lock:
        apps = list(_apps)
    return apps[0] if len(apps) == 1 else None

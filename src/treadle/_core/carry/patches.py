"""Replaces methods of foreign classes and functions of foreign modules, and restores them."""

import functools
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

replacing = threading.Lock()
"""Held while a function is replaced or restored."""


class Patch:
    """One replaced method of a class, or function of a module."""

    def __init__(
        self, owner: type | ModuleType, name: str, make: Callable[[Callable[..., Any]], Callable[..., Any]]
    ) -> None:
        self.owner = owner
        self.name = name
        self.make = make
        self._own = False
        self._original: Callable[..., Any] | None = None
        self._ours: Callable[..., Any] | None = None

    def apply(self) -> None:
        """Replace the method. The caller holds `replacing`."""
        if self._ours is not None:  # it is still below a wrapper of other code, and becomes active again
            return
        self._own = self.name in vars(self.owner)
        original = getattr(self.owner, self.name)
        ours = functools.wraps(original)(self.make(original))
        self._original, self._ours = original, ours
        setattr(self.owner, self.name, ours)

    def revert(self) -> None:
        """Restore the original, unless other code has wrapped the replacement since.

        The caller holds `replacing`.
        """
        if vars(self.owner).get(self.name) is not self._ours:
            return
        if self._own:
            setattr(self.owner, self.name, self._original)
        else:
            delattr(self.owner, self.name)
        self._original = self._ours = None

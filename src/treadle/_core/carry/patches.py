"""Replacing methods of other people's classes, and functions of their modules, and putting them back."""

import functools
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

replacing = threading.Lock()
"""Held while something is replaced or put back."""


class Patch:
    """One method of one class, or one function of one module, replaced while apps are served."""

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
        """Replace the method; `replacing` is held."""
        if self._ours is not None:  # left in place under somebody else's wrapper: it works again
            return
        self._own = self.name in vars(self.owner)
        original = getattr(self.owner, self.name)
        ours = functools.wraps(original)(self.make(original))
        self._original, self._ours = original, ours
        setattr(self.owner, self.name, ours)

    def revert(self) -> None:
        """Put the original back, unless somebody else has wrapped ours since; `replacing` is held."""
        if vars(self.owner).get(self.name) is not self._ours:
            return
        if self._own:
            setattr(self.owner, self.name, self._original)
        else:
            delattr(self.owner, self.name)
        self._original = self._ours = None

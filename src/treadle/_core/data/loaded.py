"""Libraries that the app has imported."""

import sys
from types import ModuleType
from typing import Any


def loaded(name: str) -> Any:
    """Return a library if its import has ended, or else None.

    Without an import, no object can be one of its objects.

    While one thread imports a library, other threads see a module that lacks most of its names.
    """
    module: ModuleType | None = sys.modules.get(name)
    if module is None or getattr(getattr(module, "__spec__", None), "_initializing", False):
        return None
    return module

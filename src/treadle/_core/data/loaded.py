"""Libraries that are there because the app has imported them."""

import sys
from types import ModuleType
from typing import Any


def loaded(name: str) -> Any:
    """Return a library if it was imported, to the end; else None: then no object can be one of its.

    While one thread imports a library, other threads see a module that lacks most of its names.
    """
    module: ModuleType | None = sys.modules.get(name)
    if module is None or getattr(getattr(module, "__spec__", None), "_initializing", False):
        return None
    return module

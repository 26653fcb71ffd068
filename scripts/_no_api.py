"""Replaces treadle/api.py while it is generated: the old one may import commands that have gone.

Imported before anything of Treadle is.
"""

import sys
import types
from typing import Any


class NoApi(types.ModuleType):
    """Has every command, and none of them does anything."""

    __all__: tuple[str, ...] = ()

    def __getattr__(self, name: str) -> Any:
        return lambda *args: None


sys.modules["treadle.api"] = NoApi("treadle.api")

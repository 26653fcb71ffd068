"""The folders from which browsers load the custom components of an app."""

import logging
import threading
from pathlib import Path

from treadle.errors import APIError

log = logging.getLogger("treadle.app")


class ComponentFolders:
    """The folders of an app's custom components, by the components' names."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folders: dict[str, Path] = {}  # guarded by _lock

    def add(self, name: str, folder: Path) -> None:
        """Let browsers load the files of a component. Of two components with one name, the later is loaded.

        Raises:
            APIError: there is no such folder.
        """
        with self._lock:
            known = self._folders.get(name)
        if known == folder:
            return
        if not folder.is_dir():
            raise APIError(
                f"The custom component “{name}” has no folder {folder}. Pass the folder that has its "
                "`index.html`, which a build of its front end makes."
            )
        with self._lock:
            known = self._folders.get(name)
            self._folders[name] = folder
        if known not in (None, folder):
            log.warning(
                "Two custom components are called “%s”: browsers now load %s and no longer %s.",
                name,
                folder,
                known,
            )

    def find(self, name: str) -> Path | None:
        """Return the folder of a component, None if the app has not shown a component with this name."""
        with self._lock:
            return self._folders.get(name)

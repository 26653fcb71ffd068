"""The folders from which browsers load the custom components of an app."""

import hashlib
import logging
import threading
from collections import OrderedDict
from pathlib import Path

from treadle.errors import APIError

VERSION_2 = "v2/"
"""The beginning of the names of components of version 2. No name of version 1 has a slash."""

log = logging.getLogger("treadle.app")


class ComponentFolders:
    """The folders of an app's custom components, by the components' names."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folders: dict[str, Path] = {}  # guarded by _lock

    def add(self, name: str, folder: Path) -> None:
        """Make the files of a component available. If two components have the same name, the later is loaded.

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


SCRIPTS_KEPT = 32 * 1024 * 1024
"""Bytes of scripts that are kept for browsers. An app that makes ever new ones would fill the memory."""


class ComponentScripts:
    """The scripts of an app's custom components that are texts in Python, by names of their content.

    Browsers load them from the server: the page's content security policy allows no other scripts.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._scripts: OrderedDict[str, bytes] = OrderedDict()  # guarded by _lock; the latest is last
        self._size = 0  # guarded by _lock

    def keep(self, script: str) -> str:
        """Make a script available to browsers, and return its name."""
        data = script.encode("utf-8", "replace")
        name = hashlib.sha256(data).hexdigest()[:40]
        with self._lock:
            if name not in self._scripts:
                self._scripts[name] = data
                self._size += len(data)
            self._scripts.move_to_end(name)
            while self._size > SCRIPTS_KEPT and len(self._scripts) > 1:
                self._size -= len(self._scripts.popitem(last=False)[1])
        return name

    def get(self, name: str) -> bytes | None:
        """Return a script by its name, None if it is not there or no longer."""
        with self._lock:
            return self._scripts.get(name)

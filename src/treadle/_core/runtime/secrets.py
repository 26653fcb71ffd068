"""An app's secrets: read from files at their first use, and again when a file has changed.

No message contains a value. Exceptions, which visitors may see, name no folder of the server; the log does.
"""

import contextlib
import logging
import os
import re
import threading
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from treadle.errors import SecretNotFoundError

log = logging.getLogger("treadle.secrets")

_POSITION = re.compile(r"\((at .*)\)\s*$")

Seen = tuple[tuple[str, int, int], ...]
"""The path, time and size of each file."""


class SecretStore:
    """The secrets of one app. Every method can be called from any thread.

    Args:
        files: files and folders that may have secrets. Later ones override earlier ones.
        environment: where plain values are also set, because libraries look for them there.
    """

    def __init__(
        self, files: Sequence[Path], environment: "os._Environ[str] | dict[str, str]" = os.environ
    ) -> None:
        self.files = tuple(files)
        self._environment = environment
        self._lock = threading.Lock()
        self._seen: Seen | None = None  # guarded by _lock
        self._values: dict[str, Any] = {}  # guarded by _lock; the dict itself is replaced, never changed
        self._exported: dict[str, str] = {}  # guarded by _lock
        self.given: Mapping[str, Any] | None = None
        """Secrets that replace all files, in a test."""
        self.added: Mapping[str, Any] = {}
        """Secrets of the program itself. Each replaces the files' secret of the same name.

        Set before the first use.
        """

    @classmethod
    def of_app(cls, app: Any) -> "SecretStore":
        """Return the secrets of an app."""
        return cls(places(app.config.secrets.files, app.script.parent))

    def values(self) -> Mapping[str, Any]:
        """Return all secrets by name.

        Raises:
            SecretNotFoundError: there is no file, or one cannot be read.
        """
        if self.given is not None:
            return self.given
        seen = self._look()
        with self._lock:
            if seen != self._seen:
                self._values = self._read(seen)
                self._seen = seen
                self._export()
            return self._values

    def there(self) -> Mapping[str, Any]:
        """Return all secrets by name; empty if there is no file.

        Raises:
            SecretNotFoundError: a file cannot be read.
        """
        return self.values() if self.given is not None or self.added or self._look() else {}

    def load(self) -> None:
        """Read the files now and set the environment."""
        with contextlib.suppress(SecretNotFoundError):  # the log has the reason
            self.there()

    def said(self) -> str:
        """Return a description of where secrets are looked for."""
        return ", ".join(str(path) for path in self.files)

    def close(self) -> None:
        """Remove the secrets from the environment."""
        with self._lock:
            for name, value in self._exported.items():
                if self._environment.get(name) == value:
                    del self._environment[name]
            self._exported = {}
            self._seen = None

    def _look(self) -> Seen:
        found = []
        for path in self.files:
            for each in _files(path):
                try:
                    status = os.stat(each)
                except OSError:
                    continue
                found.append((str(each), status.st_mtime_ns, status.st_size))
        return tuple(found)

    def _read(self, seen: Seen) -> dict[str, Any]:
        if not seen and not self.added:
            log.info("There are no secrets: none of these files exists: %s.", self.said())
            raise SecretNotFoundError("There are no secrets: none of the files exists that the log names.")
        values: dict[str, Any] = {}
        for path in self.files:
            values.update(_of_mount(path) if path.is_dir() else _of_file(path))
        return {**values, **self.added}

    def _export(self) -> None:
        """Set plain values in the environment. Existing variables are the operator's, and stay."""
        plain = {name: str(value) for name, value in self._values.items() if type(value) in (str, int, float)}
        for name, value in list(self._exported.items()):
            if self._environment.get(name) == value:
                del self._environment[name]
                del self._exported[name]
        for name, value in plain.items():
            if name not in self._environment and name and "=" not in name and "\0" not in name + value:
                self._environment[name] = value
                self._exported[name] = value


def check_added(value: Any, where: str = "") -> None:
    """Check that a program's own secrets have the types that a file could have.

    Raises:
        TypeError: they have not. The message names the place and no value.
    """
    place = f" at {where!r}" if where else ""
    if isinstance(value, Mapping):
        for name, item in value.items():
            if not isinstance(name, str):
                raise TypeError(f"The names of secrets are texts, but one{place} is a {type(name).__name__}.")
            check_added(item, f"{where}.{name}" if where else name)
    elif isinstance(value, list):
        for at, item in enumerate(value):
            check_added(item, f"{where}[{at}]")
    elif type(value) not in (str, int, float, bool):
        raise TypeError(
            f"A secret is a text, a number, true or false, or a list or dict of these, but the one{place} is "
            f"a {type(value).__name__}."
        )


def places(files: Sequence[str], folder: Path | None) -> list[Path]:
    """Return the files that may have secrets, in increasing priority.

    Args:
        files: the option `secrets.files`.
        folder: the script's; None for code that no app is served to.
    """
    if files:
        return [Path(file).expanduser() for file in files]
    folders = []
    for find in (Path.home, Path.cwd):
        try:
            folders.append(find())
        except (RuntimeError, FileNotFoundError):
            pass  # a user without a home, as in some containers; a working directory that was deleted
    if folder is not None:
        folders.append(folder)
    found = [
        each.resolve() / name / "secrets.toml" for each in folders for name in (".streamlit", ".treadle")
    ]
    return list(dict.fromkeys(reversed(found)))[::-1]


def _files(path: Path) -> list[Path]:
    """Return the files of a place: itself, or all in a folder.

    Hidden files are parts of a cluster's mounts.
    """
    if not path.is_dir():
        return [path]
    return [
        below for entry in sorted(path.iterdir()) if not entry.name.startswith(".") for below in _files(entry)
    ]


def _of_mount(path: Path) -> dict[str, Any]:
    """Return a folder's secrets by name. A folder with one file is one secret, as in Streamlit."""
    found = _of_folder(path)
    for name, value in found.items():
        if isinstance(value, dict) and len(value) == 1:
            (only,) = value.values()
            found[name] = only if isinstance(only, str) else value
    return found


def _of_folder(path: Path) -> dict[str, Any]:
    """Return a folder's secrets: each file is a secret, and each folder a section."""
    found: dict[str, Any] = {}
    for entry in sorted(path.iterdir()):
        if entry.name.startswith("."):
            continue
        found[entry.name] = _of_folder(entry) if entry.is_dir() else _text(entry).strip()
    return found


def _of_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        position = _POSITION.search(str(error))
        where = f" {position[1]}" if position else ""
    # Without the original error, whose message may contain a part of the secret.
    log.error("%s is not TOML: there is a mistake%s.", path, where)
    raise SecretNotFoundError("{name} is not TOML: there is a mistake{where}.", name=path.name, where=where)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        why = error.strerror or type(error).__name__
        log.error("%s cannot be read: %s.", path, why)
        raise SecretNotFoundError("{name} cannot be read: {why}.", name=path.name, why=why) from None
    except UnicodeDecodeError:
        pass
    log.error("%s is not UTF-8.", path)
    raise SecretNotFoundError("{name} is not UTF-8.", name=path.name)

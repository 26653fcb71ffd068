"""The files with options: where they are, and what they contain."""

import tomllib
from pathlib import Path
from typing import Any

from treadle.errors import ConfigError


def folders_of(script: Path | None, cwd: Path | None, home: Path | None) -> list[Path]:
    """Return the folders that may contain options, in decreasing priority."""
    if home is None:
        try:
            home = Path.home()
        except RuntimeError:  # a user without a home directory, as in some containers
            home = None
    found = [
        script.resolve().parent if script else None,
        (cwd or working_directory()).resolve(),
        home.resolve() if home else None,
    ]
    return list(dict.fromkeys(folder for folder in found if folder))


def working_directory() -> Path:
    """Return the working directory.

    Raises:
        ConfigError: it was deleted.
    """
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise ConfigError(
            "The working directory was deleted. Change to a directory that exists, then start the app again."
        ) from None


def content(path: Path) -> dict[str, Any]:
    """Return what a TOML file contains; nothing if there is no such file.

    Raises:
        ConfigError: the file cannot be read, or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error

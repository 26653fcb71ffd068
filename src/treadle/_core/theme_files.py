"""Themes in files of their own: `theme.base` names a TOML file, by its path or its address."""

import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterable
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from treadle.errors import ConfigError

SCHEMES = ("light", "dark")
"""The values of `theme.base` that name no file."""

LARGEST = 1024 * 1024
"""The largest theme file in bytes."""

WITHIN = 10.0
"""Seconds in which a server must have sent the whole file."""

_SECTIONS: dict[str, Any] = {"sidebar": {}, "light": {"sidebar": {}}, "dark": {"sidebar": {}}}
"""The sections below `[theme]`."""

_AT_ONCE = 64 * 1024


def is_file(base: Any) -> bool:
    """Return whether a value of `theme.base` names a file."""
    return isinstance(base, str) and base.strip().lower() not in SCHEMES


def theme_in(base: str, folders: Iterable[Path]) -> dict[str, Any]:
    """Return the table `[theme]` of a file.

    Args:
        base: the file's path or address.
        folders: where a relative path begins. The first folder that has the file counts.

    Raises:
        ConfigError: the file cannot be read, is too large, is not a theme, or names another file as its base.
    """
    content = _fetched(base) if "://" in base else _read(base, folders)
    try:
        found = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"The theme file {base} is not TOML: {error}.") from error
    theme = found.get("theme")
    if not isinstance(theme, dict):
        raise ConfigError(f"The theme file {base} has no section [theme].")
    _check_sections(theme, _SECTIONS, "theme", base)
    if is_file(theme.get("base", "light")):
        raise ConfigError(
            f"The theme file {base} has the base {theme['base']!r}. The base of a theme file must be "
            "light or dark, and not another file."
        )
    return theme


def _check_sections(table: dict[str, Any], known: dict[str, Any], path: str, base: str) -> None:
    for name, value in table.items():
        if isinstance(value, dict):
            if name not in known:
                raise ConfigError(
                    f"The theme file {base} has the section [{path}.{name}], which does not exist. Below "
                    f"[{path}] there can be {' and '.join(f'[{path}.{each}]' for each in known) or 'none'}."
                )
            _check_sections(value, known[name], f"{path}.{name}", base)


def _read(base: str, folders: Iterable[Path]) -> bytes:
    paths = list(dict.fromkeys(folder / base for folder in folders))
    for path in paths:
        try:
            with path.open("rb") as file:
                content = file.read(LARGEST + 1)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError) as error:
            raise ConfigError(f"The theme file {path} cannot be read: {error}") from error
        _check_size(content, base)
        return content
    raise ConfigError(
        f"theme.base must be light, dark, or the path or address of a theme file, but is {base!r}, and there "
        f"is no file {' or '.join(map(str, paths))}."
    )


def _fetched(url: str) -> bytes:
    """Return what an address answers, all of it within a time."""
    _check_scheme(url)
    deadline = time.monotonic() + WITHIN
    content = bytearray()
    opener = urllib.request.build_opener(_Redirects())
    try:
        with opener.open(url, timeout=WITHIN) as answer:
            while len(content) <= LARGEST and (some := answer.read1(_AT_ONCE)):
                content += some
                # The timeout of a socket begins again with each byte.
                if time.monotonic() > deadline:
                    raise TimeoutError("timed out")
    except (OSError, ValueError, HTTPException) as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()  # it is the answer
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        raise ConfigError(f"The theme file {url} cannot be downloaded: {reason}.") from error
    _check_size(content, url)
    return bytes(content)


def _check_size(content: bytes | bytearray, base: str) -> None:
    if len(content) > LARGEST:
        raise ConfigError(f"The theme file {base} is larger than {LARGEST // 1024 // 1024} MB.")


def _check_scheme(url: str) -> None:
    if urlsplit(url).scheme.lower() not in ("http", "https"):
        raise ConfigError(f"The address of a theme file must begin with http:// or https://, but is {url}.")


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects to web addresses only: others would read files of this machine or of a network."""

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        _check_scheme(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)

"""The script that `treadle run` was told: a file, the app in a folder, or a file at an address."""

import re
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import unquote, urlsplit

USUAL = ("streamlit_app.py", "app.py", "main.py")
"""The names of apps that are looked for in a folder, in this order."""

WITHIN = 30.0
"""Seconds in which a server must answer."""

LARGEST = 10 * 1024 * 1024


class NoScript(Exception):
    """Raised if there is no script that can be run. The message says why."""


def is_address(script: str) -> bool:
    """Return whether a script is given by its address."""
    return script.startswith(("http://", "https://"))


def app_in(folder: Path) -> Path:
    """Return the app in a folder.

    Raises:
        NoScript: there is none, or nobody knows which file it is.
    """
    for name in USUAL:
        if (folder / name).is_file():
            return folder / name
    found = sorted(
        file for file in folder.glob("*.py") if not file.name.startswith(("_", "test_", "conftest"))
    )
    if len(found) == 1:
        return found[0]
    if not found:
        raise NoScript(f"{folder} is a directory without an app: it has no Python file.")
    names = ", ".join(file.name for file in found[:5])
    raise NoScript(
        f"{folder} is a directory, and none of its files is named {' or '.join(USUAL)}. "
        f"Name the file to run: {names}{', …' if len(found) > 5 else ''}."
    )


def download(url: str, folder: Path) -> Path:
    """Download an app into a folder and return its path.

    Raises:
        NoScript: the server does not answer, or not with a Python file.
    """
    name = unquote(urlsplit(url).path).rpartition("/")[2]
    if not re.fullmatch(r"[\w. -]+\.py", name):
        raise NoScript(f"{url} is not the address of a Python file: it does not end in .py.")
    try:
        with urllib.request.urlopen(raw(url), timeout=WITHIN) as answer:
            source: bytes = answer.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()  # it is the answer
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        raise NoScript(f"{url} cannot be downloaded: {reason}.") from error
    if len(source) > LARGEST:
        raise NoScript(f"{url} is larger than {LARGEST // 1024 // 1024} MB.")
    if source.lstrip()[:1] == b"<":
        raise NoScript(f"{url} is a web page and no Python file. Name the address of the file itself.")
    path = folder / name
    path.write_bytes(source)
    return path


def raw(url: str) -> str:
    """Return the address of a file itself, for the address of the page that shows it.

    Examples:
        >>> raw("https://github.com/ada/apps/blob/main/sales/app.py")
        'https://raw.githubusercontent.com/ada/apps/main/sales/app.py'
        >>> raw("https://example.com/app.py")
        'https://example.com/app.py'
    """
    found = re.fullmatch(r"https?://(?:www\.)?github\.com/([^/]+)/([^/]+)/(?:blob|raw)/(.+)", url)
    return f"https://raw.githubusercontent.com/{'/'.join(found.groups())}" if found else url

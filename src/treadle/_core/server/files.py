"""The built front end, as a table of what may be asked for.

The directory is read once into a table from URL path to file. A request looks its path up there and nowhere else, so no
path, however written, reaches a file that is not in the table. The table is made anew when a build has written the
directory again, so a rebuilt front end needs no restart.
"""

import base64
import hashlib
import html
import os
import re
from pathlib import Path
from urllib.parse import unquote

import msgspec

BUNDLED = Path(__file__).parent / "static"
INDEX = "index.html"
HASHED = "assets/"
"""Files below this carry the hash of their content in their name, so a browser may keep them for good."""

# Our own table: the system's (which `mimetypes` reads) has JavaScript as plain text on some Windows machines.
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".webmanifest": "application/manifest+json",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".woff": "font/woff",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".wasm": "application/wasm",
}
OTHER = "application/octet-stream"
ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""Compressed forms that the build puts beside a file, best first."""


class File(msgspec.Struct, frozen=True):
    """A file that may be asked for, in the forms that the build made of it."""

    path: Path
    type: str
    immutable: bool
    etag: str
    encodings: dict[str, Path]

    def choose(self, accept_encoding: str) -> tuple[Path, str | None]:
        """Return the form to send to a client with this Accept-Encoding, and the encoding's name."""
        weights = _weights(accept_encoding)
        for name, path in self.encodings.items():
            if weights.get(name, weights.get("*", 0.0)) > 0:
                return path, name
        return self.path, None


class Index(msgspec.Struct, frozen=True):
    """The page that every page path answers with."""

    text: str
    scripts: tuple[str, ...]
    """Content-security-policy sources of the scripts that stand in the page itself."""


class StaticFiles:
    """The front end in a directory, built or not."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._built: tuple[int, ...] | None = None
        self._files: dict[str, File] = {}
        self._index: Index | None = None

    def index(self, base: str) -> Index | None:
        """Return the page with its base set to `base` (such as `/apps/one`, or empty); None if there is no build."""
        self._refresh()
        if self._index is None:
            return None
        tag = f'<base href="{html.escape(base)}/">'
        text, done = re.subn(r"<base\b[^>]*>", lambda _: tag, self._index.text, count=1)
        if not done:  # then right behind <head>, because it holds for what follows it only
            text = re.sub(r"<head\b[^>]*>", lambda head: head[0] + tag, text, count=1)
        return Index(text, self._index.scripts)

    def find(self, path: str) -> File | None:
        """Return the file at a decoded path such as `assets/index-1a2b3c.js`, or None."""
        self._refresh()
        return self._files.get(path)

    def _refresh(self) -> None:
        index = self.directory / INDEX
        try:
            stat = index.stat()
        except (FileNotFoundError, NotADirectoryError):
            self._built, self._files, self._index = None, {}, None
            return
        # A build may write the index before the assets, so a table made in between would lack some of them.
        assets = self.directory / HASHED
        built = (stat.st_mtime_ns, stat.st_size, assets.stat().st_mtime_ns if assets.is_dir() else 0)
        if built != self._built:
            # Without its comments: what they speak of must not be taken for the page's elements.
            text = re.sub(r"<!--.*?-->\s*", "", index.read_text(encoding="utf-8"), flags=re.DOTALL)
            self._index = Index(text, tuple(script_sources(text)))
            self._files = scan(self.directory)
            self._built = built


def scan(directory: Path) -> dict[str, File]:
    """Return all files below a built front end by their URL path, except its index and what links lead out of it to.

    A build system may place every file as a link into its store; what lies beside the real `index.html` there is inside.
    """
    roots = {directory.resolve(), (directory / INDEX).resolve().parent}
    found: dict[str, Path] = {}
    for folder, inside, names in os.walk(directory):
        inside[:] = [
            name for name in inside if not name.startswith(".")
        ]  # where build tools keep notes of theirs
        for name in names:
            path = Path(folder, name)
            real = path.resolve()
            if real.is_file() and any(real.is_relative_to(root) for root in roots):
                found[path.relative_to(directory).as_posix()] = path
    return {
        name: _file(name, path, {e: found[name + s] for e, s in ENCODINGS.items() if name + s in found})
        for name, path in found.items()
        if name != INDEX and not (name.endswith((".br", ".gz")) and name.rpartition(".")[0] in found)
    }


def _file(name: str, path: Path, encodings: dict[str, Path]) -> File:
    stat = path.stat()
    return File(
        path=path,
        type=TYPES.get(path.suffix.lower(), OTHER),
        immutable=name.startswith(HASHED),
        etag=f"{stat.st_size:x}-{stat.st_mtime_ns:x}",
        encodings=encodings,
    )


def safe_path(raw: str) -> str | None:
    """Return the path of a request, decoded and relative to the root, or None if it is one that no link of ours has.

    Examples:
        >>> safe_path("/assets/a%20b.js")
        'assets/a b.js'
        >>> safe_path("/a/%2e%2e/secret") is None
        True
    """
    try:
        path = unquote(raw, errors="strict")
    except UnicodeDecodeError:
        return None
    if not path.startswith("/") or "\\" in path or any(ord(c) < 32 or c == "\x7f" for c in path):
        return None
    path = path[1:]
    # An empty segment is `//`; a `%` that is left was encoded twice. Neither is harmful here, and neither is ours.
    segments = path.removesuffix("/").split("/") if path else []
    if any(
        s in ("", ".", "..") or "%2e" in s.lower() or "%2f" in s.lower() or "%5c" in s.lower()
        for s in segments
    ):
        return None
    return path


def is_page(path: str) -> bool:
    """Return whether a decoded path without a file can be a page of the app, which the index answers."""
    return not path.startswith((HASHED, "_treadle/", "_stcore/")) and "." not in path.rpartition("/")[2]


def script_sources(page: str) -> list[str]:
    """Return content-security-policy sources for the scripts that stand in a page itself."""
    inline = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", page, re.DOTALL | re.IGNORECASE)
    return [
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in inline
    ]


def _weights(accept_encoding: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for item in accept_encoding.split(","):
        name, _, parameters = item.partition(";")
        key, _, q = parameters.strip().partition("=")
        try:
            weights[name.strip().lower()] = float(q) if key.strip().lower() == "q" else 1.0
        except ValueError:
            weights[name.strip().lower()] = 0.0
    return weights

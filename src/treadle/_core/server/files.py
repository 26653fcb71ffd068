"""The built front end, as a table of files.

The directory is read once into a table from URL path to file. A request looks its path up there and nowhere
else. So no path, however written, reaches a file outside of the table. When a build has written the directory
again, the table is read again, so a rebuilt front end needs no restart.
"""

import base64
import gzip
import hashlib
import html
import os
import re
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

import msgspec

BUNDLED = Path(__file__).parent / "static"
INDEX = "index.html"
HASHED = "assets/"
"""Files below this have the hash of their content in their name, so browsers can keep them for ever."""

# A table of our own: on some Windows machines, the system's table (`mimetypes`) has JavaScript as plain text.
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


def accepts(accept_encoding: str, name: str) -> bool:
    """Return whether a client with this Accept-Encoding understands an encoding."""
    weights = _weights(accept_encoding)
    return weights.get(name, weights.get("*", 0.0)) > 0


class File(msgspec.Struct, frozen=True):
    """A file of the front end, in the forms that the build made of it."""

    path: Path | None
    """None: only compressed forms are there."""
    type: str
    immutable: bool
    etag: str
    encodings: dict[str, Path]

    def choose(self, accept_encoding: str) -> str | None:
        """Return the encoding of the form for a client with this Accept-Encoding. None: as it is."""
        return next((name for name in self.encodings if accepts(accept_encoding, name)), None)

    def read(self, encoding: str | None) -> bytes:
        """Return the content in a form."""
        if encoding is not None:
            return self.encodings[encoding].read_bytes()
        if self.path is not None:
            return self.path.read_bytes()
        return gzip.decompress(self.encodings["gzip"].read_bytes())


class Index(msgspec.Struct, frozen=True):
    """The page that answers every page path."""

    text: str
    scripts: tuple[str, ...]
    """Content security policy sources of the scripts in the page itself."""

    def trusting(self, nonce: str) -> str:
        """Return the page with a nonce, for scripts of the app's author.

        No style sheet and no HTML that gets into the page can read it.
        """
        meta = f'<meta property="csp-nonce" nonce="{nonce}">'
        return _LOADING.sub(lambda tag: meta + tag[0], self.text, count=1)


_LOADING = re.compile(r"<script(?=[^>]*\ssrc=)", re.IGNORECASE)
"""The beginning of a tag that loads a script."""


class StaticFiles:
    """The front end in a directory, whether built or not."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._built: tuple[int, ...] | None = None
        self._files: dict[str, File] = {}
        self._index: Index | None = None

    def index(self, base: str, theme: str = "{}") -> Index | None:
        """Return the page with a base such as `/apps/one` or "" and a theme as JSON. None: no build."""
        self._refresh()
        if self._index is None:
            return None
        tag = f'<base href="{html.escape(base)}/"><meta name="treadle-theme" content="{html.escape(theme)}">'
        text, done = re.subn(r"<base\b[^>]*>", lambda _: tag, self._index.text, count=1)
        if not done:  # directly after <head>, because a base only affects what follows it
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
        # A build may write the index before the assets, so a table that is read in between would lack some.
        assets = self.directory / HASHED
        built = (stat.st_mtime_ns, stat.st_size, assets.stat().st_mtime_ns if assets.is_dir() else 0)
        if built != self._built:
            # Without comments: their text must not be taken for elements of the page.
            text = re.sub(r"<!--.*?-->\s*", "", index.read_text(encoding="utf-8"), flags=re.DOTALL)
            self._index = Index(text, tuple(script_sources(text)))
            self._files = scan(self.directory)
            self._built = built


def scan(directory: Path) -> dict[str, File]:
    """Return all files below a built front end by their URL path, without its index and outside links.

    A build system may make every file a link into its store. Files beside the real `index.html` there count
    as inside.
    """
    roots = {directory.resolve(), (directory / INDEX).resolve().parent}
    found: dict[str, Path] = {}
    for folder, inside, names in os.walk(directory):
        inside[:] = [
            name for name in inside if not name.startswith(".")
        ]  # build tools keep notes in hidden files
        for name in names:
            path = Path(folder, name)
            real = path.resolve()
            if real.is_file() and any(real.is_relative_to(root) for root in roots):
                found[path.relative_to(directory).as_posix()] = path
    known = found.keys() | {name.removesuffix(".gz") for name in found if name.endswith(".gz")}
    return {
        name: _file(
            name, found.get(name), {e: found[name + s] for e, s in ENCODINGS.items() if name + s in found}
        )
        for name in known
        if name != INDEX and not (name.endswith((".br", ".gz")) and name.rpartition(".")[0] in known)
    }


def _file(name: str, path: Path | None, encodings: dict[str, Path]) -> File:
    stat = (path or encodings["gzip"]).stat()
    return File(
        path=path,
        type=TYPES.get(PurePosixPath(name).suffix.lower(), OTHER),
        immutable=name.startswith(HASHED),
        etag=f"{stat.st_size:x}-{stat.st_mtime_ns:x}",
        encodings=encodings,
    )


def safe_path(raw: str) -> str | None:
    """Return the path of a request, decoded and relative to the root. None: no link of ours has this path.

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
    # An empty segment is `//`; a remaining `%` was encoded twice. Both are harmless, but not ours.
    segments = path.removesuffix("/").split("/") if path else []
    if any(
        s in ("", ".", "..") or "%2e" in s.lower() or "%2f" in s.lower() or "%5c" in s.lower()
        for s in segments
    ):
        return None
    return path


def is_page(path: str) -> bool:
    """Return whether a decoded path without a file can be a page of the app, answered by the index."""
    return not path.startswith((HASHED, "_treadle/", "_stcore/")) and "." not in path.rpartition("/")[2]


def script_sources(page: str) -> list[str]:
    """Return content security policy sources for the scripts in a page itself."""
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

"""The files of custom components. A component is a small page of its own, which stands in a frame."""

import mimetypes
import os
from pathlib import Path
from typing import NamedTuple

from tornado.web import HTTPError

from treadle._core.runtime.components import VERSION_2
from treadle._core.runtime.ports import ComponentSource, ScriptSource

from .files import OTHER, TYPES, safe_path
from .handlers import FOREVER, Handler
from .sending import Readers

V1, V2 = "component/", "_stcore/bidi-components/"
"""The paths of components' files, as Streamlit has them."""


def frame_policy(frame_ancestors: str) -> str:
    """Return the content security policy of a component's page.

    Components run other people's scripts. These may need anything: `eval`, WASM, scripts in the page itself
    and scripts from other hosts. All of it holds in the component's frame only. The app's own page keeps its
    policy.
    """
    anywhere = "* data: blob: 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval'"
    return f"default-src {anywhere}; base-uri 'self'; frame-ancestors {frame_ancestors}"


class Found(NamedTuple):
    """A file of a component."""

    path: Path
    etag: str


def find(folder: Path, path: str) -> Found | None:
    """Return a file of a folder, None if there is none. A link may lead to another place in the folder.

    Args:
        folder: the component's folder.
        path: a decoded path from `safe_path`.
    """
    try:
        root = folder.resolve()
        file = (root / path).resolve()
        if not file.is_relative_to(root) or not file.is_file():
            return None
        status = file.stat()
    except (OSError, ValueError, RuntimeError):  # removed meanwhile, too long a name, or a circle of links
        return None
    return Found(file, f'"{status.st_size:x}-{status.st_mtime_ns:x}"')


def content_type(path: Path) -> str:
    """Return the media type of a file, by its name."""
    known = TYPES.get(path.suffix.lower())
    if known is not None:
        return known
    guessed, encoding = mimetypes.guess_type(path.name)
    if encoding is not None:  # the file itself is compressed, and the browser is not to unpack it
        return "application/gzip" if encoding == "gzip" else OTHER
    return guessed or OTHER


class ComponentHandler(Handler):
    """Sends the files of custom components: of version 1, whole pages; of version 2, scripts and styles."""

    components: ComponentSource
    readers: Readers
    prefix: str

    async def head(self) -> None:  # type: ignore[override]
        """Answer as for GET. Tornado leaves the body out."""
        await self.get()

    async def get(self) -> None:
        """Send a file."""
        path = safe_path(self.request.path.removeprefix(self.config.base))
        if path is None or not path.startswith(self.prefix):
            raise HTTPError(404)
        name, _, inside = path.removeprefix(self.prefix).partition("/")
        folder = self.components.find(name if self.prefix == V1 else VERSION_2 + name)
        if folder is None or not inside or os.path.isabs(inside):
            raise HTTPError(404)
        # A disk may be slow, and this thread never waits for one.
        found = await self.readers.call(lambda: find(folder, inside))
        if found is None:
            raise HTTPError(404)
        self.set_header("Content-Type", content_type(found.path))
        self.set_header("Content-Security-Policy", frame_policy(self.config.frame_ancestors))
        # Browsers ask each time whether the file has changed: an installed package may be upgraded, and a
        # component that somebody works on is built again and again.
        self.set_header("Cache-Control", "no-cache")
        self.set_header("Etag", found.etag)
        if self.check_etag_header():
            self.set_status(304)
            await self.finish()
            return
        try:
            data = await self.readers.call(found.path.read_bytes)
        except OSError as error:  # a build is replacing it now
            raise HTTPError(404) from error
        await self.finish(data)


class ScriptHandler(Handler):
    """Sends the scripts of custom components that are texts in Python, by names of their content."""

    scripts: ScriptSource

    def get(self, name: str) -> None:
        """Send a script."""
        script = self.scripts.get(name)
        if script is None:
            raise HTTPError(404)
        self.set_header("Content-Type", TYPES[".js"])
        self.set_header("Cache-Control", FOREVER)
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.finish(script)

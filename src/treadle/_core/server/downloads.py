"""Downloads of files: streamed, in ranges if a browser asks for them, and saved rather than shown."""

import asyncio
import re
import secrets
from urllib.parse import quote

from tornado.web import HTTPError

from treadle._core.data.content import BINARY, Content
from treadle._core.runtime.ports import DownloadSource

from .loop import LoopGate
from .sending import Sender

KEPT = 60.0
"""Seconds for which a file that was made on request can be fetched."""

_MIME = re.compile(r"[\w.+-]+/[\w.+-]+(?:\s*;\s*[\w.-]+=[\w.+:\"-]+)*", re.ASCII)


class Prepared:
    """Files that functions of the app have made and that browsers will fetch.

    Only the server thread uses it.
    """

    def __init__(self, gate: LoopGate) -> None:
        self._gate = gate
        self._files: dict[str, Content] = {}

    def add(self, content: Content) -> str:
        """Keep a file for a while. Return the name for fetching it."""
        name = secrets.token_urlsafe(18)
        self._files[name] = content
        self._gate.loop.call_later(KEPT, self._files.pop, name, None)
        return name

    def get(self, name: str) -> Content | None:
        """Return a kept file."""
        return self._files.get(name)


class DownloadHandler(Sender):
    """Sends the file of a download button.

    Its address contains a secret of the session, and is valid while the button is on the page.
    """

    source: DownloadSource
    gate: LoopGate
    prepared: Prepared

    def set_default_headers(self) -> None:
        """Set the headers of every answer: no page may show it, and no cache may keep it."""
        super().set_default_headers()
        self.set_header("Cache-Control", "private, no-store")
        self.set_header("Content-Security-Policy", "default-src 'none'; sandbox")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")

    def compute_etag(self) -> None:
        """Return no tag: the file is never completely in memory."""

    async def head(self, key: str, node: str) -> None:  # type: ignore[override]
        """Answer as for GET, without the file."""
        await self.get(key, node)

    async def get(self, key: str, node: str) -> None:
        """Send the file."""
        made = self.get_query_argument("made", None)
        found = self.source.find(key, int(node)) if made is None else self.prepared.get(made)
        if not isinstance(found, Content):
            raise HTTPError(404)
        self.set_header("Content-Type", found.mime if _MIME.fullmatch(found.mime) else BINARY)
        self.set_header("Content-Disposition", disposition(found.name))
        await self.send(found, found.name or "a file")

    async def post(self, key: str, node: str) -> None:
        """Ask the app to make the file. Answer the query for GET, or nothing if the app has failed."""
        made: asyncio.Future[Content | None] = self.gate.loop.create_future()

        def take(content: Content | None) -> None:
            if not made.done():  # cancelled, if the server has stopped
                made.set_result(content)

        def then(content: Content | None) -> None:
            self.gate.post(lambda: take(content))

        if not self.source.make(key, int(node), then):
            raise HTTPError(404)
        content = await made
        if content is None:
            self.set_status(204)  # the app's failure, which the page shows, is no failure of the server
            return
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        await self.finish(f"made={self.prepared.add(content)}")


def disposition(name: str | None) -> str:
    """Return the header that makes a browser save a file under this name."""
    if not name:
        return "attachment"
    # Browsers use the second form. The first is for programs that do not know it.
    plain = re.sub(r"[^ !#-\[\]-~]|[/%;]", "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='', errors='replace')}"

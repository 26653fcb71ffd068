"""Large values that elements show: tables, images, documents, sounds and films."""

import re

from tornado.web import HTTPError

from treadle._core.runtime.ports import BlobSource

from .handlers import FOREVER
from .sending import Sender

BLOB_ID = re.compile(r"[0-9a-f]{16,128}")


class BlobHandler(Sender):
    """Sends large values. Nobody can guess their names, and what has a name never changes."""

    blobs: BlobSource

    def compute_etag(self) -> None:
        """Return no tag: the answer's own is the name."""

    async def head(self, id: str) -> None:  # type: ignore[override]
        """Answer as for GET, without the bytes."""
        await self.get(id)

    async def get(self, id: str) -> None:
        """Send the bytes, or the part of them that was asked for."""
        blob = self.blobs.get(id) if BLOB_ID.fullmatch(id) else None
        if blob is None:
            raise HTTPError(404)
        self.set_header("Content-Type", blob.type or "application/octet-stream")
        if blob.type:
            # The app's author wrote this document, so it may do more than the page around it. But only pages
            # that may show the app may show it.
            self.set_header("Content-Security-Policy", f"frame-ancestors {self.config.frame_ancestors}")
        self.set_header("Cache-Control", FOREVER)
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("Etag", f'"{id}"')
        if self.check_etag_header():
            self.set_status(304)
            return
        await self.send(blob, "a large value")

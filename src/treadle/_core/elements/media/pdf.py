"""`st.pdf`."""

from typing import Any

from treadle._core.data.media import url_of
from treadle._core.elements.checks import checked_height, wire_text
from treadle._core.elements.cursor import C
from treadle._core.elements.parameters import Key
from treadle._core.protocol.blob import Blob
from treadle._core.protocol.element import Element, Height

from .image import described
from .playing import stored


class Pdf(Element, frozen=True, kw_only=True):
    """A PDF in the browser's own viewer."""

    url: str | None = None
    blob: Blob | None = None
    height: Height = 500
    alt: str | None = None
    key: str | None = None


def pdf(self: C, data: Any, *, height: Height = 500, key: Key | None = None, alt: str | None = None) -> C:
    """Show a PDF in the browser's own viewer.

    Args:
        data: a URL, the path of a file, the bytes of a file, or a file that is open for reading.
        height: CSS pixels, or "stretch".
        key: a name that keeps the identity of the viewer, and so the page to which a person has scrolled.
        alt: a description for screen readers.

    Raises:
        APIError: the file cannot be read.
        InvalidParameterTypeError: `data` is not a file.
        InvalidHeightError: `height` is not valid.

    Example:
        >>> import treadle as st
        >>> st.pdf(b"%PDF-1.4", height=300, alt="The pattern")
    """
    height = checked_height(height, allow_content=False)
    url = url_of(data)
    return self.put(
        Pdf(
            url=None if url is None else wire_text(url),
            blob=None if url is not None else stored(data, "application/pdf", "PDF"),
            height=height,
            alt=described(alt) or None,
            key=None if key is None else str(key),
        ),
        identity=None if key is None else ("pdf", str(key)),
    )

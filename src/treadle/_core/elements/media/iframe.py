"""`st.iframe`."""

import logging
import mimetypes
import os
import re
from pathlib import Path
from typing import Any

from treadle._core.elements.blobs import kept
from treadle._core.elements.checks import checked_height, checked_tab_index, checked_width, wire_text
from treadle._core.elements.cursor import C
from treadle._core.protocol.blob import Blob
from treadle._core.protocol.element import Element, Height, Width
from treadle.errors import APIError, InvalidParameterTypeError

HTML = "text/html; charset=utf-8"

UNKNOWN_HEIGHT = 400
"""CSS pixels of a frame whose content the page cannot measure, if the app gives no height."""

_URL = re.compile(r"(https?://|data:)\S", re.IGNORECASE)
_DOCTYPE = re.compile(r"\s*(<!--.*?-->\s*)*<!doctype", re.IGNORECASE | re.DOTALL)
_PAGES = frozenset([".html", ".htm", ".xhtml"])

log = logging.getLogger("treadle.app")


class Iframe(Element, frozen=True, kw_only=True):
    """Another page inside this page. It has `src` or `document`."""

    src: str | None = None
    """A URL."""
    document: Blob | None = None
    """A page or a file that the server has."""
    page: bool = False
    """Whether `document` is HTML: its size can be measured."""
    width: Width = "stretch"
    height: Height = "content"
    scrolling: bool = True
    tab_index: int | None = None
    alt: str | None = None
    """The name of the frame for screen readers."""


def iframe(
    self: C,
    src: str | Path,
    *,
    width: Width = "stretch",
    height: Height = "content",
    tab_index: int | None = None,
    alt: str | None = None,
) -> C:
    """Show another page, some HTML or a file in a frame.

    Scripts in the HTML are executed. They can do what the page can do: do not show HTML or URLs that others
    have written. `st.html` shows HTML without its scripts.

    Args:
        src: a URL (`https://…`, `http://…`, `data:…`), a path of this server (`/app/static/report.html`), a
            `pathlib.Path` of a file, or HTML. An HTML file is shown as HTML; the browser shows other files
            itself (PDF, images). A text is never the path of a file.
        width: CSS pixels, "stretch", or "content" (as wide as the HTML).
        height: CSS pixels, "stretch", or "content" (as high as the HTML; 400 pixels for what cannot be
            measured: URLs and other files).
        tab_index: the place in the order of the Tab key. -1: the Tab key skips the frame.
        alt: a description for screen readers.

    Raises:
        APIError: the file cannot be read.
        InvalidWidthError: `width` is not valid.
        InvalidHeightError: `height` is not valid.
        ValueError_: `tab_index` is less than -1.

    Example:
        >>> import treadle as st
        >>> st.iframe("<p>Some <b>HTML</b></p><script>document.title</script>", height=80, alt="A note")
    """
    width, height = checked_width(width), checked_height(height)
    tab_index = checked_tab_index(tab_index)
    url, document, page = _source(src)
    if not page:
        width = "stretch" if width == "content" else width
        height = UNKNOWN_HEIGHT if height == "content" else height
    return self.put(
        Iframe(
            src=url,
            document=document,
            page=page,
            width=width,
            height=height,
            tab_index=tab_index,
            alt=_described(alt),
        )
    )


def html_document(html: str) -> Blob:
    """Return HTML as a document that a frame can show."""
    text = wire_text(html)
    # Without a doctype, browsers would imitate the mistakes of their ancestors.
    return kept((text if _DOCTYPE.match(text) else f"<!doctype html>{text}").encode(), HTML)


def _source(src: Any) -> tuple[str | None, Blob | None, bool]:
    """Return a URL, or a document and whether it is HTML."""
    if isinstance(src, Path):
        return (None, *_file(src))
    if not isinstance(src, str):
        raise InvalidParameterTypeError("src", type(src).__name__, ["str", "pathlib.Path"])
    if _URL.match(src):
        return wire_text(src), None, False
    if _names_a_file(src):
        log.warning("st.iframe shows the text %r. To show the file, write Path(%r).", src, src)
    elif src.startswith("/"):
        return wire_text(src), None, False
    return None, html_document(src), True


def _names_a_file(text: str) -> bool:
    try:
        return os.path.isfile(text)
    except ValueError:  # no path can have this text
        return False


def _file(path: Path) -> tuple[Blob, bool]:
    try:
        data = path.read_bytes()
        if path.suffix.lower() in _PAGES:
            return html_document(data.decode()), True
    except (OSError, UnicodeDecodeError) as error:
        raise APIError(f"st.iframe cannot read the file `{path}`: {error}") from error
    type, _ = mimetypes.guess_type(path)
    return kept(data, type or "application/octet-stream"), False


def _described(alt: object) -> str | None:
    text = "" if alt is None else wire_text(alt).strip()
    if alt is not None and not text:
        log.warning("`alt` of st.iframe is empty, and a frame must have a name. Describe its content.")
    return text or None

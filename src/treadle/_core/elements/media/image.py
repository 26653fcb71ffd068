"""`st.image`."""

import logging
import os
import re
from collections.abc import Sequence
from typing import Any, Literal, get_args

import msgspec

from treadle._core.data.image import OutputFormat, image_bytes
from treadle._core.elements.blobs import kept
from treadle._core.elements.checks import checked_width, wire_text
from treadle._core.elements.cursor import C
from treadle._core.protocol.blob import Blob
from treadle._core.protocol.element import Element, Width
from treadle.errors import APIError, InvalidURLError

_URL = re.compile(r"(https?:|data:image/)\S*|/\S*", re.IGNORECASE)
_LINK = re.compile(r"(https?://|mailto:|/|\./|\?|#)\S*", re.IGNORECASE)

log = logging.getLogger("treadle.app")


class ShownImage(msgspec.Struct, frozen=True):
    """One image of several: a URL, or the bytes of a file."""

    url: str | None = None
    blob: Blob | None = None
    type: str = ""
    """The media type of the bytes."""
    caption: str = ""
    """In Markdown."""
    alt: str | None = None
    """For who cannot see it. Empty: it is a decoration."""


class Image(Element, frozen=True, kw_only=True):
    """Images in a row, which goes on below if there are many."""

    pictures: tuple[ShownImage, ...]
    width: Width = "content"
    link: str | None = None


def image(
    self: C,
    image: Any,
    caption: str | Sequence[str] | None = None,
    width: Width = "content",
    clamp: bool = False,
    channels: Literal["RGB", "BGR"] = "RGB",
    output_format: OutputFormat = "auto",
    *,
    use_container_width: bool | None = None,
    link: str | None = None,
    use_column_width: Any = None,
    alt: str | Sequence[str | None] | None = None,
) -> C:
    """Show an image, or several side by side.

    Args:
        image: a URL; the path of a file; a text that is an SVG; the bytes of a file, or a file that is open
            for reading; an array of pixels (height × width, or height × width × 1 to 4; numbers from 0 to
            255, or floats from 0 to 1); a PIL image; or a list of these. An array of four dimensions is a
            list, too.
        caption: a line below it, in Markdown; for a list of images, a list of lines.
        width: CSS pixels, "content" (as wide as the image, and not wider than its container) or "stretch".
        clamp: whether numbers of an array that are out of range become the nearest number in range.
        channels: the order of an array's colours, "RGB" or "BGR" (as OpenCV has them).
        output_format: how an array or a PIL image is sent: "JPEG", "PNG", or "auto" (JPEG if no pixel is
            transparent).
        use_container_width: the older form of `width`: True is "stretch", False is "content".
        link: the URL that a click opens. For one image alone.
        use_column_width: has no effect; exists for older apps.
        alt: a description for screen readers; for a list of images, a list. Empty: the image is a decoration.

    Raises:
        APIError: `image` is not an image, or the numbers of captions, descriptions and images differ.
        InvalidWidthError: `width` is not valid.
        InvalidURLError: `link` is not a URL that a browser may open.

    Example:
        >>> import numpy as np
        >>> import treadle as st
        >>> st.image(np.zeros((30, 40, 3), dtype="uint8"), caption="Night", alt="A black rectangle")
    """
    if use_container_width is not None:
        width = "stretch" if use_container_width else "content"
    images = _listed(image)
    captions, descriptions = _captions(caption, len(images)), _descriptions(alt, len(images))
    if link is not None and len(images) != 1:
        raise APIError(f"`link` is for one image. `image` has {len(images)}.")
    if link is not None and not _LINK.fullmatch(str(link)):
        raise InvalidURLError(link)
    chosen: Any = str(output_format).upper()
    chosen = "JPEG" if chosen == "JPG" else chosen
    form: OutputFormat = chosen if chosen in get_args(OutputFormat) else "auto"
    pictures = [
        _picture(each, form, bgr=channels == "BGR", clamp=bool(clamp), caption=text, alt=description)
        for each, text, description in zip(images, captions, descriptions, strict=True)
    ]
    return self.put(
        Image(pictures=tuple(pictures), width=checked_width(width), link=None if link is None else str(link))
    )


def _listed(image: Any) -> list[Any]:
    if isinstance(image, list | tuple):
        return list(image)
    if getattr(image, "ndim", None) == 4 and hasattr(image, "__array__"):
        return list(image)
    return [image]


def _captions(caption: Any, count: int) -> list[str]:
    if caption is None:
        return [""] * count
    several = isinstance(caption, list | tuple) or getattr(caption, "ndim", 0) == 1
    captions = list(caption) if several else [caption]
    if len(captions) != count:
        raise APIError(
            f"`caption` must have one line for each image. Images: {count}. Lines: {len(captions)}."
        )
    return ["" if each is None else wire_text(each).strip() for each in captions]


def _descriptions(alt: Any, count: int) -> list[str | None]:
    if alt is None:
        return [None] * count
    descriptions = [alt] if isinstance(alt, str) or not isinstance(alt, Sequence) else list(alt)
    if len(descriptions) != count:
        raise APIError(
            f"`alt` must have one text, or None, for each image. Images: {count}. Texts: {len(descriptions)}."
        )
    return [described(each) for each in descriptions]


def described(alt: Any) -> str | None:
    """Return the description of an image for screen readers. If it is blank, log this and return None."""
    if alt is None:
        return None
    text = wire_text(alt)
    if text and not text.strip():
        log.warning(
            "`alt` has blanks only, so the image has no description. For a decoration, give an empty text."
        )
        return None
    return text.strip()


def _picture(
    image: Any, form: OutputFormat, *, bgr: bool, clamp: bool, caption: str, alt: str | None
) -> ShownImage:
    if isinstance(image, str) and _URL.fullmatch(image) and not os.path.exists(image):
        return ShownImage(url=image, caption=caption, alt=alt)
    data, kind = image_bytes(image, output_format=form, bgr=bgr, clamp=clamp)
    return ShownImage(blob=kept(data), type=kind, caption=caption, alt=alt)

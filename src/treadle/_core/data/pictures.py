"""Pictures that an app gives a command: an address, or bytes with their type."""

import base64
import io
import mimetypes
import os
from pathlib import Path
from typing import Any

from treadle._core.protocol.blob import Blob

_ADDRESSES = ("http://", "https://", "data:image/")

_SIGNS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
)


def picture(given: Any) -> str | Blob:
    """Return a picture as the browser shows it: its address, or its bytes.

    Args:
        given: an address, a path, SVG as text, bytes, a file that is open, a picture of Pillow, or an array
            of numpy (height, width, 1, 3 or 4 channels).

    Raises:
        ValueError: it is none of these.
        OSError: the file cannot be read.
    """
    if isinstance(given, str):
        if given.startswith(_ADDRESSES):
            return given
        if given.lstrip().startswith(("<svg", "<?xml")):
            return svg(given)
    if isinstance(given, str | os.PathLike):
        data = Path(given).read_bytes()
        kind = mimetypes.guess_type(str(given))[0] or media_type(data)
        return svg(data.decode()) if kind == "image/svg+xml" else Blob(data)
    if isinstance(given, bytes | bytearray | memoryview):
        return Blob(bytes(given))
    if hasattr(given, "save") and hasattr(given, "mode"):
        return Blob(_png(given))
    if hasattr(given, "__array_interface__"):
        from PIL import Image

        return Blob(_png(Image.fromarray(given.squeeze(-1) if given.shape[2:] == (1,) else given)))
    if hasattr(given, "read"):
        if hasattr(given, "seek"):
            given.seek(0)
        return Blob(bytes(given.read()))
    raise ValueError(f"{type(given).__name__} is not a picture")


def svg(text: str) -> str:
    """Return an SVG as an address: of bytes, a browser would not believe that they are one."""
    return f"data:image/svg+xml;base64,{base64.b64encode(text.encode()).decode()}"


def media_type(data: bytes) -> str | None:
    """Return the type of a picture's bytes, None if the type is not known."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for sign, kind in _SIGNS if data.startswith(sign)), None)


def _png(picture: Any) -> bytes:
    file = io.BytesIO()
    (picture if picture.mode in ("1", "L", "LA", "P", "RGB", "RGBA") else picture.convert("RGBA")).save(
        file, "PNG"
    )
    return file.getvalue()

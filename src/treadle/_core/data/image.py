"""Images as bytes that a browser can show: from a file, bytes, an array of pixels, or a PIL image."""

import io
import mimetypes
import os
import struct
import zlib
from typing import Any, Literal

from treadle.errors import APIError

OutputFormat = Literal["auto", "PNG", "JPEG"]

SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"\x00\x00\x01\x00", "image/x-icon"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
"""How files of a type begin."""

JPEG_QUALITY = 90

GREY, RGB, GREY_ALPHA, RGBA = 0, 2, 4, 6
"""Types of pixels, as PNG numbers them."""


def image_bytes(
    image: Any, *, output_format: OutputFormat = "PNG", bgr: bool = False, clamp: bool = False
) -> tuple[bytes, str]:
    """Return an image as the bytes of a file, and their type.

    Args:
        image: the path of a file, a text that is an SVG, the bytes of a file, a file that is open for
            reading, an array of pixels (height × width, or height × width × 1 to 4; numbers from 0 to 255, or
            floats from 0 to 1), or an image of PIL's.
        output_format: of an array or an image of PIL's. "auto": JPEG, which is small and quickly made, if PIL
            is installed and no pixel can be seen through; else PNG.
        bgr: whether the channels of an array are blue, green, red.
        clamp: whether an array's numbers that are too small or too large become the smallest or the largest
            one.

    Raises:
        APIError: it is something else, or the file cannot be read.
    """
    if isinstance(image, str) and image.lstrip()[:5].lower() in ("<?xml", "<svg ", "<svg>"):
        return image.encode(), "image/svg+xml"
    if isinstance(image, str | os.PathLike):
        return _from_file(os.fspath(image))
    if isinstance(image, bytes | bytearray | memoryview):
        return _from_bytes(bytes(image))
    if hasattr(image, "save") and hasattr(image, "mode"):  # PIL's
        return _from_pil(image, output_format)
    if hasattr(image, "read"):
        if getattr(image, "seekable", bool)():  # the app may have read it, or shown it before
            image.seek(0)
        data = image.read()
        if isinstance(data, bytes):
            return _from_bytes(data)
    if hasattr(image, "__array__"):
        pixels = _pixels(image, bgr=bgr, clamp=clamp)
        if output_format == "PNG" or (output_format == "auto" and pixels.shape[2] in (2, 4)):
            return _png(pixels), "image/png"
        try:
            from PIL import Image
        except ImportError:
            if output_format == "JPEG":
                raise APIError(
                    '`output_format="JPEG"` needs the package `pillow`. Install it, or use "PNG".'
                ) from None
            return _png(pixels), "image/png"
        return _jpeg(Image.fromarray(pixels[:, :, 0] if pixels.shape[2] <= 2 else pixels))
    raise APIError(
        f"An image cannot be a {type(image).__name__}. Give the path of a file, the bytes of one, an array "
        "of pixels, or a PIL image."
    )


def type_of(data: bytes, name: str = "") -> str | None:
    """Return the media type of an image by its first bytes, or else by the name of its file.

    None: it is not an image that a browser shows.
    """
    for beginning, kind in SIGNATURES:
        if data.startswith(beginning):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:12] in (b"ftypavif", b"ftypavis"):
        return "image/avif"
    if b"<svg" in data[:1000].lower():
        return "image/svg+xml"
    guessed = mimetypes.guess_type(name)[0] or ""
    known = {kind for _, kind in SIGNATURES}  # a file of these types would begin in another way
    return guessed if guessed.startswith("image/") and guessed not in known else None


def _from_bytes(data: bytes, name: str = "") -> tuple[bytes, str]:
    """Return the bytes of a file as a browser can show them. PIL reads what browsers do not know."""
    kind = type_of(data, name)
    if kind is not None and kind != "image/tiff":
        return data, kind
    what = f"The file `{name}`" if name else f"These {len(data):,} bytes"
    try:
        from PIL import Image
    except ImportError:
        raise APIError(
            f"{what} cannot be shown: browsers do not know its format. The package `pillow` knows "
            "more image formats. Install it, or give a PNG, JPEG, WebP or SVG."
        ) from None
    try:
        with Image.open(io.BytesIO(data)) as image:
            return _from_pil(image, "auto")
    except (OSError, ValueError, SyntaxError) as error:  # PIL's readers raise all of these
        raise APIError(f"{what} cannot be shown: no known image format has this content.") from error


def _from_file(path: str | bytes) -> tuple[bytes, str]:
    try:
        with open(path, "rb") as file:
            data = file.read()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise APIError(
            f"The image `{path!s}` cannot be read: {why}. A relative path starts at the folder in which the "
            "server was started."
        ) from error
    return _from_bytes(data, os.fsdecode(path))


def _from_pil(image: Any, output_format: OutputFormat) -> tuple[bytes, str]:
    seen_through = image.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in getattr(
        image, "info", {}
    )
    if output_format == "JPEG" or (output_format == "auto" and not seen_through):
        return _jpeg(image)
    buffer = io.BytesIO()
    image.save(buffer, format="PNG")
    return buffer.getvalue(), "image/png"


def _jpeg(image: Any) -> tuple[bytes, str]:
    buffer = io.BytesIO()
    (image if image.mode in ("L", "RGB") else image.convert("RGB")).save(
        buffer, format="JPEG", quality=JPEG_QUALITY
    )
    return buffer.getvalue(), "image/jpeg"


def _pixels(image: Any, *, bgr: bool, clamp: bool) -> Any:
    """Return an array as height × width × channels of bytes."""
    import numpy as np

    pixels = np.asarray(image)
    if pixels.ndim == 2:
        pixels = pixels[:, :, None]
    if pixels.ndim != 3 or not 1 <= pixels.shape[2] <= 4 or 0 in pixels.shape:
        raise APIError(
            f"An array of the shape {np.shape(image)} is not an image. It must be height × width, or height "
            "× width × 1 to 4 (grey, grey and alpha, red-green-blue, or these and alpha)."
        )
    if clamp and pixels.dtype.kind in "fui":
        pixels = np.nan_to_num(np.clip(pixels, 0, 1 if pixels.dtype.kind == "f" else 255))
    if pixels.dtype.kind == "f":
        if pixels.min() < 0 or pixels.max() > 1:
            raise APIError(
                "The pixels of an image are floats outside of 0 to 1. Scale them, give numbers from 0 to "
                "255, or set `clamp=True`."
            )
        pixels = pixels * 255
    elif pixels.dtype.kind == "b":
        pixels = pixels * np.uint8(255)
    elif pixels.dtype.kind not in "ui" or pixels.min() < 0 or pixels.max() > 255:
        raise APIError(
            "The pixels of an image must be numbers from 0 to 255, or floats from 0 to 1. `clamp=True` makes "
            "them so."
        )
    if bgr and pixels.shape[2] >= 3:
        pixels = pixels[:, :, [2, 1, 0, *range(3, pixels.shape[2])]]
    return np.ascontiguousarray(pixels, dtype=np.uint8)


def _png(pixels: Any) -> bytes:
    height, width, depth = pixels.shape
    kind = (GREY, GREY_ALPHA, RGB, RGBA)[depth - 1]
    rows = b"".join(b"\x00" + row.tobytes() for row in pixels)  # each without a filter
    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    return b"".join(
        [
            SIGNATURES[0][0],
            _chunk(b"IHDR", header),
            _chunk(b"IDAT", zlib.compress(rows)),
            _chunk(b"IEND", b""),
        ]
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

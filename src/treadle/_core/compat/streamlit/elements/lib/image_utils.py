"""`streamlit.elements.lib.image_utils`: images as addresses, which packages pass to their components."""

import base64
from typing import Any, Literal

from treadle._core.data.image import OutputFormat, image_bytes

from .layout_utils import LayoutConfig

__all__ = ["AtomicImage", "image_to_url"]

AtomicImage = Any
"""Any one image: an array, a PIL image, bytes, a path or a URL."""


def image_to_url(
    image: AtomicImage,
    layout_config: LayoutConfig | int | None = None,
    clamp: bool = False,
    channels: Literal["RGB", "BGR"] = "RGB",
    output_format: str = "auto",
    image_id: str = "",
) -> str:
    """Return an address by which a browser can load an image. It contains the image, and is always valid.

    Args:
        image: the image.
        layout_config: has no effect: the image has its own size.
        clamp: whether numbers of an array that are out of range become the nearest number in range.
        channels: the order of an array's colours.
        output_format: "JPEG", "PNG" or "auto".
        image_id: has no effect: the address depends on the content alone.

    Raises:
        APIError: it is no image.
    """
    if isinstance(image, str) and image.startswith(("http://", "https://", "data:")):
        return image
    forms: dict[str, OutputFormat] = {"JPEG": "JPEG", "JPG": "JPEG", "PNG": "PNG"}
    form = forms.get(str(output_format).upper(), "auto")
    data, kind = image_bytes(image, bgr=channels == "BGR", clamp=clamp, output_format=form)
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"

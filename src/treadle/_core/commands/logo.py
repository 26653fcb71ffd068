"""`st.logo`."""

import re
from typing import Any, Literal, get_args

from treadle._core.carry.context import require
from treadle._core.carry.scope import Host
from treadle._core.data.image import image_bytes
from treadle._core.elements.checks import checked_icon
from treadle._core.protocol.blob import Blob
from treadle._core.runtime.blobs import BlobStore
from treadle._core.session.navigation import ShowLogo
from treadle._core.session.structure import Logo, LogoSize, Picture
from treadle.errors import APIError, InvalidURLError, ValueError_

SIZES: tuple[LogoSize, ...] = get_args(LogoSize)
_URL = re.compile(r"(https?://|data:image/)\S+", re.IGNORECASE)
_LINK = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)


def logo(
    image: Any,
    *,
    size: Literal["small", "medium", "large"] = "medium",
    link: str | None = None,
    icon_image: Any = None,
) -> None:
    """Show a logo at the top of the sidebar, or in the header if the sidebar is hidden or missing.

    An app with several pages shows it on all of them if the script calls this before `page.run()`.

    Args:
        image: an emoji, `":material/name:"`, the URL or path of an image, an SVG as text, the bytes of an
            image or a file that is open for reading, an array of pixels, or a PIL image.
        size: "small" (20 CSS pixels high), "medium" (24) or "large" (32).
        link: the URL that a click on the logo opens. None: a click does nothing.
        icon_image: the smaller image in the header while the sidebar is hidden, as `image`. None: `image`.

    Raises:
        APIError: `image` or `icon_image` is not an image.
        InvalidURLError: `link` is not an `http` or `https` URL.
        ValueError_: `size` is not valid.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.logo("🧶", size="large", link="https://example.org")
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().exception
        []
    """
    scope = require()
    chosen: Any = str(size).lower()
    if chosen not in SIZES:
        raise ValueError_("size", [f"'{each}'" for each in SIZES])
    if link and not _LINK.fullmatch(str(link)):
        raise InvalidURLError(link)
    shown = Logo(
        _picture(scope.host, "image", image),
        None if icon_image is None or icon_image == "" else _picture(scope.host, "icon_image", icon_image),
        chosen,
        str(link) if link else None,
    )
    scope.host.page.do(scope, ShowLogo(scope, shown))


def _picture(host: Host, name: str, image: Any) -> Picture:
    if isinstance(image, str):
        if _URL.fullmatch(image):
            return Picture(url=image)
        try:
            icon = checked_icon(image)
        except APIError:
            pass  # then it is a path, or none of all
        else:
            if icon is not None:
                return Picture(icon=icon)
    try:
        data, kind = image_bytes(image)
    except APIError as error:
        raise APIError(f"`{name}` of `st.logo` is not an image. {error}") from error
    return Picture(blob=host.of_app(BlobStore).add(Blob(data)), type=kind)

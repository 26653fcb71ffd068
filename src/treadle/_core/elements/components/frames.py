"""`st.components.v1.html` and `st.components.v1.iframe`: pages in frames with a given size."""

from typing import Any

from treadle._core.elements.checks import checked_tab_index, wire_text
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.media.iframe import Iframe, html_document
from treadle._core.protocol.element import Width
from treadle.errors import InvalidParameterTypeError, ValueError_

HEIGHT = 150
"""CSS pixels of a frame for which the app gives no height."""


def html(
    html: str,
    width: int | None = None,
    height: int | None = None,
    scrolling: bool = False,
    *,
    tab_index: int | None = None,
) -> Any:
    """Show HTML in a frame. Its scripts are executed.

    Args:
        html: the HTML. Do not show HTML that others have written.
        width: CSS pixels. None: as wide as the place.
        height: CSS pixels. None: 150.
        scrolling: whether the frame has a scroll bar when its content is larger.
        tab_index: the place in the order of the Tab key. -1: the key leaves the frame out.

    Raises:
        InvalidParameterTypeError: a parameter has a wrong type.
        ValueError_: a size is negative, or `tab_index` is less than -1.
    """
    document = html_document(str(html))
    return _put(Iframe(document=document, page=True, **_look(width, height, scrolling, tab_index)))


def iframe(
    src: str,
    width: int | None = None,
    height: int | None = None,
    scrolling: bool = False,
    *,
    tab_index: int | None = None,
) -> Any:
    """Show another page in a frame.

    Args:
        src: the page's URL.
        width: CSS pixels. None: as wide as the place.
        height: CSS pixels. None: 150.
        scrolling: whether the frame has a scroll bar when its content is larger.
        tab_index: the place in the order of the Tab key. -1: the key leaves the frame out.

    Raises:
        InvalidParameterTypeError: a parameter has a wrong type.
        ValueError_: a size is negative, or `tab_index` is less than -1.
    """
    if not isinstance(src, str):
        raise InvalidParameterTypeError("src", type(src).__name__, ["str"])
    return _put(Iframe(src=wire_text(src), **_look(width, height, scrolling, tab_index)))


def _put(frame: Iframe) -> Any:
    return Cursor.with_commands().put(frame)


def _look(width: Any, height: Any, scrolling: Any, tab_index: Any) -> dict[str, Any]:
    stretch: Width = "stretch"
    return {
        "width": stretch if width is None else _pixels("width", width),
        "height": HEIGHT if height is None else _pixels("height", height),
        "scrolling": bool(scrolling),
        "tab_index": checked_tab_index(tab_index),
    }


def _pixels(name: str, value: Any) -> int:
    """Return a size. It may be 0: a frame that only has a script is not to be seen."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidParameterTypeError(name, type(value).__name__, ["int", "None"])
    if value < 0:
        raise ValueError_(name, ["None", "0 or a positive number of pixels"])
    return round(value)

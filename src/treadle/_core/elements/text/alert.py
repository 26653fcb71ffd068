"""`st.success`, `st.info`, `st.warning` and `st.error`."""

from typing import Literal

from treadle._core.elements.checks import checked_icon, checked_width, clean, optional_text
from treadle._core.elements.cursor import C
from treadle._core.protocol.element import Element, Width

Level = Literal["success", "info", "warning", "error"]


class Alert(Element, frozen=True, kw_only=True):
    """A message that stands out."""

    body: str
    level: Level
    icon: str | None = None
    title: str | None = None
    width: Width = "stretch"


def success(
    self: C, body: object, *, icon: str | None = None, width: Width = "stretch", title: object = None
) -> C:
    """Show a green box with a message about success.

    Args:
        body: the message, in Markdown.
        icon: an emoji or `:material/icon_name:` before the message.
        width: CSS pixels or "stretch".
        title: a line above the message, in Markdown.

    Raises:
        APIError: `icon` is not an icon.
        InvalidWidthError: `width` is not valid.

    Example:
        >>> import treadle as st
        >>> st.success("All five workers have finished.")
    """
    return self.put(_alert("success", body, icon, width, title))


def info(
    self: C, body: object, *, icon: str | None = None, width: Width = "stretch", title: object = None
) -> C:
    """Show a blue box with information.

    Args:
        body: the message, in Markdown.
        icon: an emoji or `:material/icon_name:` before the message.
        width: CSS pixels or "stretch".
        title: a line above the message, in Markdown.

    Raises:
        APIError: `icon` is not an icon.
        InvalidWidthError: `width` is not valid.

    Example:
        >>> import treadle as st
        >>> st.info("Results appear as workers finish.", title="Please wait")
    """
    return self.put(_alert("info", body, icon, width, title))


def warning(
    self: C, body: object, *, icon: str | None = None, width: Width = "stretch", title: object = None
) -> C:
    """Show a yellow box with a warning.

    Args:
        body: the message, in Markdown.
        icon: an emoji or `:material/icon_name:` before the message.
        width: CSS pixels or "stretch".
        title: a line above the message, in Markdown.

    Raises:
        APIError: `icon` is not an icon.
        InvalidWidthError: `width` is not valid.

    Example:
        >>> import treadle as st
        >>> st.warning("This takes about an hour.", icon=":material/schedule:")
    """
    return self.put(_alert("warning", body, icon, width, title))


def error(
    self: C, body: object, *, icon: str | None = None, width: Width = "stretch", title: object = None
) -> C:
    """Show a red box with an error message. To show an exception, use `st.exception`.

    Args:
        body: the message, in Markdown.
        icon: an emoji or `:material/icon_name:` before the message.
        width: CSS pixels or "stretch".
        title: a line above the message, in Markdown.

    Raises:
        APIError: `icon` is not an icon.
        InvalidWidthError: `width` is not valid.

    Example:
        >>> import treadle as st
        >>> st.error("The file has no column `price`.")
    """
    return self.put(_alert("error", body, icon, width, title))


def _alert(level: Level, body: object, icon: str | None, width: Width, title: object) -> Alert:
    return Alert(
        body=clean(body),
        level=level,
        icon=checked_icon(icon),
        title=optional_text(title),
        width=checked_width(width, allow_content=False),
    )

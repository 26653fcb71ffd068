"""`st.success`, `st.info`, `st.warning` and `st.error`."""

from typing import Literal, Unpack

from treadle._core.elements.checks import checked_icon, checked_width, clean, optional_text
from treadle._core.elements.cursor import C
from treadle._core.elements.parameters import Message
from treadle._core.protocol.element import Width
from treadle._core.protocol.long_text import LongText

Level = Literal["success", "info", "warning", "error"]


class Alert(LongText, frozen=True, kw_only=True):
    """A message that stands out."""

    level: Level
    icon: str | None = None
    title: str | None = None
    width: Width = "stretch"


def success(self: C, body: object, **shared: Unpack[Message]) -> C:
    """Show a green box with a message about success.

    Args:
        body: the message, in Markdown.

    Example:
        >>> import treadle as st
        >>> st.success("All five workers have finished.")
    """
    return self.put(_alert("success", body, shared))


def info(self: C, body: object, **shared: Unpack[Message]) -> C:
    """Show a blue box with information.

    Args:
        body: the message, in Markdown.

    Example:
        >>> import treadle as st
        >>> st.info("Results appear as workers finish.", title="Please wait")
    """
    return self.put(_alert("info", body, shared))


def warning(self: C, body: object, **shared: Unpack[Message]) -> C:
    """Show a yellow box with a warning.

    Args:
        body: the message, in Markdown.

    Example:
        >>> import treadle as st
        >>> st.warning("This takes about an hour.", icon=":material/schedule:")
    """
    return self.put(_alert("warning", body, shared))


def error(self: C, body: object, **shared: Unpack[Message]) -> C:
    """Show a red box with an error message. To show an exception, use `st.exception`.

    Args:
        body: the message, in Markdown.

    Example:
        >>> import treadle as st
        >>> st.error("The file has no column `price`.")
    """
    return self.put(_alert("error", body, shared))


def _alert(level: Level, body: object, shared: Message) -> Alert:
    return Alert(
        body=clean(body),
        level=level,
        icon=checked_icon(shared.get("icon")),
        title=optional_text(shared.get("title")),
        width=checked_width(shared.get("width", "stretch"), allow_content=False),
    )

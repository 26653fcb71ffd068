"""`st.chat_message`."""

import base64
from typing import Any, Literal

from treadle._core.data.image import image_bytes
from treadle._core.elements.blobs import kept
from treadle._core.elements.checks import checked_icon, checked_width, wire_text
from treadle._core.elements.cursor import C
from treadle._core.protocol.blob import Blob
from treadle._core.protocol.element import Container, Width
from treadle.errors import APIError, InvalidParameterTypeError, MissingRequiredParameterError

Author = Literal["user", "assistant", "ai", "human"]

_ADDRESSES = ("http://", "https://", "data:image/")

AVATARS = {"user": "user", "human": "user", "assistant": "assistant", "ai": "assistant"}


class ChatMessage(Container, frozen=True, kw_only=True):
    """A message of a chat, beside the picture of its author."""

    name: str
    avatar: str = ""
    """ "user", "assistant", an emoji, `:material/name:` or "spinner"; empty: the first letter of the name."""
    image: Blob | None = None
    """A picture instead."""
    address: str | None = None
    """The address of a picture instead."""
    width: Width = "stretch"


def chat_message(self: C, name: str, *, avatar: Any = None, width: Width = "stretch") -> C:
    """Show a message of a chat and return its handle.

    Write into it with `with` or with its methods, from any thread.

    Args:
        name: the author. "user" (or "human") and "assistant" (or "ai") have their own look. Screen readers
            read the name.
        avatar: what stands beside the message: "user", "assistant", an emoji, `":material/name:"`, "spinner",
            or a picture (an address, a path, bytes, a file, a PIL image, an array of pixels). None: "user" or
            "assistant", if the name is one of these; else the first letter of the name.
        width: CSS pixels, "stretch" or "content".

    Raises:
        MissingRequiredParameterError: `name` is None.
        InvalidParameterTypeError: `name` is not a text.
        APIError: `avatar` cannot be shown.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     with st.chat_message("assistant"):
        ...         st.write("How many threads?")
        >>> from treadle.testing import AppTest
        >>> message = AppTest.from_function(app).run().chat_message[0]
        >>> message.name, message.avatar, message.markdown[0].value
        ('assistant', 'assistant', 'How many threads?')
    """
    if name is None:
        raise MissingRequiredParameterError("name")
    if not isinstance(name, str):
        raise InvalidParameterTypeError("name", type(name).__name__, ["str"])
    if avatar is None and (name.lower() in AVATARS or _icon(name) is not None):
        avatar = name.lower()
    sign, shown = _avatar(avatar)
    message = ChatMessage(
        name=wire_text(name),
        avatar=sign,
        image=shown if isinstance(shown, Blob) else None,
        address=shown if isinstance(shown, str) else None,
        width=checked_width(width),
    )
    return self.put_container(message)


def _avatar(avatar: Any) -> tuple[str, Blob | str | None]:
    """Return the sign and the picture of a message."""
    if avatar is None:
        return "", None
    if isinstance(avatar, str):
        if avatar in AVATARS:
            return AVATARS[avatar], None
        if (icon := _icon(avatar)) is not None:
            return icon, None
        if avatar.startswith(_ADDRESSES):
            return "", avatar
    try:
        data, kind = image_bytes(avatar)
    except APIError as error:
        raise APIError(
            f"`avatar` ({str(avatar)[:100]!r}) cannot be shown. {error} An emoji and `:material/name:` are "
            "avatars, too."
        ) from error
    if kind == "image/svg+xml":  # of bytes, a browser would not believe that they are a drawing
        return "", f"data:{kind};base64,{base64.b64encode(data).decode()}"
    return "", kept(data)


def _icon(text: str) -> str | None:
    """Return a text if it is an icon, None if it is not."""
    try:
        return checked_icon(text)
    except APIError:
        return None

"""Texts of any length: their beginning is sent with the element, the rest when a person asks for it."""

import hashlib
from collections.abc import Callable
from typing import ClassVar, Self

import msgspec

from .blob import Blob
from .element import Element

SENT = 1_000_000
"""Characters of a text that are sent with its element. A longer one is shortened first."""


class LongText(Element, frozen=True, kw_only=True):
    """An element with a text that may be very long."""

    abstract: ClassVar[bool] = True

    body: str
    """The text, or its beginning."""
    rest: Blob | None = None
    """What follows the beginning, in UTF-8."""
    rest_size: int = 0
    """Bytes of the rest."""

    @property
    def whole(self) -> str:
        """The text from beginning to end."""
        return self.body if self.rest is None else self.body + self.rest.data.decode()

    def shortened(self, keep: Callable[[str, Callable[[], bytes]], Blob]) -> Self:
        """Return the element with a text that can be sent at once. A browser can ask for the rest.

        Args:
            keep: makes a large value available to browsers under a key that says all of what is in it.
        """
        rest = self.body[SENT:].encode()
        blob = keep(f"text {hashlib.sha256(rest).hexdigest()}", lambda: rest)
        return msgspec.structs.replace(self, body=self.body[:SENT], rest=blob, rest_size=len(rest))

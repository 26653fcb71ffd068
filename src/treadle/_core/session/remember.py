"""Operations on the browser's memory."""

from collections.abc import Mapping
from dataclasses import dataclass

from .operation import Operation
from .session import Session


@dataclass(slots=True)
class ReadStorage(Operation[dict[str, str]]):
    """Return the mapping that the browser keeps; values are JSON."""

    def apply(self, session: Session) -> dict[str, str]:
        """Return a copy."""
        return dict(session.memory.items)


@dataclass(slots=True)
class ChangeStorage(Operation[None]):
    """Change the mapping that the browser keeps; None deletes a name."""

    changes: Mapping[str, str | None]

    def apply(self, session: Session) -> None:
        """Change it.

        Raises:
            APIError: it becomes too large. Nothing is changed.
        """
        session.memory.store(self.changes)


@dataclass(slots=True)
class OpenStorage(Operation[None]):
    """Replace the mapping that the browser keeps. For drivers of a session such as AppTest."""

    items: Mapping[str, str]

    def apply(self, session: Session) -> None:
        """Replace it."""
        session.memory.items = dict(self.items)


@dataclass(slots=True)
class ReadCookies(Operation[dict[str, str | None]]):
    """Return the app's writes of cookies that the newest request does not contain; None: deleted."""

    def apply(self, session: Session) -> dict[str, str | None]:
        """Return a copy."""
        return dict(session.memory.cookies)


@dataclass(slots=True)
class ForgetCookies(Operation[None]):
    """Forget the app's writes of cookies, because another request has them. For drivers such as AppTest."""

    def apply(self, session: Session) -> None:
        """Forget them."""
        session.memory.cookies = {}


@dataclass(slots=True)
class SetCookie(Operation[None]):
    """Set a cookie in the browser, or delete it."""

    name: str
    value: str | None
    same_site: str = "lax"
    seconds: int | None = None

    def apply(self, session: Session) -> None:
        """Set it.

        Raises:
            APIError: there are too many.
        """
        session.memory.set_cookie(self.name, self.value, self.same_site, self.seconds)

"""Operations on the whole page: its settings, query parameters and effects, and its browser."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import quote, urlencode

import msgspec

from treadle._core.protocol.message import ClientInfo, Effect
from treadle.errors import APIError

from .address import Query
from .caller import Recorder
from .mirror import EFFECTS_KEPT
from .operation import Operation
from .session import Session

T = TypeVar("T")


@dataclass(slots=True)
class AddEffect(Operation[None]):
    """Add an effect that happens once in every connected browser."""

    effect: Effect
    recorder: Recorder | None = None

    def apply(self, session: Session) -> None:
        """Store the effect for the browsers."""
        for mirror in session.browsers.mirrors.values():
            mirror.add_effect(self.effect)
        session.effects.append(self.effect)
        del session.effects[:-EFFECTS_KEPT]
        if self.recorder is not None:
            self.recorder.effect(self.effect)


@dataclass(slots=True)
class ReadClient(Operation[ClientInfo]):
    """Return what is known of the browser that has connected last, with the address that it shows now."""

    def apply(self, session: Session) -> ClientInfo:
        """Return it."""
        client = session.client
        site = client.url.partition("?")[0].partition("#")[0].removesuffix(session.opened.removeprefix("/"))
        if not site:
            return client
        return msgspec.structs.replace(client, url=site + quote(session.address.path))


@dataclass(slots=True)
class ReadQuery(Operation[Query]):
    """Return the query parameters that the app sees, each with its values."""

    def apply(self, session: Session) -> Query:
        """Return a copy of the parameters."""
        return session.address.visible()


@dataclass(slots=True)
class ChangeQuery(Operation[T], Generic[T]):
    """Change the query parameters that the app sees, by a function. Return the result of the function."""

    change: Callable[[Query], T]
    names: Collection[str] | None
    """The parameters that the function sets or removes; None: all."""

    def apply(self, session: Session) -> T:
        """Change the parameters. Reserved parameters, and those that are bound to widgets, stay.

        Raises:
            APIError: one of the names is bound to a widget. Nothing is changed.
        """
        address = session.address
        query = address.visible()
        bound = {name: texts for name, texts in query.items() if address.has(name)}
        refused = next(filter(address.has, bound if self.names is None else self.names), None)
        if refused is not None:
            raise APIError(
                f"The query parameter `{refused}` is bound to the widget with this key, so `st.query_params` "
                f"cannot change it. Set the widget's value instead: `st.session_state[{refused!r}] = …`, "
                "before the line that shows the widget or in a callback."
            )
        result = self.change(query)
        address.change(query | bound)
        return result


@dataclass(slots=True)
class OpenQuery(Operation[None]):
    """Replace the whole query, as a browser does when it opens the page.

    For drivers of a session such as AppTest.
    """

    query: str

    def apply(self, session: Session) -> None:
        """Replace the query, unless it is the same."""
        if self.query != urlencode(session.address.query, doseq=True):
            session.address.open(self.query)

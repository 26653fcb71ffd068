"""`st.user`."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NoReturn, overload

from treadle._core.cache.hashing import per_caller
from treadle._core.carry.context import require
from treadle._core.login.login import Login
from treadle.errors import APIError

from .attributes import AttributeMapping


class Tokens(AttributeMapping[str]):
    """The tokens that `expose_tokens` names: `id` and `access`. Read-only; its text shows no token."""

    __slots__ = ("_tokens",)

    _tokens: Mapping[str, str]

    def __init__(self, tokens: Mapping[str, str]) -> None:
        object.__setattr__(self, "_tokens", tokens)

    def __getitem__(self, key: str) -> str:
        try:
            return self._tokens[key]
        except KeyError:
            pass
        raise KeyError(
            f"There is no token {key!r}. `expose_tokens` in the section `[auth]` of the secrets says which "
            "tokens the app gets."
        )

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise APIError("`st.user.tokens` is read-only.")

    def __setitem__(self, name: str, value: object) -> NoReturn:
        raise APIError("`st.user.tokens` is read-only.")

    def __iter__(self) -> Iterator[str]:
        return iter(self._tokens)

    def __len__(self) -> int:
        return len(self._tokens)

    def __repr__(self) -> str:
        return f"<st.user.tokens: {', '.join(self._tokens) or 'none'}>"

    def to_dict(self) -> dict[str, str]:
        """Return a copy as a dict."""
        return dict(self._tokens)


@per_caller
class User(AttributeMapping[Any]):
    """The person who uses the app, as the provider of the login knows them: `st.user.email`.

    Read-only. It has the claims of the provider's ID token, and also `is_logged_in`, `provider` (the name in
    the secrets) and `tokens`. While nobody is logged in, it has only `is_logged_in`, which is False. If the
    secrets have no section `[auth]`, it is empty.

    It follows `st.logout` at once. When the login expires (`cookie_days`), nobody is logged in any more. The
    times in the claims, such as `exp`, are the provider's, and are not checked after the login.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     if not st.user.is_logged_in:
        ...         st.button("Log in", on_click=st.login)
        ...         st.stop()
        ...     st.write(f"Hello, {st.user.name}!")
        >>> from treadle.testing import AppTest
        >>> at = AppTest.from_function(app)
        >>> at.user = {"is_logged_in": True, "name": "Ada"}
        >>> at.run().markdown[0].value
        'Hello, Ada!'
    """

    __slots__ = ()

    is_logged_in: bool

    @overload
    def __getitem__(self, key: Literal["is_logged_in"]) -> bool: ...

    @overload
    def __getitem__(self, key: Literal["tokens"]) -> Tokens: ...

    @overload
    def __getitem__(self, key: str) -> Any: ...

    def __getitem__(self, key: str) -> Any:
        known = _read()
        if key == "tokens":
            return Tokens(known.get("tokens", {}))
        if key in known:
            return known[key]
        names = ", ".join(map(repr, known)) or "nothing: the secrets have no section `[auth]`"
        raise KeyError(f"`st.user` has no {key!r}. It has {names}.")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise APIError("`st.user` is read-only.")

    def __setitem__(self, name: str, value: object) -> NoReturn:
        raise APIError("`st.user` is read-only.")

    def __iter__(self) -> Iterator[str]:
        return iter(_read())

    def __len__(self) -> int:
        return len(_read())

    def __repr__(self) -> str:
        return "<st.user>"

    @property
    def tokens(self) -> Tokens:
        """The tokens that `expose_tokens` names: `st.user.tokens.access`."""
        return self["tokens"]

    def to_dict(self) -> dict[str, Any]:
        """Return a copy as a dict."""
        return dict(_read())


def _read() -> Mapping[str, Any]:
    scope = require()
    scope.host.check(scope)
    login = scope.host.part(Login.of_app)
    visitor = scope.host.visitor
    given = visitor.given
    if given is None:
        return {**login.user(visitor.request.login, visitor.request.origin), **visitor.request.user}
    return given if "is_logged_in" in given or not login.ready() else {**given, "is_logged_in": False}


user = User()
"""The person who uses the app, of the session that the calling code belongs to."""

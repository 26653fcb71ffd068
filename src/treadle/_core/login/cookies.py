"""The cookies of the login: their names, their attributes, and values that need several cookies."""

from collections.abc import Iterator, Mapping

from treadle.errors import AuthError

from .settings import Settings

MARK = "treadle-login-"
"""All names contain it. Apps never see these cookies."""

PIECE = 3800
"""Characters of a cookie's value. Browsers keep 4096 with the name and the attributes."""

MOST = 4
"""The largest number of cookies for one value."""

ATTEMPTS = 4
"""Logins that a browser may have begun at the same time, in several tabs."""

WITHIN = 600
"""Seconds that a person has to log in at the provider."""


def is_ours(name: str) -> bool:
    """Return whether a cookie belongs to the login of this app, or of another on the same host."""
    return MARK in name


class Cookies:
    """The cookies of one app.

    A browser sends them only with requests to the app's path. Scripts cannot read them. With HTTPS, the
    prefix of their names tells browsers that no neighbouring host may set them.
    """

    def __init__(self, settings: Settings) -> None:
        prefix = ""
        if settings.secure:
            prefix = "__Host-" if settings.path == "/" else "__Secure-"
        self.user = f"{prefix}{MARK}user-{settings.tag}"
        """The name of the cookie with the person's claims. `_1`, `_2`, … follow."""
        self._attempt = f"{prefix}{MARK}try-{settings.tag}-"
        self._attributes = f"Path={settings.path}; HttpOnly" + ("; Secure" if settings.secure else "")
        self._lasts = round(settings.days * 86400)

    def attempt(self, state: str) -> str:
        """Return the name of the cookie of a begun login."""
        return self._attempt + state[:8]

    def attempts(self, cookies: Mapping[str, str]) -> list[str]:
        """Return the names of the cookies of begun logins."""
        return [name for name in cookies if name.startswith(self._attempt)]

    def set_attempt(self, state: str, value: str) -> str:
        """Return the header for the cookie of a begun login. The provider's page sends it with the person."""
        return self._set(self.attempt(state), value, WITHIN, "Lax")

    def set_user(self, value: str) -> Iterator[str]:
        """Yield the headers for the cookies of a login, and for dropping those of an earlier one.

        Raises:
            AuthError: the value is too long.
        """
        pieces = [value[at : at + PIECE] for at in range(0, len(value), PIECE)]
        if len(pieces) > MOST:
            raise AuthError(
                f"What the provider says about a person has {len(value):,} characters, and cookies hold "
                f"{PIECE * MOST:,}. Ask for less in `scope`, or expose fewer tokens in `expose_tokens`."
            )
        pieces[0] = f"{len(pieces)}.{pieces[0]}"
        for at, name in enumerate(self._names()):
            # A Strict cookie comes only with requests of the app's own pages.
            yield self._set(name, pieces[at], self._lasts, "Strict") if at < len(pieces) else self.drop(name)

    def drop_user(self) -> Iterator[str]:
        """Yield the headers that drop the cookies of a login."""
        yield from map(self.drop, self._names())

    def drop(self, name: str) -> str:
        """Return the header that drops a cookie."""
        return f"{name}=; {self._attributes}; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT"

    def of_user(self, cookies: Mapping[str, str]) -> str:
        """Return the value of a login's cookies, "" if it is not complete."""
        number, dot, first = cookies.get(self.user, "").partition(".")
        if not dot or not number.isascii() or not number.isdigit() or not 1 <= int(number[:2]) <= MOST:
            return ""
        names = self._names()[1 : int(number)]
        return first + "".join(cookies[name] for name in names) if all(map(cookies.get, names)) else ""

    def _names(self) -> list[str]:
        return [self.user, *(f"{self.user}_{at}" for at in range(1, MOST))]

    def _set(self, name: str, value: str, seconds: int, same_site: str) -> str:
        return f"{name}={value}; {self._attributes}; SameSite={same_site}; Max-Age={seconds}"

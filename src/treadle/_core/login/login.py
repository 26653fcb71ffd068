"""The login of one app: what a browser asks for, and what it gets.

Nothing is kept in the process: a begun login and a finished one are seals that the browser carries. So any
server of the app can continue what another has begun.
"""

import hmac
import logging
import re
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol
from urllib.parse import parse_qs, quote

import msgspec

from treadle._core.config import Config
from treadle._core.runtime.secrets import SecretStore
from treadle.errors import AuthError

from .cookies import ATTEMPTS, WITHIN, Cookies
from .fetching import Fetcher, Unreachable
from .provider import Dialogue, Known, Tokens
from .sealing import Seals
from .settings import DEFAULT, Settings, read

log = logging.getLogger("treadle.login")

ASK, ATTEMPT, USER = "ask", "attempt", "user"
"""The purposes of seals."""

TOKEN_LASTS = 300.0
"""Seconds in which a browser must follow `st.login`."""

HINT = 2 * 3800
"""The largest login, in characters, that contains an ID token only for logging out at the provider."""

FIELDS = 50
"""The largest number of parameters with which a provider sends a person back."""

_ERROR = re.compile(r"[a-z_]{1,40}", re.ASCII)


class Refused(Exception):
    """Raised when a request is refused. The message is for the person, and contains nothing of the request.

    Args:
        status: the status of the HTTP answer.
        message: the reason.
        headers: cookies that the answer sets.
    """

    def __init__(self, status: int, message: str, headers: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers


class Answer(msgspec.Struct, frozen=True):
    """Where a browser goes next, and the headers `Set-Cookie` of the answer."""

    url: str
    cookies: tuple[str, ...] = ()


class AppOfLogin(Protocol):
    """What the login needs of its app."""

    @property
    def config(self) -> Config:
        """All options."""

    def part(self, make: Callable[[Any], SecretStore]) -> SecretStore:
        """Return the app's secrets."""


class _Ready(msgspec.Struct, frozen=True):
    """What follows from some settings."""

    settings: Settings
    seals: Seals
    cookies: Cookies


class Login:
    """The login of one app.

    Methods that say so wait for a network or a disk: the server's thread must not call them. Any thread can
    call the others.
    """

    def __init__(self, app: AppOfLogin, clock: Callable[[], float] = time.time) -> None:
        self._app = app
        self._clock = clock
        self._known = Known(Fetcher())
        self._port = app.config.server.port
        """The port for `{port}` in `redirect_uri`. Set by `load`, before a browser is answered."""
        self._lock = threading.Lock()
        self._secrets: object = None  # the secrets and the port that `_ready` comes from; guarded by _lock
        self._ready: _Ready | None = None  # replaced under _lock, never changed

    @classmethod
    def of_app(cls, app: Any) -> "Login":
        """Return the login of an app."""
        return cls(app)

    def close(self) -> None:
        """Do nothing: there is nothing to release."""

    # Settings -----------------------------------------------------------------------------------------------

    def ready(self) -> "_Ready | None":
        """Read the settings, if they have changed. Return None if there is no section `[auth]`.

        May wait for a disk.

        Raises:
            AuthError: they are wrong.
            SecretNotFoundError: a file cannot be read.
        """
        found = self._app.part(SecretStore.of_app).there()
        port = self._port
        auth = found.get("auth")
        with self._lock:
            if auth is not None and (auth, port) == self._secrets:
                return self._ready
        settings = read(found, port)
        ready = None
        if settings is not None:
            seals = Seals(settings.secret, settings.redirect_uri, self._clock)
            ready = _Ready(settings, seals, Cookies(settings))
        with self._lock:
            self._secrets, self._ready = (auth, port), ready
        return ready

    def load(self, port: int) -> None:
        """Read the settings, so that cookies are recognised from now on. Log if they are wrong.

        Args:
            port: the port on which the server listens.
        """
        self._port = port
        try:
            self.ready()
        except (AuthError, FileNotFoundError) as error:
            log.warning("%s", error)

    def _required(self) -> "_Ready":
        ready = self.ready()
        if ready is None:
            raise AuthError(
                "The login is not configured: the secrets have no section `[auth]` with `redirect_uri`, "
                "`cookie_secret`, and a provider's `client_id`, `client_secret` and `server_metadata_url`."
            )
        return ready

    # For the app's code -------------------------------------------------------------------------------------

    def token(self, provider: str | None, page: str) -> str:
        """Return the token by which a browser asks for a login. May wait for a disk.

        Args:
            provider: the name of the provider; None: the one in `[auth]` itself.
            page: the path and query of the page to which the person comes back, without a slash in front.

        Raises:
            AuthError: the login is not configured, or not correctly.
            MissingAuthlibError: Authlib is not installed.
        """
        ready = self._required()
        name = DEFAULT if provider is None else provider
        ready.settings.provider(name)
        return ready.seals.seal(ASK, [name, page], TOKEN_LASTS)

    def user(self, sealed: str, origin: str | None) -> dict[str, Any]:
        """Return who a browser has proved to be, as `st.user` has it; empty without a section `[auth]`.

        May wait for a disk.

        Args:
            sealed: the value of the login's cookies.
            origin: the origin of the page that has opened the connection.

        Raises:
            AuthError: the login is not configured correctly.
        """
        ready = self.ready()
        if ready is None:
            return {}
        known = ready.seals.open(USER, sealed) if sealed and origin == ready.settings.origin else None
        if known is None:
            return {"is_logged_in": False}
        exposed = {name: known["tokens"][name] for name in ("id", "access")
                   if name in ready.settings.expose and known["tokens"].get(name)}  # fmt: skip
        claims: dict[str, Any] = known["claims"]
        return claims | {"is_logged_in": True, "provider": known["provider"], "tokens": exposed}

    # For the server -----------------------------------------------------------------------------------------

    def sealed(self, cookies: Mapping[str, str]) -> str:
        """Return the value of the login's cookies, "" if there is none. It is not checked yet."""
        ready = self._ready
        return "" if ready is None else ready.cookies.of_user(cookies)

    def begin(self, token: str, origin: str | None, cookies: Mapping[str, str]) -> Answer:
        """Begin a login. Return the address of the provider's page. Waits for the provider.

        Args:
            token: what `st.login` has sent.
            origin: the origin of the page that asks.
            cookies: the cookies of the request.

        Raises:
            Refused: the login does not begin.
        """
        ready = self._for_page(origin)
        asked = ready.seals.open(ASK, token)
        if asked is None:
            raise Refused(400, "This login was not begun by the app, or too long ago. Try again.")
        name, page = asked
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        try:
            url = self._dialogue(ready, name).authorize_url(state, nonce, verifier)
        except AuthError as error:
            log.error("The login at the provider %r cannot begin: %s", name, error)
            raise Refused(502, "The login is not possible at the moment. The app's log says why.") from None
        attempt = ready.seals.seal(ATTEMPT, [name, page, state, nonce, verifier], WITHIN)
        old = self._too_many(ready, cookies)
        return Answer(url, (*map(ready.cookies.drop, old), ready.cookies.set_attempt(state, attempt)))

    def finish(self, query: str, cookies: Mapping[str, str]) -> Answer:
        """Take a person who comes back from the provider. Return the page to show. Waits for the provider.

        Args:
            query: the query of the request.
            cookies: the cookies of the request.

        Raises:
            Refused: the person is not logged in.
        """
        ready = self._settled()
        try:
            given = {key: values[0] for key, values in parse_qs(query, max_num_fields=FIELDS).items()}
        except ValueError:
            raise Refused(400, "The address has too many parameters.") from None
        if not given.keys() & {"state", "code", "error"}:
            return Answer(ready.settings.root)  # logged out at the provider
        state = given.get("state", "")
        name = ready.cookies.attempt(state)
        attempt = ready.seals.open(ATTEMPT, cookies.get(name, ""))
        if attempt is None or not hmac.compare_digest(attempt[2].encode(), state.encode()):
            raise Refused(
                400,
                "This login was not begun in this browser, was already finished, or was begun too long ago.",
            )
        provider, page, _, nonce, verifier = attempt
        used = (ready.cookies.drop(name),)
        if "code" not in given or "error" in given:
            error = given.get("error", "")
            known = error if _ERROR.fullmatch(error) else "unknown"
            log.warning("The provider %r did not log a person in: %s.", provider, known)
            raise Refused(400, f"The provider did not log you in: {known.replace('_', ' ')}.", used)
        try:
            dialogue = self._dialogue(ready, provider)
            tokens = dialogue.exchange(given["code"], nonce, verifier, given.get("iss"))
            sealed = self._seal(ready, dialogue, provider, tokens)
            return Answer(ready.settings.root + page, (*used, *ready.cookies.set_user(sealed)))
        except AuthError as error:
            log.error("A login at the provider %r failed: %s", provider, error)
            status = 502 if isinstance(error, Unreachable) else 400
            raise Refused(status, "The login has failed. The app's log says why.", used) from None

    def end(self, origin: str | None, cookies: Mapping[str, str]) -> Answer:
        """Log a person out. Return the provider's page for that, or the app's. Waits for the provider.

        Args:
            origin: the origin of the page that asks.
            cookies: the cookies of the request.

        Raises:
            Refused: the person stays logged in.
        """
        ready = self._for_page(origin)
        dropped = tuple(ready.cookies.drop_user())
        known = ready.seals.open(USER, ready.cookies.of_user(cookies))
        url = None
        if known is not None:
            try:
                url = self._dialogue(ready, known["provider"]).logout_url(known["tokens"].get("id"))
            except AuthError as error:
                log.warning("A person is logged out here, but not at the provider: %s", error)
        return Answer(url or ready.settings.root, dropped)

    def _settled(self) -> "_Ready":
        try:
            return self._required()
        except (AuthError, FileNotFoundError) as error:
            log.error("%s", error)
            raise Refused(404, "There is no login here.") from None

    def _for_page(self, origin: str | None) -> "_Ready":
        """Return the settings for a request that only the app's own pages may make."""
        ready = self._settled()
        if origin is None or not hmac.compare_digest(origin.encode(), ready.settings.origin.encode()):
            raise Refused(
                403,
                f"Open the app at {ready.settings.root} to log in or out: this is the address in "
                "`redirect_uri` of the secrets.",
            )
        return ready

    def _dialogue(self, ready: "_Ready", provider: str) -> Dialogue:
        settings = ready.settings
        return Dialogue(settings.provider(provider), settings.redirect_uri, self._known)

    def _seal(self, ready: "_Ready", dialogue: Dialogue, provider: str, tokens: Tokens) -> str:
        """Return a finished login as a seal. It has only the tokens that are needed."""
        kept: dict[str, str] = {}
        if "access" in ready.settings.expose and tokens.access:
            kept["access"] = tokens.access

        def seal() -> str:
            data = {"provider": provider, "claims": tokens.claims, "tokens": kept}
            return ready.seals.seal(USER, data, ready.settings.days * 86400)

        if "id" in ready.settings.expose:
            kept["id"] = tokens.id
        elif dialogue.logs_out():
            without = seal()
            kept["id"] = tokens.id  # so that the provider need not ask who logs out
            sealed = seal()
            return sealed if len(sealed) <= HINT else without
        return seal()

    def _too_many(self, ready: "_Ready", cookies: Mapping[str, str]) -> list[str]:
        """Return the names of begun logins that make room for another: invalid ones, and too many."""
        names = ready.cookies.attempts(cookies)
        valid = [name for name in names if ready.seals.open(ATTEMPT, cookies[name]) is not None]
        return [name for name in names if name not in valid[-(ATTEMPTS - 1) :]]


def returning(path: str, query: str) -> str:
    """Return a page of the app in the form in which it is added to the app's address.

    It cannot lead to another host: the address before it ends with a slash, and it begins with none.

    Args:
        path: the path of the page.
        query: its query, as it is written in an address.
    """
    segments = (each for each in re.split(r"[/\\]", path) if each not in ("", ".", ".."))
    inside = "/".join(quote(each, safe="") for each in segments)
    return f"{inside}?{quote(query, safe='=&%+-._~/')}" if query else inside

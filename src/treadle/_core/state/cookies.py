"""`st.cookies`."""

import base64
import datetime
import hashlib
import hmac
import math
import re
import time
from collections.abc import Iterator, MutableMapping
from typing import Literal
from urllib.parse import quote, unquote

from treadle._core.cache.hashing import per_caller
from treadle._core.carry.context import require
from treadle._core.login.login import Login
from treadle._core.session.remember import ReadCookies, SetCookie
from treadle.errors import APIError, InvalidParameterTypeError

LONGEST = 3800
"""Characters of a cookie with its name, as it is sent. Browsers keep 4096 with the attributes."""

FURTHEST = 400 * 86400
"""Browsers keep no cookie for longer."""

Expires = datetime.timedelta | datetime.datetime | int | float | None

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,200}", re.ASCII)
_OURS = ("treadle-login-", "treadle_developer", "__host-", "__secure-")


@per_caller
class Cookies(MutableMapping[str, str]):
    """The cookies of the visitor's browser for this app: read, set and delete them.

    `st.cookies["city"] = "Rome"` sets a cookie until the browser is closed; `set` has more choices. A write
    is in the browser at once, and starts no rerun. A lost connection loses no write. The app can read cookies
    that others have set for its address, but replace and delete only those for its path.

    The server sends cookies with every request, so keep them short; `st.browser_storage` is larger. Visitors,
    and scripts in the page, can read and change them: a login belongs into `st.login`.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     if "city" not in st.cookies:
        ...         st.cookies["city"] = "Rome"
        ...     st.text(st.cookies["city"])
        >>> from treadle.testing import AppTest
        >>> at = AppTest.from_function(app)
        >>> at.cookies = {"city": "Oslo"}
        >>> at.run().text[0].value
        'Oslo'
    """

    __slots__ = ()

    def __getitem__(self, name: str) -> str:
        found = _read()
        if name in found:
            return found[name]
        raise KeyError(f"The browser has sent no cookie {name!r}. `st.cookies.get({name!r})` is None then.")

    def __setitem__(self, name: str, value: str) -> None:
        self.set(name, value)

    def __delitem__(self, name: str) -> None:
        if name not in _read():
            raise KeyError(f"The browser has sent no cookie {name!r}.")
        scope = require()
        scope.host.page.do(scope, SetCookie(_checked(name), None))

    def __iter__(self) -> Iterator[str]:
        return iter(_read())

    def __len__(self) -> int:
        return len(_read())

    def __repr__(self) -> str:
        return "<st.cookies>"

    def set(
        self,
        name: str,
        value: str,
        *,
        expires: Expires = None,
        same_site: Literal["lax", "strict", "none"] = "lax",
        signed: bool = False,
    ) -> None:
        """Set a cookie for the app's path.

        Args:
            name: letters, digits, and `-`, `_`, `.` and a few other signs.
            value: any text. It is percent-encoded in the cookie.
            expires: when the browser forgets it: after a `timedelta` or a number of seconds, or at a
                `datetime` with a time zone. None: when the browser is closed.
            same_site: "lax": other sites send it only when a person follows a link to the app. "strict": they
                never send it. "none": they do, which browsers allow only with HTTPS.
            signed: whether to sign it with the `cookie_secret` of the section `[auth]` of the secrets. Read
                it with `get_signed`. Everybody can read a signed text, and only the app can write it.

        Raises:
            InvalidParameterTypeError: an argument has a wrong type.
            APIError: the name cannot be that of a cookie, or the cookie is too long; or there is no
                `cookie_secret`.

        Example:
            >>> import datetime
            >>> import treadle as st
            >>> st.cookies.set("city", "Rome", expires=datetime.timedelta(days=30), same_site="strict")
        """
        _checked(name)
        if type(value) is not str:
            raise InvalidParameterTypeError("value", type(value).__name__, ["str"])
        if same_site not in ("lax", "strict", "none"):
            raise APIError(f'`same_site` must be "lax", "strict" or "none", and is {same_site!r}.')
        seconds = _seconds(expires)
        until = time.time() + (FURTHEST if seconds is None else seconds)
        text = quote(_sign(name, value, until) if signed else value, safe="!*'()~", errors="replace")
        if len(name) + len(text) > LONGEST:
            raise APIError(
                f"The cookie {name!r} would have {len(name) + len(text):,} characters, and browsers keep "
                f"{LONGEST:,}. `st.browser_storage` keeps more."
            )
        scope = require()
        scope.host.page.do(scope, SetCookie(name, text, same_site, seconds))

    def get_signed(self, name: str, default: str | None = None) -> str | None:
        """Return the text of a cookie that was set with `signed=True`.

        Return the default if there is no such cookie, if somebody has changed it or given it another name, or
        if it has expired.

        Args:
            name: its name.
            default: what to return otherwise.

        Raises:
            APIError: there is no `cookie_secret`.
        """
        text = _read().get(name)
        value = None if text is None else _verified(name, text)
        return default if value is None else value

    def to_dict(self) -> dict[str, str]:
        """Return a copy as a dict."""
        return _read()


def _read() -> dict[str, str]:
    scope = require()
    written = scope.host.page.do(scope, ReadCookies())
    found = {**scope.host.visitor.request.cookies, **written}
    return {name: unquote(text) for name, text in found.items() if text is not None}


def _checked(name: object) -> str:
    if type(name) is not str:
        raise InvalidParameterTypeError("name", type(name).__name__, ["str"])
    if not _NAME.fullmatch(name):
        raise APIError(f"{name!r} cannot be the name of a cookie. Use letters, digits, `-` and `_`.")
    if any(part in name.lower() for part in _OURS):
        raise APIError(f"The cookie {name!r} belongs to the server. Use another name.")
    return name


def _seconds(expires: Expires) -> int | None:
    """Return the number of seconds for which a browser keeps a cookie."""
    if expires is None:
        return None
    if isinstance(expires, datetime.datetime):
        if expires.tzinfo is None:
            raise APIError("`expires` is a time without a time zone: use `datetime.now(timezone.utc)`.")
        expires = expires.timestamp() - time.time()
    elif isinstance(expires, datetime.timedelta):
        expires = expires.total_seconds()
    if isinstance(expires, bool) or not isinstance(expires, int | float):
        raise InvalidParameterTypeError(
            "expires", type(expires).__name__, ["timedelta", "datetime", "a number of seconds"]
        )
    if not math.isfinite(expires):
        raise APIError(f"`expires` must be a finite number of seconds, and is {expires!r}.")
    return round(min(max(expires, 0), FURTHEST))


def _sign(name: str, value: str, until: float) -> str:
    # The time is signed as well: the browser's own can be changed.
    content = f"{base64.urlsafe_b64encode(value.encode('utf-8', 'replace')).decode()}.{int(until)}"
    return f"{content}.{_mac(name, content)}"


def _verified(name: str, text: str) -> str | None:
    content, _, mac = text.rpartition(".")
    if not hmac.compare_digest(mac.encode("utf-8", "replace"), _mac(name, content).encode()):
        return None
    value, _, until = content.rpartition(".")
    return base64.urlsafe_b64decode(value).decode() if time.time() < int(until) else None


def _mac(name: str, content: str) -> str:
    scope = require()
    ready = scope.host.part(Login.of_app).ready()
    if ready is None:
        raise APIError(
            "A signed cookie needs a secret: set `cookie_secret` and `redirect_uri` in the section `[auth]` "
            "of the secrets."
        )
    key = hmac.digest(ready.settings.secret.encode(), b"treadle cookie 1", hashlib.sha256)
    text = f"{ready.settings.redirect_uri}\0{name}\0{content}"
    return hmac.new(key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


cookies = Cookies()
"""The cookies of the browser of the session that the calling code belongs to."""

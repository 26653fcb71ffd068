"""Who the app's developer is: whoever has opened the address with the token that `treadle run` prints and opens.

An address of the network proves nothing: tunnels and proxies give every visitor this machine's. The token becomes a cookie
and leaves the address, so that a link which is copied from the browser does not pass it on.
"""

import contextlib
import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

PARAMETER = "developer_token"
"""In the query of the address."""

LASTS = 30
"""Days for which a browser keeps the cookie."""

_KEY_BYTES = 32


class Developer:
    """The token of one server."""

    def __init__(self, token: str) -> None:
        self.token = token

    def address(self, url: str) -> str:
        """Return an address of the app with the token."""
        return f"{url.rstrip('/')}/?{PARAMETER}={self.token}"

    def has_proved(self, cookies: Mapping[str, str], cookie: str) -> bool:
        """Return whether a browser's cookies have the token.

        Args:
            cookies: all of the request's, by name.
            cookie: the name of the one that has it.
        """
        return self._is_token(cookies.get(cookie, ""))

    def taken_from(self, query: str) -> tuple[str, bool] | None:
        """Return a query without the token, and whether it was right; None if there is none in it."""
        if PARAMETER not in query:
            return None
        pairs = parse_qsl(query, keep_blank_values=True)
        given = [value for name, value in pairs if name == PARAMETER]
        if not given:
            return None
        rest = urlencode([(name, value) for name, value in pairs if name != PARAMETER])
        return rest, any(self._is_token(each) for each in given)

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode("utf-8", "replace"), self.token.encode())


def cookie_name(port: int) -> str:
    """Return the name of the cookie that has the token; ports of a host share its cookies."""
    return f"treadle_developer_{port}"


def token_of(script: Path, folder: Path) -> str:
    """Return the token of an app of this user: the same after a restart, so that the developer's browser stays the developer's.

    Args:
        script: the app.
        folder: where the user's key is kept, which nobody else can look into.

    Raises:
        OSError: the key cannot be kept there.
    """
    key = _key(folder / "developer.key")
    return hmac.new(key, os.fsencode(script.resolve()), hashlib.sha256).hexdigest()


def _key(path: Path) -> bytes:
    """Return this user's key, which is made if there is none."""
    while True:
        with contextlib.suppress(FileNotFoundError):
            key = path.read_bytes()
            if len(key) == _KEY_BYTES:
                return key
            path.unlink(missing_ok=True)  # cut off, when a disk was full
        made = path.with_name(f"{secrets.token_hex(8)}.key")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
        try:
            # Of two servers that start at once, one makes the key.
            os.link(made, path)
        except FileExistsError:
            pass
        finally:
            made.unlink()

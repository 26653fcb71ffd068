"""The app's developer: the person who has opened the address that `treadle run` prints.

A network address proves nothing: tunnels and proxies give every visitor this machine's address. The token
becomes a cookie and leaves the address, so that a copied link does not contain it.
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
"""The name of the token in the query of the address."""

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
        """Return whether a browser's cookies contain the token.

        Args:
            cookies: all cookies of the request, by name.
            cookie: the name of the cookie with the token.
        """
        return self._is_token(cookies.get(cookie, ""))

    def taken_from(self, query: str) -> tuple[str, bool] | None:
        """Return a query without the token, and whether the token was right; None if it contains none."""
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
    """Return the name of the cookie for the token. The ports of a host share their cookies."""
    return f"treadle_developer_{port}"


def token_of(script: Path, folder: Path) -> str:
    """Return the token of an app of this user. A restart does not change it.

    Args:
        script: the app.
        folder: the folder of the user's key. No other user can read it.

    Raises:
        OSError: the key cannot be stored there.
    """
    key = _key(folder / "developer.key")
    return hmac.new(key, os.fsencode(script.resolve()), hashlib.sha256).hexdigest()


def _key(path: Path) -> bytes:
    """Return this user's key. It is created if there is none."""
    while True:
        with contextlib.suppress(FileNotFoundError):
            key = path.read_bytes()
            if len(key) == _KEY_BYTES:
                return key
            path.unlink(missing_ok=True)  # incomplete, because a disk was full
        made = path.with_name(f"{secrets.token_hex(8)}.key")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
        try:
            # If two servers start at once, one of them creates the key.
            os.link(made, path)
        except FileExistsError:
            pass
        finally:
            made.unlink()

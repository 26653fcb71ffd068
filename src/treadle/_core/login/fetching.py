"""Requests to a provider: with timeouts, limits, and without surprises.

A request waits for a network, so no server thread may make one.
"""

import socket
import ssl
import time
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec

from treadle.errors import AuthError

SILENT = 5.0
"""Seconds of silence after which a request fails."""

WITHIN = 10.0
"""Seconds in which an answer must be complete."""

MOST = 512 * 1024
"""The largest answer in bytes."""

_PIECE = 32 * 1024


class Unreachable(AuthError):
    """Raised when a provider gives no usable answer. The message is for the log."""


class Answer:
    """An answer, as Authlib expects it."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status_code = status
        self.body = body

    def json(self) -> Any:
        """Return the content.

        Raises:
            ValueError: it is not JSON.
        """
        return msgspec.json.decode(self.body)

    def raise_for_status(self) -> None:
        """Raise an error if the answer is one."""
        if self.status_code >= 300:
            raise Unreachable(f"The provider answers with the status {self.status_code}.")


class _Redirects(urllib.request.HTTPRedirectHandler):
    max_redirections = 3

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        if req.get_method() != "GET":
            raise Unreachable("The provider redirects a request that contains secrets.")
        check(newurl, like=req.full_url)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Fetcher:
    """Makes requests by HTTP and HTTPS, and by nothing else. Every method can be called from any thread."""

    def __init__(self) -> None:
        opener = urllib.request.OpenerDirector()
        for handler in (
            urllib.request.ProxyHandler(),
            urllib.request.HTTPHandler(),
            urllib.request.HTTPSHandler(context=ssl.create_default_context()),
            _Redirects(),
            urllib.request.HTTPErrorProcessor(),
            urllib.request.HTTPDefaultErrorHandler(),
        ):
            opener.add_handler(handler)
        self._opener = opener

    def get(self, url: str) -> Any:
        """Return the JSON object at an address.

        Raises:
            Unreachable: there is none.
        """
        answer = self._send(urllib.request.Request(url, headers={"Accept": "application/json"}))
        answer.raise_for_status()
        try:
            found = answer.json()
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise Unreachable("The provider's answer is no JSON object.")
        return found

    def post(
        self, url: str, data: dict[str, str], headers: dict[str, str] | None = None, auth: Any = None
    ) -> Answer:
        """Send a form. Authlib calls this.

        Args:
            url: the address.
            data: the fields.
            headers: further headers.
            auth: Authlib's object that adds the proof that the app is the app.

        Raises:
            Unreachable: there is no answer.
        """
        body, sent = urlencode(data), dict(headers or {})
        if auth is not None:
            url, sent, body = auth.prepare("POST", url, sent, body)
        return self._send(urllib.request.Request(url, data=body.encode(), headers=sent, method="POST"))

    def _send(self, request: urllib.request.Request) -> Answer:
        check(request.full_url)
        until = time.monotonic() + WITHIN
        try:
            with self._opener.open(request, timeout=SILENT) as response:
                return Answer(response.status, _read(response, until))
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, _read(error, until))
        except (OSError, HTTPException, ValueError) as error:
            # The address may contain a secret.
            host = urlsplit(request.full_url).netloc.rpartition("@")[2]
            why = "it takes too long" if isinstance(error, socket.timeout) else type(error).__name__
            raise Unreachable(f"The provider at {host} does not answer: {why}.") from error


def _read(response: Any, until: float) -> bytes:
    body = bytearray()
    while piece := response.read1(_PIECE):
        body += piece
        if len(body) > MOST:
            raise Unreachable(f"The provider's answer is larger than {MOST // 1024} kB.")
        if time.monotonic() > until:
            raise Unreachable(f"The provider's answer takes longer than {WITHIN:g} s.")
    return bytes(body)


def check(url: object, like: str = "http:") -> str:
    """Return an address that a provider has named.

    Args:
        url: the address.
        like: if this address is one of HTTPS, the other must be, too.

    Raises:
        Unreachable: it is none of HTTP or HTTPS.
    """
    allowed = ("https://",) if like.startswith("https:") else ("https://", "http://")
    if not isinstance(url, str) or not url.startswith(allowed) or any(ord(each) <= 32 for each in url):
        raise Unreachable("The provider names an address that is not one of HTTPS.")
    return url

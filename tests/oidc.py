"""A real provider of logins, in a process of its own on loopback: the package oidc-provider-mock."""

import contextlib
import http.client
import importlib.util
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

WAIT = 30.0

AVAILABLE = all(importlib.util.find_spec(each) for each in ("authlib", "oidc_provider_mock"))
"""Whether the packages are installed. Some Pythons have no wheels for what they need."""


class Provider:
    """The running provider."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.metadata = f"{url}/.well-known/openid-configuration"

    def log_in(self, url: str, person: str = "ada@example.com", **change: str) -> str:
        """Log in on the provider's page. Return the address to which the browser is sent back.

        Args:
            url: the address of the page.
            person: who.
            change: parameters of the address that somebody has changed on the way.
        """
        parts = urlsplit(url)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()} | change
        return self._post(f"{parts.path}?{urlencode(query)}", {"sub": person})

    def deny(self, url: str) -> str:
        """Refuse on the provider's page. Return the address to which the browser is sent back."""
        parts = urlsplit(url)
        return self._post(f"{parts.path}?{parts.query}", {"action": "deny"})

    def _post(self, path: str, form: dict[str, str]) -> str:
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=WAIT)
        with contextlib.closing(connection):
            connection.request(
                "POST", path, urlencode(form), {"Content-Type": "application/x-www-form-urlencoded"}
            )
            with connection.getresponse() as answer:
                body = answer.read()
                assert answer.status == 302, body[:2000]
                return answer.headers["Location"]


@contextlib.contextmanager
def provider(*words: str) -> Iterator[Provider]:
    """Start the provider, and end it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", "0", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    drain: threading.Thread | None = None
    try:
        found = None
        lines = []
        for line in process.stderr:
            lines.append(line)
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            if found is not None:
                break
        assert found is not None, "".join(lines)
        drain = threading.Thread(target=process.stderr.read, name="reads the provider's log")
        drain.start()
        yield Provider(found[0])
    finally:
        process.kill()
        process.wait()
        if drain is not None:
            drain.join()
        process.stderr.close()

"""`st.context`."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal

import msgspec

from treadle._core.cache.hashing import per_caller
from treadle._core.carry.context import require
from treadle._core.carry.scope import Request
from treadle._core.protocol.message import ClientInfo
from treadle._core.session.page import ReadClient

LOCAL = ("127.0.0.1", "::1")


class Headers(Mapping[str, str]):
    """The headers of a request. Names are not case-sensitive."""

    __slots__ = ("_headers",)

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = {name.lower(): (name, value) for name, value in headers.items()}

    def __getitem__(self, name: str) -> str:
        return self._headers[name.lower()][1]

    def __iter__(self) -> Iterator[str]:
        return iter(name for name, _ in self._headers.values())

    def __len__(self) -> int:
        return len(self._headers)

    def __repr__(self) -> str:
        return repr(self.to_dict())

    def get_all(self, name: str) -> list[str]:
        """Return all values of a header, an empty list if it was not sent."""
        value = self.get(name)
        return [] if value is None else [value]

    def to_dict(self) -> dict[str, str]:
        """Return a copy as a dict."""
        return dict(self._headers.values())


class Theme(msgspec.Struct, frozen=True):
    """How the browser shows the page."""

    type: Literal["light", "dark"]


@per_caller
class Context:
    """What the browser told the server at its latest connection.

    A client can send anything: do not rely on it for security.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.write(st.context.timezone)
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().markdown[0].value
        'UTC'
    """

    __slots__ = ()

    @property
    def headers(self) -> Headers:
        """The headers of the request."""
        return Headers(_request().headers)

    @property
    def cookies(self) -> Mapping[str, str]:
        """The cookies of the request, by name. Read-only."""
        return MappingProxyType(dict(_request().cookies))

    @property
    def ip_address(self) -> str | None:
        """The browser's IP address; None for a browser on this machine.

        Behind a proxy, it is the proxy's address, unless the proxy is in `server.trustedProxies`.
        """
        ip = _request().ip
        return None if ip in LOCAL else ip

    @property
    def url(self) -> str | None:
        """The URL of the page in the browser, without the query."""
        return _client().url.partition("?")[0].partition("#")[0] or None

    @property
    def timezone(self) -> str | None:
        """The name of the browser's time zone: `Europe/Rome`."""
        return _client().timezone or None

    @property
    def timezone_offset(self) -> int | None:
        """UTC minus the browser's local time, in minutes: -60 in Rome in winter."""
        return _client().timezone_offset

    @property
    def locale(self) -> str | None:
        """The browser's locale: `it-IT`."""
        return _client().locale or None

    @property
    def theme(self) -> Theme:
        """The theme of the page. `theme.type` is "light" or "dark"."""
        return Theme(_client().theme)

    @property
    def is_embedded(self) -> bool:
        """Whether the page's address has `?embed=true`.

        Such a page is shown without a menu and with narrow margins. The query parameter `embed_options`
        changes this; it can be repeated: `show_toolbar`, `show_padding`, `disable_scrolling`,
        `hide_loading_screen`, `light_theme`, `dark_theme`. A page in a frame without `?embed=true` is not
        embedded in this sense. The option `server.corsAllowedOrigins` says which sites can show the app in a
        frame.
        """
        return _client().embedded

    def __repr__(self) -> str:
        return "<st.context>"


def _request() -> Request:
    scope = require()
    scope.host.check(scope)
    return scope.host.visitor.request


def _client() -> ClientInfo:
    scope = require()
    return scope.host.page.do(scope, ReadClient())


context = Context()
"""The browser that shows the page of the calling code."""

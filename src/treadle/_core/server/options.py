"""The server's part of the configuration, read once when the server is created."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from treadle._core.config import Config

MB = 1024 * 1024
MAX_RECEIVE = 10 * MB
"""The largest message from a browser in bytes, even if the configuration allows more.

Uploads go over HTTP, so real messages are smaller.
"""

KEYWORDS = {name: f"'{name}'" for name in ("unsafe-eval", "wasm-unsafe-eval", "unsafe-inline")}
"""What `server.componentSources` may name besides origins."""

PING_INTERVAL = 20.0
"""Seconds between pings. Proxies often close connections that are silent for 30 or 60 seconds."""


@dataclass(frozen=True)
class Options:
    """The server's options, after all rules were applied."""

    port: int
    search: bool
    """Whether to try the next ports, because nobody has chosen this one."""
    address: str | None
    base: str
    """The path before every URL: empty, or `/some/path` without a slash at the end."""
    hosts: tuple[str, ...]
    """Accepted names of this server."""
    only_hosts: bool
    """Whether no other names are accepted, even if it listens on all interfaces."""
    origins: tuple[str, ...]
    """Accepted origins of pages, besides the server's own."""
    trusted_proxies: tuple[str, ...]
    """Addresses and networks of proxies whose forwarded headers count."""
    max_connections: int | None
    max_connections_per_address: int | None
    max_unfinished: int | None
    max_unfinished_per_address: int | None
    user_headers: dict[str, str]
    """The headers in which a trusted proxy names the person, and their names in `st.user`."""
    check_origin: bool
    certificate: str | None
    """The file of the certificate; None: the server itself speaks HTTP."""
    key: str | None
    """The file of the certificate's key."""
    max_message: int
    compress: bool
    display_host: str
    """The name in the shown URL, if the server listens on more than one address."""
    ping_interval: float = PING_INTERVAL
    frame_ancestors: str = "'self'"
    """The pages that may show the app in a frame, as in a content security policy."""
    component_sources: str = ""
    """Where the page may load scripts, styles, fonts and data from besides the app."""
    script_keywords: tuple[str, ...] = ()
    """What scripts of the page may do, as a content security policy names it: `'unsafe-eval'`."""
    image_sources: str = "https: http:"
    """Where images may come from besides the app, as a content security policy names it."""

    @property
    def scheme(self) -> str:
        """The scheme of the server's own address."""
        return "https" if self.certificate else "http"

    @classmethod
    def of(cls, config: Config) -> "Options":
        """Return the options of a configuration."""
        server = config.server
        # The address for browsers, and the name on which the server listens, are names of its own.
        sent_to = config.browser.serverAddress
        own = tuple(name for name in (sent_to, server.address) if name)
        return cls(
            port=server.port,
            search=config.source("server.port") == "default",
            address=None if server.address in ("", "*") else server.address,
            base=base_path(server.baseUrlPath),
            hosts=server.allowedHosts + own,
            only_hosts=bool(server.allowedHosts),
            origins=server.corsAllowedOrigins
            + own_origins(
                sent_to,
                config.browser.serverPort,
                server.port,
                scheme="https" if server.sslCertFile else "http",
            ),
            trusted_proxies=server.trustedProxies,
            max_connections=server.maxConnections,
            max_connections_per_address=server.maxConnectionsPerAddress,
            max_unfinished=_bytes(server.maxUnfinishedSize),
            max_unfinished_per_address=_bytes(server.maxUnfinishedSizePerAddress),
            user_headers=server.trustedUserHeaders or {},
            check_origin=server.enableCORS,
            certificate=server.sslCertFile,
            key=server.sslKeyFile,
            max_message=min(server.maxMessageSize * MB, MAX_RECEIVE),
            compress=server.enableWebsocketCompression,
            display_host=config.browser.serverAddress or "localhost",
            frame_ancestors=frame_ancestors(server.corsAllowedOrigins if server.enableCORS else ["*"]),
            component_sources=" ".join(_sources(set(server.componentSources) - KEYWORDS.keys())),
            script_keywords=tuple(KEYWORDS[each] for each in server.componentSources if each in KEYWORDS),
            image_sources=image_sources((*server.imageSources, *tile_sources(server.mapTiles))),
        )


def _bytes(megabytes: int | None) -> int | None:
    return None if megabytes is None else megabytes * MB


def own_origins(
    address: str | None, port: int | None, listens_on: int, *, scheme: str = "http"
) -> tuple[str, ...]:
    """Return the origins of pages that came from the address for browsers.

    Examples:
        >>> own_origins("data.example.com", 8443, 8501)
        ('http://data.example.com:8443', 'https://data.example.com:8443')
        >>> own_origins("data.example.com", None, 8501)
        ('http://data.example.com', 'https://data.example.com', 'http://data.example.com:8501')
    """
    if not address:
        return ()
    name = f"[{address}]" if ":" in address else address
    if port is None:
        return (f"http://{name}", f"https://{name}", f"{scheme}://{name}:{listens_on}")
    if port in (80, 443):  # browsers leave out the default port
        return (f"http://{name}",) if port == 80 else (f"https://{name}",)
    return (f"http://{name}:{port}", f"https://{name}:{port}")


def frame_ancestors(origins: Sequence[str]) -> str:
    """Return who may show the app in a frame, for a content security policy: pages that may connect to it.

    Examples:
        >>> frame_ancestors(["https://example.com", "intranet", ".example.org"])
        "'self' https://example.com intranet:* *.example.org:*"
    """
    return "*" if "*" in origins else " ".join(["'self'", *_sources(origins)])


def image_sources(origins: Sequence[str]) -> str:
    """Return where images may come from besides the app, for a content security policy.

    Examples:
        >>> image_sources(["https://example.com", ".example.org"])
        'https://example.com *.example.org:*'
        >>> image_sources(["*"])
        'https: http:'
    """
    return "https: http:" if "*" in origins else " ".join(_sources(origins))


def tile_sources(address: str | None) -> tuple[str, ...]:
    """Return the origin of the tiles of maps, if it is another server.

    Examples:
        >>> tile_sources("https://tile.example.com/{z}/{x}/{y}.png")
        ('https://tile.example.com',)
        >>> tile_sources("/app/static/{z}/{x}/{y}.png")
        ()
    """
    found = re.match(r"https?://[^/]+", address or "")
    return () if found is None else (found[0],)


def _sources(origins: Iterable[str]) -> list[str]:
    sources = [
        origin if "://" in origin else f"{'*' if origin.startswith('.') else ''}{origin}:*"
        for origin in origins
    ]
    # Other text would be another part of the policy, or make browsers ignore this one.
    return [source for source in sources if _SOURCE.fullmatch(source)]


_SOURCE = re.compile(r"([a-z][a-z0-9+.-]*://)?(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:(\d+|\*))?/?")


def base_path(text: str) -> str:
    """Return a base path in the form that stands before a URL path.

    Examples:
        >>> base_path("apps/one/")
        '/apps/one'
        >>> base_path("/")
        ''
    """
    segments = [segment for segment in text.split("/") if segment]
    return "/" + "/".join(segments) if segments else ""

"""HTTP requests for the front end and health. None of them touches a session."""

import gzip
import html
import logging
import re
import secrets
from types import TracebackType
from typing import Any

import msgspec
from tornado.web import HTTPError, RequestHandler

from treadle._core.runtime.themes import ThemeStore
from treadle._core.theme import font_origins, style_origins, theme_settings

from .access import called, host_allowed, origin_allowed
from .developer import LASTS, Developer, cookie_name
from .files import StaticFiles, accepts, is_page, safe_path
from .options import Options

logger = logging.getLogger("treadle.server")

FOREVER = "public, max-age=31536000, immutable"

NOT_BUILT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Treadle: front end not built</title></head>
<body><h1>The front end is not built</h1>
<p>The server runs, but the page that it should show has not been built yet. In the source tree, run</p>
<pre>cd frontend &amp;&amp; npm ci &amp;&amp; npm run build</pre>
<p>and load this page again; the server need not be restarted.</p></body></html>
"""


def content_policy(
    host: str,
    scripts: tuple[str, ...],
    nonce: str,
    frame_ancestors: str,
    image_sources: str,
    *,
    sources: str = "",
    keywords: tuple[str, ...] = (),
    styles: str = "",
    fonts: str = "",
) -> str:
    """Return the content security policy of the app's page.

    HTML that gets into the page has no nonce, so its scripts and event handlers are not executed.

    Args:
        host: the page's own name and port.
        scripts: hashes of the scripts in the page itself.
        nonce: makes the browser trust the scripts for which the app says `unsafe_allow_javascript`.
        frame_ancestors: who may show the page in a frame.
        image_sources: where images may come from besides the app.
        sources: where custom components may load scripts, styles, fonts and data from.
        keywords: what scripts may do besides: `'unsafe-eval'`.
        styles: where the style sheets of the theme come from.
        fonts: where the fonts of the theme come from.
    """
    trusted = [f"'nonce-{nonce}'", *scripts]
    if "'unsafe-inline'" in keywords:
        trusted = []  # beside a hash or a nonce, browsers ignore it
    # Older Safari does not count a WebSocket to the same host as 'self', so it is named. A Host header that
    # is no plain name and port (an IPv6 address, which the policy's grammar does not allow) is left out.
    sockets = f" ws://{host} wss://{host}" if re.fullmatch(r"[A-Za-z0-9.-]+(:\d+)?", host) else ""
    return "; ".join(
        [
            "default-src 'self'",
            " ".join(["script-src 'self'", *trusted, *keywords, sources]).rstrip(),
            " ".join(["style-src 'self' 'unsafe-inline'", *filter(None, [sources, styles])]),
            f"img-src 'self' data: blob: {image_sources}".rstrip(),
            "media-src 'self' data: blob: https: http:",
            " ".join(["font-src 'self' data:", *filter(None, [sources, fonts])]),
            f"connect-src 'self'{sockets} {sources}".rstrip(),
            "frame-src 'self' data: blob: https: http:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            f"frame-ancestors {frame_ancestors}",
        ]
    )


class Handler(RequestHandler):
    """The base of all handlers: the Host check, safe headers, errors in plain words."""

    config: Options
    only_hosts: bool

    def initialize(self, config: Options, only_hosts: bool, **rest: Any) -> None:
        """Store what the application passes to every handler."""
        self.config = config
        self.only_hosts = only_hosts
        for name, value in rest.items():
            setattr(self, name, value)

    def set_default_headers(self) -> None:
        """Set the headers of every answer, including errors."""
        self.clear_header("Server")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "same-origin")

    def prepare(self) -> None:
        """Refuse requests whose Host header is not a name of this server."""
        self.called = called(
            self.request.remote_ip,
            self.request.headers,
            proxies=self.config.trusted_proxies,
            scheme=self.request.protocol,
        )
        host = self.called.host
        if not host_allowed(host, only=self.only_hosts, allowed=self.config.hosts):
            raise HTTPError(
                403,
                reason="Host not allowed",
                log_message=f"Host {host!r} is not allowed. If it is this server's name, add it to "
                "server.allowedHosts.",
            )

    def refuse_other_pages(self) -> None:
        """Refuse a request that comes from a page of another origin.

        Raises:
            HTTPError: it does.
        """
        scheme, host, _ = self.called
        if not origin_allowed(self.request.headers.get("Origin"), scheme, host, allowed=self.config.origins):
            raise HTTPError(403, reason="Origin not allowed")

    def head(self, *args: str) -> None:
        """Answer as for GET. Tornado leaves the body out."""
        self.get(*args)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer with the error in one line. The log has the traceback."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{status_code}: {explain(status_code, self._reason)}\n")

    def log_exception(
        self, typ: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None
    ) -> None:
        """Log faults of the server as errors, and faults of a client quietly."""
        request = f"{self.request.method} {self.request.path}"
        if isinstance(value, HTTPError):
            logger.debug("%s: %s", request, value)
        else:
            assert typ is not None
            assert value is not None
            logger.error("%s failed.", request, exc_info=(typ, value, tb))


def explain(status: int, reason: str) -> str:
    """Return the meaning of a status, for a person who sees it in a browser."""
    if status == 403 and reason == "Host not allowed":
        return (
            "This server does not answer to that host name. If the name is right, its administrator can "
            "allow it with the option server.allowedHosts."
        )
    if status == 404:
        return "There is nothing here."
    if status >= 500:
        return "The server failed to answer; its log says why."
    return reason


class Nothing(Handler):
    """Answers every path that no other handler has."""

    def get(self, *args: str) -> None:
        """Answer that there is nothing."""
        raise HTTPError(404)


class Health(Handler):
    """Answers that the server thread is alive, even while every script thread is busy."""

    def get(self) -> None:
        """Answer `ok`."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish("ok")

    def compute_etag(self) -> None:
        """Return no tag: the answer is about this moment."""


class Files(Handler):
    """Sends the files of the front end, and its index for every path of a page."""

    static: StaticFiles
    developer: Developer
    themes: ThemeStore
    port: int

    def get(self) -> None:
        """Send a file or the page."""
        if (taken := self.developer.taken_from(self.request.query)) is not None:
            self._take_developer(*taken)
            return
        path = safe_path(self.request.path.removeprefix(self.config.base) or "/")
        if path is None:
            raise HTTPError(404)
        if path and path != "index.html" and (file := self.static.find(path)) is not None:
            encoding = file.choose(self.request.headers.get("Accept-Encoding", ""))
            self.set_header("Content-Type", file.type)
            self.set_header("Cache-Control", FOREVER if file.immutable else "no-cache")
            self.set_header("Etag", f'"{file.etag}{"-" + encoding if encoding else ""}"')
            if file.encodings:
                self.set_header("Vary", "Accept-Encoding")
            if encoding:
                self.set_header("Content-Encoding", encoding)
            if self.check_etag_header():
                self.set_status(304)
                self.finish()
                return
            try:
                self.finish(file.read(encoding))
            except FileNotFoundError:  # a build is replacing the directory now
                raise HTTPError(404) from None
        elif path == "index.html" or is_page(path):
            self._page()
        else:
            raise HTTPError(404)

    def _take_developer(self, query: str, right: bool) -> None:
        """Make the token a cookie, and redirect the browser to the address without it."""
        if right:
            self.set_cookie(
                cookie_name(self.port),
                self.developer.token,
                path=f"{self.config.base}/",
                expires_days=LASTS,
                httponly=True,
                samesite="Strict",
                secure=self.called.scheme == "https",
            )
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "no-referrer")
        # Relative, because a proxy may serve this under another path. Only the part after the last slash, so
        # that nothing in it can be the name of another host.
        page = self.request.path.rpartition("/")[2]
        self.set_header("Location", f"./{page}?{query}" if query else f"./{page}")
        self.set_status(303)
        self.finish()

    def _page(self) -> None:
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-cache")
        theme = self.themes.theme
        # The page has its theme before it is connected, so it does not change its colours then.
        index = self.static.index(self.config.base, msgspec.json.encode(theme_settings(theme)).decode())
        if index is None:
            self.set_status(503)
            self.set_header("Cache-Control", "no-store")
            self.finish(NOT_BUILT)
            return
        nonce = secrets.token_urlsafe(16)
        self.set_header(
            "Content-Security-Policy",
            content_policy(
                self.called.host,
                index.scripts,
                nonce,
                self.config.frame_ancestors,
                self.config.image_sources,
                sources=self.config.component_sources,
                keywords=self.config.script_keywords,
                styles=" ".join(style_origins(theme)),
                fonts=" ".join(font_origins(theme)),
            ),
        )
        page = index.trusting(nonce).encode()
        self.set_header("Vary", "Accept-Encoding")
        if accepts(self.request.headers.get("Accept-Encoding", ""), "gzip"):
            self.set_header("Content-Encoding", "gzip")
            page = gzip.compress(page)
        self.finish(page)


class Elsewhere(Handler):
    """Answers paths outside the base path, which a person may open by mistake."""

    def get(self, *args: str) -> None:
        """Return the app's address."""
        self.set_status(404)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        base = html.escape(self.config.base + "/")
        self.finish(
            "<!doctype html><title>Not here</title><p>There is nothing here. The app is at <a "
            f'href="{base}">{base}</a>.'
        )

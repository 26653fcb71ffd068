"""The requests of the login. The room `login` decides; this passes on what it says.

The app's page asks for a login or logout by POST and goes to the address in the answer. A browser names the
page that makes such a request in the header Origin, so no other page can log a person in or out. Everything
that may wait for the provider runs in threads of its own.
"""

import asyncio
import html
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import msgspec
from tornado.web import HTTPError

from treadle._core.login.login import Answer, Login, Refused

from .handlers import Handler

CALLERS = 4
"""The number of threads that ask providers."""

MOST_WAITING = 64
"""The largest number of requests that wait for these threads. Others are refused."""

MAX_TOKEN = 8192

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Login</title>
<style>body {{ font-family: sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem }}</style></head>
<body><h1>You are not logged in</h1><p>{why}</p><p><a href="./">Back to the app</a></p></body></html>
"""


class Callers:
    """The threads that ask providers, for one server. Only the server thread uses it."""

    def __init__(self) -> None:
        self._pool: ThreadPoolExecutor | None = None
        self._waiting = 0

    async def call(self, function: Callable[[], Answer]) -> Answer:
        """Return the result of a function that may wait for a provider.

        Raises:
            Refused: too many wait, or the function has refused.
        """
        if self._waiting >= MOST_WAITING:
            raise Refused(503, "Too many people log in at this moment. Try again in a while.")
        if self._pool is None:
            self._pool = ThreadPoolExecutor(CALLERS, thread_name_prefix="treadle-login")
        self._waiting += 1
        try:
            return await asyncio.wrap_future(self._pool.submit(function))
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Stop the threads after their current work."""
        if self._pool is not None:
            # A provider may be silent for longer than a server has to stop.
            self._pool.shutdown(wait=not self._waiting, cancel_futures=True)


class _Base(Handler):
    login: Login
    callers: Callers

    def set_default_headers(self) -> None:
        """Set the headers of every answer: nothing keeps it, and no address of it is passed on."""
        super().set_default_headers()
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "no-referrer")

    def compute_etag(self) -> None:
        """Return no tag: each answer is for one request."""

    def head(self, *args: str) -> None:
        """Refuse: a request for the headers must not use up what it asks for."""
        raise HTTPError(405)

    @property
    def cookies_by_name(self) -> dict[str, str]:
        """The cookies of the request."""
        return {name: morsel.value for name, morsel in self.request.cookies.items()}

    def take(self, cookies: tuple[str, ...]) -> None:
        """Add cookies to the answer."""
        for each in cookies:
            self.add_header("Set-Cookie", each)


class _Asked(_Base):
    """A request of the app's own page."""

    async def answer(self, ask: Callable[[], Answer]) -> None:
        """Answer with the address where the page goes, or with the reason why it goes nowhere."""
        self.set_header("Content-Type", "application/json")
        try:
            answer = await self.callers.call(ask)
        except Refused as refused:
            self.set_status(refused.status)
            self.take(refused.headers)
            await self.finish(msgspec.json.encode({"error": str(refused)}))
            return
        self.take(answer.cookies)
        await self.finish(msgspec.json.encode({"url": answer.url}))


class LoginHandler(_Asked):
    """Begins a login."""

    async def post(self) -> None:
        """Answer with the address of the provider's page."""
        if len(self.request.body) > MAX_TOKEN:
            raise HTTPError(413)
        token = self.request.body.decode("ascii", "replace")
        origin = self.request.headers.get("Origin")
        await self.answer(partial(self.login.begin, token, origin, self.cookies_by_name))


class LogoutHandler(_Asked):
    """Logs a person out."""

    async def post(self) -> None:
        """Answer with the address of the provider's page for that, or of the app."""
        origin = self.request.headers.get("Origin")
        await self.answer(partial(self.login.end, origin, self.cookies_by_name))


class Callback(_Base):
    """Takes a person who comes back from the provider."""

    async def get(self) -> None:
        """Redirect the person to the app, or say why they are not logged in."""
        ask = partial(self.login.finish, self.request.query, self.cookies_by_name)
        try:
            answer = await self.callers.call(ask)
        except Refused as refused:
            self.set_status(refused.status)
            self.take(refused.headers)
            self.set_header("Content-Type", "text/html; charset=utf-8")
            self.set_header(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
            )
            await self.finish(_PAGE.format(why=html.escape(str(refused))))
            return
        self.take(answer.cookies)
        self.set_header("Location", answer.url)
        self.set_status(303)
        await self.finish()

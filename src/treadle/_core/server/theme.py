"""Saves the theme that the app's developer has made in the theme editor."""

import msgspec
from tornado.web import HTTPError

from treadle._core.runtime.themes import Changes, NotSaved, ThemeStore

from .developer import Developer, cookie_name
from .handlers import Handler
from .sending import Readers

LARGEST = 32 * 1024
"""The largest request in bytes. A theme with all options has about 10,000."""


class _Refused(msgspec.Struct, frozen=True):
    error: str


class ThemeHandler(Handler):
    """Writes the developer's theme into the app's configuration.

    The developer is who has proved it by the token. `client.toolbarMode = "developer"` shows everybody the
    developer's menu, but gives nobody the right to write a file of the server.
    """

    themes: ThemeStore
    developer: Developer
    readers: Readers
    port: int

    def prepare(self) -> None:
        """Refuse what comes from another page."""
        super().prepare()
        # Also if the option `server.enableCORS` lets other pages connect: they must not write files.
        self.refuse_other_pages()

    async def post(self) -> None:
        """Save the options in the request, and answer with the theme."""
        self.set_header("Content-Type", "application/json")
        self.set_header("Cache-Control", "no-store")
        cookies = {name: morsel.value for name, morsel in self.request.cookies.items()}
        if not self.developer.has_proved(cookies, cookie_name(self.port)):
            self._refuse(
                403,
                "Only the app's developer can save its theme: open the address that `treadle run` prints.",
            )
            return
        # A form of another page cannot send this type without asking first.
        if self.request.headers.get("Content-Type", "").partition(";")[0].strip() != "application/json":
            raise HTTPError(415, reason="Unsupported Media Type")
        if len(self.request.body) > LARGEST:
            self._refuse(413, f"A theme has at most {LARGEST // 1024} kB.")
            return
        try:
            changes = msgspec.json.decode(self.request.body, type=dict[str, Changes])["theme"]
            saved = await self.readers.call(lambda: self.themes.save(changes))
        except (ValueError, RecursionError, KeyError) as error:
            self._refuse(400, f"The request is not understood: {str(error)[:200]}")
        except NotSaved as error:
            self._refuse(409, str(error))
        else:
            await self.finish(msgspec.json.encode(saved))

    def head(self, *args: str) -> None:
        """Refuse: there is nothing to read."""
        raise HTTPError(405)

    def _refuse(self, status: int, why: str) -> None:
        self.set_status(status)
        self.finish(msgspec.json.encode(_Refused(why)))

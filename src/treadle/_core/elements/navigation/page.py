"""`st.Page`."""

import asyncio
import dataclasses
import inspect
import os
import re
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Literal

from treadle._core.carry.context import current, require, within
from treadle._core.carry.scope import Scope
from treadle._core.elements.checks import checked_icon, one_of, optional_text
from treadle._core.runtime.page_files import PageFiles
from treadle._core.session.events import PageEntered
from treadle._core.session.navigation import ReadTable, TakePage
from treadle._core.session.page_files import named
from treadle._core.session.pages import Listed, Table
from treadle._core.session.structure import PageEntry
from treadle.errors import (
    APIError,
    IncompatibleParametersError,
    InvalidParameterTypeError,
    MissingRequiredParameterError,
    PageNotFoundError,
)

Visibility = Literal["visible", "hidden"]
PageSource = str | Path | Callable[[], Any]

VISIBILITIES: tuple[Visibility, ...] = ("visible", "hidden")
_URL = re.compile(r"https?://\S+", re.IGNORECASE)


class Page:
    """A page of an app, for `st.navigation`.

    A page is a file, a function, or the URL of another site (it is opened in a new tab). An object can be
    used in several runs and by several visitors: nothing in it changes.

    Args:
        page: the path of a file, relative to the folder of the script; a function without parameters; or a
            URL. A function can be a coroutine function.
        title: the title in the menu and of the browser tab. None: the name of the file or function, with
            spaces for underscores.
        icon: an emoji or `":material/name:"`. None: the emoji at the beginning of the file's name, if there
            is one. "": no icon.
        url_path: the path in the address. None: the name of the file or function.
        default: whether the page is shown at the address of the app itself. If `st.navigation` has no such
            page, its first page is.
        visibility: "visible", or "hidden" (not in the menu, but it can be opened).
        help: the text of a tooltip in the menu, in Markdown.

    Raises:
        PageNotFoundError: the file does not exist.
        MissingRequiredParameterError: `title` is missing and cannot be inferred, or `url_path` is empty and
            the page is not the default.
        APIError: `url_path` contains a slash, or `icon` is not an icon.
        IncompatibleParametersError: `page` is a URL, and `default` is True.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     def looms():
        ...         st.title("Looms")
        ...     def yarns():
        ...         st.title("Yarns")
        ...     page = st.navigation([st.Page(looms, icon="🧶"), st.Page(yarns, url_path="yarn")])
        ...     page.run()
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().title[0].value
        'Looms'
    """

    def __init__(
        self,
        page: PageSource,
        *,
        title: str | None = None,
        icon: str | None = None,
        url_path: str | None = None,
        default: bool = False,
        visibility: Visibility = "visible",
        help: str | None = None,
    ) -> None:
        self._default = bool(default)
        self._visibility = one_of("visibility", visibility, VISIBILITIES)
        self._help = optional_text(help)
        self._file: Path | None = None
        self._function: Callable[[], Any] | None = None
        self._url: str | None = None
        inferred_icon: str | None = None
        if isinstance(page, str) and _URL.fullmatch(page):
            self._url = page
            name = self._name_of_site(page, title)
        elif isinstance(page, str | Path):
            self._file = _found(page)
            inferred_icon, name = named(self._file)
        elif callable(page):
            self._function = page
            name = str(getattr(page, "__name__", ""))
            if not name and title is None:
                raise MissingRequiredParameterError(
                    "title",
                    detail="The page is a callable object without a name from which a title could be made.",
                )
        else:
            raise InvalidParameterTypeError("page", type(page).__name__, ["str", "Path", "a function"])
        self._title = title or name.replace("_", " ")
        if not self._title.strip():
            raise MissingRequiredParameterError(
                "title",
                detail="The name of the page has only underscores or spaces, so the menu needs a title.",
            )
        self._icon = checked_icon(inferred_icon if icon is None else icon)
        self._name = name if url_path is None else self._checked_path(url_path)

    def _name_of_site(self, url: str, title: str | None) -> str:
        if title is None or not title.strip():
            raise MissingRequiredParameterError(
                "title", detail=f"The page is the URL `{url}`, from which no title can be made."
            )
        if self._default:
            raise IncompatibleParametersError(
                f"page={url!r}", "default=True", explanation="The default page must be a page of the app."
            )
        path = re.sub(r"\s+", "_", title.lower())
        return re.sub(r"_+", "_", re.sub(r"[&#?/\\:*\"<>|']", "", path)).strip("_")

    def _checked_path(self, url_path: str) -> str:
        path = str(url_path).strip().strip("/").strip()
        if not path and not self._default:
            raise MissingRequiredParameterError(
                "url_path",
                detail="Only the default page can have an empty path: its address is that of the app.",
            )
        if "/" in path:
            raise APIError(
                f"`url_path` is `{url_path}`, and a page's path cannot have a slash inside. Use one part, "
                f"such as `{path.replace('/', '_')}`."
            )
        return path

    # What apps read -----------------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The title of the page."""
        return self._title

    @property
    def icon(self) -> str:
        """The icon of the page, "" for none."""
        return self._icon or ""

    @property
    def help(self) -> str:
        """The text of the tooltip, "" for none."""
        return self._help or ""

    @property
    def url_path(self) -> str:
        """The path of the page in the address, "" for the default page."""
        return "" if self._is_default() else self._name

    @property
    def visibility(self) -> Visibility:
        """Whether the page is in the menu."""
        return self._visibility

    @property
    def is_external(self) -> bool:
        """Whether the page is the URL of another site."""
        return self._url is not None

    @property
    def external_url(self) -> str | None:
        """The URL of the other site, None for a page of the app."""
        return self._url

    def __repr__(self) -> str:
        return f"<st.Page {self._title!r} at {self._name!r}>"

    # What shows it ------------------------------------------------------------------------------------------

    def run(self) -> Any:
        """Run the page. It must be the one that `st.navigation` has returned, and it runs once.

        In a script with top-level `await`, a page that awaits is returned as a coroutine: `await page.run()`.

        Raises:
            APIError: `st.navigation` has returned another page, or this one has run already.
        """
        if self._url is not None:
            return None
        scope = require()
        path = self.url_path
        if not scope.host.page.do(scope, TakePage(scope, path)):
            raise APIError(
                f"The page “{self._title}” cannot run here. Run the page that `st.navigation` returns, once: "
                "`page = st.navigation(…)`, then `page.run()`."
            )
        scope.host.handle(PageEntered(scope.run, path))
        inner = dataclasses.replace(scope, page=path)
        with within(inner):
            result = (
                scope.host.of_app(PageFiles).execute(self._file) if self._file is not None else self._called()
            )
            if not inspect.iscoroutine(result):
                return None
            if not _loop_runs():
                asyncio.run(result)
                return None
        return _awaited(inner, result)

    def _called(self) -> object:
        assert self._function is not None
        return self._function()

    # For `st.navigation`, and what leads to pages -----------------------------------------------------------

    @property
    def source(self) -> str:
        """What a message calls the page."""
        if self._url is not None:
            return f"the URL {self._url}"
        return (
            f"the file `{self._file.name}`" if self._file is not None else f"the function of “{self._title}”"
        )

    @property
    def name(self) -> str:
        """The path of the page in the address if it were not the default page. It is unique in the app."""
        return self._name

    @property
    def declared_default(self) -> bool:
        """Whether the app says that it is the default page."""
        return self._default

    def listed(self, section: str, *, default: bool) -> Listed:
        """Return the page as the table of pages has it."""
        entry = PageEntry(
            "" if default else self._name,
            self._title,
            self._icon,
            section,
            self._visibility == "hidden",
            self._help,
            self._url,
        )
        return Listed(entry, self._name, None if self._file is None else str(self._file))

    def check_registered(self, table: Table) -> None:
        """Check that the table of pages has no other page at this one's path.

        Raises:
            APIError: it has.
        """
        found = next((page for page in table.pages if page.name == self._name), None)
        if found is None:
            return
        file = None if self._file is None else str(self._file)
        if found.file != file and (file is not None or found.file is not None):
            other = "a function" if found.file is None else f"the file `{Path(found.file).name}`"
            raise APIError(
                f"This page is {self.source}, but `st.navigation` has {other} at the path `/{self._name}`. "
                "Use one of the pages that `st.navigation` has, or give this one another `url_path`."
            )

    def _is_default(self) -> bool:
        if self._default or self._url is not None:
            return self._default
        scope = current()
        if scope is None:
            return False
        found = scope.host.page.do(scope, ReadTable()).find("")
        return found is not None and found.name == self._name


def _loop_runs() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


async def _awaited(scope: Scope, body: Coroutine[Any, Any, Any]) -> None:
    with within(scope):
        await body


def _found(page: str | Path) -> Path:
    """Return the file of a page.

    Raises:
        PageNotFoundError: there is none.
    """
    file = path_of(page)
    if not file.is_file():
        raise PageNotFoundError(str(page), str(require().host.of_app(PageFiles).script.parent))
    return file


def path_of(page: str | Path) -> Path:
    """Return the path of a page, which may be relative to the folder of the app's script.

    Raises:
        APIError: a path cannot be like that.
    """
    if "\x00" in str(page):
        raise APIError("The path of a page contains a null byte, which no path can.")
    return Path(os.path.realpath(require().host.of_app(PageFiles).script.parent / page))

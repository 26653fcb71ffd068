"""The pages of an app: which exist, which is shown, and the title of the browser tab.

`st.navigation` and the folder `pages` make the same table of pages. Each run of the app finds the page of its
address in the table and shows it. If that is another page than before, everything that belongs to other pages
is removed.

The session's lock guards everything here.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from .address import Address
from .document import Document
from .events import Flush, Instruction, Visit
from .kept import leave_page
from .lanes import Run
from .runs import Runs
from .structure import MENU_ITEMS, Logo, NavigationPosition, Page, PageEntry
from .widgets import Widgets


class Listed(NamedTuple):
    """One page of the table."""

    entry: PageEntry
    name: str
    """Its path if it were not the default page."""
    file: str | None = None
    """Its file; None for a function, or another site."""


class Table(NamedTuple):
    """All pages of an app, and how its menu shows them. One of them has an empty path: the default page."""

    pages: tuple[Listed, ...]
    position: NavigationPosition = "sidebar"
    expanded: bool | int = False
    of_folder: bool = False
    """Whether the pages are the files of the folder `pages`.

    False: the app has passed them to `st.navigation`.
    """

    def find(self, path: str) -> Listed | None:
        """Return the page at a path, None if there is none."""
        own = [page for page in self.pages if page.entry.url is None]
        return next((page for page in own if page.entry.path == path), None) or next(
            (page for page in own if page.name == path), None
        )


NO_PAGES = Table((), "hidden")


class Pages:
    """The pages of one session."""

    def __init__(self, document: Document, address: Address, widgets: Widgets, runs: Runs) -> None:
        self._document, self._address, self._widgets, self._runs = document, address, widgets, runs
        self.table = NO_PAGES
        self.shown: str | None = None
        """The path of the page that is shown, as its entry has it; None for an app that has one page."""
        self._navigated = 0
        """Number of the app's newest run that has made a table of pages."""
        self._to_run: str | None = None
        """The path of the page that this run may execute and has not yet."""
        self._configured = 0
        """Number of the newest run that has changed how the browser tab looks."""
        self._config: dict[str, Any] = {}
        """What it has changed."""
        self._marked = 0
        """Number of the newest run that has shown a logo."""

    @property
    def _page(self) -> Page:
        page = self._document.root.props
        assert isinstance(page, Page)
        return page

    def _update(self, **changes: Any) -> None:
        self._document.update(self._document.root, msgspec.structs.replace(self._page, **changes))

    # Pages --------------------------------------------------------------------------------------------------

    def navigate(self, run: int, table: Table) -> Listed:
        """Store a run's table of pages.

        Return the page at the address; if there is none, the default page.
        """
        self.table, self._navigated = table, run
        found, unknown = table.find(self._address.path), None
        if found is None:
            found = table.find("")
            assert found is not None
            if self._address.asked:
                unknown = (
                    self._address.path
                )  # it stays: a person who has to log in first gets there after that
            else:
                self._address.settle("")  # the app no longer has the page
        else:
            self._address.settle(found.entry.path)
        self._update(
            pages=tuple(page.entry for page in table.pages),
            navigation=table.position,
            expanded=table.expanded,
            current=found.entry.path,
            unknown=unknown,
        )
        self._to_run = found.entry.path
        return found

    def take(self, run: int, path: str) -> bool:
        """Return whether a run may execute the page at a path. It may once."""
        taken = run == self._navigated and path == self._to_run
        if taken:
            self._to_run = None
        return taken

    def list_again(self, table: Table) -> None:
        """Show another table of pages in the menu, because files were added or removed."""
        if self.table.pages:
            self.table = table
            self._update(pages=tuple(page.entry for page in table.pages))

    def go(self, visit: Visit) -> None:
        """Go to a page, as a link does; the next run of the app shows it."""
        self._address.go(visit.path, visit.query)

    def enter(self, run: Run, page: str | None, out: list[Instruction]) -> None:
        """Show a page from now on. If it is another one than before, what belongs to the others leaves."""
        if run.fenced or page == self.shown:
            return
        self.shown = page
        # What this run has set for the tab stays: the script may do that before it comes to the page.
        kept = self._config if self._configured == run.number else {}
        logo = {} if self._marked == run.number else {"logo": None}
        self._update(**(_DEFAULTS | kept | logo))
        self._runs.leave_page(page, out)
        leave_page(self._widgets, self._document, page)
        out.append(Flush())

    def ended(self, run: Run, out: list[Instruction]) -> None:
        """Note that a run of the app has executed all of its code."""
        if self._marked < run.number and self._page.logo is not None:
            self._update(logo=None)
        if self._navigated != run.number:
            self.table = NO_PAGES
            unknown = (self._address.path or None) if self._address.asked else None
            self._update(pages=(), navigation="hidden", expanded=False, current=None, unknown=unknown)
            self.enter(run, None, out)

    # The browser tab ----------------------------------------------------------------------------------------

    def configure(self, run: int, changes: Mapping[str, Any], items: Mapping[str, str | None]) -> None:
        """Change how the browser tab looks.

        Args:
            run: number of the run that does.
            changes: other properties of the page.
            items: entries of the menu by name; None removes one.
        """
        if run != self._configured:
            self._configured, self._config = run, {}
        known = {**dict(self._page.menu_items), **items}
        shown = tuple((name, known[name]) for name in MENU_ITEMS if known.get(name) is not None)
        self._config |= {**changes, "menu_items": shown} if items else changes
        self._update(**changes, menu_items=shown)

    def mark(self, run: int, logo: Logo) -> None:
        """Show a logo."""
        self._marked = run
        self._update(logo=logo)


_CONFIGURED = ("title", "icon", "layout", "initial_sidebar_state", "menu_items")
_DEFAULTS: dict[str, Any] = {name: getattr(Page(), name) for name in _CONFIGURED}
"""What a page has that is not configured."""

"""Show the pages of an app: make a table of them, find one in it, and change how the browser tab looks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .caller import Caller
from .operation import Operation
from .pages import Listed, Table
from .session import Session
from .structure import Logo


@dataclass(slots=True)
class Navigate(Operation[Listed]):
    """Take the app's table of pages. Return the page that the address names, or else the default page."""

    caller: Caller
    table: Table

    def apply(self, session: Session) -> Listed:
        """Return it."""
        if not session.seen:
            return self.table.pages[0]
        return session.pages.navigate(self.caller.run.number, self.table)


@dataclass(slots=True)
class TakePage(Operation[bool]):
    """Return whether this run may execute the page at a path. The answer is True once."""

    caller: Caller
    path: str

    def apply(self, session: Session) -> bool:
        """Take it."""
        return not session.seen or session.pages.take(self.caller.run.number, self.path)


@dataclass(slots=True)
class ReadTable(Operation[Table]):
    """Return the table of pages; an empty one for an app that has one page."""

    def apply(self, session: Session) -> Table:
        """Return it."""
        return session.pages.table


@dataclass(slots=True)
class ListPagesAgain(Operation[None]):
    """Show another table of pages in the menu, because files were added or removed."""

    table: Table

    def apply(self, session: Session) -> None:
        """Show it, if the app has several pages."""
        session.pages.list_again(self.table)


@dataclass(slots=True)
class ReadPath(Operation[str]):
    """Return the path of the page to show, without the base path and without a slash."""

    def apply(self, session: Session) -> str:
        """Return it."""
        return session.address.path


@dataclass(slots=True)
class ConfigurePage(Operation[None]):
    """Change how the browser tab looks."""

    caller: Caller
    changes: Mapping[str, Any]
    """Other properties of the page."""
    items: Mapping[str, str | None]
    """Entries of the menu by name; None removes one."""

    def apply(self, session: Session) -> None:
        """Change it."""
        session.pages.configure(self.caller.run.number, self.changes, self.items)


@dataclass(slots=True)
class ReadPageFile(Operation[str | None]):
    """Return the file of the page that is shown; None if it has none, or if the app has one page."""

    def apply(self, session: Session) -> str | None:
        """Return it."""
        shown = session.pages.shown
        listed = None if shown is None else session.pages.table.find(shown)
        return None if listed is None else listed.file


@dataclass(slots=True)
class ShowLogo(Operation[None]):
    """Show a logo.

    The first run of the app that shows none removes it, and so does leaving the page that has shown it.
    """

    caller: Caller
    logo: Logo

    def apply(self, session: Session) -> None:
        """Show it."""
        session.pages.mark(self.caller.run.number, self.logo)

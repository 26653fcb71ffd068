"""The containers that every page has."""

from typing import ClassVar, Literal

import msgspec

from treadle._core.protocol.blob import Blob
from treadle._core.protocol.element import Container

MENU_ITEMS = ("Get help", "Report a bug", "About")
"""The entries of the menu that an app may set, in order."""

NavigationPosition = Literal["sidebar", "top", "hidden"]
LogoSize = Literal["small", "medium", "large"]


class PageEntry(msgspec.Struct, frozen=True):
    """One page of an app with several, as the menu of pages shows it."""

    path: str
    """Its path in the address; empty for the default page."""
    title: str
    icon: str | None = None
    section: str = ""
    hidden: bool = False
    help: str | None = None
    url: str | None = None
    """Where it leads if it is another site's."""


class Picture(msgspec.Struct, frozen=True):
    """A small image of the page itself: an emoji or icon, a URL, or the bytes of a file."""

    icon: str | None = None
    url: str | None = None
    blob: Blob | None = None
    type: str = ""
    """The media type of the bytes."""


class Logo(msgspec.Struct, frozen=True):
    """The logo of the app."""

    image: Picture
    icon: Picture | None = None
    """The image that stands in the header while the sidebar is hidden. None: the same."""
    size: LogoSize = "medium"
    link: str | None = None


class Page(Container, frozen=True, kw_only=True):
    """The root node: properties of the whole browser tab."""

    title: str | None = None
    icon: str | None = None
    layout: Literal["centered", "wide"] = "centered"
    initial_sidebar_state: Literal["auto", "expanded", "collapsed", "locked"] | int = "auto"
    menu_items: tuple[tuple[str, str | None], ...] = ()
    logo: Logo | None = None
    pages: tuple[PageEntry, ...] = ()
    """All pages, in the order of the menu; empty for an app with one page."""
    navigation: NavigationPosition = "hidden"
    """Where the menu of pages is."""
    expanded: bool | int = False
    """Whether the menu shows all pages. A number: at most so many, until a person asks for more.

    False means 10.
    """
    current: str | None = None
    """The path of the page that is shown, as its entry has it."""
    unknown: str | None = None
    """The path that a browser has asked for if the app has no such page."""
    path: str = ""
    """The path that the browser's address must show, behind the base path and without a slash."""
    query: str = ""
    """The query string that the browser's address shows."""
    step: int = 0
    """If both this number and the address change, the change is a new entry in the browser's history."""


class Main(Container, frozen=True, kw_only=True):
    """The body of the page."""


class Sidebar(Container, frozen=True, kw_only=True):
    """The sidebar."""


class Bottom(Container, frozen=True, kw_only=True):
    """The strip at the lower edge of the window, which stays there while the body scrolls."""


class Slot(Container, frozen=True, kw_only=True):
    """The slot of a thread, job or coroutine: reserved where it was started, invisible until it writes."""

    hidden_when_empty: ClassVar[bool] = True


class Fragment(Container, frozen=True, kw_only=True):
    """The place of a fragment."""


ROOT, MAIN, SIDEBAR, BOTTOM = 0, 1, 2, 3
"""Node ids of the containers that every page has."""

PANELS = (MAIN, SIDEBAR, BOTTOM)
"""Those of them that the app writes to."""

NOWHERE = -1
"""An id that no node has."""

FIRST_ID_UNSEEN = 1 << 48
"""The first node id of a page that nobody sees. No visible node has such an id."""

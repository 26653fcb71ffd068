"""The containers that every page has."""

from typing import ClassVar, Literal

from treadle._core.protocol.element import Container


class Page(Container, frozen=True, kw_only=True):
    """The root node: properties of the whole browser tab."""

    title: str | None = None
    icon: str | None = None
    layout: Literal["centered", "wide"] = "centered"
    initial_sidebar_state: Literal["auto", "expanded", "collapsed"] | int = "auto"
    menu_items: tuple[tuple[str, str | None], ...] = ()
    query: str = ""
    """The query string that the browser's address shows."""
    step: int = 0
    """If both this number and the query change, the change is a new entry in the browser's history."""


class Main(Container, frozen=True, kw_only=True):
    """The body of the page."""


class Sidebar(Container, frozen=True, kw_only=True):
    """The sidebar."""


class Slot(Container, frozen=True, kw_only=True):
    """The slot of a thread, job or coroutine: reserved where it was started, invisible until it writes."""

    hidden_when_empty: ClassVar[bool] = True


class Fragment(Container, frozen=True, kw_only=True):
    """The place of a fragment."""


ROOT, MAIN, SIDEBAR = 0, 1, 2
"""Node ids of the three containers that every page has."""

NOWHERE = -1
"""An id that no node has."""

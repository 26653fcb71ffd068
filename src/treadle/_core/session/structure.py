"""The containers that every page has, whatever the app writes."""

from typing import ClassVar, Literal

from treadle._core.protocol.element import Container


class Page(Container, frozen=True, kw_only=True):
    """The root: what concerns the whole browser tab."""

    title: str | None = None
    icon: str | None = None
    layout: Literal["centered", "wide"] = "centered"
    initial_sidebar_state: Literal["auto", "expanded", "collapsed"] | int = "auto"
    menu_items: tuple[tuple[str, str | None], ...] = ()
    query: str = ""
    """The query string that the browser's address must show."""
    step: int = 0
    """Another number than before: a query that is another than before is a new entry of the browser's history."""


class Main(Container, frozen=True, kw_only=True):
    """The body of the page."""


class Sidebar(Container, frozen=True, kw_only=True):
    """The panel at the side."""


class Slot(Container, frozen=True, kw_only=True):
    """The place of a thread, job or coroutine: reserved where it was started, invisible until it writes."""

    hidden_when_empty: ClassVar[bool] = True


class Fragment(Container, frozen=True, kw_only=True):
    """The place of a fragment."""


ROOT, MAIN, SIDEBAR = 0, 1, 2
"""Node ids of the three containers that are always there."""

NOWHERE = -1
"""Stands for the id of a node that is on no page."""

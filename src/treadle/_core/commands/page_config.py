"""`st.set_page_config`."""

import base64
import random
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args

from treadle._core.carry.context import require
from treadle._core.data.image import image_bytes
from treadle._core.elements.checks import checked_icon, one_of
from treadle._core.session.navigation import ConfigurePage
from treadle._core.session.structure import MENU_ITEMS
from treadle.errors import (
    APIError,
    InvalidParameterTypeError,
    InvalidURLError,
    ValueError_,
)

Layout = Literal["centered", "wide"]
NamedState = Literal["auto", "expanded", "collapsed", "locked"]
SidebarState = NamedState | int
STATES: tuple[NamedState, ...] = get_args(NamedState)
NARROWEST, WIDEST = 200, 600
"""CSS pixels of the sidebar; a width outside of these is as good as the nearest."""

ITEMS = {name.lower(): name for name in MENU_ITEMS}
ICON_LIMIT = 256 * 1024
"""The largest icon in bytes. It is sent with each first load."""

SUFFIXES = (".png", ".ico", ".svg", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".avif")
"""How the names of files end that can be the page's icon."""

_SHORTCODE = re.compile(r":[a-z0-9_+-]+:")
_URL = re.compile(r"https?://\S+|data:image/\S+")
_LINK = re.compile(r"(https?://|mailto:)\S+")
_RANDOM = "🦊🐙🦄🐳🦋🌵🌻🍋🍉🎈🎨🎲🚀🧭🧶🪁"


def set_page_config(
    page_title: str | None = None,
    page_icon: Any = None,
    layout: Layout | None = None,
    initial_sidebar_state: SidebarState | None = None,
    menu_items: Mapping[str, str | None] | None = None,
) -> None:
    """Set the title, icon, layout, sidebar and menu of the page.

    Can be called several times; None changes nothing.

    Args:
        page_title: the title of the browser tab.
        page_icon: the icon of the browser tab: an emoji, its shortcode (`":shark:"`), `":material/name:"`,
            "random", the URL or path of an image, an SVG as text, the bytes of an image, an array of pixels,
            or a PIL image.
        layout: "centered" (a column of fixed width) or "wide" (the whole window).
        initial_sidebar_state: "auto" (open if there is room), "expanded", "collapsed", "locked" (open, and a
            person cannot hide it; in a narrow window as "auto"), or a width of 200 to 600 CSS pixels.
        menu_items: a dict with entries of the menu: "Get help" and "Report a bug" (a URL), "About"
            (Markdown). None removes one.

    Raises:
        APIError: `page_icon` is not an icon, or `menu_items` has an unknown entry.
        ValueError_: `layout` or `initial_sidebar_state` is not valid.
        InvalidURLError: the URL of a menu entry is not valid.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.set_page_config(page_title="Looms", page_icon="🧶", layout="wide")
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().exception
        []
    """
    changes: dict[str, Any] = {}
    if page_title is not None:
        changes["title"] = str(page_title)
    if page_icon is not None:
        changes["icon"] = _icon(page_icon)
    if layout is not None:
        layouts: tuple[Layout, ...] = get_args(Layout)
        changes["layout"] = one_of("layout", layout, layouts)
    if initial_sidebar_state is not None:
        changes["initial_sidebar_state"] = _sidebar(initial_sidebar_state)
    items = {} if menu_items is None else _items(menu_items)

    scope = require()
    scope.host.page.do(scope, ConfigurePage(scope, changes, items))


def _sidebar(state: Any) -> SidebarState:
    if isinstance(state, int) and not isinstance(state, bool):
        if state <= 0:
            raise ValueError_("initial_sidebar_state", [*STATES, "a width above 0"], detail=f"It is {state}.")
        return min(max(state, NARROWEST), WIDEST)
    return one_of("initial_sidebar_state", state, STATES)


def _items(given: Mapping[str, str | None]) -> dict[str, str | None]:
    items: dict[str, str | None] = {}
    for key, value in given.items():
        name = ITEMS.get(str(key).lower())
        if name is None:
            raise ValueError_("menu_items", list(ITEMS.values()), detail=f"It has {key!r}.")
        if value is not None and not isinstance(value, str):
            raise InvalidParameterTypeError(f"menu_items[{key!r}]", type(value).__name__, ["str", "None"])
        if value is not None and name != "About" and not _LINK.fullmatch(value):
            raise InvalidURLError(value)
        items[name] = value
    return items


def _icon(icon: Any) -> str:
    if isinstance(icon, str):
        if icon == "random":
            return random.choice(_RANDOM)
        if _SHORTCODE.fullmatch(icon) or _URL.fullmatch(icon):
            return icon
        if not icon.lstrip().startswith("<") and Path(icon).suffix.lower() not in SUFFIXES:
            return checked_icon(icon, name="page_icon") or ""
    data, kind = image_bytes(icon)
    if len(data) > ICON_LIMIT:
        raise APIError(
            f"The page's icon has {len(data):,} bytes. Use an image of at most {ICON_LIMIT:,} bytes."
        )
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"

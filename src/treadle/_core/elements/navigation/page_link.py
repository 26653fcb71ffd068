"""`st.page_link`."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from treadle._core.carry.context import require
from treadle._core.elements.checks import checked_icon, checked_width, one_of, optional_text, wire_text
from treadle._core.elements.cursor import C
from treadle._core.elements.inputs.button import POSITIONS
from treadle._core.elements.parameters import IconPosition
from treadle._core.protocol.element import Element, Width
from treadle._core.runtime.page_files import PageFiles
from treadle._core.session.navigation import ReadTable
from treadle._core.session.pages import Table
from treadle._core.session.query import Params, for_link
from treadle._core.session.structure import PageEntry
from treadle.errors import MissingRequiredParameterError, PageNotFoundError

from .page import Page, path_of

_URL = re.compile(r"(https?://|mailto:)\S+", re.IGNORECASE)


class PageLink(Element, frozen=True, kw_only=True):
    """A link to a page of the app, or to another site."""

    label: str
    page: str = ""
    """The page's path, as its entry has it."""
    url: str | None = None
    """Where it leads if that is another site's."""
    query: str = ""
    icon: str | None = None
    icon_position: IconPosition = "left"
    help: str | None = None
    disabled: bool = False
    width: Width = "content"


def page_link(
    self: C,
    page: str | Path | Page,
    *,
    label: str | None = None,
    icon: str | None = None,
    icon_position: IconPosition = "left",
    help: str | None = None,
    disabled: bool = False,
    use_container_width: bool | None = None,
    width: Width = "content",
    query_params: Params | None = None,
) -> C:
    """Show a link to a page of the app, or to another site.

    Args:
        page: the path of a page's file, relative to the folder of the script; a page of `st.navigation`; or a
            URL.
        label: the text of the link, in Markdown. None: the title of the page.
        icon: an emoji or `":material/name:"`. None: the icon of the page.
        icon_position: "left" or "right" of the label.
        help: the text of a tooltip, in Markdown. None: that of the page.
        disabled: whether the link is disabled (grey, and not usable).
        use_container_width: the older form of `width`: True is "stretch", False is "content".
        width: CSS pixels, "stretch" or "content". In the sidebar, links always fill the width.
        query_params: the query parameters of the link: a mapping, or pairs, of names and values.

    Raises:
        PageNotFoundError: the app has no page in this file.
        MissingRequiredParameterError: `page` is a URL, and `label` is missing.
        InvalidWidthError: `width` is not valid.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     def looms():
        ...         st.page_link(yarns, label="To the yarns")
        ...     yarns = st.Page(lambda: st.title("Yarns"), title="Yarns", url_path="yarns")
        ...     st.navigation([looms, yarns]).run()
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().page_link[0].page
        'yarns'
    """
    if use_container_width is not None:
        width = "stretch" if use_container_width else "content"
    shared: dict[str, Any] = {
        "icon_position": one_of("icon_position", icon_position, POSITIONS),
        "disabled": bool(disabled),
        "width": checked_width(width),
        "query": urlencode(for_link(query_params), doseq=True),
    }
    scope = require()
    table = scope.host.page.do(scope, ReadTable())
    if isinstance(page, Page):
        if not page.is_external:
            page.check_registered(table)
        entry = page.listed("", default=page.url_path == "").entry
    elif isinstance(page, str) and _URL.fullmatch(page):
        if not label:
            raise MissingRequiredParameterError(
                "label", detail=f"The link leads to `{page}`, from which no label can be made."
            )
        entry = PageEntry("", label, url=page)
    else:
        entry = find_file(table, page)
    return self.put(
        PageLink(
            **shared,
            label=entry.title if label is None else wire_text(label),
            page=entry.path,
            url=entry.url,
            icon=checked_icon(entry.icon if icon is None else icon),
            help=entry.help if help is None else optional_text(help),
        )
    )


def find_file(table: Table, page: str | Path) -> PageEntry:
    """Return the page whose file an app names.

    Raises:
        PageNotFoundError: the app has no such page.
    """
    script = require().host.of_app(PageFiles).script
    file = str(path_of(page))
    if not table.pages and file == str(script):  # an app with one page
        return PageEntry("", script.stem.replace("_", " "))
    for listed in table.pages:
        if listed.file == file:
            return listed.entry
    raise PageNotFoundError(str(page), str(script.parent), table.of_folder)

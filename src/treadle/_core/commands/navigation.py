"""`st.navigation` and `st.switch_page`."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Never

from treadle._core.carry.context import require
from treadle._core.carry.executing import is_page_code
from treadle._core.carry.scope import Scope
from treadle._core.elements.checks import one_of
from treadle._core.elements.navigation.page import Page
from treadle._core.elements.navigation.page_link import find_file
from treadle._core.runtime.page_files import PageFiles
from treadle._core.session.events import PageAsked, RerunAsked, Visit
from treadle._core.session.lanes import APP
from treadle._core.session.navigation import Navigate, ReadTable
from treadle._core.session.pages import Table
from treadle._core.session.query import Params, for_link
from treadle._core.session.structure import NavigationPosition
from treadle.errors import (
    APIError,
    InvalidParameterTypeError,
    MissingRequiredParameterError,
    RerunException,
    StopException,
    ValueError_,
)

PageLike = str | Path | Callable[[], Any] | Page

POSITIONS: tuple[NavigationPosition, ...] = ("sidebar", "hidden", "top")


def navigation(
    pages: Sequence[PageLike] | Mapping[str, Sequence[PageLike]],
    *,
    position: NavigationPosition = "sidebar",
    expanded: bool | int = False,
) -> Page:
    """Declare the pages of the app, show the menu of pages, and return the page to run.

    The script runs with every page: its own elements are on all pages. `page.run()` runs the code of the
    page. The folder `pages` is then ignored.

    A page's widgets have values of their own. They lose them when another page is opened, unless
    `persist_state="session"` is set. The values of `st.session_state` stay. What happens to threads and tasks
    is in the reference "What threads may rely on".

    Args:
        pages: the pages, in the order of the menu; or a dict of lists, whose keys are the headings of
            sections. Pages with the heading "" stand first. A page is an `st.Page`, the path of a file, or a
            function.
        position: where the menu is: "sidebar", "top" (in the header) or "hidden".
        expanded: whether the menu in the sidebar shows all pages. False: if there are more than twelve and
            the sidebar has other elements, it shows ten and a button for more. A number: as False, with this
            number in place of ten.

    Raises:
        MissingRequiredParameterError: there are no pages.
        APIError: two pages have the same path or are the default page, or all are other sites.
        ValueError_: `position` is not valid, or `expanded` is negative.
        PageNotFoundError: a file does not exist.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     def looms():
        ...         st.title("Looms")
        ...     def yarns():
        ...         st.title("Yarns")
        ...     st.navigation({"Stock": [looms, yarns]}, position="top").run()
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().title[0].value
        'Looms'
    """
    position = one_of("position", position, POSITIONS)
    scope = require()
    _check_caller(scope)
    sections = _sections(pages)
    found = [(section, page) for section, listed in sections.items() for page in listed]
    default = _default(found)
    _check_paths(found)
    if position == "sidebar" and not scope.host.config.client.showSidebarNavigation:
        position = "hidden"
    listed = tuple(page.listed(section, default=page is default) for section, page in found)
    scope.host.of_app(PageFiles).declare([each.file for each in listed if each.file is not None])
    shown = scope.host.page.do(scope, Navigate(scope, Table(listed, position, _expanded(expanded))))
    return next(page for _, page in found if page.name == shown.name)


def _check_caller(scope: Scope) -> None:
    """Start the script again if it runs as a page of the folder `pages`.

    Raises:
        APIError: the code of a page calls it.
        RerunException, StopException: the script starts again.
    """
    if scope.page is None:
        return
    if not scope.host.page.do(scope, ReadTable()).of_folder:
        raise APIError(
            f"The page “{scope.page or 'at the address of the app'}” called `st.navigation`. Only the script "
            "that `treadle run` starts may call it. It returns the page to run: `page.run()`."
        )
    scope.host.of_app(PageFiles).declare([])
    if is_page_code(scope):
        raise RerunException((APP,))
    scope.host.handle(RerunAsked())
    raise StopException()


def _sections(pages: Any) -> dict[str, list[Page]]:
    if isinstance(pages, Mapping):
        return {str(section): [_page(each) for each in listed] for section, listed in pages.items()}
    if isinstance(pages, Sequence) and not isinstance(pages, str):
        return {"": [_page(each) for each in pages]}
    raise InvalidParameterTypeError(
        "pages", type(pages).__name__, ["a list of pages", "a dict of such lists"]
    )


def _page(page: Any) -> Page:
    if isinstance(page, Page):
        return page
    if isinstance(page, str | Path) or callable(page):
        return Page(page)
    raise InvalidParameterTypeError("pages", type(page).__name__, ["str", "Path", "a function", "st.Page"])


def _default(found: list[tuple[str, Page]]) -> Page:
    if not found:
        raise MissingRequiredParameterError("pages", detail="An app has at least one page.")
    declared = [page for _, page in found if page.declared_default]
    if len(declared) > 1:
        raise APIError(
            f"Two pages have `default=True`: “{declared[0].title}” and “{declared[1].title}”. Only one page "
            "can be at the address of the app itself."
        )
    default = next(iter(declared), None) or next((page for _, page in found if not page.is_external), None)
    if default is None:
        raise APIError(
            "All pages in `st.navigation` are other sites. Add a page of the app: it is shown at the app's "
            "address."
        )
    return default


def _check_paths(found: list[tuple[str, Page]]) -> None:
    known: dict[str, Page] = {}
    for _, page in found:
        if (other := known.get(page.name)) is not None:
            raise APIError(
                f"Two pages have the path `/{page.name}`: {other.source} and {page.source}. Give one of them "
                "another `url_path` in `st.Page`. (The path of the default page is taken too, though its "
                "address does not have it.)"
            )
        known[page.name] = page


def _expanded(expanded: Any) -> bool | int:
    if not isinstance(expanded, int):
        raise InvalidParameterTypeError("expanded", type(expanded).__name__, ["bool", "int"])
    if expanded < 0:
        raise ValueError_("expanded", ["True", "False", "a number from 0 on"], detail=f"It is {expanded}.")
    return expanded if isinstance(expanded, bool) or expanded else False


def switch_page(page: str | Path | Page, *, query_params: Params | None = None) -> Never:
    """Stop this run here and show another page of the app.

    In a callback, the other page is shown instead of the rerun. In a thread of the app, the thread ends here.

    Args:
        page: the path of the page's file, relative to the folder of the script; or a page of `st.navigation`.
        query_params: the query parameters of the other page: a mapping, or pairs, of names and values. The
            parameters of this page are removed, except for those of widgets that all pages share.

    Raises:
        PageNotFoundError: the app has no page in this file.
        APIError: `page` is another site, or `st.navigation` has another page at its path.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     def looms():
        ...         if st.button("To the yarns"):
        ...             st.switch_page(page_of_yarns)
        ...     page_of_yarns = st.Page(lambda: st.title("Yarns"), title="Yarns", url_path="yarns")
        ...     st.navigation([looms, page_of_yarns]).run()
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().button[0].click().run().title[0].value
        'Yarns'
    """
    here = require()
    table = here.host.page.do(here, ReadTable())
    if isinstance(page, Page):
        if page.is_external:
            raise APIError(
                f"The page “{page.title}” is another site, which `st.switch_page` cannot open. Use "
                "`st.page_link`."
            )
        page.check_registered(table)
        path = page.url_path
    else:
        path = find_file(table, page).path
    visit = Visit(path, for_link(query_params))
    if is_page_code(here):
        raise RerunException((APP,), visit)
    if here.host.check(here):
        here.host.handle(PageAsked(visit))
    raise StopException()

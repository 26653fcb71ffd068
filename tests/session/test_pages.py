"""Pages, as lists of events."""

from treadle._core.elements.inputs.button import Button
from treadle._core.elements.inputs.checkbox import Checkbox
from treadle._core.elements.text.text import Text
from treadle._core.protocol.message import ClientInfo
from treadle._core.session.events import (
    CancelTimer,
    Connected,
    FenceRun,
    Interacted,
    PageAsked,
    PageEntered,
    RerunAsked,
    Visit,
)
from treadle._core.session.lanes import Lane, Run
from treadle._core.session.page import ReadClient
from treadle._core.session.pages import Listed, Table
from treadle._core.session.structure import MAIN, Fragment, Page, PageEntry
from treadle._core.session.widgets import MISSING

from .driving import Driven, box

HOME = Listed(PageEntry("", "Home"), "home", "/home.py")
LOOMS = Listed(PageEntry("looms", "Looms"), "looms", "/looms.py")
TABLE = Table((HOME, LOOMS, Listed(PageEntry("site", "Site", url="https://example.org"), "site")))


class Pages(Driven):
    """A session whose runs show a text that all pages share, and one of the page."""

    def __init__(self, path: str = "", query: str = "", table: Table = TABLE) -> None:
        super().__init__(connect=False)
        self.table = table
        self.do(Connected(1, path=path, query=query))

    def enter(self, run: Run | None = None) -> tuple[Run, str]:
        """Let a run begin and find its page."""
        run = run or self.runs[-1]
        self.begin(run)
        self.write(run, "frame", None)
        path = self.session.pages.navigate(run.number, self.table).entry.path
        self.do(PageEntered(run, path))
        return run, path

    def write(self, run: Run, body: str, page: str | None) -> int:
        node = self.session.document.write(
            run.writer("app"), self.session.document.nodes[MAIN], Text(body=body)
        )
        node.page = page
        return node.id

    def visit(self) -> str:
        """Let the newest run show its page; returns the page's path."""
        run, path = self.enter()
        self.write(run, f"on {path}", path)
        self.end(run)
        return path

    @property
    def texts(self) -> list[str]:
        return [
            child.props.body
            for child in self.session.document.nodes[MAIN].children
            if isinstance(child.props, Text)
        ]

    @property
    def page(self) -> Page:
        page = self.session.document.root.props
        assert isinstance(page, Page)
        return page

    def fragment(self, run: Run, page: str, interval: float | None = None) -> Lane:
        """Call a fragment in a page's code."""
        node = self.session.document.write(run.writer("app"), self.session.document.nodes[MAIN], Fragment())
        node.page = page
        lane = self.session.runs.fragment(
            f"fragment at {node.id}", run.lane, node.id, "f", interval, run.number, page
        )
        lane.stamp = run.number
        return lane


def test_the_browsers_address_names_the_page() -> None:
    for path, shown in (
        ("/", ""),
        ("/looms", "looms"),
        ("/looms/", "looms"),
        ("/l%6foms", "looms"),
        ("", ""),
    ):
        pages = Pages(path)
        assert pages.visit() == shown
        assert (pages.page.path, pages.page.current, pages.page.unknown, pages.page.step) == (
            shown,
            shown,
            None,
            1,
        )


def test_the_default_page_is_found_by_its_own_name_and_puts_the_address_right() -> None:
    pages = Pages("/home")
    assert pages.visit() == ""
    assert (pages.page.path, pages.page.step, pages.page.unknown) == ("", 1, None)


def test_an_unknown_page_says_so_and_keeps_the_address_until_it_is_there() -> None:
    pages = Pages("/yarns", table=TABLE)
    assert pages.visit() == ""
    assert (pages.page.path, pages.page.unknown) == ("yarns", "yarns")
    pages.table = Table((*TABLE.pages, Listed(PageEntry("yarns", "Yarns"), "yarns")))
    pages.do(RerunAsked())
    assert pages.visit() == "yarns"
    assert (pages.page.path, pages.page.unknown, pages.page.current) == ("yarns", None, "yarns")


def test_another_sites_page_is_no_page_of_the_app() -> None:
    pages = Pages("/site")
    assert (pages.visit(), pages.page.unknown) == ("", "site")


def test_an_app_with_one_page_says_that_it_has_no_other() -> None:
    pages = Pages("/yarns")
    run = pages.runs[-1]
    pages.begin(run)
    pages.end(run)
    assert (pages.page.unknown, pages.page.pages) == ("yarns", ())


def test_a_link_is_a_step_that_back_goes_back_by() -> None:
    pages = Pages()
    pages.visit()
    pages.do(PageAsked(Visit("looms", {"x": ["1"]})))
    assert (pages.page.path, pages.page.query, pages.page.step) == ("looms", "x=1", 2)
    pages.visit()
    pages.do(RerunAsked(query="", path="/"))
    assert pages.visit() == ""
    assert (pages.page.path, pages.page.query, pages.page.step) == ("", "", 2)


def test_what_other_pages_have_shown_leaves_when_the_run_comes_to_the_page() -> None:
    pages = Pages()
    pages.visit()
    assert pages.texts == ["frame", "on "]
    pages.do(PageAsked(Visit("looms")))
    assert pages.texts == ["frame", "on "]
    run, _ = pages.enter()
    assert pages.texts == ["frame"]
    pages.write(run, "on looms", "looms")
    pages.end(run)
    assert pages.texts == ["frame", "on looms"]


def test_a_run_that_shows_the_same_page_again_leaves_what_is_there() -> None:
    pages = Pages()
    pages.visit()
    before = list(pages.session.document.nodes[MAIN].children)
    pages.do(RerunAsked())
    pages.enter()
    assert pages.session.document.nodes[MAIN].children == before


def test_a_superseded_run_changes_no_page() -> None:
    pages = Pages()
    pages.visit()
    pages.do(PageAsked(Visit("looms")))
    old = pages.runs[-1]
    pages.do(PageAsked(Visit("")))
    pages.do(PageEntered(old, "looms"))
    assert pages.texts == ["frame", "on "]
    assert pages.visit() == ""


def test_fragments_of_another_page_stop_and_so_do_their_timers() -> None:
    pages = Pages()
    run, path = pages.enter()
    lane = pages.fragment(run, path, interval=1.0)
    pages.session.runs.tick(lane, [])
    pages.end(run)
    pages.do(RerunAsked((lane.id,)))
    live = pages.runs[-1]
    assert live.lane is lane
    pages.do(PageAsked(Visit("looms")))
    assert live.fenced
    run, _ = pages.enter()
    assert lane.id not in pages.session.lanes
    assert any(isinstance(said, CancelTimer) for said in pages.said)
    assert FenceRun(live) in pages.said


def test_a_press_on_the_page_that_was_left_is_not_lost() -> None:
    pages = Pages()
    run, path = pages.enter()
    told: list[str] = []
    from treadle._core.session.widgets import Callback

    id = pages.show(run, Button(label="go"), "go", page=path, callback=Callback(told.append, ["pressed"], {}))
    pages.session.document.nodes[id].page = path
    pages.end(run)
    pages.do(Interacted(1, [(id, True)]))
    pages.do(PageAsked(Visit("looms")))
    assert pages.begin(pages.runs[-1]) == ["go"]


def test_values_of_another_page_are_there_until_the_first_run_of_the_page_ends() -> None:
    pages = Pages()
    run, path = pages.enter()
    id = pages.show(run, box(), "k", page=path)
    pages.session.document.nodes[id].page = path
    pages.end(run)
    pages.do(Interacted(1, [(id, True)]))
    pages.visit()
    pages.do(PageAsked(Visit("looms")))
    run, _ = pages.enter()
    pages.end(run)
    assert pages.session.widgets.get("k") is MISSING


def test_a_link_keeps_what_the_frame_has_in_the_address_and_drops_what_the_page_has() -> None:
    pages = Pages(query="f=true&p=true&own=1&embed=true")
    run = pages.runs[-1]
    pages.begin(run)
    bound = Checkbox(label="f", bind="query-params")
    for key, page in (("f", None), ("p", "")):
        pages.show(run, bound, key, page=page, wire=True)
        pages.session.address.shown(pages.session.widgets.by_key[key], step=False)
    pages.end(run)
    pages.do(PageAsked(Visit("looms", {"new": ["2"]})))
    assert pages.page.query == "f=true&embed=true&new=2"


def test_what_a_run_sets_for_the_tab_before_it_comes_to_its_page_stays() -> None:
    pages = Pages()
    run = pages.runs[-1]
    pages.session.pages.configure(run.number, {"title": "App"}, {})
    _, path = pages.enter()
    pages.session.pages.configure(run.number, {"layout": "wide"}, {"About": "x"})
    pages.end(run)
    assert (path, pages.page.title, pages.page.layout, pages.page.menu_items) == (
        "",
        "App",
        "wide",
        (("About", "x"),),
    )
    pages.do(PageAsked(Visit("looms")))
    run = pages.runs[-1]
    pages.session.pages.configure(run.number, {"title": "App"}, {})
    pages.enter()
    pages.end(run)
    assert (pages.page.title, pages.page.layout, pages.page.menu_items) == ("App", "centered", ())


def test_the_url_that_an_app_reads_is_that_of_the_page() -> None:
    for path, url, expected in (
        ("/", "http://h:1/?a=1#b", "http://h:1/looms"),
        ("/yarns", "http://h/base/yarns?a=1", "http://h/base/looms"),
        ("/", "", ""),
    ):
        pages = Pages(path)
        pages.do(Connected(2, path=path, info=ClientInfo(url=url)))
        pages.do(PageAsked(Visit("looms")))
        assert ReadClient().apply(pages.session).url == expected

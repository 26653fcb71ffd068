"""The address and the values of bound widgets, as lists of events."""

from treadle._core.elements.inputs.checkbox import Checkbox
from treadle._core.session.events import (
    Connected,
    Filled,
    Interacted,
    PageAsked,
    PageEntered,
    RerunAsked,
    Visit,
)
from treadle._core.session.lanes import Run
from treadle._core.session.pages import Listed, Table
from treadle._core.session.structure import Page, PageEntry
from treadle._core.session.widgets import MISSING

from .driving import Driven, box


class Bound(Driven):
    """A session whose runs show one bound checkbox, with the key `k`."""

    def __init__(self, query: str = "") -> None:
        super().__init__(connect=False)
        self.do(Connected(1, query=query))

    def show_bound(self, run: Run, *, default: bool = False) -> int:
        """Show it as its function does."""
        props, session = box(bind="query-params", value=default), self.session
        record = session.widgets.by_key.get("k")
        value = session.address.value_for("k", props, record)
        id = self.show(run, props, "k", **({} if value is MISSING else {"wire": value}))
        session.address.shown(session.widgets.by_key["k"], step=False)
        return id

    def run(self, *, shows: bool = True, default: bool = False) -> int:
        """Let the newest run begin, show the box and end; returns the box's id."""
        run = self.runs[-1]
        self.begin(run)
        id = self.show_bound(run, default=default) if shows else 0
        self.end(run)
        return id

    @property
    def page(self) -> Page:
        page = self.session.document.root.props
        assert isinstance(page, Page)
        return page

    @property
    def value(self) -> object:
        return self.session.widgets.by_key["k"].wire


def test_what_a_person_enters_is_a_step_of_the_browsers_history() -> None:
    bound = Bound()
    id = bound.run()
    assert (bound.page.query, bound.page.step) == ("", 1)
    bound.do(Interacted(1, [(id, True)]))
    assert (bound.page.query, bound.page.step) == ("k=true", 2)
    bound.do(Interacted(1, [(id, False)]))
    assert (bound.page.query, bound.page.step) == ("", 3)


def test_putting_an_address_right_is_no_step() -> None:
    bound = Bound("k=maybe&a=1")
    assert bound.page.query == "k=maybe&a=1"
    bound.run()
    assert (bound.page.query, bound.page.step, bound.value) == ("a=1", 1, False)


def test_what_the_app_writes_when_it_is_opened_is_no_step_and_later_is_one() -> None:
    bound = Bound()
    bound.session.address.change({"n": ["1"]})
    assert bound.page.step == 1
    bound.run()
    bound.session.address.change({"n": ["2"]})
    assert (bound.page.query, bound.page.step) == ("n=2", 2)


def test_back_counts_when_the_widget_is_shown_and_a_person_counts_more() -> None:
    bound = Bound("k=true")
    id = bound.run()
    bound.do(RerunAsked(query=""))
    assert (bound.page.query, bound.value) == ("", True)
    bound.do(Interacted(1, [(id, False)]))
    bound.do(Interacted(1, [(id, True)]))
    assert bound.page.query == "k=true"
    bound.run()
    assert (bound.page.query, bound.value) == ("k=true", True)


def test_a_superseded_run_leaves_the_address_to_the_next() -> None:
    bound = Bound("k=true")
    bound.run()
    bound.do(RerunAsked(query=""))
    bound.do(RerunAsked())
    bound.run()
    assert (bound.page.query, bound.value) == ("", False)


def test_a_widget_that_leaves_the_page_leaves_the_address_and_comes_back_with_its_value() -> None:
    bound = Bound("k=true&a=1")
    bound.run()
    bound.do(RerunAsked())
    bound.run(shows=False)
    assert (bound.page.query, bound.value) == ("a=1", True)
    assert not bound.session.address.has("k")
    bound.do(RerunAsked())
    bound.run()
    assert (bound.page.query, bound.page.step) == ("a=1&k=true", 1)


def test_loading_the_page_keeps_the_value_of_a_widget_that_is_not_shown() -> None:
    bound = Bound("k=true")
    bound.run()
    bound.do(RerunAsked())
    bound.run(shows=False)
    bound.do(Connected(1, query=""))
    bound.run()
    assert (bound.page.query, bound.value) == ("k=true", True)


def test_what_a_form_holds_back_stays_in_the_address_over_reruns() -> None:
    bound = Bound()
    id = bound.run()
    bound.do(Filled(1, [(id, True), (id, "yes"), (10**6, True)]))
    assert (bound.page.query, bound.value) == ("k=true", False)
    bound.do(RerunAsked())
    bound.run()
    assert (bound.page.query, bound.value) == ("k=true", False)
    bound.do(Connected(1, query="k=true"))
    bound.run()
    assert (bound.page.query, bound.value) == ("k=true", True)


def test_another_default_puts_the_value_into_the_address_or_takes_it_out() -> None:
    bound = Bound()
    bound.run()
    bound.do(RerunAsked())
    bound.run(default=True)
    assert (bound.page.query, bound.value) == ("k=false", False)


def test_a_connection_that_comes_back_opens_no_address() -> None:
    bound = Bound()
    id = bound.run()
    bound.do(Interacted(1, [(id, True)]))
    bound.run()
    bound.do(Connected(2, query="", rerun=False))
    bound.do(RerunAsked())
    bound.run()
    assert (bound.page.query, bound.value) == ("k=true", True)


TABLE = Table((Listed(PageEntry("", "Home"), "home"), Listed(PageEntry("other", "Other"), "other")))


class Kept(Driven):
    """A session whose runs show a checkbox with the key `k` and one scope of `persist_state`."""

    def visit(self, scope: str | None, *, shows: bool = True, path: str | None = None) -> None:
        self.do(RerunAsked() if path is None else PageAsked(Visit(path)))
        run = self.runs[-1]
        self.begin(run)
        page = self.session.address.path
        self.session.pages.navigate(run.number, TABLE)
        self.do(PageEntered(run, page))
        if shows:
            self.show(run, Checkbox(label="c"), "k", persist_state=scope, page=page)
            self.session.document.nodes[self.session.widgets.by_key["k"].node_id].page = page
        self.end(run)

    def tick(self) -> None:
        self.do(Interacted(1, [(self.session.widgets.by_key["k"].node_id, True)]))

    @property
    def value(self) -> object:
        return self.session.widgets.get("k")


def test_a_value_is_kept_as_long_as_its_scope_says() -> None:
    for scope, while_hidden, on_another_page in (
        (None, MISSING, MISSING),
        ("page", True, MISSING),
        ("session", True, True),
    ):
        kept = Kept()
        kept.visit(scope)
        kept.tick()
        kept.visit(scope, shows=False)
        assert kept.value is while_hidden
        kept.visit(scope, shows=False, path="other")
        assert kept.value is on_another_page
        kept.visit(scope, shows=False, path="")
        assert kept.value is on_another_page


def test_a_value_of_the_page_is_forgotten_though_the_widget_was_shown_until_the_page_changed() -> None:
    kept = Kept()
    kept.visit("page")
    kept.tick()
    kept.visit("page", shows=False, path="other")
    assert kept.value is MISSING


def test_what_is_no_longer_kept_is_forgotten_with_its_widget() -> None:
    kept = Kept()
    kept.visit("session")
    kept.tick()
    kept.visit(None)
    kept.visit(None, shows=False)
    assert kept.value is MISSING


def test_kept_values_do_not_make_way_for_one_another() -> None:
    kept = Kept()
    kept.do(RerunAsked())
    run = kept.runs[-1]
    kept.begin(run)
    for number in range(1500):
        kept.show(run, Checkbox(label="c"), f"k{number}", persist_state="session", wire=True)
    kept.end(run)
    kept.visit(None, shows=False)
    assert all(kept.session.widgets.get(f"k{number}") is True for number in range(1500))

"""What a browser has kept of a session that is gone: the new session's widgets take it, if they can hold
it.
"""

import time
from typing import Any

import pytest

from treadle._core.protocol.message import ClientInfo, Insert, Known, Open, Problem
from treadle._core.runtime.app import App
from treadle._core.runtime.ports import RequestInfo

from ..conftest import Browser, Page


class Visit(Page):
    """A visit of a browser that offers what it has kept of an earlier one."""

    def __init__(self, app: App, *kept: tuple[str, Any, str]) -> None:
        self.app = app
        self.browser = Browser()
        hello = Open(1, "gone", "/", "", ClientInfo(), True, "tab", list(kept))
        self.live, self.resumed = app.open(hello, self.browser, RequestInfo())
        self.settle()

    def known(self) -> dict[str, str]:
        """What each widget is known by, by its label."""
        batch = self.live.collect(self.browser)
        assert batch is not None
        by = {op.id: op.by for op in batch.ops if isinstance(op, Known)}
        return {op.props.label: by[op.id] for op in batch.ops if isinstance(op, Insert) and op.id in by}  # type: ignore[attr-defined]

    def texts(self) -> list[str]:
        return [props.body for props in self.props("text")]

    def said(self, count: int = 0) -> list[str]:
        """What the browser was told, once that is so much: it is sent when the run has ended, and a little
        later.
        """
        deadline = time.monotonic() + 60
        while True:
            said = [each.message for each in self.browser.messages if isinstance(each, Problem)]
            if len(said) >= count or time.monotonic() > deadline:
                return said
            time.sleep(0.001)


def app():
    import treadle as st

    runs = st.session_state.runs = st.session_state.get("runs", 0) + 1
    st.text(runs)
    st.text(st.text_input("Name", key="name"))
    st.text(st.slider("Age", 0, 100, 30))
    st.text(st.selectbox("Colour", ["red", "green", "blue"], key="colour"))
    st.text(st.checkbox("Sure", on_change=lambda: st.session_state.__setitem__("called", True)))
    with st.form("form"):
        st.text(st.number_input("Count", 0, 10))
        st.form_submit_button("Send")
    st.text(st.number_input("Off", 0, 10, disabled=True))
    if st.session_state.name:
        st.text(st.text_input("Only with a name"))
    st.text("called" in st.session_state)


@pytest.fixture
def known(open_page) -> tuple[App, dict[str, str]]:
    """The app, and what its widgets are known by."""
    app_of = open_page(app).app
    visit = Visit(app_of)
    visit.interact((next(n.id for n in visit.nodes("text_input")), "x"))
    return app_of, visit.known()


def test_the_first_run_of_a_new_session_has_what_was_entered_in_the_last(known):
    app, by = known
    visit = Visit(
        app,
        (by["Name"], "Ada", "Name"),
        (by["Age"], [36], "Age"),
        (by["Colour"], "blue", "Colour"),
        (by["Sure"], True, "Sure"),
        (by["Count"], 7, "Count"),
        (by["Only with a name"], "there", "Only with a name"),
    )
    assert not visit.resumed
    assert visit.texts() == ["1", "Ada", "36", "blue", "True", "7", "0", "there", "False"]
    assert visit.said() == []
    assert visit.one("slider").value == (36,)
    visit.rerun()
    visit.settle()
    assert visit.texts()[1:4] == ["Ada", "36", "blue"]


def test_what_is_known_of_a_widget_is_the_same_in_each_session_and_says_nothing_of_others(known):
    app, by = known
    visit = Visit(app)
    assert visit.known() == {name: each for name, each in by.items() if name != "Only with a name"}
    assert len(set(by.values())) == len(by)
    assert "Send" not in by


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Name", 5),
        ("Name", ["Ada"]),
        ("Age", [300]),
        ("Age", [1, 2]),
        ("Age", "36"),
        ("Age", [float("nan")]),
        ("Colour", 1),
        ("Colour", "mauve"),
        ("Colour", [["blue"]]),
        ("Colour", {"blue": 1}),
        ("Sure", "yes"),
        ("Count", 11),
        ("Off", 3),
    ],
)
def test_what_a_person_could_not_enter_is_refused_in_words(known, label, value):
    app, by = known
    visit = Visit(app, (by[label], value, label))
    assert visit.texts() == ["1", "", "30", "red", "False", "0", "0", "False"]
    (said,) = visit.said(1)
    assert said.startswith(f"“{label}” could not be kept: ")


def test_what_no_widget_asks_for_is_named_once(known):
    app, _ = known
    visit = Visit(app, *((f"k{n}", n, f"Box {n}") for n in range(8)))
    (said,) = visit.said(1)
    assert "“Box 0”, “Box 1”, “Box 2”, “Box 3”, “Box 4” and 3 more" in said
    visit.rerun()
    visit.settle()
    assert len(visit.said(1)) == 1


def test_a_widget_that_is_hidden_and_shown_again_has_its_default(open_page):
    def app():
        import treadle as st

        if st.checkbox("Show", True):
            st.text(st.text_input("Name"))

    page = open_page(app)
    by = Visit(page.app).known()
    visit = Visit(page.app, (by["Name"], "Ada", "Name"))
    assert visit.texts() == ["Ada"]
    (show,) = [node.id for node in visit.nodes("checkbox")]
    visit.interact((show, False))
    visit.interact((show, True))
    assert visit.texts() == [""]


def test_what_the_app_has_set_at_first_gives_way_and_what_it_sets_later_does_not(open_page):
    def app():
        import treadle as st

        if "name" not in st.session_state:
            st.session_state.name = "nobody"
        st.text(st.text_input("Name", key="name"))
        if st.button("Reset", on_click=lambda: st.session_state.__setitem__("name", "nobody")):
            pass

    page = open_page(app)
    by = Visit(page.app).known()
    visit = Visit(page.app, (by["Name"], "Ada", "Name"))
    assert visit.texts() == ["Ada"]
    visit.interact((visit.nodes("button")[0].id, True))
    assert visit.texts() == ["nobody"]


def test_a_run_that_fails_keeps_what_is_to_be_taken_for_the_next(open_page):
    def app():
        import treadle as st

        st.session_state.runs = st.session_state.get("runs", 0) + 1
        if st.session_state.runs == 1:
            raise RuntimeError("no database yet")
        st.text(st.text_input("Name"))

    page = open_page(app)
    page.rerun()
    page.settle()
    by = Visit(page.app)
    by.rerun()
    by.settle()
    visit = Visit(page.app, (by.known()["Name"], "Ada", "Name"))
    assert visit.said() == []
    visit.rerun()
    visit.settle()
    assert visit.texts() == ["Ada"]


def test_fragments_and_threads_find_it_too(open_page):
    def app():
        import threading

        import treadle as st

        @st.fragment(parallel=True)
        def part():
            st.text(st.text_input("In a fragment"))

        part()

        def work():
            st.text(st.text_input("In a thread"))

        threading.Thread(target=work).start()

    page = open_page(app)
    by = Visit(page.app).known()
    visit = Visit(page.app, *((each, label, label) for label, each in by.items()))
    assert sorted(visit.texts()) == ["In a fragment", "In a thread"]
    assert visit.said() == []


def entered(visit: Visit) -> set[str]:
    """The labels of the widgets that a browser is told to keep when it loads the page."""
    batch = visit.live.collect(visit.browser)
    assert batch is not None
    ids = {op.id for op in batch.ops if isinstance(op, Known) and op.entered}
    return {op.props.label for op in batch.ops if isinstance(op, Insert) and op.id in ids}  # type: ignore[attr-defined]


def test_a_browser_is_told_what_was_entered_before_it_has_loaded_the_page(open_page):
    def app():
        import treadle as st

        st.text_input("Name")
        st.text_input("Other")
        st.text_input("The app's", key="own")
        st.button("Set", on_click=lambda: st.session_state.__setitem__("own", "set"))

    page = open_page(app)
    by = Visit(page.app).known()
    visit = Visit(page.app, (by["Name"], "Ada", "Name"))
    other = next(node.id for node in visit.nodes("text_input") if node.props.label == "Other")
    own = next(node.id for node in visit.nodes("text_input") if node.props.label == "The app's")
    visit.interact((other, "x"), (own, "mine"))
    assert entered(visit) == {"Name", "Other", "The app's"}
    again = Browser()
    visit.interact((visit.nodes("button")[0].id, True))
    hello = Open(1, visit.live.token, "/", "", ClientInfo())
    _, resumed = page.app.open(hello, again, RequestInfo())
    visit.settle()
    visit.browser = again
    assert resumed
    assert entered(visit) == {"Name", "Other"}


def test_a_session_that_still_lives_knows_better(open_page):
    page = open_page(app)
    by = Visit(page.app).known()
    hello = Open(1, page.live.token, "/", "", ClientInfo(), True, "tab", [(by["Name"], "Ada", "Name")])
    _, resumed = page.app.open(hello, Browser(), RequestInfo())
    page.rerun()
    page.settle()
    assert resumed
    assert page.props("text")[1].body == ""


@pytest.mark.parametrize(
    ("call", "kept", "shown"),
    [
        ("radio('W', options, key='w')", "c", "c"),
        ("multiselect('W', options, key='w')", ["c", "a"], "['c', 'a']"),
        ("pills('W', options, key='w', selection_mode='multi')", ["b"], "['b']"),
        ("segmented_control('W', options, key='w')", ["c"], "c"),
        ("select_slider('W', options, key='w')", ["b"], "b"),
        ("select_slider('W', options, ['a', 'b'], key='w')", ["a", "c"], "('a', 'c')"),
        ("select_slider('W', options, key='w')", ["b", "c"], None),
        ("radio('W', options, key='w')", "d", None),
    ],
)
def test_choices_are_kept_by_their_labels(open_page, call, kept, shown):
    source = """
        import treadle as st
        options = ["a", "b", "c"]
        st.text(st.CALL)
    """.replace("CALL", call)
    page = open_page(source)
    by = Visit(page.app).known()
    visit = Visit(page.app, (by["W"], kept, "W"))
    if shown is None:  # not what it holds
        assert len(visit.said(1)) == 1
    else:
        assert visit.texts() == [shown]
        assert visit.said() == []

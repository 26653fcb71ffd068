"""Containers: what they hold, where, and what they refuse."""

import pytest

import treadle as st
from treadle._core.session.events import RerunAsked
from treadle.errors import (
    APIError,
    DuplicateElementKey,
    IncompatibleParametersError,
    InvalidColumnSpecError,
    InvalidHeightError,
    ValueError_,
)


def test_a_container_can_be_filled_out_of_order(open_page):
    def app():
        import treadle as st

        box = st.container()
        st.write("second")
        box.write("first")
        with box:
            st.write("still first")

    nodes = open_page(app).props("markdown")
    assert [node.body for node in nodes] == ["first", "still first", "second"]


def test_a_block_inside_a_block_goes_back_to_the_outer_one(open_page):
    def app():
        import treadle as st

        with st.container(key="outer"):
            with st.container(key="inner"):
                st.write("inner")
            st.write("outer")
        st.write("page")

    page = open_page(app)
    parents = {node.props.body: node.parent.props for node in page.nodes("markdown")}
    assert (parents["inner"].key, parents["outer"].key, parents["page"].kind) == ("inner", "outer", "main")


def test_a_block_that_raises_is_left_all_the_same(open_page):
    def app():
        import treadle as st

        try:
            with st.container():
                raise ValueError
        except ValueError:
            st.write("page")

    (node,) = open_page(app).nodes("markdown")
    assert node.parent.props.kind == "main"


def test_threads_in_one_containers_block_do_not_take_each_others_way_out(open_page):
    def app():
        import threading

        import treadle as st

        box = st.container()
        inside, out = threading.Barrier(2), threading.Barrier(2)

        def work(name, first):
            with box:
                inside.wait(60)
                if not first:
                    out.wait(60)
            if first:
                out.wait(60)
            st.write(name)

        threads = [threading.Thread(target=work, args=(n, n == "a")) for n in "ab"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    page = open_page(app)
    assert [(node.props.body, node.parent.props.kind) for node in page.nodes("markdown")] == [
        ("a", "slot"),
        ("b", "slot"),
    ]


def test_a_container_of_fixed_height_has_a_border_unless_told_otherwise(open_page):
    def app():
        import treadle as st

        st.container(height=100).write("a")
        st.container(height=100, border=False).write("b")
        st.container().write("c")

    assert [props.border for props in open_page(app).props("container")] == [True, False, False]


def test_a_key_keeps_the_container_when_its_place_changes(open_page):
    def app():
        import treadle as st

        if st.checkbox("first"):
            st.container(key="new").write("new")
        st.container(key="old").write("old")

    page = open_page(app)
    (before,) = page.nodes("container")
    page.interact((page.nodes("checkbox")[0].id, True))
    assert page.nodes("container")[1].id == before.id


def test_two_containers_of_a_run_cannot_have_one_key(open_page):
    def app():
        import treadle as st

        st.container(key="box").write("first")
        st.checkbox("again")
        if st.checkbox("twice"):
            st.expander("x", key="box")

    page = open_page(app)
    page.interact((page.nodes("checkbox")[0].id, True))
    assert page.props("exception") == []
    page.interact((page.nodes("checkbox")[1].id, True))
    assert DuplicateElementKey.__name__ in page.error()


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: st.container(wrap=False), IncompatibleParametersError),
        (lambda: st.container(gap="huge"), ValueError_),
        (lambda: st.container(gap=-1), ValueError_),
        (lambda: st.container(height=0), InvalidHeightError),
        (lambda: st.container(horizontal_alignment="top"), ValueError_),
        (lambda: st.columns(0), InvalidColumnSpecError),
        (lambda: st.columns([1, -1]), InvalidColumnSpecError),
        (lambda: st.columns("two"), InvalidColumnSpecError),
        (lambda: st.columns(True), InvalidColumnSpecError),
        (lambda: st.columns([1, float("nan")]), InvalidColumnSpecError),
        (lambda: st.columns(2, vertical_alignment="distribute"), ValueError_),
        (lambda: st.tabs([]), APIError),
        (lambda: st.tabs("abc"), APIError),
        (lambda: st.tabs(["a"], default="b"), ValueError_),
        (lambda: st.expander("a", type="round"), ValueError_),
        (lambda: st.expander("a", icon="no emoji"), APIError),
        (lambda: st.space("enormous"), ValueError_),
    ],
)
def test_what_makes_no_sense_is_refused(in_a_run, call, error):
    assert isinstance(in_a_run(call), error)


def test_columns_have_their_share_of_the_width_and_are_filled_by_handle(open_page):
    def app():
        import treadle as st

        left, right = st.columns([3, 1], border=True)
        right.write("right")
        left.write("left")

    page = open_page(app)
    assert [column.weight for column in page.props("column")] == [0.75, 0.25]
    assert [text.body for text in page.props("markdown")] == ["left", "right"]


def test_columns_within_columns_and_forms_of_spec(open_page):
    def app():
        import treadle as st

        (one,) = st.columns(1)
        for column in one.columns(weight for weight in (1, 1)):
            column.write("x")

    assert len(open_page(app).props("column")) == 3


def test_fewer_columns_in_the_next_run_leave_none_behind(open_page):
    def app():
        import treadle as st

        for column in st.columns(1 if st.checkbox("one") else 3):
            column.write("x")

    page = open_page(app)
    page.interact((page.nodes("checkbox")[0].id, True))
    assert len(page.props("column")) == len(page.props("markdown")) == 1


def test_tabs_know_which_of_them_is_seen_first(open_page):
    def app():
        import treadle as st

        _, data = st.tabs(["Chart", "Data"], default="Data")
        data.write("numbers")

    page = open_page(app)
    assert page.one("tabs").value == 1
    assert [tab.label for tab in page.props("tab")] == ["Chart", "Data"]
    assert page.nodes("markdown")[0].parent.props.label == "Data"


def test_empty_holds_one_element_at_a_time(open_page):
    def app():
        import treadle as st

        place = st.empty()
        place.write("one")
        place.progress(10)
        with place:
            st.write("two")
            st.write("three")
        place.empty()
        st.empty().text("kept")

    page = open_page(app)
    assert page.props("markdown") == page.props("progress") == []
    assert page.one("text").body == "kept"


def test_a_container_in_an_empty_place_is_another_one_each_time(open_page):
    def app():
        import treadle as st

        place = st.empty()
        for turn in range(3):
            with place.container():
                for line in range(3 - turn):
                    st.write(f"{turn}.{line}")

    assert [text.body for text in open_page(app).props("markdown")] == ["2.0"]


def test_the_sidebar_is_a_container_and_needs_no_session_to_exist(open_page):
    def app():
        import treadle as st

        st.sidebar.write("by method")
        with st.sidebar:
            st.write("by block")
            st.sidebar.columns(2)[1].write("deep")

    page = open_page(app)
    roots = [list(node.ancestors())[-2].props.kind for node in page.nodes("markdown")]
    assert roots == ["sidebar"] * 3
    assert repr(st.sidebar) == "<Container 2>"


def test_the_sidebar_is_each_sessions_own(open_page):
    def app():
        import treadle as st

        st.sidebar.text_input("name", key="name")
        st.sidebar.write(st.session_state.name or "nobody")

    one, two = open_page(app), open_page(app)
    one.interact((one.nodes("text_input")[0].id, "Ada"))
    assert (one.one("markdown").body, two.one("markdown").body) == ("Ada", "nobody")


def test_space_takes_sizes_and_pixels(open_page):
    def app():
        import treadle as st

        for size in ("xxsmall", "stretch", 12):
            st.space(size)

    assert [space.size for space in open_page(app).props("space")] == ["xxsmall", "stretch", 12]


def test_a_handle_works_in_a_thread_that_did_not_make_it(open_page):
    def app():
        import threading

        import treadle as st

        columns = st.columns(4)
        threads = [threading.Thread(target=column.write, args=(str(i),)) for i, column in enumerate(columns)]
        for thread in reversed(threads):
            thread.start()
        for thread in threads:
            thread.join()

    assert [text.body for text in open_page(app).props("markdown")] == list("0123")


def test_a_message_that_leaves_from_above_tabs_costs_them_nothing(open_page):
    def app():
        import threading

        import treadle as st

        if st.button("Save"):
            st.success("Saved")
            st.write("at once")
            threading.Thread(target=st.write, args=("by a thread",)).start()
        first, _ = st.tabs(["One", "Two"])
        first.write("inside")
        with st.expander("More"):
            st.write("more")

    page = open_page(app)
    before = [node.id for node in page.nodes() if node.props.kind in ("tabs", "tab", "expander")]
    page.interact((page.nodes("button")[0].id, True))
    assert len(page.props("markdown")) == 4
    page.live.handle(RerunAsked())
    page.settle()
    assert len(page.props("markdown")) == 2
    assert [node.id for node in page.nodes() if node.props.kind in ("tabs", "tab", "expander")] == before

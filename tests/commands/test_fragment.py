"""Fragments: what runs alone, when, and what becomes of the rest."""

import datetime

import pytest

import treadle as st
from treadle._core.commands.fragment import _seconds
from treadle._core.session.events import TimerFired
from treadle._core.session.fragments import ListLanes
from treadle._core.session.look import LookAtLane
from treadle.errors import (
    APIError,
    BadTimeStringError,
    DuplicateElementKey,
    InvalidParameterTypeError,
    NoSessionContext,
)


def texts(page):
    return [text.body for text in page.props("text")]


def press(page, index=0):
    return page.interact((page.nodes("button")[index].id, True))


def test_a_fragments_widget_reruns_the_fragment_alone(open_page):
    def app():
        import treadle as st

        @st.fragment
        def counter(step, *, name):
            pressed = st.button("Count")
            st.text(f"{name} {st.session_state.update('f', lambda n: n + step, 0)} {pressed}")
            return "returned"

        st.text(f"app {st.session_state.update('app', lambda n: n + 1, 0)} {counter(2, name='frag')}")

    page = open_page(app)
    assert texts(page) == ["frag 2 False", "app 1 returned"]
    assert texts(press(page)) == ["frag 4 True", "app 1 returned"]


def test_a_widget_outside_reruns_everything(open_page):
    def app():
        import treadle as st

        @st.fragment
        def counter():
            st.button("In")
            st.text(st.session_state.update("f", lambda n: n + 1, 0))

        counter()
        st.button("Out")

    page = open_page(app)
    press(page, 0)
    assert texts(press(page, 1)) == ["3"]


def test_what_a_fragment_no_longer_writes_leaves_and_the_rest_stays(open_page):
    def app():
        import treadle as st

        @st.fragment
        def part():
            if not st.checkbox("less", key="less"):
                st.text("extra")
            st.text("end")

        st.text("above")
        part()
        st.text("below")
        st.checkbox("outside", key="outside")

    page = open_page(app)
    before = {node.props.body: node.id for node in page.nodes("text")}
    page.interact((page.nodes("checkbox")[0].id, True))
    assert texts(page) == ["above", "end", "below"]
    after = {node.props.body: node.id for node in page.nodes("text")}
    assert (after["above"], after["below"]) == (before["above"], before["below"])
    assert page.state("outside") is False


def test_a_fragment_called_several_times_is_several_fragments(open_page):
    def app():
        import treadle as st

        @st.fragment
        def part(name):
            st.button("Count", key=name)
            st.text(f"{name} {st.session_state.update('n' + name, lambda n: n + 1, 0)}")

        for name in "abc":
            part(name)

    page = open_page(app)
    assert texts(press(page, 1)) == ["a 1", "b 2", "c 1"]


def test_a_fragment_may_write_to_containers_outside(open_page):
    def app():
        import treadle as st

        box = st.container()
        st.text("between")

        @st.fragment
        def part():
            count = st.session_state.update("f", lambda n: n + 1, 0)
            for line in range(3 - count):
                box.text(f"outside {count}.{line}")
            st.button("Again")

        part()

    page = open_page(app)
    assert texts(page) == ["outside 1.0", "outside 1.1", "between"]
    assert texts(press(page)) == ["outside 2.0", "between"]
    assert texts(press(page)) == ["between"]


def test_a_fragment_may_live_in_the_sidebar(open_page):
    def app():
        import treadle as st

        @st.fragment
        def part():
            st.button("Again")
            st.text(st.session_state.update("f", lambda n: n + 1, 0))

        with st.sidebar:
            part()

    page = open_page(app)
    press(page)
    (text,) = page.nodes("text")
    assert (text.props.body, [node.props.kind for node in text.ancestors()]) == (
        "2",
        ["fragment", "sidebar", "page"],
    )


def test_fragments_nest_and_the_inner_one_runs_alone_too(open_page):
    def app():
        import treadle as st

        def count(name):
            return st.session_state.update(name, lambda n: n + 1, 0)

        @st.fragment
        def inner():
            st.button("Inner")
            st.text(f"inner {count('inner')}")

        @st.fragment
        def outer():
            inner()
            st.button("Outer")
            st.text(f"outer {count('outer')}")

        outer()
        st.text(f"app {count('app')}")

    page = open_page(app)
    assert texts(press(page, 0)) == ["inner 2", "outer 1", "app 1"]
    assert texts(press(page, 1)) == ["inner 3", "outer 2", "app 1"]
    assert texts(press(page, 0)) == ["inner 4", "outer 2", "app 1"]


def test_an_exception_is_shown_in_the_fragment_once_and_ends_the_run(open_page):
    def app():
        import treadle as st

        @st.fragment
        def part():
            if st.checkbox("break", True):
                raise ValueError("broken")
            st.text("whole")

        part()
        st.text("never")

    page = open_page(app)
    assert page.error() == "ValueError: broken"
    assert page.nodes("exception")[0].parent.props.kind == "fragment"
    assert texts(page) == []
    page.interact((page.nodes("checkbox")[0].id, False))
    assert texts(page) == ["whole"]
    assert page.props("exception") == []


def test_rerun_of_the_fragment_from_within(open_page):
    def app():
        import treadle as st

        @st.fragment
        def part():
            if st.button("Go"):
                st.session_state.again = 3
            if st.session_state.get("again", 0) > 0:
                st.session_state.again -= 1
                st.rerun(scope="fragment")
            st.text(f"fragment {st.session_state.get('again')}")

        part()
        st.text(f"app {st.session_state.update('app', lambda n: n + 1, 0)}")

    page = open_page(app)
    assert texts(press(page)) == ["fragment 0", "app 1"]


def test_rerun_of_the_app_from_within(open_page):
    def app():
        import treadle as st

        @st.fragment
        def part():
            if st.button("Go"):
                st.rerun()

        part()
        st.text(st.session_state.update("app", lambda n: n + 1, 0))

    assert texts(press(open_page(app))) == ["2"]


def test_stop_in_a_fragments_own_run_ends_only_that(open_page):
    def app():
        import treadle as st

        @st.fragment
        def part():
            if st.button("Go"):
                st.stop()
            st.text("inside")

        part()
        st.text("outside")

    assert texts(press(open_page(app))) == ["outside"]


def test_fragments_may_be_coroutines(open_page):
    def app():
        import asyncio

        import treadle as st

        @st.fragment
        async def part():
            st.button("Again")
            await asyncio.sleep(0)
            st.text(st.session_state.update("f", lambda n: n + 1, 0))
            return "returned"

        st.text(asyncio.run(part()))

    page = open_page(app)
    assert texts(press(page)) == ["2", "returned"]


def test_a_thread_may_call_a_fragment(open_page):
    def app():
        import threading

        import treadle as st

        @st.fragment
        def part(name):
            st.button("Again", key=name)
            st.text(f"{name} {st.session_state.update('n' + name, lambda n: n + 1, 0)}")

        for name in "ab":
            threading.Thread(target=part, args=(name,)).start()
        st.text("below")

    page = open_page(app)
    assert texts(page) == ["a 1", "b 1", "below"]
    assert texts(press(page, 1)) == ["a 1", "b 2", "below"]


def test_a_thread_of_a_fragment_writes_into_the_fragment(open_page):
    def app():
        import threading

        import treadle as st

        @st.fragment
        def part():
            st.button("Again")
            count = st.session_state.update("f", lambda n: n + 1, 0)
            thread = threading.Thread(target=st.text, args=(f"thread {count}",))
            thread.start()
            st.text("behind")

        part()

    page = open_page(app)
    assert texts(press(page)) == ["thread 2", "behind"]


def test_a_fragment_that_is_not_called_any_more_is_gone(open_page):
    def app():
        import treadle as st

        @st.fragment(run_every=1)
        def part():
            st.text("fragment")

        if not st.checkbox("off"):
            part()

    page = open_page(app)
    assert len(page.live.apply(ListLanes())) == 2
    page.interact((page.nodes("checkbox")[0].id, True))
    assert list(page.live.apply(ListLanes())) == ["app"]
    assert texts(page) == []


def test_each_tick_of_run_every_reruns_the_fragment(open_page):
    def app():
        import treadle as st

        @st.fragment(run_every="2s", key="clock")
        def part():
            st.text(st.session_state.update("f", lambda n: n + 1, 0))

        part()

    page = open_page(app)
    assert page.live.apply(LookAtLane("fragment:clock")).interval == 2
    page.live.handle(TimerFired("lane:fragment:clock"))
    assert texts(page.settle()) == ["2"]


def test_a_key_can_be_called_once_in_a_run(open_page):
    def app():
        import treadle as st

        @st.fragment(key="part")
        def part():
            st.text("x")

        part()
        part()

    assert DuplicateElementKey.__name__ in open_page(app).error()


def test_a_widget_of_another_fragment_is_not_taken_by_one_that_runs_alone(open_page):
    def app():
        import treadle as st

        @st.fragment
        def part(name, shows):
            more = st.checkbox(f"more in {name}")
            if (shows or more) and st.button("Go"):
                st.session_state.went = name

        part("one", True)
        part("two", False)

    page = open_page(app)
    page.interact((page.nodes("checkbox")[1].id, True))
    assert "DuplicateElementId" in page.error()
    page.interact((page.nodes("button")[0].id, True))
    assert page.state("went") == "one"


@pytest.mark.parametrize(
    ("interval", "seconds"),
    [
        (None, None),
        (2, 2.0),
        (0.5, 0.5),
        (datetime.timedelta(minutes=1), 60.0),
        ("2s", 2.0),
        ("1h23s", 3623.0),
        ("1.5 days", 129_600.0),
        ("1h 30 min", 5400.0),
        ("500ms", 0.5),
        ("1D", 86_400.0),
    ],
)
def test_run_every_takes_numbers_lengths_and_texts(interval, seconds):
    assert _seconds(interval) == seconds


@pytest.mark.parametrize(
    ("interval", "error"),
    [
        ("soon", BadTimeStringError),
        ("", BadTimeStringError),
        ("2", BadTimeStringError),
        ("2s later", BadTimeStringError),
        (0, APIError),
        (-1, APIError),
        (float("nan"), APIError),
        ([1], InvalidParameterTypeError),
    ],
)
def test_run_every_that_is_no_length_of_time_is_refused(interval, error):
    with pytest.raises(error):
        st.fragment(lambda: None, run_every=interval)


def test_what_a_fragment_cannot_do(in_a_run):
    with pytest.raises(NoSessionContext):
        st.fragment(lambda: None)()

"""`st.cache_data` and `st.cache_resource` on a page: what is shown, to whom, and which threads belong to
whom.
"""

import doctest
import inspect
import textwrap
import threading

import pytest

import treadle as st
from treadle._core.cache.caches import Caches
from treadle._core.commands import cache
from treadle._core.connections.secrets import Secrets
from treadle._core.elements.status.spinner import Spinner
from treadle._core.runtime import process
from treadle._core.session.look import ReadEffects
from treadle.testing import AppTest


def bodies(page, kind="text"):
    return [props.body for props in page.props(kind)]


@pytest.mark.parametrize(
    "documented", [type(st.cache_data).__call__, type(st.cache_resource).__call__, Secrets]
)
def test_examples(documented):
    runner = doctest.DocTestRunner()
    for test in doctest.DocTestFinder(recurse=False).find(documented, "example"):
        assert runner.run(test).failed == 0
        assert test.examples


def test_signatures_are_streamlits():
    assert list(inspect.signature(st.cache_data).parameters)[:3] == ["func", "ttl", "max_entries"]
    assert inspect.signature(st.cache_resource).parameters["scope"].default == "global"


# What it shows ----------------------------------------------------------------------------------------------


def test_what_it_shows_is_shown_on_every_call(open_page):
    def app():
        import threading

        import treadle as st

        @st.cache_data
        def load():
            st.session_state.calls = st.session_state.get("calls", 0) + 1
            st.text("first")
            with st.expander("more"):
                st.text("within")
            bar = st.progress(0)
            for percent in range(101):
                bar.progress(percent)
            place = st.empty()
            place.text("going")
            place.text("gone")
            place.empty()
            with st.status("work") as work:
                st.text("at work")
                work.update(label="done")
            with st.spinner("for a moment"):
                pass
            thread = threading.Thread(target=st.text, args=("of a thread",))
            thread.start()
            st.text("after it")
            thread.join()
            st.sidebar.text("at the side")
            handle = st.text("overwritten")
            handle.markdown("**new**")
            st.toast("only once")
            return "value"

        st.text("before")
        st.text(load())
        st.text("behind")

    def seen(page):
        return [
            (node.props.kind, node.props, [below.props for below in node.walk()][1:])
            for node in page.nodes()
            if (node.props.kind not in ("empty", "slot") and node.children == [])
            or node.props.kind == "expander"
        ]

    page = open_page(app)
    first = seen(page)
    assert bodies(page) == [
        "before", "first", "within", "at work", "of a thread", "after it", "value", "behind", "at the side",
    ]  # fmt: skip
    assert page.one("progress").value == 100
    assert page.one("status").label == "done"
    assert page.one("status").state == "complete"
    assert bodies(page, "markdown") == ["**new**"]
    page.rerun()
    page.settle()
    assert seen(page) == first
    other = open_page(page.app)
    assert seen(other) == first
    assert [effect.body for effect in other.live.apply(ReadEffects())] == ["only once"]
    assert page.state("calls") == 1
    assert len(page.props("spinner")) == 0


def test_what_an_animation_ended_with_is_shown_again(open_page):
    def app():
        import treadle as st

        @st.cache_data(show_spinner=False)
        def animate():
            place = st.empty()
            for step in range(3):
                with place.container():
                    left, right = st.columns(2)
                    left.text(f"step {step}")
                    right.text("of 2")

        animate()

    page = open_page(app)
    shown = ["step 2", "of 2"]
    assert bodies(page) == shown
    page.rerun()
    assert bodies(page.settle()) == shown


def test_nested_functions_show_what_both_show(open_page):
    def app():
        import treadle as st

        @st.cache_data
        def inner():
            st.text("inner")
            return 1

        @st.cache_data
        def outer(x):
            st.text(f"outer {x}")
            with st.container():
                return inner() + x

        for x in (1, 2, 1):
            outer(x)

    assert bodies(open_page(app)) == ["outer 1", "inner", "outer 2", "inner", "outer 1", "inner"]


def test_it_is_shown_in_the_container_of_the_call(open_page):
    def app():
        import treadle as st

        @st.cache_data
        def load():
            st.text("shown")

        left, right = st.columns(2)
        with left:
            load()
        with right:
            load()

    page = open_page(app)
    assert [
        [node.props.kind for node in column.walk() if node.visible] for column in page.nodes("column")
    ] == [["column", "text"]] * 2


@pytest.mark.parametrize("call", ["st.checkbox('x')", "st.button('x')", "part()"])
def test_widgets_and_fragments_are_refused_in_it(open_page, call):
    page = open_page(
        f"""
        import treadle as st

        @st.fragment
        def part():
            pass

        @st.cache_data
        def load():
            {call}

        load()
        """
    )
    assert "The cached function `load`" in page.error()
    assert page.props("checkbox") == page.props("button") == []


@pytest.mark.parametrize("name", ["session_state", "query_params", "context", "secrets"])
def test_what_differs_by_session_is_no_argument(open_page, name):
    def app():
        import treadle as st

        @st.cache_data
        def load(given):
            return 1

        load(st.NAME)

    source = textwrap.dedent(inspect.getsource(app)).replace("NAME", name) + "app()"
    error = open_page(source).error()
    assert "its argument `given`" in error
    assert "where each caller finds its own; pass what is needed of it" in error


def test_a_container_of_elsewhere_is_refused_at_once_and_says_what_to_do(open_page):
    def app():
        import treadle as st

        bar = st.progress(0)

        @st.cache_data
        def load():
            bar.progress(50)

        load()

    page = open_page(app)
    assert "created outside of it" in page.error()
    assert page.one("progress").value == 0


def test_a_widget_beside_it_in_a_thread_it_has_left_behind_is_none_of_its(open_page):
    def app():
        import threading

        import treadle as st

        over = threading.Event()

        def later():
            over.wait(60)
            st.checkbox("late")
            st.text("late")

        @st.cache_data
        def load():
            threading.Thread(target=later).start()

        load()
        over.set()

    page = open_page(app)
    assert page.props("exception") == []
    assert bodies(page) == ["late"]
    page.rerun()
    assert bodies(page.settle()) == []


def test_elements_from_the_disk_with_their_large_values(open_page, tmp_path):
    source = """
        import pandas as pd
        import treadle as st

        @st.cache_data(persist="disk")
        def load():
            st.text("from the disk")
            st.dataframe(pd.DataFrame({"a": range(50_000)}))
            return "value"

        st.text(load())
        """
    first = open_page(source)
    table = first.one("dataframe")
    assert bodies(first) == ["from the disk", "value"]
    second = open_page(source)  # another app in the same folder, as after a restart
    assert bodies(second) == ["from the disk", "value"]
    assert second.one("dataframe") == table
    blobs = [value for name in table.__struct_fields__ if hasattr(value := getattr(table, name), "data")]
    assert blobs
    assert all(second.app.blobs.get(blob.id) == blob for blob in blobs if not blob.inline)
    assert list((tmp_path / ".treadle/cache").rglob("*.entry"))


def test_a_spinner_leaves_no_trace(open_page):
    def app():
        import treadle as st

        @st.cache_data
        def load():
            return 1

        st.text("before")
        load()
        st.text("end")

    page = open_page(app)
    assert page.props("spinner") == page.props("empty") == []
    before = page.nodes("text")
    page.rerun()
    assert page.settle().nodes("text") == before


def test_what_follows_a_spinner_stays_below_what_was_above_it(open_page):
    def app():
        import treadle as st

        @st.cache_data
        def load(run):
            return run

        run = st.session_state.run = st.session_state.get("run", 0) + 1
        if run == 1:
            st.info("welcome")
        st.button("again")
        st.text("before")
        st.text(f"loaded in run {load(run)}")

    page = open_page(app)
    page.rerun()
    assert bodies(page.settle()) == ["before", "loaded in run 2"]


@pytest.mark.parametrize(
    ("options", "spinner"),
    [
        ("", ("Running `load(…)`.", False)),
        ("show_spinner='**Hold** on', show_time=True", ("**Hold** on", True)),
        ("show_spinner=False", None),
    ],
)
def test_spinners(open_page, monkeypatch, options, spinner):
    shown = []
    monkeypatch.setattr(cache, "Spinner", lambda **props: shown.append(props) or Spinner(**props))
    page = open_page(
        f"import treadle as st\n@st.cache_data({options})\ndef load(): return 1\nst.text(load())"
    )
    assert bodies(page) == ["1"]
    assert [(props["text"], props["show_time"]) for props in shown] == ([] if spinner is None else [spinner])


# Whose it is ------------------------------------------------------------------------------------------------


def test_results_of_a_session_are_its_own_and_go_with_it(open_page):
    source = """
        import treadle as st

        @st.cache_resource(scope="session", on_release=lambda made: made.append("released"))
        def make():
            return []

        st.session_state.made = make()
        assert make() is st.session_state.made
        """
    first = open_page(source)
    second = open_page(first.app)
    mine, other = first.state("made"), second.state("made")
    assert mine is not other
    first.live.end()
    assert first.live.wound_up.wait(20)
    assert (mine, other) == (["released"], [])
    first.app.stop()
    assert other == ["released"]


def test_what_an_app_has_kept_is_released_when_it_stops(open_page):
    source = """
        import treadle as st

        @st.cache_resource(on_release=lambda made: made.append("released"))
        def make():
            return []

        st.session_state.made = make()
        """
    page = open_page(source)
    made = page.state("made")
    page.live.end()
    assert page.live.wound_up.wait(20)
    assert made == []
    page.app.stop()
    assert made == ["released"]


def test_a_thread_of_a_resource_belongs_to_the_app(open_page):
    source = """
        import threading
        import treadle as st

        {decorator}
        def start():
            go, said = threading.Event(), []
            def work():
                go.wait(20)
                try:
                    st.text("from the thread")
                except st.errors.NoSessionContext:
                    said.append("no session")
                said.append("end")
            thread = threading.Thread(target=work, daemon=True)
            thread.start()
            return go, said, thread

        st.session_state.made = start()
        """
    page = open_page(source.format(decorator="@st.cache_resource"))
    go, said, thread = page.state("made")
    page.live.end()
    assert thread.is_alive()
    go.set()
    thread.join(20)
    assert said == ["no session", "end"]
    page = open_page(source.format(decorator="@st.cache_resource(scope='session')"))
    go, said, thread = page.state("made")
    go.set()
    thread.join(20)
    assert bodies(page) == ["from the thread"]


def test_code_without_a_session_uses_the_caches_of_the_one_app(open_page):
    def app():
        import threading

        import treadle as st

        calls = st.session_state.setdefault("calls", [])

        @st.cache_data
        def load(x):
            calls.append(x)

        @st.cache_resource
        def start():
            thread = threading.Thread(target=load, args=(1,))
            thread.start()
            return thread

        start().join()
        load(1)

    page = open_page(app)
    assert process.only_app() is page.app
    assert page.state("calls") == [1]


def test_without_any_app_functions_are_cached_for_the_process():
    calls = []

    @st.cache_data
    def load(x):
        calls.append(x)
        return [x]

    try:
        assert load(1) == load(1) == [1]
        assert calls == [1]
    finally:
        load.clear()

    @st.cache_resource(scope="session")
    def own():
        return []

    assert own() is own()
    own.clear()


def test_a_session_scope_needs_a_session_where_an_app_is_served(open_page):
    page = open_page("import treadle as st")
    assert page.app

    @st.cache_data(scope="session")
    def own():
        return 1

    with pytest.raises(st.errors.NoSessionContext):
        own()


def test_clear_from_a_page_is_for_all_sessions(open_page):
    source = """
        import treadle as st

        @st.cache_data
        def load():
            return object.__hash__(object())

        @st.cache_resource
        def make():
            return []

        if "clear" in st.query_params:
            st.cache_data.clear()
            st.cache_resource.clear()
        st.session_state.seen = load(), make()
        """
    first = open_page(source)
    again = open_page(first.app)
    assert again.state("seen")[1] is first.state("seen")[1]
    cleared = open_page(first.app, "clear=1")
    assert cleared.state("seen")[1] is not first.state("seen")[1]
    assert open_page(first.app).state("seen")[1] is cleared.state("seen")[1]


def test_an_edited_function_does_not_return_what_it_returned_before(open_page):
    page = open_page("import treadle as st\n@st.cache_data\ndef load():\n    return 'old'\nst.text(load())")
    path = page.app.script
    path.write_text(path.read_text().replace("'old'", "'brand new'"))
    page.rerun()
    assert bodies(page.settle()) == ["brand new"]


def test_values_of_a_pages_own_classes_are_of_the_class_of_the_run_that_asks(open_page):
    source = """
        import treadle as st

        class Point:
            pass

        @st.cache_data
        def load():
            return [Point()]

        st.text(isinstance(load()[0], Point))
        """
    page = open_page(source)
    page.rerun()
    assert bodies(page.settle()) == ["True"]
    assert bodies(open_page(page.app)) == ["True"]


def test_a_modules_function_returns_values_of_a_pages_classes(open_page, tmp_path):
    (tmp_path / "a_module_of_the_app.py").write_text(
        "import treadle as st\n@st.cache_data\ndef wrap(value):\n    return [value]\n"
    )
    page = open_page(
        """
        import dataclasses
        import a_module_of_the_app as helper
        import treadle as st

        @dataclasses.dataclass
        class Point:
            x: int

        first, second = helper.wrap(Point(1)), helper.wrap(Point(1))
        st.text(first == second and first[0] is not second[0])
        """
    )
    assert bodies(page) == ["True"]
    page.rerun()
    assert bodies(page.settle()) == ["True"]


def test_coroutine_functions_on_a_page(open_page):
    def app():
        import asyncio

        import treadle as st

        @st.cache_data
        async def load(x):
            await asyncio.sleep(0)
            st.text(f"shown {x}")
            return x

        async def main():
            st.text(str(await asyncio.gather(load(1), load(2))))

        asyncio.run(main())

    page = open_page(app)
    assert sorted(bodies(page)) == ["[1, 2]", "shown 1", "shown 2"]
    page.rerun()
    assert sorted(bodies(page.settle())) == ["[1, 2]", "shown 1", "shown 2"]


def test_a_refresh_in_the_background_has_no_session_and_says_so(caplog):
    def app():
        import treadle as st

        @st.cache_data(ttl=1000, refresh_mode="background")
        def load():
            st.session_state.n = st.session_state.get("n", 0) + 1
            return st.session_state.n

        st.text(load())

    test = AppTest.from_function(app).run()
    caches = test._driver.app.part(Caches.of_app)
    clock = caches.clock
    caches.clock = lambda: clock() + 1500
    assert test.run().text[0].value == "1"
    for thread in threading.enumerate():
        if thread.name.startswith("treadle-refresh"):
            thread.join()
    assert "NoSessionContext" in caplog.text
    test.close()


@pytest.mark.parametrize(
    "use",
    [
        "st.text(st.task(executor='async')(load).submit().result(60))",
        "await st.fragment(show_of(load))()",
        "st.text(await st.spinner('Loading')(load)())",
    ],
)
def test_a_cached_coroutine_function_is_one_for_other_commands(open_page, use) -> None:
    page = open_page(f"""
import treadle as st

@st.cache_data(show_spinner=False)
async def load():
    return "loaded"

def show_of(load):
    @st.cache_data(show_spinner=False)
    async def show():
        st.text(await load())
    return show

{use}
""")
    assert page.nodes("exception") == []
    assert [text.body for text in page.props("text")] == ["loaded"]

"""`st.rerun` and `st.stop`, from the page, callbacks, fragments and threads."""

import pytest

import treadle as st
from treadle._core.session.look import ReadNumber
from treadle._core.session.state import ReadKey
from treadle.errors import APIError


def test_stop_ends_the_run_and_removes_what_it_did_not_reach(open_page):
    def app():
        import treadle as st

        stop = st.checkbox("stop")
        st.text("above")
        if stop:
            st.stop()
        st.text("below")

    page = open_page(app)
    page.interact((page.nodes("checkbox")[0].id, True))
    assert page.one("text").body == "above"


def test_an_apps_own_except_does_not_catch_stop_and_rerun(open_page):
    def app():
        import treadle as st

        try:
            if st.session_state.setdefault("runs", 0) == 0:
                st.session_state.runs = 1
                st.rerun()
            st.text("second run")
            st.stop()
        except Exception:  # noqa: BLE001 - as apps do
            st.text("caught")

    assert open_page(app).one("text").body == "second run"


def test_stop_in_a_thread_ends_only_that_thread(open_page):
    def app():
        import threading

        import treadle as st

        def work():
            st.text("thread")
            st.stop()
            st.text("never")

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        st.text("page")

    page = open_page(app)
    assert [text.body for text in page.props("text")] == ["thread", "page"]
    assert page.props("exception") == []


def test_rerun_in_a_thread_runs_the_app_again(open_page):
    def app():
        import threading

        import treadle as st

        def work():
            if st.session_state.update("n", lambda n: n + 1, 0) < 3:
                st.rerun()

        threading.Thread(target=work).start()
        st.text(st.session_state.get("n", 0))

    page = open_page(app)
    assert page.live.wait(ReadKey("n"), 10, lambda n: n == 3)
    assert page.settle().props("exception") == []


def test_a_run_that_a_script_sets_going_is_no_job_of_that_script(open_page):
    def app():
        import treadle as st
        from treadle._core.carry.context import require
        from treadle._core.session.events import RerunAsked

        @st.fragment(key="part")
        def part():
            runs = st.session_state.update("runs", lambda n: n + 1, 0)
            if runs == 1:
                require().host.handle(RerunAsked(("fragment:part",)))
            st.text(runs)

        part()

    page = open_page(app)
    assert page.one("text").body == "2"
    assert page.live.apply(ReadNumber()) == 2, "runs, and no background jobs"


def test_rerun_in_a_callback_lets_the_page_run_with_the_button_pressed(open_page):
    def app():
        import treadle as st

        pressed = st.button("Press", on_click=lambda: st.rerun())
        st.session_state.update("runs", lambda n: n + 1, 0)
        st.text(pressed)

    page = open_page(app)
    page.interact((page.nodes("button")[0].id, True))
    assert page.one("text").body == "True"
    assert page.state("runs") == 2


def test_a_callback_can_have_fragments_run_instead_of_the_page(open_page):
    def app():
        import treadle as st

        @st.fragment(key="one")
        def one():
            st.text(f"one {st.session_state.update('one', lambda n: n + 1, 0)}")

        @st.fragment(key=2)
        def two():
            st.text(f"two {st.session_state.update('two', lambda n: n + 1, 0)}")

        one()
        two()
        st.text(f"app {st.session_state.update('app', lambda n: n + 1, 0)}")
        st.button("Both", on_click=lambda: st.rerun(["one", 2]))

    page = open_page(app)
    page.interact((page.nodes("button")[0].id, True))
    assert [text.body for text in page.props("text")] == ["one 2", "two 2", "app 1"]


def test_scopes_that_make_no_sense_here_are_refused(in_a_run):
    assert isinstance(in_a_run(lambda: st.rerun(scope="fragment")), APIError)
    assert isinstance(in_a_run(lambda: st.rerun("charts")), APIError)


def test_an_unknown_key_is_refused(open_page):
    def app():
        import treadle as st

        st.button("Press", on_click=lambda: st.rerun("charts"))

    page = open_page(app)
    page.interact((page.nodes("button")[0].id, True))
    assert "`charts`" in page.error()


@pytest.mark.parametrize("way", ["stop", "raise"])
def test_what_an_early_end_leaves_out_loses_its_value_as_anything_that_a_run_does_not_show(open_page, way):
    def app():
        import treadle as st

        way = st.text_input("Way")
        if way == "stop":
            st.stop()
        elif way == "raise":
            raise ValueError
        st.text_input("Below", "default")
        st.text_input("With a key", "default", key="key")

    page = open_page(app)
    above, *below = page.nodes("text_input")
    for node in below:
        page.interact((node.id, "entered"))
    page.interact((above.id, way))
    page.interact((above.id, ""))
    assert [node.props.value for node in page.nodes("text_input")] == ["", "default", "default"]


def test_what_a_rerun_leaves_out_keeps_its_value(open_page):
    def app():
        import treadle as st

        if st.button("Again"):
            st.rerun()
        st.text_input("Below", "default")

    page = open_page(app)
    page.interact((page.nodes("text_input")[0].id, "entered"))
    page.interact((page.nodes("button")[0].id, True))
    assert page.one("text_input").value == "entered"

"""Values of widgets that threads set: the page shows them at once."""

import sys
import threading
from types import ModuleType
from typing import Any

import pytest

from treadle._core.session.events import RerunAsked
from treadle._core.session.look import LookAtLane
from treadle.testing import AppTest


@pytest.fixture
def gates(monkeypatch):
    """A module that apps import, with events by which they and the test wait for each other."""
    module: Any = ModuleType("gates_of_test")
    module.began, module.go, module.done = threading.Event(), threading.Event(), threading.Event()
    monkeypatch.setitem(sys.modules, module.__name__, module)
    yield module
    module.go.set()


def test_the_page_shows_it_with_no_run_and_no_callback():
    def app():
        import threading

        import treadle as st

        st.slider("Volume", 0, 10, 3, key="volume", on_change=lambda: st.session_state.update(called=True))
        st.text(st.session_state.volume)
        thread = threading.Thread(target=lambda: st.session_state.update(volume=7))
        thread.start()
        thread.join()
        st.text(st.session_state.volume)

    at = AppTest.from_function(app).run()
    assert at.slider[0].value == 7
    assert at.text.values == ["3", "7"]
    at.run()
    assert at.text.values == ["7", "7"]
    assert "called" not in at.session_state


def test_a_thread_that_outlives_its_run_sets_it_too_and_nothing_is_rerun(open_page, gates):
    page = open_page("""
        import threading
        import treadle as st
        from gates_of_test import go, done

        def work():
            go.wait(60)
            st.session_state.volume = 7
            done.set()

        st.slider("Volume", 0, 10, 3, key="volume")
        threading.Thread(target=work, daemon=True).start()
        """)
    page.live.collect(page.browser)
    newest = page.live.apply(LookAtLane()).newest
    gates.go.set()
    assert gates.done.wait(60)
    assert page.one("slider").value == (7,)
    (change,) = page.live.collect(page.browser).ops
    assert change.props == {"value": (7,)}, "it is all that browsers are sent"
    assert page.live.apply(LookAtLane()).newest == newest


def test_what_a_person_enters_after_it_counts(open_page):
    page = open_page("""
        import threading
        import treadle as st

        n = st.slider("N", 0, 10, 3, key="n")
        st.text(n)
        if "set" not in st.session_state:
            st.session_state.set = True
            threading.Thread(target=lambda: st.session_state.update(n=7)).start()
        """)
    assert page.one("slider").value == (7,)
    page.interact((page.nodes("slider")[0].id, [3]))
    assert (page.one("slider").value, page.one("text").body) == ((3,), "3")


def test_what_it_cannot_have_is_an_error_in_the_thread_and_changes_nothing(open_page):
    page = open_page("""
        import threading
        import treadle as st

        st.slider("Volume", 0, 10, 3, key="volume")
        threading.Thread(target=lambda: st.session_state.update(volume="loud"), name="worker").start()
        """)
    assert "“Volume”" in page.error()
    assert "'loud'" in page.error()
    assert page.one("slider").value == (3,)
    page.live.handle(RerunAsked())
    assert len(page.settle().props("exception")) == 1, "the run itself has none"


def test_a_button_has_no_value_that_a_thread_could_set(open_page):
    page = open_page("""
        import threading
        import treadle as st
        st.button("Go", key="go")
        threading.Thread(target=lambda: st.session_state.update(go=True)).start()
        """)
    assert "ValueAssignmentNotAllowed" in page.error()


def test_a_run_that_is_about_to_show_it_may_declare_it_otherwise(open_page, gates):
    page = open_page("""
        import threading
        import treadle as st

        options = st.session_state.get("options", ["a", "b"])
        def load():
            st.session_state.options = ["c", "d"]
            st.session_state.choice = "d"
        if st.checkbox("Load"):
            thread = threading.Thread(target=load)
            thread.start()
            thread.join()
            options = st.session_state.options
        st.text(st.selectbox("Choice", options, key="choice"))
        """)
    page.interact((page.nodes("checkbox")[0].id, True))
    assert page.props("exception") == []
    assert page.one("text").body == "d"


def test_one_that_is_set_before_it_is_shown_again_is_what_the_run_shows(open_page):
    page = open_page("""
        import threading
        import treadle as st

        if st.checkbox("Set"):
            thread = threading.Thread(target=lambda: st.session_state.update(n=7))
            thread.start()
            thread.join()
        st.text(st.slider("N", 0, 10, 3, key="n"))
        """)
    page.interact((page.nodes("checkbox")[0].id, True))
    assert (page.one("text").body, page.one("slider").value) == ("7", (7,))


def test_the_apps_functions_are_called_with_no_lock_held(open_page):
    """Whoever waits for a thread of the session within them would wait for ever."""
    page = open_page("""
        import threading
        import treadle as st

        def name(option):
            thread = threading.Thread(target=lambda: st.session_state.get("any"))
            thread.start()
            thread.join()
            return f"number {option}"

        class Number:
            def __init__(self, n):
                self.n = n
            def __str__(self):
                return str(self.n)
            def __eq__(self, other):
                name(self)
                return isinstance(other, Number) and self.n == other.n
            __hash__ = None

        st.selectbox("N", [Number(1), Number(2)], format_func=name, key="n")
        threading.Thread(target=lambda: st.session_state.update(n=Number(2))).start()
        """)
    assert page.props("exception") == []
    assert page.one("selectbox").value == 1


def test_what_was_worked_out_for_another_declaration_is_worked_out_again(open_page, gates):
    page = open_page("""
        import threading
        import treadle as st
        from gates_of_test import began, go, done

        class Name(str):
            def __eq__(self, other):
                if threading.current_thread().name == "setter":
                    began.set()
                    go.wait(60)
                return str(self) == str(other)
            __hash__ = str.__hash__

        def work():
            st.session_state.name = Name("Grace")
            done.set()

        names = [Name("Ada"), Name("Grace")]
        st.selectbox("Name", names if "setter" not in st.session_state else names[::-1], key="name")
        if "setter" not in st.session_state:
            st.session_state.setter = threading.Thread(target=work, name="setter", daemon=True)
            st.session_state.setter.start()
        """)
    assert gates.began.wait(60)
    page.live.handle(RerunAsked())
    page.settle()
    gates.go.set()
    assert gates.done.wait(60)
    shown = page.one("selectbox")
    assert shown.options[shown.value] == "Grace"


def test_updates_by_many_threads_are_all_counted_and_shown(open_page):
    page = open_page("""
        import threading
        import treadle as st

        st.number_input("N", value=0, key="n")
        def count():
            for _ in range(100):
                st.session_state.update("n", lambda n: n + 1)
        for _ in range(4):
            threading.Thread(target=count).start()
        """)
    assert page.one("number_input").value == 400
    assert page.state("n") == 400


def test_a_fragment_that_runs_alone_sets_a_widget_of_the_page(open_page):
    page = open_page("""
        import treadle as st

        @st.fragment
        def part():
            if st.checkbox("Set"):
                st.session_state.n = 7

        st.slider("N", 0, 10, 3, key="n")
        part()
        """)
    page.interact((page.nodes("checkbox")[0].id, True))
    assert page.props("exception") == []
    assert page.one("slider").value == (7,)


def test_the_script_may_set_one_only_before_it_shows_it(open_page):
    page = open_page("""
        import treadle as st
        if st.checkbox("Before"):
            st.session_state.n = 7
        st.text(st.slider("N", 0, 10, 3, key="n"))
        if st.checkbox("After"):
            st.session_state.n = 8
        """)
    before, after = page.nodes("checkbox")
    page.interact((before.id, True))
    assert (page.one("text").body, page.one("slider").value) == ("7", (7,))
    page.interact((after.id, True))
    assert "WidgetAlreadyInstantiated" in page.error()


def test_one_that_no_page_shows_yet_is_for_the_run_that_does(open_page):
    page = open_page("""
        import threading
        import treadle as st
        thread = threading.Thread(target=lambda: st.session_state.setdefault("n", 7))
        thread.start()
        thread.join()
        st.text(st.slider("N", 0, 10, 3, key="n"))
        """)
    assert page.one("text").body == "7"


def test_in_a_form_a_thread_sets_what_the_form_shows(open_page):
    page = open_page("""
        import threading
        import treadle as st
        with st.form("f"):
            st.text_input("Name", key="name")
            st.form_submit_button("Send")
        threading.Thread(target=lambda: st.session_state.update(name="Ada")).start()
        """)
    assert page.one("text_input").value == "Ada"

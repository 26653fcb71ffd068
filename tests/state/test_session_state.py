"""The session state: access from any thread, and its rules for widgets."""

import pytest

import treadle as st
from treadle.errors import (
    APIError,
    NoSessionContext,
    ValueAssignmentNotAllowedError,
    WidgetAlreadyInstantiatedError,
)


def test_values_last_from_run_to_run(open_page):
    def app():
        import treadle as st

        st.session_state.setdefault("runs", 0)
        st.session_state["runs"] += 1
        st.checkbox("again")
        st.text(st.session_state.runs)

    page = open_page(app)
    page.interact((page.nodes("checkbox")[0].id, True))
    assert page.one("text").body == "2"


def test_it_is_a_dict_with_attributes(in_a_run):
    def use():
        state = st.session_state
        state.a, state["b"], state[3] = 1, 2, "three"
        state.update({"c": 3}, d=4)
        del state.a, state["b"]
        return (
            "c" in state,
            "a" in state,
            len(state),
            sorted(state),
            state.get("x", "none"),
            state.pop("d"),
            repr(state),
        )

    assert in_a_run(use) == (True, False, 3, ["3", "c", "d"], "none", 4, "{'3': 'three', 'c': 3}")


def test_missing_keys_are_named_with_what_to_do(in_a_run):
    item, attribute = in_a_run(lambda: st.session_state["name"]), in_a_run(lambda: st.session_state.name)
    assert isinstance(item, KeyError)
    assert isinstance(attribute, AttributeError)
    assert "'name'" in str(item)
    assert "setdefault" in str(attribute)
    assert isinstance(in_a_run(lambda: st.session_state.__delitem__("name")), KeyError)
    assert isinstance(in_a_run(lambda: delattr(st.session_state, "name")), AttributeError)
    assert isinstance(in_a_run(lambda: st.session_state.update({"": 1})), APIError)


def test_outside_of_a_run_there_is_no_state():
    for use in (
        lambda: st.session_state.a,
        lambda: len(st.session_state),
        lambda: st.session_state.update(a=1),
    ):
        with pytest.raises(NoSessionContext):
            use()
    assert not hasattr(st.session_state, "__wrapped__")


def test_copies_are_taken_at_one_moment_and_can_be_filtered(in_a_run):
    def use():
        st.session_state.update({"a": 1, "b": 2})
        return st.session_state.to_dict(), st.session_state.filter(lambda key, value: value > 1)

    assert in_a_run(use) == ({"a": 1, "b": 2}, {"b": 2})


def test_update_by_a_function_loses_nothing_between_threads(open_page):
    def app():
        import threading

        import treadle as st

        def count():
            for _ in range(250):
                st.session_state.update("n", lambda n: n + 1, 0)

        threads = [threading.Thread(target=count) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert open_page(app).state("n") == 1000


def test_update_calls_the_function_again_when_the_value_has_changed_meanwhile(in_a_run):
    def use():
        seen = []

        def slow(value):
            seen.append(value)
            if len(seen) == 1:
                st.session_state.n = 10  # as another thread might
            return value + 1

        st.session_state.n = 0
        return st.session_state.update("n", slow), seen, st.session_state.n

    assert in_a_run(use) == (11, [0, 10], 11)
    assert isinstance(in_a_run(lambda: st.session_state.update("absent", lambda n: n)), KeyError)


def test_no_app_code_runs_while_the_session_is_locked(open_page):
    def app():
        import threading

        import treadle as st

        class Slow:
            def look(self):
                thread = threading.Thread(target=lambda: st.session_state.get("other"))
                thread.start()
                thread.join(60)
                assert not thread.is_alive()

            def __repr__(self):
                self.look()
                return "slow"

            def __eq__(self, other):
                self.look()
                return True

            __hash__ = None

        st.session_state.slow = Slow()
        st.session_state.slow = Slow()
        st.session_state.update("slow", lambda value: value)
        st.text(repr(st.session_state))

    page = open_page(app)
    assert page.one("text").body == "{'slow': slow}"


def test_widgets_with_keys_are_in_it(open_page):
    def app():
        import treadle as st

        st.session_state.setdefault("on", True)
        st.checkbox("On", key="on")
        st.text(st.session_state.on)

    page = open_page(app)
    assert page.one("text").body == "True"
    page.interact((page.nodes("checkbox")[0].id, False))
    assert page.one("text").body == "False"


def test_a_widgets_value_cannot_be_set_below_the_widget(open_page):
    def app():
        import treadle as st

        st.checkbox("On", key="on")
        st.session_state.on = True

    assert WidgetAlreadyInstantiatedError.__name__ in open_page(app).error()


def test_a_thread_may_set_a_widgets_value_for_the_next_run(open_page):
    def app():
        import threading

        import treadle as st

        st.checkbox("Again")
        st.text(st.checkbox("On", key="on"))
        thread = threading.Thread(target=lambda: st.session_state.update(on=True))
        thread.start()
        thread.join()

    page = open_page(app)
    page.interact((page.nodes("checkbox")[0].id, True))
    assert page.one("text").body == "True"


def test_a_callback_sees_and_sets_values_before_the_page_runs(open_page):
    def app():
        import treadle as st

        def double():
            st.session_state.n = st.session_state.n * 2 + int(st.session_state.go)

        st.session_state.setdefault("n", 1)
        st.checkbox("Go", key="go", on_change=double)
        st.text(st.session_state.n)

    page = open_page(app)
    page.interact((page.nodes("checkbox")[0].id, True))
    assert page.one("text").body == "3"


def test_a_buttons_value_cannot_be_set(open_page):
    def app():
        import treadle as st

        if st.checkbox("Set"):
            st.session_state.press = True
        st.button("Press", key="press")

    page = open_page(app)
    page.interact((page.nodes("checkbox")[0].id, True))
    assert ValueAssignmentNotAllowedError.__name__ in page.error()


def test_each_session_has_its_own(open_page):
    def app():
        import treadle as st

        st.session_state.setdefault("name", st.query_params.get("name"))
        st.text(st.session_state.name)

    one = open_page(app, query="name=one")
    two = open_page(one.app, query="name=two")
    assert (one.one("text").body, two.one("text").body) == ("one", "two")


def test_a_value_that_a_thread_sets_while_the_widget_is_being_shown_is_the_one_shown(open_page):
    def app():
        import treadle as st
        from treadle._core.elements.cursor import Cursor
        from treadle._core.elements.inputs.checkbox import Checkbox
        from treadle._core.session.widgets import Codec

        def encode(value):
            if value is False:  # as another thread might, between looking and showing
                st.session_state.on = True
            return value

        st.session_state.on = False
        codec = Codec(lambda wire: wire, encode)
        st.text(Cursor().ask(Checkbox(label="On"), {"key": "on"}, codec=codec))
        st.text(dict(st.session_state))

    page = open_page(app)
    assert [text.body for text in page.props("text")] == ["True", "{'on': True}"]

"""What is particular of buttons."""

import pytest

from treadle._core.elements.inputs.button import checked_shortcut
from treadle._core.protocol.message import Problem, Rerun
from treadle.errors import APIError


def click(page, kind="button"):
    (node,) = page.nodes(kind)
    return page.interact((node.id, True))


def test_it_is_true_in_the_one_run_that_a_press_causes(open_page):
    page = open_page("import treadle as st\nst.text(st.button('Go'))")
    assert page.one("text").body == "False"
    assert click(page).one("text").body == "True"
    page.live.receive(page.browser, Rerun())
    assert page.settle().one("text").body == "False"


def test_its_callback_runs_first_and_knows_the_button(open_page):
    page = open_page("""
        import treadle as st
        def pressed(*args, **kwargs):
            st.session_state.log = (args, kwargs, st.session_state.go)
        before = st.session_state.get("go")
        st.button("Go", key="go", on_click=pressed, args=(1,), kwargs={"b": 2})
        st.text((before, st.session_state.go, st.session_state.get("log")))
    """)
    assert page.one("text").body == "(None, False, None)"
    assert click(page).one("text").body == "(True, True, ((1,), {'b': 2}, True))"
    page.live.receive(page.browser, Rerun())
    assert page.settle().one("text").body == "(False, False, ((1,), {'b': 2}, True))"


def test_the_session_state_cannot_press_it(open_page):
    page = open_page("import treadle as st\nst.session_state.go = True\nst.button('Go', key='go')")
    assert "ValueAssignmentNotAllowedError" in page.error()


@pytest.mark.parametrize("value", [False, None, 1, "True", [True], {}])
def test_it_can_only_be_pressed(open_page, value):
    page = open_page("import treadle as st\nst.text(st.button('Go'))")
    (node,) = page.nodes("button")
    page.interact((node.id, value))
    (problem,) = [m for m in page.browser.messages if isinstance(m, Problem)]
    assert problem.message == "“Go” is a button: its only value is a click."
    assert page.one("text").body == "False"


def test_a_disabled_one_cannot_be_pressed(open_page):
    page = click(open_page("import treadle as st\nst.text(st.button('Go', disabled=True))"))
    assert page.one("text").body == "False"


def test_two_of_them_need_keys(open_page):
    assert "DuplicateElementId" in open_page("import treadle as st\nst.button('Go')\nst.button('Go')").error()


def test_a_thread_can_show_one_and_learn_of_its_press(open_page):
    page = open_page("""
        import threading
        import treadle as st
        threading.Thread(target=lambda: st.text(st.button("Go"))).start()
    """)
    assert click(page).one("text").body == "True"


def test_the_older_parameter_for_the_width_still_works(open_page):
    page = open_page("import treadle as st\nst.button('Go', use_container_width=True)")
    assert page.one("button").width == "stretch"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (None, None),
        ("k", "K"),
        ("ctrl+k", "Mod+K"),
        ("Cmd+Shift+O", "Mod+Shift+O"),
        ("shift+option+mod+F2", "Mod+Alt+Shift+F2"),
        ("Escape", "Esc"),
        ("pageup", "PageUp"),
    ],
)
def test_shortcuts_are_written_in_one_way(given, kept):
    assert checked_shortcut(given) == kept


@pytest.mark.parametrize("given", ["", "R", "ctrl+c", "Foo", "K+Ctrl", "F25", ".", "Ctrl"])
def test_what_is_no_shortcut_is_refused(given):
    with pytest.raises(APIError, match="shortcut"):
        checked_shortcut(given)


@pytest.mark.parametrize("wrong", ["type='main'", "icon='x'", "icon_position='top'"])
def test_wrong_parameters_are_named(open_page, wrong):
    name = wrong.partition("=")[0]
    assert f"`{name}`" in open_page(f"import treadle as st\nst.button('Go', {wrong})").error()

"""Forms, and the button that sends them."""

from treadle._core.protocol.message import Rerun

APP = """
import treadle as st
def sent(*args):
    st.session_state.log = (args, st.session_state.name)
with st.form("f", **{options}):
    name = st.text_input("Name", "nobody", key="name")
    count = st.number_input("Count", 1, 9)
    go = st.form_submit_button("Go", on_click=sent, args=(1,))
st.text((go, name, count))
"""


def fill(page, name="Ada", count=3, *, submit=True):
    (text,), (number,) = page.nodes("text_input"), page.nodes("number_input")
    (button,) = page.nodes("form_submit_button")
    press = [(button.id, True)] if submit else []
    return page.interact((text.id, name), (number.id, count), *press)


def test_changes_arrive_with_the_submit_in_one_run(open_page):
    page = open_page(APP.format(options={}))
    assert fill(page, submit=False).one("text").body == "(False, 'nobody', 1)"
    assert fill(page).one("text").body == "(True, 'Ada', 3)"
    assert page.state("log") == ((1,), "Ada")


def test_the_button_is_true_once_and_the_values_stay(open_page):
    page = fill(open_page(APP.format(options={})))
    page.live.receive(page.browser, Rerun())
    assert page.settle().one("text").body == "(False, 'Ada', 3)"
    assert page.one("text_input").value == "Ada"


def test_a_form_can_clear_itself_after_the_submit(open_page):
    page = fill(open_page(APP.format(options={"clear_on_submit": True})))
    assert page.one("text").body == "(True, 'Ada', 3)", "the run that it causes has the values"
    assert page.one("text_input").value == "nobody"
    assert page.one("number_input").value == 1
    page.live.receive(page.browser, Rerun())
    assert page.settle().one("text").body == "(False, 'nobody', 1)"


def test_widgets_belong_to_the_form_that_they_stand_in(open_page):
    page = open_page("""
        import treadle as st
        form = st.form("f")
        left, right = form.columns(2)
        value = left.checkbox("In")
        with form:
            st.form_submit_button("Go")
        st.text((value, st.checkbox("Out")))
    """)
    inside, outside = page.nodes("checkbox")
    assert page.interact((inside.id, True)).one("text").body == "(False, False)"
    assert page.interact((outside.id, True)).one("text").body == "(True, True)"


def test_a_thread_can_fill_a_form(open_page):
    page = open_page("""
        import threading
        import treadle as st
        with st.form("f"):
            thread = threading.Thread(target=lambda: st.text(st.form_submit_button("Go")))
            thread.start()
            thread.join()
    """)
    (button,) = page.nodes("form_submit_button")
    assert page.interact((button.id, True)).one("text").body == "True"


def test_two_forms_need_two_keys(open_page):
    page = open_page("import treadle as st\nst.form('f')\nst.form('f')")
    assert "DuplicateElementKey" in page.error()


def test_a_form_cannot_stand_in_a_form(open_page):
    page = open_page("import treadle as st\nwith st.form('f'):\n    st.container().form('g')")
    assert "InvalidLayoutContextError: A form" in page.error()


def test_other_buttons_cannot_stand_in_a_form(open_page):
    page = open_page("import treadle as st\nwith st.form('f'):\n    st.button('Go')")
    assert "InvalidLayoutContextError: `st.button` cannot stand in a form" in page.error()


def test_a_submit_button_needs_a_form(open_page):
    page = open_page("import treadle as st\nst.form_submit_button('Go')")
    assert "with st.form" in page.error()


def test_the_key_must_be_a_text(open_page):
    assert "`key` cannot be of type `int`" in open_page("import treadle as st\nst.form(3)").error()

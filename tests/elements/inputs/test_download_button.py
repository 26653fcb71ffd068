"""`st.download_button`: what it hands out, for how long, and what its functions may do."""

import threading

import pytest

from treadle._core.data.content import Content
from treadle.testing import AppTest

from ..test_widgets import rerun

WAIT = 60


def find(page):
    (node,) = page.nodes("download_button")
    return page.app.downloads.find(page.live.file_key, node.id)


def test_a_click_is_true_for_one_run(open_page):
    page = open_page("import treadle as st\nst.text(st.download_button('Save', 'x'))")
    (node,) = page.nodes("download_button")
    page.interact((node.id, True))
    assert page.one("text").body == "True"
    assert rerun(page).one("text").body == "False"


def test_an_unchanged_button_is_not_sent_again(open_page):
    page = open_page("import treadle as st\nst.download_button('Save', lambda: b'x')")
    (node,) = page.nodes("download_button")
    props = node.props
    rerun(page)
    assert page.nodes("download_button")[0].props is props


def test_the_file_is_that_of_the_newest_run(open_page):
    page = open_page(
        "import treadle as st\nst.session_state.n = st.session_state.get('n', 0) + 1\n"
        "st.download_button('Save', str(st.session_state.n))"
    )
    assert find(page).read(0, 9) == b"1"
    assert find(rerun(page)).read(0, 9) == b"2"


def test_the_file_is_freed_with_the_button(open_page):
    page = open_page("import treadle as st\nif not st.checkbox('W'): st.download_button('Save', 'x')")
    (node,) = page.nodes("download_button")
    assert isinstance(find(page), Content)
    page.interact((page.nodes("checkbox")[0].id, True))
    assert page.app.downloads.find(page.live.file_key, node.id) is None


@pytest.mark.parametrize("data", ["'x'", "lambda: 'x'"])
def test_a_disabled_one_hands_out_nothing(open_page, data):
    page = open_page(f"import treadle as st\nst.download_button('Save', {data}, disabled=True)")
    assert find(page) is None


def test_another_session_has_another_key(open_page):
    app = "import treadle as st\nst.download_button('Save', 'x')"
    one, other = open_page(app), open_page(app)
    (node,) = one.nodes("download_button")
    assert one.live.file_key != other.live.file_key
    assert one.app.downloads.find(other.live.file_key, node.id) is None


def test_nothing_is_handed_out_when_the_session_has_ended(open_page):
    page = open_page("import treadle as st\nst.download_button('Save', 'x')")
    (node,) = page.nodes("download_button")
    page.live.end()
    assert page.app.downloads.find(page.live.file_key, node.id) is None


def test_in_a_form_it_is_an_error(open_page):
    error = open_page("import treadle as st\nst.form('f').download_button('Save', 'x')").error()
    assert "InvalidLayoutContextError" in error


def test_the_app_cannot_press_it(open_page):
    error = open_page(
        "import treadle as st\nst.session_state.k = True\nst.download_button('Save', 'x', key='k')"
    ).error()
    assert "ValueAssignmentNotAllowedError" in error


def test_data_of_another_type_is_an_error(open_page):
    assert (
        "APIError: `data` has the type `int`"
        in open_page("import treadle as st\nst.download_button('Save', 5)").error()
    )


def make(page):
    """Have the app make the file, as the server does. Return it and the name of the thread."""
    (node,) = page.nodes("download_button")
    made, done = [], threading.Event()

    def then(content):
        made.append((content, threading.current_thread().name))
        done.set()

    assert page.app.downloads.make(page.live.file_key, node.id, then)
    assert done.wait(WAIT)
    return made[0]


@pytest.mark.parametrize("kind", ["def", "async def"])
def test_a_function_runs_in_a_thread_of_its_own_with_its_session(open_page, kind):
    page = open_page(f"""
        import treadle as st
        st.session_state.name = "linen"
        place = st.container()
        {kind} make():
            place.text("made")
            return st.session_state.name
        st.download_button("Save", make, "a.txt")
    """)
    content, thread = make(page)
    assert (content.read(0, 9), content.name, content.mime) == (b"linen", "a.txt", "text/plain")
    assert thread == f"treadle-download-{page.live.token[:4]}"
    assert page.settle().one("text").body == "made"


def test_what_a_function_raises_is_shown(open_page):
    page = open_page(
        "import treadle as st\ndef make(): raise KeyError('thread')\nst.download_button('Save', make)"
    )
    assert make(page)[0] is None
    assert "KeyError" in page.settle().error()
    page = open_page("import treadle as st\nst.download_button('Save', lambda: 5)")
    assert make(page)[0] is None
    assert "`data` has the type `int`" in page.settle().error()


def test_a_session_makes_a_few_files_at_once(open_page):
    page = open_page("import treadle as st\nst.download_button('Save', lambda: st.sleep(60))")
    (node,) = page.nodes("download_button")
    key = page.live.file_key
    done = [threading.Event() for _ in range(4)]
    assert all(page.app.downloads.make(key, node.id, lambda _, each=each: each.set()) for each in done)
    assert not page.app.downloads.make(key, node.id, lambda _: None)
    page.live.end()
    assert all(each.wait(WAIT) for each in done)


def test_a_test_reads_the_file():
    def app():
        import treadle as st

        st.download_button("Save", lambda: b"made", "a.bin", key="save", on_click="ignore")
        st.download_button("Other", "x", key="other", disabled=True)

    at = AppTest.from_function(app).run()
    assert (at.download_button[0].data, at.download_button(key="save").file.name) == (b"made", "a.bin")
    with pytest.raises(ValueError, match="no file"):
        _ = at.download_button(key="other").data


def test_a_callback_knows_its_arguments():
    def app():
        import treadle as st

        def saved(name, n):
            st.session_state.saved = (name, n)

        pressed = st.download_button("Save", "x", on_click=saved, args=("a",), kwargs={"n": 2})
        st.text(f"{pressed} {st.session_state.get('saved')}")

    at = AppTest.from_function(app).run()
    assert at.download_button[0].click().run().text[0].value == "True ('a', 2)"
    assert at.download_button[0].value
    assert at.run().text[0].value == "False ('a', 2)"

"""What goes wrong in an app is shown where it did, to the person concerned, and the app goes on."""

import io
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import Served

Show = Callable[..., Page]


def test_an_exception_leaves_what_was_written_before(show: Show) -> None:
    page = show("import treadle as st\nst.text('before')\n{}['missing']\nst.text('after')")
    expect(page.get_by_text("KeyError")).to_be_visible()
    expect(page.get_by_text("before")).to_be_visible()
    expect(page.get_by_text("{}['missing']")).to_be_visible()
    expect(page.get_by_text("after")).to_have_count(0)


def test_an_exception_in_a_fragment_stays_in_the_fragment(show: Show) -> None:
    page = show(
        """
        import treadle as st

        @st.fragment
        def part():
            if st.button("Break"):
                raise RuntimeError("torn")
            st.text("whole")

        part()
        st.text("the rest")
        """
    )
    page.get_by_role("button", name="Break").click()
    expect(page.get_by_text("RuntimeError", exact=True)).to_be_visible()
    expect(page.get_by_text("the rest")).to_be_visible()
    page.keyboard.press("r")
    expect(page.get_by_text("whole")).to_be_visible()
    expect(page.get_by_text("RuntimeError", exact=True)).to_have_count(0)


def test_an_exception_in_a_callback_is_shown(show: Show) -> None:
    page = show(
        """
        import treadle as st

        def cut():
            raise ValueError("too short")

        st.button("Cut", on_click=cut)
        st.text("cloth")
        """
    )
    page.get_by_role("button", name="Cut").click()
    expect(page.get_by_text("too short", exact=True)).to_be_visible()
    page.keyboard.press("r")
    expect(page.get_by_text("too short", exact=True)).to_have_count(0)
    expect(page.get_by_text("cloth")).to_be_visible()


def test_an_exception_in_a_thread_stands_at_the_threads_place(show: Show) -> None:
    page = show(
        """
        import threading
        import treadle as st

        def work():
            raise OSError("broken loom")

        st.text("above")
        worker = threading.Thread(target=work, name="weaver")
        worker.start()
        worker.join()
        st.text("below")
        """
    )
    expect(page.get_by_text("below")).to_be_visible()
    order = re.compile("above.*broken loom.*weaver.*below", re.DOTALL)
    expect(page.locator("main")).to_have_text(order)


def test_an_exception_while_a_module_is_imported_shows_that_modules_line(
    page: Page, serve: Callable[..., Served]
) -> None:
    served = serve("import treadle as st\nimport broken_module_of_test")
    (served.script.parent / "broken_module_of_test.py").write_text("LENGTH = 1 / 0\n")
    page.goto(served.url)
    expect(page.get_by_text("ZeroDivisionError")).to_be_visible()
    expect(page.get_by_text("LENGTH = 1 / 0")).to_be_visible()


@pytest.mark.parametrize("code", ["sys.exit(3)", "exit()", "raise SystemExit"])
def test_leaving_the_interpreter_ends_the_run_only(show: Show, code: str) -> None:
    page = show(
        f"import sys\nimport treadle as st\nst.text('before')\nif st.button('Leave'):\n    {code}\n"
        "st.text('after')"
    )
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_text("The script called")).to_be_visible()
    page.keyboard.press("r")
    expect(page.get_by_text("after")).to_be_visible()


def test_a_closed_stdout_hurts_nobody(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    page = show(
        """
        import sys
        import treadle as st
        if st.button("Close"):
            sys.stdout.close()
            st.text("closed")
        st.text("still here")
        """
    )
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_text("closed")).to_be_visible()
    page.keyboard.press("r")
    expect(page.get_by_text("closed")).to_have_count(0)
    expect(page.get_by_text("still here")).to_be_visible()


def test_a_script_that_is_not_utf_8_says_so(page: Page, serve: Callable[..., Served]) -> None:
    served = serve("import treadle as st\n")
    served.script.write_bytes(b"import treadle as st\nst.text('caf\xe9')\n")
    page.goto(served.url)
    expect(page.get_by_text("SyntaxError")).to_be_visible()
    expect(page.get_by_text("this line is not UTF-8 (byte 0xe9)")).to_be_visible()
    expect(page.get_by_text("st.text('caf\N{REPLACEMENT CHARACTER}')")).to_be_visible()


def test_a_script_of_null_bytes_says_so(page: Page, serve: Callable[..., Served]) -> None:
    served = serve("import treadle as st\n")
    served.script.write_bytes(b"import treadle as st\n\0\n")
    page.goto(served.url)
    expect(page.get_by_text("null byte")).to_be_visible()


def test_a_deleted_script_says_so_and_comes_back(page: Page, serve: Callable[..., Served]) -> None:
    served = serve("import treadle as st\nst.text('here')", server_runOnSave=True)
    page.goto(served.url)
    expect(page.get_by_text("here", exact=True)).to_be_visible()
    served.script.unlink()
    page.keyboard.press("r")
    expect(page.get_by_text("FileNotFoundError")).to_be_visible()
    served.script.write_text("import treadle as st\nst.text('back again')")
    expect(page.get_by_text("back again")).to_be_visible()


def test_a_script_that_is_a_folder_says_so(page: Page, serve: Callable[..., Served], tmp_path: Path) -> None:
    folder = tmp_path / "folder.py"
    folder.mkdir()
    page.goto(serve(folder).url)
    expect(page.get_by_text("IsADirectoryError")).to_be_visible()


def test_endless_recursion_is_an_exception_like_others(show: Show) -> None:
    page = show("import treadle as st\ndef again():\n    again()\nst.text('before')\nagain()")
    expect(page.get_by_text("RecursionError")).to_be_visible()
    expect(page.get_by_text("before")).to_be_visible()
    expect(page.get_by_text(re.compile(r"\d{3} times"))).to_be_visible()


def test_an_error_of_one_visitor_is_not_anothers(
    page: Page, context: BrowserContext, serve: Callable[..., Served]
) -> None:
    served = serve(
        "import treadle as st\nst.text('cloth')\nif st.checkbox('Tear'):\n    raise ValueError('torn')"
    )
    other = context.new_page()
    other.goto(served.url)
    page.goto(served.url)
    page.get_by_label("Tear").check()
    expect(page.get_by_text("ValueError", exact=True)).to_be_visible()
    other.keyboard.press("r")
    expect(other.get_by_text("cloth")).to_be_visible()
    expect(other.get_by_text("ValueError", exact=True)).to_have_count(0)


def test_what_is_not_done_yet_names_itself(show: Show) -> None:
    page = show("import treadle as st\nst.spinner('x', _cache=True)")
    expect(page.get_by_text("_cache").first).to_be_visible()


def test_html_in_texts_runs_nothing(show: Show) -> None:
    page = show(
        """
        import treadle as st
        evil = "<img src=x onerror='document.title=1'><script>document.title=2</script>"
        for command in (st.text, st.markdown, st.title, st.caption, st.button, st.error, st.code,
                    st.toast, st.json):
            command([evil] if command is st.json else evil)
        st.markdown(evil + "[x](javascript:document.title=3)", unsafe_allow_html=True)
        st.dataframe({evil: [evil]})
        st.exception(ValueError(evil))
        st.caption("end")
        """
    )
    expect(page.get_by_text("end", exact=True)).to_be_visible()
    expect(page.get_by_role("grid")).to_be_visible()
    expect(page).to_have_title("app0")
    expect(page.locator("main script, main [onerror], main [href^=javascript]")).to_have_count(0)


def test_errors_are_shown_in_a_folder_that_is_gone(show: Show, tmp_path: Path) -> None:
    folder, before = tmp_path / "gone", Path.cwd()
    folder.mkdir()
    try:
        page = show(
            f"import os\nos.chdir({str(folder)!r})\nos.rmdir({str(folder)!r})\nraise ValueError('nowhere')"
        )
        expect(page.get_by_text("nowhere", exact=True)).to_be_visible()
    finally:
        os.chdir(before)

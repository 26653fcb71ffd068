"""`st.iframe`."""

from pathlib import Path
from typing import Any

import pytest

from treadle._core.elements.media.iframe import Iframe
from treadle.testing import AppTest

HEAD = "from pathlib import Path\nimport treadle as st\n"


def shown(script: str) -> Iframe:
    at = AppTest.from_string(HEAD + script).run()
    assert not at.exception
    (found,) = at.get("iframe")
    assert isinstance(found._props, Iframe)
    return found._props


def error(script: str) -> Any:
    (found,) = AppTest.from_string(HEAD + script).run().exception
    return found._props


@pytest.mark.parametrize(
    "src",
    ["https://example.org/a?b#c", "HTTP://example.org", "data:text/html,<p>x</p>", "/app/static/a.html"],
)
def test_a_url_is_loaded_by_the_browser(src: str) -> None:
    frame = shown(f"st.iframe({src!r})")
    assert (frame.src, frame.document) == (src, None)
    assert (frame.width, frame.height) == ("stretch", 400)  # the page cannot measure it


@pytest.mark.parametrize("src", ["<p>é</p>", "plain words", "ftp://example.org", "", "https:// no", "a\0b"])
def test_other_texts_are_html(src: str) -> None:
    frame = shown(f"st.iframe({src!r}, width='content')")
    assert frame.src is None
    assert frame.document is not None
    assert frame.document.data == b"<!doctype html>" + src.encode()
    assert frame.document.type == "text/html; charset=utf-8"
    assert (frame.page, frame.width, frame.height) == (True, "content", "content")


def test_a_doctype_stays_as_it_is() -> None:
    for html in ("<!DOCTYPE html><p>", " <!-- a --> <!doctype html PUBLIC 'x'>"):
        frame = shown(f"st.iframe({html!r})")
        assert frame.document is not None
        assert frame.document.data == html.encode()


def test_a_path_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.HTM").write_text("<p>é</p>", encoding="utf-8")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    page = shown(f"st.iframe(Path({str(tmp_path / 'a.HTM')!r}))")
    assert page.document is not None
    assert (page.page, page.document.data) == (True, "<!doctype html><p>é</p>".encode())
    file = shown(f"st.iframe(Path({str(tmp_path / 'a.pdf')!r}), width='content')")
    assert file.document is not None
    assert (file.document.type, file.page) == ("application/pdf", False)
    assert (file.width, file.height) == ("stretch", 400)


def test_a_text_is_never_read_as_a_file(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "secret.html"
    path.write_text("secret", encoding="utf-8")
    frame = shown(f"st.iframe({str(path)!r})")
    assert frame.document is not None
    assert frame.document.data == f"<!doctype html>{path}".encode()
    assert "Path(" in caplog.text


@pytest.mark.parametrize("name", ["absent.html", "absent.pdf", "latin.html"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "latin.html").write_bytes(b"\xe9")
    found = error(f"st.iframe(Path({str(tmp_path / name)!r}))")
    assert found.type.endswith("APIError")
    assert name in found.message


def test_a_description_is_the_name_of_the_frame(caplog: pytest.LogCaptureFixture) -> None:
    assert shown("st.iframe('<p>', alt=' A report ')").alt == "A report"
    assert not caplog.records
    assert shown("st.iframe('<p>', alt=' ')").alt is None
    assert "must have a name" in caplog.text


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ("'<p>', tab_index=-2", "tab_index"),
        ("'<p>', tab_index=True", "tab_index"),
        ("'<p>', width=0", "width"),
        ("'<p>', height='tall'", "height"),
        ("5", "src"),
    ],
)
def test_wrong_arguments_are_named(arguments: str, named: str) -> None:
    assert named in error(f"st.iframe({arguments})").message


def test_threads_and_cached_functions_show_frames() -> None:
    script = """
import threading

@st.cache_data
def cached():
    st.iframe("<p>cached</p>")

cached()
cached()
thread = threading.Thread(target=st.iframe, args=["<p>thread</p>"])
thread.start()
thread.join()
"""
    at = AppTest.from_string(HEAD + script).run()
    frames = [each._props.document for each in at.get("iframe")]
    assert [frame.data for frame in frames] == [b"<!doctype html><p>cached</p>"] * 2 + [
        b"<!doctype html><p>thread</p>"
    ]
    assert {frame.type for frame in frames} == {"text/html; charset=utf-8"}

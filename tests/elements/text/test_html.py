"""`st.html`."""

from pathlib import Path
from typing import Any

import pytest

from treadle.testing import AppTest

HEAD = "from pathlib import Path\nimport treadle as st\n"


def shown(script: str) -> Any:
    at = AppTest.from_string(HEAD + script).run()
    assert not at.exception
    (found,) = at.html
    return found._props


def error(script: str) -> str:
    (found,) = AppTest.from_string(HEAD + script).run().exception
    return f"{found._props.type}: {found._props.message}"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("'  <p>a\\n   <b>'", "<p>a\n <b>"),
        ("5", "5"),
        ("None", "None"),
        ("'absent.html'", "absent.html"),
        ("type('A', (), {'_repr_html_': lambda self: '<b>r</b>'})()", "<b>r</b>"),
        ("type('A', (), {'_repr_html_': lambda self: None, '__str__': lambda self: 'text'})()", "text"),
    ],
)
def test_what_is_shown(body: str, text: str) -> None:
    html = shown(f"st.html({body})")
    assert (html.body, html.scripts, html.styles) == (text, False, False)


def test_a_class_is_shown_as_its_text() -> None:
    assert "class" in shown("class A:\n    def _repr_html_(self): return ''\nst.html(A)").body


def test_a_path_is_a_file_and_css_a_style_sheet(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>é</p>", encoding="utf-8")
    (tmp_path / "a.CSS").write_text("p {}", encoding="utf-8")
    assert shown(f"st.html(Path({str(tmp_path / 'a.html')!r}))").body == "<p>é</p>"
    sheet = shown(f"st.html(Path({str(tmp_path / 'a.CSS')!r}))")
    assert (sheet.body, sheet.styles) == ("<style>p {}</style>", True)
    assert "FileNotFoundError" in error("st.html(Path('absent.html'))")


@pytest.mark.parametrize(
    ("body", "only"),
    [
        ("<style>a {}</style>", True),
        ("<!-- a --> <STYLE media=print>a {}</STYLE >\n<style></style>", True),
        ("<style>a {}</style>x", False),
        ("<style>a {}</style><style>", False),
        ("<styles></styles>", False),
        ("<!-- a -->", True),
    ],
)
def test_a_style_sheet_alone_takes_no_space(body: str, only: bool) -> None:
    assert shown(f"st.html({body!r})").styles is only


def test_wrong_arguments_are_named() -> None:
    for body in ("''", "'  '"):
        assert "MissingRequiredParameterError: `body`" in error(f"st.html({body})")
    assert "width" in error("st.html('a', width=0)")

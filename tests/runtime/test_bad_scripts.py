"""Whatever is wrong with a script is said on the page, and the next run may go well."""

import os

import pytest

from treadle._core.protocol.message import Batch, Set
from treadle._core.protocol.wire import encode
from treadle.testing import AppTest


@pytest.fixture
def app(tmp_path):
    """`app(source)` is a test of a file with this content, text or bytes."""

    def make(source: str | bytes) -> AppTest:
        path = tmp_path / "app.py"
        path.write_bytes(source.encode() if isinstance(source, str) else source)
        return AppTest.from_file(path)

    return make


def test_a_syntax_error_shows_its_line(app):
    at = app("x = 1\nif x\n    y = 2\n").run()
    assert at.exception[0]._props.type == "SyntaxError"
    assert "line 2" in at.exception[0].stack_trace[0]
    assert "if x" in at.exception[0].stack_trace[0]


def test_a_corrected_script_runs(app, tmp_path):
    at = app("this is wrong").run()
    (tmp_path / "app.py").write_text("import treadle as st\nst.text('right now')")
    assert at.run().text.values == ["right now"]
    assert not at.exception


def test_a_script_that_is_not_utf8_says_so(app):
    at = app(b"x = '\xff\xfe'\n").run()
    assert "utf" in at.exception[0].message.lower()


def test_a_script_that_declares_its_encoding_is_read_in_it(app):
    at = app("# -*- coding: latin-1 -*-\nimport treadle as st\nst.text('é')".encode("latin-1")).run()
    assert at.text.values == ["é"]


def test_sys_exit_is_explained(app):
    at = app("import sys\nsys.exit(3)").run()
    assert "sys.exit(3)" in at.exception[0].message
    assert "st.stop" in at.exception[0].message


def test_a_keyboard_interrupt_of_the_app_ends_only_its_run(app):
    at = app("raise KeyboardInterrupt").run()
    assert at.exception[0]._props.type == "KeyboardInterrupt"


def test_an_app_whose_output_is_closed_goes_on(app, monkeypatch):
    read, write = os.pipe()
    with os.fdopen(write, "w") as out:
        monkeypatch.setattr("sys.stdout", out)
        at = app("import sys\nsys.stdout.close()\nimport treadle as st\nst.text('shown')").run()
    os.close(read)
    assert at.text.values == ["shown"]


def test_printing_to_a_closed_output_is_the_apps_exception(app, monkeypatch):
    read, write = os.pipe()
    with os.fdopen(write, "w") as out:
        monkeypatch.setattr("sys.stdout", out)
        at = app("import sys\nsys.stdout.close()\nprint('x')").run()
    os.close(read)
    assert "closed file" in at.exception[0].message


def test_a_module_that_raises_at_import_shows_its_own_line(app, tmp_path):
    (tmp_path / "broken_module.py").write_text("x = 1\nraise RuntimeError('at import')\n")
    at = app("import broken_module").run()
    assert at.exception[0].message == "at import"
    assert "broken_module.py" in at.exception[0].stack_trace[-1]
    assert not any("importlib" in frame for frame in at.exception[0].stack_trace)


def test_a_script_that_was_deleted_says_so_and_the_page_comes_back_with_it(app, tmp_path):
    at = app("import treadle as st\nst.text('here')").run()
    (tmp_path / "app.py").unlink()
    assert "app.py" in at.run().exception[0].message
    (tmp_path / "app.py").write_text("import treadle as st\nst.text('back')")
    assert at.run().text.values == ["back"]


def test_a_script_that_is_a_directory_says_so(app, tmp_path):
    at = app("x = 1").run()
    (tmp_path / "app.py").unlink()
    (tmp_path / "app.py").mkdir()
    assert len(at.run().exception) == 1


def test_an_exception_shows_the_apps_frames_and_none_of_ours(app):
    at = app("import treadle as st\ndef f():\n    st.text(1 / 0)\nf()").run()
    frames = at.exception[0]._props.frames
    assert [frame.function for frame in frames] == ["", "f"]
    assert all(frame.app for frame in frames)


def test_an_exception_with_an_endless_message_is_cut(app):
    at = app("raise ValueError('x' * 1_000_000)").run()
    assert len(at.exception[0].message) < 30_000


def test_an_exception_whose_text_raises_is_shown_all_the_same(app):
    at = app(
        "class Bad(Exception):\n    def __str__(self):\n        raise RuntimeError('no text')\nraise Bad()"
    ).run()
    assert at.exception[0]._props.type == "Bad"


def test_an_exception_with_half_a_character_can_be_sent(app):
    at = app("raise OSError('no file caf\\udce9')").run()
    assert at.exception[0].message == "no file caf?"
    for child in at.main.children.values():
        encode(Batch(1, [Set(1, {"x": child._props})]))


def test_what_was_written_before_the_exception_stays(app):
    at = app("import treadle as st\nst.text('before')\n1 / 0").run()
    assert [element.type for element in at.main.children.values()] == ["text", "exception"]

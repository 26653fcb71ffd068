"""Pages in files of their own, which are not supported: the log says so."""

import logging

from treadle.testing import AppTest


def logged(folder, caplog):
    (folder / "app.py").write_text("import treadle as st\nst.text('here')\n")
    with caplog.at_level(logging.WARNING, "treadle.app"):
        assert AppTest.from_file(str(folder / "app.py")).run().text[0].value == "here"
    return [record.getMessage() for record in caplog.records if record.name == "treadle.app"]


def test_a_folder_with_pages_is_not_ignored_in_silence(tmp_path, caplog):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "1_More.py").write_text("")
    (line,) = logged(tmp_path, caplog)
    assert (
        line
        == f"{tmp_path / 'pages'} has pages, which are not supported by Treadle yet: only app.py is shown."
    )


def test_an_app_without_pages_is_told_nothing(tmp_path, caplog):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "notes.txt").write_text("")
    assert logged(tmp_path, caplog) == []

"""Pages in files of their own, beside the app's script: they are part of the app, and the log has nothing to
say.
"""

import logging

from treadle.testing import AppTest


def test_an_app_with_a_folder_of_pages_starts_without_a_word_and_shows_them(tmp_path, caplog):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "1_More.py").write_text("import treadle as st\nst.text('more')\n")
    (tmp_path / "app.py").write_text("import treadle as st\nst.text('here')\n")
    with caplog.at_level(logging.INFO, "treadle"):
        at = AppTest.from_file(str(tmp_path / "app.py")).run()
        assert at.text[0].value == "here"
        assert at.switch_page("pages/1_More.py").run().text[0].value == "more"
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []

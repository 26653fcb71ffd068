"""A theme is saved in the file of the project's configuration, whose other lines stay as they are."""

import os
from pathlib import Path

import pytest

from treadle._core.config import Config
from treadle._core.runtime.themes import NotSaved, ThemeStore
from treadle._core.theme import theme_settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / ".streamlit").mkdir()
    return tmp_path / ".streamlit" / "config.toml"


def store(tmp_path: Path, **more: object) -> ThemeStore:
    config = Config.load(tmp_path / "app.py", env=more.pop("env", {}), cwd=tmp_path, home=tmp_path, **more)
    return ThemeStore(tmp_path / "app.py", config)


def test_a_saved_theme_is_what_the_next_start_reads(tmp_path, file):
    file.write_text("[theme] # ours\nprimaryColor = 'red' # ours\nfont = 'serif'\n[server]\nport = 1\n")
    themes = store(tmp_path)
    saved = themes.save(
        {
            "primaryColor": "#123456",
            "font": None,
            "light.sidebar.baseRadius": "8",
            "chartCategoricalColors": ["red", "#00f"],
            "headingFontWeights": [700, 600],
            "linkUnderline": False,
        }
    )
    assert (saved.path, saved.elsewhere) == (str(file), {})
    again = Config.load(tmp_path / "app.py", env={}, cwd=tmp_path, home=tmp_path)
    assert again.theme == themes.theme
    assert saved.theme == theme_settings(themes.theme)
    assert again.server.port == 1
    assert file.read_text().startswith('[theme] # ours\nprimaryColor = "#123456" # ours\n')


def test_a_project_without_a_file_gets_one(tmp_path):
    themes = store(tmp_path)
    themes.save({"base": "dark"})
    assert (tmp_path / ".streamlit/config.toml").read_text() == '[theme]\nbase = "dark"\n'
    assert os.listdir(tmp_path / ".streamlit") == ["config.toml"]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("primaryColor", "reddish", "must be a colour as in CSS"),
        ("primaryColor", "red; }", "must be a colour"),
        ("primaryColor", ["red"], "must be a text"),
        ("base", "/etc/passwd", "must be one of light, dark"),
        ("base", "http://127.0.0.1/a.toml", "must be one of light, dark"),
        ("baseFontSize", 1000, "must be"),
        ("font", "a<b", "must be names of fonts"),
        ("fontFaces", [], "is set in its file only"),
        ("sidebar", "red", "is not an option"),
        ("sidebar.base", "dark", "is not an option"),
        ("../server.port", 80, "is not an option"),
        ("", 80, "is not an option"),
    ],
)
def test_only_valid_options_of_a_theme_are_saved(tmp_path, file, name, value, message):
    with pytest.raises(NotSaved, match=message):
        store(tmp_path).save({"textColor": "red", name: value})
    assert not file.exists()


@pytest.mark.parametrize("content", [b"[theme", b"\xff", b"theme = [1]", b"theme = 1"])
def test_a_file_that_cannot_be_changed_stays_as_it_is(tmp_path, file, content):
    themes = store(tmp_path)
    file.write_bytes(content)
    with pytest.raises(NotSaved, match=r"config\.toml"):
        themes.save({"font": "monospace"})
    assert file.read_bytes() == content
    assert theme_settings(themes.theme) == {}


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / ".streamlit").write_text("no folder")
    with pytest.raises(NotSaved, match=r"config\.toml cannot be changed"):
        store(tmp_path).save({"font": "monospace"})


def test_an_option_that_another_source_sets_is_named_and_keeps_its_value(tmp_path, file):
    (tmp_path / "calm.toml").write_text("[theme]\ntextColor = 'navy'\nlinkColor = 'teal'\n")
    file.write_text("[theme]\nbase = 'calm.toml'\n")
    themes = store(tmp_path, env={"TREADLE_THEME_FONT": "serif"}, flags={"theme.codeFont": "monospace"})
    saved = themes.save({"font": None, "codeFont": "serif", "textColor": "black", "linkColor": None})
    assert saved.elsewhere == {
        "font": "TREADLE_THEME_FONT",
        "codeFont": "--theme.codeFont",
        "linkColor": "the theme file calm.toml",
    }
    assert saved.theme == {
        "font": "serif",
        "codeFont": "monospace",
        "textColor": "black",
        "linkColor": "teal",
    }
    assert "base = 'calm.toml'" in file.read_text()


def test_links_and_marks_and_rights_of_a_file_stay(tmp_path, file):
    real = tmp_path / "real.toml"
    real.write_bytes(b"\xef\xbb\xbf[theme]\r\n")
    real.chmod(0o640)
    file.symlink_to(real)
    store(tmp_path).save({"font": "serif"})
    assert file.is_symlink()
    assert real.read_bytes() == b'\xef\xbb\xbf[theme]\r\nfont = "serif"\r\n'
    assert real.stat().st_mode & 0o777 == 0o640

"""Themes in files of their own: where they are read, what counts more, and what is refused."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from treadle._core import theme_files
from treadle._core.config import OPTIONS, Config
from treadle._core.theme import theme_settings
from treadle.errors import ConfigError

FACTS = json.loads((Path(__file__).parent / "data/streamlit_theme.json").read_text(encoding="utf-8"))
"""The names of Streamlit 1.67's options of the theme: in every section, and at the top only."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("app/.streamlit", "work", "home"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


def load(project: Path, config: str, **more: object) -> Config:
    (project / "app/.streamlit/config.toml").write_text(config, encoding="utf-8")
    return Config.load(
        project / "app/app.py",
        env=more.pop("env", {}),
        cwd=project / "work",
        home=project / "home",
        **more,
    )


@contextmanager
def serving(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, name="serves-themes")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/theme.toml"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_every_option_of_streamlits_theme_exists():
    for section in FACTS["sections"]:
        names = FACTS["everywhere"] + (FACTS["top"] if section == "theme" else [])
        assert [name for name in names if f"{section}.{name}" not in OPTIONS] == []


def test_the_options_of_the_configuration_count_more_than_those_of_the_theme_file(project):
    (project / "work/calm.toml").write_text(
        "[theme]\nbase = 'dark'\nprimaryColor = 'teal'\nfont = 'serif'\nchartCategoricalColors = ['red']\n"
        "[theme.sidebar]\ntextColor = '#111111'\nlinkColor = '#222222'\n"
        "[theme.dark.sidebar]\nbaseRadius = 'full'\n",
        encoding="utf-8",
    )
    config = load(
        project,
        "[theme]\nbase = 'calm.toml'\nprimaryColor = '#ff0000'\n[theme.sidebar]\ntextColor = '#333333'\n",
        env={"STREAMLIT_THEME_FONT": "monospace"},
    )
    assert theme_settings(config.theme) == {
        "base": "dark",
        "primaryColor": "#ff0000",
        "font": "monospace",
        "chartCategoricalColors": ("red",),
        "sidebar": {"textColor": "#333333", "linkColor": "#222222"},
        "dark": {"sidebar": {"baseRadius": "full"}},
    }
    assert config.source("theme.base") == "the theme file calm.toml"
    assert config.source("theme.primaryColor").endswith("config.toml")


def test_a_theme_file_is_found_from_the_working_directory_then_beside_the_configuration(project):
    config = "[theme]\nbase = 'themes/a.toml'\n"
    for folder, color in (("app", "red"), ("work", "blue")):
        (project / folder / "themes").mkdir()
        (project / folder / "themes/a.toml").write_text(f"[theme]\nprimaryColor = '{color}'\n")
        assert load(project, config).theme.primaryColor == color
    whole = project / "home/b.toml"
    whole.write_text("[theme]\nprimaryColor = 'green'\n")
    assert load(project, "", flags={"theme.base": str(whole)}).theme.primaryColor == "green"


def test_only_the_base_that_counts_is_read(project):
    config = load(project, "[theme]\nbase = 'missing.toml'\n", env={"TREADLE_THEME_BASE": "Dark"})
    assert config.theme.base == "dark"


def test_an_unknown_option_of_a_theme_file_has_no_effect_and_is_logged(project, caplog):
    (project / "work/a.toml").write_text("[theme]\nprimaryColour = 'red'\nfont = 'serif'\n")
    assert theme_settings(load(project, "[theme]\nbase = 'a.toml'\n").theme) == {"font": "serif"}
    assert "theme.primaryColour is not an option. Did you mean theme.primaryColor" in caplog.text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, r"or the path or address of a theme file, but is 'a.toml', and there is no file .*a.toml"),
        ("", "has no section"),
        ("[server]\nport = 80\n", "has no section"),
        ("[theme\n", "is not TOML"),
        ("[theme]\nbase = 'b.toml'\n", "must be light or dark, and not another file"),
        ("[theme]\nbase = 'http://127.0.0.1:1/b.toml'\n", "must be light or dark, and not another file"),
        ("[theme.sidbar]\ntextColor = 'red'\n", r"the section \[theme.sidbar\], which does not exist"),
        ("[theme.light.dark]\ntextColor = 'red'\n", r"\[theme.light.dark\], which does not exist"),
        ("[theme]\nprimaryColor = 'reddish'\n", "primaryColor .from the theme file a.toml. must be a colour"),
        ("[theme]\n#" + "x" * theme_files.LARGEST, "is larger than 1 MB"),
    ],
)
def test_a_bad_theme_file_is_refused_with_its_reason(project, content, message):
    if content is not None:
        (project / "work/a.toml").write_text(content)
    with pytest.raises(ConfigError, match=message):
        load(project, "[theme]\nbase = 'a.toml'\n")


def test_a_theme_is_fetched_from_an_address(project):
    asked = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b"[theme]\nprimaryColor = 'teal'\n")

    with serving(answer) as url:
        config = load(project, f"[theme]\nbase = '{url}'\nfont = 'serif'\n")
    assert theme_settings(config.theme) == {"primaryColor": "teal", "font": "serif"}
    assert asked == ["/theme.toml"]


@pytest.mark.parametrize("target", ["file:///etc/hostname", "ftp://127.0.0.1/a.toml", "gopher://127.0.0.1/"])
def test_only_web_addresses_are_fetched_also_after_a_redirect(project, target):
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", target)
        handler.end_headers()

    with pytest.raises(ConfigError, match="must begin with http"):
        load(project, f"[theme]\nbase = '{target}'\n")
    with serving(answer) as url, pytest.raises(ConfigError, match=r"must begin with http|cannot be down"):
        load(project, f"[theme]\nbase = '{url}'\n")


def test_a_server_that_fails_is_named(project):
    with serving(lambda handler: handler.send_error(404)) as url:
        with pytest.raises(ConfigError, match=f"{url} cannot be downloaded: Not Found"):
            load(project, f"[theme]\nbase = '{url}'\n")
    with pytest.raises(ConfigError, match=r"cannot be downloaded: .*refused"):
        load(project, f"[theme]\nbase = '{url}'\n")


def test_an_endless_answer_ends_at_the_limit_of_its_size(project):
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"#" * 65536)
        except OSError:
            pass  # the reader has had enough

    with serving(answer) as url, pytest.raises(ConfigError, match="is larger than 1 MB"):
        load(project, f"[theme]\nbase = '{url}'\n")


def test_an_answer_that_comes_byte_by_byte_ends_at_the_limit_of_time(project, monkeypatch):
    monkeypatch.setattr(theme_files, "WITHIN", 0.5)
    enough = threading.Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while not enough.wait(0.05):
                handler.wfile.write(b"#")
                handler.wfile.flush()
        except OSError:
            pass  # the reader has had enough

    with serving(answer) as url:
        try:
            with pytest.raises(ConfigError, match="cannot be downloaded: timed out"):
                load(project, f"[theme]\nbase = '{url}'\n")
        finally:
            enough.set()

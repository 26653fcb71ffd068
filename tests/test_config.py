"""Options: declarations, values from every place, who wins, and what is said of mistakes."""

import logging
import re
from pathlib import Path

import msgspec
import pytest

import treadle
from treadle._core.config import OPTIONS, Config
from treadle._core.theme import HUES, font_origins, style_origins, theme_settings
from treadle.errors import ConfigError


@pytest.fixture
def places(tmp_path):
    """Four folders in which options can be set: beside the script, working directory, home, and a
    function to do so.
    """

    def write(folder, tool, text):
        file = tmp_path / folder / f".{tool}" / "config.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return str(file)

    def load(flags=None, env=None):
        for folder in ("apps", "work", "home"):
            (tmp_path / folder).mkdir(exist_ok=True)
        return Config.load(
            tmp_path / "apps" / "app.py",
            flags=flags,
            env=env or {},
            cwd=tmp_path / "work",
            home=tmp_path / "home",
        )

    return write, load


def port(number):
    return f"[server]\nport = {number}\n"


def test_defaults_are_as_in_streamlit():
    config = Config()
    assert (config.server.port, config.server.address, config.server.headless) == (8501, None, None)
    assert (config.server.maxMessageSize, config.server.disconnectedSessionTTL) == (200, 120)
    assert config.source("server.port") == "default"


@pytest.mark.parametrize("option", OPTIONS.values(), ids=lambda option: option.name)
def test_every_option_has_help_and_a_default_that_it_accepts(option):
    assert option.help.endswith(".")
    assert option.parse(option.default) == option.default
    assert Config().get(option.name) == option.default


def test_every_option_is_read_by_something():
    root = Path(treadle.__file__).parent
    python = [path.read_text() for path in root.rglob("*.py") if path != root / "_core" / "config.py"]
    theme = (root.parents[1] / "frontend" / "src" / "theme" / "theme.ts").read_text()
    sources = {"theme": theme}
    for option in OPTIONS:
        source = sources.get(option.partition(".")[0], "".join(python))
        name = option.rpartition(".")[2]
        if option.startswith("theme."):  # colours with a name are read all alike
            name = re.sub(rf"^({'|'.join(HUES)})(?=[A-Z])", "${hue}", name)
        assert re.search(rf"(?<!\w){re.escape(name)}\b", source), f"{option} has no effect"


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        ("server.port", "SERVER_PORT"),
        ("server.baseUrlPath", "SERVER_BASE_URL_PATH"),
        ("server.enableCORS", "SERVER_ENABLE_CORS"),
        ("server.disconnectedSessionTTL", "SERVER_DISCONNECTED_SESSION_TTL"),
        ("theme.light.sidebar.primaryColor", "THEME_LIGHT_SIDEBAR_PRIMARY_COLOR"),
    ],
)
def test_environment_variables_are_named_as_in_streamlit(name, variable):
    assert OPTIONS[name].env == variable


def test_the_place_with_more_weight_wins(places):
    write, load = places
    order = [("home", "streamlit"), ("work", "streamlit"), ("apps", "streamlit")]
    order += [("home", "treadle"), ("work", "treadle"), ("apps", "treadle")]
    for number, (folder, tool) in enumerate(order, start=1):
        file = write(folder, tool, port(number))
        config = load()
        assert (config.server.port, config.source("server.port")) == (number, file)
    env = {"STREAMLIT_SERVER_PORT": "7"}
    assert load(env=env).source("server.port") == "STREAMLIT_SERVER_PORT"
    env["TREADLE_SERVER_PORT"] = "8"
    assert load(env=env).server.port == 8
    config = load(flags={"server.port": "9"}, env=env)
    assert (config.server.port, config.source("server.port")) == (9, "--server.port")


def test_places_are_merged_option_by_option(places):
    write, load = places
    write("home", "streamlit", "[theme]\nbase = 'dark'\nfont = 'serif'\n")
    write("apps", "treadle", "[theme]\nfont = 'monospace'\n[theme.sidebar]\nbaseRadius = 8\n")
    assert theme_settings(load().theme) == {
        "base": "dark",
        "font": "monospace",
        "sidebar": {"baseRadius": "8"},
    }


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("server.headless", "true", True),
        ("server.headless", "Off", False),
        ("server.headless", "1", True),
        ("server.port", " 80 ", 80),
        ("server.allowedHosts", "a.example, b.example,", ("a.example", "b.example")),
        ("server.baseUrlPath", "/reports/sales/", "reports/sales"),
        ("server.disconnectedSessionTTL", "1.5", 1.5),
        ("client.toolbarMode", "Viewer", "viewer"),
        ("client.showErrorDetails", "stacktrace", "stacktrace"),
        ("theme.primaryColor", "#f00", "#f00"),
    ],
)
def test_texts_become_what_the_option_is(name, text, value):
    assert Config.of({name: text}).get(name) == value


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("server.port", "eighty", "server.port must be a whole number, but is 'eighty'"),
        ("server.port", 70000, "65535"),
        ("server.port", True, "server.port"),
        ("server.headless", "maybe", "true or false"),
        ("server.allowedHosts", 3, "a list"),
        ("server.maxMessageSize", 0, ">= 1"),
        ("client.toolbarMode", "huge", "auto, developer, viewer, minimal"),
        ("theme.base", "blue", "light, dark"),
        (
            "theme.primaryColor",
            "red; } body { display: none",
            "must be a colour as in CSS, such as `#4f46e5`",
        ),
        ("theme.primaryColor", "reddish", "must be a colour as in CSS"),
        ("theme.dark.sidebar.textColor", "#12345", "must be a colour as in CSS"),
        ("theme.baseRadius", "huge", "must be none, small, medium, large, full, or a length such as `8px`"),
        ("theme.font", "Inter; }", "must be names of fonts as in CSS"),
        ("server.trustedUserHeaders", "[1", "must be an object of JSON, but is not valid JSON"),
        ("server.trustedUserHeaders", "[]", "must be a table"),
        ("server.trustedUserHeaders", {"X-A": 1}, "must be a text"),
        ("server.trustedUserHeaders", {"X-A": "a", "X-B": "a"}, "must not have two headers for one name"),
        ("server.prot", 1, "Did you mean server.port"),
        ("server.cookieSecret", "x", "an option of Streamlit's that Treadle does not have"),
        ("theme.dark.chartCategoricalColors", ["red", "reddish"], "must be a colour as in CSS"),
        ("theme.headingFontSizes", "2em", "must be a length such as `18px`"),
        ("theme.headingFontWeights", "[700, 710]", "a multiple of 50"),
        ("theme.headingFontWeights", "[700", "must be a list, but is not valid JSON"),
        ("theme.fontFaces", [{"family": "A"}], "needs `url`"),
        ("theme.fontFaces", [{"family": "A", "url": '");}'}], "must be an address"),
        ("theme.showWidgetBorder", "perhaps", "true or false"),
    ],
)
def test_a_wrong_option_or_value_says_what_would_be_right(name, value, said):
    with pytest.raises(ConfigError) as caught:
        Config.of({name: value})
    assert said in str(caught.value)


@pytest.mark.parametrize("color", ["Teal", "transparent", "#abc", "#aabbccdd", "rgb(0, 128, 0)"])
def test_a_colour_is_written_as_in_css(color):
    assert Config.of({"theme.primaryColor": color}).theme.primaryColor == color


def test_a_wrong_value_in_a_file_names_the_file(places):
    write, load = places
    file = write("work", "streamlit", "[server]\nport = 'x'\n")
    with pytest.raises(ConfigError) as caught:
        load()
    assert file in str(caught.value)


def test_a_file_that_is_no_toml_is_named(places):
    write, load = places
    file = write("work", "treadle", "[server\n")
    with pytest.raises(ConfigError) as caught:
        load()
    assert file in str(caught.value)


def test_unknown_options_in_files_are_warned_of_with_file_and_name(places, caplog):
    write, load = places
    file = write("work", "streamlit", "[server]\nprot = 1\ncookieSecret = 'x'\nport = 80\n[mine]\na = 1\n")
    with caplog.at_level(logging.WARNING, "treadle.config"):
        assert load().server.port == 80
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 3
    assert all(file in text for text in said)
    assert "server.prot is not an option. Did you mean server.port" in said[0]
    assert "an option of Streamlit's" in said[1]
    assert "mine.a" in said[2]


@pytest.mark.parametrize("value", ["[1, 2]", "[[1], {a = 2}]", "1979-05-27", "nan", "false"])
def test_an_unknown_option_of_any_type_is_one_line_of_warning(places, caplog, value):
    write, load = places
    write("work", "treadle", f"[server]\nports = {value}\nport = 80\n")
    assert load().server.port == 80
    (record,) = caplog.records
    assert "server.ports is not an option" in record.getMessage()
    assert "\n" not in record.getMessage()


def test_a_value_that_is_only_equal_to_what_treadle_does_anyway_is_warned_of(places, caplog):
    write, load = places
    write("home", "streamlit", "[browser]\ngatherUsageStats = [false]\n")
    load()
    assert len(caplog.records) == 1


def test_a_file_with_a_byte_order_mark_is_read(places):
    write, load = places
    write("work", "treadle", "\ufeff[server]\nport = 80\n")
    assert load().server.port == 80


@pytest.mark.parametrize("proxies", ["10.0.0.0/33", "proxy.example.com", "10.0.0.7, x"])
def test_a_trusted_proxy_is_an_address_or_a_network(places, proxies):
    _, load = places
    with pytest.raises(ConfigError, match="must have addresses, networks"):
        load({"server.trustedProxies": proxies})
    assert load({"server.trustedProxies": "10.0.0.0/8, ::1, *"}).server.trustedProxies == (
        "10.0.0.0/8",
        "::1",
        "*",
    )


def test_asking_for_what_treadle_does_anyway_is_no_reason_to_warn(places, caplog):
    write, load = places
    write("home", "streamlit", "[browser]\ngatherUsageStats = false\n")
    load()
    assert not caplog.records


def test_a_mistyped_environment_variable_is_warned_of(places, caplog):
    _, load = places
    load(env={"TREADLE_SERVER_PROT": "80", "STREAMLIT_SHARING_MODE": "x", "TREADLE_HOME": "y"})
    (record,) = caplog.records
    assert "TREADLE_SERVER_PROT" in record.getMessage()
    assert "TREADLE_SERVER_PORT" in record.getMessage()


def test_a_config_does_not_change():
    config = Config.of({"server.port": 80})
    with pytest.raises(AttributeError):
        config.server = Config().server
    with pytest.raises(AttributeError):
        config.server.port = 81
    with pytest.raises(TypeError):
        config.sources["server.port"] = "me"


def test_who_asks_for_an_unknown_option_hears_of_it():
    for ask in (Config().get, Config().source):
        with pytest.raises(ConfigError):
            ask("server.prot")


def test_a_theme_that_was_not_set_is_empty():
    assert theme_settings(Config().theme) == {}


@pytest.mark.parametrize(("old", "new"), [(True, "full"), (False, "stacktrace"), ("false", "stacktrace")])
def test_an_old_true_or_false_still_says_how_much_of_errors_is_shown(old, new):
    assert Config.of({"client.showErrorDetails": old}).client.showErrorDetails == new


def test_lists_of_a_theme_can_be_in_the_environment_and_in_files(places):
    write, load = places
    faces = "[[theme.fontFaces]]\nfamily = 'A'\nurl = 'app/static/a.woff2'\n"
    write("apps", "treadle", f"[theme]\nheadingFontWeights = [700, 650]\n{faces}")
    theme = load(env={"TREADLE_THEME_CHART_CATEGORICAL_COLORS": "#fff, rgb(1, 2, 3)"}).theme
    assert msgspec.json.decode(msgspec.json.encode(theme_settings(theme))) == {
        "headingFontWeights": [700, 650],
        "fontFaces": [{"family": "A", "url": "app/static/a.woff2"}],
        "chartCategoricalColors": ["#fff", "rgb(1, 2, 3)"],
    }


def test_the_page_may_load_the_fonts_of_its_theme_and_no_others():
    faces = [
        {"family": "A", "url": "https://a.example/a.woff2"},
        {"family": "B", "url": "app/static/b.woff2"},
    ]
    theme = Config.of(
        {
            "theme.fontFaces": faces,
            "theme.font": "Nunito:https://fonts.googleapis.com/css2?family=Nunito:wght@400,700",
            "theme.dark.sidebar.codeFont": "Code : https://b.example/code.css",
        }
    ).theme
    assert style_origins(theme) == ("https://b.example", "https://fonts.googleapis.com")
    assert font_origins(theme) == ("https://a.example", "https://b.example", "https://fonts.gstatic.com")
    assert style_origins(Config().theme) == font_origins(Config().theme) == ()


def test_a_table_is_toml_in_a_file_and_json_elsewhere(places):
    write, load = places
    write("work", "treadle", '[server.trustedUserHeaders]\nX-User = "name"\n')
    assert load().server.trustedUserHeaders == {"X-User": "name"}
    assert load({"server.trustedUserHeaders": '{"X-Mail": "email"}'}).server.trustedUserHeaders == {
        "X-Mail": "email"
    }

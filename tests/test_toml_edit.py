"""Values of a TOML file are changed in place: all other lines and comments stay as they are."""

import tomllib

import pytest

from treadle._core.toml_edit import CannotEdit, edited

CONFIG = """\
# The configuration of our app
[server]
port = 8501   # behind nginx

[theme]   # our house style
base = "light"
# Teal, as in the logo
primaryColor = '#008080'  # do not change without asking
chartCategoricalColors = [
  "#111111", # first
  "#222222",
]
font = \"\"\"
serif\"\"\"

[[theme.fontFaces]]
family = "A = [b] # c"
url = "app/static/a.woff2"

[runner]
magicEnabled = false
"""


def test_only_the_lines_of_changed_values_change():
    result = edited(
        CONFIG,
        {
            ("theme", "primaryColor"): "#123456",
            ("theme", "font"): "monospace",
            ("theme", "base"): "light",
            ("theme", "textColor"): "#000000",
            ("theme", "sidebar", "backgroundColor"): "#ffffff",
            ("theme", "dark", "sidebar", "linkUnderline"): True,
        },
    )
    assert result == CONFIG.replace("'#008080'", '"#123456"').replace(
        '"""\nserif"""\n', '"monospace"\ntextColor = "#000000"\n'
    ).replace(
        'url = "app/static/a.woff2"\n\n',
        'url = "app/static/a.woff2"\n\n[theme.sidebar]\nbackgroundColor = "#ffffff"\n\n'
        "[theme.dark.sidebar]\nlinkUnderline = true\n\n",
    )


def test_a_removed_value_goes_with_its_line():
    result = edited(
        CONFIG, {("theme", "chartCategoricalColors"): None, ("theme", "base"): None, ("theme", "no"): None}
    )
    lines = CONFIG.splitlines(keepends=True)
    assert result == "".join(line for line in lines if not line.startswith(("chart", "  ", "]", "base")))


@pytest.mark.parametrize("text", ["", "# nothing", "[server]\nport = 1", "a = 1\n", "[theme]\n", "[theme]"])
def test_a_value_is_added_to_any_file(text):
    result = edited(text, {("theme", "font"): 'a"b\\c\u00fc\x7f', ("theme", "light", "paddingTop"): "8px"})
    assert tomllib.loads(result) == tomllib.loads(text) | {
        "theme": {"font": 'a"b\\c\u00fc\x7f', "light": {"paddingTop": "8px"}}
    }
    assert result.startswith(text)
    assert edited(result, {}) == result


@pytest.mark.parametrize(
    "text",
    [
        "theme.sidebar.font = 'serif'\nserver.port = 1\n[runner]\nmagicEnabled = true\n",
        "theme . sidebar.font = 'serif'\n'theme'.font=1#c\n",
        "[theme]\nsidebar.font = 'serif' # x\n[runner]\n",
    ],
)
def test_dotted_names_are_known(text):
    result = edited(text, {("theme", "font"): "a", ("theme", "sidebar", "textColor"): "b"})
    theme = tomllib.loads(result)["theme"]
    assert (theme["font"], theme["sidebar"]["textColor"]) == ("a", "b")
    assert {line.partition("=")[0] for line in text.splitlines()} <= {
        line.partition("=")[0] for line in result.splitlines()
    }


@pytest.mark.parametrize("text", ["theme = { font = 'a' } # x\n", "[theme]\nsidebar = { base = 'light' }\n"])
def test_an_inline_table_is_edited_where_it_is(text):
    result = edited(text, {("theme", "font"): "b"})
    assert tomllib.loads(result)["theme"] == tomllib.loads(text)["theme"] | {"font": "b"}
    assert text.partition("{")[0] in result


def test_lines_keep_their_ends():
    assert edited("[theme]\r\nfont = 'a'\r\n", {("theme", "base"): "dark"}) == (
        "[theme]\r\nfont = 'a'\r\nbase = \"dark\"\r\n"
    )


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("theme = { font = 'a' }\n", ("theme", "sidebar", "base")),
        ("theme.font = 'a'\nserver.port = 1\n", ("theme", "sidebar", "base")),
        ("theme = 1\n", ("theme", "font")),
        ("[[theme]]\nfont = 'a'\n", ("theme", "base")),
    ],
)
def test_what_cannot_be_edited_is_left_alone(text, path):
    with pytest.raises(CannotEdit):
        edited(text, {path: "b"})


def test_a_file_that_is_not_toml_is_refused():
    with pytest.raises(tomllib.TOMLDecodeError):
        edited("[theme\n", {})


@pytest.mark.parametrize("value", ["", "a\n\t\"'\\", True, 0, 1.5, ["a", "b"], [1, 2], [], "\U0001f600"])
def test_what_is_written_is_read_again(value):
    assert tomllib.loads(edited("", {("theme", "a"): value})) == {"theme": {"a": value}}

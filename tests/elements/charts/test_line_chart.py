from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from treadle._core.elements.colors import css_color

OpenPage = Callable[..., Any]

DATA = "{'day': [1, 2], 'a': [3, 4], 'b': [5, 6], 'who': ['x', 'y']}"


def chart(open_page: OpenPage, arguments: str) -> Any:
    return open_page(f"import treadle as st, pandas as pd\nst.line_chart({arguments})").one("line_chart")


def sent(props: Any) -> list[str]:
    names: list[str] = pa.ipc.open_stream(props.data.data).read_all().column_names
    return names


def test_all_columns_are_lines_by_default(open_page: OpenPage) -> None:
    shown = chart(open_page, "{'a': [1], 'b': [2]}")
    assert (shown.x, shown.y, shown.series) == (None, ("a", "b"), None)


def test_x_is_no_line_and_only_what_is_needed_is_sent(open_page: OpenPage) -> None:
    shown = chart(open_page, f"{DATA}, x='day', y='a'")
    assert (shown.x, shown.y) == ("day", ("a",))
    assert sent(shown) == ["day", "a"]
    assert chart(open_page, f"{DATA}, x='day'").y == ("a", "b", "who")


def test_index_is_the_axis(open_page: OpenPage) -> None:
    data = "pd.DataFrame({'a': [1]}, index=pd.Index(['k'], name='i'))"
    assert sent(chart(open_page, data)) == ["i", "a"]
    assert chart(open_page, f"{data}, x='i'").x == "i"


def test_a_column_tells_lines_apart(open_page: OpenPage) -> None:
    shown = chart(open_page, f"{DATA}, x='day', y='a', color='who'")
    assert (shown.series, shown.colors) == ("who", ())
    assert sent(shown) == ["day", "a", "who"]


@pytest.mark.parametrize(
    ("color", "colors"),
    [
        ("['#f00', (0, 128, 255)]", ("#f00", "rgb(0 128 255)")),
        ("['red', (0.5, 0.0, 1.0, 0.5)]", ("red", "rgb(128 0 255 / 0.5)")),
    ],
)
def test_colors(open_page: OpenPage, color: str, colors: tuple[str, ...]) -> None:
    assert chart(open_page, f"{DATA}, x='day', y=['a', 'b'], color={color}").colors == colors


def test_colors_of_bytes_and_words() -> None:
    assert css_color([1, 2, 3, 128]) == "rgb(1 2 3 / 0.502)"
    assert css_color("Grey") == "gray"
    assert css_color("rgba(1, 2, 3, 0.5)") == "rgba(1, 2, 3, 0.5)"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            "x='size'",
            "`x` names a column `size`, which the data does not have. Its columns are `day`, `a`, `b`, "
            "`who`.",
        ),
        ("y=['a', 'size']", "`y` names a column `size`"),
        ("color='size'", "`color` names a column `size`"),
        ("y=['a', 'b'], color='who'", "but `y` has 2 columns"),
        ("y=['a', 'b'], color='#fff'", "`color` has 1 colour, but the chart has 2 lines: a, b"),
        ("y='a', color=[3]", "not a colour"),
        ("width='wide'", "`width` cannot be"),
    ],
)
def test_bad_input_is_refused(open_page: OpenPage, arguments: str, message: str) -> None:
    error = open_page(f"import treadle as st\nst.line_chart({DATA}, {arguments})").error()
    assert message in error


def test_empty(open_page: OpenPage) -> None:
    assert chart(open_page, "None").y == ()

from collections.abc import Callable
from typing import Any

import pytest

OpenPage = Callable[..., Any]


def metric(open_page: OpenPage, arguments: str) -> Any:
    return open_page(f"import treadle as st, numpy as np, decimal\nst.metric({arguments})").one("metric")


@pytest.mark.parametrize(
    ("arguments", "color", "arrow"),
    [
        ("'m', 1, 2", "green", "up"),
        ("'m', 1, -2", "red", "down"),
        ("'m', 1, '-2 %'", "red", "down"),
        ("'m', 1, -2, 'inverse'", "green", "down"),
        ("'m', 1, 2, 'off'", "off", "up"),
        ("'m', 1, 2, 'grey'", "gray", "up"),
        ("'m', 1, -2, delta_arrow='off'", "red", "off"),
        ("'m', 1, -2, delta_arrow='up'", "green", "up"),
        ("'m', 1", "off", "off"),
        ("'m', 1, ''", "off", "off"),
    ],
)
def test_color_and_arrow(open_page: OpenPage, arguments: str, color: str, arrow: str) -> None:
    shown = metric(open_page, arguments)
    assert (shown.color, shown.arrow) == (color, arrow)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("None", "—"),
        ("np.float32(1.5)", 1.5),
        ("decimal.Decimal('1.10')", "1.10"),
        ("2**60", str(2**60)),
        ("'x'", "x"),
        ("float('nan')", "nan"),
    ],
)
def test_values(open_page: OpenPage, value: str, shown: Any) -> None:
    assert metric(open_page, f"'m', {value}").value == shown


def test_chart(open_page: OpenPage) -> None:
    assert metric(open_page, "'m', 1, chart_data=[1, None, float('nan'), 2.5]").chart == (
        1.0,
        None,
        None,
        2.5,
    )
    assert metric(open_page, "'m', 1, chart_data=np.array([1, 2])").chart == (1.0, 2.0)


def test_bad_input_is_refused(open_page: OpenPage) -> None:
    def error(arguments: str) -> str:
        page = open_page(f"import treadle as st\nst.metric({arguments})")
        return str(page.error())

    assert "`value` cannot be of type `list`" in error("'m', [1]")
    assert "`delta_color` must be" in error("'m', 1, 1, 'pink'")
    assert "contains values that are not numbers" in error("'m', 1, chart_data=['a']")
    assert "has 2 columns" in error("'m', 1, chart_data=[[1, 2]]")

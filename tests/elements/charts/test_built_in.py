"""`st.area_chart`, `st.bar_chart` and `st.scatter_chart`."""

from typing import Any

import pytest

from treadle.testing import AppTest

HEAD = """
import datetime
import pandas as pd
import polars as pl
import treadle as st
wide = {"day": [1, 2, 3], "a": [3, 4, 5], "b": [5, 6, 7]}
long = {"day": [1, 1, 2], "metres": [3, 4, 5], "kind": ["x", "y", "x"], "weight": [1.5, 2, 3]}
"""
COMMANDS = ("line_chart", "area_chart", "bar_chart", "scatter_chart")


def run(code: str) -> AppTest:
    return AppTest.from_string(HEAD + code).run()


def spec(code: str) -> dict[str, Any]:
    (chart,) = run(f"st.{code}").get("vega_lite_chart")
    found: dict[str, Any] = chart.spec
    return found


def encoding(code: str) -> dict[str, Any]:
    found: dict[str, Any] = spec(code)["encoding"]
    return found


def test_columns_side_by_side_become_series_in_the_browser() -> None:
    (chart,) = run("st.bar_chart(wide, x='day')").bar_chart
    assert chart.datasets == {
        "data": [{"x": 1, "y0": 3, "y1": 5}, {"x": 2, "y0": 4, "y1": 6}, {"x": 3, "y0": 5, "y1": 7}]
    }
    fold, names = chart.spec["transform"]
    assert fold == {"fold": ["y0", "y1"], "as": ["series", "value"]}
    assert names["calculate"] == '({"y0": "a", "y1": "b"})[datum.series]'
    assert chart.spec["encoding"]["color"]["scale"] == {"domain": ["a", "b"]}
    assert [each["title"] for each in chart.spec["encoding"]["tooltip"]] == ["day", "name", "value"]


def test_one_column_is_named_at_its_axis() -> None:
    found = encoding("bar_chart(wide, x='day', y='a')")
    assert (found["x"]["title"], found["y"]["title"]) == ("day", "a")
    assert "color" not in found
    found = encoding("scatter_chart(wide, x='day', y='a', x_label='', y_label='Metres')")
    assert (found["x"]["title"], found["y"]["title"]) == (None, "Metres")


@pytest.mark.parametrize("name", ["a.b", "a[0]", "a'b", 'a"b', "a\\\\b", "{x}", "a\\nb", "ä ö"])
def test_any_name_of_a_column(name: str) -> None:
    code = f"bar_chart({{{name!r}: [1, 2], 'b': [3, 4]}})".replace("\\\\\\\\", "\\\\")
    assert not run(f"st.{code}").exception
    assert spec(code)["encoding"]["y"]["field"] == "value"


def test_a_column_has_the_series_or_the_colors() -> None:
    found = encoding("bar_chart(long, x='day', y='metres', color='kind')")
    assert found["color"] == {"field": "series", "type": "nominal", "title": "kind"}
    found = encoding("scatter_chart(long, x='day', y='metres', color='weight', size='weight')")
    assert found["color"]["type"] == "quantitative"
    assert found["size"]["field"] == found["color"]["field"]
    code = "scatter_chart({'x': [1, 2], 'y': [1, 2], 'c': ['#f00', '#0f0']}, x='x', y='y', color='c')"
    assert encoding(code)["color"] == {"field": "color", "type": "nominal", "scale": None, "legend": None}


def test_colors() -> None:
    found = encoding("bar_chart(wide, x='day', color=['red', (0, 128, 255)])")
    assert found["color"]["scale"]["range"] == ["var(--tr-red)", "rgb(0 128 255)"]
    assert encoding("bar_chart(wide, x='day', y='a', color='#0f0')")["color"] == {"value": "#0f0"}
    assert "color" not in encoding("bar_chart(wide, x='day', y='a', color=[])")


def test_bars_lie_and_stand_on_each_other_or_side_by_side() -> None:
    assert encoding("bar_chart(wide, x='day', horizontal=True)")["y"]["field"] == "x"
    assert "stack" not in encoding("bar_chart(wide, x='day')")["y"]
    for stack, said in (("True", "zero"), ("'normalize'", "normalize"), ("'center'", "center")):
        assert encoding(f"bar_chart(wide, x='day', stack={stack})")["y"]["stack"] == said
    beside = encoding("bar_chart(wide, x='day', stack=False)")
    assert (beside["y"]["stack"], beside["xOffset"]) == (None, {"field": "series"})
    lying = encoding("bar_chart(wide, x='day', stack=False, horizontal=True)")
    assert lying["yOffset"] == {"field": "series"}
    assert encoding("bar_chart(wide, x='day', stack='layered')")["y"]["stack"] is None


def test_the_order_of_bars() -> None:
    code = "bar_chart(long, x='kind', y='metres'"
    assert "sort" not in encoding(f"{code})")["x"]
    assert encoding(f"{code}, sort=False)")["x"]["sort"] is None
    assert encoding(f"{code}, sort='weight')")["x"]["sort"] == {"field": "sort", "order": "ascending"}
    assert encoding(f"{code}, sort='-metres')")["x"]["sort"] == {"field": "value", "order": "descending"}
    sizes = "pd.Categorical(['S', 'M'], categories=['S', 'M', 'L'], ordered=True)"
    frame = f"pd.DataFrame({{'size': {sizes}, 'n': [1, 2]}})"
    assert encoding(f"bar_chart({frame}, x='size')")["x"]["sort"] == ["S", "M", "L"]


@pytest.mark.parametrize(
    ("values", "bar", "point"),
    [
        ("[1, 2]", "ordinal", "quantitative"),
        ("['a', 'b']", "ordinal", "nominal"),
        ("[True, False]", "ordinal", "nominal"),
        ("pd.to_datetime(['2024-01-01', '2024-01-03'])", "temporal", "temporal"),
        ("pd.to_datetime(['2024-01-01', '2024-01-03']).tz_localize('Asia/Tokyo')", "temporal", "temporal"),
        ("[datetime.date(2024, 1, 1), datetime.date(2024, 1, 2)]", "temporal", "temporal"),
        ("[datetime.datetime(2024, 1, 1), None]", "temporal", "temporal"),
        ("[datetime.time(1), datetime.time(2)]", "ordinal", "quantitative"),
    ],
)
def test_the_axis_fits_the_values(values: str, bar: str, point: str) -> None:
    frame = f"pd.DataFrame({{'x': {values}, 'y': [1, 2]}})"
    assert encoding(f"bar_chart({frame}, x='x', y='y')")["x"]["type"] == bar
    assert encoding(f"scatter_chart({frame}, x='x', y='y')")["x"]["type"] == point


def test_moments_of_a_zone_stand_where_its_clocks_show_them() -> None:
    frame = "pd.DataFrame({'x': pd.to_datetime(['2024-01-01 12:00']).tz_localize('Asia/Tokyo'), 'y': [1]})"
    (chart,) = run(f"st.scatter_chart({frame}, x='x', y='y')").scatter_chart
    (row,) = chart.datasets["data"]
    assert (row["x"].hour, row["x"].tzinfo) == (12, None)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "data",
    [
        "None",
        "[]",
        "[3, 1, 2]",
        "{'a': []}",
        "pd.DataFrame()",
        "pd.Series([1, 2], name='s')",
        "pd.DataFrame({0: [1], 1: [2]})",
        "pd.DataFrame({'a': [1, 2]}, index=pd.Index(['k', 'l'], name='i'))",
        "pd.DataFrame({'a': [1]}, index=pd.MultiIndex.from_tuples([('k', 1)]))",
        "pd.DataFrame({'a': [1]}, index=pd.to_datetime(['2024-01-01']))",
        "pl.DataFrame({'a': [1, None]})",
        "pl.LazyFrame({'a': [1, 2]})",
        "pd.DataFrame({'a': [1, float('nan')], 'b': ['x', None]})",
        "pd.DataFrame({'a': ['x', 'y']})",
    ],
)
def test_any_table(command: str, data: str) -> None:
    at = run(f"st.{command}({data})")
    assert not at.exception
    assert len(at.get("vega_lite_chart")) == len(at.get(command)) == 1


def test_areas() -> None:
    stacks = ("None", "False", "'layered'", "True", "'normalize'", "'center'")
    at = run("\n".join(f"st.area_chart(wide, x='day', stack={each})" for each in stacks))
    assert [chart.stack for chart in at.area_chart] == [False, False, False, True, "normalize", "center"]
    assert at.area_chart[0].y == ("a", "b")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ("x='size'", "APIError"),
        ("y=['a', 'size']", "APIError"),
        ("color='size'", "APIError"),
        ("color=5", "APIError"),
        ("color=['#f00']", "APIError"),
        ("y='a', color=['nope']", "InvalidColorError"),
        ("x=5", "InvalidParameterTypeError"),
        ("width=0", "InvalidWidthError"),
        ("height=0", "InvalidHeightError"),
    ],
)
def test_bad_input_is_refused(command: str, arguments: str, error: str) -> None:
    (found,) = run(f"st.{command}(wide, {arguments})").exception
    assert found._props.type.endswith(error)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ("bar_chart(wide, stack='high')", "ValueError"),
        ("area_chart(wide, stack=2)", "ValueError"),
        ("bar_chart(wide, sort='size')", "APIError"),
        ("bar_chart(wide, sort=2)", "InvalidParameterTypeError"),
        ("scatter_chart(wide, size='none')", "ValueError"),
        ("scatter_chart(wide, size=[1])", "ValueError"),
        ("bar_chart(5)", "DataframeConversionError"),
    ],
)
def test_bad_options_are_refused(call: str, error: str) -> None:
    (found,) = run(f"st.{call}").exception
    assert found._props.type.endswith(error)

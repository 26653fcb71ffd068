"""`st.echarts_chart`."""

import json
from typing import Any

import pytest

from treadle._core.elements.charts.echarts_chart import EchartsChart
from treadle.testing import AppTest

HEAD = """
import numpy as np
import pandas as pd
import treadle as st
series = [{"type": "bar", "name": "n", "data": [1, 2]}]
option = {"xAxis": {"data": ["a", "b"]}, "yAxis": {}, "series": series}
"""

NOTHING: dict[str, Any] = {"selected": [], "areas": []}


def app(script: str) -> AppTest:
    return AppTest.from_string(HEAD + script).run(timeout=30)


def shown(script: str) -> Any:
    at = app(script)
    assert not at.exception, at.exception[0].message
    (found,) = at.echarts_chart
    return found


def test_a_dict_json_and_an_object_of_pyecharts() -> None:
    plain = shown("st.echarts_chart(option)")
    assert plain.option["series"][0]["data"] == [1, 2]
    assert json.loads(plain.spec) == plain.option
    assert plain.value is None
    as_json = shown("import json\nst.echarts_chart(json.dumps(option))")
    made = shown(
        "class Bar:\n    def dump_options_with_quotes(self): return '{\"series\": []}'\n"
        "st.echarts_chart(Bar())"
    )
    assert (as_json.option, made.option) == (plain.option, {"series": []})


def test_data_of_libraries() -> None:
    found = shown(
        "frame = pd.DataFrame({'day': pd.to_datetime(['2024-02-03']), 'n': [float('nan')]})\n"
        "st.echarts_chart({'dataset': {'source': frame}, 'series': [{'data': np.arange(3)}],\n"
        "    'max': np.float64(2.5), 'at': pd.Timestamp('2024-02-03')})"
    )
    assert found.option["dataset"]["source"] == {"day": ["2024-02-03T00:00:00"], "n": [None]}
    assert found.option["series"] == [{"data": [0, 1, 2]}]
    assert (found.option["max"], found.option["at"]) == (2.5, "2024-02-03T00:00:00")


def test_only_data_that_change_are_other_bytes() -> None:
    at = app(
        "n = st.session_state.setdefault('n', 0)\nst.session_state.n += 1\n"
        "st.echarts_chart({'series': [{'data': list(range(100))}, {'data': [n] * 100}]})"
    )
    first = at.echarts_chart[0]._props
    at.run()
    second = at.echarts_chart[0]._props
    assert first.option == second.option
    assert first.arrays[0].data == second.arrays[0].data
    assert first.arrays[1].data != second.arrays[1].data
    assert at.echarts_chart[0].option["series"][1]["data"] == [1] * 100


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("3", "pyecharts"),
        ("None", "pyecharts"),
        ("[1]", "pyecharts"),
        ("'x'", "not an option"),
        ("'[1]'", "not an option"),
        ("{'a': lambda: 1}", "function"),
        ("option, theme='dark'", "theme"),
        ("option, renderer='gl'", "renderer"),
        ("option, on_select='now'", "on_select"),
        ("option, width='wide'", "width"),
        ("option, height=0", "height"),
    ],
)
def test_bad_arguments(arguments: str, message: str) -> None:
    (found,) = app(f"st.echarts_chart({arguments})").exception
    assert message in found.message


def test_look_and_size() -> None:
    props = shown(
        "st.echarts_chart(option, theme=None, renderer='svg', width='content', height='stretch', alt='Bars')"
    )._props
    assert (props.themed, props.renderer, props.width, props.height, props.alt) == (
        False, "svg", 700, "stretch", "Bars",
    )  # fmt: skip


def test_a_selection_reruns_the_app() -> None:
    at = app("event = st.echarts_chart(option, key='c', on_select='rerun')\nst.json(event)")
    assert json.loads(at.json[0].value) == {"selection": NOTHING}
    at.echarts_chart("c").select([1]).run()
    (group,) = at.session_state["c"].selection.selected
    assert group == {
        "series_index": 0, "series_id": None, "series_name": "n", "data_type": "main", "data_indices": [1],
    }  # fmt: skip
    at.echarts_chart("c").clear().run()
    assert json.loads(at.json[0].value) == {"selection": NOTHING}
    with pytest.raises(ValueError, match="on_select"):
        app("st.echarts_chart(option)").echarts_chart[0].select([1])


GROUP = {"series_index": 0, "series_id": None, "series_name": None, "data_type": "main", "data_indices": [1]}
AREA = {"brush_index": 0, "brush_type": "rect", "coord_range": [[0, 1], [2, 3]]}


def test_what_a_browser_may_send() -> None:
    chart = EchartsChart(option="{}", selects=True)
    value = json.dumps({"selected": [GROUP], "areas": [AREA]})
    assert chart.check(value) == value
    for wrong in (
        3,
        "{}",
        "[" * 100_000,
        json.dumps({"selected": [GROUP | {"series_index": -1}], "areas": []}),
        json.dumps({"selected": [GROUP | {"data_indices": [-1]}], "areas": []}),
        json.dumps({"selected": [], "areas": [AREA | {"brush_type": "star"}]}),
    ):
        with pytest.raises(ValueError, match="selection"):
            chart.check(wrong)
    with pytest.raises(ValueError, match="no such selection"):
        EchartsChart(option="{}").check(value)

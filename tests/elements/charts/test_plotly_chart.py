"""`st.plotly_chart`."""

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

from treadle._core.elements.charts.plotly_chart import PlotlyChart
from treadle.testing import AppTest

OpenPage = Callable[..., Any]

HEAD = (
    "import plotly.graph_objects as go\nimport treadle as st\n"
    "figure = go.Figure(go.Bar(x=['a', 'b'], y=[1, 2]))\n"
)


def app(script: str) -> AppTest:
    return AppTest.from_string(HEAD + script).run()


def shown(script: str) -> Any:
    at = app(script)
    assert not at.exception
    (found,) = at.plotly_chart
    return found._props


def error(script: str) -> Any:
    (found,) = app(script).exception
    return found._props


POINT = {"curve_number": 0, "point_number": 1, "point_index": 1, "x": "b", "y": 2}
NOTHING = {"points": [], "point_indices": [], "box": [], "lasso": []}


def test_a_chart_without_a_selection_is_an_element() -> None:
    at = app("st.write(type(st.plotly_chart(figure)).__name__)")
    assert at.markdown[0].value == "Container"
    assert at.get("plotly_chart")[0].figure["data"] == [{"type": "bar", "x": ["a", "b"], "y": [1, 2]}]
    assert json.loads(at.plotly_chart[0].spec)["data"][0]["y"] == [1, 2]


def test_write_and_magic_show_a_figure() -> None:
    assert (
        shown("st.write(figure)").figure == shown("figure").figure == shown("st.plotly_chart(figure)").figure
    )


@pytest.mark.parametrize(
    ("arguments", "width", "height"),
    [
        ("", "stretch", 450),
        ("width='content'", 700, 450),
        ("width=300, height=200", 300, 200),
        ("height='stretch'", "stretch", "stretch"),
        ("use_container_width=True", "stretch", 450),
        ("use_container_width=False", 700, 450),
        ("use_container_width=False, width=300", 300, 450),
        ("True, width=300", "stretch", 450),
    ],
)
def test_sizes(arguments: str, width: Any, height: Any) -> None:
    props = shown(f"st.plotly_chart(figure, {arguments})")
    assert (props.width, props.height) == (width, height)


def test_the_size_of_the_figure_itself() -> None:
    props = shown("figure.update_layout(width=320, height=240)\nst.plotly_chart(figure, width='content')")
    assert (props.width, props.height, props.least_height) == (320, 240, 240)


def test_theme_config_and_description() -> None:
    props = shown("st.plotly_chart(figure, theme=None, config={'scrollZoom': True}, alt=' Bars ')")
    assert (props.themed, json.loads(props.config), props.alt) == (False, {"scrollZoom": True}, "Bars")


@pytest.mark.parametrize(
    ("arguments", "kind", "message"),
    [
        ("theme='dark'", "ValueError_", "theme"),
        ("on_select='run'", "ValueError_", "on_select"),
        ("on_select=None", "ValueError_", "on_select"),
        ("on_select='rerun', selection_mode='line'", "ValueError_", "'box'"),
        ("on_select='rerun', selection_mode=['box', 'line']", "ValueError_", "selection_mode"),
        ("on_select='rerun', selection_mode=3", "InvalidParameterTypeError", "selection_mode"),
        ("width='wide'", "InvalidWidthError", "width"),
        ("config=3", "InvalidParameterTypeError", "config"),
        ("config={'a': object()}", "APIError", "config"),
    ],
)
def test_bad_arguments(arguments: str, kind: str, message: str) -> None:
    found = error(f"st.plotly_chart(figure, {arguments})")
    assert found.type.endswith(kind.rstrip("_")) or kind in found.type
    assert message in found.message


def test_what_is_no_figure() -> None:
    assert "PlotlyError" in error("st.plotly_chart(3)").type


def test_without_plotly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "plotly", None)
    at = AppTest.from_string("import treadle as st\nst.plotly_chart([{'y': [1]}])").run()
    assert at.exception[0]._props.type == "ModuleNotFoundError"
    assert "pip install plotly" in at.exception[0].message


def test_a_selection_reruns_the_app() -> None:
    at = app("event = st.plotly_chart(figure, key='c', on_select='rerun')\nst.json(event)")
    assert json.loads(at.json[0].value) == {"selection": NOTHING}
    at.plotly_chart("c").select([1]).run()
    assert json.loads(at.json[0].value) == {"selection": NOTHING | {"points": [POINT], "point_indices": [1]}}
    assert at.session_state["c"].selection.point_indices == [1]
    assert at.session_state.c["selection"]["points"][0]["x"] == "b"
    at.plotly_chart("c").clear().run()
    assert json.loads(at.json[0].value) == {"selection": NOTHING}


def test_areas_are_selected() -> None:
    at = app("event = st.plotly_chart(figure, on_select='rerun', selection_mode='box')\nst.json(event)")
    at.plotly_chart[0].select([1], box=[{"x": [0.5, 1.5], "y": [0, 3]}]).run()
    selection = json.loads(at.json[0].value)["selection"]
    assert selection["box"] == [{"xref": "x", "yref": "y", "x": [0.5, 1.5], "y": [0, 3]}]
    with pytest.raises(ValueError, match="no such selection"):
        at.plotly_chart[0].select(lasso=[{"x": [0, 1, 1], "y": [0, 0, 1]}])
    with pytest.raises(ValueError, match="no such selection"):
        at.plotly_chart[0].select([1])


def test_a_chart_without_on_select_cannot_be_selected() -> None:
    with pytest.raises(ValueError, match="on_select"):
        app("st.plotly_chart(figure)").plotly_chart[0].select([1])


def test_a_callback_is_called_first() -> None:
    at = app(
        "def chosen(): st.session_state.seen = st.session_state.c.selection.point_indices\n"
        "st.plotly_chart(figure, key='c', on_select=chosen)\nst.text(st.session_state.get('seen'))"
    )
    at.plotly_chart("c").select([0]).run()
    assert at.text[0].value == "[0]"


def test_in_a_form_a_selection_waits_for_the_button() -> None:
    at = app(
        "with st.form('f', clear_on_submit=True):\n"
        "    event = st.plotly_chart(figure, key='c', on_select='rerun')\n"
        "    st.form_submit_button()\n"
        "st.text(event.selection.point_indices)"
    )
    at.plotly_chart("c").select([1]).run()
    assert at.text[0].value == "[]"
    at.plotly_chart("c").select([1])
    at.form_submit_button[0].click().run()
    assert at.text[0].value == "[1]"
    assert at.run().text[0].value == "[]"


def test_in_a_form_there_is_no_callback() -> None:
    assert "Callback" in error("with st.form('f'):\n    st.plotly_chart(figure, on_select=print)").type


def test_the_state_cannot_be_set() -> None:
    found = error("st.session_state.c = 3\nst.plotly_chart(figure, key='c', on_select='rerun')")
    assert "ValueAssignmentNotAllowed" in found.type


def test_two_charts_that_are_the_same() -> None:
    same = "st.plotly_chart(figure, on_select='rerun')\n"
    assert "DuplicateElementId" in error(same * 2).type
    keyed = "st.plotly_chart(figure, key='c', on_select='rerun')\n"
    assert "DuplicateElementKey" in error(keyed * 2).type
    assert len(app("st.plotly_chart(figure)\n" * 2).plotly_chart) == 2


def test_with_a_key_a_selection_outlives_a_change_of_the_figure() -> None:
    at = app(
        "figure.data[0].y = [st.number_input('n', value=1), 2]\n"
        "st.text(st.plotly_chart(figure, key='c', on_select='rerun').selection.point_indices)\n"
        "st.text(st.plotly_chart(figure, on_select='rerun').selection.point_indices)"
    )
    for chart in at.plotly_chart:
        chart.select([1])
    at.run()
    assert [text.value for text in at.text] == ["[1]", "[1]"]
    at.number_input[0].set_value(5).run()
    assert [text.value for text in at.text] == ["[1]", "[]"]


def chart(*modes: Any) -> PlotlyChart:
    return PlotlyChart(figure="{}", curves=2, modes=modes or ("points", "box", "lasso"))


def sent(**parts: Any) -> str:
    return json.dumps(NOTHING | parts)


AREA = {"xref": "x", "yref": "y2", "x": [0, 1], "y": ["a", "b"]}


def test_what_a_browser_may_send() -> None:
    for value in (
        None,
        sent(),
        sent(points=[POINT], point_indices=[1]),
        sent(points=[{"curve_number": 1, "customdata": [1, ["a", None]], "marker_size": 1.5}]),
        sent(points=[{"curve_number": 1, "point_index": [1, 2]}]),
        sent(box=[AREA], lasso=[AREA | {"xref": "paper", "yref": "y domain"}]),
    ):
        assert chart().check(value) == value


@pytest.mark.parametrize(
    "value",
    [
        3,
        b"{}",
        ["{}"],
        "",
        "{",
        "[]",
        "{}",
        "[" * 10_000,
        sent(points=3),
        sent(points=[3]),
        sent(points=[{}]),
        sent(points=[{"curve_number": 2}]),
        sent(points=[{"curve_number": -1}]),
        sent(points=[{"curve_number": True}]),
        sent(points=[{"curve_number": 0, "point_index": -1}]),
        sent(points=[{"curve_number": 0, "point_index": "1"}]),
        sent(points=[{"curve_number": 0, "x": {"a": 1}}]),
        sent(points=[{"curve_number": 0, "x": [[[[1]]]]}]),
        sent(points=[{"curve_number": 0, "__class__ x": 1}]),
        sent(points=[{"curve_number": 0, "": 1}]),
        sent(point_indices=[-1]),
        sent(point_indices=["1"]),
        sent(box=[AREA | {"x": [0]}]),
        sent(box=[AREA | {"x": [0], "y": [0]}]),
        sent(box=[AREA | {"x": [None, 1]}]),
        sent(box=[AREA | {"xref": "</script>"}]),
        sent(box=[AREA | {"more": 1}]),
        sent(lasso=[{}]),
        sent(more=1),
    ],
)
def test_what_no_person_can_have_selected(value: Any) -> None:
    with pytest.raises(ValueError, match=r"selection|chart"):
        chart().check(value)


def test_a_browser_that_sends_nonsense_is_told_and_changes_nothing(open_page: OpenPage) -> None:
    page = open_page(HEAD + "st.plotly_chart(figure, key='c', on_select='rerun')")
    (node,) = page.nodes("plotly_chart")
    page.interact((node.id, sent(points=[{"curve_number": 9}])))
    assert page.state("c") == {"selection": NOTHING}
    page.interact((node.id, sent(points=[POINT], point_indices=[1])))
    assert page.state("c").selection.points == [POINT]


def test_only_the_array_that_changed_is_sent(open_page: OpenPage) -> None:
    page = open_page(
        "import numpy as np, plotly.graph_objects as go, treadle as st\n"
        "n = st.number_input('n', value=0)\n"
        "lines = [go.Scatter(y=np.arange(1000.0) + (n if i == 3 else 0)) for i in range(10)]\n"
        "st.plotly_chart(go.Figure(lines))"
    )
    page.live.collect(page.browser)
    page.interact((page.nodes("number_input")[0].id, 1))
    (patch,) = page.live.collect(page.browser).ops
    assert patch.prop == "arrays"
    assert [item for item in patch.items if isinstance(item, int)] == [9] * 9

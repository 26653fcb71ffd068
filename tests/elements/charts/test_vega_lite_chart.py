"""`st.vega_lite_chart` and `st.altair_chart`: what is shown, and what is selected."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from treadle._core.elements.charts.vega_lite_chart import MOST
from treadle._core.elements.selection import SelectionState
from treadle.testing import AppTest

OpenPage = Callable[..., Any]

HEAD = """
import altair as alt
import pandas as pd
import treadle as st
frame = pd.DataFrame({"a": [1, 2, 3], "b": [4, 5, 6]})
plain = alt.Chart(frame).mark_point().encode(x="a", y="b")
both = plain.add_params(alt.selection_interval(name="brush"), alt.selection_point(name="spot"))
"""


def run(code: str) -> AppTest:
    return AppTest.from_string(HEAD + code).run()


def failure(code: str) -> str:
    (found,) = run(code).exception
    return f"{found._props.type}: {found.message}"


def test_a_chart_and_its_rows() -> None:
    (chart,) = run("st.altair_chart(plain, alt='Points')").vega_lite_chart
    assert chart.spec["data"] == {"name": "data-1"}
    assert chart.datasets == {"data-1": [{"a": 1, "b": 4}, {"a": 2, "b": 5}, {"a": 3, "b": 6}]}
    assert (chart.alt, chart.value, chart.width, chart.height) == ("Points", None, "stretch", "content")


def test_write_and_magic_show_charts() -> None:
    assert len(run("st.write(plain)\nplain").vega_lite_chart) == 2


@pytest.mark.parametrize(
    ("arguments", "width"),
    [
        ("plain", "stretch"),
        ("plain | plain", "content"),
        ("plain & plain", "stretch"),
        ("plain | plain, width='stretch'", "stretch"),
        ("plain, width=300", 300),
        ("plain, use_container_width=True", "stretch"),
        ("plain, use_container_width=False", "content"),
        ("plain, use_container_width=False, width=300", 300),
    ],
)
def test_width(arguments: str, width: object) -> None:
    assert run(f"st.altair_chart({arguments})").vega_lite_chart[0].width == width


def test_nothing_is_selected_at_first() -> None:
    at = run("found = st.altair_chart(both, on_select='rerun', key='k')\nst.text(found)")
    assert at.text[0].value == "{'selection': {'brush': {}, 'spot': {}}}"
    assert at.session_state["k"] == {"selection": {"brush": {}, "spot": {}}}
    assert at.session_state.k.selection.brush == {}


def test_a_selection_reruns_the_app_and_stays() -> None:
    at = run(
        "found = st.altair_chart(both, on_select='rerun', key='k')\n"
        "st.text(found.selection.brush.get('a'))\nst.text(found['selection']['spot'])\nst.button('Again')"
    )
    at.vega_lite_chart[0].select(brush={"a": [1, 2.5], "b": [4, 5]}).run()
    assert at.text[0].value == "[1, 2.5]"
    at.vega_lite_chart[0].select(spot=[{"a": 2}]).run()
    assert [each.value for each in at.text] == ["[1, 2.5]", "[{'a': 2}]"]
    at.button[0].click().run()
    assert [each.value for each in at.text] == ["[1, 2.5]", "[{'a': 2}]"]
    at.vega_lite_chart[0].select(brush={}, spot=[]).run()
    assert [each.value for each in at.text] == ["None", "{}"]


def test_one_of_two_selections() -> None:
    at = run("st.text(st.altair_chart(both, on_select='rerun', selection_mode='spot').selection)")
    assert at.text[0].value == "{'spot': {}}"
    with pytest.raises(ValueError, match="a parameter that the chart does not report"):
        at.vega_lite_chart[0].select(brush={"a": [1, 2]})


def test_a_callback_is_called_before_the_rerun() -> None:
    at = run(
        "def note():\n    st.session_state.seen = dict(st.session_state.k.selection.brush)\n"
        "st.altair_chart(both, on_select=note, key='k')\nst.text(st.session_state.get('seen'))"
    )
    at.vega_lite_chart[0].select(brush={"a": [1, 2]}).run()
    assert at.text[0].value == "{'a': [1, 2]}"


def test_with_a_key_a_selection_stays_when_the_data_changes() -> None:
    code = (
        "rows = pd.concat([frame] * (1 + st.session_state.get('n', 0)))\n"
        "chart = both.properties(data=rows)\n"
        "st.text(st.altair_chart(chart, on_select='rerun', key='k').selection.brush)\n"
        "if st.button('More'): st.session_state.n = 1; st.rerun()"
    )
    at = run(code)
    at.vega_lite_chart[0].select(brush={"a": [1, 2]}).run()
    at.button[0].click().run()
    assert len(at.vega_lite_chart[0].datasets["data-1"]) == 6
    assert at.text[0].value == "{'a': [1, 2]}"


def test_in_a_form_a_selection_waits(open_page: OpenPage) -> None:
    at = run(
        "with st.form('f'):\n    found = st.altair_chart(both, on_select='rerun')\n"
        "    st.form_submit_button('Go')\nst.text(found.selection.brush)"
    )
    at.vega_lite_chart[0].select(brush={"a": [1, 2]})
    at.button[0].click().run()
    assert at.text[0].value == "{'a': [1, 2]}"


@pytest.mark.parametrize(
    "value",
    [
        {"other": {}},
        {"brush": [1, 2]},
        {"brush": {"a": 1}},
        {"brush": {"a": [{}]}},
        {"brush": {"a": [float("nan"), 1]}},
        {"brush": {"a": [float("inf"), 1]}},
        {"brush": {"a": [[1], 2]}},
        {"brush": {"a": [0] * (MOST + 1)}},
        {"spot": {"a": 1}},
        {"spot": [1]},
        {"spot": [{"a": {"b": 1}}]},
        {"spot": [{"a": 1}] * MOST},
        [],
        "brush",
        3,
        True,
    ],
)
def test_a_browser_cannot_send_what_nobody_can_select(open_page: OpenPage, value: Any) -> None:
    page = open_page(HEAD + "st.text(st.altair_chart(both, on_select='rerun', key='k').selection)")
    (chart,) = page.nodes("vega_lite_chart")
    page.interact((chart.id, value))
    assert page.one("text").body == "{'brush': {}, 'spot': {}}"


def test_a_chart_that_reports_nothing_takes_nothing(open_page: OpenPage) -> None:
    page = open_page(HEAD + "st.altair_chart(both)\nst.text('shown')")
    (chart,) = page.nodes("vega_lite_chart")
    page.interact((chart.id, {"brush": {"a": [1, 2]}}))
    assert page.one("vega_lite_chart").value is None


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("st.altair_chart(plain, on_select='rerun')", "APIError: `on_select` is set, but nothing can be"),
        ("st.altair_chart(both, on_select='rerun', selection_mode='x')", "It has `brush`, `spot`."),
        ("st.altair_chart(both, on_select='x')", "ValueError: `on_select` must be"),
        ("st.altair_chart(both, on_select=None)", "ValueError"),
        ("st.altair_chart(both, on_select='rerun', selection_mode=5)", "InvalidParameterTypeError"),
        ("st.altair_chart(plain, theme='dark')", "ValueError"),
        ("st.altair_chart(plain, width=0)", "InvalidWidthError"),
        ("st.altair_chart(plain, height='tall')", "InvalidHeightError"),
        ("st.vega_lite_chart(frame)", "MissingRequiredParameterError"),
        ("st.vega_lite_chart(frame, 5)", "APIError: `spec` must be a dict"),
        ("st.altair_chart(5)", "APIError: `st.altair_chart` shows Altair charts"),
        ("st.session_state.k = {}; st.altair_chart(both, on_select='rerun', key='k')", "ValueAssignment"),
        (
            "st.altair_chart(both, on_select='rerun'); st.altair_chart(both, on_select='rerun')",
            "DuplicateElementId",
        ),
        ("st.altair_chart(alt.Chart(frame).mark_point().encode(x='zz'))", "ValueError: Unable to determine"),
    ],
)
def test_bad_input_is_refused(code: str, message: str) -> None:
    assert message in failure(code)


def test_a_thread_updates_a_chart_and_a_fragment_gets_its_selection() -> None:
    at = run(
        """
import threading
place = st.empty()
place.altair_chart(plain)
def more():
    place.altair_chart(plain.properties(data=pd.concat([frame, frame])))
thread = threading.Thread(target=more)
thread.start(); thread.join()
@st.fragment
def part():
    st.text(st.altair_chart(both, on_select="rerun").selection.brush)
part()
st.text("whole page")
"""
    )
    assert len(at.vega_lite_chart[0].datasets["data-1"]) == 6
    at.vega_lite_chart[1].select(brush={"a": [1, 2]}).run()
    assert at.text[0].value == "{'a': [1, 2]}"


def test_what_is_selected_is_read_only() -> None:
    state = SelectionState(selection={"brush": {"a": [1, 2]}, "spot": [{"a": 1}]})
    assert state == {"selection": {"brush": {"a": [1, 2]}, "spot": [{"a": 1}]}}
    assert state.selection.brush.a == state["selection"]["brush"]["a"] == [1, 2]
    assert state.get("selection").get("brush").get("b", 3) == 3
    for change in (
        lambda: state.__setitem__("selection", {}),
        lambda: state.selection.update(brush={}),
        lambda: setattr(state, "selection", {}),
        lambda: state.selection.brush.pop("a"),
        lambda: state.clear(),
    ):
        with pytest.raises(TypeError, match="cannot be changed"):
            change()
    with pytest.raises(AttributeError, match="has no 'rows'"):
        _ = state.rows
    for made in (copy.copy(state), copy.deepcopy(state), pickle.loads(pickle.dumps(state))):
        assert made == state
        assert type(made) is SelectionState


def test_only_new_rows_of_a_large_table_travel(open_page: OpenPage) -> None:
    page = open_page(
        HEAD
        + "rows = 60_000 + 50 * st.session_state.setdefault('n', 0)\n"
        + "st.session_state.n += 1\n"
        + "large = pd.DataFrame({'a': range(rows), 'b': [0.5] * rows})\n"
        + "st.altair_chart(plain.properties(data=large))"
    )
    (before,) = page.one("vega_lite_chart").datasets
    page.rerun()
    page.settle()
    (after,) = page.one("vega_lite_chart").datasets
    assert len(before.data) > 4
    assert before.data[:-1] == after.data[:-1]
    assert before.data[-1] != after.data[-1]

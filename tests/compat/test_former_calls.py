"""Calls that earlier releases of Streamlit allowed, and 1.67 does not."""

import pytest

from treadle._core.compat.former import FORMER
from treadle.testing import AppTest

CALLS = {
    "altair_chart": "alt.Chart(rows).mark_bar().encode(x='a'), True",
    "area_chart": "[1, 2], None, None, True",
    "bar_chart": "[1, 2], 300",
    "cache_data": "abs, suppress_st_warning=True, allow_output_mutation=True",
    "cache_resource": "abs, experimental_allow_widgets=True",
    "code": "'a = 1', 'python', True",
    "data_editor": "rows, width=None, height=None",
    "dataframe": "rows, None, None",
    "file_uploader": "'File', encoding='utf-8'",
    "graphviz_chart": "'digraph { a -> b }', None, None",
    "image": "pixels, 'A caption', None, format='PNG'",
    "json": "{'a': 1}, False",
    "line_chart": "[1, 2], width=None, height=None",
    "map": "places, 3",
    "plotly_chart": "trace, True, 'private'",
    "pydeck_chart": "pydeck.Deck(), True",
    "pyplot": "",
    "scatter_chart": "[1, 2], None",
    "vega_lite_chart": "rows, {'mark': 'bar', 'encoding': {'x': {'field': 'a'}}}, None, None",
}
"""The arguments of a call of each command."""

SOURCE = """
import altair as alt
import matplotlib
import numpy
import pandas
import pydeck
import streamlit as st
matplotlib.use("Agg")
import matplotlib.pyplot
rows = pandas.DataFrame({{"a": [1, 2]}})
places = pandas.DataFrame({{"lat": [52.0], "lon": [13.0]}})
pixels = numpy.zeros((2, 2))
trace = {{"data": [{{"type": "bar", "y": [1, 2]}}]}}
{owner}.{call}
"""


def lines(caplog):
    return [record.getMessage() for record in caplog.records if record.name == "treadle.alias"]


@pytest.mark.parametrize("owner", ["st", "st.container()"])
@pytest.mark.parametrize("name", sorted(FORMER))
def test_a_call_of_an_earlier_release_works_and_is_logged_once(name, owner, caplog):
    if name.startswith("cache_") and owner != "st":
        pytest.skip("A container has no caches.")
    with AppTest.from_string(SOURCE.format(owner=owner, call=f"{name}({CALLS[name]})")).run(
        timeout=30
    ) as app:
        assert not app.exception, app.exception[0].message
        app.run(timeout=30)
    (line,) = lines(caplog)
    assert f"This call of `st.{name}` is one of an earlier Streamlit, and still works." in line


@pytest.mark.parametrize(
    ("call", "property_", "value"),
    [
        ("code('a', 'python', True)", "line_numbers", True),
        ("json({'a': 1}, False)", "expanded", 0),
        ("line_chart([1, 2], 300, 200)", "width", 300),
        ("line_chart([1, 2], 300, 200)", "height", 200),
        ("line_chart([1, 2], False)", "width", "content"),
        ("line_chart([1, 2], width=None)", "width", "stretch"),
        ("dataframe(rows, None, 200)", "height", 200),
        ("plotly_chart(trace, True, sharing='private')", "width", "stretch"),
    ],
)
def test_what_the_call_said_is_done(call, property_, value):
    with AppTest.from_string(SOURCE.format(owner="st", call=call)).run(timeout=30) as app:
        assert not app.exception, app.exception[0].message
        (shown,) = app.get(call.partition("(")[0])
        assert getattr(shown._props, property_) == value


def test_a_call_of_today_is_left_alone(caplog):
    with AppTest.from_string(
        SOURCE.format(owner="st", call="line_chart(rows, width=300)\nst.image(pixels, output_format='PNG')")
    ).run(timeout=30) as app:
        assert not app.exception
    assert lines(caplog) == []


def test_a_parameter_that_never_was_is_refused_as_before():
    with AppTest.from_string("import streamlit as st\nst.image([[0]], formt='PNG')").run() as app:
        assert "unexpected keyword argument 'formt'" in app.exception[0].message
    with AppTest.from_string("import streamlit as st\nst.code('a', 'b', True, 1)").run() as app:
        assert "positional arguments" in app.exception[0].message


def test_an_option_that_silenced_a_warning_has_no_effect(caplog):
    source = "import streamlit as st\nst.set_option('deprecation.showPyplotGlobalUse', False)\nst.text('on')"
    with AppTest.from_string(source).run() as app:
        assert app.text.values == ["on"]
    (line,) = lines(caplog)
    assert "`deprecation.showPyplotGlobalUse` of an earlier Streamlit has no effect" in line


GROWING = {
    "line_chart": "frame({})",
    "area_chart": "frame({}), x=None",
    "bar_chart": "data=frame({})",
    "scatter_chart": "frame({}), height=200",
    "dataframe": "frame({})",
    "table": "data=frame({})",
    "vega_lite_chart": "frame({}), {{'mark': 'bar', 'encoding': {{'x': {{'field': 'a'}}}}}}",
    "altair_chart": "alt.Chart(frame({})).mark_bar().encode(x='a')",
}


@pytest.mark.parametrize("name", sorted(GROWING))
def test_rows_are_added_at_the_end(name, caplog):
    """Twice, with names and without, where the element stands."""
    source = SOURCE.format(
        owner="frame = lambda rows: pandas.DataFrame({'a': rows})\nelement = st",
        call=f"{name}({GROWING[name].format([1, 2])})\nst.text('below')\n"
        "element.add_rows(frame([3]))\nelement.add_rows(data=[4])\n"
        f"st.{name}({GROWING[name].format([1, 2, 3, 4])})",
    )
    with AppTest.from_string(source).run(timeout=30) as app:
        assert not app.exception, app.exception[0].message
        grown, text, expected = list(app.main)[1:]
        assert (text.value, grown._props) == ("below", expected._props)
    assert any("`container.add_rows` is a name of an earlier Streamlit" in line for line in lines(caplog))


def test_a_chart_without_rows_gets_its_first():
    source = """
import streamlit as st
chart = st.line_chart()
chart.add_rows([1, 2])
chart.add_rows([3])
st.line_chart([1, 2, 3])
"""
    with AppTest.from_string(source).run(timeout=30) as app:
        assert not app.exception, app.exception[0].message
        grown, expected = app.get("line_chart")
        assert grown._props.y == expected._props.y


def test_rows_of_many_threads_are_all_there():
    source = """
import threading
import streamlit as st
chart = st.line_chart([0])
threads = [threading.Thread(target=lambda: [chart.add_rows([1]) for _ in range(10)]) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
import pandas
st.line_chart(pandas.DataFrame([0] + [1] * 40))
"""
    with AppTest.from_string(source).run(timeout=30) as app:
        assert not app.exception, app.exception[0].message
        grown, expected = app.get("line_chart")
        assert grown._props.data.id == expected._props.data.id


def test_what_has_no_rows_says_so():
    with AppTest.from_string("import streamlit as st\nst.text('a').add_rows([1])").run() as app:
        assert "`add_rows` is a name of an earlier Streamlit." in app.exception[0].message

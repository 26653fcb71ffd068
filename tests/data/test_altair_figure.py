"""Charts of Altair are recognised by what they were built from."""

import threading
from typing import Any

import altair as alt
import pandas as pd
import polars as pl
import pytest

from treadle._core.data.altair_figure import AltairFigures
from treadle._core.data.frame import Frame
from treadle.errors import APIError


def data(rows: int = 3) -> pd.DataFrame:
    return pd.DataFrame({"a": range(rows), "b": [2.5] * rows, "c": ["x"] * rows})


def build(frame: Any = None, **encoding: Any) -> alt.Chart:
    brush = alt.selection_interval()
    color = alt.condition(brush, "c:N", alt.value("gray"))
    chart = alt.Chart(data() if frame is None else frame).mark_circle()
    return chart.encode(**{"x": "a", "y": "b", "color": color, **encoding}).add_params(brush)


@pytest.fixture
def conversions(monkeypatch: pytest.MonkeyPatch) -> list[alt.Chart]:
    """The charts that Altair has converted itself."""
    found: list[alt.Chart] = []
    convert = alt.Chart.to_dict

    def to_dict(self: alt.Chart, *args: Any, **kwargs: Any) -> Any:
        found.append(self)
        return convert(self, *args, **kwargs)

    monkeypatch.setattr(alt.Chart, "to_dict", to_dict)
    return found


def test_rows_do_not_stand_in_the_specification_and_have_no_limit() -> None:
    figure = AltairFigures().figure(build(data(20_000)))
    ((name, table),) = figure.tables
    assert '"data":{"name":"data-1"}' in figure.spec
    assert isinstance(table, Frame)
    assert (name, table.rows) == ("data-1", 20_000)


def test_an_equal_chart_is_not_converted_again(conversions: list[alt.Chart]) -> None:
    figures = AltairFigures()
    first = figures.figure(build())
    count = len(conversions)
    again = figures.figure(build())
    assert len(conversions) == count
    assert (again.spec, again.picked) == (first.spec, first.picked)
    assert again.tables[0][1].fingerprint() == first.tables[0][1].fingerprint()


def test_neither_is_one_with_new_rows(conversions: list[alt.Chart]) -> None:
    figures = AltairFigures()
    first = figures.figure(build(data(3)))
    count = len(conversions)
    again = figures.figure(build(data(5)))
    assert len(conversions) == count
    assert again.spec == first.spec
    assert again.tables[0][1].rows == 5


def test_a_change_in_place_is_seen() -> None:
    figures, chart, frame = AltairFigures(), build(), data()
    chart.data = frame
    before = figures.figure(chart).tables[0][1].fingerprint()
    chart.mark = "square"
    assert '"square"' in figures.figure(chart).spec
    chart.encoding.x.title = "New"
    assert '"New"' in figures.figure(chart).spec
    frame.loc[0, "a"] = 77
    assert figures.figure(chart).tables[0][1].fingerprint() != before


def test_what_altair_infers_from_a_table_is_seen() -> None:
    figures = AltairFigures()

    def kind(values: Any) -> str:
        chart = alt.Chart(pd.DataFrame({"a": values})).mark_bar().encode(x="a")
        spec = figures.figure(chart).spec
        return next(each for each in ("quantitative", "nominal", "ordinal", "temporal") if each in spec)

    objects = [pd.Series(["x"], dtype=object), pd.Series([1], dtype=object)]
    assert [kind(each) for each in objects] == ["nominal", "quantitative"]
    assert kind([1]) == "quantitative"
    assert kind(["x"]) == "nominal"
    assert kind(pd.to_datetime(["2024-01-01"])) == "temporal"
    sizes = [["S", "M"], ["M", "S"]]
    charts = [
        alt.Chart(pd.DataFrame({"a": pd.Categorical(["S"], categories=each, ordered=True)})).mark_bar()
        for each in sizes
    ]
    specs = [figures.figure(chart.encode(x="a")).spec for chart in charts]
    assert '"sort":["S","M"]' in specs[0]
    assert '"sort":["M","S"]' in specs[1]


def test_a_theme_of_the_app_is_seen() -> None:
    figures = AltairFigures()
    plain = figures.figure(build()).spec

    @alt.theme.register("looms", enable=False)
    def looms() -> alt.theme.ThemeConfig:
        return {"config": {"background": "wheat"}}

    with alt.theme.enable("looms"):
        assert "wheat" in figures.figure(build()).spec
    assert figures.figure(build()).spec == plain


def test_equal_tables_are_one_and_different_ones_are_several() -> None:
    figures = AltairFigures()

    def layers(first: int, second: int) -> list[int]:
        parts = [alt.Chart(data(rows)).mark_line().encode(x="a", y="b") for rows in (first, second)]
        return [table.rows for _, table in figures.figure(alt.hconcat(*parts)).tables]

    assert layers(3, 3) == [3]
    assert layers(3, 4) == [3, 4]
    assert layers(5, 6) == [5, 6]
    assert layers(6, 6) == [6]


def test_other_libraries_and_other_data() -> None:
    figures = AltairFigures()
    assert figures.figure(build(pl.from_pandas(data()))).tables[0][1].rows == 3
    values = alt.Chart(alt.Data(values=[{"a": 1}])).mark_bar().encode(x="a:Q")
    assert figures.figure(values).tables[0][1].rows == 1
    address = alt.Chart("https://example.org/x.csv").mark_bar().encode(x="a:Q")
    assert figures.figure(address).tables == ()


def test_code_beside_keeps_the_apps_own_transformer() -> None:
    seen: list[str] = []

    def rows(frame: Any) -> Any:
        seen.append(threading.current_thread().name)
        return {"values": [{"a": 0}]}

    before = alt.data_transformers.active
    alt.data_transformers.register("of the app", rows)
    inside, go_on = threading.Event(), threading.Event()

    class Slow(alt.Chart):
        def to_dict(self, *args: Any, **kwargs: Any) -> Any:
            inside.set()
            assert go_on.wait(60)
            return super().to_dict(*args, **kwargs)

    with alt.data_transformers.enable("of the app"):
        slow = Slow(data()).mark_bar().encode(x="a")
        found: list[Any] = []
        thread = threading.Thread(target=lambda: found.append(AltairFigures().figure(slow)))
        thread.start()
        assert inside.wait(60)
        assert "{'a': 0}" in str(alt.Chart(data()).mark_bar().encode(x="a").to_dict())
        go_on.set()
        thread.join()
        assert found[0].tables[0][1].rows == 3
        assert alt.data_transformers.active == "of the app"
    assert seen == [threading.current_thread().name]
    assert alt.data_transformers.active == before


def test_what_is_no_chart_is_an_error() -> None:
    for value in (1, None, {}, "x"):
        with pytest.raises(APIError, match="shows Altair charts"):
            AltairFigures().figure(value)

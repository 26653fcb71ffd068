"""Figures of Plotly's in wire form."""

import datetime
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
import pytest
from matplotlib.figure import Figure
from plotly.exceptions import PlotlyError

from treadle._core.data.packing import unpacked
from treadle._core.data.plotly_figure import PlotlyFigure, plotly_figure
from treadle._core.protocol.blob import Blob
from treadle.errors import APIError


class Store:
    """Keeps blobs by key, and counts how many were made."""

    def __init__(self) -> None:
        self.blobs: dict[str, Blob] = {}

    def keep(self, key: str, make: Callable[[], bytes]) -> Blob:
        if key not in self.blobs:
            self.blobs[key] = Blob(make())
        return self.blobs[key]


def packed(given: Any, store: Store | None = None, *, themed: bool = True) -> PlotlyFigure:
    return plotly_figure(given, keep=(store or Store()).keep, themed=themed)


def seen(given: Any) -> dict[str, Any]:
    """The figure as a browser has it."""
    figure = packed(given)
    return unpacked(figure.text, figure.arrays)


def test_a_figure_is_what_plotly_itself_would_send() -> None:
    frame = pd.DataFrame({"x": range(100), "y": np.linspace(0, 1, 100), "kind": ["a", "b"] * 50})
    figure = px.scatter(frame, x="x", y="y", color="kind", title="Points", hover_data=["kind"])
    theirs = json.loads(json.dumps(figure.to_plotly_json(), default=lambda value: value.tolist()))
    ours = seen(figure)
    assert ours["layout"] == {name: part for name, part in theirs["layout"].items() if name != "template"}
    for mine, other in zip(ours["data"], theirs["data"], strict=True):
        assert mine.keys() == other.keys()
        assert (mine["name"], mine["marker"]) == (other["name"], other["marker"])
        assert mine["customdata"] == other["customdata"]
    assert ours["data"][0]["x"] == list(range(0, 100, 2))


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (np.arange(100), "i1"),
        (np.arange(100) + 100, "u1"),
        (np.arange(100) - 1000, "i2"),
        (np.arange(100) + 2**20, "i4"),
        (np.arange(100) + 2**40, "f8"),
        (np.arange(100, dtype="uint16"), "u2"),
        (np.arange(100, dtype="float32"), "f4"),
        (np.arange(100, dtype="float16"), "f4"),
        (np.arange(100, dtype=">f8"), "f8"),
        (np.arange(200.0)[::2], "f8"),
        (list(range(100)), "i1"),
        ([float(number) for number in range(100)], "f8"),
        ([1, 2.5] * 50, "f8"),
        (["word"] * 100, "json"),
        ([None, 1] * 50, "json"),
        ([2**70] * 100, "json"),
        (np.array(["a", None] * 50, dtype=object), "json"),
        (np.array([True, False] * 50), "json"),
        (pd.date_range("1969-12-31", periods=100, freq="h").to_numpy(), "date"),
    ],
)
def test_long_arrays_are_apart_and_as_small_as_they_can_be(values: Any, kind: str) -> None:
    figure = packed(go.Figure(go.Scatter(y=values), layout={"template": None}))
    (array,) = figure.arrays
    assert array.type == kind
    (trace,) = unpacked(figure.text, figure.arrays)["data"]
    if kind == "date":
        assert trace["y"][:2] == ["1969-12-31T00:00:00", "1969-12-31T01:00:00"]
    else:
        assert trace["y"] == pytest.approx(list(values)) if kind in ("f4", "f8") else list(values)


def test_arrays_of_several_dimensions() -> None:
    grid = np.arange(200.0).reshape(10, 20)
    figure = packed(go.Figure(go.Heatmap(z=grid)))
    assert [array.shape for array in figure.arrays] == [(10, 20)]
    assert seen(go.Figure(go.Heatmap(z=grid)))["data"][0]["z"] == grid.tolist()


def test_short_arrays_stay_in_the_text() -> None:
    figure = packed(go.Figure(go.Bar(x=["a", "b"], y=np.array([1, 2]))))
    assert figure.arrays == ()
    assert json.loads(figure.text)["data"] == [{"type": "bar", "x": ["a", "b"], "y": [1, 2]}]


def test_missing_values_and_objects_of_libraries() -> None:
    values = [datetime.date(2024, 1, 2), pd.NaT, pd.Timestamp("2024-01-03"), np.float64("nan"), np.int64(3)]
    (trace,) = seen([{"type": "scatter", "y": values, "text": [Decimal("1.5"), "\ud800", None, 2**70, ""]}])[
        "data"
    ]
    assert trace["y"] == ["2024-01-02", None, "2024-01-03T00:00:00", None, 3]
    assert trace["text"][1:3] == ["?", None]


def test_a_missing_date_in_a_long_array() -> None:
    dates = pd.Series(pd.date_range("2024", periods=100))
    dates[3] = pd.NaT
    assert seen(go.Figure(go.Scatter(x=dates.to_numpy())))["data"][0]["x"][2:5] == [
        "2024-01-03T00:00:00",
        None,
        "2024-01-05T00:00:00",
    ]


def test_an_unchanged_array_is_recognised_and_a_change_in_place_is_seen() -> None:
    store, values = Store(), np.arange(1000.0)
    first = packed(go.Figure(go.Scatter(y=values)), store)
    again = packed(go.Figure(go.Scatter(y=values)), store)
    assert again == first
    assert again.arrays[0].data is first.arrays[0].data
    figure = go.Figure(go.Scatter(y=values))
    before = packed(figure, store)
    figure.data[0].y = np.concatenate([values[:-1], [-1.0]])
    figure.update_layout(title="Another")
    after = packed(figure, store)
    assert after.arrays != before.arrays
    assert after.text != before.text


def test_the_default_template_is_left_out_unless_it_is_needed() -> None:
    figure = go.Figure(go.Bar(y=[1]))
    assert "template" not in json.loads(packed(figure).text)["layout"]
    assert not packed(figure).own_look
    assert "template" in json.loads(packed(figure, themed=False).text)["layout"]
    chosen = go.Figure(go.Bar(y=[1]), layout={"template": "plotly_dark"})
    assert "template" in json.loads(packed(chosen).text)["layout"]
    assert packed(chosen).own_look


def test_geography_and_frames_are_apart() -> None:
    outline = {"type": "FeatureCollection", "features": [{"type": "Feature", "id": str(i)} for i in range(9)]}
    figure = px.choropleth(geojson=outline, locations=["1"], color=[1])
    assert packed(figure).arrays[0].type == "json"
    assert seen(figure)["data"][0]["geojson"] == outline
    frame = pd.DataFrame({"x": range(200), "step": [0] * 100 + [1] * 100})
    moving = packed(px.scatter(frame, x="x", y="x", animation_frame="step"))
    assert len(json.loads(moving.text)["frames"]) == 2
    assert len(moving.arrays) == 6


@pytest.mark.parametrize(
    "given",
    [
        {"data": [{"type": "bar", "y": [1, 2]}], "layout": {"width": 300, "height": 200}},
        [go.Bar(y=[1, 2])],
        [{"type": "bar", "y": [1, 2]}],
        go.Bar(y=[1, 2]),
        go.Figure(go.Bar(y=[1, 2])),
    ],
)
def test_what_can_be_given(given: Any) -> None:
    assert seen(given)["data"] == [{"type": "bar", "y": [1, 2]}]


@pytest.mark.filterwarnings("ignore:The converter attribute:DeprecationWarning")
def test_a_figure_of_matplotlib() -> None:
    figure = Figure()
    figure.subplots().plot([1, 2, 3], [3, 1, 2])
    assert seen(figure)["data"][0]["type"] == "scatter"


def test_the_size_that_a_figure_asks_for() -> None:
    assert packed({"data": [{"type": "bar"}], "layout": {"width": 300.5}}).size == (300, None)


@pytest.mark.parametrize("given", [3, "figure", None, {"data": []}, [], {}])
def test_what_is_no_figure(given: Any) -> None:
    with pytest.raises(PlotlyError, match="figure_or_data"):
        packed(given)


def test_what_cannot_be_sent() -> None:
    with pytest.raises(APIError, match="contains a `object`"):
        packed(go.Figure(go.Scatter(y=[1], meta=object())))

"""Specifications of Vega-Lite: their data is taken out and named."""

import datetime
import json

import numpy as np
import pandas as pd
import pytest

from treadle._core.data.frame import Frame
from treadle._core.data.vega_figure import Picked, VegaFigure, vega_figure
from treadle.errors import APIError, MissingRequiredParameterError

MARK = {"mark": "point", "encoding": {"x": {"field": "a", "type": "quantitative"}}}
FRAME = pd.DataFrame({"a": [1, 2]})


def names(figure: VegaFigure) -> list[str]:
    return [name for name, _ in figure.tables]


@pytest.mark.parametrize(
    "figure",
    [
        vega_figure(FRAME, MARK),
        vega_figure(None, {"data": FRAME, **MARK}),
        vega_figure(None, {"data": {"values": FRAME}, **MARK}),
        vega_figure({"data": {"values": [{"a": 1}, {"a": 2}]}, **MARK}, None),
        vega_figure(None, {"layer": [{"data": {"values": [{"a": 1}, {"a": 2}]}, **MARK}]}),
    ],
)
def test_a_table_stands_beside_the_specification_wherever_it_was(figure: VegaFigure) -> None:
    assert '"data":{"name":"data-1"}' in figure.spec
    assert "values" not in figure.spec
    ((name, table),) = figure.tables
    assert name == "data-1"
    assert isinstance(table, Frame)
    assert table.names == ["a"]


def test_named_tables_keep_their_names() -> None:
    spec = {"datasets": {"mine": [{"a": 1}]}, "data": {"name": "mine"}, **MARK}
    figure = vega_figure(FRAME, spec)
    assert names(figure) == ["mine"]
    assert json.loads(figure.spec)["data"] == {"name": "mine"}


def test_a_made_up_name_is_nobody_elses() -> None:
    spec = {"datasets": {"data-2": [{"a": 1}]}, "data": {"values": [{"a": 3}]}, **MARK}
    assert names(vega_figure(None, spec)) == ["data-2", "data-3"]


@pytest.mark.parametrize(
    "rows",
    [
        [{"a": 1}, {"a": "two"}],
        [{"a": {"b": 1}}],
        [{"a": [1, 2]}],
        [1, 2, 3],
        [{"a": True}, {"a": 1}],
        {"type": "FeatureCollection", "features": []},
        {"type": "Topology", "objects": {}, "arcs": []},
        [{"type": "Feature", "geometry": None}],
    ],
)
def test_what_a_table_would_change_stays_json(rows: object) -> None:
    ((_, data),) = vega_figure(None, {"data": {"values": rows}, **MARK}).tables
    assert isinstance(data, bytes)
    assert json.loads(data) == rows


def test_data_that_vega_converts_or_loads_stays_in_place() -> None:
    for data in (
        {"values": "a,b\n1,2", "format": {"type": "csv"}},
        {"values": [{"a": "2024-01-01"}], "format": {"parse": {"a": "date"}}},
        {"url": "https://example.org/x.csv"},
        {"sequence": {"start": 0, "stop": 3}},
    ):
        figure = vega_figure(None, {"data": data, **MARK})
        assert json.loads(figure.spec)["data"] == data
        assert figure.tables == ()


def test_values_that_are_not_json_become_json() -> None:
    spec = {**MARK, "width": np.int64(3), "title": datetime.date(2024, 1, 2)}
    assert json.loads(vega_figure(FRAME, spec).spec)["width"] == 3
    with pytest.raises(APIError, match="cannot be written as JSON"):
        vega_figure(FRAME, {**MARK, "width": object()})


def test_a_specification_is_a_dict_with_something_in_it() -> None:
    for spec in (None, {}):
        with pytest.raises(MissingRequiredParameterError):
            vega_figure(FRAME, spec)
    with pytest.raises(APIError, match="not a int"):
        vega_figure(FRAME, 5)


def test_selections_are_found_in_all_parts() -> None:
    def part(name: str, select: object) -> dict[str, object]:
        return {"params": [{"name": name, "select": select}, {"name": "n", "value": 3}], **MARK}

    spec = {
        "vconcat": [
            part("one", "interval"),
            {"layer": [part("two", {"type": "point"})]},
            {"facet": {"field": "a"}, "spec": part("three", {"type": "interval"})},
        ]
    }
    assert vega_figure(FRAME, spec).picked == (
        Picked("one", "interval"),
        Picked("two", "point"),
        Picked("three", "interval"),
    )


def test_names_that_altair_makes_up_are_counted_anew() -> None:
    spec = {
        "params": [{"name": "param_9f", "select": "interval", "views": ["view_3"]}],
        "name": "view_3",
        "transform": [{"filter": {"param": "param_9f"}}, {"calculate": "param_9f.x + datum.param_1"}],
        **MARK,
    }
    figure = vega_figure(FRAME, spec)
    assert figure.picked == (Picked("param_1", "interval"),)
    assert "param_9f" not in figure.spec
    assert "view_3" not in figure.spec


@pytest.mark.parametrize(
    ("spec", "natural"),
    [
        (MARK, False),
        ({"vconcat": [MARK]}, False),
        ({"hconcat": [MARK]}, True),
        ({"repeat": ["a"], "spec": MARK}, True),
        ({"vconcat": [{"hconcat": [MARK]}]}, True),
        ({**MARK, "encoding": {"column": {"field": "a"}}}, True),
    ],
)
def test_charts_side_by_side_have_a_width_of_their_own(spec: dict[str, object], natural: bool) -> None:
    assert vega_figure(FRAME, spec).natural is natural

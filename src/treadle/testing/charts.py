"""The charts of an app under test."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Self

import pyarrow.ipc

from treadle._core.data.packing import unpacked
from treadle._core.elements.charts.echarts_chart import EChartsState
from treadle._core.elements.charts.plotly_chart import PlotlyState
from treadle._core.elements.charts.pydeck_chart import PydeckState
from treadle._core.elements.charts.vega_lite_chart import Dataset
from treadle._core.session.widgets import PLAIN

from .element import Element, Widget


class BuiltIn(Element):
    """A chart of a table. `get` finds it also by the kind of chart that it is in Streamlit."""

    @property
    def type(self) -> str:
        """Streamlit's name of the kind."""
        return "vega_lite_chart"

    @property
    def value(self) -> None:
        """Nothing can be selected in it."""


class LineChart(BuiltIn, kind="line_chart"):
    """`st.line_chart`."""


class AreaChart(BuiltIn, kind="area_chart"):
    """`st.area_chart`."""


class VegaLiteChart(Widget, kind="vega_lite_chart"):
    """`st.altair_chart` and `st.vega_lite_chart`."""

    @property
    def type(self) -> str:
        """Streamlit's name of the kind."""
        return "vega_lite_chart"

    @property
    def spec(self) -> dict[str, Any]:
        """The specification. It has the names of the tables in place of the tables."""
        spec: dict[str, Any] = json.loads(self._props.spec)
        return spec

    @property
    def datasets(self) -> dict[str, list[dict[str, Any]]]:
        """The rows of each table, by name."""
        return {each.name: _rows(each) for each in self._props.datasets}

    @property
    def value(self) -> Any:
        """What is selected, as the app gets it; None if the chart reports no selections."""
        return super().value if self._props.selections else None

    def select(self, **selections: Any) -> Self:
        """Select something, as a person does.

        Args:
            selections: by the name of the parameter, a list of points (each a dict of values by field), or a
                dict with a list of values for each field. Empty: nothing is selected by this parameter.

        Raises:
            ValueError: the chart reports no such parameter, or a value does not have this form.

        Example:
            >>> def app():
            ...     import treadle as st
            ...     brush = {"name": "brush", "select": "interval"}
            ...     chart = {"mark": "point", "params": [brush], "encoding": {"x": {"field": "a"}}}
            ...     st.text(st.vega_lite_chart({"a": [1, 2]}, chart, on_select="rerun").selection.brush)
            >>> from treadle.testing import AppTest
            >>> at = AppTest.from_function(app).run()
            >>> at.vega_lite_chart[0].select(brush={"a": [1, 1.5]}).run().text[0].value
            "{'a': [1, 1.5]}"
        """
        before = self._at._driver.pending.get(self._found.id)
        wire = self._props.check(
            {**((self._found.wire if before is None else before[1]) or {}), **selections}
        )
        return self._enter(self._found.codec.decode(wire) if self._found.codec else wire, wire)


class BarChart(VegaLiteChart, kind="bar_chart"):
    """`st.bar_chart`."""


class ScatterChart(VegaLiteChart, kind="scatter_chart"):
    """`st.scatter_chart`."""


def _rows(dataset: Dataset) -> list[dict[str, Any]]:
    if dataset.json:
        content: list[dict[str, Any]] = json.loads(dataset.data[0].data)
        return content
    pieces = (pyarrow.ipc.open_stream(piece.data).read_all() for piece in dataset.data)
    return [row for piece in pieces for row in piece.to_pylist()]


Area = Mapping[str, Any]


class PlotlyChart(Widget, kind="plotly_chart"):
    """`st.plotly_chart`. Its `value` is what is selected."""

    @property
    def figure(self) -> dict[str, Any]:
        """The figure as a browser gets it, with lists as arrays."""
        return unpacked(self._props.figure, self._props.arrays)

    @property
    def spec(self) -> str:
        """The figure as JSON."""
        return json.dumps(self.figure)

    def select(
        self,
        points: Sequence[int | Mapping[str, Any]] = (),
        *,
        box: Sequence[Area] = (),
        lasso: Sequence[Area] = (),
    ) -> Self:
        """Select points, as a person does.

        Args:
            points: for each point, what the app gets of it, or its number in the first trace.
            box: for each box, `{"x": [0, 1], "y": [0, 1]}`. `xref` and `yref` name other axes.
            lasso: for each lasso, the same with all its corners.

        Raises:
            ValueError: the chart allows no such selection.
        """
        found = [self._point(0, each) if isinstance(each, int) else dict(each) for each in points]
        axes = {"xref": "x", "yref": "y"}
        selection = {
            "points": found,
            "point_indices": list(
                dict.fromkeys(each["point_index"] for each in found if "point_index" in each)
            ),
            "box": [axes | dict(each) for each in box],
            "lasso": [axes | dict(each) for each in lasso],
        }
        return self._select(json.dumps(selection))

    def clear(self) -> Self:
        """Select nothing, as a double click does."""
        return self._select(None)

    def _select(self, wire: str | None) -> Self:
        if not self._props.modes:
            raise ValueError("Nothing can be selected in this chart: it has no `on_select`.")
        checked = self._props.check(wire)
        return self._enter((self._found.codec or PLAIN).decode(checked), checked)

    def _point(self, curve: int, number: int) -> dict[str, Any]:
        trace = self.figure["data"][curve]
        point = {"curve_number": curve, "point_number": number, "point_index": number}
        return point | {name: trace[name][number] for name in ("x", "y", "z") if name in trace}

    @property
    def _known(self) -> PlotlyState:
        known: PlotlyState = super()._known
        return known


class PydeckChart(Widget, kind="pydeck_chart"):
    """`st.pydeck_chart`. Its `value` is what is selected."""

    @property
    def type(self) -> str:
        """Streamlit's name of the kind."""
        return "deck_gl_json_chart"

    @property
    def map(self) -> dict[str, Any]:
        """The map as deck.gl gets it: its view, its layers and their rows."""
        return unpacked(self._props.spec, self._props.arrays)

    @property
    def spec(self) -> str:
        """The map as JSON."""
        return json.dumps(self.map)

    @property
    def value(self) -> Any:
        """What is selected, as the app gets it; None if nothing can be selected."""
        return super().value if self._props.mode is not None else None

    def select(self, objects: Mapping[str, Sequence[int]]) -> Self:
        """Select objects, as a person does by clicks.

        Args:
            objects: for each layer, by its `id`, the positions of the objects in its rows.

        Raises:
            ValueError: the map allows no such selection.
        """
        if self._props.mode is None:
            raise ValueError("Nothing can be selected in this map: it has no `on_select`.")
        rows = {layer["id"]: layer.get("data", ()) for layer in self.map.get("layers", ())}
        for layer, chosen in objects.items():
            if layer not in rows or not all(0 <= each < len(rows[layer]) for each in chosen):
                raise ValueError(f"The layer `{layer}` has no such objects. The layers are {list(rows)}.")
        selection = {
            "indices": {layer: list(each) for layer, each in objects.items()},
            "objects": {layer: [rows[layer][i] for i in each] for layer, each in objects.items()},
        }
        return self._select(json.dumps(selection))

    def clear(self) -> Self:
        """Select nothing, as a click beside all objects does."""
        return self._select(None)

    def _select(self, wire: str | None) -> Self:
        checked = self._props.check(wire)
        return self._enter((self._found.codec or PLAIN).decode(checked), checked)

    @property
    def _known(self) -> PydeckState:
        known: PydeckState = super()._known
        return known


class Map(PydeckChart, kind="map"):
    """`st.map`."""

    @property
    def map(self) -> dict[str, Any]:
        """The map as deck.gl gets it, with the points as rows."""
        whole = super().map
        for layer in whole.get("layers", ()):
            points = layer.pop("points")
            columns: dict[str, list[Any]] = {"lon": points["places"][::2], "lat": points["places"][1::2]}
            if "radii" in points:
                columns["size"] = points["radii"]
            if "colors" in points:
                table = points["colors"]["table"]
                columns["color"] = [table[number] for number in points["colors"]["rows"]]
            layer["data"] = [
                dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)
            ]
        return whole


class GraphvizChart(Element, kind="graphviz_chart"):
    """`st.graphviz_chart`."""

    @property
    def value(self) -> str:
        """The graph in the DOT language."""
        dot: str = self._props.dot
        return dot

    @property
    def spec(self) -> str:
        """The graph in the DOT language."""
        return self.value

    @property
    def engine(self) -> str:
        """The program of Graphviz that places the nodes."""
        engine: str = self._props.engine
        return engine


class MermaidChart(Element, kind="mermaid_chart"):
    """`st.mermaid_chart`."""

    @property
    def value(self) -> str:
        """The text of the diagram."""
        body: str = self._props.body
        return body


class EchartsChart(Widget, kind="echarts_chart"):
    """`st.echarts_chart`. Its `value` is what is selected."""

    @property
    def option(self) -> dict[str, Any]:
        """The option of ECharts, with all its data."""
        return unpacked(self._props.option, self._props.arrays)

    @property
    def spec(self) -> str:
        """The option as JSON."""
        return json.dumps(self.option)

    @property
    def value(self) -> Any:
        """What is selected, as the app gets it; None if nothing can be selected."""
        return super().value if self._props.selects else None

    def select(self, indices: Sequence[int], *, series: int = 0) -> Self:
        """Select items of a series by their positions, as a person does by clicks.

        Raises:
            ValueError: nothing can be selected in the chart.
        """
        if not self._props.selects:
            raise ValueError("Nothing can be selected in this chart: it has no `on_select`.")
        found = self.option["series"]
        one = found[series] if isinstance(found, list) else found
        group = {
            "series_index": series,
            "series_id": one.get("id"),
            "series_name": one.get("name"),
            "data_type": "main",
            "data_indices": sorted(indices),
        }
        return self._select(json.dumps({"selected": [group], "areas": []}))

    def clear(self) -> Self:
        """Select nothing."""
        return self._select(None)

    def _select(self, wire: str | None) -> Self:
        checked = self._props.check(wire)
        return self._enter((self._found.codec or PLAIN).decode(checked), checked)

    @property
    def _known(self) -> EChartsState:
        known: EChartsState = super()._known
        return known

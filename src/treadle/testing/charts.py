"""The charts of an app under test."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Self

import pyarrow.ipc

from treadle._core.data.plotly_figure import whole_figure
from treadle._core.elements.charts.plotly_chart import PlotlyState
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
        return whole_figure(self._props.figure, self._props.arrays)

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

"""The charts of an app under test."""

import json
from typing import Any, Self

import pyarrow.ipc

from treadle._core.elements.charts.vega_lite_chart import Dataset

from .element import Widget


class VegaLiteChart(Widget, kind="vega_lite_chart"):
    """`st.altair_chart` and `st.vega_lite_chart`."""

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


def _rows(dataset: Dataset) -> list[dict[str, Any]]:
    if dataset.json:
        rows: list[dict[str, Any]] = json.loads(dataset.data.data)
        return rows
    rows = pyarrow.ipc.open_stream(dataset.data.data).read_all().to_pylist()
    return rows

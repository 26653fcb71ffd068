"""Specifications of Vega-Lite for the bars and points of a table."""

import itertools
import json
from collections.abc import Mapping
from typing import Any, TypeVar

from treadle._core.data import Column, Frame
from treadle._core.data.columns import CategoryValues, PythonValues, Values
from treadle._core.data.vega_figure import finished
from treadle._core.elements.checks import checked_height, checked_width, optional_text
from treadle._core.elements.colors import NAMED, css_color, is_color

from .fields import Fields, FieldType, Stack, along_of, kind_of, on_its_clock
from .vega_lite_chart import VegaLiteChart, datasets_of

HEIGHT = 350
"""The height of a chart, in pixels, unless the app says another one."""
INDEX = "(index)"
"""The field with the number of a row."""
POINT = 60
MOST_STEPS = 5000

LABEL = 120
"""How wide a name in a legend is at most, in pixels."""
NAME = f"min({LABEL}, 6.3 * (extent(pluck(domain('color'), 'length'))[1] || 0)) + 30"
"""How wide the widest name in a legend is, as an expression of Vega."""

K = TypeVar("K", bound=VegaLiteChart)


class Marks:
    """The columns of a chart with short names, and the axes that show them.

    Vega reads a dot or a bracket in the name of a field as a part of a path. So the fields have other names,
    and the columns' names are titles.
    """

    def __init__(self, fields: Fields, x_label: str | None, y_label: str | None) -> None:
        self.fields = fields
        self._columns: dict[str, Column] = {}
        along = along_of(fields)
        title = "" if along is None else along.name
        if along is None:
            self.x: dict[str, Any] = {"field": INDEX, "type": "quantitative"}
        else:
            self.x = {"field": "x", "type": self._add("x", along.values)}
        self.x["title"] = (title if x_label is None else x_label) or None
        self.along = title or "index"
        lines = fields.lines
        self.y: dict[str, Any] = {"field": "value", "type": "quantitative"}
        if len(lines) == 1:
            self.y["type"] = self._add("value", self._values(lines[0]))
        else:
            for number, name in enumerate(lines):
                self._add(f"y{number}", self._values(name))
        self.y["title"] = (lines[0] if len(lines) == 1 else "") if y_label is None else y_label
        self.y["title"] = self.y["title"] or None
        self.color, self.series = self._color()

    def _values(self, name: str) -> Values:
        columns = (*self.fields.frame.columns, *self.fields.frame.index)
        return next(column.values for column in columns if column.name == name)

    def _add(self, name: str, values: Values) -> FieldType:
        values = on_its_clock(values)
        self._columns[name] = Column(name, values)
        return kind_of(values)

    def name(self, column: str, name: str) -> str:
        """Return the field of a column of the table. The column gets this name if it has none yet."""
        values = self._values(column)
        for known in self._columns.values():
            if known.values is values:
                return known.name
        self._add(name, values)
        return name

    def kind(self, field: str) -> FieldType:
        """Return how an axis shows a field."""
        return kind_of(self._columns[field].values)

    def _color(self) -> tuple[dict[str, Any] | None, str | None]:
        """Return how the marks are coloured, and the field whose values distinguish the bars of a place."""
        lines, colors = self.fields.lines, [_shown(each) for each in self.fields.colors]
        if self.fields.series is not None:
            values = self._values(self.fields.series)
            if (given := _colors_in(values)) is not None:
                self._add("color", PythonValues(given))
                return {"field": "color", "type": "nominal", "scale": None, "legend": None}, "color"
            field = self.name(self.fields.series, "series")
            return {"field": field, "type": self.kind(field), "title": self.fields.series}, field
        if len(lines) > 1:
            scale: dict[str, Any] = {"domain": list(lines)}
            if colors:
                scale["range"] = colors
            return {"field": "series", "type": "nominal", "title": None, "scale": scale}, "series"
        return ({"value": colors[0]} if colors else None), None

    @property
    def transform(self) -> list[dict[str, Any]]:
        """How rows with several values become rows with one."""
        lines = self.fields.lines
        if len(lines) < 2:
            return []
        names = {f"y{number}": name for number, name in enumerate(lines)}
        return [
            {"fold": list(names), "as": ["series", "value"]},
            {"calculate": f"({_literal(names)})[datum.series]", "as": "series"},
        ]

    @property
    def frame(self) -> Frame:
        """The columns with the names of the fields."""
        frame, counts = self.fields.frame, self.x["field"] == INDEX
        counter = (frame.counter or (0, 1)) if counts else None
        return Frame(tuple(self._columns.values()), frame.rows, counter=counter)

    def tooltip(self) -> list[dict[str, Any]]:
        """Return what a mark says of itself."""
        shown = [self._told(self.x, self.along)]
        if self.series is not None and self.color is not None and "legend" not in self.color:
            shown.append(self._told({**self.color, "field": self.series}, self.fields.series or "name"))
        shown.append(self._told(self.y, self.fields.lines[0] if len(self.fields.lines) == 1 else "value"))
        return shown

    def _told(self, channel: Mapping[str, Any], title: str) -> dict[str, Any]:
        told = {"field": channel["field"], "type": channel["type"], "title": title}
        if channel["type"] == "temporal":
            told["format"] = "%Y-%m-%d" if self._days(channel["field"]) else "%Y-%m-%d %H:%M:%S"
        return told

    def _days(self, field: str) -> bool:
        """Return whether moments are days: all at midnight."""
        import pyarrow as pa
        import pyarrow.compute

        array = self._columns[field].values.arrow()
        if pa.types.is_date(array.type):
            return True
        rest = pyarrow.compute.subtract(array, pyarrow.compute.floor_temporal(array, unit="day"))
        return not pyarrow.compute.any(pyarrow.compute.not_equal(rest.cast(pa.int64()), 0)).as_py()

    # Charts -------------------------------------------------------------------------------------------------

    def bars(self, *, lying: bool, stack: bool | Stack | None, sort: bool | dict[str, str]) -> dict[str, Any]:
        """Return the specification of bars."""
        mark: dict[str, Any] = {"type": "bar"}
        place = dict(self.x)
        if place["type"] == "temporal":
            mark["size"] = {"expr": self._thickness(lying)}
            place["scale"] = {"padding": {"expr": f"0.65 * ({self._thickness(lying)})"}}
        else:
            place["type"] = "ordinal"
            if (order := self._order(place["field"])) is not None:
                place["sort"] = order
            if sort is False:
                place["sort"] = None
            elif isinstance(sort, dict):
                place["sort"] = sort
        length = dict(self.y)
        if stack is not None:
            length["stack"] = None if stack in (False, "layered") else stack if stack is not True else "zero"
        if stack == "normalize":
            length["axis"] = {"format": ".0%"}
        encoding = {"y": place, "x": length} if lying else {"x": place, "y": length}
        if stack is False and self.series is not None:
            encoding["yOffset" if lying else "xOffset"] = {"field": self.series}
        if stack == "layered":
            mark["opacity"] = 0.7
        return self._spec(mark, encoding, zoom=[])

    def points(self, size: dict[str, Any]) -> dict[str, Any]:
        """Return the specification of points."""
        axes = {"x": dict(self.x), "y": dict(self.y)}
        for axis in axes.values():
            if axis["type"] == "quantitative":
                axis["scale"] = {"zero": False, "padding": 12}
            elif axis["type"] != "temporal" and (order := self._order(axis["field"])) is not None:
                axis["sort"] = order
        zoom = [name for name, axis in axes.items() if axis["type"] in ("quantitative", "temporal")]
        return self._spec({"type": "circle", "clip": True}, {**axes, "size": size}, zoom=zoom)

    def _spec(self, mark: dict[str, Any], encoding: dict[str, Any], zoom: list[str]) -> dict[str, Any]:
        params: list[dict[str, Any]] = []
        if zoom:
            # With a mouse only, and the wheel only with a key: the page must go on scrolling over a chart.
            select = {
                "type": "interval",
                "encodings": zoom,
                "translate": "[mousedown, window:mouseup] > window:mousemove!",
                "zoom": "wheel![event.ctrlKey || event.metaKey || event.shiftKey]",
            }
            params.append({"name": "zoom", "select": select, "bind": "scales"})
        if self.color is not None:
            encoding["color"] = self.color
            if "legend" not in self.color and self.color.get("type") in ("nominal", "ordinal"):
                # A click on a name in the legend lets the others fade; with Shift, more than one stays.
                pick = {"type": "point", "fields": [self.series]}
                params.append({"name": "picked", "select": pick, "bind": "legend"})
                full = mark.pop("opacity", 0.9)
                encoding["opacity"] = {"condition": {"param": "picked", "value": full}, "value": 0.12}
        if self.fields.lines:
            encoding["tooltip"] = self.tooltip()
        else:
            del encoding["y" if encoding["y"]["field"] == "value" else "x"]
        return {
            "data": {"name": "data"},
            "transform": self.transform,
            "params": params,
            "mark": mark,
            "encoding": encoding,
            "height": HEIGHT,
            "config": {
                "legend": {
                    "orient": "top",
                    "direction": "horizontal",
                    "columns": {"expr": f"max(1, floor(width / ({NAME})))"},
                    "titleOrient": {
                        "expr": f"length(domain('color')) * ({NAME}) + 80 < width ? 'left' : 'top'"
                    },
                    "labelLimit": LABEL,
                    "offset": 10,
                }
            },
        }

    def _order(self, field: str) -> list[Any] | None:
        """Return the order of ordered categories."""
        column = self._columns.get(field)
        values = None if column is None else column.values
        if isinstance(values, CategoryValues) and values.ordered:
            order: list[Any] = values.categories.arrow().to_pylist()
            return order
        return None

    def _thickness(self, lying: bool) -> str:
        """Return how thick bars along time are: most of the least distance between two."""
        import pyarrow as pa
        import pyarrow.compute

        moments = pyarrow.compute.unique(self._columns["x"].values.arrow().cast(pa.timestamp("ms")))
        there = sorted(moments.cast(pa.int64()).drop_null().to_pylist())
        least = min((b - a for a, b in itertools.pairwise(there)), default=0)
        steps = min(MOST_STEPS, (there[-1] - there[0]) / least + 1) if least else 1
        return f"max(1, 0.8 * {'height' if lying else 'width'} / {max(steps, 4):g})"


def drawn(kind: type[K], spec: dict[str, Any], marks: Marks, shared: Mapping[str, Any]) -> K:
    """Return a chart as an element."""
    width: Any = shared.get("width", "stretch")
    if (fill := shared.get("use_container_width")) is not None:
        width = "stretch" if fill else "content"
    figure = finished(spec, {"data": marks.frame})
    return kind(
        spec=figure.spec,
        datasets=datasets_of(figure),
        width=checked_width(width),
        height=checked_height(shared.get("height", "content")),
        alt=optional_text(shared.get("alt")),
    )


def _shown(color: str) -> str:
    """Return a colour as the browser finds it: that of a theme by its variable."""
    return f"var(--tr-{color})" if color in NAMED else color


def _colors_in(values: Values) -> list[str | None] | None:
    """Return the colours that a column contains; None if it contains something else."""
    first = values.head(1).arrow().to_pylist()
    if not first or not is_color(first[0]) or (isinstance(first[0], str) and first[0].lower() in NAMED):
        return None
    return [None if each is None else _shown(css_color(each)) for each in values.arrow().to_pylist()]


def _literal(names: Mapping[str, str]) -> str:
    """Return an object as an expression of Vega."""
    return json.dumps(names)

"""Charts of Vega-Lite: a specification without data, and the data beside it.

The data of a specification can stand in many places. Here each table gets a name, and the specification keeps
only the name. So an update of the data does not change the specification, and the data travels as Arrow.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from treadle.errors import APIError, MissingRequiredParameterError

from .columns import PythonValues
from .frame import Column, Frame
from .read import read

SOURCE = "data-{}"
"""The names of tables that have no name of their own, by number."""

_GEOMETRIES = frozenset(
    ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection")
)
_COUNTED = re.compile(r"(param|view)_[0-9a-f]+(?:_[0-9]+)?")
"""The names that Altair gives to parameters and views. They differ between two equal charts."""
_PARTS = ("layer", "hconcat", "vconcat", "concat")
"""Keys whose lists contain the charts that a chart is made of."""
_NO_CHARTS = frozenset(("datasets", "usermeta", "values"))


@dataclass(frozen=True, slots=True)
class Picked:
    """A parameter with which people select something in a chart."""

    name: str
    type: str
    """"point" or "interval"."""


@dataclass(frozen=True, slots=True)
class VegaFigure:
    """A chart: its specification as JSON, the tables by name, and what people can select."""

    spec: str
    tables: tuple[tuple[str, "Frame | bytes"], ...]
    """In order of appearance. Bytes are JSON: data that is not a table."""
    picked: tuple[Picked, ...]
    natural: bool
    """Whether it consists of several charts side by side, so that it has a width of its own."""
    description: str | None = None


def vega_figure(data: Any, spec: Any) -> VegaFigure:
    """Return a chart of `st.vega_lite_chart`.

    Args:
        data: the table for all parts without data. The specification if there is no `spec`.
        spec: the specification, as a mapping.

    Raises:
        MissingRequiredParameterError: there is no specification.
        APIError: the specification is not a mapping, or has a value that JSON does not have.
    """
    if spec is None and isinstance(data, Mapping):
        spec, data = data, None
    if spec is not None and not isinstance(spec, Mapping):
        raise APIError(f"`spec` must be a dict with a Vega-Lite specification, not a {type(spec).__name__}.")
    if not spec:
        raise MissingRequiredParameterError(
            "spec",
            detail="`st.vega_lite_chart` needs a dict with a Vega-Lite specification, as `data` or `spec`.",
        )
    plain = Tables()
    bare = plain.without_data(spec)
    if data is not None and "data" not in bare:
        bare["data"] = plain.named(data)
    return finished(bare, plain.found)


def finished(spec: dict[str, Any], tables: Mapping[str, "Frame | bytes"]) -> VegaFigure:
    """Return a specification without data, and tables, as a figure."""
    try:
        text = msgspec.json.encode(spec, enc_hook=_plain).decode()
    except (TypeError, NotImplementedError, UnicodeEncodeError, RecursionError) as error:
        raise APIError(f"The specification of the chart cannot be written as JSON: {error}") from error
    text, picked = _counted_anew(text, spec)
    description = spec.get("description")
    return VegaFigure(
        text,
        tuple(tables.items()),
        tuple(picked),
        natural(spec),
        description if isinstance(description, str) else None,
    )


def natural(spec: Mapping[str, Any]) -> bool:
    """Return whether a chart has a width of its own: several charts side by side, or a nested layout."""
    encoding = spec.get("encoding")
    faceted = "facet" in spec or (
        isinstance(encoding, Mapping) and any(name in encoding for name in ("row", "column", "facet"))
    )
    return faceted or "hconcat" in spec or "repeat" in spec or nested(spec)


def nested(spec: Mapping[str, Any]) -> bool:
    """Return whether charts below each other consist of charts themselves."""
    parts = spec.get("vconcat")
    return isinstance(parts, list) and any(
        isinstance(part, Mapping) and any(name in part for name in (*_PARTS, "facet", "repeat"))
        for part in parts
    )


def selectable(spec: Mapping[str, Any]) -> dict[str, str]:
    """Return the parameters with which people select something, each with "point" or "interval"."""
    found: dict[str, str] = {}
    params = spec.get("params")
    for param in params if isinstance(params, list) else ():
        if isinstance(param, Mapping) and param.get("name") and param.get("select"):
            select = param["select"]
            kind = select.get("type") if isinstance(select, Mapping) else select
            found[str(param["name"])] = "interval" if kind == "interval" else "point"
    for key in _PARTS:
        parts = spec.get(key)
        for part in parts if isinstance(parts, list) else ():
            if isinstance(part, Mapping):
                found |= selectable(part)
    if isinstance(inner := spec.get("spec"), Mapping):
        found |= selectable(inner)
    return found


class Tables:
    """Takes data out of a specification and gives it names."""

    def __init__(self) -> None:
        self.found: dict[str, Frame | bytes] = {}

    def named(self, data: Any) -> dict[str, str]:
        """Return a reference to data that has no name."""
        number = len(self.found) + 1
        while (name := SOURCE.format(number)) in self.found:
            number += 1
        self.found[name] = table(data)
        return {"name": name}

    def without_data(self, spec: Mapping[str, Any]) -> dict[str, Any]:
        """Return a specification in which the names of tables stand in place of the tables."""
        bare: dict[str, Any] = {}
        datasets = spec.get("datasets")
        if isinstance(datasets, Mapping):
            self.found |= {str(name): table(data) for name, data in datasets.items()}
        for key, value in spec.items():
            if key == "datasets":
                continue
            if key == "data":
                bare[key] = self._reference(value)
            elif key in _NO_CHARTS:
                bare[key] = value
            else:
                bare[key] = self._within(value)
        return bare

    def _within(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return self.without_data(value)
        if isinstance(value, list | tuple):
            return [self._within(each) for each in value]
        return value

    def _reference(self, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data if data is None or isinstance(data, str) else self.named(data)
        if "values" not in data:
            # A table as a dict of columns, unless it is one of the ways of Vega-Lite to say where data is.
            ways = ("url", "name", "sequence", "sphere", "graticule", "format")
            known = any(way in data for way in ways) or is_geography(data) or not data
            return dict(data) if known else self.named(data)
        values = data["values"]
        rest = {key: value for key, value in data.items() if key not in ("values", "name")}
        if isinstance(values, str) or rest:  # a text in some format, or rows that Vega converts
            return {**rest, "values": _rows(values)}
        return self.named(values)


def _rows(values: Any) -> Any:
    """Return values that Vega converts itself, in a form that JSON has."""
    if isinstance(values, str | Mapping | list):
        return values
    return replace(read(values), index=(), counter=None).to_arrow().to_pylist()


def table(data: Any) -> "Frame | bytes":
    """Return data as a table, or as JSON if it is geography, or rows that differ too much for a table."""
    if isinstance(data, Mapping | list):
        if is_geography(data):
            return as_json(data)
        if isinstance(data, list) and data:
            return _even_rows(data) or as_json(data)
    if (geography := getattr(data, "__geo_interface__", None)) is not None:
        return as_json(geography.get("features", geography))
    return read(data)


def as_json(data: Any) -> bytes:
    """Return data as JSON."""
    return msgspec.json.encode(data, enc_hook=_plain)


def is_geography(data: Any) -> bool:
    """Return whether data is GeoJSON or TopoJSON, which is not a table."""
    if isinstance(data, list):
        first = data[0] if data else None
        return isinstance(first, Mapping) and first.get("type") == "Feature" and "geometry" in first
    if not isinstance(data, Mapping):
        return False
    kind = data.get("type")
    if kind == "Topology":
        return "objects" in data
    return (
        (kind == "FeatureCollection" and "features" in data)
        or (kind == "Feature" and "geometry" in data)
        or (isinstance(kind, str) and kind in _GEOMETRIES and ("coordinates" in data or "geometries" in data))
    )


def _even_rows(rows: list[Any]) -> Frame | None:
    """Return rows of plain values as a table; None if Arrow would change what they say."""
    if not all(isinstance(row, Mapping) for row in rows):
        return None
    names = list(dict.fromkeys(name for row in rows for name in row))
    if not all(isinstance(name, str) for name in names):
        return None
    columns = []
    for name in names:
        values = [row.get(name) for row in rows]
        if not _flat(values):
            return None
        columns.append(Column(name, PythonValues(values)))
    return Frame(tuple(columns), len(rows))


def _flat(values: list[Any]) -> bool:
    """Return whether all values are numbers, all are texts or all are truth values, apart from None."""
    kinds = set(map(type, values)) - {type(None)}
    return kinds <= {int, float} or kinds == {str} or kinds == {bool}


def _plain(value: Any) -> Any:
    if callable(convert := getattr(value, "to_dict", None)):  # objects of Altair within a dict
        return convert()
    for name in ("item", "tolist", "isoformat"):
        if callable(convert := getattr(value, name, None)):
            return convert()
    raise NotImplementedError(f"an object of type {type(value).__name__} is not JSON")


def _counted_anew(text: str, spec: Mapping[str, Any]) -> tuple[str, list[Picked]]:
    """Return a specification with new numbers in the names that Altair made up, and its selections.

    So the same chart has the same names in each run, and unnamed selections are `param_1`, `param_2`, …
    """
    selections = selectable(spec)
    made = {name for name in _declared(spec) if _COUNTED.fullmatch(name)}
    renamed: dict[str, str] = {}
    if made:
        counts = {"param": 0, "view": 0}

        def rename(match: "re.Match[str]") -> str:
            name = match.group()
            if name not in made:
                return name
            if name not in renamed:
                kind = name.partition("_")[0]
                counts[kind] += 1
                renamed[name] = f"{kind}_{counts[kind]}"
            return renamed[name]

        text = re.sub(rf"\b{_COUNTED.pattern}\b", rename, text)
    return text, [Picked(renamed.get(name, name), kind) for name, kind in selections.items()]


def _declared(spec: Any) -> set[str]:
    """Return the names of all views and parameters of a specification."""
    if isinstance(spec, list | tuple):
        return set().union(*map(_declared, spec))
    if not isinstance(spec, Mapping):
        return set()
    found = {spec["name"]} if isinstance(spec.get("name"), str) else set()
    return found.union(*(_declared(value) for key, value in spec.items() if key not in _NO_CHARTS))


def parsed(spec: str) -> dict[str, Any]:
    """Return the specification of a figure as a dict."""
    found: dict[str, Any] = json.loads(spec)
    return found

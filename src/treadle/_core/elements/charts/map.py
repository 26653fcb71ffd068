"""`st.map`."""

import math
from array import array
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Unpack

from treadle._core.data import Frame, read
from treadle._core.data.columns import Values
from treadle._core.data.deck_figure import EMPTY, DeckFigure
from treadle._core.data.packing import Packing
from treadle._core.elements.blobs import kept_by_key
from treadle._core.elements.colors import css_color, is_color
from treadle._core.elements.cursor import C
from treadle._core.elements.inputs.common import is_number
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Mapped
from treadle.errors import APIError, ValueError_

from .pydeck_chart import PydeckChart, map_of

if TYPE_CHECKING:
    import pyarrow as pa

LATITUDES = ("lat", "latitude")
LONGITUDES = ("lon", "longitude", "lng", "long")
RADIUS = 100
"""The radius of a point in metres, unless the app says another one."""
CLOSE = 12
"""The zoom for a single point."""
DEEPEST = 20


class Map(PydeckChart, frozen=True, kw_only=True):
    """Points on a map, as a map of deck.gl's."""


@positional("data * latitude longitude color size zoom width height use_container_width alt")
def map(
    self: C,
    data: Any = None,
    *,
    latitude: str | None = None,
    longitude: str | None = None,
    color: Any = None,
    size: str | float | int | None = None,
    zoom: float | int | None = None,
    **shared: Unpack[Mapped],
) -> C:
    """Show points on a map.

    A map that changes keeps what the person has zoomed and moved, while a part of the new points is in sight.
    If the app builds the table again in each run, only changed columns are sent.

    Nothing is loaded from other servers: below the points are the outlines of the countries. The option
    `server.mapTiles` sets a source of tiles for all maps.

    Args:
        data: a table, see `st.dataframe`. None: a map of the world.
        latitude: the column with the degrees of latitude. None: `lat` or `latitude`, in any case.
        longitude: the column with the degrees of longitude. None: `lon`, `longitude`, `lng` or `long`, in any
            case.
        color: a colour, or the name of a column with colours. A colour is hex, `rgb(…)`, a tuple of numbers,
            or a colour name of the theme like `"red"`. None: the primary colour.
        size: the radius of the points in metres, or the name of a column with these. None: 100. A point is
            never smaller than 3 pixels.
        zoom: the zoom at the beginning: 0 (the world) to 20 (a house). None: all points are in sight.

    Raises:
        APIError: a column does not exist, has no numbers or no colours, or lacks a value.
        InvalidColorError: `color` is neither a colour nor a column.
        ValueError_: `size` or `zoom` is not valid.

    Example:
        >>> import treadle as st
        >>> mills = {"lat": [53.03, 51.73], "lon": [-1.49, -2.28], "workers": [950, 300]}
        >>> st.map(mills, size="workers", color="violet")
    """
    if zoom is not None and not is_number(zoom):
        raise ValueError_("zoom", ["a number", "None"])
    frame = None if data is None else read(data)
    figure = (
        _world()
        if frame is None or frame.rows == 0
        else _points(frame, latitude, longitude, color, size, zoom)
    )
    return self.put(map_of(Map, figure, shared))


def _world() -> DeckFigure:
    packing = Packing(kept_by_key)
    return DeckFigure(packing.encode(EMPTY).decode(), (), None, "theme")


def _points(
    frame: Frame, latitude: Any, longitude: Any, color: Any, size: Any, zoom: float | None
) -> DeckFigure:
    packing = Packing(kept_by_key)
    north = _degrees(frame, _place(frame, latitude, "latitude", LATITUDES))
    east = _degrees(frame, _place(frame, longitude, "longitude", LONGITUDES))
    places = array("d", bytes(16 * frame.rows))
    places[::2], places[1::2] = east, north
    west, right, south, top = min(east), max(east), min(north), max(north)
    points: dict[str, Any] = {"count": frame.rows, "places": packing.put("f8", places.tobytes())}
    layer: dict[str, Any] = {
        "@@type": "ScatterplotLayer",
        "id": "points",
        "points": points,
        "getRadius": RADIUS,
        "radiusMinPixels": 3,
        "radiusUnits": "meters",
        "getFillColor": "primary",
    }
    if isinstance(size, str):
        points["radii"] = packing.put("f4", array("f", _sizes(frame, frame.find(size, "size"))).tobytes())
    elif size is not None:
        if not is_number(size):
            raise ValueError_("size", ["the name of a column", "a number", "None"])
        layer["getRadius"] = size
    if isinstance(color, str) and (color in frame.names or not is_color(color)):
        points["colors"] = _colors(frame, frame.find(color, "color"), packing)
    elif color is not None:
        layer["getFillColor"] = css_color(color)
    view = {
        "latitude": (south + top) / 2,
        "longitude": (west + right) / 2,
        "pitch": 0,
        "zoom": _zoom(max(right - west, top - south)) if zoom is None else zoom,
    }
    tree: dict[str, Any] = {"initialViewState": view, "layers": [layer], "bounds": [west, south, right, top]}
    if zoom is None:
        tree["fits"] = True  # only a browser knows how large the map is
    return DeckFigure(packing.encode(tree).decode(), tuple(packing.arrays), None, "theme")


def _place(frame: Frame, given: Any, parameter: str, names: Sequence[str]) -> str:
    """Return the column with one of the two coordinates."""
    if given is not None:
        return frame.find(given, parameter)
    there = [*frame.names, *(column.name for column in frame.index)]
    for name in names:  # the exact name goes before one in another case
        for found in (*(each for each in there if each == name), *there):
            if found.lower() == name:
                return found
    listed = ", ".join(f"`{name}`" for name in there[:30])
    raise APIError(
        f"The data has no column for the {parameter}. Name it `{names[0]}` or `{names[1]}`, or pass its name "
        f"as `{parameter}`. {f'The columns are {listed}.' if there else 'It has no columns.'}"
    )


def _values(frame: Frame, name: str) -> Values:
    return next(each.values for each in (*frame.columns, *frame.index) if each.name == name)


def _numbers(frame: Frame, name: str) -> "pa.Array":
    """Return a column as floats.

    Raises:
        APIError: it has something else than numbers.
    """
    import pyarrow as pa

    found = _values(frame, name).arrow()
    kind = found.type
    if not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)):
        raise APIError(f"The column `{name}` has the type `{kind}`. A map needs numbers.")
    floats = found.cast(pa.float64(), safe=False)
    return floats.combine_chunks() if isinstance(floats, pa.ChunkedArray) else floats


def _degrees(frame: Frame, name: str) -> "array[float]":
    floats = _numbers(frame, name)
    found = _array(floats)
    if floats.null_count or any(each != each for each in found):
        raise APIError(
            f"The column `{name}` lacks a value in some rows, so these have no place on the map. Leave these "
            f"rows out: with pandas, by `data.dropna(subset=[{name!r}])`."
        )
    return found


def _sizes(frame: Frame, name: str) -> Iterable[float]:
    return (0 if each != each else each for each in _array(_numbers(frame, name).fill_null(0)))


def _array(floats: "pa.Array") -> "array[float]":
    made = array("d")
    memory = floats.buffers()[1]
    if memory is not None:
        made.frombytes(memoryview(memory)[8 * floats.offset : 8 * (floats.offset + len(floats))])
    return made


def _colors(frame: Frame, name: str, packing: Packing) -> dict[str, Any]:
    """Return the colours of a column: each different one once, and its number for each row."""
    numbers: dict[Any, int] = {}
    table: list[str] = []
    rows = array("I", bytes(4 * frame.rows))
    for row, value in enumerate(_values(frame, name).arrow().to_pylist()):
        known = tuple(value) if isinstance(value, list) else value
        number = numbers.get(known)
        if number is None:
            if not is_color(value):
                raise APIError(
                    f"The column `{name}` has {value!r} in row {row}, which is not a colour. A colour is "
                    "hex, such as `#0ea5e9`, `rgb(…)`, a list of numbers, or a name of the theme like `red`."
                )
            number = numbers[known] = len(table)
            table.append(css_color(value))
        rows[row] = number
    return {"table": table, "rows": packing.put("u4", rows.tobytes())}


def _zoom(degrees: float) -> float:
    """Return the zoom at which as many degrees are in sight."""
    if degrees <= 360 / 2**DEEPEST:
        return CLOSE
    return max(0, min(DEEPEST, math.floor(math.log2(360 / degrees))))

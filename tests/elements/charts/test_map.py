"""`st.map`."""

import json
from typing import Any

import pytest

from treadle.testing import AppTest

HEAD = "import treadle as st\nimport pandas as pd\n"
TABLE = "{'lat': [53.0, 51.5], 'lon': [-1.5, -2.5], 'n': [10, 20], 'c': ['#f00', 'blue']}"


def app(script: str) -> AppTest:
    return AppTest.from_string(HEAD + script).run(timeout=30)


def shown(arguments: str) -> dict[str, Any]:
    """The map with its points as rows."""
    at = app(f"st.map({arguments})")
    assert not at.exception, at.exception[0].message
    found: dict[str, Any] = at.get("map")[0].map
    return found


def points(arguments: str) -> list[dict[str, Any]]:
    (layer,) = shown(arguments)["layers"]
    rows: list[dict[str, Any]] = layer["data"]
    return rows


def test_points_and_the_view_of_all_of_them() -> None:
    found = shown(TABLE)
    assert found["layers"][0]["data"] == [{"lon": -1.5, "lat": 53.0}, {"lon": -2.5, "lat": 51.5}]
    assert found["initialViewState"] == {"latitude": 52.25, "longitude": -2.0, "pitch": 0, "zoom": 7}
    assert (found["layers"][0]["getRadius"], found["layers"][0]["getFillColor"]) == (100, "primary")
    assert found["bounds"] == [-2.5, 51.5, -1.5, 53.0]


@pytest.mark.parametrize("data", ["None", "pd.DataFrame({'lat': [], 'lon': []})"])
def test_without_points_it_is_the_world(data: str) -> None:
    found = shown(data)
    assert "layers" not in found
    assert found["initialViewState"]["zoom"] == 1


@pytest.mark.parametrize(
    ("latitudes", "zoom"),
    [("[1.0]", 12), ("[1, 1.0001]", 12), ("[0, 5]", 6), ("[0, 1]", 8), ("[-80, 80]", 1)],
)
def test_the_zoom_is_that_of_all_points(latitudes: str, zoom: int) -> None:
    count = len(json.loads(latitudes))
    data = f"{{'lat': {latitudes}, 'lon': [2.0] * {count}}}"
    assert shown(data)["initialViewState"]["zoom"] == zoom
    assert shown(f"{data}, zoom=3.5")["initialViewState"]["zoom"] == 3.5
    assert "fits" not in shown(f"{data}, zoom=3")


def test_sizes_and_colours_of_columns() -> None:
    rows = points(f"{TABLE}, size='n', color='c'")
    assert [(row["size"], row["color"]) for row in rows] == [(10, "#f00"), (20, "blue")]
    data = (
        "pd.DataFrame({'lat': [1, 2], 'lon': [1, 2], 'n': [5.5, None], 'c': [[255, 0, 0], [0, 0, 255, 9]]})"
    )
    rows = points(f"{data}, size='n', color='c'")
    assert [row["size"] for row in rows] == [5.5, 0]
    assert [row["color"] for row in rows] == ["rgb(255 0 0)", "rgb(0 0 255 / 0.0353)"]


def test_one_size_and_one_colour() -> None:
    (layer,) = shown(f"{TABLE}, size=50, color=(255, 0, 0, 0.5)")["layers"]
    assert (layer["getRadius"], layer["getFillColor"]) == (50, "rgb(255 0 0 / 0.5)")


@pytest.mark.parametrize("names", [("LATITUDE", "Lng"), ("lat", "longitude"), ("Latitude", "LONG")])
def test_names_of_columns(names: tuple[str, str]) -> None:
    north, east = names
    assert points(f"{{'{north}': [1], '{east}': [2]}}") == [{"lon": 2, "lat": 1}]
    assert points("{'y': [1], 'x': [2]}, latitude='y', longitude='x'") == [{"lon": 2, "lat": 1}]
    assert points("{'Lat': [1], 'lat': [5], 'lon': [2]}") == [{"lon": 2, "lat": 5}]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("{'x': [1]}", "no column for the latitude"),
        ("{'lat': [1]}", "no column for the longitude"),
        (f"{TABLE}, latitude='north'", "`north`"),
        ("{'lat': [1, None], 'lon': [1, 2]}", "lacks a value"),
        ("{'lat': [1, float('nan')], 'lon': [1, 2]}", "lacks a value"),
        ("{'lat': ['1'], 'lon': [1]}", "needs numbers"),
        (f"{TABLE}, size='m'", "`m`"),
        (f"{TABLE}, size=True", "size"),
        (f"{TABLE}, zoom='far'", "zoom"),
        (f"{TABLE}, color='n'", "not a colour"),
        (f"{TABLE}, color='nowhere'", "`nowhere`"),
        (f"{TABLE}, color=[1]", "colour"),
        (f"{TABLE}, width='content'", "width"),
        (f"{TABLE}, height='content'", "height"),
    ],
)
def test_bad_arguments(arguments: str, message: str) -> None:
    (found,) = app(f"st.map({arguments})").exception
    assert message in found.message


def test_an_unchanged_column_is_the_same_bytes() -> None:
    at = app(
        "step = st.session_state.setdefault('step', 0)\n"
        "st.session_state.step += 1\n"
        "n = 5000\n"
        "st.map({'lat': [0.01 * i for i in range(n)], 'lon': [1.0] * n, 'n': [step] * n}, size='n')"
    )
    first = at.get("map")[0]._props.arrays
    at.run()
    second = at.get("map")[0]._props.arrays
    assert first[0].data is second[0].data
    assert first[1].data != second[1].data


def test_a_polars_frame_and_a_description() -> None:
    at = app("import polars as pl\nst.map(pl.DataFrame({'lat': [1], 'lon': [2]}), alt=' Mills ', width=300)")
    (found,) = at.get("map")
    assert (found._props.alt, found._props.width, found._props.height) == ("Mills", 300, 500)

"""Maps of pydeck in wire form."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pydeck
import pytest

from treadle._core.data.deck_figure import DeckFigure, deck_figure
from treadle._core.data.packing import unpacked
from treadle._core.protocol.blob import Blob
from treadle.errors import APIError, InvalidParameterTypeError


class Store:
    """Keeps blobs by key, and counts how many were made."""

    def __init__(self) -> None:
        self.blobs: dict[str, Blob] = {}

    def keep(self, key: str, make: Callable[[], bytes]) -> Blob:
        if key not in self.blobs:
            self.blobs[key] = Blob(make())
        return self.blobs[key]


def packed(given: Any, store: Store | None = None) -> DeckFigure:
    return deck_figure(given, keep=(store or Store()).keep)


def deck(rows: Any, **options: Any) -> pydeck.Deck:
    layer = pydeck.Layer("ScatterplotLayer", rows, get_position=["lng", "lat"], id="dots", pickable=True)
    return pydeck.Deck([layer], **options)


ROWS = [{"lng": float(i), "lat": 1.5, "name": f"n{i}"} for i in range(100)]


def test_a_map_is_what_pydeck_itself_would_send() -> None:
    frame = pd.DataFrame({"lng": np.arange(80.0), "lat": np.arange(80), "at": pd.Timestamp("2024-02-03")})
    layers = [
        pydeck.Layer("HexagonLayer", frame[["lng", "lat"]], get_position="[lng, lat]", radius=200, id="a"),
        pydeck.Layer("ArcLayer", ROWS[:3], get_width="lat * 2", get_source_color=[255, 0, 0], id="b"),
    ]
    given = pydeck.Deck(layers, initial_view_state=pydeck.ViewState(latitude=1, longitude=2, zoom=3))
    figure = packed(given)
    assert unpacked(figure.text, figure.arrays) == json.loads(given.to_json())
    assert len(figure.arrays) == 1  # short rows stay in the text


def test_unchanged_rows_are_recognised_and_a_change_in_place_is_seen() -> None:
    store = Store()
    first = packed(deck([dict(row) for row in ROWS]), store)
    assert packed(deck([dict(row) for row in ROWS]), store) == first
    assert len(store.blobs) == 1
    rows = [dict(row) for row in ROWS]
    given = deck(rows)
    assert packed(given, store) == first
    rows[50]["lat"] = 2
    changed = packed(given, store)
    assert changed.text == first.text
    assert changed.arrays != first.arrays


def test_a_layer_without_a_name_keeps_one_from_run_to_run() -> None:
    def figure() -> DeckFigure:
        return packed(pydeck.Deck([pydeck.Layer("ScatterplotLayer", ROWS), pydeck.Layer("ArcLayer", ROWS)]))

    assert figure() == figure()
    assert [layer["id"] for layer in json.loads(figure().text)["layers"]] == ["layer-0", "layer-1"]


@pytest.mark.parametrize(
    ("options", "ground"),
    [
        ({}, "dark"),
        ({"map_style": None}, "theme"),
        ({"map_style": "light"}, "light"),
        ({"map_style": "road"}, "light"),
        ({"map_style": "dark_no_labels"}, "dark"),
        ({"map_style": "mapbox://styles/mapbox/satellite-v9", "map_provider": "mapbox"}, "dark"),
        ({"map_provider": None}, "none"),
    ],
)
def test_the_ground(options: dict[str, Any], ground: str) -> None:
    assert packed(deck(ROWS, **options)).ground == ground


def test_tooltips() -> None:
    assert packed(deck(ROWS)).tooltip == "true"
    assert packed(deck(ROWS, tooltip=False)).tooltip is None
    assert packed(deck(ROWS, tooltip={"html": "<b>{name}</b>"})).tooltip == '{"html":"<b>{name}</b>"}'


def test_what_else_can_be_given() -> None:
    class Given:
        def to_json(self) -> str:
            return '{"layers": [{"@@type": "IconLayer"}], "mapStyle": "light"}'

    figure = packed(Given())
    assert json.loads(figure.text)["layers"] == [{"@@type": "IconLayer", "id": "layer-0"}]
    assert figure.ground == "light"
    assert json.loads(packed(None).text)["initialViewState"]["zoom"] == 1


def test_missing_numbers_and_objects_of_libraries() -> None:
    rows = [{"lng": np.float32(1.5), "lat": float("nan"), "at": pd.Timestamp("2024-02-03"), "n": np.int64(3)}]
    (row,) = json.loads(packed(deck(rows)).text)["layers"][0]["data"]
    assert row == {"lng": 1.5, "lat": None, "at": "2024-02-03T00:00:00", "n": 3}


@pytest.mark.parametrize("given", [3, "map", [1]])
def test_what_is_no_map(given: Any) -> None:
    with pytest.raises(InvalidParameterTypeError, match="pydeck_obj"):
        packed(given)


def test_what_cannot_be_sent() -> None:
    class Wrong:
        def to_json(self) -> str:
            return "[]"

    with pytest.raises(APIError, match="to_json"):
        packed(Wrong())
    with pytest.raises(APIError, match="object"):
        packed(deck([{"a": object()}]))

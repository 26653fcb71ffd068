"""`st.pydeck_chart`."""

import json
from typing import Any

import pytest

from treadle._core.config import Config
from treadle._core.elements.charts.pydeck_chart import PydeckChart
from treadle.testing import AppTest

HEAD = """
import pydeck
import treadle as st
rows = [{"name": name, "at": [i, i]} for i, name in enumerate("abc")]
layer = pydeck.Layer("ScatterplotLayer", rows, get_position="at", pickable=True, id="dots")
deck = pydeck.Deck([layer], map_style=None)
"""

NOTHING: dict[str, Any] = {"indices": {}, "objects": {}}


def app(script: str) -> AppTest:
    return AppTest.from_string(HEAD + script).run(timeout=30)


def shown(script: str) -> Any:
    at = app(script)
    assert not at.exception
    (found,) = at.pydeck_chart
    return found._props


def error(script: str) -> Any:
    (found,) = app(script).exception
    return found._props


def test_a_map_without_a_selection_is_an_element() -> None:
    at = app("st.write(type(st.pydeck_chart(deck)).__name__)")
    assert at.markdown[0].value == "Container"
    (layer,) = at.get("deck_gl_json_chart")[0].map["layers"]
    assert (layer["id"], layer["getPosition"], len(layer["data"])) == ("dots", "@@=at", 3)
    assert json.loads(at.pydeck_chart[0].spec)["layers"] == [layer]
    assert at.pydeck_chart[0].value is None


def test_write_and_magic_show_a_map() -> None:
    assert shown("st.write(deck)") == shown("deck") == shown("st.pydeck_chart(deck)")


@pytest.mark.parametrize(
    ("arguments", "width", "height"),
    [
        ("", "stretch", 500),
        ("width=300, height=200", 300, 200),
        ("height='stretch'", "stretch", "stretch"),
        ("use_container_width=True, width=300", "stretch", 500),
        ("use_container_width=False, width=300", 300, 500),
    ],
)
def test_sizes(arguments: str, width: Any, height: Any) -> None:
    props = shown(f"st.pydeck_chart(deck, {arguments})")
    assert (props.width, props.height) == (width, height)


@pytest.mark.parametrize(
    ("arguments", "kind", "message"),
    [
        ("on_select='run'", "ValueError_", "on_select"),
        ("on_select='rerun', selection_mode='line'", "ValueError_", "multi-object"),
        (
            "on_select='rerun', selection_mode=['single-object']",
            "InvalidParameterTypeError",
            "selection_mode",
        ),
        ("width='content'", "InvalidWidthError", "width"),
        ("height='content'", "InvalidHeightError", "height"),
    ],
)
def test_bad_arguments(arguments: str, kind: str, message: str) -> None:
    found = error(f"st.pydeck_chart(deck, {arguments})")
    assert found.type.endswith(kind.rstrip("_")) or kind in found.type
    assert message in found.message


def test_a_selection_reruns_the_app() -> None:
    at = app("event = st.pydeck_chart(deck, key='m', on_select='rerun')\nst.json(event)")
    assert json.loads(at.json[0].value) == {"selection": NOTHING}
    at.pydeck_chart("m").select({"dots": [1]}).run()
    chosen = {"indices": {"dots": [1]}, "objects": {"dots": [{"name": "b", "at": [1, 1]}]}}
    assert json.loads(at.json[0].value) == {"selection": chosen}
    assert at.session_state["m"].selection.objects["dots"][0]["name"] == "b"
    at.pydeck_chart("m").clear().run()
    assert json.loads(at.json[0].value) == {"selection": NOTHING}


def test_one_object_or_several() -> None:
    script = "st.json(st.pydeck_chart(deck, on_select='rerun', selection_mode={!r}))"
    at = app(script.format("multi-object"))
    at.pydeck_chart[0].select({"dots": [0, 2]}).run()
    assert json.loads(at.json[0].value)["selection"]["indices"] == {"dots": [0, 2]}
    with pytest.raises(ValueError, match="no such selection"):
        app(script.format("single-object")).pydeck_chart[0].select({"dots": [0, 2]})
    with pytest.raises(ValueError, match="on_select"):
        app("st.pydeck_chart(deck)").pydeck_chart[0].select({"dots": [0]})
    with pytest.raises(ValueError, match="no such objects"):
        at.pydeck_chart[0].select({"dots": [3]})


def test_a_selection_stays_when_the_map_changes() -> None:
    at = app(
        "if st.button('more'): rows.append({'name': 'd', 'at': [4, 4]})\n"
        "st.json(st.pydeck_chart(deck, key='m', on_select='rerun'))"
    )
    at.pydeck_chart("m").select({"dots": [2]}).run()
    at.button[0].click().run()
    assert json.loads(at.json[0].value)["selection"]["indices"] == {"dots": [2]}
    assert len(at.pydeck_chart("m").map["layers"][0]["data"]) == 4


MAP = PydeckChart(spec='{"layers":[{"id":"dots"}]}', mode="multi-object")


@pytest.mark.parametrize(
    "value",
    [
        3,
        "3",
        "{}",
        '{"indices":{"dots":[-1]},"objects":{"dots":[{}]}}',
        '{"indices":{"dots":[1]},"objects":{}}',
        '{"indices":{"other":[1]},"objects":{"other":[{}]}}',
        '{"indices":{"dots":["1"]},"objects":{"dots":[{}]}}',
        "[" * 100_000,
    ],
)
def test_a_browser_cannot_send_another_selection(value: Any) -> None:
    with pytest.raises(ValueError, match="selection"):
        MAP.check(value)


def test_the_same_map_twice_needs_keys() -> None:
    script = "for i in range(2): st.pydeck_chart(deck, on_select='rerun'{})"
    assert "DuplicateElementId" in error(script.format("")).type
    assert not app(script.format(", key=i")).exception


def test_the_source_of_tiles_is_configured() -> None:
    address = "https://tile.example.com/{z}/{x}/{y}.png"
    config = Config.of({"server.mapTiles": address, "server.mapAttribution": "Example"})
    assert (config.server.mapTiles, config.server.mapAttribution) == (address, "Example")
    assert shown("st.pydeck_chart(deck)").tiles is None
    assert shown("st.pydeck_chart(pydeck.Deck(map_provider=None))").ground == "none"

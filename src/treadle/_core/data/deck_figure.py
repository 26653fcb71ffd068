"""Maps of pydeck: a text with the structure, and the rows of each layer apart from it.

An app builds a map again in each run, with all of its rows. Each layer's rows are named after their content,
so a browser that has them does not get them again.
"""

import re
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from treadle.errors import APIError, InvalidParameterTypeError

from .packing import Keep, PackedArray, Packing

Ground = Literal["theme", "light", "dark", "none"]
"""What is below the layers: a map in the colours of the page, in light or in dark ones, or nothing."""

_MADE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""The name that pydeck gives a layer without one. It is another one in each run."""


class DeckFigure(msgspec.Struct, frozen=True):
    """A map in wire form."""

    text: str
    """JSON, with an object `{"treadle-array": 3}` in place of the rows of each layer."""
    arrays: tuple[PackedArray, ...]
    tooltip: str | None
    """JSON: true, or an object with the templates of a tooltip."""
    ground: Ground


def deck_figure(given: Any, *, keep: Keep) -> DeckFigure:
    """Return a map in wire form.

    Args:
        given: a `pydeck.Deck`, another object with a method `to_json`, or None for a map without layers.
        keep: stores the rows of a layer.

    Raises:
        InvalidParameterTypeError: `given` is none of these.
        APIError: it contains an object that cannot be sent.
    """
    packing = Packing(keep, apart=("data",), plain=_plain)
    tree, ground = _tree(given)
    layers = tree.get("layers")
    if isinstance(layers, list | tuple):
        tree["layers"] = [_layer(layer, number) for number, layer in enumerate(layers)]
    text = packing.encode(packing.split(tree)).decode()
    tooltip = getattr(given, "_tooltip", None) or None
    return DeckFigure(
        text,
        tuple(packing.arrays),
        None if tooltip is None else packing.encode(tooltip).decode(),
        ground,
    )


EMPTY = {"initialViewState": {"latitude": 0, "longitude": 0, "pitch": 0, "zoom": 1}}
"""A map of the world."""


def _tree(given: Any) -> tuple[dict[str, Any], Ground]:
    if given is None:
        return dict(EMPTY), "theme"
    if is_deck(given):
        # `to_json` writes all rows with indentation, which takes ten times as long as all the rest.
        tree = _plain(given)
        return tree, "none" if given.map_provider is None else _ground(tree.get("mapStyle"))
    if not callable(to_json := getattr(given, "to_json", None)):
        raise InvalidParameterTypeError("pydeck_obj", type(given).__name__, ["pydeck.Deck", "None"])
    try:
        tree = msgspec.json.decode(to_json(), type=dict[str, Any])
    except (msgspec.DecodeError, TypeError) as error:
        raise APIError(
            f"`to_json()` of the `{type(given).__name__}` returned something that is not a map of deck.gl as "
            f"JSON: {error}."
        ) from error
    return tree, _ground(tree.get("mapStyle"))


def is_deck(value: Any) -> bool:
    """Return whether a value is a map of pydeck. Does not import pydeck."""
    return any(
        base.__name__ == "Deck" and base.__module__.startswith("pydeck.") for base in type(value).__mro__
    )


def _plain(value: Any) -> Any:
    """Return an object of pydeck as one that JSON knows, None if it is none."""
    if not any(base.__module__.startswith("pydeck.") for base in type(value).__mro__):
        return None
    from pydeck.bindings.json_tools import default_serialize

    return default_serialize(value)


def _layer(layer: Any, number: int) -> Any:
    tree = layer if isinstance(layer, Mapping) else _plain(layer)
    if not isinstance(tree, Mapping):
        return layer
    id = tree.get("id")
    stable = f"layer-{number}" if id is None or _MADE.fullmatch(str(id)) else str(id)
    return {**tree, "id": stable}


def _ground(style: Any) -> Ground:
    """Return the colours of the map for a style of pydeck: the name of one, or its address."""
    if not isinstance(style, str):
        return "theme"
    if "dark" in style or "satellite" in style:
        return "dark"
    return "light" if re.search("light|positron|voyager|road|street", style) else "theme"

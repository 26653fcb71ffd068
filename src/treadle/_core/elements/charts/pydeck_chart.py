"""`st.pydeck_chart`."""

import hashlib
import json
from collections.abc import Hashable
from typing import Any, ClassVar, Literal, Unpack, get_args, overload

import msgspec

from treadle._core.carry.context import require
from treadle._core.data.deck_figure import DeckFigure, Ground, deck_figure
from treadle._core.data.packing import PackedArray
from treadle._core.elements.blobs import kept_by_key
from treadle._core.elements.checks import checked_height, checked_width, one_of, optional_text
from treadle._core.elements.cursor import C, Cursor
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Key, Mapped, WidgetCallback
from treadle._core.elements.selection import SelectionState, checked_on_select
from treadle._core.protocol.element import Height, Valued, Width
from treadle._core.session.widgets import Codec
from treadle.errors import InvalidParameterTypeError

PydeckSelectionMode = Literal["single-object", "multi-object"]
MODES: tuple[PydeckSelectionMode, ...] = get_args(PydeckSelectionMode)

HEIGHT = 500
"""The height of a map, in pixels, unless the app says another one."""


class PydeckSelectionState(SelectionState):
    """The selection in a map of pydeck's: each part is an attribute and a key.

    `indices` has the positions of the selected objects in their data, by the name of the layer. `objects` has
    the objects themselves.
    """

    indices: dict[str, list[int]]
    objects: dict[str, list[dict[str, Any]]]


class PydeckState(SelectionState):
    """The state of a map of pydeck's: `state.selection` or `state["selection"]`."""

    selection: PydeckSelectionState


class Selection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A selection as a browser sends it, as JSON."""

    indices: dict[str, list[int]]
    objects: dict[str, list[dict[str, Any]]]


class PydeckChart(Valued, frozen=True, kw_only=True):
    """A map of deck.gl's. `value` is the selection as JSON; None: nothing is selected."""

    spec: str
    """JSON, with an object `{"treadle-array": 3}` in place of the rows of each layer."""
    arrays: tuple[PackedArray, ...] = ()
    tooltip: str | None = None
    """JSON: true, or an object with the templates of a tooltip."""
    ground: Ground = "theme"
    """What is below the layers."""
    tiles: str | None = None
    """The address of the tiles of the map below the layers. None: outlines of the countries."""
    attribution: str | None = None
    """Who made the tiles."""
    mode: PydeckSelectionMode | None = None
    """What can be selected; None: nothing."""
    width: Width = "stretch"
    height: Height = HEIGHT
    alt: str | None = None
    value: str | None = None
    settable: ClassVar[bool] = False

    def check(self, value: Any) -> str | None:
        """Return a selection that this map can have."""
        if value is None:
            return None
        if not isinstance(value, str):
            raise ValueError("A selection is a text.")
        try:
            selection = msgspec.json.decode(value, type=Selection)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ValueError(f"This is not a selection: {error}") from None
        indices, objects = selection.indices, selection.objects
        if self.mode is None or (self.mode == "single-object" and sum(map(len, indices.values())) > 1):
            raise ValueError("The map allows no such selection.")
        if {layer: len(each) for layer, each in indices.items()} != {
            layer: len(each) for layer, each in objects.items()
        }:
            raise ValueError("A selection has an object for each index.")
        if not indices.keys() <= self._layers() or any(min(each, default=0) < 0 for each in indices.values()):
            raise ValueError("A selection has an object that the map cannot have.")
        return value

    def _layers(self) -> set[str]:
        return {str(layer.get("id")) for layer in json.loads(self.spec).get("layers", ())}

    @property
    def called(self) -> str:
        """What messages call it."""
        return "map"

    def identity(self) -> Hashable:
        """Return what identifies a map without a key: a digest of the map and of how it is shown."""
        digest = hashlib.sha256(self.spec.encode())
        for each in self.arrays:
            digest.update(f"{each.type}{each.data.id}".encode())
        digest.update(repr((self.tooltip, self.mode, self.width, self.height, self.alt)).encode())
        return "pydeck_chart", digest.hexdigest()


@overload
def pydeck_chart(
    self: C,
    pydeck_obj: Any = None,
    *,
    selection_mode: PydeckSelectionMode = "single-object",
    on_select: Literal["ignore"] = "ignore",
    key: Key | None = None,
    **shared: Unpack[Mapped],
) -> C: ...


@overload
def pydeck_chart(
    self: Cursor,
    pydeck_obj: Any = None,
    *,
    selection_mode: PydeckSelectionMode = "single-object",
    on_select: Literal["rerun"] | WidgetCallback,
    key: Key | None = None,
    **shared: Unpack[Mapped],
) -> PydeckState: ...


@overload
def pydeck_chart(
    self: Cursor,
    pydeck_obj: Any = None,
    *,
    selection_mode: PydeckSelectionMode = "single-object",
    on_select: Literal["rerun", "ignore"] | WidgetCallback = "ignore",
    key: Key | None = None,
    **shared: Unpack[Mapped],
) -> Any: ...


@positional("pydeck_obj * width use_container_width height selection_mode on_select key alt")
def pydeck_chart(
    self: Cursor,
    pydeck_obj: Any = None,
    *,
    selection_mode: PydeckSelectionMode = "single-object",
    on_select: Literal["rerun", "ignore"] | WidgetCallback = "ignore",
    key: Key | None = None,
    **shared: Unpack[Mapped],
) -> Any:
    """Show a map of pydeck: any layers of deck.gl, flat or in three dimensions.

    A map that changes keeps what the person has zoomed and moved, while the app gives it the same
    `initial_view_state`. If the app builds the map again in each run, only the rows of the layers that have
    changed are sent.

    Nothing is loaded from other servers. Below the layers are the outlines of the countries, in light or dark
    as `map_style` says; `map_style=None`: as the page; `map_provider=None`: nothing. The option
    `server.mapTiles` sets a source of tiles for all maps. Data and icons whose address is on another server
    are not loaded: read them in Python.

    Args:
        pydeck_obj: a `pydeck.Deck`, or an object with a method `to_json` that returns a map of deck.gl. None:
            a map of the world without layers.
        selection_mode: "single-object", or "multi-object": each click adds an object, or removes it. Only
            objects of layers with `pickable=True` can be selected.
        on_select: "ignore", "rerun" (a selection reruns the app), or a function that is called before the
            rerun.
        key: a name for the map. With `on_select`, the selection is also `st.session_state[key]`, and stays
            when the map changes.

    Returns:
        The handle of the map; with `on_select`, a `PydeckState`: what is selected, by the `id` of the layer.
        A layer without `id` is called `layer-0`, `layer-1`, … by its position.

    Raises:
        ValueError_: `selection_mode` or `on_select` is not valid.
        InvalidParameterTypeError: `pydeck_obj` or `selection_mode` has another type.
        DuplicateElementKey: another element of this run has the same key.
        DuplicateElementId: this run has already shown the same map with `on_select`, and neither has a key.
        APIError: the map contains something that cannot be sent.

    Example:
        >>> import pydeck
        >>> import treadle as st
        >>> mills = [{"name": "Arkwright's mill", "at": [-1.49, 53.03]}]
        >>> layer = pydeck.Layer("ScatterplotLayer", mills, get_position="at", pickable=True)
        >>> view = pydeck.ViewState(latitude=53, longitude=-1.5, zoom=7)
        >>> st.pydeck_chart(pydeck.Deck([layer], initial_view_state=view, tooltip={"text": "{name}"}))
    """
    selects = checked_on_select(on_select)
    mode = _mode(selection_mode) if selects else None
    shown = map_of(PydeckChart, deck_figure(pydeck_obj, keep=kept_by_key), shared, key=key, mode=mode)
    if not selects:
        return self.put(shown, identity=None if key is None else ("pydeck_chart", str(key)))
    given = {"key": key} if on_select == "rerun" else {"key": key, "on_change": on_select}
    return self.ask(shown, given, codec=Codec(_state, _wire))


def map_of(
    kind: type[PydeckChart],
    figure: DeckFigure,
    shared: Mapped,
    *,
    key: Key | None = None,
    mode: PydeckSelectionMode | None = None,
) -> PydeckChart:
    """Return a map as an element, on the ground that the configuration names."""
    width = shared.get("width", "stretch")
    server = require().host.config.server
    tiled = server.mapTiles is not None and figure.ground != "none"
    return kind(
        spec=figure.text,
        arrays=figure.arrays,
        tooltip=figure.tooltip,
        ground=figure.ground,
        tiles=server.mapTiles if tiled else None,
        attribution=server.mapAttribution if tiled else None,
        mode=mode,
        width=checked_width("stretch" if shared.get("use_container_width") else width, allow_content=False),
        height=checked_height(shared.get("height", HEIGHT), allow_content=False),
        alt=optional_text(shared.get("alt")),
        key=None if key is None else str(key),
    )


def _mode(given: Any) -> PydeckSelectionMode:
    if not isinstance(given, str):
        raise InvalidParameterTypeError("selection_mode", type(given).__name__, ["str"])
    return one_of("selection_mode", given, MODES)


def _state(wire: str | None) -> PydeckState:
    chosen = {"indices": {}, "objects": {}} if wire is None else json.loads(wire)
    return PydeckState({"selection": PydeckSelectionState(chosen)})


def _wire(state: PydeckState) -> str | None:
    """Return a selection as a browser writes it, for a map that has changed."""
    chosen = state["selection"]
    return json.dumps(chosen, separators=(",", ":"), ensure_ascii=False) if any(chosen.values()) else None

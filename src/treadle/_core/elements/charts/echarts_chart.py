"""`st.echarts_chart`."""

import hashlib
import json
from collections.abc import Hashable, Mapping
from typing import Any, ClassVar, Literal, Unpack, get_args, overload

import msgspec

from treadle._core.data import read
from treadle._core.data.packing import PackedArray, Packing
from treadle._core.elements.blobs import kept_by_key
from treadle._core.elements.checks import checked_height, checked_width, one_of, optional_text
from treadle._core.elements.cursor import C, Cursor
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Key, Proportioned, WidgetCallback
from treadle._core.elements.selection import SelectionState, Theme, checked_on_select, checked_theme
from treadle._core.protocol.element import Height, Valued, Width
from treadle._core.session.widgets import Codec
from treadle.errors import APIError, InvalidParameterTypeError

Renderer = Literal["canvas", "svg"]

WIDTH, HEIGHT = 700, 400
"""The size of a chart that has none of its own, in pixels."""


class EChartsSelectionState(SelectionState):
    """The selection in a chart of ECharts: each part is an attribute and a key.

    `selected` has a dictionary for each series in which something is selected: `series_index`, `series_id`,
    `series_name`, `data_type` ("main", "node" or "edge") and `data_indices`, the positions in the data of the
    series. `areas` has a dictionary for each brushed area: `brush_index`, `brush_type` and `coord_range`.
    """

    selected: list[dict[str, Any]]
    areas: list[dict[str, Any]]


class EChartsState(SelectionState):
    """The state of a chart of ECharts: `state.selection` or `state["selection"]`."""

    selection: EChartsSelectionState


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is selected in a series."""

    series_index: int
    series_id: str | None
    series_name: str | None
    data_type: Literal["main", "node", "edge"]
    data_indices: list[int]


class BrushedArea(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An area of a chart, in the coordinates of its axes."""

    brush_index: int
    brush_type: Literal["rect", "lineX", "lineY", "polygon"]
    coord_range: list[float | list[float]]


class Selection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A selection as a browser sends it, as JSON."""

    selected: list[Group]
    areas: list[BrushedArea]


class EchartsChart(Valued, frozen=True, kw_only=True):
    """A chart of ECharts. `value` is the selection as JSON; None: nothing is selected."""

    option: str
    """JSON, with an object `{"treadle-array": 3}` in place of long data."""
    arrays: tuple[PackedArray, ...] = ()
    themed: bool = True
    """Whether it has the look of the page."""
    renderer: Renderer = "canvas"
    selects: bool = False
    """Whether it reports what people select."""
    width: Width = "stretch"
    height: Height = HEIGHT
    alt: str | None = None
    value: str | None = None
    settable: ClassVar[bool] = False

    def check(self, value: Any) -> str | None:
        """Return a selection that a chart can have."""
        if value is None:
            return None
        if not isinstance(value, str) or not self.selects:
            raise ValueError("The chart allows no such selection.")
        try:
            selection = msgspec.json.decode(value, type=Selection)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ValueError(f"This is not a selection: {error}") from None
        if any(
            group.series_index < 0 or min(group.data_indices, default=0) < 0 for group in selection.selected
        ):
            raise ValueError("A selection has an item that the chart cannot have.")
        return value

    @property
    def called(self) -> str:
        """What messages call it."""
        return "chart"

    def identity(self) -> Hashable:
        """Return what identifies a chart without a key: a digest of the chart and of how it is shown."""
        digest = hashlib.sha256(self.option.encode())
        for each in self.arrays:
            digest.update(f"{each.type}{each.data.id}".encode())
        digest.update(repr((self.themed, self.renderer, self.width, self.height, self.alt)).encode())
        return "echarts_chart", digest.hexdigest()


@overload
def echarts_chart(
    self: C,
    spec: Any,
    *,
    theme: Theme = "streamlit",
    key: Key | None = None,
    on_select: Literal["ignore"] = "ignore",
    renderer: Renderer = "canvas",
    **shared: Unpack[Proportioned],
) -> C: ...


@overload
def echarts_chart(
    self: Cursor,
    spec: Any,
    *,
    theme: Theme = "streamlit",
    key: Key | None = None,
    on_select: Literal["rerun"] | WidgetCallback,
    renderer: Renderer = "canvas",
    **shared: Unpack[Proportioned],
) -> EChartsState: ...


@overload
def echarts_chart(
    self: Cursor,
    spec: Any,
    *,
    theme: Theme = "streamlit",
    key: Key | None = None,
    on_select: Literal["rerun", "ignore"] | WidgetCallback = "ignore",
    renderer: Renderer = "canvas",
    **shared: Unpack[Proportioned],
) -> Any: ...


@positional("spec * width height theme key on_select renderer alt")
def echarts_chart(
    self: Cursor,
    spec: Any,
    *,
    theme: Theme = "streamlit",
    key: Key | None = None,
    on_select: Literal["rerun", "ignore"] | WidgetCallback = "ignore",
    renderer: Renderer = "canvas",
    **shared: Unpack[Proportioned],
) -> Any:
    """Show a chart of ECharts.

    A chart that changes keeps its zoom and what its legend hides, and moves to its new data. If the app
    builds it again in each run, only the data that have changed are sent.

    Args:
        spec: an option of ECharts as a dict or as JSON, or a chart of pyecharts. Tables, arrays, dates and
            numbers of libraries may stand anywhere in it; a table is sent as columns, as `dataset.source`
            takes them. Functions of JavaScript are not executed: use templates such as `"{b}: {c}"`.
        theme: "streamlit": fonts, colours and lines of the page, in light and dark. None: ECharts' own look.
        key: a name for the chart. With `on_select`, the selection is also `st.session_state[key]`, and stays
            when the chart changes.
        on_select: "ignore", "rerun" (a selection reruns the app), or a function that is called before the
            rerun. People click items, or use the brush if the option has one.
        renderer: "canvas", or "svg", which suits few items and small devices.

    Returns:
        The handle of the chart; with `on_select`, an `EChartsState`: what is selected.

    Raises:
        InvalidParameterTypeError: `spec` has another type.
        APIError: `spec` is not JSON, or contains something that cannot be sent.
        ValueError_: `theme`, `on_select` or `renderer` is not valid.
        DuplicateElementKey: another element of this run has the same key.
        DuplicateElementId: this run has already shown the same chart with `on_select`, and neither has a key.

    Example:
        >>> import treadle as st
        >>> looms = {"xAxis": {"type": "category", "data": ["Ada", "Jo"]}, "yAxis": {}}
        >>> st.echarts_chart({**looms, "series": [{"type": "bar", "data": [7, 4]}]}, height=240)
    """
    selects = checked_on_select(on_select)
    width = checked_width(shared.get("width", "stretch"))
    height = checked_height(shared.get("height", "content"))
    packing = Packing(kept_by_key, apart=("data", "source"), plain=_columns)
    option = packing.encode(packing.split(_option(spec))).decode()
    shown = EchartsChart(
        option=option,
        arrays=tuple(packing.arrays),
        themed=checked_theme(theme),
        renderer=one_of("renderer", renderer, get_args(Renderer)),
        selects=selects,
        width=WIDTH if width == "content" else width,
        height=HEIGHT if height == "content" else height,
        alt=optional_text(shared.get("alt")),
        key=None if key is None else str(key),
    )
    if not selects:
        return self.put(shown, identity=None if key is None else ("echarts_chart", str(key)))
    given = {"key": key} if on_select == "rerun" else {"key": key, "on_change": on_select}
    return self.ask(shown, given, codec=Codec(_state, _wire))


def _option(spec: Any) -> dict[str, Any]:
    if isinstance(spec, Mapping):
        return dict(spec)
    text = spec
    for name in ("dump_options_with_quotes", "dump_options"):
        if not isinstance(text, str) and callable(dump := getattr(spec, name, None)):
            text = dump()
    if not isinstance(text, str):
        raise InvalidParameterTypeError("spec", type(spec).__name__, ["dict", "str", "a chart of pyecharts"])
    try:
        return msgspec.json.decode(text, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise APIError(
            f"`spec` is not an option of ECharts as JSON: {error}. Functions of JavaScript are not "
            'supported: use a template, such as `"{b}: {c}"`.'
        ) from error


_TABLES = ("__dataframe__", "__arrow_c_stream__", "__narwhals_dataframe__", "__narwhals_lazyframe__")


def _columns(value: Any) -> dict[str, list[Any]] | None:
    """Return a table as columns, None if the value is no table. Imports no library."""
    if not any(hasattr(type(value), name) for name in _TABLES):
        return None
    return {column.name: column.values.arrow().to_pylist() for column in read(value).columns}


def _state(wire: str | None) -> EChartsState:
    chosen = {"selected": [], "areas": []} if wire is None else json.loads(wire)
    return EChartsState({"selection": EChartsSelectionState(chosen)})


def _wire(state: EChartsState) -> str | None:
    """Return a selection as a browser writes it, for a chart that has changed."""
    chosen = state["selection"]
    return json.dumps(chosen, separators=(",", ":"), ensure_ascii=False) if any(chosen.values()) else None

"""`st.plotly_chart`."""

import hashlib
import json
import re
from collections.abc import Hashable, Iterable, Mapping
from typing import Any, ClassVar, Literal, Unpack, get_args, overload

import msgspec

from treadle._core.data.packing import PackedArray
from treadle._core.data.plotly_figure import plotly_figure
from treadle._core.elements.blobs import kept_by_key
from treadle._core.elements.checks import checked_height, checked_width, optional_text
from treadle._core.elements.cursor import C, Cursor
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Drawn, Key, WidgetCallback
from treadle._core.elements.selection import SelectionState, Theme, checked_on_select, checked_theme
from treadle._core.protocol.element import Height, Valued, Width
from treadle._core.session.widgets import Codec
from treadle.errors import APIError, InvalidParameterTypeError, ValueError_

PlotlySelectionMode = Literal["points", "box", "lasso"]
MODES: tuple[PlotlySelectionMode, ...] = get_args(PlotlySelectionMode)

WIDTH, HEIGHT = 700, 450
"""Plotly's own size of a figure that asks for none, in pixels."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.\[\]]{0,99}")
_AXIS = re.compile(r"[a-z]+\d*( domain)?")


class PlotlySelectionState(SelectionState):
    """The selection in a Plotly chart: each part is an attribute and a key.

    `points` is a list of the selected points, each a dictionary with `x`, `y`, `curve_number`, `point_index`
    and everything else that Plotly reports about the point. `point_indices` are their numbers in their
    traces. `box` and `lasso` are lists of the areas, each a dictionary with `xref`, `yref`, `x` and `y`.
    """

    points: list[dict[str, Any]]
    point_indices: list[int]
    box: list[dict[str, Any]]
    lasso: list[dict[str, Any]]


class PlotlyState(SelectionState):
    """The state of a chart of Plotly's: `state.selection` or `state["selection"]`."""

    selection: PlotlySelectionState


class Area(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A box, by two corners, or a lasso, by all of them."""

    xref: str
    yref: str
    x: list[float | str]
    y: list[float | str]


class Selection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A selection as a browser sends it, as JSON."""

    points: list[dict[str, Any]]
    point_indices: list[int]
    box: list[Area]
    lasso: list[Area]


class PlotlyChart(Valued, frozen=True, kw_only=True):
    """A figure of Plotly's. `value` is the selection as JSON; None: nothing is selected."""

    figure: str
    """JSON, with an object `{"treadle-array": 3}` in place of each long array."""
    arrays: tuple[PackedArray, ...] = ()
    curves: int = 0
    """The number of traces."""
    config: str = "{}"
    themed: bool = True
    """Whether it has the look of the page."""
    own_look: bool = False
    """Whether the app has chosen a template, whose colours it keeps."""
    modes: tuple[PlotlySelectionMode, ...] = ()
    """What can be selected."""
    width: Width = "stretch"
    height: Height = HEIGHT
    least_height: int = HEIGHT
    """The height for a chart that fills a container of no height."""
    alt: str | None = None
    value: str | None = None
    settable: ClassVar[bool] = False

    def check(self, value: Any) -> str | None:
        """Return a selection that this chart can have."""
        if value is None:
            return None
        if not isinstance(value, str):
            raise ValueError("A selection is a text.")
        try:
            selection = msgspec.json.decode(value, type=Selection)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ValueError(f"This is not a selection: {error}") from None
        self._check_modes(selection)
        if not all(map(self._is_point, selection.points)) or min(selection.point_indices, default=0) < 0:
            raise ValueError("A selection has a point that the chart cannot have.")
        if not all(map(_is_area, (*selection.box, *selection.lasso))):
            raise ValueError("A selection has an area that the chart cannot have.")
        return value

    def _check_modes(self, selection: Selection) -> None:
        areas = bool(selection.box or selection.lasso)
        if (
            (selection.box and "box" not in self.modes)
            or (selection.lasso and "lasso" not in self.modes)
            or (selection.points and not areas and "points" not in self.modes)
        ):
            raise ValueError("The chart allows no such selection.")

    def _is_point(self, point: dict[str, Any]) -> bool:
        curve, index = point.get("curve_number"), point.get("point_index")
        indices = index if isinstance(index, list) else [] if index is None else [index]
        return (
            type(curve) is int
            and 0 <= curve < self.curves
            and all(type(each) is int and each >= 0 for each in indices)
            and all(_NAME.fullmatch(name) and _is_flat(item) for name, item in point.items())
        )

    @property
    def called(self) -> str:
        """What messages call it."""
        return "chart"

    def identity(self) -> Hashable:
        """Return what identifies a chart without a key: a digest of the figure and of how it is shown."""
        digest = hashlib.sha256(self.figure.encode())
        for each in self.arrays:
            digest.update(f"{each.type}{each.shape}{each.data.id}".encode())
        digest.update(
            repr((self.config, self.themed, self.modes, self.width, self.height, self.alt)).encode()
        )
        return "plotly_chart", digest.hexdigest()


def _is_flat(value: Any, depth: int = 3) -> bool:
    if isinstance(value, list):
        return depth > 0 and all(_is_flat(item, depth - 1) for item in value)
    return value is None or isinstance(value, bool | int | float | str)


def _is_area(area: Area) -> bool:
    return (
        len(area.x) == len(area.y)
        and len(area.x) >= 2
        and all(axis == "paper" or _AXIS.fullmatch(axis) for axis in (area.xref, area.yref))
    )


@overload
def plotly_chart(
    self: C,
    figure_or_data: Any,
    *,
    theme: Theme = "streamlit",
    key: Key | None = None,
    on_select: Literal["ignore"] = "ignore",
    selection_mode: PlotlySelectionMode | Iterable[PlotlySelectionMode] = ("points", "box", "lasso"),
    config: Mapping[str, Any] | None = None,
    **shared: Unpack[Drawn],
) -> C: ...


@overload
def plotly_chart(
    self: Cursor,
    figure_or_data: Any,
    *,
    theme: Theme = "streamlit",
    key: Key | None = None,
    on_select: Literal["rerun"] | WidgetCallback,
    selection_mode: PlotlySelectionMode | Iterable[PlotlySelectionMode] = ("points", "box", "lasso"),
    config: Mapping[str, Any] | None = None,
    **shared: Unpack[Drawn],
) -> PlotlyState: ...


@overload
def plotly_chart(
    self: Cursor,
    figure_or_data: Any,
    *,
    theme: Theme = "streamlit",
    key: Key | None = None,
    on_select: Literal["rerun", "ignore"] | WidgetCallback = "ignore",
    selection_mode: PlotlySelectionMode | Iterable[PlotlySelectionMode] = ("points", "box", "lasso"),
    config: Mapping[str, Any] | None = None,
    **shared: Unpack[Drawn],
) -> Any: ...


@positional("figure_or_data use_container_width * width height")
def plotly_chart(
    self: Cursor,
    figure_or_data: Any,
    *,
    theme: Theme = "streamlit",
    key: Key | None = None,
    on_select: Literal["rerun", "ignore"] | WidgetCallback = "ignore",
    selection_mode: PlotlySelectionMode | Iterable[PlotlySelectionMode] = ("points", "box", "lasso"),
    config: Mapping[str, Any] | None = None,
    **shared: Unpack[Drawn],
) -> Any:
    """Show a Plotly figure.

    A figure that changes keeps the zoom and the hidden lines, while its title, its axes and the kinds of its
    traces stay the same. `layout.uirevision` of the figure overrides this. If the app builds the figure again
    in each run, only the arrays that have changed are sent.

    Nothing is loaded from other servers. So maps (`px.scatter_map`, `px.choropleth_map`, …) have the outlines
    of the countries instead of tiles. To show tiles, set `layout.map.style` to a style whose sources are on
    the app's server. Outlines (`px.choropleth`, `px.scatter_geo`) have a scale of 1:110 million.

    Args:
        figure_or_data: a `plotly.graph_objects.Figure`, a dict with `data` and `layout`, a list of traces, or
            a Matplotlib figure, which Plotly converts.
        theme: "streamlit": fonts, colours and lines of the page, in light and dark. Plotly's default colours
            are replaced; others stay. None: Plotly's own look.
        key: a name for the chart. With `on_select`, the selection is also `st.session_state[key]`, and stays
            when the figure changes.
        on_select: "ignore", "rerun" (a selection reruns the app), or a function that is called before the
            rerun.
        selection_mode: what can be selected: "points", "box", "lasso", or several of these.
        config: options of Plotly's `config`, such as `{"scrollZoom": True}`.

    Returns:
        The handle of the chart; with `on_select`, a `PlotlyState`: what is selected.

    Raises:
        ModuleNotFoundError: Plotly is not installed.
        PlotlyError: `figure_or_data` is not a figure.
        ValueError_: `theme`, `on_select` or `selection_mode` is not valid.
        DuplicateElementKey: another element of this run has the same key.
        DuplicateElementId: this run has already shown the same chart with `on_select`, and neither has a key.
        APIError: the figure contains something that cannot be sent.

    Example:
        >>> import plotly.graph_objects as go
        >>> import treadle as st
        >>> figure = go.Figure(go.Scatter(x=[1, 2, 3], y=[4, 1, 2]))
        >>> st.plotly_chart(figure, alt="A line that falls and rises")
    """
    width: Any = shared.get("width", "stretch")
    if (fill := shared.get("use_container_width")) is not None:
        width = "stretch" if fill else width if isinstance(width, int) else "content"
    width, height = checked_width(width), checked_height(shared.get("height", "content"))
    themed, selects = checked_theme(theme), checked_on_select(on_select)
    modes = _modes(selection_mode) if selects else ()
    figure = plotly_figure(figure_or_data, keep=kept_by_key, themed=themed)
    own_width, own_height = figure.size
    props = PlotlyChart(
        figure=figure.text,
        arrays=figure.arrays,
        curves=figure.curves,
        own_look=figure.own_look,
        config=_config(config),
        themed=themed,
        modes=modes,
        width=own_width or WIDTH if width == "content" else width,
        height=own_height or HEIGHT if height == "content" else height,
        least_height=own_height or HEIGHT,
        alt=optional_text(shared.get("alt")),
        key=None if key is None else str(key),
    )
    if not selects:
        return self.put(props, identity=None if key is None else ("plotly_chart", str(key)))
    given = {"key": key} if on_select == "rerun" else {"key": key, "on_change": on_select}
    return self.ask(props, given, codec=Codec(_state, _wire))


def _modes(given: Any) -> tuple[PlotlySelectionMode, ...]:
    """Return what can be selected, always in the same order.

    Raises:
        ValueError_: it contains something else.
        InvalidParameterTypeError: it is neither a text nor an iterable.
    """
    if not isinstance(given, Iterable):
        raise InvalidParameterTypeError("selection_mode", type(given).__name__, ["a str", "a list"])
    wanted = {given} if isinstance(given, str) else set(given)
    if not wanted <= set(MODES):
        raise ValueError_("selection_mode", [f"'{mode}'" for mode in sorted(MODES)])
    return tuple(mode for mode in MODES if mode in wanted)


def _config(config: Any) -> str:
    """Return the options as JSON."""
    if not config:
        return "{}"
    if not isinstance(config, Mapping):
        raise InvalidParameterTypeError("config", type(config).__name__, ["a dict", "None"])
    try:
        return json.dumps(dict(config))
    except (TypeError, ValueError) as error:
        raise APIError(f"`config` cannot be sent to a browser: {error}.") from error


def _state(wire: str | None) -> PlotlyState:
    chosen = {"points": [], "point_indices": [], "box": [], "lasso": []} if wire is None else json.loads(wire)
    return PlotlyState({"selection": PlotlySelectionState(chosen)})


def _wire(state: PlotlyState) -> str | None:
    """Return a selection as a browser writes it, for a chart whose figure has changed."""
    chosen = state["selection"]
    return json.dumps(chosen, separators=(",", ":"), ensure_ascii=False) if any(chosen.values()) else None

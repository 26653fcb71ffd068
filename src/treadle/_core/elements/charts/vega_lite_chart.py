"""`st.vega_lite_chart`."""

import math
from collections.abc import Hashable, Iterable, Mapping
from typing import Any, ClassVar, Literal, Unpack, overload

import msgspec

from treadle._core.carry.context import require
from treadle._core.data import Frame
from treadle._core.data.vega_figure import VegaFigure, vega_figure
from treadle._core.elements.checks import checked_height, checked_width, iterable, optional_text
from treadle._core.elements.cursor import C, Cursor
from treadle._core.elements.data.blob import frame_blobs
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Key, Plotted, WidgetCallback
from treadle._core.elements.selection import SelectionState, Theme, checked_on_select, checked_theme
from treadle._core.protocol.blob import Blob
from treadle._core.protocol.element import Height, Valued, Width
from treadle._core.runtime.blobs import BlobStore
from treadle._core.session.widgets import Codec
from treadle.errors import APIError

MOST = 20_000
"""The largest number of values in a selection."""


class Dataset(msgspec.Struct, frozen=True):
    """A table of a chart: Arrow streams of its rows, or JSON."""

    name: str
    data: tuple[Blob, ...]
    json: bool = False


class Selected(msgspec.Struct, frozen=True):
    """A parameter of the specification by which people select something."""

    name: str
    interval: bool = False


class VegaLiteChart(Valued, frozen=True, kw_only=True):
    """A chart of Vega-Lite.

    `value` is what is selected, by parameter: points (a list) or ranges (by field). None: nothing.
    """

    settable: ClassVar[bool] = False

    spec: str
    """The specification as JSON. It names its tables and does not contain them."""
    datasets: tuple[Dataset, ...] = ()
    selections: tuple[Selected, ...] = ()
    """The parameters whose values the app gets."""
    themed: bool = True
    width: Width = "stretch"
    height: Height = "content"
    alt: str | None = None
    value: dict[str, Any] | None = None

    def identity(self) -> Hashable:
        """Return what identifies a chart without a key: what it shows, and what can be selected."""
        shown = tuple((each.name, *(piece.id for piece in each.data)) for each in self.datasets)
        return self.kind, self.spec, shown, tuple(each.name for each in self.selections), self.themed

    def mark(self) -> Hashable:
        """Return the specification: what is zoomed belongs to it."""
        return self.spec

    def check(self, value: Any) -> dict[str, Any] | None:
        """Return a selection if it has the form that these parameters give."""
        if value is None:
            return None
        names = {each.name: each.interval for each in self.selections}
        if not isinstance(value, dict) or not value.keys() <= names.keys():
            raise ValueError("The selection names a parameter that the chart does not report.")
        room = [MOST]
        checked = {
            name: _ranges(part, room) if names[name] else _points(part, room)
            for name, part in value.items()
            if part
        }
        return checked or None


def _points(part: Any, room: list[int]) -> list[dict[str, Any]]:
    if not isinstance(part, list):
        raise ValueError("A selection of points is a list.")
    return [_fields(point, room, ranges=False) for point in part]


def _ranges(part: Any, room: list[int]) -> dict[str, Any]:
    return _fields(part, room, ranges=True)


def _fields(part: Any, room: list[int], *, ranges: bool) -> dict[str, Any]:
    """Return the values of fields as they are selected: one value each, or a list of values."""
    if not isinstance(part, dict) or not all(isinstance(name, str) for name in part):
        raise ValueError("A selection of an interval has values by field.")
    for value in part.values():
        if ranges and not isinstance(value, list):
            raise ValueError("The selected values of a field are a list.")
        values = value if isinstance(value, list) else [value]
        room[0] -= 1 + len(values)
        if room[0] < 0:
            raise ValueError(f"More than {MOST:,} values are selected.")
        if not all(map(_is_scalar, values)):
            raise ValueError("Selected values are numbers, texts, truth values or nothing.")
    return part


def _is_scalar(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or isinstance(value, int | str)


@overload
def vega_lite_chart(
    self: C,
    data: Any = None,
    spec: Mapping[str, Any] | None = None,
    *,
    width: Width | None = None,
    theme: Theme = "streamlit",
    key: Key | None = None,
    on_select: Literal["ignore"] = "ignore",
    selection_mode: str | Iterable[str] | None = None,
    **shared: Unpack[Plotted],
) -> C: ...
@overload
def vega_lite_chart(
    self: Cursor,
    data: Any = None,
    spec: Mapping[str, Any] | None = None,
    *,
    width: Width | None = None,
    theme: Theme = "streamlit",
    key: Key | None = None,
    on_select: Literal["rerun"] | WidgetCallback,
    selection_mode: str | Iterable[str] | None = None,
    **shared: Unpack[Plotted],
) -> SelectionState: ...
@overload
def vega_lite_chart(
    self: C,
    data: Any = None,
    spec: Mapping[str, Any] | None = None,
    *,
    width: Width | None = None,
    theme: Theme = "streamlit",
    key: Key | None = None,
    on_select: Literal["rerun", "ignore"] | WidgetCallback = "ignore",
    selection_mode: str | Iterable[str] | None = None,
    **shared: Unpack[Plotted],
) -> C | SelectionState: ...
@positional("data spec * width height use_container_width theme key on_select selection_mode alt")
def vega_lite_chart(
    self: Cursor,
    data: Any = None,
    spec: Mapping[str, Any] | None = None,
    *,
    width: Width | None = None,
    theme: Theme = "streamlit",
    key: Key | None = None,
    on_select: Literal["rerun", "ignore"] | WidgetCallback = "ignore",
    selection_mode: str | Iterable[str] | None = None,
    **shared: Unpack[Plotted],
) -> Any:
    """Show a Vega-Lite chart.

    Zoom and selections stay when the data of the chart changes. Of a large table, only the part with new rows
    is sent.

    Args:
        data: a table, see `st.dataframe`. Without `spec`, it is the specification.
        spec: the specification as a dict. It may contain tables wherever Vega-Lite has data: in `data`, in
            `data["values"]` and in `datasets`.
        width: CSS pixels, "stretch" (the page's width) or "content" (the chart's own width). None: "content"
            for charts side by side (`facet`, `hconcat`, `repeat`), else "stretch".
        theme: "streamlit" (colours and fonts of the page) or None (those of Vega).
        key: a name that keeps the identity of the chart when its data changes or it moves on the page. What
            is selected is `st.session_state[key]`.
        on_select: "rerun": a selection reruns the app, and the function returns what is selected. A function:
            a callback, called before that rerun. "ignore": a selection starts no rerun.
        selection_mode: the name of the selection parameter to report, or several names. None: all parameters
            of the chart.

    Returns:
        With `on_select="ignore"`, a handle. Otherwise a dict-like object: `.selection[name]` has a
        list of points (dicts), or the ends of an interval by field. It is empty if nothing is selected.

    Raises:
        MissingRequiredParameterError: there is no specification.
        APIError: `on_select` is set and the chart has no selection parameter, or `selection_mode` names one
            that it does not have.
        ValueError_: `on_select` or `theme` is not valid.
        InvalidWidthError: `width` is not valid.

    Example:
        >>> import treadle as st
        >>> data = {"day": [1, 2, 3], "cloth": [4, 7, 5]}
        >>> axes = {"x": {"field": "day"}, "y": {"field": "cloth", "type": "quantitative"}}
        >>> st.vega_lite_chart(data, {"mark": "bar", "encoding": axes})
    """
    return show_figure(self, vega_figure(data, spec), width, theme, key, on_select, selection_mode, shared)


def show_figure(
    place: Cursor,
    figure: VegaFigure,
    width: Any,
    theme: Any,
    key: Key | None,
    on_select: Any,
    selection_mode: Any,
    shared: Mapping[str, Any],
) -> Any:
    """Show a figure of Vega-Lite, for the parameters of the commands that do. Return what they return."""
    themed = checked_theme(theme)
    selecting = checked_on_select(on_select)
    if (fill := shared.get("use_container_width")) is not None:
        width = "stretch" if fill else width if isinstance(width, int) else "content"
    if width is None:
        width = "content" if figure.natural else "stretch"
    shown = VegaLiteChart(
        spec=figure.spec,
        datasets=datasets_of(figure),
        selections=_selections(figure, selection_mode) if selecting else (),
        themed=themed,
        width=checked_width(width),
        height=checked_height(shared.get("height", "content")),
        alt=optional_text(shared.get("alt")) or optional_text(figure.description),
    )
    if not selecting:
        return place.put(shown, identity=None if key is None else (shown.kind, str(key)))
    names = [each.name for each in shown.selections]
    codec = Codec(decode=lambda wire: _state(names, wire), encode=_wire)
    return place.ask(shown, {"key": key, "on_select": on_select}, codec=codec)


def datasets_of(figure: VegaFigure) -> tuple[Dataset, ...]:
    """Return the tables of a figure as blobs."""
    return tuple(_dataset(name, table) for name, table in figure.tables)


def _dataset(name: str, table: Frame | bytes) -> Dataset:
    if isinstance(table, Frame):
        return Dataset(name, frame_blobs(table))
    return Dataset(name, (require().host.of_app(BlobStore).add(Blob(table)),), json=True)


def _selections(figure: VegaFigure, mode: Any) -> tuple[Selected, ...]:
    """Return the parameters that are reported, by name.

    Raises:
        APIError: there are none, or `mode` names another one.
    """
    there = {each.name: Selected(each.name, each.type == "interval") for each in figure.picked}
    if not there:
        raise APIError(
            "`on_select` is set, but nothing can be selected in this chart. Add a selection parameter to it: "
            "in Altair by `.add_params(alt.selection_interval())`, in a specification by `params`."
        )
    if mode is None:
        return tuple(there[name] for name in sorted(there))
    names = [mode] if isinstance(mode, str) else sorted(map(str, iterable("selection_mode", mode)))
    for name in names:
        if name not in there:
            listed = ", ".join(f"`{each}`" for each in sorted(there))
            raise APIError(
                f"`selection_mode` names the parameter `{name}`, which the chart does not have. "
                f"It has {listed}."
            )
    return tuple(there[name] for name in dict.fromkeys(names))


def _state(names: list[str], wire: dict[str, Any] | None) -> SelectionState:
    return SelectionState(selection={name: (wire or {}).get(name, {}) for name in names})


def _wire(state: Any) -> Any:
    """Return a selection as the app has it in wire form."""
    return dict(dict.__getitem__(state, "selection")) if isinstance(state, SelectionState) else state

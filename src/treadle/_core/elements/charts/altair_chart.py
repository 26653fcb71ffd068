"""`st.altair_chart`."""

from collections.abc import Iterable
from typing import Any, Literal, Unpack, overload

from treadle._core.carry.context import require
from treadle._core.data.altair_figure import AltairFigures
from treadle._core.elements.cursor import C, Cursor
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Key, Plotted, WidgetCallback
from treadle._core.elements.selection import SelectionState, Theme
from treadle._core.protocol.element import Width

from .vega_lite_chart import show_figure


@overload
def altair_chart(
    self: C,
    altair_chart: Any,
    *,
    width: Width | None = None,
    theme: Theme = "streamlit",
    key: Key | None = None,
    on_select: Literal["ignore"] = "ignore",
    selection_mode: str | Iterable[str] | None = None,
    **shared: Unpack[Plotted],
) -> C: ...
@overload
def altair_chart(
    self: Cursor,
    altair_chart: Any,
    *,
    width: Width | None = None,
    theme: Theme = "streamlit",
    key: Key | None = None,
    on_select: Literal["rerun"] | WidgetCallback,
    selection_mode: str | Iterable[str] | None = None,
    **shared: Unpack[Plotted],
) -> SelectionState: ...
@overload
def altair_chart(
    self: C,
    altair_chart: Any,
    *,
    width: Width | None = None,
    theme: Theme = "streamlit",
    key: Key | None = None,
    on_select: Literal["rerun", "ignore"] | WidgetCallback = "ignore",
    selection_mode: str | Iterable[str] | None = None,
    **shared: Unpack[Plotted],
) -> C | SelectionState: ...
@positional("altair_chart * width height use_container_width theme key on_select selection_mode alt")
def altair_chart(
    self: Cursor,
    altair_chart: Any,
    *,
    width: Width | None = None,
    theme: Theme = "streamlit",
    key: Key | None = None,
    on_select: Literal["rerun", "ignore"] | WidgetCallback = "ignore",
    selection_mode: str | Iterable[str] | None = None,
    **shared: Unpack[Plotted],
) -> Any:
    """Show an Altair chart.

    Zoom and selections stay when the data of the chart changes. Of a large table, only the part with new rows
    is sent. A chart has no limit of rows.

    Args:
        altair_chart: the chart.
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
        Selections without a name are `param_1`, `param_2`, …

    Raises:
        APIError: `on_select` is set and the chart has no selection parameter, or `selection_mode` names one
            that it does not have.
        ValueError_: `on_select` or `theme` is not valid.
        InvalidWidthError: `width` is not valid.
        Exception: the chart is not valid. Altair raises it.

    Example:
        >>> import altair as alt
        >>> import pandas as pd
        >>> import treadle as st
        >>> data = pd.DataFrame({"year": [2000, 2010, 2020], "metres": [40, 55, 90]})
        >>> brush = alt.selection_interval(name="brush", encodings=["x"])
        >>> chart = alt.Chart(data).mark_circle().encode(x="year", y="metres").add_params(brush)
        >>> st.altair_chart(chart, on_select="rerun").selection.brush
        {}
    """
    figure = require().host.part(AltairFigures.of_app).figure(altair_chart)
    return show_figure(self, figure, width, theme, key, on_select, selection_mode, shared)

"""Figures of Plotly's in two parts: a text with the structure, and long arrays as bytes.

A figure that an app builds again in each run consists mostly of arrays. Each is named after its content, so
an array that any browser has is neither encoded nor sent again. All of its bytes are read for that: a change
in place is seen.
"""

import functools
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from .packing import Keep, PackedArray, Packing


class PlotlyFigure(msgspec.Struct, frozen=True):
    """A figure in wire form."""

    text: str
    """JSON, with an object `{"treadle-array": 3}` in place of each long array."""
    arrays: tuple[PackedArray, ...]
    curves: int
    """The number of its traces."""
    own_look: bool
    """Whether the app has chosen a template for the look, and not Plotly's default."""
    size: tuple[int | None, int | None]
    """The width and the height that the figure itself asks for."""


def plotly_figure(given: Any, *, keep: Keep, themed: bool) -> PlotlyFigure:
    """Return a figure in wire form.

    Args:
        given: a figure of Plotly's or of Matplotlib's, a dict, a trace, or a list of traces.
        keep: stores the bytes of an array.
        themed: whether the browser replaces Plotly's default template, which is then left out.

    Raises:
        ModuleNotFoundError: Plotly is not installed.
        PlotlyError: `given` is not a figure.
        APIError: it contains an object that cannot be sent.
    """
    data, layout, frames = _parts(given)
    own_look = layout.get("template") not in (None, _default_template())
    if themed and not own_look:
        layout = {name: value for name, value in list(layout.items()) if name != "template"}
    packing = Packing(keep, apart=("geojson",))
    tree: dict[str, Any] = {"data": packing.split(data), "layout": packing.split(layout)}
    if frames:
        tree["frames"] = packing.split(frames)
    text = packing.encode(tree).decode()
    size = _pixels(layout.get("width")), _pixels(layout.get("height"))
    return PlotlyFigure(text, tuple(packing.arrays), len(data), own_look, size)


def _parts(given: Any) -> tuple[Sequence[Any], Mapping[str, Any], Sequence[Any]]:
    """Return the traces, the layout and the frames of a figure, without a copy where there is a figure."""
    figure = _figure(given)
    frames = [frame.to_plotly_json() for frame in figure.frames]
    # `to_dict()` copies everything and encodes arrays as Base64, at ten times the cost of the rest.
    return figure._data, figure._layout, frames


def _figure(given: Any) -> Any:
    try:
        from plotly import exceptions
        from plotly.basedatatypes import BaseFigure, BaseTraceType
        from plotly.graph_objects import Figure
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError(
            "`st.plotly_chart` needs the package Plotly. Install it: `pip install plotly`.", name=missing.name
        ) from missing
    if isinstance(given, BaseFigure):
        return given
    if any(
        base.__module__ == "matplotlib.figure" and base.__name__ == "Figure" for base in type(given).__mro__
    ):
        from plotly.tools import mpl_to_plotly

        return mpl_to_plotly(given)
    if isinstance(given, BaseTraceType):
        given = [given]
    if isinstance(given, list | tuple):
        given = {"data": list(given)}
    if not isinstance(given, dict):
        raise exceptions.PlotlyError(
            f"`figure_or_data` has the type `{type(given).__name__}`. Pass a Plotly figure, a dict, a list "
            "of traces, or a Matplotlib figure."
        )
    figure = Figure(**given)
    if not figure.data:
        raise exceptions.PlotlyError("`figure_or_data` has no traces, so there is nothing to draw.")
    return figure


@functools.cache
def _default_template() -> Any:
    from plotly.io import templates

    return templates["plotly"].to_plotly_json()


def _pixels(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) and value > 0 else None

"""`st.graphviz_chart`."""

from typing import Any, Unpack

from treadle._core.elements.checks import checked_height, checked_width, optional_text, wire_text
from treadle._core.elements.cursor import C
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Sketched
from treadle._core.protocol.element import Element, Height, Width
from treadle.errors import InvalidParameterTypeError


class GraphvizChart(Element, frozen=True, kw_only=True):
    """A graph that the browser lays out."""

    dot: str
    engine: str = "dot"
    """The program of Graphviz that places the nodes."""
    width: Width = "content"
    height: Height = "content"
    alt: str | None = None


@positional("figure_or_dot use_container_width * width height alt")
def graphviz_chart(self: C, figure_or_dot: Any, **shared: Unpack[Sketched]) -> C:
    """Show a graph of Graphviz: nodes and the edges between them.

    The browser lays it out, so no program of Graphviz is needed. Black lines and texts on nothing have the
    colour of the page's text, in light and dark. All other colours stay.

    Args:
        figure_or_dot: a `graphviz.Graph`, `graphviz.Digraph` or `graphviz.Source`, or a text in the DOT
            language. The `engine` of an object places its nodes: "dot", "neato", "circo", ….

    Raises:
        InvalidParameterTypeError: `figure_or_dot` is none of these.

    Example:
        >>> import treadle as st
        >>> st.graphviz_chart("digraph { warp -> cloth; weft -> cloth }", alt="Two threads become cloth")
    """
    dot, engine = _graph(figure_or_dot)
    width: Any = shared.get("width", "content")
    if (fill := shared.get("use_container_width")) is not None:
        width = "stretch" if fill else "content"
    return self.put(
        GraphvizChart(
            dot=wire_text(dot),
            engine=engine,
            width=checked_width(width),
            height=checked_height(shared.get("height", "content")),
            alt=optional_text(shared.get("alt")),
        )
    )


def _graph(given: Any) -> tuple[str, str]:
    """Return a graph as DOT, and the engine that lays it out."""
    if isinstance(given, str):
        return given, "dot"
    ours = any(base.__module__.partition(".")[0] == "graphviz" for base in type(given).__mro__)
    if ours and isinstance(source := getattr(given, "source", None), str):
        return source, str(getattr(given, "engine", None) or "dot")
    raise InvalidParameterTypeError(
        "figure_or_dot",
        type(given).__name__,
        ["graphviz.Graph", "graphviz.Digraph", "graphviz.Source", "str"],
    )

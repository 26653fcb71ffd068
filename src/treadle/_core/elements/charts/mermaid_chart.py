"""`st.mermaid_chart`."""

from typing import Unpack

from treadle._core.elements.checks import checked_width, clean, optional_text
from treadle._core.elements.cursor import C
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Diagram
from treadle._core.protocol.element import Element, Width
from treadle.errors import InvalidParameterTypeError


class MermaidChart(Element, frozen=True, kw_only=True):
    """A diagram that the browser draws from a text."""

    body: str
    width: Width = "stretch"
    alt: str | None = None


@positional("body * width alt")
def mermaid_chart(self: C, body: str, **shared: Unpack[Diagram]) -> C:
    """Show a diagram of Mermaid: a flowchart, a sequence, a Gantt chart, a class diagram and many more.

    Args:
        body: the diagram, in the language of Mermaid. Clicks and scripts in it have no effect.

    Raises:
        InvalidParameterTypeError: `body` is not a str.

    Example:
        >>> import treadle as st
        >>> st.mermaid_chart("flowchart LR; fleece --> yarn --> cloth", alt="From fleece to cloth")
    """
    if not isinstance(body, str):
        raise InvalidParameterTypeError("body", type(body).__name__, ["str"])
    return self.put(
        MermaidChart(
            body=clean(body),
            width=checked_width(shared.get("width", "stretch")),
            alt=optional_text(shared.get("alt")),
        )
    )

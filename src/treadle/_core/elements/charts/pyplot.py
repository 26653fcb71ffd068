"""`st.pyplot`."""

import io
from typing import Any

from treadle._core.data.image import image_bytes
from treadle._core.elements.blobs import kept
from treadle._core.elements.checks import checked_width
from treadle._core.elements.cursor import C
from treadle._core.elements.media.image import Image, ShownImage, described
from treadle._core.protocol.element import Width
from treadle.errors import InvalidParameterTypeError, MissingRequiredParameterError

DPI = 200
"""Dots for each inch of a figure, so that it is sharp on fine screens."""


def pyplot(
    self: C,
    fig: Any,
    clear_figure: bool = False,
    *,
    width: Width = "stretch",
    use_container_width: bool | None = None,
    alt: str | None = None,
    **kwargs: Any,
) -> C:
    """Show a Matplotlib figure as an image.

    A figure is drawn in the calling thread. Give each thread a figure of its own: `fig, ax = plt.subplots()`.

    Args:
        fig: the figure, or the module `matplotlib.pyplot` for its current figure. For the result of pandas'
            `plot()`, pass its `.get_figure()`.
        clear_figure: whether the figure is emptied afterwards.
        width: CSS pixels, "stretch" or "content".
        use_container_width: the older form of `width`: True is "stretch", False is "content".
        alt: a description for screen readers. Empty: the figure is a decoration.
        kwargs: arguments of Matplotlib's `savefig`. The defaults are `bbox_inches="tight"`, `dpi=200` and
            `format="png"`.

    Raises:
        MissingRequiredParameterError: there is no `fig`.
        InvalidParameterTypeError: `fig` is not a figure.
        InvalidWidthError: `width` is not valid.
        APIError: `savefig` has made a file that browsers do not show, such as a PDF.

    Example:
        >>> import treadle as st
        >>> from matplotlib.figure import Figure
        >>> figure = Figure(figsize=(3, 2))
        >>> lines = figure.subplots().plot([1, 3, 2])
        >>> st.pyplot(figure, alt="A line that rises and falls")
    """
    if use_container_width is not None:
        width = "stretch" if use_container_width else "content"
    if fig is None:
        raise MissingRequiredParameterError(
            "fig",
            detail="All threads share Matplotlib's current figure. Make one: `fig, ax = plt.subplots()`.",
        )
    if not hasattr(fig, "savefig"):
        raise InvalidParameterTypeError("fig", type(fig).__name__, ["matplotlib.figure.Figure"])
    buffer = io.BytesIO()
    fig.savefig(buffer, **{"bbox_inches": "tight", "dpi": DPI, "format": "png", **kwargs})
    data, kind = image_bytes(buffer)
    picture = ShownImage(blob=kept(data), type=kind, alt=described(alt))
    shown = self.put(Image(pictures=(picture,), width=checked_width(width)))
    if clear_figure:
        fig.clf()
    return shown

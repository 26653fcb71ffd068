"""`st.columns`."""

import math
from collections.abc import Iterable
from typing import Literal, Unpack, get_args

from treadle._core.elements.checks import checked_width, one_of
from treadle._core.elements.cursor import C
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Rowed
from treadle._core.protocol.element import Container, Gap, Width
from treadle.errors import InvalidColumnSpecError

from .sizes import checked_gap

Spec = int | Iterable[int | float]
ColumnAlignment = Literal["top", "center", "bottom"]


class Columns(Container, frozen=True, kw_only=True):
    """Containers side by side. On a narrow screen they are stacked, unless `wrap` is False."""

    gap: Gap = "small"
    vertical_alignment: ColumnAlignment = "top"
    width: Width = "stretch"
    wrap: bool = True


class Column(Container, frozen=True, kw_only=True):
    """One of the columns. `weight` is its share of the width."""

    weight: float = 1.0
    border: bool = False


@positional("spec * gap vertical_alignment border width")
def columns(
    self: C,
    spec: Spec,
    *,
    vertical_alignment: ColumnAlignment = "top",
    border: bool = False,
    wrap: bool = True,
    **shared: Unpack[Rowed],
) -> list[C]:
    """Show containers side by side and return a list of their handles.

    Args:
        spec: the number of columns of equal width, or a list of relative widths.
        gap: the space between the columns: CSS pixels, a size from "xxsmall" (0.25 rem) to "xxlarge" (8 rem),
            or None (no space).
        vertical_alignment: where the content of short columns is placed: "top", "center" or "bottom".
        border: whether a border is drawn around each column.
        width: the width of all columns together: CSS pixels or "stretch".
        wrap: whether the columns are stacked on screens of up to 640 CSS pixels.

    Raises:
        InvalidColumnSpecError: `spec` has no columns, or a width of 0 or less.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     left, right = st.columns([2, 1])
        ...     left.write("wide")
        ...     right.write("narrow")
        >>> from treadle.testing import AppTest
        >>> [text.value for text in AppTest.from_function(app).run().markdown]
        ['wide', 'narrow']
    """
    alignments: tuple[ColumnAlignment, ...] = get_args(ColumnAlignment)
    weights = _weights(spec)
    row = self.put_container(
        Columns(
            gap=checked_gap(shared.get("gap", "small")),
            vertical_alignment=one_of("vertical_alignment", vertical_alignment, alignments),
            width=checked_width(shared.get("width", "stretch"), allow_content=False),
            wrap=bool(wrap),
        )
    )
    return [row.put_container(Column(weight=weight, border=bool(border))) for weight in weights]


def _weights(spec: object) -> list[float]:
    """Return the share of each column. The sum is 1."""
    if isinstance(spec, int) and not isinstance(spec, bool):
        spec = [1] * spec
    if isinstance(spec, str | bytes) or not isinstance(spec, Iterable):
        raise InvalidColumnSpecError()
    given = list(spec)
    numbers = [float(weight) for weight in given if isinstance(weight, int | float)]
    if not given or len(numbers) != len(given) or not all(0 < weight < math.inf for weight in numbers):
        raise InvalidColumnSpecError()
    total = sum(numbers)
    return [weight / total for weight in numbers]

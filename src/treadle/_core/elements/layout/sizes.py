"""Gaps, alignments and space: the parameters that containers share."""

from typing import Any, Literal, get_args

from treadle._core.elements.checks import one_of
from treadle._core.protocol.element import Gap, GapName
from treadle.errors import ValueError_

HorizontalAlignment = Literal["left", "center", "right", "distribute"]
VerticalAlignment = Literal["top", "center", "bottom", "distribute"]
ExpandableType = Literal["default", "compact", "step"]

GAPS: tuple[GapName, ...] = get_args(GapName)


def checked_gap(gap: Any) -> Gap:
    """Return a gap. None (no gap) becomes 0.

    Raises:
        ValueError_: it is not pixels (0 or more), one of the sizes, or None.
    """
    if gap is None:
        return 0
    if isinstance(gap, str) and gap.lower() in GAPS:
        return one_of("gap", gap.lower(), GAPS)
    if isinstance(gap, int) and not isinstance(gap, bool) and gap >= 0:
        return gap
    raise ValueError_("gap", [*GAPS, "pixels (0 or more)", "None"], detail=f"It is {gap!r}.")

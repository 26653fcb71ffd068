"""The styles of a table's cells: colours, fonts and display texts, as compact as the values themselves."""

import dataclasses
from collections.abc import Iterator
from typing import Any

from .columns import NumpyValues, PythonValues, Values
from .css import Declarations


@dataclasses.dataclass(frozen=True, slots=True)
class CellStyles:
    """The styles of one column's cells."""

    codes: tuple[int, ...] = ()
    """The number of each cell's style in the palette; one number if all cells share it; empty for none."""
    texts: tuple[str | None, ...] | None = None
    """What each cell shows instead of its value; None where it shows the value."""

    def head(self, rows: int) -> "CellStyles":
        """Return the styles of the first rows."""
        codes = self.codes if len(self.codes) == 1 else self.codes[:rows]
        return CellStyles(codes, None if self.texts is None else self.texts[:rows])


@dataclasses.dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a table. Style 0 is none."""

    palette: tuple[Declarations, ...]
    cells: tuple[CellStyles, ...]
    """One for each column, those of the index first."""
    heads: tuple[int, ...] = ()
    """The style of each column's header, without the index; empty for none."""
    caption: str | None = None
    hide_index: bool = False
    hidden: tuple[int, ...] = ()
    """The positions of the columns that the app has hidden."""

    def head(self, rows: int) -> "Styles":
        """Return the styles of the first rows."""
        return dataclasses.replace(self, cells=tuple(each.head(rows) for each in self.cells))

    def told(self) -> dict[str, Any]:
        """Return what the browser must know beside the columns of `columns`, for JSON.

        `codes` and `texts` have the positions of the table's columns to which those columns belong, in their
        order. `whole` has the styles of the columns whose cells share one.
        """
        return {
            "palette": self.palette,
            "codes": [i for i, each in enumerate(self.cells) if len(each.codes) > 1],
            "whole": {i: each.codes[0] for i, each in enumerate(self.cells) if len(each.codes) == 1},
            "texts": [i for i, each in enumerate(self.cells) if each.texts is not None],
            "heads": self.heads,
            "caption": self.caption,
            "hide_index": self.hide_index,
            "hidden": self.hidden,
        }

    def columns(self) -> Iterator[Values]:
        """Yield the columns that travel beside the table's own: numbers of styles first, then texts."""
        import numpy as np  # pandas, which has computed the styles, has imported it

        small = np.min_scalar_type(len(self.palette))
        for each in self.cells:
            if len(each.codes) > 1:
                yield NumpyValues(np.array(each.codes, dtype=small))
        for each in self.cells:
            if each.texts is not None:
                yield PythonValues(each.texts)

"""The tables that a test operates."""

from collections.abc import Iterable
from typing import Any, Self

from treadle._core.elements.data.selection import SELECTION, DataframeSelectionState

from .element import UNSET, Element, Widget
from .tables import content


class Dataframe(Widget, kind="dataframe"):
    """`st.dataframe`."""

    @property
    def value(self) -> Any:
        """The data as a pandas DataFrame, with its index and columns. Without pandas, an Arrow table."""
        return content(self._props.data.data)

    @property
    def selection(self) -> DataframeSelectionState:
        """What is selected: `rows`, `columns` and `cells`."""
        wire = self._found.wire if self._value is UNSET else self._at._driver.pending[self._found.id][1]
        selected: DataframeSelectionState = SELECTION.decode(wire)["selection"]
        return selected

    def select(
        self, *, rows: Iterable[int] = (), columns: Iterable[str] = (), cells: Iterable[tuple[int, str]] = ()
    ) -> Self:
        """Select these rows, columns and cells, and nothing else.

        Args:
            rows: positions in the data.
            columns: names.
            cells: positions in the data, each with a name.

        Raises:
            ValueError: the table has no such row, column or cell, or it allows no such selection.
        """
        wire = self._props.check(([*rows], [*columns], [*cells]))
        return self._enter(SELECTION.decode(wire), wire)

    def click(self, key: str, row: int, label: str | None = None) -> Self:
        """Click a button in a column of buttons.

        Args:
            key: the key of the column.
            row: the position of the row in the data.
            label: which of several buttons in the cell. None: the app gets the cell's value.

        Raises:
            ValueError: no column of buttons has this key, or the table has no such row.
        """
        look = next((look for look in self._props.looks if look.button == key), None)
        found = next((each for each in self._at._driver.below(0) if each.key == key), None)
        if look is None or found is None:
            raise ValueError(f"The table has no column of buttons with the key {key!r}.")
        if label is None:
            label = str(self.value[look.column].iloc[row])
        self._at._driver.pending[found.id] = None, found.props.check((row, label))  # type: ignore[attr-defined]
        return self

    def _told(self) -> list[str]:
        return Element._told(self)

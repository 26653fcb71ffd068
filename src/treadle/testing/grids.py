"""The tables that a test operates."""

from collections.abc import Iterable, Mapping
from typing import Any, Self

import msgspec

from treadle._core.data.edits import Edits, Steps, merged
from treadle._core.elements.data.column_rules import plain
from treadle._core.elements.data.data_editor import DataEditorState
from treadle._core.elements.data.selection import SELECTION, DataframeSelectionState

from .element import UNSET, Element, Widget
from .tables import content, frame_of


class Grid(Widget):
    """`st.dataframe` and `st.data_editor`."""

    @property
    def value(self) -> Any:
        """The data that the app has passed, as a pandas DataFrame. Without pandas, an Arrow table."""
        windows = getattr(self._props, "windows", None)
        return content(self._props.data.data) if windows is None else frame_of(windows.source.reader.table)

    @property
    def disabled(self) -> bool:
        """Whether nobody can edit it, though it is an editor."""
        return bool(getattr(self._props, "disabled", False))

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


class Dataframe(Grid, kind="dataframe"):
    """`st.dataframe`."""

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


class DataEditor(Grid, kind="data_editor"):
    """`st.data_editor`."""

    @property
    def state(self) -> DataEditorState:
        """All changes: `edited_rows`, `added_rows` and `deleted_rows`."""
        codec = self._found.codec
        assert codec is not None
        state: DataEditorState = codec.decode(self._edits)
        return state

    def edit(self, row: int, column: str, value: Any) -> Self:
        """Enter a value in a cell.

        Args:
            row: the position of the row in the app's data; the rows that people have added come behind them.
            column: the name of the column; `_index` is the index.
            value: the value as Python has it.

        Raises:
            ValueError: there is no such cell, or nobody can enter the value there.
        """
        added = row - self._props.rows
        rows = [id for id, _ in self._edits.added]
        if added >= len(rows):
            raise ValueError(f"The table has {self._props.rows + len(rows)} rows, so none at position {row}.")
        return self._do("set", row if added < 0 else rows[added], {column: value})

    def add_row(self, cells: Mapping[str, Any] | None = None) -> Self:
        """Add a row at the end.

        Args:
            cells: its values by the names of the columns. Others have their defaults.
        """
        first = {rule.column: rule.default for rule in self._props.rules if rule.default is not None}
        return self._do("add", f"row{len(self._edits.added)}", {**first, **(cells or {})}, None)

    def delete_rows(self, rows: Iterable[int]) -> Self:
        """Delete rows, given by their positions in the app's data; added rows come behind them."""
        ids = [id for id, _ in self._edits.added]
        own = self._props.rows
        return self._do("delete", [row if row < own else ids[row - own] for row in rows])

    @property
    def _edits(self) -> Edits:
        if self._value is UNSET:
            wire: Edits = self._found.wire
            return wire
        edits: Edits = self._at._driver.pending[self._found.id][1]
        return edits

    def _do(self, *step: Any) -> Self:
        plain_step = [_plain(each) for each in step]
        steps = self._props.check([self._props.of, "test", [[1, *plain_step]], None])
        assert isinstance(steps, Steps)
        after = merged(msgspec.structs.replace(self._edits, seen=()), steps)
        return self._enter(None, after)


def _plain(part: Any) -> Any:
    return {name: plain(value) for name, value in part.items()} if isinstance(part, Mapping) else part

"""What a person selects in a table: rows, columns and cells."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Literal, get_args

from treadle._core.elements.attributes import ReadOnlyAttributes
from treadle._core.elements.inputs.common import is_whole
from treadle._core.protocol.element import Valued
from treadle._core.session.widgets import Codec
from treadle.errors import IncompatibleParametersError, InvalidParameterTypeError, ValueError_

TableSelectionMode = Literal[
    "single-row",
    "single-row-required",
    "multi-row",
    "single-column",
    "multi-column",
    "single-cell",
    "multi-cell",
]
MODES: tuple[TableSelectionMode, ...] = get_args(TableSelectionMode)

Cell = tuple[int, str]
Selection = tuple[tuple[int, ...], tuple[str, ...], tuple[Cell, ...]]
"""Rows, columns and cells."""

NOTHING: Selection = ((), (), ())


class DataframeSelectionState(ReadOnlyAttributes):
    """The selected `rows` (positions in the data), `columns` (names) and `cells` (position and name)."""

    rows: list[int]
    columns: list[str]
    cells: list[Cell]


class DataframeState(ReadOnlyAttributes):
    """What `st.dataframe` returns with `on_select`: `event.selection` or `event["selection"]`."""

    selection: DataframeSelectionState


class Selectable(Valued, frozen=True, kw_only=True):
    """A table in which rows, columns or cells can be selected."""

    abstract: ClassVar[bool] = True
    value: Selection = NOTHING
    selection_mode: tuple[TableSelectionMode, ...] = ()
    """What can be selected; empty for nothing."""
    rows: int = 0
    """The number of rows, if they can be selected."""
    names: tuple[str, ...] = ()
    """The names of the columns, if something can be selected."""

    @property
    def called(self) -> str:
        """What messages call it."""
        return "the table"

    def check(self, value: Any) -> Selection:
        """Return a selection if the table has all of it and allows it."""
        if not isinstance(value, list | tuple) or len(value) != 3:
            raise ValueError("A selection has rows, columns and cells.")
        rows, columns, cells = (_distinct(part) for part in value)
        if not all(map(self._has_row, rows)) or not all(map(self._has_column, columns)):
            raise ValueError("The table has no such row or column.")
        if not all(map(self._has_cell, cells)):
            raise ValueError("The table has no such cell.")
        for part, chosen in (("row", rows), ("column", columns), ("cell", cells)):
            if len(chosen) > self._most(part):
                raise ValueError(f"So many {part}s cannot be selected in this table.")
        return self._whole(rows, columns, cells)

    def take(self, value: Any) -> Selection:
        """Return what this table has and allows of a selection that the app sets."""
        rows, columns, cells = (_distinct(part) if isinstance(part, list | tuple) else [] for part in value)
        return self._whole(
            list(filter(self._has_row, rows))[: self._most("row")],
            list(filter(self._has_column, columns))[: self._most("column")],
            list(filter(self._has_cell, cells))[: self._most("cell")],
        )

    def _whole(self, rows: list[Any], columns: list[Any], cells: list[Any]) -> Selection:
        if not rows and self.rows and "single-row-required" in self.selection_mode:
            rows = [0]
        return tuple(sorted(rows)), tuple(columns), tuple(cells)

    def _most(self, part: str) -> int:
        """Return how many rows, columns or cells can be selected at once."""
        if f"multi-{part}" in self.selection_mode:
            return self.rows * max(1, len(self.names))
        return 1 if {f"single-{part}", f"single-{part}-required"} & set(self.selection_mode) else 0

    def _has_row(self, row: Any) -> bool:
        return is_whole(row) and 0 <= row < self.rows

    def _has_column(self, name: Any) -> bool:
        return isinstance(name, str) and name in self.names

    def _has_cell(self, cell: Any) -> bool:
        return (
            isinstance(cell, tuple)
            and len(cell) == 2
            and self._has_row(cell[0])
            and self._has_column(cell[1])
        )


def _distinct(values: Any) -> list[Any]:
    """Return the values without repetitions; lists of two as tuples, as cells are."""
    if not isinstance(values, list | tuple):
        raise ValueError("Rows, columns and cells are lists.")
    plain = (tuple(value) if isinstance(value, list) else value for value in values)
    try:
        return list(dict.fromkeys(plain))
    except TypeError:
        raise ValueError("A selection names rows, columns and cells.") from None


def checked_modes(modes: Any) -> tuple[TableSelectionMode, ...]:
    """Return selection modes, in the order of `MODES`.

    Raises:
        ValueError_: one is not a mode.
        IncompatibleParametersError: there are two for rows, for columns or for cells.
    """
    if isinstance(modes, str):
        modes = [modes]
    if not isinstance(modes, Iterable):
        raise InvalidParameterTypeError("selection_mode", type(modes).__name__, ["str", "a list of str"])
    given = list(modes)
    if any(mode not in MODES for mode in given):
        raise ValueError_("selection_mode", [repr(mode) for mode in MODES])
    chosen = tuple(mode for mode in MODES if mode in given)
    for part in ("row", "column", "cell"):
        same = [f"selection_mode={mode!r}" for mode in chosen if mode.split("-")[1] == part]
        if len(same) > 1:
            raise IncompatibleParametersError(
                *same, explanation=f"Choose one of the modes that select a {part}."
            )
    return chosen


def state_of(wire: Selection) -> DataframeState:
    """Return a selection as the app sees it."""
    rows, columns, cells = wire
    selected = DataframeSelectionState(rows=list(rows), columns=list(columns), cells=list(cells))
    return DataframeState(selection=selected)


def wire_of(state: Any) -> tuple[Any, Any, Any]:
    """Return the parts of a selection that the app sets.

    Raises:
        ValueError: it has another form.
    """
    selection = state.get("selection") if isinstance(state, Mapping) else None
    if not isinstance(selection, Mapping):
        raise ValueError(
            "A selection is a dict: `{'selection': {'rows': [0], 'columns': ['name'], "
            "'cells': [(0, 'name')]}}`."
        )
    return selection.get("rows", ()), selection.get("columns", ()), selection.get("cells", ())


SELECTION = Codec(state_of, wire_of)

"""The buttons in a column of a table: what tells the app of a click."""

from collections.abc import Iterable
from typing import Any, ClassVar

from treadle._core.elements.attributes import ReadOnlyAttributes
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.inputs.common import MAX_TEXT, is_whole
from treadle._core.protocol.element import Valued
from treadle._core.session.widgets import Codec

from .column_look import ButtonConfig

Click = tuple[int, str]
"""A row, by its position in the data, and the label of the button."""


class ButtonColumnClickState(ReadOnlyAttributes):
    """A click on a button in a column: its `row` (a position in the data) and its `label`."""

    row: int
    label: str


class ColumnButton(Valued, frozen=True, kw_only=True):
    """The buttons of one column. The table shows them; this shows nothing."""

    part: ClassVar[bool] = True
    trigger: ClassVar[bool] = True
    stands_in_forms: ClassVar[bool] = True
    value: Click | None = None
    rows: int = 0

    @property
    def called(self) -> str:
        """What messages call it."""
        return self.key or "button"

    def check(self, value: Any) -> Click:
        """Return the row and the label if the table has the row."""
        if not isinstance(value, list | tuple) or len(value) != 2:
            raise ValueError("A click has a row and a label.")
        row, label = value
        if not is_whole(row) or not 0 <= row < self.rows:
            raise ValueError("The table has no such row.")
        if not isinstance(label, str) or len(label) > MAX_TEXT:
            raise ValueError("The label of a button is a text.")
        return row, label


def _decode(wire: Click | None) -> ButtonColumnClickState | None:
    return None if wire is None else ButtonColumnClickState(row=wire[0], label=wire[1])


CLICK = Codec(_decode)


def show_buttons(table: Cursor, buttons: Iterable[ButtonConfig], rows: int) -> None:
    """Show what tells the app of clicks on the buttons of a table. They stand inside the table.

    Beside it, they would stand in its place where a container has room for one element only.
    """
    for button in buttons:
        table.ask(ColumnButton(rows=rows), {"key": button.key, **button.shared}, codec=CLICK)

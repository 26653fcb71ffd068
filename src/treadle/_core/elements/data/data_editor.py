"""`st.data_editor`."""

import hashlib
from collections.abc import Hashable, Iterable, Mapping
from typing import Any, ClassVar, Literal, TypeVar, Unpack, get_args

import msgspec

from treadle._core.data.editable import Editable, editable
from treadle._core.data.edits import Edits, Steps, Value, checked, merged
from treadle._core.data.rows import is_large
from treadle._core.elements.attributes import ReadOnlyAttributes
from treadle._core.elements.checks import one_of
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.parameter import positional
from treadle._core.elements.parameters import Edited
from treadle._core.protocol.blob import Blob
from treadle._core.protocol.element import Height, Valued, Width
from treadle._core.protocol.source import Windows
from treadle._core.session.widgets import Codec
from treadle.errors import InvalidParameterTypeError

from .column_button import show_buttons
from .column_look import INDEX, ColumnLook, buttons, column_of, looks
from .column_rules import ColumnRules, column_rules, plain
from .dataframe import checked_hide_index, checked_order, content, size

Data = TypeVar("Data")

RowChanges = Literal["fixed", "dynamic", "add", "delete"]


class DataEditorState(ReadOnlyAttributes):
    """What people have changed: `edited_rows`, `added_rows` and `deleted_rows`."""

    edited_rows: dict[int, dict[str, Any]]
    added_rows: list[dict[str, Any]]
    deleted_rows: list[int]


class DataEditor(Valued, frozen=True, kw_only=True):
    """A grid in which people edit."""

    settable: ClassVar[bool] = False
    data: Blob
    """All rows, or the first ones if there are windows."""
    windows: Windows | None = None
    """How the browser gets the other rows of a large table."""
    value: Edits = Edits()
    of: str = ""
    """What the edits belong to. Edits of something else are dropped."""
    width: Width = "stretch"
    height: Height | Literal["auto"] = "auto"
    hide_index: bool | None = None
    column_order: tuple[str, ...] | None = None
    looks: tuple[ColumnLook, ...] = ()
    rules: tuple[ColumnRules, ...] = ()
    row_height: int | None = None
    placeholder: str | None = None
    note: str | None = None
    alt: str | None = None
    num_rows: RowChanges = "fixed"
    disabled: bool = False
    rows: int = 0
    labelled: bool = False
    """Whether a new row needs a label for the index."""

    @property
    def called(self) -> str:
        """What messages call it."""
        return "the table"

    @property
    def usable(self) -> bool:
        """Whether a person may edit."""
        return not self.disabled

    def identity(self) -> Hashable:
        """Return what identifies it without a key: all parameters."""
        return self

    def check(self, value: Any) -> Edits | Steps:
        """Return what a browser has sent, if it fits the table."""
        rules = {rule.column: rule for rule in self.rules}

        def cell(name: Any, value: Any, new: bool) -> Value:
            rule = rules.get(name) if isinstance(name, str) else None
            if rule is None:
                raise ValueError(f"The column {name!r} cannot be edited.")
            if value is None and rule.required and not new:
                raise ValueError(f"“{name}” needs a value.")
            return rule.check(value)

        return checked(value, self.of, self.rows, cell, allowed(self.num_rows))

    def recall(self, value: Any) -> Edits:
        """Return what a browser has kept of an earlier session: all edits, or steps with all edits before."""
        new = self.check(value)
        if isinstance(new, Edits):
            return new
        before = value[3]
        return self.merge(Edits(self.of) if before is None else self.check(before), new)

    def take(self, value: Any) -> Edits:
        """Return the edits of before if they belong to this table; none if they do not."""
        return value if isinstance(value, Edits) and value.of == self.of else Edits(self.of)

    def merge(self, before: Any, value: Any) -> Edits:
        """Return the edits with what a browser has added."""
        if isinstance(value, Edits):
            return value
        return merged(before if isinstance(before, Edits) else Edits(self.of), value)


def allowed(num_rows: RowChanges) -> frozenset[str]:
    """Return what can be done with rows: "add", "delete"."""
    return frozenset({"dynamic": ("add", "delete"), "add": ("add",), "delete": ("delete",)}.get(num_rows, ()))


@positional("data")
def data_editor(
    self: Cursor,
    data: Data,
    *,
    height: Height | Literal["auto"] = "auto",
    column_order: Iterable[str] | None = None,
    column_config: Mapping[Any, Any] | None = None,
    num_rows: RowChanges = "fixed",
    disabled: bool | Iterable[str | int] = False,
    row_height: int | None = None,
    placeholder: str | None = None,
    **shared: Unpack[Edited],
) -> Data:
    """Show a table in which people edit cells, and add and delete rows. Return the edited table.

    It has the type of `data`, where that is a DataFrame or Series of pandas or polars, a table of Arrow, an
    array, list, tuple, set or dict. Other tables are returned as pandas DataFrames. The changes are in
    `st.session_state[key]`: `edited_rows`, `added_rows` and `deleted_rows`. With a key, changes stay when the
    app passes other values with the same columns, types and number of rows; otherwise new data removes the
    changes.

    The browser gets only the rows that it shows of a table of more than 50,000 rows or 250,000 cells.

    Cells can be copied from and pasted into a spreadsheet. Several people, tabs and threads can change one
    table: each cell has the value that was entered last.

    Args:
        data: a table, see `st.dataframe`.
        height: pixels, `"auto"` (up to ten rows), `"content"` (all rows), or `"stretch"`.
        column_order: the columns to show, in this order. Unknown names are skipped.
        column_config: see `st.dataframe`. It also says what people may enter.
        num_rows: whether rows can be added and deleted: "fixed" (neither), "dynamic" (both), "add" or
            "delete".
        disabled: whether nobody can edit; or the columns that nobody can edit, by name or position.
        row_height: the height of a row in pixels.
        placeholder: the text shown for a missing value. None: "None".

    Raises:
        APIError: two columns have the same name, one is called `_index`, the index cannot be edited, or the
            type of a column does not fit its values.
        DataframeConversionError: `data` cannot be read as a table.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     edited = st.data_editor({"city": ["Bern", "Oslo"], "people": [134_000, 717_000]})
        ...     st.text(sum(edited["people"]))
        >>> from treadle.testing import AppTest
        >>> at = AppTest.from_function(app).run(timeout=30)
        >>> at.data_editor[0].edit(0, "people", 140_000).run().text[0].value
        '857000'
    """
    table = editable(data)
    frame = table.frame
    mode = one_of("num_rows", num_rows, get_args(RowChanges))
    hide_index = checked_hide_index(shared.get("hide_index"))
    if mode in ("dynamic", "add") and (hide_index is None if table.counted else hide_index is True):
        # An index that counts would count wrong while rows come and go. One that does not must be entered.
        hide_index = table.counted
    elif hide_index is None and not table.indexed:
        hide_index = True
    shown = looks(column_config, frame)
    config = _by_column(column_config, table)
    if not table.counted:
        config[INDEX] = {**config.get(INDEX, {}), "required": True}
    rules = column_rules(
        table.kinds, _named(shown, table), config, _disabled(disabled, table), _categories(table)
    )
    rows = content(frame, is_large(frame))
    windows = rows["windows"]
    editor = DataEditor(
        **size(shared, height, row_height),
        **rows,
        hide_index=hide_index,
        column_order=checked_order(column_order, frame),
        looks=shown,
        rules=tuple(rule for rule in rules if rule.column != INDEX or not table.counted),
        placeholder=placeholder,
        note=frame.note,
        num_rows=mode,
        disabled=disabled is True,
        rows=frame.rows,
        labelled=not table.counted,
    )
    name = rows["data"].id if windows is None else windows.source.id
    of = _signature(editor, table) if shared.get("key") is not None and mode == "fixed" else name[:16]
    editor = msgspec.structs.replace(editor, of=of, value=Edits(of))
    required = frozenset(rule.column for rule in editor.rules if rule.required)
    codec = _codec(required)
    record = self.show_valued(editor, shared, codec=codec)
    show_buttons(Cursor(record.node_id), buttons(column_config), frame.rows)
    state: _State = codec.decode(record.wire)
    result: Data = table.edited(_complete(state.wire, required))
    return result


class _State(DataEditorState):
    """The state with its wire form, which also has what an app does not see."""

    wire: Edits

    def __init__(self, wire: Edits, **parts: Any) -> None:
        super().__init__(**parts)
        object.__setattr__(self, "wire", wire)

    def __reduce__(self) -> Any:
        return DataEditorState, (dict(self),)


def _codec(required: frozenset[str]) -> Codec:
    """Return the codec of an editor. What the app sees is without rows that are not complete yet."""

    def decode(edits: Edits) -> DataEditorState:
        whole = _complete(edits, required)
        gone = set(edits.deleted)
        return _State(
            edits,
            edited_rows={row: _listed(cells) for row, cells in edits.cells if row not in gone},
            added_rows=[_listed(cells) for _, cells in whole.added],
            deleted_rows=list(edits.deleted),
        )

    return Codec(decode, lambda state: state.wire if isinstance(state, _State) else state)


def _complete(edits: Edits, required: frozenset[str]) -> Edits:
    """Return edits without added rows that lack a required value: somebody is still entering them."""
    if not required or not edits.added:
        return edits
    whole = tuple(
        row for row in edits.added if required <= {name for name, value in row[1] if value is not None}
    )
    return msgspec.structs.replace(edits, added=whole)


def _listed(cells: Iterable[tuple[str, Value]]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in cells}


def _by_column(config: Any, table: Editable) -> dict[str, Mapping[str, Any]]:
    """Return the configurations that are dicts, by the name of their column."""
    entries = config.items() if isinstance(config, Mapping) else ()
    return {
        _own(column_of(key, table.frame), table): entry
        for key, entry in entries
        if isinstance(entry, Mapping)
    }


def _own(name: str, table: Editable) -> str:
    """Return the name of a column as edits have it: an index with a name is `_index` too."""
    return (
        INDEX
        if any(name == column.name for column in table.frame.index) and name not in table.kinds
        else name
    )


def _named(shown: Iterable[ColumnLook], table: Editable) -> list[ColumnLook]:
    return [msgspec.structs.replace(look, column=_own(look.column, table)) for look in shown]


def _disabled(disabled: Any, table: Editable) -> frozenset[str]:
    """Return the columns that nobody may edit.

    Raises:
        InvalidParameterTypeError: `disabled` is neither a bool nor an iterable.
    """
    if isinstance(disabled, bool):
        return frozenset(table.kinds) if disabled else frozenset()
    if isinstance(disabled, str) or not isinstance(disabled, Iterable):
        raise InvalidParameterTypeError("disabled", type(disabled).__name__, ["bool", "a list of columns"])
    return frozenset(_own(column_of(key, table.frame), table) for key in disabled)


def _categories(table: Editable) -> dict[str, tuple[Any, ...]]:
    """Return what can be chosen in columns of categories, by the names of the columns."""
    columns = [(str(name), column.dtype) for name, column in table.data.items()]
    return {
        name: tuple(map(plain, dtype.categories.tolist()))
        for name, dtype in [*columns, (INDEX, table.data.index.dtype)]
        if type(dtype).__name__ == "CategoricalDtype"
    }


def _signature(editor: DataEditor, table: Editable) -> str:
    """Return what stays the same while only values change: the columns, what they are, and the index."""
    index = [(column.name, [bytes(part) for part in column.values.parts()]) for column in table.frame.index]
    kept = (sorted(table.kinds.items()), table.frame.names, table.frame.counter, editor.rows, index)
    return hashlib.sha256(repr((kept, [rule.column for rule in editor.rules])).encode()).hexdigest()[:16]

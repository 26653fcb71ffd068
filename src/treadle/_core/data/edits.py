"""What people have changed in a table: cells, new rows, deleted rows. Nobody overwrites another's changes."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

Scalar = str | int | float | bool | None
Value = Scalar | tuple[str, ...]
"""A value as a browser sends it. Dates and times are texts in ISO 8601."""

Cells = tuple[tuple[str, Value], ...]
"""Values by the names of columns. The index is `_index`."""

Op = tuple[Any, ...]
"""One step: `("set", row, cells)`, `("unset", row, names)`, `("add", id, cells, before)`, `("delete", rows)`
or `("restore", rows)`. A row is a position in the app's data, or the id of an added row."""

CLIENTS = 64
"""The number of browsers whose last step is remembered."""


class Edits(msgspec.Struct, frozen=True):
    """All changes of a table, as its value in wire form."""

    of: str = ""
    """What they belong to: positions and names mean nothing in a table of another form."""
    cells: tuple[tuple[int, Cells], ...] = ()
    """The changed cells of the app's rows, by position."""
    added: tuple[tuple[str, Cells], ...] = ()
    """The added rows in their order, each with an id."""
    deleted: tuple[int, ...] = ()
    """The positions of the app's rows that were deleted."""
    seen: tuple[tuple[str, int], ...] = ()
    """The number of the last step of each browser. Older steps of it are here already."""


class Steps(msgspec.Struct, frozen=True):
    """What one browser has done since it last heard of the table: numbered steps, checked."""

    of: str
    client: str
    steps: tuple[tuple[int, Op], ...]


def merged(edits: Edits, new: Steps) -> Edits:
    """Return edits with the steps that they do not have yet.

    Two browsers never lose each other's cells, because steps name what they change. Of two steps that change
    the same cell, the one that arrives later wins.
    """
    seen = dict(edits.seen)
    last = seen.get(new.client, 0)
    due = [(number, step) for number, step in new.steps if number > last]
    if not due:
        return edits
    draft = _Draft(edits)
    for number, step in due:
        draft.do(step)
        last = max(last, number)
    seen.pop(new.client, None)
    seen[new.client] = last
    return draft.finish(edits.of, tuple(seen.items())[-CLIENTS:])


class _Draft:
    def __init__(self, edits: Edits) -> None:
        self.cells = {row: dict(cells) for row, cells in edits.cells}
        self.added = {id: dict(cells) for id, cells in edits.added}
        self.deleted = set(edits.deleted)

    def do(self, step: Op) -> None:
        verb, target, *rest = step
        match verb:
            case "set":
                row = self._row(target)
                if row is not None:
                    row.update(rest[0])
            case "unset":
                row = self._row(target)
                for name in rest[0]:
                    if row is not None:
                        row.pop(name, None)
            case "add":
                self._add(target, rest[0], rest[1])
            case "delete":
                for each in target:
                    if isinstance(each, str):
                        self.added.pop(each, None)
                    else:
                        self.deleted.add(each)
            case "restore":
                self.deleted.difference_update(target)

    def _row(self, row: int | str) -> dict[str, Value] | None:
        """Return the changed cells of a row; None for an added row that was deleted meanwhile."""
        return self.added.get(row) if isinstance(row, str) else self.cells.setdefault(row, {})

    def _add(self, id: str, cells: Cells, before: str | None) -> None:
        if before not in self.added:
            self.added.setdefault(id, {}).update(cells)
            return
        others = [(each, row) for each, row in self.added.items() if each != id]
        at = next(i for i, (each, _) in enumerate(others) if each == before)
        self.added = dict([*others[:at], (id, dict(cells)), *others[at:]])

    def finish(self, of: str, seen: tuple[tuple[str, int], ...]) -> Edits:
        """Return the result. The cells of deleted rows stay, for a row that is restored."""
        return Edits(
            of,
            tuple((row, tuple(cells.items())) for row, cells in sorted(self.cells.items()) if cells),
            tuple((id, tuple(cells.items())) for id, cells in self.added.items()),
            tuple(sorted(self.deleted)),
            seen,
        )


def checked(
    value: Any, of: str, rows: int, check_cell: Callable[[str, Any, bool], Value], may: Iterable[str]
) -> Edits | Steps:
    """Return edits or steps from a browser, validated.

    Args:
        value: what it has sent: a list (what the steps belong to, the browser, its steps, and all edits
            before them or None), or a dict with all edits.
        of: what edits of this table belong to.
        rows: the number of rows of the app's data.
        check_cell: returns a value for the column with a name, or raises ValueError. The bool says whether
            the row is an added one.
        may: "add" and "delete", if rows can be added and deleted.

    Raises:
        ValueError: something is wrong.
    """
    checker = _Checker(rows, check_cell, frozenset(may))
    if isinstance(value, Edits):
        value = msgspec.to_builtins(value)
    if isinstance(value, Mapping):
        if value.get("of") != of:
            raise ValueError("The table has another form now, so these changes do not fit.")
        return checker.edits(value)
    if not isinstance(value, list | tuple) or len(value) != 4:
        raise ValueError("Changes of a table are a list of four.")
    said, client, steps, _ = value
    if said != of:
        raise ValueError("The table has changed meanwhile. Please enter it again.")
    if not isinstance(client, str) or not 0 < len(client) <= 40 or not isinstance(steps, list | tuple):
        raise ValueError("Changes of a table name their browser.")
    return Steps(of, client, tuple(checker.step(each) for each in steps))


class _Checker:
    def __init__(self, rows: int, check_cell: Callable[[str, Any, bool], Value], may: frozenset[str]) -> None:
        self.rows, self.check_cell, self.may = rows, check_cell, may

    def edits(self, value: Mapping[str, Any]) -> Edits:
        added = tuple(
            (self.id(id), self.cells(cells, True)) for id, cells in self._pairs(value.get("added", ()))
        )
        deleted = tuple(self.row(row) for row in self._list(value.get("deleted", ())))
        if added:
            self._allow("add")
        if deleted:
            self._allow("delete")
        return Edits(
            str(value["of"]),
            tuple(
                (self.row(row), self.cells(cells, False))
                for row, cells in self._pairs(value.get("cells", ()))
            ),
            added,
            tuple(sorted(set(deleted))),
        )

    def step(self, value: Any) -> tuple[int, Op]:
        numbered = self._list(value)
        if len(numbered) < 3 or type(numbered[0]) is not int:
            raise ValueError("A step has a number and a verb.")
        number, verb, target, *rest = numbered
        if verb in ("set", "unset") and len(rest) == 1:
            row: Any = self.id(target) if isinstance(target, str) else self.row(target)
            if verb == "set":
                return number, (verb, row, self.cells(rest[0], isinstance(target, str)))
            return number, (verb, row, tuple(map(self._text, self._list(rest[0]))))
        if verb == "add" and len(rest) == 2:
            self._allow("add")
            before = None if rest[1] is None else self.id(rest[1])
            return number, (verb, self.id(target), self.cells(rest[0], True), before)
        if verb in ("delete", "restore") and not rest:
            rows = [self.id(each) if isinstance(each, str) else self.row(each) for each in self._list(target)]
            # Who may only add rows can take back what they have added.
            if not all(isinstance(each, str) for each in rows) or "add" not in self.may:
                self._allow("delete")
            return number, (verb, tuple(rows))
        raise ValueError("A table knows no such step.")

    def cells(self, value: Any, new: bool) -> Cells:
        """Return the values of a row by column."""
        pairs = value.items() if isinstance(value, Mapping) else self._pairs(value)
        return tuple((name, self.check_cell(name, each, new)) for name, each in pairs)

    def row(self, row: Any) -> int:
        if type(row) is not int or not 0 <= row < self.rows:
            raise ValueError("The table has no such row.")
        return row

    def id(self, id: Any) -> str:
        if not isinstance(id, str) or not 0 < len(id) <= 40:
            raise ValueError("An added row has a short name.")
        return id

    def _allow(self, verb: str) -> None:
        if verb not in self.may:
            raise ValueError(f"This table lets nobody {verb} rows.")

    def _list(self, value: Any) -> list[Any] | tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise ValueError("Changes of a table are lists.")
        return value

    def _pairs(self, value: Any) -> list[Any] | tuple[Any, ...]:
        pairs = self._list(value)
        if not all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in pairs):
            raise ValueError("Changes of a table are pairs.")
        return pairs

    def _text(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError("Columns have names.")
        return value

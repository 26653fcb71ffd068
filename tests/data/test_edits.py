"""Changes of a table from several browsers: none is lost, and what nobody could have entered is refused."""

from typing import Any

import pytest

from treadle._core.data.edits import CLIENTS, Edits, Steps, checked, merged


def steps(client: str, *numbered: tuple[int, tuple[Any, ...]]) -> Steps:
    return Steps("t", client, numbered)


def test_two_browsers_lose_no_cell_and_the_later_change_of_one_wins() -> None:
    edits = merged(Edits("t"), steps("a", (1, ("set", 0, (("x", 1),)))))
    edits = merged(edits, steps("b", (1, ("set", 0, (("y", 2),))), (2, ("set", 1, (("x", 3),)))))
    assert edits.cells == ((0, (("x", 1), ("y", 2))), (1, (("x", 3),)))
    edits = merged(edits, steps("b", (3, ("set", 0, (("x", 9),)))))
    assert dict(edits.cells)[0] == (("x", 9), ("y", 2))


def test_a_step_that_arrives_again_does_nothing() -> None:
    first = (1, ("set", 0, (("x", 1),)))
    edits = merged(Edits("t"), steps("a", first))
    edits = merged(edits, steps("b", (1, ("set", 0, (("x", 2),)))))
    assert merged(edits, steps("a", first)) is edits
    both = merged(edits, steps("a", first, (2, ("set", 1, (("x", 5),)))))
    assert both.cells == ((0, (("x", 2),)), (1, (("x", 5),)))
    assert dict(both.seen) == {"a": 2, "b": 1}


def test_rows_come_and_go() -> None:
    edits = merged(
        Edits("t"),
        steps(
            "a", (1, ("add", "p", (("x", 1),), None)), (2, ("add", "q", (), "p")), (3, ("delete", (0, "p")))
        ),
    )
    assert (edits.added, edits.deleted) == ((("q", ()),), (0,))
    edits = merged(edits, steps("b", (1, ("set", "p", (("x", 2),))), (2, ("set", "q", (("x", 3),)))))
    assert edits.added == (("q", (("x", 3),)),)
    edits = merged(edits, steps("a", (4, ("restore", (0,))), (5, ("unset", "q", ("x",)))))
    assert (edits.added, edits.deleted) == ((("q", ()),), ())


def test_cells_of_a_deleted_row_are_there_again_when_it_is() -> None:
    edits = merged(Edits("t"), steps("a", (1, ("set", 0, (("x", 1),))), (2, ("delete", (0,)))))
    assert merged(edits, steps("a", (3, ("restore", (0,))))).cells == ((0, (("x", 1),)),)


def test_only_so_many_browsers_are_remembered() -> None:
    edits = Edits("t")
    for number in range(CLIENTS + 5):
        edits = merged(edits, steps(f"c{number}", (1, ("set", 0, (("x", number),)))))
    assert len(edits.seen) == CLIENTS


def cell(name: Any, value: Any, new: bool) -> Any:
    if name != "x" or not isinstance(value, int | None):
        raise ValueError("no such cell")
    return value


def check(value: Any, may: tuple[str, ...] = ("add", "delete")) -> Any:
    return checked(value, "t", 3, cell, may)


def test_what_a_browser_may_send() -> None:
    sent = [
        "t",
        "a",
        [[1, "set", 2, [["x", 1]]], [2, "add", "n", {"x": 2}, None], [3, "delete", [0, "n"]]],
        None,
    ]
    assert check(sent) == Steps(
        "t",
        "a",
        ((1, ("set", 2, (("x", 1),))), (2, ("add", "n", (("x", 2),), None)), (3, ("delete", (0, "n")))),
    )
    whole = {"of": "t", "cells": [[0, [["x", 1]]]], "added": [["n", []]], "deleted": [2], "seen": [["a", 4]]}
    assert check(whole) == Edits("t", ((0, (("x", 1),)),), (("n", ()),), (2,))


@pytest.mark.parametrize(
    "sent",
    [
        None,
        3,
        "t",
        [],
        ["t", "a", []],
        ["u", "a", [], None],
        ["t", "", [], None],
        ["t", "a" * 41, [], None],
        ["t", "a", None, None],
        ["t", "a", [3], None],
        ["t", "a", [["1", "set", 0, []]], None],
        ["t", "a", [[True, "set", 0, []]], None],
        ["t", "a", [[1, "drop", 0, []]], None],
        ["t", "a", [[1, "set", 3, []]], None],
        ["t", "a", [[1, "set", -1, []]], None],
        ["t", "a", [[1, "set", True, []]], None],
        ["t", "a", [[1, "set", 0, [["y", 1]]]], None],
        ["t", "a", [[1, "set", 0, [["x", "1"]]]], None],
        ["t", "a", [[1, "set", 0, [["x"]]]], None],
        ["t", "a", [[1, "set", 0, 3]], None],
        ["t", "a", [[1, "unset", 0, [3]]], None],
        ["t", "a", [[1, "add", "", [], None]], None],
        ["t", "a", [[1, "add", 3, [], None]], None],
        ["t", "a", [[1, "delete", [9]]], None],
        ["t", "a", [[1, "delete", 0]], None],
        {},
        {"of": "u"},
        {"of": "t", "cells": [[9, []]]},
        {"of": "t", "cells": {"0": []}},
        {"of": "t", "added": [[1, []]]},
        {"of": "t", "deleted": ["n"]},
    ],
)
def test_what_no_browser_may_send(sent: Any) -> None:
    with pytest.raises(ValueError):
        check(sent)


def test_rows_stay_where_they_must() -> None:
    for step in (["add", "n", [], None], ["delete", [0]], ["restore", [0]]):
        with pytest.raises(ValueError, match="lets nobody"):
            check(["t", "a", [[1, *step]], None], ())
    with pytest.raises(ValueError, match="lets nobody delete"):
        check(["t", "a", [[1, "delete", [0]]], None], ("add",))
    assert check(["t", "a", [[1, "delete", ["n"]]], None], ("add",)).steps == ((1, ("delete", ("n",))),)

"""Tasks that wait: in order, in turns, and passed over where something is full."""

import pytest

from treadle._core.tasks.line import WaitingLine


def line(*paths: str) -> WaitingLine:
    """A line of tasks named by their paths; what they are does not matter to it."""
    made = WaitingLine()
    for number, path in enumerate(paths):
        made.add(f"{path} {number}", tuple(path))  # type: ignore[arg-type]
    return made


def drained(waiting: WaitingLine, full=lambda path: False) -> list[str]:
    found = []
    while (task := waiting.take(full)) is not None:
        found.append(task)
    return found  # type: ignore[return-value]


def test_tasks_of_one_path_come_in_the_order_of_submission():
    assert drained(line("ab", "ab", "ab")) == ["ab 0", "ab 1", "ab 2"]


def test_on_each_level_turns_are_taken():
    assert drained(line("ab", "ab", "ab", "ac")) == ["ab 0", "ac 3", "ab 1", "ab 2"]


def test_what_is_full_is_passed_over_with_all_below_it():
    waiting = line("ab", "ac", "ad")
    assert drained(waiting, lambda path: path == ("a", "c")) == ["ab 0", "ad 2"]
    assert list(waiting) == ["ac 1"]
    assert drained(waiting, lambda path: path == ("a",)) == []


def test_a_full_path_costs_one_look_however_many_wait_there():
    waiting = line(*["ab"] * 1000)
    looks = []
    waiting.take(lambda path: looks.append(path) or len(path) == 2)
    assert looks == [("a",), ("a", "b")]


def test_one_that_is_taken_out_is_gone_and_leaves_nothing():
    waiting = line("ab", "ac")
    waiting.remove("ab 0")  # type: ignore[arg-type]
    assert drained(waiting) == ["ac 1"]
    assert waiting._top == {}
    with pytest.raises(KeyError):
        waiting.remove("ab 0")  # type: ignore[arg-type]


def test_the_place_counts_those_before_it_for_the_same_kind_of_worker():
    waiting = line("ab", "xb", "ac", "ab")
    assert [waiting.place(task) for task in list(waiting)] == [1, 1, 2, 3]
    assert waiting.place("gone") is None  # type: ignore[arg-type]

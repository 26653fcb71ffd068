"""What a task keeps of what it has printed."""

import io

from treadle._core.tasks.output import LINES, LONGEST, Output


def test_pieces_become_lines():
    output = Output()
    for piece in ("a", "b\nc", "", "\n\nd"):
        output.add(piece)
    assert output.text() == "ab\nc\n\nd"


def test_the_last_lines_are_kept_also_if_the_last_has_not_come_to_its_end():
    output = Output()
    output.add("".join(f"{number}\n" for number in range(LINES + 5)))
    output.add("begun")
    assert output.text().splitlines() == [*(str(number) for number in range(6, LINES + 5)), "begun"]


def test_a_line_without_end_is_kept_within_bounds():
    output = Output()
    for _ in range(3):
        output.add("x" * (LINES * LONGEST // 2))
    output.add("end")
    assert len(output.text()) <= LINES * LONGEST
    assert output.text().endswith("xend")


def test_a_line_that_comes_in_very_many_pieces_is_not_copied_for_each(monkeypatch):
    written = []

    class Buffer(io.StringIO):
        def write(self, text: str) -> int:
            written.append(len(text))
            return super().write(text)

    monkeypatch.setattr(io, "StringIO", Buffer)
    output = Output()
    for _ in range(LONGEST - 1):
        output.add("x")
    assert sum(written) == LONGEST - 1

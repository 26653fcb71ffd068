"""Tables show values as they are: every type, and headers of several rows."""

import re
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .. import kinds
from .waiting import box, eventually

APP = """
    import treadle as st
    from kinds_of_test import KINDS

    for kind in KINDS.values():
        st.{command}(kind.make())
    st.text("End")
"""


TEXTS = """cells => cells.map(cell => {
    const tick = cell.querySelector("[data-box]");
    return tick ? String(tick.getAttribute("aria-label") === "yes") : cell.innerText;
})"""
"""What cells say. In a grid, True is a tick."""


def plain(text: str) -> str:
    """A text without what only separates the items of a list."""
    return re.sub(r"[\s,\ufffd]", "", text)


@pytest.mark.parametrize("command", ["table", "dataframe"])
def test_every_type_is_shown_as_it_is(
    show: Callable[..., Page], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setitem(sys.modules, "kinds_of_test", kinds)
    page = show(APP.format(command=command))
    expect(page.get_by_text("End", exact=True)).to_be_visible()
    cells = "tbody td" if command == "table" else "[role=gridcell]"
    boxes = page.locator(f"[data-kind={command}]")
    expect(boxes).to_have_count(len(kinds.KINDS))
    for number, kind in enumerate(kinds.KINDS.values()):
        expect(boxes.nth(number).locator(cells)).to_have_count(len(kind.shown))

    def wrong() -> list[tuple[str, list[str], list[str]]]:
        shown = [boxes.nth(number).locator(cells).evaluate_all(TEXTS) for number in range(len(kinds.KINDS))]
        return [
            (name, texts, kind.shown)
            for texts, (name, kind) in zip(shown, kinds.KINDS.items(), strict=True)
            if [plain(text) for text in texts] != [plain(text) for text in kind.shown]
        ]

    eventually(page, wrong, [])


LEVELS = """
    import pandas as pd
    import treadle as st

    columns = pd.MultiIndex.from_tuples([("2024", "a"), ("2024", "b"), ("2025", "a")], names=["year", "part"])
    frame = pd.DataFrame([[1, 2, 3]], columns=columns, index=pd.Index(["x"], name="row"))
    st.{command}(frame)
"""


def test_a_table_has_a_header_of_several_rows(show: Callable[..., Page]) -> None:
    page = show(LEVELS.format(command="table"))
    expect(page.locator("thead tr")).to_have_count(2)
    above, below = (page.locator("thead tr").nth(number) for number in (0, 1))
    expect(above.locator("th, td")).to_have_text(["year", "2024", "2025"])
    expect(above.get_by_text("2024").locator("xpath=ancestor::th")).to_have_attribute("colspan", "2")
    expect(below.locator("th, td")).to_have_text(["row", "a", "b", "a"])


def test_a_grid_has_a_header_of_several_rows(show: Callable[..., Page]) -> None:
    page = show(LEVELS.format(command="dataframe"))
    heads = page.get_by_role("columnheader")
    expect(heads).to_have_count(4)
    eventually(
        page,
        lambda: [text.split() for text in heads.all_inner_texts()],
        [["year", "row"], ["2024", "a"], ["2024", "b"], ["2025", "a"]],
    )

    def gap() -> float:
        head, cell = box(heads.nth(1)), box(page.get_by_role("gridcell").first)
        return cell["y"] - head["y"] - head["height"]

    # The cells begin below the headers.
    eventually(page, gap, lambda found: abs(found) <= 1)


@pytest.mark.parametrize("command", ["table", "dataframe"])
def test_columns_of_one_name_have_it_on_the_page(show: Callable[..., Page], command: str) -> None:
    page = show(f"""
        import pyarrow as pa
        import treadle as st

        st.{command}(pa.table([[1], [2]], names=["a", "a"]))
    """)
    heads = page.get_by_role("columnheader")
    expect(heads).to_have_count(2)
    eventually(page, lambda: [text.strip() for text in heads.all_inner_texts()], ["a", "a"])


def test_a_placeholder_stands_for_all_that_is_missing(show: Callable[..., Page]) -> None:
    page = show("""
        import pyarrow as pa
        import treadle as st

        st.dataframe(pa.table({"a": [1.5, None, float("nan")]}), placeholder="-")
    """)
    cells = page.get_by_role("gridcell")
    expect(cells).to_have_count(3)
    eventually(page, lambda: [text.strip() for text in cells.all_inner_texts()], ["1.5", "-", "-"])

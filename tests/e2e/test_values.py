"""Tables show values as they are: every type, and headers of several rows."""

import re
import sys
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .. import kinds

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
    wrong: list[Any] = []
    for box, (name, kind) in zip(boxes.all(), kinds.KINDS.items(), strict=True):
        shown = box.locator(cells)
        expect(shown).to_have_count(len(kind.shown))
        texts = shown.evaluate_all(TEXTS)
        if [plain(text) for text in texts] != [plain(text) for text in kind.shown]:
            wrong.append((name, texts, kind.shown))
    assert wrong == []


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
    above, below = page.locator("thead tr").all()
    assert [text.strip() for text in above.locator("th, td").all_inner_texts()] == ["year", "2024", "2025"]
    assert above.get_by_text("2024").locator("xpath=ancestor::th").get_attribute("colspan") == "2"
    assert [text.strip() for text in below.locator("th, td").all_inner_texts()] == ["row", "a", "b", "a"]


def test_a_grid_has_a_header_of_several_rows(show: Callable[..., Page]) -> None:
    page = show(LEVELS.format(command="dataframe"))
    heads = page.get_by_role("columnheader")
    expect(heads).to_have_count(4)
    assert [text.split() for text in heads.all_inner_texts()] == [
        ["year", "row"],
        ["2024", "a"],
        ["2024", "b"],
        ["2025", "a"],
    ]
    # The cells begin below the headers.
    head, cell = heads.nth(1).bounding_box(), page.get_by_role("gridcell").first.bounding_box()
    assert head is not None
    assert cell is not None
    assert abs(head["y"] + head["height"] - cell["y"]) <= 1


@pytest.mark.parametrize("command", ["table", "dataframe"])
def test_columns_of_one_name_have_it_on_the_page(show: Callable[..., Page], command: str) -> None:
    page = show(f"""
        import pyarrow as pa
        import treadle as st

        st.{command}(pa.table([[1], [2]], names=["a", "a"]))
    """)
    heads = page.get_by_role("columnheader")
    expect(heads).to_have_count(2)
    assert [text.strip() for text in heads.all_inner_texts()] == ["a", "a"]


def test_a_placeholder_stands_for_all_that_is_missing(show: Callable[..., Page]) -> None:
    page = show("""
        import pyarrow as pa
        import treadle as st

        st.dataframe(pa.table({"a": [1.5, None, float("nan")]}), placeholder="-")
    """)
    cells = page.get_by_role("gridcell")
    expect(cells).to_have_count(3)
    assert [text.strip() for text in cells.all_inner_texts()] == ["1.5", "-", "-"]

"""Large tables in a real browser: it holds only the rows that it shows, and the server sorts and searches."""

from collections.abc import Callable
from pathlib import Path

import pyarrow  # noqa: F401 - the apps share this process, and would wait for it
from playwright.sync_api import Locator, Page, Request, expect

from .waiting import eventually, until

Show = Callable[..., Page]

TABLE = """
import pyarrow as pa
import pyarrow.compute as pc
import treadle as st

ROWS = 300_000

@st.cache_resource
def table():
    n = pa.array(range(ROWS), pa.int64())
    name = pc.binary_join_element_wise("name ", pc.cast(n, pa.string()), "")
    return pa.table({"n": n, "name": name, "back": pc.subtract(ROWS, n)})
"""


def cell(page: Page, text: str) -> Locator:
    return page.get_by_role("gridcell", name=text, exact=True)


def scroll(page: Page, part: float) -> None:
    page.get_by_role("grid").evaluate("(grid, part) => { grid.scrollTop = grid.scrollHeight * part; }", part)


def test_rows_come_as_they_are_scrolled_to(show: Show) -> None:
    page = show(TABLE + "st.dataframe(table(), key='grid')")
    expect(cell(page, "name 3")).to_be_visible()
    answered: list[Request] = []
    page.on("requestfinished", lambda request: answered.append(request) if "/rows/" in request.url else None)
    scroll(page, 0.5)
    until(
        page,
        "[...document.querySelectorAll('[role=gridcell]')]"
        ".some(cell => /^name 1[45]\\d{4}$/.test(cell.innerText))",
    )
    scroll(page, 1)
    expect(cell(page, "name 299999")).to_be_visible()
    eventually(page, lambda: len(answered), lambda count: count > 1)
    assert max(request.sizes()["responseBodySize"] for request in list(answered)) < 100_000
    assert len(answered) < 20
    scroll(page, 0)
    expect(cell(page, "name 3")).to_be_visible()


def test_the_server_sorts_and_searches(show: Show) -> None:
    page = show(TABLE + "st.dataframe(table(), key='grid')")
    head = page.get_by_role("columnheader", name="back", exact=True)
    expect(cell(page, "name 0")).to_be_visible()
    head.click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(cell(page, "name 299999")).to_be_visible()
    page.get_by_role("grid").focus()
    page.keyboard.press("Control+f")
    page.get_by_placeholder("Search").fill("NAME 12345")
    expect(page.get_by_text("1 of 11")).to_be_visible()
    expect(cell(page, "name 123459")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("2 of 11")).to_be_visible()
    expect(cell(page, "name 123458")).to_be_visible()
    page.get_by_placeholder("Search").fill("nowhere to be found")
    expect(page.get_by_text("none", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    head.click()
    expect(head).to_have_attribute("aria-sort", "descending")
    scroll(page, 0)
    expect(cell(page, "name 0")).to_be_visible()


def test_rows_are_selected_by_their_place_in_the_data(show: Show) -> None:
    page = show(
        TABLE
        + """
event = st.dataframe(table(), key='grid', on_select='rerun', selection_mode='multi-row')
st.text(f"rows {event.selection.rows}")
"""
    )
    head = page.get_by_role("columnheader", name="back", exact=True)
    expect(cell(page, "name 0")).to_be_visible()
    head.click()
    expect(cell(page, "name 299999")).to_be_visible()
    page.get_by_role("gridcell", name="Row 2", exact=True).click()
    expect(page.get_by_text("rows [299998]", exact=True)).to_be_visible()
    page.get_by_role("gridcell", name="Row 4", exact=True).click(modifiers=["Shift"])
    expect(page.get_by_text("rows [299996, 299997, 299998]", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_text("rows [299996, 299997, 299998]", exact=True)).to_be_visible()


def test_cells_are_copied_and_all_rows_are_saved(show: Show, tmp_path: Path) -> None:
    page = show(TABLE.replace("300_000", "60_000") + "st.dataframe(table(), key='grid')")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    head = page.get_by_role("columnheader", name="back", exact=True)
    expect(cell(page, "name 0")).to_be_visible()
    head.click()
    expect(cell(page, "name 59999")).to_be_visible()
    cell(page, "59999").click()
    page.keyboard.press("Control+Shift+ArrowDown")
    page.keyboard.press("Control+c")
    expect(page.get_by_text("Copied the selection")).to_be_attached()
    rows = [str(i) for i in range(59_999, -1, -1)]
    eventually(page, lambda: str(page.evaluate("navigator.clipboard.readText()")).split() == rows, True)
    page.get_by_role("grid").hover()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download as CSV").click()
    path = tmp_path / "table.csv"
    saved.value.save_as(path)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert lines[:3] == ["n,name,back", "59999,name 59999,1", "59998,name 59998,2"]
    assert lines[-1] == "0,name 0,60000"
    assert len(lines) == 60_001


def test_a_changed_cell_comes_alone(show: Show) -> None:
    page = show(
        TABLE
        + """
changed = st.checkbox("Change")
data = table()
if changed:
    name = pc.if_else(pc.equal(data["n"], 150_001), "changed", data["name"])
    data = data.set_column(1, "name", name)
st.dataframe(data, key='grid')
st.text(f"changed: {changed}")
"""
    )
    expect(cell(page, "name 3")).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/rows/" in request.url else None)
    page.get_by_label("Change").check()
    expect(page.get_by_text("changed: True")).to_be_visible()
    expect(cell(page, "name 3")).to_be_visible()
    page.get_by_role("grid").focus()
    page.keyboard.press("Control+f")
    page.get_by_placeholder("Search").fill("changed")
    expect(page.get_by_text("1 of 1")).to_be_visible()
    expect(cell(page, "changed")).to_be_visible()
    page.get_by_label("Change").uncheck()
    expect(page.get_by_text("changed: False")).to_be_visible()
    expect(cell(page, "name 150001")).to_be_visible()
    assert any("known=" in url for url in asked)


def test_an_index_and_every_look_are_shown(show: Show) -> None:
    page = show(
        """
        import pandas as pd
        import treadle as st
        data = pd.DataFrame({"n": range(60_000), "kind": pd.Categorical(["a", "b"] * 30_000)})
        data.index = pd.RangeIndex(5, 5 + 2 * 60_000, 2)
        st.dataframe(data, column_config={"n": st.column_config.ProgressColumn(max_value=60_000)})
        st.dataframe(data.set_index("kind"), lazy=True)
        """
    )
    first, second = page.get_by_role("grid").nth(0), page.get_by_role("grid").nth(1)
    expect(first.get_by_role("rowheader", name="7", exact=True)).to_be_visible()
    first.evaluate("grid => { grid.scrollTop = grid.scrollHeight; }")
    expect(first.get_by_role("rowheader", name="120003", exact=True)).to_be_visible()
    expect(first.get_by_role("gridcell", name="b").last).to_be_visible()
    second.evaluate("grid => { grid.scrollTop = grid.scrollHeight; }")
    expect(second.get_by_role("gridcell", name="59999", exact=True)).to_be_visible()
    expect(second.get_by_role("rowheader", name="b").last).to_be_visible()

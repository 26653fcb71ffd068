"""A table of a million rows that people edit: the browser has the rows in view, and all changes."""

import json
from collections.abc import Callable
from threading import Event

import pandas  # noqa: F401 - the apps share this process, and would wait for it
import pytest
from playwright.sync_api import Locator, Page, Request, expect

from .waiting import eventually

Show = Callable[..., Page]

TABLE = """
import numpy as np
import pandas as pd
import treadle as st

ROWS = 1_000_000

@st.cache_resource
def table():
    n = np.arange(ROWS)
    return pd.DataFrame({"n": n, "back": ROWS - n, "half": n / 2})

edited = st.data_editor(table(), key="grid", num_rows="dynamic", hide_index=True)
state = st.session_state.grid
st.text(f"{state.edited_rows} {state.added_rows} {state.deleted_rows}")
st.text(f"{len(edited)} rows, {edited['back'].sum()}")
"""
SUM = 500_000_500_000


def says(page: Page, text: str) -> None:
    expect(page.get_by_text(text, exact=True)).to_be_visible()


def cell(page: Page, row: int, column: int) -> Locator:
    """Return a cell. The first column has the marks of the rows."""
    return page.locator(f"[data-row='{row}'][data-column='{column + 1}']")


def head(page: Page, name: str) -> Locator:
    return page.get_by_role("columnheader", name=name, exact=True)


def scroll(page: Page, part: float) -> None:
    page.get_by_role("grid").evaluate("(grid, part) => { grid.scrollTop = grid.scrollHeight * part; }", part)


def enter(page: Page, at: Locator, text: str) -> None:
    at.click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


@pytest.fixture
def million(show: Show) -> Page:
    page = show(TABLE)
    says(page, "{} [] []")
    expect(cell(page, 3, 0)).to_have_text("3")
    return page


def test_only_rows_in_view_travel(show: Show) -> None:
    page = show(TABLE)
    answered: list[Request] = []
    page.on("requestfinished", lambda request: answered.append(request) if "/rows/" in request.url else None)
    expect(cell(page, 3, 0)).to_have_text("3")
    scroll(page, 1)
    # The last line is for a new row.
    expect(cell(page, 999_999, 0)).to_have_text("999999")
    enter(page, cell(page, 999_999, 1), "7")
    says(page, "{999999: {'back': 7}} [] []")
    says(page, f"1000000 rows, {SUM + 6}")
    eventually(page, lambda: len(answered), lambda count: count > 0)
    assert max(request.sizes()["responseBodySize"] for request in list(answered)) < 100_000
    assert len(answered) < 20


def test_edits_stay_with_their_rows_in_every_order(million: Page) -> None:
    page = million
    enter(page, cell(page, 2, 1), "0")
    says(page, "{2: {'back': 0}} [] []")
    head(page, "back").click()
    # The changed row is the first now, because of what was entered.
    expect(cell(page, 0, 0)).to_have_text("2")
    expect(cell(page, 0, 1)).to_have_text("0")
    expect(cell(page, 1, 0)).to_have_text("999999")
    enter(page, cell(page, 1, 2), "1.5")
    says(page, "{2: {'back': 0}, 999999: {'half': 1.5}} [] []")
    # A row does not move while it is edited.
    enter(page, cell(page, 3, 1), "2000000")
    says(page, "{2: {'back': 0}, 999997: {'back': 2000000}, 999999: {'half': 1.5}} [] []")
    expect(cell(page, 3, 1)).to_have_text("2000000")
    head(page, "back").click()
    expect(cell(page, 0, 0)).to_have_text("999997")
    head(page, "back").click()
    expect(cell(page, 0, 0)).to_have_text("0")
    expect(cell(page, 2, 1)).to_have_text("0")


def test_rows_are_deleted_and_added(million: Page) -> None:
    page = million
    cell(page, 1, -1).click()
    cell(page, 3, -1).click()
    page.keyboard.press("Delete")
    says(page, "{} [] [1, 3]")
    expect(cell(page, 1, 0)).to_have_text("2")
    expect(cell(page, 2, 0)).to_have_text("4")
    says(page, f"999998 rows, {SUM - 999_999 - 999_997}")
    page.get_by_role("grid").hover()
    page.get_by_role("button", name="Add a row", exact=True).click()
    expect(cell(page, 999_998, 0)).to_be_visible()
    enter(page, cell(page, 999_998, 1), "-5")
    says(page, "{} [{'back': -5}] [1, 3]")
    head(page, "back").click()
    scroll(page, 0)
    expect(cell(page, 0, 1)).to_have_text("-5")
    expect(cell(page, 1, 0)).to_have_text("999999")
    scroll(page, 1)
    expect(cell(page, 999_998, 0)).to_have_text("0")
    expect(cell(page, 999_997, 0)).to_have_text("2")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    says(page, "{} [] []")
    expect(cell(page, 999_998, 0)).to_have_text("1")


def test_a_search_knows_what_was_entered(million: Page) -> None:
    page = million
    enter(page, cell(page, 2, 0), "123456789")
    says(page, "{2: {'n': 123456789}} [] []")
    cell(page, 5, -1).click()
    page.keyboard.press("Delete")
    says(page, "{2: {'n': 123456789}} [] [5]")
    for order in ("none", "ascending"):
        cell(page, 0, 0).click()
        page.keyboard.press("Control+f")
        words = page.get_by_placeholder("Search")
        words.fill("123456789")
        expect(page.get_by_text("1 of 1", exact=True)).to_be_visible()
        expect(page.locator("[data-found]")).to_have_text("123456789")
        # The cell that has lost this number, and the row that was deleted, are not found.
        words.fill("999995")
        expect(page.locator("[data-found][data-column='2']")).to_have_count(0)
        words.press("Escape")
        if order == "none":
            head(page, "half").click()
            expect(head(page, "half")).to_have_attribute("aria-sort", "ascending")


def test_cells_are_pasted_filled_cleared_and_copied(million: Page) -> None:
    page = million
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    cell(page, 1, 0).click()
    page.evaluate("navigator.clipboard.writeText('10\\t11\\n20\\t21')")
    page.keyboard.press("Control+v")
    says(page, "{1: {'n': 10, 'back': 11}, 2: {'n': 20, 'back': 21}} [] []")
    cell(page, 1, 0).click()
    cell(page, 4, 0).click(modifiers=["Shift"])
    page.keyboard.press("Control+d")
    says(
        page,
        "{1: {'n': 10, 'back': 11}, 2: {'n': 10, 'back': 21}, 3: {'n': 10}, 4: {'n': 10}} [] []",
    )
    cell(page, 2, 1).click()
    page.keyboard.press("Delete")
    expect(cell(page, 2, 1)).to_have_text("None")
    cell(page, 0, 0).click()
    cell(page, 3, 1).click(modifiers=["Shift"])
    page.keyboard.press("Control+c")
    eventually(
        page,
        lambda: page.evaluate("navigator.clipboard.readText()"),
        lambda text: text == "0\t1000000\n10\t11\n10\t\n10\t999997",
    )


def test_changed_rows_are_saved(show: Show) -> None:
    page = show(TABLE.replace("1_000_000", "60_000"))
    cell(page, 1, -1).click()
    page.keyboard.press("Delete")
    enter(page, cell(page, 1, 0), "77")
    says(page, "{2: {'n': 77}} [] [1]")
    page.get_by_role("grid").hover()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download as CSV").click()
    lines = saved.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[:4] == ["n,back,half", "0,60000,0", "77,59998,1", "3,59997,1.5"]
    assert len(lines) == 60_000
    assert lines[-1].startswith("59999,1,")


def test_two_tabs_edit_one_table_and_lose_no_cell(million: Page) -> None:
    page = million
    kept = eventually(
        page, lambda: page.evaluate("JSON.stringify(sessionStorage)"), lambda kept: kept != "{}"
    )
    other = page.context.new_page()
    other.add_init_script(f"Object.assign(sessionStorage, {json.loads(kept)!r})")
    other.goto(page.url)
    expect(cell(other, 3, 0)).to_have_text("3")
    enter(page, cell(page, 1, 1), "1")
    enter(other, cell(other, 2, 1), "2")
    for each in (page, other):
        says(each, "{1: {'back': 1}, 2: {'back': 2}} [] []")
        expect(cell(each, 1, 1)).to_have_text("1")
        expect(cell(each, 2, 1)).to_have_text("2")
    # Of two edits of one cell the later wins.
    enter(page, cell(page, 4, 1), "3")
    expect(cell(other, 4, 1)).to_have_text("3")
    enter(other, cell(other, 4, 1), "4")
    for each in (page, other):
        expect(cell(each, 4, 1)).to_have_text("4")


def test_a_lost_connection_loses_no_cell(million: Page) -> None:
    page = million
    enter(page, cell(page, 1, 1), "1")
    says(page, "{1: {'back': 1}} [] []")
    page.context.set_offline(True)
    enter(page, cell(page, 2, 1), "2")
    page.context.set_offline(False)
    says(page, "{1: {'back': 1}, 2: {'back': 2}} [] []")
    page.reload()
    expect(cell(page, 2, 1)).to_have_text("2")


def test_a_thread_writes_while_somebody_types(show: Show, gate: Event) -> None:
    page = show(
        TABLE
        + """
import threading
from gate_of_test import gate

place = st.empty()

def work():
    gate.wait(60)
    place.text("from a thread")

threading.Thread(target=work, daemon=True).start()
"""
    )
    says(page, "{} [] []")
    cell(page, 2, 1).click()
    page.keyboard.type("4")
    gate.set()
    says(page, "from a thread")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    says(page, "{2: {'back': 42}} [] []")

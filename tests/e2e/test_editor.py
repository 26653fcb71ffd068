"""`st.data_editor` in a real browser: type, tick, choose, paste, fill, undo, add and delete."""

import json
from collections.abc import Callable
from threading import Event

import pandas  # noqa: F401 - the apps share this process, and would wait for it
import pytest
from playwright.sync_api import Page, expect

from .waiting import eventually

Show = Callable[..., Page]

PEOPLE = """
import pandas as pd
import treadle as st
names = ["Ada", "Grace", "Emmy"]
data = pd.DataFrame({{"name": names, "born": [1815, 1906, 1882], "here": [True, False, True]}})
edited = st.data_editor(data, key="people", {options})
st.text(edited.to_dict("list"))
state = st.session_state.people
st.text(f"{{state.edited_rows}} {{state.added_rows}} {{state.deleted_rows}}")
"""


def says(page: Page, state: str) -> None:
    expect(page.get_by_text(state, exact=True)).to_be_visible()


def cell(page: Page, row: int, column: int) -> object:
    return page.locator(f"[data-row='{row}'][data-column='{column}']")


@pytest.fixture
def people(show: Show) -> Page:
    page = show(PEOPLE.format(options="hide_index=True"))
    says(page, "{} [] []")
    return page


def test_a_cell_is_edited_by_typing(people: Page) -> None:
    cell(people, 1, 1).click()
    people.keyboard.type("1999")
    people.keyboard.press("Enter")
    says(people, "{1: {'born': 1999}} [] []")
    expect(cell(people, 1, 1)).to_have_text("1999")
    people.keyboard.press("ArrowUp")
    people.keyboard.press("F2")
    people.keyboard.type("2000")
    people.keyboard.press("Escape")
    expect(cell(people, 1, 1)).to_have_text("1999")
    cell(people, 0, 0).dblclick()
    expect(people.get_by_role("grid").locator("input, textarea")).to_be_focused()
    people.keyboard.press("End")
    people.keyboard.type(" Lovelace")
    people.keyboard.press("Tab")
    says(people, "{0: {'name': 'Ada Lovelace'}, 1: {'born': 1999}} [] []")
    people.reload()
    expect(cell(people, 0, 0)).to_have_text("Ada Lovelace")


def test_a_value_that_is_none_stays_in_the_field_with_a_reason(people: Page) -> None:
    cell(people, 0, 1).click()
    people.keyboard.type("old")
    people.keyboard.press("Enter")
    expect(people.get_by_role("alert")).to_have_text("Enter a number")
    people.keyboard.press("Escape")
    expect(cell(people, 0, 1)).to_have_text("1815")


def test_a_box_is_ticked_by_mouse_and_by_keyboard(people: Page) -> None:
    cell(people, 1, 2).get_by_role("img").click()
    says(people, "{1: {'here': True}} [] []")
    people.keyboard.press("Space")
    says(people, "{1: {'here': False}} [] []")


def test_undo_redo_clear_and_fill(people: Page) -> None:
    cell(people, 0, 1).click()
    people.keyboard.press("Shift+ArrowDown")
    people.keyboard.press("Shift+ArrowDown")
    people.keyboard.press("Control+d")
    says(people, "{1: {'born': 1815}, 2: {'born': 1815}} [] []")
    people.keyboard.press("Control+z")
    says(people, "{} [] []")
    people.keyboard.press("Control+y")
    says(people, "{1: {'born': 1815}, 2: {'born': 1815}} [] []")
    people.keyboard.press("Control+z")
    cell(people, 0, 0).click()
    people.keyboard.press("Delete")
    says(people, "{0: {'name': None}} [] []")
    expect(cell(people, 0, 0)).to_have_text("None")


def paste(page: Page, text: str) -> None:
    page.get_by_role("grid").evaluate(
        """(grid, text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const options = { clipboardData: data, bubbles: true, cancelable: true };
            grid.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        text,
    )


def test_cells_of_a_spreadsheet_are_pasted(show: Show) -> None:
    page = show(PEOPLE.format(options="hide_index=True, num_rows='dynamic'"))
    says(page, "{} [] []")
    cell(page, 2, 1).click()
    paste(page, "Sophie\t1,850\tyes\r\nMary\tsoon\tno\r\n")
    says(
        page,
        "{2: {'name': 'Sophie', 'born': 1850, 'here': True}} [{'name': 'Mary', 'here': False}] []",
    )
    expect(page.get_by_text("One cell was not valid")).to_be_attached()


def test_rows_are_added_and_deleted(show: Show) -> None:
    page = show(PEOPLE.format(options="hide_index=True, num_rows='dynamic'"))
    says(page, "{} [] []")
    page.get_by_role("button", name="+ Add a row").click()
    says(page, "{} [{}] []")
    page.keyboard.type("Sofja")
    page.keyboard.press("Tab")
    page.keyboard.type("1850")
    page.keyboard.press("Enter")
    says(page, "{} [{'name': 'Sofja', 'born': 1850}] []")
    page.get_by_role("gridcell", name="Row 1", exact=True).click()
    page.get_by_role("gridcell", name="Row 4", exact=True).click(modifiers=["Control"])
    page.keyboard.press("Delete")
    says(page, "{} [] [0]")
    expect(cell(page, 0, 1)).to_have_text("Grace")
    page.keyboard.press("Control+z")
    says(page, "{} [{'name': 'Sofja', 'born': 1850}] []")
    expect(page.get_by_role("grid")).to_have_attribute("aria-rowcount", "5")


def test_the_keyboard_alone_edits(people: Page) -> None:
    people.get_by_role("grid").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "Enter"):
        people.keyboard.press(key)
    people.keyboard.type("1907")
    people.keyboard.press("Enter")
    says(people, "{1: {'born': 1907}} [] []")
    grid = people.get_by_role("grid")
    eventually(
        people,
        lambda: people.locator(f"[id='{grid.get_attribute('aria-activedescendant')}']").all_inner_texts(),
        ["1882"],
    )


def test_edits_stay_with_their_rows_when_the_table_is_sorted(people: Page) -> None:
    people.get_by_role("columnheader", name="born").click()
    expect(cell(people, 2, 0)).to_have_text("Grace")
    cell(people, 2, 0).dblclick()
    people.keyboard.type("Hopper")
    people.keyboard.press("Enter")
    says(people, "{1: {'name': 'Hopper'}} [] []")
    people.get_by_role("columnheader", name="born").click()
    expect(cell(people, 0, 0)).to_have_text("Hopper")


CHOICES = """
import treadle as st
data = {"size": ["S", "M"], "tags": [["new"], []], "day": ["2024-01-31", None], "n": [1.5, 2.5]}
import datetime
data["day"] = [datetime.date(2024, 1, 31), None]
edited = st.data_editor(
    data,
    column_config={
        "size": st.column_config.SelectboxColumn(options=["S", "M", "L"], required=True),
        "tags": st.column_config.MultiselectColumn(options=["new", "sold"]),
        "day": st.column_config.DateColumn(min_value=datetime.date(2020, 1, 1)),
        "n": st.column_config.NumberColumn(min_value=0, max_value=10, step=0.5),
    },
)
st.text(edited)
"""


def test_values_are_chosen_and_checked(show: Show) -> None:
    page = show(CHOICES)
    cell(page, 0, 0).dblclick()
    page.get_by_role("combobox").press_sequentially("L")
    page.keyboard.press("Enter")
    expect(page.get_by_text("'size': ['L', 'M']", exact=False)).to_be_visible()
    cell(page, 1, 1).dblclick()
    page.get_by_role("option", name="sold").click()
    page.keyboard.press("Enter")
    expect(page.get_by_text("'tags': [['new'], ['sold']]", exact=False)).to_be_visible()
    cell(page, 1, 2).dblclick()
    page.keyboard.type("2019-01-01")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("The earliest value is 2020-01-01")
    page.keyboard.press("Control+a")
    page.keyboard.type("2025-05-17")
    page.keyboard.press("Enter")
    expect(page.get_by_text("datetime.date(2025, 5, 17)", exact=False)).to_be_visible()
    cell(page, 0, 3).click()
    page.keyboard.type("11")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("The largest value is 10")
    page.keyboard.press("Escape")


def test_two_tabs_edit_one_table_and_lose_no_cell(people: Page) -> None:
    kept = eventually(
        people, lambda: people.evaluate("JSON.stringify(sessionStorage)"), lambda kept: kept != "{}"
    )
    other = people.context.new_page()
    other.add_init_script(f"Object.assign(sessionStorage, {json.loads(kept)!r})")
    other.goto(people.url)
    says(other, "{} [] []")
    cell(people, 0, 1).click()
    cell(other, 1, 1).click()
    other.keyboard.type("1907")
    people.keyboard.type("1816")
    people.keyboard.press("Enter")
    other.keyboard.press("Enter")
    for page in (people, other):
        says(page, "{0: {'born': 1816}, 1: {'born': 1907}} [] []")
        expect(cell(page, 0, 1)).to_have_text("1816")
        expect(cell(page, 1, 1)).to_have_text("1907")
    cell(people, 0, 1).click()
    people.keyboard.type("1")
    cell(other, 0, 1).click()
    other.keyboard.type("1817")
    other.keyboard.press("Enter")
    expect(cell(other, 0, 1)).to_have_text("1817")
    people.keyboard.type("818")
    people.keyboard.press("Enter")
    for page in (people, other):
        expect(cell(page, 0, 1)).to_have_text("1818")


def test_a_form_holds_edits_back(show: Show) -> None:
    page = show(
        """
        import treadle as st
        with st.form("f", clear_on_submit=True):
            edited = st.data_editor({"n": [1, 2]}, key="e")
            st.form_submit_button("Go")
        st.text(edited)
        """
    )
    expect(page.get_by_text("{'n': [1, 2]}")).to_be_visible()
    for row, value in ((0, "8"), (1, "9")):
        cell(page, row, 0).click()
        page.keyboard.type(value)
        page.keyboard.press("Enter")
    expect(cell(page, 0, 0)).to_have_text("8")
    expect(page.get_by_text("{'n': [1, 2]}")).to_be_visible()
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_text("{'n': [8, 9]}")).to_be_visible()
    expect(cell(page, 0, 0)).to_have_text("1")


def test_a_thread_writes_while_somebody_types(show: Show, gate: Event) -> None:
    page = show(
        """
        import threading
        import treadle as st
        from gate_of_test import gate

        edited = st.data_editor({"n": [1, 2]}, key="e")
        st.text(edited)
        place = st.empty()

        def work():
            gate.wait(60)
            place.text("from a thread")

        threading.Thread(target=work, daemon=True).start()
        """
    )
    cell(page, 0, 0).click()
    page.keyboard.type("4")
    gate.set()
    expect(page.get_by_text("from a thread")).to_be_visible()
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(page.get_by_text("{'n': [42, 2]}")).to_be_visible()

"""Grids in a real browser: selections that the app gets, and columns that a person arranges."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .waiting import box, eventually, until

Show = Callable[..., Page]

SELECT = """
import treadle as st
data = {{"city": ["Bern", "Oslo", "Rome", "Lima"], "people": [3, 1, 2, 4]}}
event = st.dataframe(data, key="grid", on_select="rerun", selection_mode={modes})
st.text(f"rows {{event.selection.rows}} columns {{event.selection.columns}} cells {{event.selection.cells}}")
"""


def mark(page: Page, row: int) -> object:
    return page.get_by_role("gridcell", name=f"Row {row}", exact=True)


def column(page: Page, number: int) -> list[str]:
    """What a column shows, from above."""
    found = page.locator(f"[role=gridcell][data-column='{number}']").evaluate_all(
        "all => all.map(c => [c.getBoundingClientRect().y, c.innerText.trim()])"
    )
    return [text for _, text in sorted(found)]


def says(page: Page, rows: str = "[]", columns: str = "[]", cells: str = "[]") -> None:
    expect(page.get_by_text(f"rows {rows} columns {columns} cells {cells}", exact=True)).to_be_visible()


def test_rows_are_selected_by_their_place_in_the_data(show: Show) -> None:
    page = show(SELECT.format(modes="'multi-row'"))
    page.get_by_role("columnheader", name="people").click()
    expect(page.get_by_role("columnheader", name="people")).to_have_attribute("aria-sort", "ascending")
    eventually(page, lambda: column(page, 1), ["Oslo", "Rome", "Bern", "Lima"])
    mark(page, 1).click()
    says(page, "[1]")
    mark(page, 3).click(modifiers=["Shift"])
    says(page, "[0, 1, 2]")
    expect(page.get_by_role("gridcell", name="Oslo")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("gridcell", name="Lima")).to_have_attribute("aria-selected", "false")
    page.get_by_role("button", name="Select all rows").click()
    says(page, "[0, 1, 2, 3]")
    page.get_by_role("button", name="Select no rows").click()
    says(page)
    mark(page, 2).click()
    says(page, "[2]")
    page.reload()
    says(page, "[2]")
    expect(page.get_by_role("gridcell", name="Rome")).to_have_attribute("aria-selected", "true")


def test_the_keyboard_alone_selects_and_sorts(show: Show) -> None:
    page = show(SELECT.format(modes="['multi-row', 'multi-column']"))
    page.get_by_role("grid").focus()
    for key in ("ArrowDown", "ArrowDown", "Home", "Space"):
        page.keyboard.press(key)
    says(page, "[1]")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    says(page, "[1, 2]")
    page.keyboard.press("Control+Space")
    says(page, "[1, 2]", "['city']")
    page.keyboard.press("Escape")
    says(page)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Alt+ArrowDown")
    page.get_by_role("menuitem", name="Sort descending").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader").locator("xpath=self::*[@aria-sort!='none']")).to_have_count(1)


def test_columns_and_cells_are_selected(show: Show) -> None:
    page = show(SELECT.format(modes="['multi-column', 'multi-cell']"))
    page.get_by_role("columnheader", name="city").get_by_text("city").click()
    says(page, columns="['city']")
    page.get_by_role("columnheader", name="people").get_by_text("people").click(modifiers=["Control"])
    says(page, columns="['city', 'people']")
    page.get_by_role("gridcell", name="Oslo").click()
    says(page, columns="['city', 'people']", cells="[(1, 'city')]")
    page.keyboard.press("Shift+ArrowRight")
    says(page, columns="['city', 'people']", cells="[(1, 'city'), (1, 'people')]")
    page.get_by_role("grid").hover()
    page.get_by_role("button", name="Clear the selection").click()
    says(page)


@pytest.mark.parametrize("mode", ["single-row", "single-row-required"])
def test_one_row_at_a_time(show: Show, mode: str) -> None:
    page = show(SELECT.format(modes=repr(mode)))
    required = mode.endswith("required")
    says(page, "[0]" if required else "[]")
    mark(page, 3).click()
    says(page, "[2]")
    mark(page, 2).click()
    says(page, "[1]")
    mark(page, 2).click()
    says(page, "[1]" if required else "[]")


def test_the_app_sets_the_selection_while_the_page_is_open(show: Show) -> None:
    page = show(
        """
        import treadle as st
        if st.button("Last"):
            st.session_state.grid = {"selection": {"rows": [2]}}
        st.dataframe({"city": ["Bern", "Oslo", "Rome"]}, key="grid", on_select="rerun")
        """
    )
    page.get_by_role("button", name="Last").click()
    expect(page.get_by_role("gridcell", name="Rome")).to_have_attribute("aria-selected", "true")


def test_several_columns_order_the_rows(show: Show) -> None:
    page = show("import treadle as st\nst.dataframe({'kind': ['b', 'a', 'b', 'a'], 'size': [1, 2, 3, 4]})")
    page.get_by_role("columnheader", name="kind").click()
    page.get_by_role("columnheader", name="size").click(modifiers=["Shift"])
    page.get_by_role("columnheader", name="size").click(modifiers=["Shift"])
    eventually(page, lambda: column(page, 1), ["4", "2", "3", "1"])
    expect(page.get_by_role("columnheader", name="kind")).to_have_attribute("aria-sort", "ascending")
    expect(page.get_by_role("columnheader", name="size")).to_have_attribute("aria-sort", "descending")


def names(page: Page) -> list[str]:
    found = page.get_by_role("columnheader").evaluate_all(
        "all => all.map(c => [c.getBoundingClientRect().x, c.innerText])"
    )
    return [re.sub(r"\s.*", "", text.strip()) for _, text in sorted(found)]


COLUMNS = "import treadle as st\nst.dataframe({'a': [1.5], 'b': [2], 'c': ['x']}, column_config={'c': None})"


def test_columns_are_hidden_shown_moved_pinned_and_formatted(show: Show) -> None:
    page = show(COLUMNS)
    menu = page.get_by_role("button", name="Menu of column b")
    expect(page.get_by_role("columnheader", name="b", exact=True)).to_be_visible()
    eventually(page, lambda: names(page), ["a", "b"])
    page.get_by_role("columnheader", name="b", exact=True).hover()
    menu.click()
    page.get_by_role("menuitem", name="Move left").click()
    eventually(page, lambda: names(page), ["b", "a"])
    expect(page.get_by_role("menu")).to_have_count(0)
    menu.click()
    page.get_by_role("menuitem", name="Hide").click()
    expect(page.get_by_role("columnheader", name="b", exact=True)).to_have_count(0)
    page.get_by_role("grid").hover()
    page.get_by_role("button", name="Show and hide columns").click()
    page.get_by_role("menuitemcheckbox", name="b").click()
    page.get_by_role("menuitemcheckbox", name="c").click()
    expect(page.get_by_role("columnheader")).to_have_count(3)
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    page.get_by_role("columnheader", name="a", exact=True).hover()
    page.get_by_role("button", name="Menu of column a").click()
    page.get_by_role("menuitem", name="Pin").click()
    expect(page.get_by_role("columnheader", name="a", exact=True)).to_have_attribute("data-pinned", "true")
    page.get_by_role("columnheader", name="a", exact=True).hover()
    page.get_by_role("button", name="Menu of column a").click()
    page.get_by_role("menuitem", name="Format").click()
    page.get_by_role("menuitemradio", name="Dollar").click()
    expect(page.get_by_role("gridcell", name="$1.50")).to_be_visible()


def test_a_header_is_drawn_to_another_place(show: Show) -> None:
    page = show("import treadle as st\nst.dataframe({'a': [1], 'b': [2], 'c': [3]})")
    expect(page.get_by_role("columnheader", name="c", exact=True)).to_be_visible()
    eventually(page, lambda: names(page), ["a", "b", "c"])
    start, end = (box(page.get_by_role("columnheader", name=name)) for name in ("a", "c"))
    page.mouse.move(start["x"] + 40, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] - 12, end["y"] + 10, steps=6)
    page.mouse.up()
    eventually(page, lambda: names(page), ["b", "c", "a"])
    expect(page.get_by_role("columnheader", name="a", exact=True)).to_have_attribute("aria-sort", "none")


def test_a_button_in_a_cell_calls_the_app(show: Show) -> None:
    page = show(
        """
        import treadle as st

        def opened():
            st.session_state.log = (*st.session_state.get("log", ()), dict(st.session_state.click))

        data = {"city": ["Bern", "Oslo"], "do": [["Open", "Close"], ["Open", "Close"]]}
        button = st.column_config.ButtonColumn(key="click", on_click=opened)
        st.dataframe(data, column_config={"do": button})
        st.text(f"{st.session_state.get('log')} {st.session_state.click}")
        """
    )
    expect(page.get_by_text("None None")).to_be_visible()
    page.get_by_role("columnheader", name="city", exact=True).click()
    page.get_by_role("columnheader", name="city", exact=True).click()
    eventually(page, lambda: column(page, 0), ["Oslo", "Bern"])
    expect(page.get_by_role("button", name="Close")).to_have_count(2)
    page.get_by_role("button", name="Close").first.click()
    expect(page.get_by_text("({'row': 1, 'label': 'Close'},) {'row': 1, 'label': 'Close'}")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text("{'row': 0, 'label': 'Open'})", exact=False)).to_be_visible()


def test_every_type_of_column_is_shown(show: Show) -> None:
    page = show(
        """
        import treadle as st
        config = {
            "tags": st.column_config.MultiselectColumn(
                options=["new", "old"], color=["green", "#ff0000"], format_func=str.upper
            ),
            "size": st.column_config.SelectboxColumn(options=[1, 2], format_func=lambda n: f"No. {n}"),
            "text": st.column_config.MarkdownColumn(),
            "trend": st.column_config.LineChartColumn(color="auto"),
            "sound": st.column_config.AudioColumn(),
            "film": st.column_config.VideoColumn(),
        }
        st.dataframe(
            {
                "tags": [["new"]], "size": [2], "text": ["**bold**"], "trend": [[1, 2]],
                "sound": ["/sound.wav"], "film": ["javascript:alert(1)"],
            },
            column_config=config,
        )
        """
    )
    for text in ("NEW", "No. 2", "javascript:alert(1)"):
        expect(page.get_by_text(text, exact=True)).to_be_visible()
    expect(page.locator("strong", has_text="bold")).to_be_visible()
    expect(page.locator("audio")).to_have_count(1)
    expect(page.locator("video")).to_have_count(0)


def test_a_table_fills_the_window_and_goes_back(show: Show) -> None:
    page = show(
        """
        import treadle as st
        data = {"n": [i * 7 for i in range(500)], "name": [f"name {i}" for i in range(500)]}
        st.dataframe(data, key="grid", on_select="rerun", selection_mode="multi-row")
        st.text("behind it")
        """
    )
    grid = page.get_by_role("grid")
    grid.get_by_role("gridcell", name="name 3", exact=True).click()
    before = box(grid)
    grid.hover()
    page.get_by_role("button", name="Fullscreen", exact=True).click()
    until(
        page,
        "(box => box.width > innerWidth * 0.9 && box.height > innerHeight * 0.8)"
        "(document.querySelector('[role=grid]').getBoundingClientRect())",
    )
    expect(grid).to_be_focused()
    # The window shows more rows at once, and the menus and the search work in it.
    expect(grid.get_by_role("gridcell", name="name 14", exact=True)).to_be_in_viewport()
    page.get_by_role("button", name="Show and hide columns").click()
    page.get_by_role("menuitemcheckbox", name="n", exact=True).click()
    expect(page.get_by_role("columnheader", name="n", exact=True)).to_have_count(0)
    page.keyboard.press("Escape")
    mark(page, 2).click()
    expect(mark(page, 2)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Control+f")
    page.get_by_placeholder("Search").fill("name 321")
    expect(grid.get_by_role("gridcell", name="name 321", exact=True)).to_be_in_viewport()
    page.keyboard.press("Escape")
    grid.focus()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Fullscreen", exact=True)).to_be_attached()
    eventually(page, lambda: round(box(grid)["height"]), round(before["height"]))
    expect(page.get_by_role("columnheader", name="n", exact=True)).to_have_count(0)


def test_a_button_in_a_placeholder_calls_the_app(show: Show) -> None:
    page = show(
        """
        import treadle as st
        button = st.column_config.ButtonColumn(key="click")
        st.empty().dataframe({"do": ["Go", "Stop"]}, column_config={"do": button})
        st.text(f"clicked: {st.session_state.click}")
        """
    )
    expect(page.get_by_text("clicked: None")).to_be_visible()
    for row, label in ((1, "Stop"), (0, "Go")):
        page.get_by_role("gridcell").get_by_role("button", name=label).click()
        expect(page.get_by_text(f"clicked: {{'row': {row}, 'label': '{label}'}}")).to_be_visible()

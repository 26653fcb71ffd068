"""Tables, grids, metrics and charts, with the data that they were given."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .waiting import eventually, still

Show = Callable[..., Page]

PEOPLE = """
import treadle as st
st.{command}({{"name": ["Ada", "Grace", "Emmy"], "born": [1815, 1906, 1882], "share": [0.5, 0.25, None]}})
"""


def cells(page: Page, column: int) -> list[str]:
    """What a grid's column shows, from above."""
    found = page.get_by_role("grid").locator(f"[role=gridcell][data-column='{column}']")
    return sorted_by_place(
        found.evaluate_all("all => all.map(c => [c.getBoundingClientRect().y, c.innerText])")
    )


def sorted_by_place(found: list[list]) -> list[str]:
    return [text.strip() for _, text in sorted(found)]


def test_a_metric_shows_its_value_and_which_way_it_went(show: Show) -> None:
    page = show("import treadle as st\nst.metric('Cloth', '7 m', -2)\nst.metric('Yarn', 12.5, '+3 kg')")
    expect(page.get_by_text("7 m")).to_be_visible()
    expect(page.get_by_text("-2", exact=True).or_(page.get_by_text("−2", exact=True))).to_be_visible()
    expect(page.get_by_role("img", name="down")).to_be_visible()
    expect(page.get_by_role("img", name="up")).to_be_visible()


def test_a_table_is_a_real_table(show: Show) -> None:
    page = show(PEOPLE.format(command="table"))
    expect(page.get_by_role("columnheader", name="born")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Grace")).to_contain_text("1906")
    expect(page.get_by_role("cell", name="None")).to_be_visible()


def test_a_grid_sorts_by_mouse_up_down_and_back(show: Show) -> None:
    page = show(PEOPLE.format(command="dataframe"))
    born = page.get_by_role("columnheader", name="born")
    for direction, order in {
        "ascending": ["Ada", "Emmy", "Grace"],
        "descending": ["Grace", "Emmy", "Ada"],
        "none": ["Ada", "Grace", "Emmy"],
    }.items():
        born.click()
        expect(born).to_have_attribute("aria-sort", direction)
        eventually(page, lambda: cells(page, 0), order)


def test_a_grid_is_walked_and_sorted_with_the_keyboard(show: Show) -> None:
    page = show(PEOPLE.format(command="dataframe"))
    grid = page.get_by_role("grid")
    grid.focus()
    page.keyboard.press("ArrowDown")
    active = eventually(page, lambda: grid.get_attribute("aria-activedescendant"), bool)
    expect(page.locator(f"[id='{active}']")).to_be_visible()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="name")).to_have_attribute("aria-sort", "ascending")


@pytest.mark.both_servers
def test_a_grid_of_a_hundred_thousand_rows_scrolls_to_its_last(show: Show) -> None:
    page = show(
        """
        import numpy as np
        import pandas as pd
        import treadle as st
        st.dataframe(pd.DataFrame({"number": np.arange(100_000), "square": np.arange(100_000) ** 2}))
        """
    )
    grid = page.get_by_role("grid")
    expect(grid).to_have_attribute("aria-rowcount", "100001")
    expect(grid.get_by_text("9999800001")).to_have_count(0)
    grid.evaluate("box => box.scrollTo(0, box.scrollHeight)")
    expect(grid.get_by_text("9999800001").or_(grid.get_by_text("9,999,800,001"))).to_be_in_viewport()
    eventually(page, lambda: page.get_by_role("row").count(), lambda count: count < 100)
    grid.focus()
    page.keyboard.press("Control+Home")
    expect(grid.get_by_role("rowheader", name="0", exact=True)).to_be_in_viewport()


def test_a_grid_finds_words(show: Show) -> None:
    page = show(PEOPLE.format(command="dataframe"))
    page.get_by_role("grid").focus()
    page.keyboard.press("Control+f")
    page.get_by_placeholder("Search").fill("grace")
    expect(page.get_by_text("1 of 1").or_(page.get_by_text("1/1"))).to_be_visible()


def test_new_data_keep_a_grids_place(show: Show) -> None:
    page = show(
        """
        import treadle as st
        start = 1000 if st.checkbox("More") else 0
        st.dataframe({"number": [start + n for n in range(500)]}, key="grid")
        """
    )
    grid = page.get_by_role("grid")
    grid.get_by_text("3", exact=True).first.wait_for()
    grid.evaluate("box => box.scrollTo(0, 3500)")
    expect(grid.get_by_text("105", exact=True).last).to_be_in_viewport()
    page.get_by_label("More").check()
    expect(
        grid.get_by_text("1105", exact=True).or_(grid.get_by_text("1,105", exact=True))
    ).to_be_in_viewport()
    eventually(page, lambda: grid.evaluate("box => box.scrollTop"), 3500)


def test_a_line_chart_is_drawn_and_updated_in_place(show: Show) -> None:
    page = show(
        """
        import treadle as st
        top = 100 if st.checkbox("Up") else 3
        st.line_chart({"cloth": [1, 2, top], "yarn": [3, 2, 1]}, y_label="Metres")
        """
    )
    plot = page.get_by_role("img", name="Line chart of cloth, yarn")
    drawing = plot.locator("canvas, svg").first
    expect(drawing).to_be_visible()
    drawing.evaluate("element => { element.mark = 1 }")
    before = still(page, drawing.screenshot)
    page.get_by_label("Up").check()
    expect(page.get_by_label("Up")).to_be_checked()
    eventually(page, drawing.screenshot, lambda now: now != before)
    eventually(page, lambda: drawing.evaluate("element => element.mark"), 1)


def test_a_line_chart_tells_its_values_to_pointer_and_keyboard(show: Show) -> None:
    page = show("import treadle as st\nst.line_chart({'cloth': [10, 20, 30]})")
    plot = page.get_by_role("img", name="Line chart")
    expect(plot.locator("canvas, svg").first).to_be_visible()
    plot.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".tr-line-plot-tip")).to_contain_text("20")
    page.keyboard.press("Escape")
    expect(page.locator(".tr-line-plot-tip")).to_have_count(0)
    plot.hover(position={"x": 5, "y": 100})
    expect(page.locator(".tr-line-plot-tip")).to_contain_text("10")


def test_an_axis_of_whole_numbers_names_none_between_them(show: Show) -> None:
    page = show("import treadle as st\nst.line_chart({'cloth': [10, 30, 20]})")
    axis = page.locator("svg .role-axis-label").first
    expect(axis.locator("text")).to_have_text(["0", "1", "2"])


def test_the_axes_of_a_single_point_have_its_numbers(show: Show) -> None:
    page = show("import treadle as st\nst.line_chart({'day': [3], 'cloth': [7.25]}, x='day', y='cloth')")
    axes = page.locator("svg .role-axis-label")
    expect(axes.nth(0).locator("text")).to_have_text(["3"])
    expect(axes.nth(1).locator("text")).to_have_text(["7.25"])


def test_a_chart_and_a_grid_of_nothing_say_so(show: Show) -> None:
    page = show(
        "import treadle as st\nst.dataframe({})\nst.line_chart({'a': []})\nst.table({'a': []})\n"
        "st.text('end')"
    )
    expect(page.get_by_text("end")).to_be_visible()
    expect(page.get_by_text("This table is empty.")).to_be_visible()
    expect(page.get_by_text("No rows.")).to_be_visible()
    expect(page.get_by_text("Nothing to draw yet.")).to_be_visible()
    expect(page.get_by_role("img", name="Line chart of a: nothing yet")).to_be_visible()
    expect(page.get_by_text("could not be shown")).to_have_count(0)


def test_odd_data_are_shown_somehow(show: Show) -> None:
    page = show(
        """
        import datetime, decimal, math
        import treadle as st
        odd = {"x": [math.nan, math.inf, -0.0], "y": [decimal.Decimal("1.50"), None, decimal.Decimal("2")],
               "<b>z</b>": [b"bytes", b"", None], "t": [datetime.timedelta(days=1), None,
                  datetime.timedelta(0)],
               "w": [datetime.datetime(1, 1, 1), datetime.datetime(9999, 12, 31), None],
               "l": [[1], [], [2, 3]]}
        st.dataframe(odd)
        st.table(odd)
        st.text("end")
        """
    )
    expect(page.get_by_text("end", exact=True)).to_be_visible()
    expect(page.get_by_role("grid")).to_be_visible()
    expect(page.get_by_text("could not be shown")).to_have_count(0)
    expect(page.get_by_role("columnheader", name="<b>z</b>").first).to_be_visible()

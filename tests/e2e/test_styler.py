"""pandas' Styler in a real browser: colours that one can read, with their rows wherever they go."""

import re
from collections.abc import Callable

import pandas  # noqa: F401 - the apps share this process, and would wait for it
import pytest
from playwright.sync_api import Locator, Page, expect

from .waiting import eventually

pytest.importorskip("jinja2", reason="pandas' Styler needs it")

Show = Callable[..., Page]

STYLED = """
import pandas as pd
import treadle as st

data = pd.DataFrame({"city": ["Bern", "Oslo", "Rome"], "share": [0.25, 0.5, 0.125], "size": [3, 1, 2]})
styler = (
    data.style.format({"share": "{:.1%}"})
    .highlight_max(color="#440154", subset=["share"])
    .map(lambda value: "color: black" if value == 3 else "", subset=["size"])
    .bar(subset=["size"], color="#d65f5f", vmin=0)
    .set_caption("Three cities")
)
"""


PLACES = "all => all.map(c => [c.getBoundingClientRect().y, c.innerText.trim()])"


def cell(page: Page, text: str) -> Locator:
    return page.get_by_role("grid").get_by_role("gridcell", name=text, exact=True)


def test_styles_stay_with_their_rows(show: Show) -> None:
    page = show(STYLED + "st.dataframe(styler)")
    dark = "rgb(68, 1, 84)"
    expect(page.get_by_role("gridcell", name="50.0%")).to_be_visible()
    expect(cell(page, "50.0%")).to_have_css("background-color", dark)
    expect(cell(page, "50.0%")).to_have_css("color", "rgb(255, 255, 255)")
    expect(cell(page, "25.0%")).not_to_have_css("background-color", dark)
    page.get_by_role("columnheader", name="size").click()
    expect(page.get_by_role("columnheader", name="size")).to_have_attribute("aria-sort", "ascending")
    eventually(
        page,
        lambda: page.locator("[role=gridcell][data-column='2']").evaluate_all(PLACES),
        lambda found: [text for _, text in sorted(found)] == ["50.0%", "12.5%", "25.0%"],
    )
    expect(cell(page, "50.0%")).to_have_css("background-color", dark)
    page.get_by_role("grid").focus()
    page.keyboard.press("Control+f")
    page.get_by_placeholder("Search").fill("50.0%")
    expect(page.get_by_text("1 of 1")).to_be_visible()
    expect(page.get_by_text("Three cities")).to_be_visible()


def test_black_is_read_in_dark_mode(show: Show) -> None:
    page = show(STYLED.replace(".bar(", "#.bar(") + "st.dataframe(styler)")
    expect(cell(page, "3")).to_have_css("color", "rgb(0, 0, 0)")
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    expect(cell(page, "3")).not_to_have_css("color", "rgb(0, 0, 0)")


def test_a_table_shows_bars_and_a_caption(show: Show) -> None:
    page = show(STYLED + "st.table(styler)")
    expect(page.get_by_role("table").locator("caption")).to_have_text("Three cities")
    bar = page.get_by_role("cell", name="3", exact=True)
    expect(bar).to_have_css("background-image", re.compile("linear-gradient"))
    expect(page.get_by_role("cell", name="12.5%")).to_be_visible()

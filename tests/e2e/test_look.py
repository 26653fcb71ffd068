"""How pages look: nothing runs over its neighbours, and what is above belongs above."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from . import waiting
from .test_themes import color, contrast
from .waiting import eventually, until

WORD = "Donaudampfschifffahrtsgesellschaftskapitaensmuetzenabzeichen" * 2


def box(locator: Locator) -> dict[str, float]:
    """Where an element is, as soon as it stands still."""
    found = waiting.box(locator)
    return {**found, "right": found["x"] + found["width"], "bottom": found["y"] + found["height"]}


@pytest.mark.parametrize("width", [400, 1200])
def test_long_words_stay_in_their_columns(show: Callable[..., Page], width: int) -> None:
    page = show(f"""
        import treadle as st
        word = "{WORD}"
        for column in st.columns(3):
            n = str(id(column))
            column.button(word, key="a" + n)
            column.text_input(word, key="b" + n, help="Help")
            column.checkbox(word, key="c" + n)
            column.radio(word, [word], key="d" + n)
            column.selectbox(word, [word], key="e" + n)
            column.slider(word, key="f" + n)
            column.metric(word, word)
            column.header(word)
            column.text(word)
            column.caption(word)
            column.info(word)
            column.progress(0.5, word)
            column.expander(word, key="g" + n).text(word)
            column.status(word).text(word)
            column.badge(word)
            column.json({{word: word}})
        st.text("End")
    """)
    waiting.resize(page, width)
    expect(page.get_by_text("End", exact=True)).to_be_visible()
    until(page, f"document.documentElement.scrollWidth <= {width}")
    outside = """() => [...document.querySelectorAll('.tr-columns-column')]
      .flatMap((column) => {
        const edge = column.getBoundingClientRect().right + 1;
        return [...column.querySelectorAll('.tr-element > *, label, button, input')]
            .filter((one) => one.getBoundingClientRect().right > edge)
            .map((one) => one.outerHTML.slice(0, 120));
    })"""
    eventually(page, lambda: page.evaluate(outside), [])


TABLE = """
    import pandas as pd
    import treadle as st

    st.dataframe(
        pd.DataFrame({"share": [0.05, 1.0, 0.5], "ok": [True, False, True]}),
        column_config={"share": st.column_config.ProgressColumn()},
    )
    st.text("End")
"""


def test_tracks_of_a_column_are_equally_long(show: Callable[..., Page]) -> None:
    page = show(TABLE)
    bars = page.locator(".tr-cell-bar")
    expect(bars).to_have_count(3)
    eventually(
        page,
        lambda: {round(box(bars.nth(number))["width"], 1) for number in range(3)},
        lambda widths: len(widths) == 1,
    )


def test_a_header_stands_above_its_cells_and_marks_are_no_boxes(show: Callable[..., Page]) -> None:
    page = show(TABLE)
    head = page.get_by_role("columnheader", name="ok").locator("span").first
    mark = page.get_by_role("img", name="yes").first

    def middle(locator: Locator) -> float:
        found = box(locator)
        return (found["x"] + found["right"]) / 2

    eventually(page, lambda: abs(middle(head) - middle(mark)), lambda gap: gap < 2)
    expect(page.locator(".tr-cell-check rect")).to_have_count(0)


def test_the_toolbar_covers_no_cell_and_no_header(show: Callable[..., Page]) -> None:
    page = show(TABLE)
    grid = page.get_by_role("grid")
    grid.hover()
    toolbar = page.get_by_role("toolbar")
    expect(toolbar).to_have_css("opacity", "1")
    eventually(page, lambda: box(grid)["y"] - box(toolbar)["bottom"], lambda gap: gap >= 0)


def test_a_printed_chart_stays_in_its_place(show: Callable[..., Page]) -> None:
    page = show("""
        import treadle as st
        st.line_chart({"a": [1, 5, 2]})
        st.text("Behind")
    """)
    expect(page.locator(".tr-line-plot-view svg")).to_be_visible()
    page.emulate_media(media="print")
    waiting.resize(page, 500)
    svg, behind = page.locator(".tr-line-plot-view svg"), page.get_by_text("Behind")
    eventually(page, lambda: box(svg)["right"], lambda right: right <= 500)
    eventually(page, lambda: box(behind)["y"] - box(svg)["bottom"], lambda gap: gap >= 0)


def test_a_dark_page_is_printed_in_light_colours(show: Callable[..., Page], page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    show("""
        import treadle as st
        st.error("Torn")
        st.text_input("Name", "Ada")
        st.code("x = 1")
        st.table({"warp": [1]})
        st.button("Press")
    """)
    # They have grounds of their own, unlike what stands on the page itself.
    places = [
        page.get_by_text("Torn"),
        page.get_by_label("Name"),
        page.locator("pre"),
        page.get_by_role("columnheader", name="warp"),
        page.get_by_role("button", name="Press"),
    ]
    for media, darkest, lightest in (("screen", 0, 90), ("print", 200, 255), ("screen", 0, 90)):
        page.emulate_media(media=media, color_scheme="dark")
        for place in places:
            eventually(
                page,
                lambda: color(place, "background"),
                lambda ground: darkest <= min(ground) and max(ground) <= lightest,
            )
            eventually(page, lambda: contrast(place), lambda found: found >= 4.5)


def test_long_lines_of_code_are_not_cut_off_on_paper(show: Callable[..., Page]) -> None:
    page = show("""
        import treadle as st
        st.code("first = " + "1 + " * 200, line_numbers=True)
        1 / 0, "Why a line that is far too long for a page of paper is shown with its exception as a whole"
    """)
    lines = page.locator("pre")
    expect(lines).to_have_count(2)
    page.emulate_media(media="print")
    waiting.resize(page, 500)
    for number in range(2):
        eventually(
            page,
            lambda: lines.nth(number).evaluate("line => line.scrollWidth - line.clientWidth"),
            lambda cut: cut <= 0,
        )


def test_enter_submits_a_form_that_has_changes_only(show: Callable[..., Page]) -> None:
    page = show("""
        import treadle as st
        with st.form("form"):
            name = st.text_input("Name")
            st.form_submit_button("Send")
        st.text("Hello " + name)
    """)
    field = page.get_by_label("Name")
    hint = page.get_by_text("to submit the form")
    field.fill("Ada")
    expect(hint).to_be_visible()
    field.press("Enter")
    expect(page.get_by_text("Hello Ada")).to_be_visible()
    expect(field).to_be_focused()
    expect(hint).to_be_hidden()


def test_every_tab_can_be_reached_by_a_wheel(show: Callable[..., Page]) -> None:
    page = show("""
        import treadle as st
        for number, tab in enumerate(st.tabs([f"Tab number {i}" for i in range(30)])):
            tab.text(f"Text {number}")
    """)
    tabs = page.get_by_role("tablist")
    tabs.hover()
    page.mouse.wheel(0, 20_000)
    last = page.get_by_role("tab", name="Tab number 29")
    expect(last).to_be_in_viewport()
    last.click()
    expect(page.get_by_text("Text 29")).to_be_visible()


def test_a_page_that_has_written_nothing_yet_says_that_something_is_coming(
    show: Callable[..., Page], gate: threading.Event
) -> None:
    page = show("""
        from gate_of_test import gate
        import treadle as st
        gate.wait(30)
        st.text("Here")
    """)
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    expect(page.get_by_role("main").get_by_text("Loading…")).to_be_visible()
    gate.set()
    expect(page.get_by_text("Here")).to_be_visible()
    expect(page.get_by_text("Loading…")).to_have_count(0)


def test_a_banner_leaves_the_menu_free(show: Callable[..., Page], serve: Callable[..., Any]) -> None:
    page = show("import treadle as st\nst.text('Here')")
    expect(page.get_by_text("Here")).to_be_visible()
    page.evaluate("document.querySelector('.tr-banners').style.setProperty('height', '2rem')")
    menu, banners = page.get_by_role("button", name="Menu", exact=True), page.locator(".tr-banners")
    eventually(page, lambda: box(banners)["y"] - box(menu)["bottom"], lambda gap: gap >= -4)


def test_a_paragraph_begins_where_its_script_begins(show: Callable[..., Page]) -> None:
    page = show("""
import treadle as st
st.title("כותרת")
st.markdown("הפסקה **הראשונה** and English")
st.text("שורה אחת")
st.markdown("A second paragraph with עברית")
st.text_input("Name", "שלום")
""")
    gap = """element => {
        const range = document.createRange();
        range.selectNodeContents(element);
        const [text, box] = [range.getBoundingClientRect(), element.getBoundingClientRect()];
        return [text.left - box.left, box.right - text.right].map(Math.round);
    }"""
    paragraph = page.get_by_text("הפסקה")
    expect(paragraph).to_be_visible()
    eventually(page, lambda: paragraph.evaluate(gap), lambda sides: sides[0] > 100 and sides[1] <= 1)
    second = page.get_by_text("A second paragraph")
    eventually(page, lambda: second.evaluate(gap), lambda sides: sides[0] <= 1 and sides[1] > 100)
    expect(page.get_by_label("Name")).to_have_css("unicode-bidi", "plaintext")
    expect(page.get_by_text("שורה אחת")).to_have_css("unicode-bidi", "plaintext")

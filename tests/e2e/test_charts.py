"""Charts of Vega: drawing, selecting, zooming, and what stays when the data changes."""

import re
import threading
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from .waiting import box, eventually, resize, still, until

Show = Callable[..., Page]

HEAD = """
import altair as alt
import pandas as pd
import streamlit as st
frame = pd.DataFrame({"a": range(10), "b": range(10)})
points = alt.Chart(frame).mark_circle(size=300).encode(x="a", y="b")
"""


def drawing(page: Page, at: int = 0) -> Locator:
    found = page.get_by_test_id("stVegaLiteChart").nth(at).locator("svg[role=img], canvas[role=img]")
    expect(found).to_be_visible()
    return found


def drag(page: Page, over: Locator, start: tuple[float, float], end: tuple[float, float]) -> None:
    place = box(over)
    (x, y), (to_x, to_y) = [
        (place["x"] + place["width"] * left, place["y"] + place["height"] * top) for left, top in (start, end)
    ]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move((x + to_x) / 2, (y + to_y) / 2)
    page.mouse.move(to_x, to_y)
    page.mouse.up()


def labels(chart: Locator) -> list[str]:
    """The numbers along the horizontal axis."""
    texts = chart.locator(".role-axis-label").first.locator("text:not([opacity='0'])")
    return sorted(texts.all_text_contents(), key=float)


def zoom(page: Page, chart: Locator) -> list[str]:
    """Zoom in with the wheel. Return the numbers along the axis then."""
    first = chart.locator(".mark-symbol path").first
    chart.hover(position={"x": 300, "y": 120})
    for _ in range(5):
        before = still(page, lambda: first.get_attribute("transform"))
        page.mouse.wheel(0, -200)
        eventually(page, lambda: first.get_attribute("transform"), lambda now: now != before)
    return still(page, lambda: labels(chart), frames=5)


def test_a_brush_gives_a_rerun_with_its_interval_and_stays(show: Show) -> None:
    page = show(
        HEAD
        + "brush = alt.selection_interval(name='brush', encodings=['x'])\n"
        + "found = st.altair_chart(points.add_params(brush), on_select='rerun', key='c').selection.brush\n"
        + "st.text(f'from {found.a[0]:.0f} to {found.a[1]:.0f}' if found else 'nothing')\n"
        + "st.button('Again')"
    )
    expect(page.get_by_text("nothing")).to_be_visible()
    chart = drawing(page)
    drag(page, chart, (0.3, 0.3), (0.7, 0.6))
    told = page.get_by_text(re.compile(r"from [23] to [67]"))
    expect(told).to_be_visible()
    before = told.text_content()  # at once: the drag has come to its end, or it would not be 6 or 7
    page.get_by_role("button", name="Again").click()
    expect(told).to_have_text(before or "")
    page.reload()  # the session knows it, and the new drawing shows it
    expect(told).to_have_text(before or "")
    brushed = drawing(page).locator("[class*=brush] path").last
    eventually(page, lambda: box(brushed)["width"], lambda width: width > 50)
    place = box(drawing(page))
    page.mouse.click(place["x"] + place["width"] * 0.9, place["y"] + 20)
    expect(page.get_by_text("nothing")).to_be_visible()


def test_a_click_selects_a_point(show: Show) -> None:
    page = show(
        HEAD
        + "spot = alt.selection_point(name='spot', fields=['a'])\n"
        + "st.text(st.altair_chart(points.add_params(spot), on_select='rerun').selection.spot)"
    )
    mark = drawing(page).locator(".mark-symbol path").nth(4)
    place = box(mark)
    page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    expect(page.get_by_text("[{'a': 4}]")).to_be_visible()


def test_a_zoom_survives_updates_from_a_thread(show: Show, gate: threading.Event) -> None:
    page = show(
        HEAD
        + """
import threading
from gate_of_test import gate
place = st.empty()
place.altair_chart(points.interactive(bind_y=False))
def more():
    gate.wait(60)
    rows = pd.DataFrame({"a": range(13), "b": range(13)})
    place.altair_chart(points.properties(data=rows).interactive(bind_y=False))
    st.text("updated")
threading.Thread(target=more, daemon=True).start()
"""
    )
    chart = drawing(page)
    chart.evaluate("element => { element.mark = 1 }")
    before = still(page, lambda: labels(chart))
    zoomed = zoom(page, chart)
    assert zoomed != before
    gate.set()
    expect(page.get_by_text("updated")).to_be_visible()
    expect(chart.locator(".mark-symbol path")).to_have_count(13)
    eventually(page, lambda: labels(chart), zoomed)
    eventually(page, lambda: chart.evaluate("element => element.mark"), 1)  # it is the same drawing


def test_another_scheme_keeps_the_zoom_and_takes_its_colors(show: Show) -> None:
    page = show(HEAD + "st.altair_chart(points.interactive())")
    chart = drawing(page)
    zoomed = zoom(page, chart)
    label = page.locator("[data-kind=vega_lite_chart] .role-axis-label text").first
    light = label.get_attribute("fill")  # at once: the page was never in another scheme
    assert light is not None
    page.emulate_media(color_scheme="dark")
    expect(label).not_to_have_attribute("fill", light)
    eventually(page, lambda: labels(drawing(page)), zoomed)


def test_a_chart_fits_its_place_and_follows_it(show: Show) -> None:
    page = show(
        HEAD
        + "bars = alt.Chart(frame).mark_bar().encode(x='a:O', y='b')\n"
        + "st.altair_chart(points)\nst.altair_chart(points & bars)\nst.altair_chart(points, width=300)\n"
        + "st.altair_chart(points.properties(width=250), width='content')\n"
        "st.altair_chart(points, height=200)"
    )

    def sizes() -> tuple[float, list[tuple[float, float]]]:
        """How wide the page's column is, and how large the charts are."""
        column = page.get_by_test_id("stVegaLiteChart").first.evaluate("box => box.clientWidth")
        boxes = [drawing(page, at).bounding_box() or {"width": 0, "height": 0} for at in range(5)]
        return column, [(round(box["width"]), round(box["height"])) for box in boxes]

    def fit(window: int, found: tuple[float, list[tuple[float, float]]]) -> bool:
        column, charts = found
        return (
            window / 2 < column < window
            and all(abs(width - column) <= 2 for width, _ in charts[:2])
            and abs(charts[2][0] - 300) <= 2
            and 250 < charts[3][0] < 340
            and abs(charts[4][1] - 200) <= 2
        )

    for window in (1200, 420):
        resize(page, window)
        eventually(page, sizes, lambda found: fit(window, found))


def test_tips_fullscreen_and_pictures(show: Show) -> None:
    page = show(HEAD + "st.altair_chart(points.encode(tooltip=['a', 'b']))")
    chart = drawing(page)
    chart.locator(".mark-symbol path").nth(3).hover()
    expect(page.get_by_role("status").filter(has_text="a3b3")).to_be_visible()
    for kind, start in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Download as {kind}").click()
        assert download.value.suggested_filename.endswith(f"_chart.{kind.lower()}")
        assert download.value.path().read_bytes().startswith(start)
    before = box(chart)["width"]
    page.get_by_role("button", name="Fullscreen").click()
    eventually(page, lambda: box(chart)["width"], lambda width: width > before + 100)
    page.keyboard.press("Escape")
    eventually(page, lambda: box(chart)["width"], lambda width: width <= before)


def test_data_from_elsewhere_is_refused_in_words(show: Show, complaints: list[str]) -> None:
    page = show(
        "import treadle as st\n"
        "st.vega_lite_chart({'data': {'url': 'https://example.org/a.json'}, 'mark': 'point',"
        " 'encoding': {'x': {'field': 'a'}}})"
    )
    expect(page.get_by_role("note")).to_contain_text(
        "could not load its data from https://example.org/a.json"
    )
    complaints.clear()


def test_dates_are_drawn_and_selected_as_the_app_has_them(
    chromium: Any, serve: Callable[..., Any], context: Any
) -> None:
    zone = chromium.new_context(timezone_id="Asia/Tokyo", reduced_motion="reduce")
    page = zone.new_page()
    page.goto(
        serve(
            HEAD
            + """
days = pd.DataFrame({"day": pd.date_range("2024-03-01", periods=5), "b": range(5)})
spot = alt.selection_point(name="spot", fields=["day"])
chart = alt.Chart(days).mark_circle(size=300).encode(x="day", y="b", tooltip="day").add_params(spot)
found = st.altair_chart(chart, on_select="rerun").selection.spot
st.text(pd.to_datetime(found[0]["day"], unit="ms") if found else "nothing")
"""
        ).url
    )
    mark = drawing(page).locator(".mark-symbol path").nth(2)
    mark.hover()
    expect(page.get_by_role("status").filter(has_text="Mar 03, 2024")).to_be_visible()
    place = box(mark)
    page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    expect(page.get_by_text("2024-03-03 00:00:00")).to_be_visible()
    zone.close()


def test_dates_as_categories_are_read_as_dates_also_when_other_dates_come(show: Show) -> None:
    page = show(
        HEAD
        + """
dates = ["2024-01-01", "2024-02-01"] + ["2024-02-03"] * st.checkbox("More")
frame = pd.DataFrame({"month": pd.to_datetime(dates), "n": 1})
st.altair_chart(alt.Chart(frame).mark_bar().encode(x="month:O", y="n"), key="chart")
"""
    )
    axis = drawing(page).locator(".role-axis-label").first
    expect(axis).to_have_text("Jan 2024Feb 2024")
    page.get_by_text("More").click()
    expect(axis).to_have_text("Jan 01, 2024Feb 01, 2024Feb 03, 2024")


def test_bars_and_points_say_what_they_are_and_fade_by_their_legend(show: Show) -> None:
    page = show(
        "import streamlit as st\n"
        "data = {'loom': ['A', 'B'], 'cloth': [3, 7], 'yarn': [2, 4]}\n"
        "st.bar_chart(data, x='loom', color=['red', '#0ea5e9'])\n"
        "st.scatter_chart(data, y=['cloth', 'yarn'])"
    )
    bars = drawing(page).locator(".mark-rect.role-mark path")
    expect(bars).to_have_count(4)
    bars.first.hover()
    tip = page.get_by_role("status").filter(has_text="loom")
    expect(tip).to_contain_text("name")
    faded = "bars => bars.filter(bar => Number(getComputedStyle(bar).opacity) < 0.5).length"
    eventually(page, lambda: bars.evaluate_all(faded), 0)
    drawing(page).get_by_text("yarn").click()
    eventually(page, lambda: bars.evaluate_all(faded), 2)
    expect(drawing(page, 1).locator(".mark-symbol.role-mark path")).to_have_count(4)


def test_areas_have_a_legend_and_tell_their_values(show: Show) -> None:
    page = show(
        "import streamlit as st\n"
        "data = {'cloth': [10, 20, 30], 'yarn': [1, 2, 3]}\n"
        "st.area_chart(data, stack=True)\nst.area_chart(data)"
    )
    for at in range(2):
        plot = page.get_by_role("img", name="Area chart of cloth, yarn").nth(at)
        expect(plot.locator("svg .mark-area path").first).to_be_visible()
        plot.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        expect(page.locator(".tr-line-plot-tip")).to_contain_text("cloth20yarn2")
        page.keyboard.press("Escape")
    page.get_by_role("button", name="yarn").first.click()
    plot = page.get_by_role("img", name="Area chart of cloth, yarn").first
    expect(plot.locator("svg .mark-area.role-mark path")).to_have_count(1)


def test_of_a_large_table_only_the_piece_with_new_rows_is_fetched(show: Show) -> None:
    page = show(
        HEAD
        + "n = 60_000 + (100 if st.checkbox('More') else 0)\n"
        + "large = pd.DataFrame({'a': range(n), 'b': [i % 9 / 2 for i in range(n)]})\n"
        + "st.altair_chart(alt.Chart(large).mark_bar().encode(x='b:O', y='count()'))\n"
        + "st.text(n)"
    )
    drawing(page)
    drawn = page.locator("[data-kind=vega_lite_chart] [data-drawn]")
    before = still(page, lambda: drawn.get_attribute("data-drawn"), frames=5)
    assert before is not None
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if "/blob/" in request.url else None)
    page.get_by_label("More").check()
    expect(page.get_by_text("60100")).to_be_visible()
    expect(drawn).not_to_have_attribute("data-drawn", before)
    assert len(fetched) <= 1


def test_in_a_narrow_place_every_name_below_an_axis_is_there(show: Show) -> None:
    page = show("""
    import streamlit as st
    names = ["Netherlands", "Denmark", "Norway", "Portugal", "Iceland"]
    rows = {"name": names * 2, "metres": [3, 2, 4, 1, 5] * 2, "kind": ["warp"] * 5 + ["weft"] * 5}
    st.container(width=300).bar_chart(rows, x="name", y="metres", color="kind")
    """)
    chart = drawing(page)
    for name in ("Netherlands", "Denmark", "Norway", "Portugal", "Iceland"):
        label = chart.locator(".role-axis-label text").filter(has_text=name)
        expect(label).to_have_attribute("transform", re.compile(r"rotate\((320|-40)\)"))
        expect(label).not_to_have_attribute("opacity", "0")
    place = box(page.get_by_test_id("stVegaLiteChart"))
    axis = box(chart.locator(".role-axis-label").first)
    assert axis["y"] + axis["height"] <= place["y"] + place["height"]


def test_high_values_stand_out_from_a_dark_ground(show: Show) -> None:
    page = show(
        HEAD
        + """
    rects = alt.Chart(frame).mark_rect().encode(x="a:O", color="b")
    st.altair_chart(rects)
    """.replace("\n    ", "\n")
    )
    last = drawing(page).locator(".mark-rect.role-mark path").last
    expect(last).to_have_attribute("fill", re.compile(r"rgb\(51, 47, 156\)|#332f9c"))
    page.emulate_media(color_scheme="dark")
    last = drawing(page).locator(".mark-rect.role-mark path").last
    expect(last).to_have_attribute("fill", re.compile(r"rgb\(220, 219, 250\)|#dcdbfa"))


def test_a_chart_without_the_pages_theme_can_be_read_on_a_dark_page(show: Show) -> None:
    page = show(
        HEAD
        + """
st.altair_chart(points, theme=None)
st.altair_chart(points.properties(background="white"), theme=None)
"""
    )
    page.emulate_media(color_scheme="dark")
    plain, own = drawing(page), drawing(page, 1)
    expect(plain).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    light = re.compile(r"#e|rgb\(2[2-5]\d, 2[2-5]\d, 2[2-5]\d\)")
    expect(plain.locator(".role-axis-title text").first).to_have_attribute("fill", light)
    expect(own).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(own.locator(".role-axis-title text").first).to_have_attribute("fill", "#000")


def test_in_a_narrow_window_the_tools_of_a_first_chart_are_below_the_header(show: Show) -> None:
    page = show(HEAD + "st.altair_chart(points)")
    resize(page, 400, 800)
    drawing(page).hover()
    tool = page.get_by_role("button", name="Fullscreen")
    expect(tool).to_be_visible()
    until(page, "document.querySelector('header').getBoundingClientRect().height > 0")
    header = box(page.locator("header").first)
    assert box(tool)["y"] >= header["y"] + header["height"] - 1
    tool.click()
    expect(page.get_by_role("button", name="Close fullscreen")).to_be_visible()

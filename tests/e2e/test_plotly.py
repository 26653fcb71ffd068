"""Charts of Plotly's: selections, what stays when a figure changes, and that nothing comes from elsewhere."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FloatRect, Page, Request, expect

from .waiting import box, eventually, resize, still

Show = Callable[..., Page]

pytestmark = pytest.mark.timeout(180)

DRAWN = 60_000
"""Milliseconds for the first chart, whose engine is large."""

SELECT = """
    import plotly.graph_objects as go
    import treadle as st

    figure = go.Figure(go.Scatter(x=[1, 2, 3, 4], y=[1, 2, 3, 4], mode="markers"))
    event = st.plotly_chart(figure, key="chart", on_select="rerun", selection_mode="box", alt="Four points")
    st.text(f"chosen: {event.selection.point_indices} in {len(event.selection.box)}")
"""


def plot(page: Page, number: int = 0) -> FloatRect:
    """Where the axes of a chart enclose its points."""
    area = page.locator(".js-plotly-plot .nsewdrag").nth(number)
    expect(area).to_be_attached(timeout=DRAWN)
    return box(area)


def drag(page: Page, area: FloatRect, begin: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag the mouse between two places, given as parts of an area."""
    (left, top), (right, bottom) = [
        (area["x"] + part[0] * area["width"], area["y"] + part[1] * area["height"]) for part in (begin, end)
    ]
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move((left + right) / 2, (top + bottom) / 2, steps=4)
    page.mouse.move(right, bottom, steps=4)
    page.mouse.up()


def layout(page: Page, path: str) -> Any:
    return page.evaluate(f"document.querySelector('.js-plotly-plot').{path}")


def test_a_box_selects_points_and_a_double_click_takes_that_back(show: Show) -> None:
    page = show(SELECT)
    text = page.get_by_text("chosen:")
    expect(text).to_have_text("chosen: [] in 0", timeout=DRAWN)
    drag(page, plot(page), (0.3, 0.05), (0.99, 0.7))
    expect(text).to_have_text("chosen: [1, 2, 3] in 1")
    page.reload()
    expect(text).to_have_text("chosen: [1, 2, 3] in 1")
    area = plot(page)
    eventually(page, lambda: layout(page, "data[0].selectedpoints?.length"), 3)
    eventually(page, lambda: layout(page, "layout.selections.length"), 1)
    page.mouse.dblclick(area["x"] + area["width"] * 0.1, area["y"] + area["height"] * 0.1)
    expect(text).to_have_text("chosen: [] in 0")


CHANGE = """
    import plotly.graph_objects as go
    import treadle as st

    clicks = st.number_input("clicks", value=0)
    lines = [go.Scatter(y=[1, 2, 3 + clicks], name=name) for name in ("one", "two")]
    st.plotly_chart(go.Figure(lines))
    st.text(f"drawn: {clicks}")
"""


def test_zoom_and_hidden_lines_survive_an_update(show: Show) -> None:
    page = show(CHANGE)
    drag(page, plot(page), (0.2, 0.2), (0.6, 0.6))
    eventually(page, lambda: layout(page, "layout.xaxis.range[0]"), lambda left: left > 0.1)
    page.locator(".legendtoggle").nth(1).click()
    eventually(page, lambda: layout(page, "data[1].visible"), "legendonly")
    zoomed = still(page, lambda: layout(page, "layout.xaxis.range"), frames=5)
    page.get_by_role("spinbutton").fill("5")
    page.get_by_role("spinbutton").press("Enter")
    expect(page.get_by_text("drawn: 5")).to_be_visible()
    eventually(page, lambda: layout(page, "data[0].y[2]"), 8)
    eventually(page, lambda: layout(page, "layout.xaxis.range"), zoomed)
    eventually(page, lambda: layout(page, "data[1].visible"), "legendonly")


def test_the_look_follows_the_page_from_light_to_dark(show: Show) -> None:
    page = show(CHANGE)
    plot(page)
    tick = page.locator(".xtick text").first
    light = tick.evaluate("tick => getComputedStyle(tick).fill")  # at once: it is drawn, in the only scheme
    page.emulate_media(color_scheme="dark")
    expect(page.locator(".xtick text").first).not_to_have_css("fill", light)
    eventually(page, lambda: layout(page, "_fullLayout.paper_bgcolor"), "rgba(0,0,0,0)")


def test_full_screen_and_a_narrow_window(show: Show) -> None:
    page = show(CHANGE)
    plot(page)
    resize(page, 400, 700)
    eventually(page, lambda: layout(page, "_fullLayout.width"), lambda width: width < 400)
    page.locator(".js-plotly-plot").hover()
    page.locator(".modebar-btn[data-title='Fullscreen']").click()
    eventually(page, lambda: layout(page, "_fullLayout.height"), lambda height: height > 600)
    page.keyboard.press("Escape")
    eventually(page, lambda: layout(page, "_fullLayout.height"), lambda height: height < 600)


@pytest.mark.parametrize("kind", ["PNG", "SVG"])
def test_a_chart_is_saved(show: Show, kind: str) -> None:
    page = show(CHANGE)
    plot(page)
    page.locator(".js-plotly-plot").hover()
    with page.expect_download() as found:
        page.locator(f".modebar-btn[data-title='Download as {kind}']").click()
    assert found.value.suggested_filename == f"chart.{kind.lower()}"


ALL = """
    import plotly.express as px
    import treadle as st

    st.plotly_chart(px.sunburst(names=["a", "b"], parents=["", "a"], values=[2, 1]))
    st.plotly_chart(px.choropleth(locations=["FRA", "BRA"], color=[1, 2]))
    st.plotly_chart(px.choropleth(locations=["CA"], locationmode="USA-states", color=[1], scope="usa"))
"""


def test_maps_are_drawn_and_nothing_comes_from_elsewhere(show: Show, page: Page) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.url.startswith("http") and "//127.0.0.1" not in request.url:
            asked.append(request.url)

    page.on("request", note)
    show(ALL)
    expect(page.locator(".js-plotly-plot")).to_have_count(3, timeout=DRAWN)
    expect(page.locator(".choroplethlayer path")).to_have_count(3, timeout=DRAWN)
    expect(page.locator(".sunburstlayer path.surface")).to_have_count(2)
    assert asked == []


STREAM = """
    import threading
    import plotly.graph_objects as go
    import treadle as st
    from gate_of_test import gate

    place = st.empty()

    def draw():
        place.plotly_chart(go.Figure(go.Scatter(y=[1, 2, 3])))
        gate.wait()
        place.plotly_chart(go.Figure(go.Scatter(y=[4, 5, 6])))

    threading.Thread(target=draw, daemon=True).start()
"""


def test_a_thread_updates_a_chart_that_is_zoomed(show: Show, gate: Any) -> None:
    page = show(STREAM)
    drag(page, plot(page), (0.2, 0.2), (0.6, 0.6))
    eventually(page, lambda: layout(page, "layout.xaxis.range[0]"), lambda left: left > 0.1)
    zoomed = still(page, lambda: layout(page, "layout.xaxis.range"), frames=5)
    gate.set()
    eventually(page, lambda: layout(page, "data[0].y[0]"), 4)
    eventually(page, lambda: layout(page, "layout.xaxis.range"), zoomed)

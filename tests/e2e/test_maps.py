"""Maps: selections, what stays when a map changes, the look, and that nothing comes from elsewhere."""

import base64
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from .waiting import box, resize, until

Show = Callable[..., Page]

pytestmark = pytest.mark.timeout(240)

DRAWN = 90_000
"""Milliseconds for the first map, whose engine is large. A computer draws it without a graphics card."""

DOTS = """
    import pydeck
    import treadle as st

    more = st.number_input("more", value=0)
    rows = [{"name": "middle", "at": [5, 48]}, *({"name": str(i), "at": [60 + i, 0]} for i in range(more))]
    layer = pydeck.Layer(
        "ScatterplotLayer", rows, get_position="at", get_radius=30, radius_units="'pixels'", pickable=True,
        get_fill_color=[200, 30, 0], id="dots",
    )
    view = pydeck.ViewState(latitude=48, longitude=5, zoom=3)
    deck = pydeck.Deck(
        [layer], map_style=None, initial_view_state=view, tooltip={"html": "<b>{name}</b><script>1</script>"}
    )
    event = st.pydeck_chart(deck, key="map", on_select="rerun", selection_mode="multi-object", height=300)
    names = [each["name"] for each in event.selection.objects.get("dots", [])]
    st.text(f"chosen: {event.selection.indices}, {names}")
    st.text(f"drawn: {more}")
"""


def drawn(page: Page) -> Locator:
    """The first map, as soon as it is drawn."""
    place = page.locator("[data-drawn]").first
    expect(place).to_be_attached(timeout=DRAWN)
    return place


def test_clicks_select_objects_and_a_reload_keeps_them_and_a_tooltip_has_no_script(show: Show) -> None:
    page = show(DOTS)
    place = drawn(page)
    text = page.get_by_text("chosen:")
    expect(text).to_have_text("chosen: {}, []")
    place.hover()
    tip = page.locator(".deck-tooltip")
    expect(tip).to_have_text("middle")
    expect(tip.locator("script")).to_have_count(0)
    place.click()
    expect(text).to_have_text("chosen: {'dots': [0]}, ['middle']")
    page.reload()
    expect(text).to_have_text("chosen: {'dots': [0]}, ['middle']")
    drawn(page).click()
    expect(text).to_have_text("chosen: {}, []")
    drawn(page).click()
    expect(text).to_have_text("chosen: {'dots': [0]}, ['middle']")
    place.hover()
    page.get_by_role("button", name="Clear the selection").click()
    expect(text).to_have_text("chosen: {}, []")


def test_a_map_that_changes_stays_where_a_person_has_moved_it(show: Show) -> None:
    page = show(DOTS)
    place = drawn(page)
    size = box(place)
    x, y = size["x"] + size["width"] / 2, size["y"] + size["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 30, steps=5)
    page.mouse.move(x + 120, y + 60, steps=5)
    page.mouse.up()
    page.get_by_role("spinbutton").fill("5")
    page.get_by_role("spinbutton").press("Enter")
    expect(page.get_by_text("drawn: 5")).to_be_visible()
    place.click(position={"x": size["width"] / 2 + 120, "y": size["height"] / 2 + 60})
    expect(page.get_by_text("chosen:")).to_have_text("chosen: {'dots': [0]}, ['middle']")


POINTS = """
    import treadle as st

    st.title("Mills")
    data = {"lat": [53.0, 48.0], "lon": [-1.5, 5.0], "s": [9000, 30000]}
    st.map(data, size="s", color="red", alt="Two mills")
"""


def test_the_look_a_picture_full_screen_and_nothing_comes_from_elsewhere(show: Show, page: Page) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    show(POINTS)
    place = drawn(page)
    expect(page.get_by_role("figure", name="Two mills")).to_be_visible()
    expect(place).to_have_css("background-color", "rgb(227, 234, 240)")
    page.emulate_media(color_scheme="dark")
    expect(place).to_have_css("background-color", "rgb(20, 24, 29)")
    origin = page.url.rstrip("/")
    assert [url for url in asked if not url.startswith((origin, "data:", "blob:"))] == []
    resize(page, 400, 700)
    until(page, "document.querySelector('[data-drawn] canvas').clientWidth < 400")
    place.hover()
    page.get_by_role("button", name="Zoom in").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download as PNG").click()
    assert saved.value.path().read_bytes().startswith(b"\x89PNG")
    page.get_by_role("button", name="Fullscreen").click()
    until(page, "document.querySelector('[data-drawn] canvas').clientHeight > 550")
    page.keyboard.press("Escape")
    until(page, "document.querySelector('[data-drawn] canvas').clientHeight < 550")


PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def test_tiles_come_from_the_configured_source_only(show: Show, page: Page) -> None:
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=PIXEL, content_type="image/png", headers={"Access-Control-Allow-Origin": "*"})

    page.route("https://tile.example.com/**", answer)
    show(
        POINTS,
        server_mapTiles="https://tile.example.com/{scheme}/{z}/{x}/{y}.png",
        server_mapAttribution="Made by Example",
        server_imageSources=[],
    )
    drawn(page)
    expect(page.get_by_text("Made by Example")).to_be_visible()
    assert asked
    assert all(url.startswith("https://tile.example.com/light/") for url in asked)


AGGREGATED = """
    import pydeck
    import treadle as st

    rows = [{"at": [i % 7, i % 5]} for i in range(200)]
    layer = pydeck.Layer("HexagonLayer", rows, get_position="at", radius=90000, extruded=True)
    view = pydeck.ViewState(latitude=2, longitude=3, zoom=4, pitch=40)
    st.write(pydeck.Deck([layer], initial_view_state=view))
"""


def test_layers_that_aggregate(show: Show) -> None:
    page = show(AGGREGATED)
    expect(drawn(page)).to_have_css("background-color", "rgb(20, 24, 29)")


def test_data_of_another_server_is_named(show: Show, complaints: list[str]) -> None:
    page = show("""
        import pydeck
        import treadle as st

        st.pydeck_chart(pydeck.Deck([pydeck.Layer("GeoJsonLayer", "https://example.com/a.json", id="far")]))
    """)
    expect(page.get_by_role("note")).to_contain_text("The layer far could not be drawn", timeout=DRAWN)
    complaints.clear()  # Chromium says that the page's policy forbids it

"""The page around the app: settings, keys, themes, narrow windows, and what it loads."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from .conftest import EXAMPLES, Served
from .waiting import until

GALLERY = """
import treadle as st

st.set_page_config(page_title="Gallery", page_icon="🧵", layout="wide")
with st.sidebar:
    st.header("Side")
    st.toggle("Switch")
st.title("Gallery")
st.markdown("Math $a^2$, :material/favorite: icon, :tada: emoji, :red[red], `code`")
st.latex(r"\\\\int x\\\\,dx")
st.code("print('hello')", language="python")
st.dataframe({"a": [1, 2, 3], "b": ["x", "y", "z"]})
st.line_chart([1, 3, 2])
st.json({"deep": {"er": [1, 2]}})
"""


def test_the_page_settings(page: Page, serve: Callable[..., Served]) -> None:
    page.goto(serve(GALLERY).url)
    expect(page).to_have_title(re.compile("Gallery"))
    expect(page.get_by_role("heading", name="Gallery")).to_be_visible()
    expect(page.get_by_role("heading", name="Side")).to_be_visible()


def test_no_request_leaves_the_origin(page: Page, serve: Callable[..., Served]) -> None:
    served = serve(GALLERY)
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request))
    page.goto(served.url)
    for drawn in (
        ".katex",
        ".tr-line-plot-plot canvas, .tr-line-plot-plot svg",
        "[role=grid] [role=gridcell]",
        "code span",
    ):
        expect(page.locator(drawn).first).to_be_attached()
    page.wait_for_load_state("networkidle")
    here = urlsplit(served.url).netloc
    elsewhere = [request.url for request in requests if urlsplit(request.url).netloc not in (here, "")]
    assert elsewhere == []


def test_first_load_of_hello_world_is_small(page: Page, serve: Callable[..., Served]) -> None:
    served = serve("import treadle as st\nst.write('Hello, world')")
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    scripts: dict[str, float] = {}
    types: dict[str, str] = {}
    session.on("Network.responseReceived", lambda event: types.update({event["requestId"]: event["type"]}))
    session.on(
        "Network.loadingFinished",
        lambda event: scripts.update({event["requestId"]: event["encodedDataLength"]}),
    )
    page.goto(served.url)
    expect(page.get_by_text("Hello, world")).to_be_visible()
    page.wait_for_load_state("networkidle")
    size = sum(size for id, size in scripts.items() if types.get(id) == "Script")
    assert 10_000 < size < 200_000


def test_the_sidebar_hides_with_a_key_and_lies_over_a_narrow_page(
    page: Page, serve: Callable[..., Served]
) -> None:
    page.goto(serve(GALLERY).url)
    switch = page.get_by_role("heading", name="Side")
    expect(switch).to_be_visible()
    page.keyboard.press("c")
    expect(switch).not_to_be_in_viewport()
    page.keyboard.press("c")
    expect(switch).to_be_in_viewport()
    page.set_viewport_size({"width": 400, "height": 800})
    page.reload()
    expect(page.get_by_role("heading", name="Gallery")).to_be_visible()
    until(page, "innerWidth === 400 && document.documentElement.scrollWidth <= 400")
    page.get_by_role("button", name="Show sidebar").click()
    expect(switch).to_be_in_viewport()


@pytest.mark.parametrize("width", [1200, 400])
def test_the_focus_follows_the_sidebar(page: Page, serve: Callable[..., Served], width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(serve("import treadle as st\nst.sidebar.button('Aside')\nst.button('Here')").url)
    expect(page.get_by_role("button", name="Here")).to_be_visible()
    show = page.get_by_role("button", name="Show sidebar")
    hide = page.get_by_role("complementary").get_by_role("button", name="Hide sidebar")
    if width == 400:
        show.press("Enter")
        expect(hide).to_be_focused()
    for _ in range(2):
        hide.press("Enter")
        expect(show).to_be_focused()
        page.keyboard.press("Enter")
        expect(hide).to_be_focused()
    page.get_by_role("button", name="Aside").focus()
    page.keyboard.press("c")
    expect(show).to_be_focused()
    page.get_by_role("button", name="Here").focus()
    page.keyboard.press("c")
    expect(page.get_by_role("button", name="Aside")).to_be_in_viewport()
    expect(hide if width == 400 else page.get_by_role("button", name="Here")).to_be_focused()


def test_letters_are_letters_while_one_types(page: Page, serve: Callable[..., Served]) -> None:
    page.goto(serve("import treadle as st\nst.text_input('Word')\nst.sidebar.write('Side')").url)
    page.get_by_label("Word").press_sequentially("car")
    expect(page.get_by_label("Word")).to_have_value("car")
    expect(page.get_by_text("Side", exact=True)).to_be_in_viewport()


def test_the_theme_is_chosen_and_kept(page: Page, serve: Callable[..., Served]) -> None:
    page.goto(serve(GALLERY).url)
    expect(page.get_by_role("heading", name="Gallery")).to_be_visible()
    expect(page.locator("body")).to_have_css("background-color", "rgb(253, 252, 251)")
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("menuitemradio", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    expect(page.locator("body")).not_to_have_css("background-color", "rgb(253, 252, 251)")


def test_everything_works_by_keyboard(page: Page, serve: Callable[..., Served]) -> None:
    page.goto(
        serve(
            """
            import treadle as st
            if st.button("Press"):
                st.write("pressed")
            ticked = st.checkbox("Tick")
            st.write("ticked" if ticked else "open")
            """
        ).url
    )
    page.get_by_role("button", name="Press").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("pressed")).to_be_visible()
    page.get_by_label("Tick").focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("ticked")).to_be_visible()


def test_the_streamlit_import_is_treadle(page: Page, serve: Callable[..., Served]) -> None:
    page.goto(serve("import streamlit as st\nst.write('From', st.__name__)").url)
    expect(page.get_by_text("From treadle").or_(page.get_by_text("From streamlit"))).to_be_visible()


def test_the_demo_shows_each_of_its_pages(page: Page, serve: Callable[..., Served]) -> None:
    import treadle._core.hello

    demo = serve(EXAMPLES.parent / "src/treadle/_core/hello/app.py")
    assert treadle._core.hello.__doc__
    page.goto(demo.url)
    for name, title in {
        "Live": "Everything moves, nothing waits",
        "Five workers": "Five workers",
        "In the background": "In the background",
        "Work": "Work goes on",
        "A tour": "A tour",
    }.items():
        page.get_by_role("radio", name=name, exact=True).check()
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        expect(page.locator("main").get_by_text("Error")).to_have_count(0)
    page.get_by_role("radio", name="Five workers").check()
    page.get_by_role("radio", name="Just write").check()
    page.get_by_role("button", name="Start five workers").click()
    expect(page.get_by_text("Waited 0.5 s")).to_be_visible()
    expect(page.get_by_text("Waited 2.5 s")).to_be_visible()

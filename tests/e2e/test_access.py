"""Whoever cannot see, point or stand bright light: names, contrast, keys, dark mode, narrow windows."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .conftest import EXAMPLES, Served
from .waiting import eventually, until

Show = Callable[..., Page]

AXE = EXAMPLES.parent / "frontend" / "node_modules" / "axe-core" / "axe.min.js"

GALLERY = """
import treadle as st

st.set_page_config(page_title="Gallery")
with st.sidebar:
    st.header("Side", help="About the side")
    st.toggle("Switch", True)
    st.radio("Way", ["one", "two"], captions=["first", "second"])
st.title("Gallery")
st.markdown("Some :red[red] :green-badge[badge], `code`, [link](https://example.org), "
            ":material/favorite:, $a^2$")
st.caption("A caption")
st.code("print(1)", language="python")
st.json({"a": [1, {"b": None}]}, expanded=2)
for message in (st.success, st.info, st.warning, st.error):
    message("A message with a [link](https://example.org)")
left, right = st.columns(2)
with left:
    st.button("Press", help="What it does")
    st.button("Primary", type="primary")
    st.button("Off", disabled=True)
    st.checkbox("Tick", True)
    st.radio("Fibre", ["Linen", "Wool"], horizontal=True)
    st.selectbox("Town", ["Ghent", "Lyon"])
    st.slider("Level", 0, 10, (2, 8))
with right:
    st.text_input("Word", placeholder="Some word", help="*What* it is")
    st.text_area("Note")
    st.number_input("Count")
    with st.form("form"):
        st.text_input("Inside", label_visibility="collapsed")
        st.form_submit_button("Send")
one, two = st.tabs(["First", "Second"])
one.metric("Cloth", "7 m", -2, border=True)
two.text("second")
with st.expander("More", expanded=True):
    st.progress(40, text="Progress")
with st.status("Status", expanded=True):
    st.text("of it")
st.table({"a": [1, 2]})
st.dataframe({"a": [1, 2], "b": ["x", "y"]})
st.line_chart({"a": [1, 3, 2]})
st.exception(ValueError("wrong"))
st.toast("A toast", duration="infinite")
st.caption("end of it")
"""

RUN_AXE = """async () => {
  const {violations} = await axe.run(document, {resultTypes: ["violations"]});
  return violations.filter(v => ["serious", "critical"].includes(v.impact))
    .flatMap(v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 200)} ${n.failureSummary}`));
}"""


def complete(page: Page) -> None:
    """Wait until all of the gallery is drawn."""
    expect(page.get_by_text("end of it")).to_be_visible()
    expect(page.locator(".tr-line-plot-plot canvas, .tr-line-plot-plot svg").first).to_be_visible()
    expect(page.get_by_role("gridcell").first).to_be_visible()
    expect(page.locator(".katex").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_stands_between_a_screen_reader_and_the_page(
    page: Page, serve: Callable[..., Served], scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(serve(GALLERY).url)
    complete(page)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    eventually(page, lambda: page.evaluate(RUN_AXE), [])


def test_every_input_has_its_label_as_its_name(show: Show) -> None:
    page = show(GALLERY)
    expect(page.get_by_text("end of it")).to_be_visible()
    for role, name in [
        *[
            ("button", "Press"),
            ("button", "Primary"),
            ("button", "Send"),
            ("checkbox", "Tick"),
            ("switch", "Switch"),
        ],
        *[
            ("radiogroup", "Fibre"),
            ("radio", "Linen"),
            ("combobox", "Town"),
            ("group", "Level"),
            ("slider", "From"),
        ],
        *[
            ("textbox", "Word"),
            ("textbox", "Note"),
            ("textbox", "Inside"),
            ("tab", "First"),
            ("button", "More"),
        ],
        *[
            ("heading", "Gallery"),
            ("heading", "Side"),
            ("complementary", "Sidebar"),
            ("progressbar", "Progress"),
        ],
        *[("button", "Menu"), ("region", "Notifications")],
    ]:
        expect(page.get_by_role(role, name=name, exact=True)).to_have_count(1)
    expect(page.get_by_label("Count", exact=True)).to_have_count(1)


def test_the_tab_key_reaches_everything_in_the_order_of_the_page(show: Show) -> None:
    page = show(
        """
        import treadle as st
        st.button("A")
        st.checkbox("B")
        st.radio("R", ["C", "D"])
        st.selectbox("E", ["x"])
        st.text_input("F")
        st.slider("G")
        """
    )
    order = [
        page.get_by_role("button", name="A", exact=True),
        page.get_by_role("checkbox", name="B"),
        page.get_by_role("radio", name="C"),
        page.get_by_role("combobox", name="E"),
        page.get_by_role("textbox", name="F"),
        page.get_by_role("slider", name="G"),
    ]
    for each in order:
        expect(each).to_be_attached()
    order[0].focus()
    for each in order[1:]:
        page.keyboard.press("Tab")
        expect(each).to_be_focused()


def test_the_first_tab_skips_to_the_content(show: Show) -> None:
    page = show("import treadle as st\nst.sidebar.button('Side')\nst.button('Main')")
    expect(page.get_by_role("button", name="Main")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Main")).to_be_focused()


def test_the_menu_works_with_the_keyboard(show: Show) -> None:
    page = show("import treadle as st\nst.text('here')")
    expect(page.get_by_text("here")).to_be_visible()
    page.get_by_role("button", name="Menu", exact=True).press("Enter")
    expect(page.get_by_role("menuitem", name="Rerun")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("menuitem", name="About Treadle")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Treadle")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Menu", exact=True)).to_be_focused()


@pytest.mark.parametrize("width", [320, 400, 768])
def test_a_narrow_window_never_scrolls_sideways(page: Page, serve: Callable[..., Served], width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    wide = (
        "\nst.text('w' * 500)\nst.code('x' * 500)\nst.latex('+'.join('x' * 200))\n"
        "st.columns(6)[5].metric('M', 123456789)"
    )
    page.goto(serve(GALLERY + wide).url)
    complete(page)
    expect(page.locator(".katex")).to_have_count(2)
    until(page, f"document.documentElement.scrollWidth === {width}")


def test_the_theme_of_the_configuration_is_used(
    page: Page, serve: Callable[..., Served], tmp_path: Path
) -> None:
    served = serve(
        "import treadle as st\nst.button('Press', type='primary')",
        theme_primaryColor="#b00020",
        theme_backgroundColor="#fff8e7",
        theme_base="light",
    )
    page.emulate_media(color_scheme="dark")
    page.goto(served.url)
    expect(page.get_by_role("button", name="Press")).to_have_css("background-color", "rgb(176, 0, 32)")
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 248, 231)")


def test_the_page_follows_the_system_from_light_to_dark(show: Show) -> None:
    page = show("import treadle as st\nst.text('here')")
    expect(page.get_by_text("here")).to_be_visible()
    expect(page.locator("body")).to_have_css("background-color", "rgb(253, 252, 251)")
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    expect(page.locator("body")).not_to_have_css("background-color", "rgb(253, 252, 251)")

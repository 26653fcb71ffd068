"""Themes: what an app chooses reaches everything, and everything stays readable."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Served
from .waiting import eventually, resize

APP = """
    import treadle as st

    st.markdown("A [link](https://a.dev) in the page")
    st.text_input("Name", "Ada")
    st.selectbox("Pick", ["one", "two"])
    st.sidebar.markdown("A [link](https://b.dev) beside it")
    st.sidebar.text_input("Other", "Grace")
"""

COLOR = """(element, name) => {
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const paint = (color) => { context.fillStyle = color; context.fillRect(0, 0, 1, 1); };
    const around = [];
    for (let one = element; one !== null; one = one.parentElement) around.unshift(getComputedStyle(one));
    paint("white");
    for (const style of around) paint(style.backgroundColor);
    if (name === "color") paint(getComputedStyle(element).color);
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
}"""


def color(locator: Locator, name: str) -> list[int]:
    """A colour as it is on the screen: `color` of an element's text, or its `background`, whatever lies
    below.
    """
    found: list[int] = locator.evaluate(COLOR, name)
    return found


def luminance(rgb: list[int]) -> float:
    parts = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(locator: Locator) -> float:
    """How far an element's text stands out from what it stands on, as WCAG counts it."""
    low, high = sorted((luminance(color(locator, "color")), luminance(color(locator, "background"))))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("base", "primary"),
    [
        ("light", "#ffe680"),
        ("light", "#ffffff"),
        ("light", "#b8f2c8"),
        ("dark", "#001040"),
        ("dark", "#000000"),
    ],
)
def test_links_are_readable_whatever_the_primary_colour_is(
    show: Callable[..., Page], base: str, primary: str
) -> None:
    page = show(APP, theme_base=base, theme_primaryColor=primary)
    links = page.get_by_role("link", name="link")
    expect(links).to_have_count(2)
    for number in range(2):
        eventually(page, lambda: contrast(links.nth(number)), lambda found: found >= 4.5)


def alike(there: list[int], chosen: list[int]) -> bool:
    """True for the same colour, perhaps lighter or darker: its strongest and weakest parts are the same."""
    order = sorted(range(3), key=lambda i: chosen[i])
    near = max(abs(a - b) for a, b in zip(there, chosen, strict=True)) <= 48
    return near and there[order[0]] < there[order[2]]


@pytest.mark.parametrize(
    ("base", "background"),
    [("light", "#ffe9b0"), ("light", "#cfe8ff"), ("dark", "#3b0a45"), ("dark", "#0b3d2e")],
)
def test_a_background_reaches_the_sidebar_and_the_fields(
    show: Callable[..., Page], base: str, background: str
) -> None:
    page = show(APP, theme_base=base, theme_backgroundColor=background)
    chosen = [int(background[i : i + 2], 16) for i in (1, 3, 5)]
    fields = [page.get_by_label("Name"), page.get_by_role("combobox"), page.get_by_label("Other")]
    for place in (page.get_by_role("main"), page.get_by_text("beside it"), *fields):
        expect(place).to_be_visible()
        eventually(page, lambda: color(place, "background"), lambda there: alike(there, chosen))
    for field in fields:
        eventually(page, lambda: contrast(field), lambda found: found >= 4.5)


@pytest.mark.parametrize("theme", [{"base": "dark"}, {"backgroundColor": "#3b0a45"}])
def test_a_page_is_dark_before_it_is_connected(
    page: Page, serve: Callable[..., Served], theme: dict[str, str]
) -> None:
    page.route_web_socket("**/*", lambda socket: None)
    page.goto(serve(APP, **{f"theme_{name}": value for name, value in theme.items()}).url)
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    expect(page.get_by_role("main")).to_be_attached()
    eventually(page, lambda: max(color(page.get_by_role("main"), "background")), lambda most: most < 80)


@pytest.mark.parametrize("width", [400, 1200])
def test_every_tab_can_be_reached_by_the_keyboard(show: Callable[..., Page], width: int) -> None:
    page = show("""
        import treadle as st
        for number, tab in enumerate(st.tabs([f"Tab number {i}" for i in range(30)])):
            tab.text(f"Text {number}")
    """)
    resize(page, width)
    first, last = page.get_by_role("tab", name="Tab number 0"), page.get_by_role("tab", name="Tab number 29")
    first.focus()
    page.keyboard.press("End")
    expect(last).to_be_focused()
    expect(last).to_be_in_viewport(ratio=0.9)
    expect(page.get_by_text("Text 29")).to_be_visible()
    page.keyboard.press("Home")
    expect(first).to_be_in_viewport(ratio=0.9)


@pytest.mark.parametrize("command", ["text_input", "text_area"])
def test_the_invitation_to_press_enter_goes_when_it_was_pressed(
    show: Callable[..., Page], command: str
) -> None:
    page = show(f"""
        import treadle as st
        with st.form("form"):
            value = st.{command}("Value")
            st.form_submit_button("Send")
        st.text(f"It is {{value}}")
    """)
    field, hint = page.get_by_label("Value"), page.get_by_text("to submit the form")
    for value in ("7", "8"):
        field.fill(value)
        expect(hint).to_be_visible()
        field.press("Control+Enter" if command == "text_area" else "Enter")
        expect(page.get_by_text(f"It is {value}")).to_be_visible()
        expect(hint).to_be_hidden()


@pytest.mark.parametrize("width", [400, 1200])
def test_a_banner_leaves_the_menu_and_its_neighbours_free(
    page: Page, serve: Callable[..., Any], complaints: list[str], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    served = serve("import treadle as st\nst.text('Here')\nst.sidebar.text('Beside')")
    page.goto(served.url)
    expect(page.get_by_text("Here")).to_be_visible()
    served.stop()
    banner = page.locator(".tr-banners").get_by_text("onnect").first
    expect(banner).to_be_visible()
    # A click that reaches what it is meant for: nothing lies over it.
    page.get_by_role("button", name="Menu", exact=True).click(trial=True)
    page.get_by_role("button", name="sidebar").first.click(trial=True)
    complaints.clear()


def test_options_of_a_theme_reach_texts_code_and_charts(show: Callable[..., Page]) -> None:
    page = show(
        """
        import treadle as st
        st.title("Looms")
        st.markdown(":red[Careful] with a [link](https://a.dev)")
        st.code("weave()", language=None)
        st.metric("Yarn", "1,240 m")
        st.line_chart({"a": [1, 2, 3], "b": [2, 1, 3]})
        """,
        theme_headingFontSizes=["3.25rem"],
        theme_headingFontWeights=[800],
        theme_redTextColor="#a1045a",
        theme_linkUnderline=False,
        theme_codeBackgroundColor="#10231f",
        theme_codeTextColor="#d1fae5",
        theme_metricValueFontWeight=300,
        theme_chartCategoricalColors=["#0f766e", "rgb(245, 158, 11)"],
    )
    expect(page.get_by_role("heading", name="Looms")).to_have_css("font-size", "52px")
    expect(page.get_by_role("heading", name="Looms")).to_have_css("font-weight", "800")
    expect(page.get_by_text("Careful")).to_have_css("color", "rgb(161, 4, 90)")
    expect(page.get_by_role("link", name="link", exact=True)).to_have_css("text-decoration-line", "none")
    code = page.locator("pre").filter(has_text="weave()")
    expect(code).to_have_css("background-color", "rgb(16, 35, 31)")
    expect(code).to_have_css("color", "rgb(209, 250, 229)")
    expect(page.get_by_text("1,240 m")).to_have_css("font-weight", "300")
    lines = page.locator("svg path[stroke]")
    expect(lines.and_(page.locator("[stroke='#0f766e']")).first).to_be_attached()
    expect(lines.and_(page.locator("[stroke='rgb(245, 158, 11)']")).first).to_be_attached()

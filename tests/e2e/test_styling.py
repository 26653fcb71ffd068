"""An app's own style sheet finds the parts of the page by the names that Streamlit gives them."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from .waiting import box, eventually

Show = Callable[..., Page]

APP = """
import treadle as st

st.markdown('''<style>CSS</style>''', unsafe_allow_html=True)
st.title("Looms")
st.write("A *paragraph*.")
st.caption("small")
st.info("An info.")
st.button("Plain", key="plain")
st.button("Main", type="primary", key="main one")
st.text_input("Name", key="name")
st.metric("Looms", 12, 3)
st.dataframe({"a": [1, 2]})
with st.expander("More", expanded=True):
    st.code("code")
left, right = st.columns(2)
left.checkbox("Tick")
with right.container(key="box", border=True):
    st.selectbox("Choice", ["a", "b"])
with st.form("order"):
    st.slider("Length", 0, 9)
    st.form_submit_button("Order")
one, two = st.tabs(["One", "Two"])
one.text("In a tab")
st.sidebar.radio("Side", ["x", "y"])
"""


def styled(show: Show, css: str) -> Page:
    page = show(APP.replace("CSS", css))
    expect(page.get_by_role("heading", name="Looms")).to_be_visible()
    return page


def test_the_menu_can_be_hidden(show: Show) -> None:
    page = styled(show, "#MainMenu {visibility: hidden;} footer {visibility: hidden;}")
    expect(page.locator("#MainMenu")).to_have_css("visibility", "hidden")
    expect(page.get_by_label("Menu", exact=True)).to_be_hidden()
    expect(page.get_by_role("button", name="Plain")).to_be_visible()


def test_the_header_can_be_hidden(show: Show) -> None:
    for css in (
        "header {visibility: hidden;}",
        "[data-testid=stHeader] {display: none;}",
        ".stAppHeader {display: none}",
    ):
        page = styled(show, css)
        expect(page.locator("header")).to_be_hidden()


def test_the_block_container_can_be_narrower_or_without_padding(show: Show) -> None:
    for selector in (
        ".block-container",
        "section.main > .block-container",
        ".stMainBlockContainer",
        "[data-testid=stMainBlockContainer]",
    ):
        page = styled(show, f"{selector} {{max-width: 400px; padding-top: 3px;}}")
        block = page.locator(".block-container")
        expect(block).to_have_css("padding-top", "3px")
        eventually(page, lambda: box(block)["width"], 400)


def test_a_wide_page_can_be_narrower_too(show: Show) -> None:
    page = show(
        "import treadle as st\nst.set_page_config(layout='wide')\n"
        "st.markdown('<style>.block-container {max-width: 400px}</style>', unsafe_allow_html=True)\n"
        "st.title('Wide')"
    )
    expect(page.get_by_role("heading", name="Wide")).to_be_visible()
    expect(page.locator(".block-container")).to_have_css("max-width", "400px")  # HTML is drawn a little later
    eventually(page, lambda: box(page.locator(".block-container"))["width"], 400)


def test_buttons_can_be_coloured_all_of_a_type_or_one(show: Show) -> None:
    green, red = "rgb(0, 128, 0)", "rgb(255, 0, 0)"
    for css, plain, main in (
        (".stButton > button {background-color: green; color: red}", green, green),
        ("div[data-testid=stButton] button {background-color: green; color: red}", green, green),
        ("button[kind=primary] {background-color: green !important; color: red !important}", None, green),
        (
            "[data-testid=stBaseButton-secondary] {background: green !important; color: red !important}",
            green,
            None,
        ),
        (".st-key-plain button {background-color: green; color: red}", green, None),
        (".st-key-main-one button {background-color: green; color: red}", None, green),
    ):
        page = styled(show, css)
        for name, colour in (("Plain", plain), ("Main", main)):
            button = page.get_by_role("button", name=name)
            if colour is None:
                expect(button).not_to_have_css("background-color", green)
            else:
                expect(button).to_have_css("background-color", colour)
                expect(button.get_by_text(name)).to_have_css("color", red)


def test_parts_are_found_by_their_names(show: Show) -> None:
    page = styled(show, "")
    for selector in (
        ".stApp .stMain .stMainBlockContainer .stVerticalBlock .stElementContainer .stHeading h1",
        ".stMarkdown [data-testid=stMarkdownContainer] p em",
        "[data-testid=stCaptionContainer]",
        ".stAlert [data-testid=stAlertContainer]",
        ".st-key-name .stTextInput input",
        "[data-testid=stWidgetLabel] label",
        "[data-testid=stMetric] [data-testid=stMetricValue]",
        "[data-testid=stMetricDelta]",
        ".stDataFrame",
        ".stExpander [data-testid=stExpanderDetails] .stCode",
        "[data-testid=stHorizontalBlock] > [data-testid=stColumn] .stCheckbox",
        ".stColumn .st-key-box.stVerticalBlock .stSelectbox",
        ".stForm form .stSlider",
        ".stForm .stFormSubmitButton > button[kind=secondaryFormSubmit]",
        ".stTabs [data-testid=stTab]",
        "section[data-testid=stSidebar] [data-testid=stSidebarContent] [data-testid=stSidebarUserContent] "
        ".stRadio",
        "[data-testid=stToolbar] #MainMenu button",
        "[data-testid=stSidebarHeader] [data-testid=stSidebarCollapseButton]",
    ):
        expect(page.locator(selector).first, selector).to_be_attached()


PUBLIC = (
    '[data-testid="stElementContainer"] [data-testid="stButton"] button p',
    'div[data-testid="stVerticalBlock"] > div.element-container > div.stButton > button',
    'div[data-testid="stVerticalBlock"] > div:has(div.stMetric)',
    ".element-container:has(.stMarkdown) + .element-container",
    ".st-key-plain .stButton button p",
    '[data-testid="stSidebar"] > div:first-child [data-testid="stVerticalBlock"] .stRadio label p',
    '[data-testid="stMetric"] [data-testid="stMetricLabel"] [data-testid="stMarkdownContainer"] p',
    '[data-testid="stMetricValue"] p',
    '[data-testid="stMetricDelta"] [data-testid="stMetricDeltaIcon-Up"]',
    '.stTabs [data-baseweb="tab-list"] button [data-testid="stMarkdownContainer"] p',
    '.stTabs [data-baseweb="tab"][aria-selected="true"]',
    '.stTabs [data-baseweb="tab-panel"] [data-testid="stVerticalBlock"] .stText',
    '.stTextInput div[data-baseweb="input"] input',
    '[data-testid="stTextInputRootElement"] [data-testid="stTextInputField"]',
    '[data-testid="stWidgetLabel"] p',
    '.stSelectbox div[data-baseweb="select"] input',
    '[data-testid="stLayoutWrapper"] > [data-testid="stForm"] [data-testid="stVerticalBlock"]',
    '[data-testid="stLayoutWrapper"] > [data-testid="stHorizontalBlock"] > [data-testid="stColumn"]',
    '[data-testid="stExpander"] [data-testid="stExpanderDetails"] [data-testid="stVerticalBlock"] .stCode',
    '[data-testid="stAlertContentInfo"] [data-testid="stMarkdownContainer"] p',
    '[data-testid="stFormSubmitButton"] > button',
    '[data-testid="stSlider"] [data-testid="stSliderTickBar"]',
    '[data-testid="stDataFrame"] [data-testid="stElementToolbar"]',
    '[data-testid="stBaseButton-primary"] p',
)
"""Selectors as the style sheets of public apps have them."""


def test_selectors_of_public_apps_find_their_parts(show: Show) -> None:
    page = styled(show, "".join(f"{selector} {{--found: yes}}" for selector in PUBLIC))
    for selector in PUBLIC:
        found = page.locator(selector).first
        expect(found, selector).to_be_attached()
        expect(found, selector).to_have_css("--found", "yes")


def test_a_rule_for_all_paragraphs_leaves_headings_alone_and_changes_labels(show: Show) -> None:
    """As in Streamlit, where the text of a label is a paragraph and that of a heading is none."""
    page = styled(show, "p {font-size: 31px}")
    for text in ("Plain", "Name", "One"):
        expect(page.get_by_text(text, exact=True).first).to_have_css("font-size", "31px")
    expect(page.get_by_text("Looms", exact=True).first).not_to_have_css("font-size", "31px")


def test_the_page_of_the_docs_names_what_the_front_end_has() -> None:
    root = Path(__file__).parents[2]
    sys.path.insert(0, str(root / "scripts"))
    try:
        from gen_style import BEGIN, names_here
    finally:
        sys.path.remove(str(root / "scripts"))
    text, _, _ = (root / "docs/reference/styling.md").read_text(encoding="utf-8").partition(BEGIN)
    named = set(re.findall(r"`(?:\.|\[data-testid=\")?(st[A-Z]\w+)", text))
    assert named - names_here() == set()


def test_the_page_has_a_picture_behind_it(show: Show) -> None:
    """As the style sheets of many public apps have it."""
    page = styled(show, '[data-testid="stAppViewContainer"] {background-color: rgb(1, 2, 3)}')
    expect(page.locator(".stApp > .stAppViewContainer")).to_have_css("background-color", "rgb(1, 2, 3)")
    expect(page.get_by_test_id("stApp")).to_have_count(1)

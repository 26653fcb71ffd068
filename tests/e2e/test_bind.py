"""Inputs whose values are part of the address: both ways, with Back and Forward, in a real browser."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from .conftest import Served

Show = Callable[..., Page]
Serve = Callable[..., Served]

ALL = """
import datetime
import treadle as st

bound = {"bind": "query-params"}
values = [
    st.checkbox("Box", key="box", **bound),
    st.toggle("Switch", key="switch", **bound),
    st.radio("Radio", ["a", "b & c"], key="radio", **bound),
    st.selectbox("Select", ["x", "y"], None, key="select", **bound),
    st.text_input("Line", key="line", **bound),
    st.text_area("Area", key="area", **bound),
    st.number_input("Number", 0, 9, key="number", **bound),
    st.slider("Range", 0, 9, (1, 5), key="range", **bound),
    str(st.slider("Day", datetime.date(2024, 1, 1), datetime.date(2024, 12, 31), key="day", **bound)),
]
st.text(repr(values))
"""

DEFAULTS = "[False, False, 'a', None, '', '', 0, (1, 5), '2024-01-01']"
LINK = (
    "?box=true&switch=true&radio=b+%26+c&select=y&line=%C3%BC&area=1%0A2&number=7&range=2&range=3"
    "&day=2024-02-29"
)
VALUES = r"[True, True, 'b & c', 'y', 'ü', '1\n2', 7, (2, 3), '2024-02-29']"
HOSTILE = "?box=1&switch=&radio=d&select=z&number=99&range=9&day=2024-02-30&other=1"


def test_a_link_shows_what_it_says_and_a_new_visitor_sees_it_too(page: Page, serve: Serve) -> None:
    served = serve(ALL)
    page.goto(served.url + LINK)
    expect(page.get_by_text(VALUES)).to_be_visible()
    expect(page).to_have_url(served.url + LINK)
    expect(page.get_by_role("checkbox", name="Box")).to_be_checked()
    expect(page.get_by_label("Line")).to_have_value("ü")
    expect(page.get_by_label("Number")).to_have_value("7")
    page.reload()
    expect(page.get_by_text(VALUES)).to_be_visible()


def test_a_hostile_link_is_put_right(page: Page, serve: Serve) -> None:
    served = serve(ALL)
    page.goto("about:blank")
    page.goto(served.url + HOSTILE)
    expect(page.get_by_text(DEFAULTS)).to_be_visible()
    expect(page).to_have_url(served.url + "?other=1")
    page.go_back()
    expect(page).to_have_url("about:blank")


def test_what_is_entered_is_in_the_address_and_back_and_forward_bring_it_again(
    page: Page, serve: Serve
) -> None:
    served = serve(ALL)
    page.goto(served.url)
    expect(page.get_by_text(DEFAULTS)).to_be_visible()
    page.get_by_text("Box", exact=True).click()
    expect(page).to_have_url(served.url + "?box=true")
    page.get_by_text("b & c").first.click()
    expect(page).to_have_url(served.url + "?box=true&radio=b+%26+c")
    page.get_by_label("Line").fill("a b")
    page.keyboard.press("Enter")
    expect(page).to_have_url(served.url + "?box=true&radio=b+%26+c&line=a+b")
    expect(page.get_by_text("[True, False, 'b & c', None, 'a b'")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("[True, False, 'b & c', None, ''")).to_be_visible()
    expect(page.get_by_label("Line")).to_have_value("")
    page.go_back()
    expect(page.get_by_text("[True, False, 'a', None, ''")).to_be_visible()
    expect(page).to_have_url(served.url + "?box=true")
    page.go_back()
    expect(page.get_by_text(DEFAULTS)).to_be_visible()
    expect(page.get_by_role("checkbox", name="Box")).not_to_be_checked()
    page.go_forward()
    page.go_forward()
    expect(page.get_by_text("[True, False, 'b & c', None, ''")).to_be_visible()
    page.get_by_text("Box", exact=True).click()
    expect(page).to_have_url(served.url + "?radio=b+%26+c")
    page.reload()
    expect(page.get_by_text("[False, False, 'b & c', None, ''")).to_be_visible()


def test_a_form_and_ignored_changes_are_in_the_address_at_once(page: Page, serve: Serve) -> None:
    served = serve(
        """
        import treadle as st

        st.session_state.runs = st.session_state.get("runs", 0) + 1
        with st.form("f"):
            name = st.text_input("Name", key="name", bind="query-params")
            st.form_submit_button("Send")
        quiet = st.checkbox("Quiet", key="quiet", bind="query-params", on_change="ignore")
        st.text(f"{st.session_state.runs}: {name!r} {quiet}")
        """
    )
    page.goto(served.url)
    expect(page.get_by_text("1: '' False")).to_be_visible()
    page.get_by_label("Name").fill("Ada")
    page.get_by_text("Quiet", exact=True).click()
    expect(page).to_have_url(re.compile(r"name=Ada.*quiet=true|quiet=true.*name=Ada"))
    expect(page.get_by_text("1: '' False")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Ada")
    page.reload()
    expect(page.get_by_text("2: 'Ada' True")).to_be_visible()


def test_a_widget_that_is_hidden_is_not_in_the_address(page: Page, serve: Serve) -> None:
    served = serve(
        """
        import treadle as st

        if st.toggle("Details", key="details", bind="query-params"):
            st.text(f"level {st.slider('Level', 0, 9, key='level', bind='query-params')}")
        """
    )
    page.goto(served.url + "?details=true&level=4")
    expect(page.get_by_text("level 4")).to_be_visible()
    page.get_by_text("Details", exact=True).click()
    expect(page).to_have_url(served.url)
    page.get_by_text("Details", exact=True).click()
    expect(page.get_by_text("level 4")).to_be_visible()
    expect(page).to_have_url(served.url + "?details=true&level=4")
    page.go_back()
    expect(page).to_have_url(served.url)
    page.go_back()
    expect(page.get_by_text("level 4")).to_be_visible()


def test_persist_state_brings_back_what_was_entered(page: Page, serve: Serve) -> None:
    page.goto(
        serve(
            """
            import treadle as st

            if st.toggle("Show", True):
                for scope in (None, "page", "session"):
                    st.text_input(str(scope), key=str(scope), persist_state=scope)
            """
        ).url
    )
    for label in ("None", "page", "session"):
        page.get_by_role("textbox", name=label).fill("kept")
        page.keyboard.press("Enter")
    show = page.get_by_text("Show", exact=True)
    show.click()
    expect(page.get_by_role("textbox", name="page")).to_have_count(0)
    show.click()
    expect(page.get_by_role("textbox", name="page")).to_have_value("kept")
    expect(page.get_by_role("textbox", name="session")).to_have_value("kept")
    expect(page.get_by_role("textbox", name="None")).to_have_value("")

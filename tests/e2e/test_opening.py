"""What opens and closes: popovers, and expanders and tabs that the app follows."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from .waiting import eventually

Show = Callable[..., Page]


def test_a_popover_stays_open_while_its_widgets_are_used(show: Show) -> None:
    page = show(
        """
        import treadle as st
        with st.popover("Filter", icon=":material/filter_list:", help="Choose"):
            st.text_input("Name", key="name")
            st.selectbox("Colour", ["red", "green"], key="colour")
            st.date_input("Day", None)
            if st.button("Inside"):
                st.write("pressed")
        st.text(f"{st.session_state.name} {st.session_state.colour}")
        """
    )
    button = page.get_by_role("button", name="Filter")
    button.click()
    body = page.get_by_test_id("stPopoverBody")
    expect(body).to_be_visible()
    body.get_by_label("Name").fill("Ada")
    body.get_by_label("Name").press("Enter")
    expect(page.get_by_text("Ada red")).to_be_visible()
    body.get_by_label("Colour").click()
    page.get_by_role("option", name="green").click()
    expect(page.get_by_text("Ada green")).to_be_visible()
    body.get_by_label("Colour").click()
    expect(page.get_by_role("option", name="green")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("option", name="green")).to_be_hidden()
    expect(body).to_be_visible()
    body.get_by_role("button", name="Inside").click()
    expect(body.get_by_text("pressed")).to_be_visible()
    page.keyboard.press("Escape")
    expect(body).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    expect(body).to_be_visible()
    page.mouse.click(1100, 700)
    expect(body).to_be_hidden()


def test_a_popover_can_stand_in_a_popover_a_form_and_a_dialog(show: Show) -> None:
    page = show(
        """
        import treadle as st
        with st.form("f"):
            with st.popover("Outer", width="stretch", type="primary"):
                with st.popover("Inner"):
                    st.checkbox("Tick", key="tick")
            st.form_submit_button("Send")
        st.text(f"ticked: {st.session_state.tick}")

        @st.dialog("Ask")
        def ask():
            with st.popover("In the dialog"):
                st.text("seen")
        st.button("Dialog", on_click=ask)
        """
    )
    page.get_by_role("button", name="Outer").click()
    page.get_by_role("button", name="Inner").click()
    page.get_by_label("Tick").click()
    expect(page.get_by_role("button", name="Outer")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Tick")).to_be_hidden()
    expect(page.get_by_role("button", name="Inner")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("ticked: True")).to_be_visible()
    page.get_by_role("button", name="Dialog").click()
    page.get_by_role("button", name="In the dialog").click()
    expect(page.get_by_text("seen")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("seen")).to_be_hidden()
    expect(page.get_by_role("dialog", name="Ask")).to_be_visible()


def test_a_body_is_computed_when_it_is_opened(show: Show) -> None:
    page = show(
        """
        import treadle as st
        details = st.expander("Details", on_change="rerun", key="details", bind="query-params")
        if details.open:
            details.text("computed for the expander")
        chart, data = st.tabs(["Chart", "Data"], on_change="rerun", key="view", bind="query-params")
        if data.open:
            data.text("computed for the tab")
        menu = st.popover("Choose", on_change="rerun", key="menu")
        if menu.open:
            menu.text("computed for the popover")
        def close():
            st.session_state.details = False
            st.session_state.view = "Chart"
        st.button("Close all", on_click=close)
        """
    )
    expander = page.get_by_role("button", name="Details")
    expect(expander).to_be_visible()
    expect(page.get_by_text("computed")).to_have_count(0)
    expander.click()
    expect(page.get_by_text("computed for the expander")).to_be_visible()
    page.get_by_role("tab", name="Data").click()
    expect(page.get_by_text("computed for the tab")).to_be_visible()
    expect(page).to_have_url(re.compile(r"details=true&view=Data"))
    page.get_by_role("button", name="Choose").click()
    expect(page.get_by_text("computed for the popover")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("computed for the popover")).to_have_count(0)
    page.reload()
    expect(page.get_by_text("computed for the expander")).to_be_visible()
    expect(page.get_by_text("computed for the tab")).to_be_visible()
    page.get_by_role("button", name="Close all").click()
    expect(expander).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("tab", name="Chart")).to_have_attribute("aria-selected", "true")
    page.go_back()
    expect(expander).to_have_attribute("aria-expanded", "true")


def test_steps_are_a_timeline_until_another_element_or_an_empty_step(show: Show) -> None:
    page = show(
        """
        import treadle as st
        with st.expander("Read", icon=":material/search:", type="step"):
            st.text("12 files")
        with st.status("Write", type="step", state="complete"):
            st.text("3 files")
        st.expander("Done", type="step")
        with st.expander("Alone", type="step"):
            st.text("…")
        """
    )
    expect(page.get_by_text("Done")).to_be_visible()
    expect(page.get_by_role("button", name="Done")).to_have_count(0)
    line = "box => getComputedStyle(box.querySelector('[data-type=step]'), '::before').width"
    boxes = page.locator("[data-testid=stExpander]")
    eventually(page, lambda: [boxes.nth(i).evaluate(line) for i in range(4)], ["1px", "1px", "auto", "auto"])

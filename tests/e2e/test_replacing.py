"""What a reader sees while a run writes a page of other elements: one page, not the new one above the old."""

import threading
from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_a_new_page_takes_the_place_of_the_old_one(show: Callable[..., Page], gate: threading.Event) -> None:
    page = show("""
        import treadle as st
        from gate_of_test import gate

        second = st.sidebar.checkbox("Second")
        if second:
            st.header("Second page")
            st.code("its code")
            gate.wait(30)
            st.text("End")
        else:
            st.table({"a": [1]})
            st.text("Its text")
            st.caption("The rest")
    """)
    main = page.get_by_role("main")
    expect(main.get_by_text("The rest")).to_be_visible()
    page.get_by_text("Second", exact=True).click()
    expect(main.get_by_text("Second page")).to_be_visible()
    expect(main.get_by_text("its code")).to_be_visible()
    expect(main.locator("table")).to_be_hidden()
    expect(main.get_by_text("Its text")).to_be_hidden()
    expect(main.locator("[data-stale]:visible").first).to_be_visible()  # what is left is dimmed
    gate.set()
    expect(main.get_by_text("End")).to_be_visible()
    expect(main.locator("[data-stale], [data-replaced]")).to_have_count(0)


def test_an_input_that_somebody_is_in_stays_while_elements_are_put_above_it(
    show: Callable[..., Page], gate: threading.Event
) -> None:
    page = show("""
        import treadle as st
        from gate_of_test import gate

        if st.session_state.get("name"):
            st.info("Hello, " + st.session_state.name)
            gate.wait(30)
        st.text_input("Name", key="name")
    """)
    field = page.get_by_label("Name")
    field.fill("Ada")
    field.press("Enter")
    expect(page.get_by_text("Hello, Ada")).to_be_visible()
    expect(field).to_be_focused()
    gate.set()
    expect(page.locator("[data-replaced]")).to_have_count(0)
    expect(field).to_be_focused()

"""Fragments and signs of progress, as a person sees them."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

Show = Callable[..., Page]


def test_a_fragment_ticks_while_the_rest_of_the_page_stays_as_it_was_left(show: Show) -> None:
    page = show(
        """
        import treadle as st
        one, two = st.tabs(["One", "Two"])
        two.text("inside two")

        @st.fragment(run_every=0.05)
        def clock():
            st.text(f"tick {st.session_state.update('ticks', lambda n: n + 1, 0)}")

        clock()
        st.button("Again")
        st.text(f"run {st.session_state.update('runs', lambda n: n + 1, 0)}")
        """
    )
    page.get_by_role("tab", name="Two").click()
    expect(page.get_by_text(re.compile(r"tick \d{2,}"))).to_be_visible()
    for run in (2, 3, 4):
        page.get_by_role("button", name="Again").click()
        expect(page.get_by_text(f"run {run}", exact=True)).to_be_visible()
    expect(page.get_by_role("tab", name="Two")).to_have_attribute("aria-selected", "true")


def test_a_fragment_reruns_beside_a_script_that_is_still_busy(show: Show) -> None:
    page = show(
        """
        import threading
        import treadle as st

        @st.fragment
        def part():
            if st.button("Release"):
                st.session_state.gate.set()
            st.text(f"fragment {st.session_state.update('f', lambda n: n + 1, 0)}")

        gate = st.session_state.setdefault("gate", threading.Event())
        part()
        with st.spinner("Waiting for the fragment", show_time=True):
            gate.wait(20)
        st.text("the script has ended")
        """
    )
    expect(page.get_by_text("Waiting for the fragment")).to_be_visible()
    page.get_by_role("button", name="Release").click()
    expect(page.get_by_text("fragment 2")).to_be_visible()
    expect(page.get_by_text("the script has ended")).to_be_visible()
    expect(page.get_by_text("Waiting for the fragment")).to_have_count(0)


def test_a_status_closes_when_the_app_says_so_and_a_toast_stays_until_it_is_closed(show: Show) -> None:
    page = show(
        """
        import treadle as st
        if st.button("Copy"):
            with st.status("Copying", expanded=True) as status:
                st.text("one file")
                status.update(label="Copied", expanded=False)
            st.toast("Copied **all** of it", duration="infinite")
        """
    )
    page.get_by_role("button", name="Copy").click()
    head = page.get_by_role("button", name="Copied")
    expect(head).to_have_attribute("aria-expanded", "false")
    expect(head.get_by_role("status")).to_contain_text("Complete")
    toast = page.get_by_label("Notifications")
    expect(toast.get_by_text("Copied all of it")).to_be_visible()
    toast.get_by_role("button", name="Close notification").click()
    expect(toast.get_by_text("Copied all of it")).to_have_count(0)

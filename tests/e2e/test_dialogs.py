"""Dialogs, as a person sees them."""

import re
import threading
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from treadle._core.session.look import FindDialog

from .conftest import Served
from .test_access import AXE, RUN_AXE
from .waiting import PATIENCE, box, eventually, until
from .wire import Wire

Show = Callable[..., Page]

ORDER = """
    import treadle as st

    @st.dialog("Order *more*", icon="🧶", width=st.query_params.get("width", "small"))
    def order(item):
        st.text(f"Ordering {item}")
        colour = st.selectbox("Colour", ["Indigo", "Madder"])
        name = st.text_input("Name")
        st.text(f"{colour} for {name or 'nobody'}")
        if st.button("Done", type="primary"):
            st.session_state.done = f"{item} in {colour} for {name}"
            st.rerun()

    st.text(f"run {st.session_state.update('runs', lambda n: n + 1, 0)}")
    st.text(st.session_state.get("done", "nothing yet"))
    if st.button("Open"):
        order("wool")
"""


def opened(page: Page, name: str | re.Pattern[str] = "Order more") -> Page:
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("dialog", name=name)).to_be_visible()
    return page


def test_a_dialog_is_filled_in_and_closes_with_what_it_has_done(show: Show) -> None:
    page = opened(show(ORDER))
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Ordering wool")).to_be_visible()
    dialog.get_by_role("combobox", name="Colour").click()
    page.get_by_role("option", name="Madder").click()
    expect(dialog.get_by_text("Madder for nobody")).to_be_visible()
    dialog.get_by_label("Name").fill("Ada")
    dialog.get_by_label("Name").press("Enter")
    expect(dialog.get_by_text("Madder for Ada")).to_be_visible()
    expect(page.get_by_text("run 2")).to_be_visible()
    dialog.get_by_role("button", name="Done").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_text("wool in Madder for Ada")).to_be_visible()
    expect(page.get_by_text("run 3")).to_be_visible()


@pytest.mark.parametrize("how", ["cross", "escape", "outside"])
def test_it_is_dismissed_without_a_rerun_and_the_focus_goes_back(show: Show, how: str) -> None:
    page = opened(show(ORDER))
    expect(page.get_by_role("dialog").get_by_role("button", name="Done")).to_be_visible()
    if how == "cross":
        page.get_by_role("button", name="Close").click()
    elif how == "escape":
        page.keyboard.press("Escape")
    else:
        page.mouse.click(20, 850)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Open")).to_be_focused()
    opened(page)
    expect(page.get_by_text("run 3")).to_be_visible()


def test_the_focus_stays_in_it(show: Show) -> None:
    page = opened(show(ORDER))
    dialog = page.get_by_role("dialog")
    for field in (dialog.get_by_role("combobox"), dialog.get_by_label("Name"), dialog.get_by_role("button")):
        expect(field.first).to_be_visible()
    expect(dialog.locator("[data-autofocus]")).to_be_focused()
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("combobox", name="Colour")).to_be_focused()
    for _ in range(6):
        page.keyboard.press("Tab")
        until(page, "document.activeElement.closest('[role=dialog]') !== null")


def test_esc_closes_a_list_of_options_and_not_the_dialog_around_it(show: Show) -> None:
    page = opened(show(ORDER))
    page.get_by_role("combobox", name="Colour").click()
    expect(page.get_by_role("option", name="Madder")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("option", name="Madder")).to_have_count(0)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Open")).to_be_focused()


@pytest.mark.parametrize(("width", "pixels"), [("small", 500), ("medium", 750), ("large", 1100)])
def test_it_is_as_wide_as_it_says_and_never_wider_than_the_window(
    page: Page, serve: Callable[..., Served], width: str, pixels: int
) -> None:
    page.goto(f"{serve(ORDER).url}?width={width}")
    dialog = opened(page).get_by_role("dialog")
    eventually(page, lambda: box(dialog)["width"], lambda found: abs(found - pixels) <= 25)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_screen_reader_can_use_it_in_a_narrow_window(
    page: Page, serve: Callable[..., Served], scheme: str
) -> None:
    page.set_viewport_size({"width": 400, "height": 800})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.goto(serve(ORDER).url)
    opened(page)
    expect(page.get_by_role("dialog").get_by_role("button", name="Done")).to_be_visible()
    until(page, "document.documentElement.scrollWidth === 400")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    eventually(page, lambda: page.evaluate(RUN_AXE), [])


def test_letters_are_no_shortcuts_while_it_is_open(show: Show) -> None:
    page = opened(show(ORDER))
    expect(page.get_by_role("dialog").get_by_role("button", name="Done")).to_be_visible()
    page.keyboard.press("r")
    page.get_by_role("dialog").get_by_label("Name").fill("Ada")
    page.get_by_role("dialog").get_by_label("Name").press("Enter")
    expect(page.get_by_text("Indigo for Ada")).to_be_visible()
    expect(page.get_by_text("run 2")).to_be_visible()


def test_one_that_cannot_be_dismissed_has_no_cross_and_a_way_out(show: Show) -> None:
    page = show(
        """
        import treadle as st

        @st.dialog("Terms", dismissible=False)
        def terms():
            if st.button("Agree"):
                st.session_state.agreed = True
                st.rerun()

        terms() if "agreed" not in st.session_state else st.text("agreed")
        """
    )
    dialog = page.get_by_role("dialog", name="Terms")
    expect(dialog.get_by_role("button", name="Agree")).to_be_visible()
    expect(dialog.get_by_role("button")).to_have_count(1)
    page.keyboard.press("Escape")
    page.mouse.click(20, 850)
    dialog.get_by_role("button", name="Agree").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_text("agreed")).to_be_visible()


def test_what_runs_in_one_that_cannot_be_dismissed_is_stopped_from_within_it(
    show: Show, gate: threading.Event
) -> None:
    page = show(
        """
        import treadle as st
        from gate_of_test import gate

        @st.dialog("Terms", dismissible=False)
        def terms():
            if st.button("Read aloud"):
                try:
                    while True:
                        st.sleep(0.01)
                finally:
                    gate.set()
            st.text("all of them")

        if st.button("Open"):
            terms()
        """
    )
    dialog = opened(page, "Terms").get_by_role("dialog", name="Terms", exact=True)
    expect(dialog.get_by_text("all of them")).to_be_visible()
    dialog.get_by_role("button", name="Read aloud").click()
    stop = dialog.get_by_role("button", name="Stop")
    expect(stop).to_be_in_viewport()
    page.keyboard.press("Shift+Tab")
    expect(stop).to_be_focused()
    page.keyboard.press("Enter")
    assert gate.wait(PATIENCE)
    expect(stop).to_have_count(0)
    until(page, "document.activeElement.closest('[role=dialog]') !== null")


def test_what_runs_in_it_is_stopped_when_it_is_dismissed(show: Show, gate: threading.Event) -> None:
    page = show(
        """
        import threading
        import treadle as st
        from gate_of_test import gate

        @st.dialog("Work", on_dismiss="rerun")
        def work():
            def beside():
                for n in range(100_000):
                    place.text(f"beside {n}")
                    st.sleep(0.01)
            place = st.empty()
            threading.Thread(target=beside).start()
            try:
                for n in range(100_000):
                    st.progress(n / 100_000)
                    st.sleep(0.01)
            finally:
                gate.set()

        if st.button("Open"):
            work()
        st.text(f"run {st.session_state.update('runs', lambda n: n + 1, 0)}")
        """
    )
    opened(page, "Work")
    expect(page.get_by_role("dialog").get_by_text(re.compile(r"beside \d{1,}"))).to_be_visible()
    page.get_by_role("button", name="Close").click()
    assert gate.wait(PATIENCE)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("run 3")).to_be_visible()
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)


def test_it_is_still_open_after_a_lost_connection_and_dismissals_are_not_lost(
    page: Page, serve: Callable[..., Served], wire: Callable[[Served], Wire]
) -> None:
    served = serve(ORDER)
    cable = wire(served)
    page.goto(cable.url)
    opened(page).get_by_role("dialog").get_by_label("Name").fill("Ada")
    page.get_by_role("dialog").get_by_label("Name").press("Enter")
    expect(page.get_by_text("Indigo for Ada")).to_be_visible()
    cable.cut()
    expect(page.get_by_text("Indigo for Ada")).to_be_visible()
    cable.mend()
    page.get_by_role("dialog").get_by_label("Name").fill("Grace")
    page.get_by_role("dialog").get_by_label("Name").press("Enter")
    expect(page.get_by_text("Indigo for Grace")).to_be_visible()
    cable.cut()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    cable.mend()
    (live,) = served.app.sessions()
    assert live.wait(FindDialog(), PATIENCE, lambda dialog: dialog is None)


def test_a_panel_at_the_side_is_as_high_as_the_window(show: Show) -> None:
    page = show(
        """
        import treadle as st

        @st.dialog("Filters", position="right", width=320)
        def filters():
            for n in range(60):
                st.text(f"line {n}")

        filters()
        """
    )
    dialog = page.get_by_role("dialog", name="Filters")
    expect(dialog.get_by_text("line 59")).to_be_attached()
    eventually(page, lambda: box(dialog), {"x": 880, "y": 0, "width": 320, "height": 900})
    dialog.get_by_text("line 59").scroll_into_view_if_needed()
    expect(dialog.get_by_role("button", name="Close")).to_be_in_viewport()

"""Containers: what stands where, what is hidden, and what stays when the app runs again."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from .waiting import eventually, resize, until

Show = Callable[..., Page]


def test_columns_stand_side_by_side_and_below_each_other_on_a_narrow_page(show: Show) -> None:
    page = show(
        """
        import treadle as st
        left, right = st.columns([1, 2])
        left.text("left")
        right.text("right")
        """
    )
    expect(page.get_by_text("right", exact=True)).to_be_visible()
    # Both in one look: the page may still be getting narrow between two.
    places = """() => ["left", "right"].map(text =>
        [...document.querySelectorAll("main *")].findLast(each => each.textContent === text)
            .getBoundingClientRect())"""
    until(page, f"(([a, b]) => a.y === b.y && b.x > a.x + 100)(({places})())")
    resize(page, 400, 800)
    until(page, f"(([a, b]) => a.x === b.x && b.y > a.y)(({places})())")


def test_tabs_are_changed_with_the_mouse_and_with_arrows_and_stay_chosen(show: Show) -> None:
    page = show(
        """
        import treadle as st
        st.session_state.runs = st.session_state.get("runs", 0) + 1
        for name, tab in zip("abc", st.tabs(["One", "Two", "Three"])):
            with tab:
                st.text(f"content of run {st.session_state.runs}")
                st.text_input("Word", key=name)
        """
    )
    page.get_by_role("tab", name="Two").click()
    expect(page.get_by_role("tab", name="Two")).to_have_attribute("aria-selected", "true")
    page.get_by_role("tab", name="Two").press("ArrowRight")
    expect(page.get_by_role("tab", name="Three")).to_be_focused()
    panel = page.get_by_role("tabpanel", name="Three")
    panel.get_by_label("Word").fill("x")
    panel.get_by_label("Word").press("Enter")
    expect(panel.get_by_text("content of run 2")).to_be_visible()
    expect(page.get_by_role("tabpanel")).to_have_count(1)


def test_an_expander_opens_with_the_keyboard_and_stays_open(show: Show) -> None:
    page = show(
        """
        import treadle as st
        with st.expander("More"):
            st.checkbox("Inside")
        """
    )
    head = page.get_by_role("button", name="More")
    expect(page.get_by_label("Inside")).not_to_be_in_viewport()
    head.press("Enter")
    page.get_by_label("Inside").check()
    expect(head).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_label("Inside")).to_be_checked()
    head.press("Space")
    expect(head).to_have_attribute("aria-expanded", "false")


def test_an_empty_holds_one_element_and_gives_it_up(show: Show) -> None:
    page = show(
        """
        import treadle as st
        place = st.empty()
        place.text("first")
        place.text("second")
        if st.checkbox("Away"):
            place.empty()
        if st.checkbox("Two"):
            with place.container():
                st.text("one")
                st.text("two")
        """
    )
    expect(page.get_by_text("second")).to_be_visible()
    expect(page.get_by_text("first")).to_have_count(0)
    page.get_by_label("Away").check()
    expect(page.get_by_text("second")).to_have_count(0)
    page.get_by_label("Two").check()
    expect(page.get_by_text("two", exact=True)).to_be_visible()
    expect(page.get_by_text("one", exact=True)).to_be_visible()


def test_a_container_is_written_to_from_below(show: Show) -> None:
    page = show(
        """
        import treadle as st
        above = st.container(border=True)
        st.text("last")
        above.text("first")
        with above:
            st.text("second")
        """
    )
    expect(page.get_by_text("second")).to_be_visible()
    eventually(page, lambda: page.inner_text("main").split(), ["first", "second", "last"])


def test_a_container_of_fixed_height_scrolls_by_itself(show: Show) -> None:
    page = show(
        """
        import treadle as st
        with st.container(height=200):
            for line in range(100):
                st.text(f"line {line}")
        st.text("below")
        """
    )
    expect(page.get_by_text("below")).to_be_in_viewport()
    expect(page.get_by_text("line 99")).not_to_be_in_viewport()
    page.get_by_text("line 99").scroll_into_view_if_needed()
    expect(page.get_by_text("below")).to_be_in_viewport()


def test_the_sidebar_has_its_own_order_and_widgets(show: Show) -> None:
    page = show(
        """
        import treadle as st
        st.sidebar.text("above")
        name = st.sidebar.text_input("Name")
        with st.sidebar:
            st.text("below")
        st.text(f"Hello, {name}")
        """
    )
    side = page.get_by_role("complementary")
    side.get_by_label("Name").fill("Ada")
    side.get_by_label("Name").press("Enter")
    expect(page.get_by_role("main").get_by_text("Hello, Ada")).to_be_visible()
    order = ["above", "Name", "below"]
    eventually(page, lambda: [line for line in side.inner_text().splitlines() if line in order], order)


def test_what_is_not_written_again_leaves_and_what_stays_is_not_built_anew(show: Show) -> None:
    page = show(
        """
        import treadle as st
        for number in range(100 if st.checkbox("Many", True) else 1):
            st.text(f"line {number}")
        st.button("End")
        """
    )
    expect(page.get_by_text("line 99")).to_be_visible()
    page.get_by_role("button", name="End").evaluate("element => { element.mark = 1 }")
    page.get_by_label("Many").uncheck()
    expect(page.get_by_text("line 99")).to_have_count(0)
    expect(page.get_by_text("line 0")).to_be_visible()
    eventually(page, lambda: page.get_by_role("button", name="End").evaluate("element => element.mark"), 1)


def test_what_is_open_stays_with_its_element_and_passes_to_no_other(show: Show) -> None:
    page = show(
        """
        import treadle as st
        other, above = st.checkbox("Other"), st.checkbox("Above")
        if above:
            with st.expander("New"):
                st.text("in the new one")
        with st.expander("B" if other else "A"):
            st.text("inside")
        first, second = st.tabs(["One", "Three" if other else "Two"])
        first.text("one")
        second.text("two")
        st.dataframe({"z" if other else "x": [1, 2, 3], "y": [3, 1, 2]}, hide_index=True)
        """
    )
    page.get_by_role("button", name="A", exact=True).click()
    page.get_by_role("tab", name="Two").click()
    page.get_by_role("columnheader", name="x").get_by_role("button", name="x", exact=True).click()
    expect(page.get_by_role("columnheader", name="x")).to_have_attribute("aria-sort", "ascending")
    # Still the same ones, though another has come above them.
    page.get_by_text("Above").click()
    expect(page.get_by_role("button", name="New")).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("button", name="A", exact=True)).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("tab", name="Two")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("columnheader", name="x")).to_have_attribute("aria-sort", "ascending")
    # Others in their places.
    page.get_by_text("Other").click()
    expect(page.get_by_role("button", name="B", exact=True)).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("tab", name="One")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("columnheader", name="z")).not_to_have_attribute("aria-sort", "ascending")


def test_columns_that_stay_in_a_row_do_not_cut_off_what_they_hold(show: Show) -> None:
    page = show("""
import treadle as st
outer, other = st.columns(2)
other.container(height=400, border=True)
for number, place in enumerate(outer.columns(4, wrap=False)):
    place.image("<svg xmlns='http://www.w3.org/2000/svg' width='60' height='60'></svg>", f"gy {number}")
""")
    caption = page.get_by_text("gy 0")
    expect(caption).to_be_visible()
    row = caption.locator("xpath=ancestor::*[@data-testid='stHorizontalBlock'][1]")
    eventually(page, lambda: row.evaluate("row => row.scrollHeight - row.clientHeight"), lambda cut: cut <= 0)

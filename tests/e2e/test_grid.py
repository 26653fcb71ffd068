"""Grids, skeletons, celebrations and the source of a block."""

import threading
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from .waiting import resize, until

Show = Callable[..., Page]


def test_a_grid_has_as_many_columns_as_fit(show: Show) -> None:
    page = show(
        """
        import treadle as st
        st.set_page_config(layout="wide")
        grid = st.grid(4, border=True)
        for name in "abcd":
            grid.text(name)
        with grid.cell(column_span=3):
            st.text("wide")
            st.text("and more")
        with grid.cell(column_span="all"):
            st.text("all")
        narrow = st.grid(6, wrap=False, min_column_width=300)
        for n in range(6):
            narrow.text(n)
        """
    )
    expect(page.get_by_text("all", exact=True)).to_be_visible()
    columns = "getComputedStyle(document.querySelector('.stGrid')).gridTemplateColumns.split(' ').length"
    until(page, f"{columns} === 4")
    resize(page, 560, 800)
    until(page, f"{columns} === 2")
    resize(page, 360, 800)
    until(page, f"{columns} === 1")
    scrolls = "(grid => grid.scrollWidth > grid.clientWidth + 900)(document.querySelectorAll('.stGrid')[1])"
    until(page, scrolls)
    until(page, "document.documentElement.scrollWidth <= 360")


def test_a_skeleton_stands_until_its_block_ends(show: Show, gate: threading.Event) -> None:
    page = show(
        """
        import treadle as st
        from gate_of_test import gate
        place = st.skeleton(height=120)
        with st.skeleton(height=80):
            st.text("in the block")
            gate.wait()
        place.text("there")
        st.text("after")
        """
    )
    expect(page.get_by_text("in the block")).to_be_visible()
    shapes = page.get_by_role("status", name="Loading")
    expect(shapes).to_have_count(2)
    expect(shapes.nth(1)).to_have_css("opacity", "1")
    gate.set()
    expect(page.get_by_text("after")).to_be_visible()
    expect(shapes).to_have_count(0)


HELD = """
    const animate = Element.prototype.animate;
    window.held = [];
    Element.prototype.animate = function (...all) {
        const motion = animate.apply(this, all);
        motion.pause();
        window.held.push(motion);
        return motion;
    };
"""
"""Makes motions wait, so that a slow machine can look at them, until `held` are finished."""


def test_balloons_rise_in_each_run_unless_a_person_wants_less_motion(
    chromium: Browser, serve: Callable[..., object], show: Show
) -> None:
    served = serve("import treadle as st\nst.button('Again')\nst.balloons()\nst.text('here')")
    quiet = show("import treadle as st\nst.snow()\nst.text('here')")
    expect(quiet.get_by_text("here")).to_be_visible()
    expect(quiet.get_by_test_id("stSnow")).to_have_count(0)
    context = chromium.new_context(reduced_motion="no-preference")
    page = context.new_page()
    page.add_init_script(HELD)
    page.goto(served.url)  # type: ignore[attr-defined]
    expect(page.get_by_test_id("stBalloons")).to_have_count(1)
    page.get_by_role("button", name="Again").click()
    expect(page.get_by_test_id("stBalloons")).to_have_count(2)
    page.evaluate("held.forEach(motion => motion.finish())")
    expect(page.get_by_test_id("stBalloons")).to_have_count(0)
    context.close()


def test_the_source_of_a_block_stands_beside_what_it_shows(show: Show) -> None:
    page = show(
        """
        import treadle as st
        with st.echo():
            st.slider("Length", 0, 9)
        st.help(st.echo)
        """
    )
    expect(page.locator("code").first).to_contain_text('st.slider("Length", 0, 9)')
    expect(page.get_by_test_id("stHelpName")).to_have_text("st.echo")

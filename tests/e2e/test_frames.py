"""Frames: other pages, HTML and files inside a page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .waiting import box, eventually, resize, still, until

Show = Callable[..., Page]

HEIGHT = "document.querySelector('iframe').getBoundingClientRect().height"


def test_the_scripts_of_a_frame_run_and_it_is_as_high_as_its_content(show: Show) -> None:
    page = show(
        """
        import treadle as st
        st.iframe('''<style>body {margin: 0}</style><div id=box style="height: 120px">…</div>
            <button onclick="box.style.height = '300px'">Grow</button>
            <script>
              document.querySelector("#box").textContent = "by script " + parent.document.title
            </script>''')
        st.write("below")
        """
    )
    frame = page.frame_locator("iframe")
    expect(frame.get_by_text("by script")).to_be_visible()
    until(page, f"{HEIGHT} > 120 && {HEIGHT} < 180")
    frame.get_by_role("button").click()
    until(page, f"{HEIGHT} > 300 && {HEIGHT} < 360")
    expect(page.locator("iframe")).to_have_css("border-top-width", "0px")


def test_a_page_that_fills_its_frame_does_not_make_it_grow(show: Show) -> None:
    page = show(
        """
        import treadle as st
        st.iframe('<body style="min-height: 100vh; margin: 20px"><p style="height: 200px">x</p>'
                  '<div style="position: absolute; top: 250px; height: 50px">apart</div></body>')
        """
    )
    expect(page.frame_locator("iframe").get_by_text("apart")).to_be_visible()
    until(page, f"{HEIGHT} === 300")
    body = page.frame_locator("iframe").locator("body")
    before = body.evaluate("body => body.clientWidth")  # at once: it is laid out, or it would not be so high
    resize(page, 500, 700)  # it is measured again
    eventually(page, lambda: body.evaluate("body => body.clientWidth"), lambda width: width < before)
    assert still(page, lambda: page.evaluate(HEIGHT), frames=10) == 300


def test_a_frame_is_as_wide_as_its_content(show: Show) -> None:
    page = show(
        """
        import treadle as st
        st.iframe('<body style="margin: 0"><div style="width: 230px; height: 40px">x</div>', width="content")
        """
    )
    expect(page.frame_locator("iframe").get_by_text("x")).to_be_visible()
    until(page, f"{HEIGHT} === 40")
    eventually(page, lambda: box(page.locator("iframe"))["width"], 230)


def test_sizes_and_files(show: Show, tmp_path: Path) -> None:
    picture = tmp_path / "a.svg"
    picture.write_text("<svg xmlns='http://www.w3.org/2000/svg'><text y='20'>Drawn</text></svg>")
    page = show(
        f"""
        from pathlib import Path
        import treadle as st
        st.iframe(Path({str(picture)!r}), width=300, height=90)
        with st.container(height=500):
            st.iframe("<p>tall</p>", height="stretch")
        st.iframe("data:text/html,<p>from data</p>", height=50)
        """
    )
    frames = page.locator("iframe")
    expect(frames).to_have_count(3)
    expect(page.frame_locator("iframe").nth(0).get_by_text("Drawn")).to_be_visible()
    expect(page.frame_locator("iframe").nth(2).get_by_text("from data")).to_be_visible()
    eventually(page, lambda: [box(frames.nth(0))[side] for side in ("width", "height")], [300, 90])
    eventually(page, lambda: box(frames.nth(1))["height"], lambda height: height > 400)


@pytest.mark.parametrize("base", ["", "apps/one"])
def test_a_relative_link_in_a_frame_means_what_it_means_in_the_page(show: Show, base: str) -> None:
    page = show(
        """
        import treadle as st
        st.iframe("<a href='other'>Link</a>")
        """,
        server_baseUrlPath=base,
    )
    link = page.frame_locator("iframe").get_by_role("link")
    expect(link).to_be_visible()
    href = eventually(
        page,
        lambda: str(link.evaluate("link => link.href")),
        lambda href: href.endswith(f"/{base}/other" if base else "/other"),
    )
    assert "treadle" not in href


def test_another_page_in_a_frame_is_no_step_back(show: Show) -> None:
    page = show(
        """
        import treadle as st
        st.iframe(f"<p>number {st.number_input('n', 0, step=1)}</p>")
        """
    )
    expect(page.frame_locator("iframe").get_by_text("number 0")).to_be_visible()
    before = page.evaluate("history.length")  # at once: the first page of the frame is there
    page.get_by_label("n", exact=True).fill("7")
    page.get_by_label("n", exact=True).press("Enter")
    expect(page.frame_locator("iframe").get_by_text("number 7")).to_be_visible()
    until(page, f"history.length === {before}")

"""The address: query parameters both ways, base paths, anchors, embedding."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Served

Show = Callable[..., Page]

COLOURS = """
import treadle as st

st.text(f"colours {st.query_params.get_all('c')}")
if st.button("Two"):
    st.query_params["c"] = ["a b", "ü&=?"]
    st.rerun()
if st.button("None"):
    st.query_params.clear()
    st.rerun()
"""


def test_every_character_survives_the_way_to_the_address_and_back(
    page: Page, serve: Callable[..., Served]
) -> None:
    served = serve(COLOURS)
    page.goto(f"{served.url}?c=%20+%F0%9F%A7%B5&c=")
    expect(page.get_by_text("colours ['  🧵', '']")).to_be_visible()
    page.get_by_role("button", name="Two").click()
    expect(page.get_by_text("colours ['a b', 'ü&=?']")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?c=.*&c="))
    page.reload()
    expect(page.get_by_text("colours ['a b', 'ü&=?']")).to_be_visible()
    page.get_by_role("button", name="None").click()
    expect(page.get_by_text("colours []")).to_be_visible()
    expect(page).to_have_url(served.url)


def test_a_query_set_without_a_rerun_is_in_the_address_too(show: Show) -> None:
    page = show(
        "import treadle as st\nst.query_params['n'] = str(int(st.query_params.get('n', 0)) + 1)\n"
        "st.text('set')"
    )
    expect(page).to_have_url(re.compile(r"\?n=1$"))
    page.keyboard.press("r")
    expect(page).to_have_url(re.compile(r"\?n=2$"))


@pytest.mark.parametrize("path", ["reports/sales", "reports/sales/"])
def test_an_app_below_a_path_loads_everything_from_there(
    page: Page, serve: Callable[..., Served], path: str
) -> None:
    served = serve(
        "import treadle as st\nst.latex('x')\nst.dataframe({'a': list(range(9000))})",
        server_baseUrlPath="reports/sales",
    )
    elsewhere: list[str] = []
    page.on("request", lambda request: "/reports/sales" not in request.url and elsewhere.append(request.url))
    page.goto(served.url.partition("reports")[0] + path + "?a=1")
    expect(page.locator(".katex")).to_be_visible()
    expect(page.get_by_role("gridcell").first).to_be_visible()
    assert [url for url in elsewhere if not url.startswith(("data:", "blob:"))] == []


def test_a_heading_is_reached_by_its_anchor(page: Page, serve: Callable[..., Served]) -> None:
    served = serve("import treadle as st\nfor n in range(100):\n    st.header(f'Part {n}')")
    page.goto(f"{served.url}#part-90")
    expect(page.get_by_role("heading", name="Part 90")).to_be_in_viewport()
    page.get_by_role("heading", name="Part 95").get_by_role("link").click()
    expect(page).to_have_url(re.compile("#part-95$"))


def test_an_embedded_page_has_no_menu(page: Page, serve: Callable[..., Served]) -> None:
    page.goto(
        serve("import treadle as st\nst.text(f'embedded {st.context.is_embedded}')").url + "?embed=true"
    )
    expect(page.get_by_text("embedded True")).to_be_visible()
    expect(page.get_by_role("button", name="Menu", exact=True)).not_to_be_visible()


def test_an_embedded_page_is_shown_as_its_options_say(page: Page, serve: Callable[..., Served]) -> None:
    served = serve(
        """
        import treadle as st

        st.set_page_config(initial_sidebar_state="collapsed")
        st.sidebar.text("aside")
        st.text(f"in the {st.context.theme.type}")
        """
    )
    menu = page.get_by_role("button", name="Menu", exact=True)
    page.goto(f"{served.url}?embed=true&embed_options=dark_theme&embed_options=disable_scrolling")
    expect(page.get_by_text("in the dark")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    expect(page.locator(".tr-page")).to_have_css("overflow", "hidden")
    expect(menu).to_have_count(0)
    page.get_by_role("button", name="Show sidebar").click()
    expect(page.get_by_text("aside")).to_be_visible()
    page.goto(f"{served.url}?embed=true&embed_options=show_toolbar")
    expect(menu).to_be_visible()


def test_what_the_browser_is_like_is_known(page: Page, serve: Callable[..., Served]) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(
        serve(
            "import treadle as st\nst.text(f'{st.context.theme.type} {st.context.locale} {st.context.url}')"
        ).url
    )
    expect(page.get_by_text(re.compile(r"^dark en-US http://127\.0\.0\.1:\d+/?$"))).to_be_visible()


def test_the_page_says_what_it_is(page: Page, serve: Callable[..., Served]) -> None:
    page.goto(
        serve(
            """
            import treadle as st
            st.set_page_config("Loom", "🧵", "wide", "collapsed",
                {"Get help": "https://example.org", "About": "# Cloth"})
            st.sidebar.text("side")
            st.text("main")
            """
        ).url
    )
    expect(page).to_have_title("Loom")
    expect(page.locator("link[rel=icon]")).to_have_attribute("href", re.compile("svg"))
    expect(page.get_by_text("side", exact=True)).not_to_be_in_viewport()
    expect(page.locator("main")).to_have_attribute("data-layout", "wide")
    page.get_by_role("button", name="Menu", exact=True).click()
    expect(page.get_by_role("menuitem", name="Get help")).to_have_attribute("href", "https://example.org")
    page.get_by_role("menuitem", name="About", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text("Cloth")

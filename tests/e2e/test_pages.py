"""Apps with several pages: the menu, the address, tabs, files that change."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from treadle._core.session.look import LookBelow

from .conftest import Served
from .waiting import eventually
from .wire import Wire

Serve = Callable[..., Served]
Show = Callable[..., Page]

APP = """
import treadle as st

def home():
    st.title("Home")
    st.session_state.n = st.session_state.get("n", 0) + 1
    st.page_link(looms, label="All looms", query_params={"size": 3})
    if st.button("To the yarns"):
        st.switch_page(yarns, query_params={"colour": "red"})

def see_looms():
    st.title("Looms")
    st.text(f"query {st.query_params.to_dict()}, n {st.session_state.get('n')}")
    st.text_input("Name", key="name")

def see_yarns():
    st.title("Yarns")
    st.text(f"query {st.query_params.to_dict()}")
    st.text(f"url {st.context.url.rpartition('/')[2]}")

looms = st.Page(see_looms, title="Looms", icon="🧶", url_path="looms", help="All of them")
yarns = st.Page(see_yarns, title="Yarns", icon=":material/palette:", url_path="yarns")
hidden = st.Page(lambda: st.title("Secret"), title="Secret", url_path="secret", visibility="hidden")
site = st.Page("https://example.org", title="Elsewhere")
page = st.navigation({"": [st.Page(home, title="Home")], "Stock": [looms, yarns, hidden], "More": [site]},
                     position=POSITION)
st.sidebar.text_input("Shop")
page.run()
"""


def app(position: str = "sidebar") -> str:
    return APP.replace("POSITION", repr(position))


def heading(page: Page, text: str) -> None:
    expect(page.locator("main").get_by_role("heading", level=1, name=text, exact=True)).to_be_visible()
    expect(page.locator("main h1")).to_have_count(1)


def link(page: Page, text: str) -> None:
    page.locator("nav").get_by_role("link", name=text).click()


def at(page: Page, wanted: str) -> None:
    eventually(page, lambda: page.evaluate("location.pathname + location.search"), wanted)


def test_the_menu_shows_the_pages_and_a_click_changes_the_page(show: Show) -> None:
    page = show(app())
    heading(page, "Home")
    menu = page.get_by_role("navigation", name="Pages")
    expect(menu.get_by_role("link")).to_have_text(["Home", "🧶Looms", "paletteYarns", "Elsewhere"])
    expect(menu.get_by_role("heading")).to_have_text(["Stock", "More"])
    expect(menu.get_by_role("link", name="Home")).to_have_attribute("aria-current", "page")
    page.get_by_label("Shop").fill("Ravel")
    link(page, "Looms")
    heading(page, "Looms")
    at(page, "/looms")
    expect(menu.get_by_role("link", name="Looms")).to_have_attribute("aria-current", "page")
    expect(page).to_have_title("Looms")
    expect(page.get_by_label("Shop")).to_have_value("Ravel")
    elsewhere = menu.get_by_role("link", name="Elsewhere")
    expect(elsewhere).to_have_attribute("href", "https://example.org")
    expect(elsewhere).to_have_attribute("target", "_blank")


@pytest.mark.both_servers
def test_back_forward_and_reload_show_the_same_page(show: Show) -> None:
    page = show(app())
    heading(page, "Home")
    page.locator("main").get_by_role("link", name="All looms").click()
    heading(page, "Looms")
    at(page, "/looms?size=3")
    expect(page.get_by_text("query {'size': '3'}, n 1")).to_be_visible()
    link(page, "Yarns")
    heading(page, "Yarns")
    at(page, "/yarns")
    page.go_back()
    heading(page, "Looms")
    expect(page.get_by_text("query {'size': '3'}, n 1")).to_be_visible()
    page.go_back()
    heading(page, "Home")
    at(page, "/")
    page.go_forward()
    heading(page, "Looms")
    page.reload()
    heading(page, "Looms")
    expect(page.get_by_text("query {'size': '3'}, n 2")).to_be_visible()
    at(page, "/looms?size=3")


def test_switch_page_is_a_step_in_the_browsers_history(show: Show) -> None:
    page = show(app())
    page.get_by_role("button", name="To the yarns").click()
    heading(page, "Yarns")
    at(page, "/yarns?colour=red")
    expect(page.get_by_text("query {'colour': 'red'}")).to_be_visible()
    expect(page.get_by_text("url yarns")).to_be_visible()
    page.go_back()
    heading(page, "Home")


def test_an_address_is_a_page_and_an_unknown_one_says_so(show: Show, page: Page) -> None:
    show(app())
    base = page.url
    page.goto(f"{base}secret")
    heading(page, "Secret")
    page.goto(f"{base}nowhere?x=1")
    heading(page, "Home")
    expect(page.get_by_role("alert")).to_contain_text("This app has no page “nowhere”.")
    at(page, "/nowhere?x=1")
    link(page, "Yarns")
    heading(page, "Yarns")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_an_app_with_one_page_says_that_it_has_no_other(show: Show, page: Page) -> None:
    show("import treadle as st\nst.title('Alone')")
    page.goto(f"{page.url}other")
    heading(page, "Alone")
    expect(page.get_by_role("alert")).to_contain_text("This app has no page “other”.")


@pytest.mark.both_servers
def test_pages_have_addresses_under_a_base_path_and_stay_embedded(serve: Serve, page: Page) -> None:
    served = serve(app(), server_baseUrlPath="shop/one")
    page.goto(f"{served.url}/looms?embed=true&embed_options=show_toolbar&own=1")
    heading(page, "Looms")
    expect(page.get_by_role("navigation", name="Pages").get_by_role("link", name="Yarns")).to_have_attribute(
        "href", "/shop/one/yarns?embed=true&embed_options=show_toolbar"
    )
    link(page, "Yarns")
    heading(page, "Yarns")
    at(page, "/shop/one/yarns?embed=true&embed_options=show_toolbar")
    link(page, "Home")
    heading(page, "Home")
    at(page, "/shop/one/?embed=true&embed_options=show_toolbar")
    page.reload()
    heading(page, "Home")


def test_a_link_can_be_opened_in_a_tab_of_its_own(show: Show, context: BrowserContext) -> None:
    page = show(app())
    heading(page, "Home")
    with context.expect_page() as opened:
        page.locator("nav").get_by_role("link", name="Looms").click(modifiers=["ControlOrMeta"])
    other = opened.value
    heading(other, "Looms")
    heading(page, "Home")


def test_a_copy_of_a_tab_on_another_page_leaves_the_first_where_it_is(
    show: Show, context: BrowserContext
) -> None:
    page = show(app())
    heading(page, "Home")
    with context.expect_page() as opened:
        page.evaluate("window.open('/looms')")  # it has a copy of the first one's storage
    other = opened.value
    heading(other, "Looms")
    expect(other.get_by_text("n None")).to_be_visible()
    link(other, "Yarns")
    heading(other, "Yarns")
    heading(page, "Home")
    at(page, "/")


def test_the_menu_in_the_header_has_menus_for_sections(show: Show) -> None:
    page = show(app("top"))
    heading(page, "Home")
    menu = page.locator("header").get_by_role("navigation", name="Pages")
    menu.get_by_role("button", name="Stock").click()
    menu.get_by_role("link", name="Looms").click()
    heading(page, "Looms")
    expect(menu.get_by_role("link", name="Looms")).not_to_be_visible()
    page.set_viewport_size({"width": 400, "height": 800})
    expect(page.locator("header nav")).to_have_count(0)
    page.get_by_role("button", name="Show sidebar").click()
    page.locator(".stSidebar").get_by_role("link", name="Yarns").click()
    heading(page, "Yarns")
    expect(page.get_by_role("button", name="Show sidebar")).to_be_visible()


def test_pages_that_have_no_room_in_the_header_are_in_a_menu(show: Show) -> None:
    page = show(
        """
        import treadle as st
        pages = [
            st.Page(lambda n=n: st.title(f"Page {n}"), title=f"Page number {n}", url_path=f"p{n}")
            for n in range(14)
        ]
        st.navigation(pages, position="top").run()
        """
    )
    heading(page, "Page 0")
    menu = page.locator("header nav")
    menu.get_by_role("button", name="more").click()
    menu.get_by_role("link", name="Page number 13").last.click()
    heading(page, "Page 13")
    page.set_viewport_size({"width": 3000, "height": 900})
    expect(menu.get_by_role("button", name="more")).to_have_count(0)


def test_a_long_menu_above_other_things_shows_its_first_pages(show: Show) -> None:
    page = show(
        """
        import treadle as st
        pages = [
            st.Page(lambda n=n: st.title(f"Page {n}"), title=f"Page number {n}", url_path=f"p{n}")
            for n in range(14)
        ]
        st.navigation(pages).run()
        if st.checkbox("Below"):
            st.sidebar.text("below")
        """
    )
    links = page.locator(".stSidebar nav").get_by_role("link")
    expect(links).to_have_count(14)
    page.get_by_text("Below").click()
    expect(links).to_have_count(10)
    page.get_by_role("button", name="View 4 more").click()
    expect(links).to_have_count(14)
    page.get_by_role("button", name="View less").click()
    expect(links).to_have_count(10)


def test_hidden_navigation_has_no_menu(show: Show) -> None:
    page = show(app("hidden").replace('st.sidebar.text_input("Shop")', ""))
    heading(page, "Home")
    expect(page.locator("nav")).to_have_count(0)
    expect(page.locator(".stSidebar")).to_have_count(0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An app with a folder of pages."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "app.py").write_text("import treadle as st\nst.title('Home')")
    (tmp_path / "pages/1_🧶_Looms.py").write_text("import treadle as st\nst.title('Looms')")
    return tmp_path / "app.py"


def test_files_of_pages_that_are_saved_added_and_removed_are_noticed(folder: Path, show: Show) -> None:
    page = show(folder, server_runOnSave=True, client_toolbarMode="developer")
    heading(page, "Home")
    link(page, "Looms")
    heading(page, "Looms")
    at(page, "/Looms")
    (folder.parent / "pages/1_🧶_Looms.py").write_text("import treadle as st\nst.title('All looms')")
    heading(page, "All looms")
    (folder.parent / "pages/2_Yarns.py").write_text("import treadle as st\nst.title('Yarns')")
    link(page, "Yarns")
    heading(page, "Yarns")
    (folder.parent / "pages/2_Yarns.py").unlink()
    heading(page, "Home")
    at(page, "/")


def test_the_menu_has_a_new_file_before_anybody_reruns(folder: Path, show: Show) -> None:
    page = show(folder)
    heading(page, "Home")
    (folder.parent / "pages/2_Yarns.py").write_text("import treadle as st\nst.title('Yarns')")
    link(page, "Yarns")
    heading(page, "Yarns")


def test_a_file_elsewhere_that_is_a_page_is_noticed_when_saved(tmp_path: Path, show: Show) -> None:
    (tmp_path / "views").mkdir()
    view = tmp_path / "views/a.py"
    view.write_text("import treadle as st\nst.title('Before')")
    page = show("import treadle as st\nst.navigation(['views/a.py']).run()", server_runOnSave=True)
    heading(page, "Before")
    view.write_text("import treadle as st\nst.title('After')")
    heading(page, "After")


SLOW = """
import treadle as st

def quick():
    st.title("Quick")
    st.text("on quick")

def slow():
    from gate_of_test import gate
    gate.wait()
    st.title("Slow")

st.navigation([quick, slow]).run()
"""


def test_what_the_last_page_showed_leaves_at_once_when_the_next_one_is_slow(
    gate: threading.Event, show: Show
) -> None:
    page = show(SLOW)
    heading(page, "Quick")
    link(page, "slow")
    expect(page.get_by_text("on quick")).to_have_count(0)
    at(page, "/slow")
    link(page, "quick")
    heading(page, "Quick")
    link(page, "slow")
    gate.set()
    heading(page, "Slow")


def test_a_page_that_is_asked_for_without_a_connection_is_shown_when_it_is_back(
    serve: Serve, wire: Callable[[Served], Wire], page: Page
) -> None:
    served = serve(app())
    cable = wire(served)
    page.goto(cable.url)
    heading(page, "Home")
    # The menu comes in a file of its own.
    expect(page.locator("nav").get_by_role("link", name="Looms")).to_be_visible()
    cable.cut()
    expect(page.get_by_text("Connection lost")).to_be_visible()
    link(page, "Looms")
    cable.mend()
    heading(page, "Looms")
    at(page, "/looms")
    assert len(served.app.sessions()) == 1
    assert served.app.sessions()[0].apply(LookBelow(1))

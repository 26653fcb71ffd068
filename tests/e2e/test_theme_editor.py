"""The theme editor: the page follows it, and the project's configuration gets what is saved."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import Served
from .test_accessibility import expect_no_violation
from .waiting import eventually

APP = """
    import streamlit as st

    st.title("Orders")
    st.button("Send")
    st.sidebar.text_input("Name", "Ada")
"""


def open_editor(page: Page, served: Served) -> None:
    page.goto(served.server.developer.address(served.url))
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("menuitem", name="Edit theme").click()
    expect(page.get_by_role("complementary", name="Theme")).to_be_visible()


def variable(page: Page, name: str) -> str:
    return str(
        page.evaluate("name => getComputedStyle(document.documentElement).getPropertyValue(name)", name)
    )


def test_the_page_follows_the_editor_and_the_configuration_gets_what_is_saved(
    page: Page, serve: Callable[..., Served]
) -> None:
    served = serve(APP, client_toolbarMode="auto")
    file = served.script.parent / ".streamlit" / "config.toml"
    file.parent.mkdir()
    file.write_text("# ours\n[theme] # house style\nfont = 'serif' # for all\n")
    open_editor(page, served)
    page.get_by_label("Background", exact=True).fill("#0b1622")
    # A dark background is for the dark theme, and the page goes there.
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    expect(page.get_by_role("complementary", name="Theme")).to_be_visible()
    eventually(page, lambda: variable(page, "--tr-bg"), "#0b1622")
    page.get_by_label("Text", exact=True).fill("#5a6472")
    expect(page.get_by_role("list", name="Contrasts")).to_contain_text("Hard to read: less than 4.5 : 1")
    page.get_by_label("Text", exact=True).fill("#e8eef5")
    expect(page.get_by_role("list", name="Contrasts")).not_to_contain_text("Hard to read")
    page.get_by_label("Corners", exact=True).select_option("full")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved in")).to_be_visible()
    assert file.read_text() == (
        "# ours\n[theme] # house style\nfont = 'serif' # for all\n"
        'backgroundColor = "#0b1622"\ntextColor = "#e8eef5"\nbaseRadius = "full"\n'
    )
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    eventually(page, lambda: variable(page, "--tr-text"), "#e8eef5")


def test_another_visitor_has_no_editor(page: Page, serve: Callable[..., Served]) -> None:
    page.goto(serve(APP, client_toolbarMode="auto").url)
    page.get_by_role("button", name="Menu", exact=True).click()
    expect(page.get_by_role("menuitem", name="Rerun")).to_be_visible()
    expect(page.get_by_role("menuitem", name="Edit theme")).to_have_count(0)


@pytest.mark.parametrize("base", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 400])
def test_axe_finds_no_violation(page: Page, serve: Callable[..., Any], base: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    served = serve(APP, theme_base=base)
    open_editor(page, served)
    expect(page.get_by_role("list", name="Contrasts").get_by_role("listitem")).to_have_count(3)
    expect_no_violation(page)

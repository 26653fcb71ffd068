"""The list of threads: what a developer sees of what executes, and stops."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from .conftest import Served

APP = """
    import threading
    import treadle as st

    count = st.session_state.setdefault("count", 0)

    def work(place):
        number = 0
        while True:
            number += 1
            place.text(f"round {number}")
            st.sleep(0.05)

    place = st.container(key="place").empty()
    if "worker" not in st.session_state:
        st.session_state.worker = threading.Thread(target=work, args=(place,), name="rounds", daemon=True)
        st.session_state.worker.start()

    if st.button("Count"):
        st.session_state.count += 1
    st.text(f"counted {st.session_state.count}")
"""


def panel(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Threads")


def row(page: Page, name: str) -> Locator:
    return panel(page).get_by_role("listitem").filter(has_text=name).first


def test_a_thread_is_seen_where_it_is_and_stopped_and_the_page_goes_on(
    page: Page, serve: Callable[..., Served]
) -> None:
    page.goto(serve(APP).url)
    expect(page.get_by_text("round", exact=False).first).to_be_visible()
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("menuitem", name="Threads").click()
    rounds = row(page, "rounds")
    expect(rounds).to_contain_text("app0.py:")
    expect(rounds).to_contain_text("in work")
    expect(rounds).to_contain_text("thread · background")

    rounds.get_by_role("button", name="rounds").first.click()
    expect(rounds).to_contain_text("st.session_state.worker.start()")
    expect(rounds.get_by_role("list", name="Stack").get_by_role("listitem").first).to_be_visible()

    page.get_by_role("button", name="Stop rounds").click()
    expect(panel(page).get_by_text("rounds")).to_have_count(0)
    page.get_by_role("button", name="Count").click()
    expect(page.get_by_text("counted 1")).to_be_visible()
    expect(panel(page)).to_be_visible()


def test_t_opens_and_closes_it_and_nothing_is_looked_at_when_it_is_closed(
    page: Page, serve: Callable[..., Served], monkeypatch: pytest.MonkeyPatch
) -> None:
    served = serve(APP)
    looks: list[object] = []
    look = served.app.threads
    monkeypatch.setattr(served.app, "threads", lambda **how: (looks.append(how), look(**how))[1])
    page.goto(served.url)
    expect(page.get_by_text("counted 0")).to_be_visible()
    assert looks == []
    page.keyboard.press("t")
    expect(row(page, "rounds")).to_be_visible()
    assert looks != []
    page.keyboard.press("Escape")
    expect(panel(page)).to_have_count(0)
    page.get_by_role("button", name="Count").click()
    expect(page.get_by_text("counted 1")).to_be_visible()  # the server has read that it was closed
    before = len(looks)
    page.get_by_role("button", name="Count").click()
    expect(page.get_by_text("counted 2")).to_be_visible()
    assert len(looks) == before


def test_other_sessions_are_told_apart_and_stopped_too(
    page: Page, context: BrowserContext, serve: Callable[..., Served]
) -> None:
    served = serve(APP)
    other = context.new_page()
    other.goto(served.url)
    expect(other.get_by_text("round", exact=False).first).to_be_visible()
    page.goto(served.url)
    expect(page.get_by_text("counted 0")).to_be_visible()
    page.keyboard.press("t")
    elsewhere = panel(page).locator("section").filter(has_text="Other sessions")
    expect(elsewhere.get_by_text("rounds")).to_be_visible()
    elsewhere.get_by_role("button", name="Stop rounds").click()
    expect(elsewhere).to_have_count(0)
    expect(row(page, "rounds")).to_be_visible()


@pytest.mark.parametrize("mode", ["viewer", "minimal"])
def test_a_visitor_has_no_list(page: Page, serve: Callable[..., Served], mode: str) -> None:
    page.goto(serve(APP, client_toolbarMode=mode).url)
    expect(page.get_by_text("counted 0")).to_be_visible()
    page.keyboard.press("t")
    expect(panel(page)).to_have_count(0)
    menu = page.get_by_role("button", name="Menu", exact=True)
    if mode == "viewer":
        menu.click()
        expect(page.get_by_role("menu")).to_be_visible()
    else:
        expect(menu).to_have_count(0)
    expect(page.get_by_role("menuitem", name="Threads")).to_have_count(0)


def test_the_address_with_the_token_makes_the_developer_and_a_copied_link_does_not(
    page: Page, chromium: Browser, serve: Callable[..., Served]
) -> None:
    served = serve(APP, client_toolbarMode="auto")
    page.goto(served.server.developer.address(served.url) + "&of=4")
    expect(page.get_by_text("counted 0")).to_be_visible()
    expect(page).to_have_url(served.url + "?of=4")
    page.keyboard.press("t")
    expect(panel(page)).to_be_visible()
    page.reload()
    expect(page.get_by_text("counted 0")).to_be_visible()
    page.keyboard.press("t")
    expect(panel(page)).to_be_visible()
    other = chromium.new_context().new_page()
    other.goto(page.url)
    expect(other.get_by_text("counted 0")).to_be_visible()
    other.keyboard.press("t")
    expect(panel(other)).to_have_count(0)
    other.context.close()

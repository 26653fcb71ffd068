"""Sessions in the browser: reload, reconnect, several tabs, addresses."""

import json
import re
import threading
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from treadle._core.session.look import LookAtLane

from .conftest import Served
from .waiting import PATIENCE, eventually
from .wire import Wire

COUNTER = """
import treadle as st

st.session_state.setdefault("runs", 0)
st.session_state.runs += 1
name = st.text_input("Name")
if st.button("Add"):
    st.session_state.sum = st.session_state.get("sum", 0) + 1
st.write("Sum:", st.session_state.get("sum", 0))
st.write(f"Hello, {name or 'nobody'}")
"""


def enter(page: Page, label: str, text: str) -> None:
    page.get_by_label(label).fill(text)
    page.get_by_label(label).press("Enter")


@pytest.mark.both_servers
def test_reload_keeps_the_session(page: Page, serve: Callable[..., Served]) -> None:
    served = serve(COUNTER)
    page.goto(served.url)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("Sum: 1")).to_be_visible()
    enter(page, "Name", "Ada")
    expect(page.get_by_text("Hello, Ada")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Hello, Ada")).to_be_visible()
    expect(page.get_by_text("Sum: 1")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Ada")
    assert len(served.app.sessions()) == 1


def test_start_over_begins_a_new_session(page: Page, serve: Callable[..., Served]) -> None:
    served = serve(COUNTER)
    page.goto(served.url)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("Sum: 1")).to_be_visible()
    (before,) = served.app.sessions()
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("menuitem", name="Start over").click()
    expect(page.get_by_text("Sum: 0")).to_be_visible()
    eventually(page, served.app.sessions, lambda found: len(found) == 1 and found[0] is not before)


@pytest.mark.both_servers
def test_nothing_is_lost_while_the_connection_is(
    page: Page, serve: Callable[..., Served], wire: Callable[[Served], Wire]
) -> None:
    served = serve(COUNTER)
    cable = wire(served)
    page.goto(cable.url)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("Sum: 1")).to_be_visible()
    cable.cut()
    expect(page.get_by_text("Connection lost")).to_be_visible()
    enter(page, "Name", "Grace")
    cable.mend()
    expect(page.get_by_text("Hello, Grace")).to_be_visible()
    expect(page.get_by_text("Connection lost")).to_have_count(0)
    expect(page.get_by_text("Sum: 1")).to_be_visible()
    assert len(served.app.sessions()) == 1


def test_what_is_on_its_way_when_the_network_dies_arrives_once(
    page: Page, serve: Callable[..., Served], wire: Callable[[Served], Wire]
) -> None:
    served = serve(COUNTER)
    cable = wire(served)
    page.goto(cable.url)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("Sum: 1")).to_be_visible()
    cable.swallow()
    page.get_by_role("button", name="Add").click()
    enter(page, "Name", "Hedy")
    cable.cut()
    expect(page.get_by_text("Connection lost")).to_be_visible()
    cable.mend()
    expect(page.get_by_text("Hello, Hedy")).to_be_visible()
    expect(page.get_by_text("Sum: 2")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Hedy")


def test_a_network_that_stalls_is_shown_and_the_press_is_answered_when_it_is_back(
    page: Page, serve: Callable[..., Served], wire: Callable[[Served], Wire]
) -> None:
    served = serve(COUNTER)
    cable = wire(served)
    page.goto(cable.url)
    expect(page.get_by_text("Sum: 0")).to_be_visible()
    cable.swallow()
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("The network does not answer")).to_be_visible(timeout=30_000)
    cable.cut()
    cable.mend()
    expect(page.get_by_text("Sum: 1")).to_be_visible()
    expect(page.get_by_text("The network does not answer")).to_have_count(0)


def test_a_rerun_that_is_asked_for_without_a_connection_follows(
    page: Page, serve: Callable[..., Served], wire: Callable[[Served], Wire]
) -> None:
    served = serve(
        "import treadle as st\nst.session_state.n = st.session_state.get('n', 0) + 1\n"
        "st.write(f'Run {st.session_state.n}')"
    )
    cable = wire(served)
    page.goto(cable.url)
    expect(page.get_by_text("Run 1")).to_be_visible()
    cable.cut()
    expect(page.get_by_text("Connection lost")).to_be_visible()
    for _ in range(2):
        page.get_by_role("button", name="Menu", exact=True).click()
        page.get_by_role("menuitem", name="Rerun").click()
    cable.mend()
    expect(page.get_by_text("Connection lost")).to_have_count(0)
    expect(page.get_by_text("Run 2")).to_be_visible()


def test_output_goes_on_while_nobody_is_connected(
    page: Page, serve: Callable[..., Served], wire: Callable[[Served], Wire], gate: threading.Event
) -> None:
    served = serve(
        """
        import treadle as st
        from gate_of_test import gate

        st.write("Began")
        gate.wait(30)
        st.write("Ended")
        """
    )
    cable = wire(served)
    page.goto(cable.url)
    expect(page.get_by_text("Began")).to_be_visible()
    cable.cut()
    expect(page.get_by_text("Connection lost")).to_be_visible()
    gate.set()
    (session,) = served.app.sessions()
    assert session.wait(LookAtLane(), PATIENCE, lambda app: app.live is None)
    cable.mend()
    expect(page.get_by_text("Ended")).to_be_visible()


@pytest.mark.both_servers
def test_a_second_tab_mirrors_the_same_session(
    page: Page, context: BrowserContext, serve: Callable[..., Served]
) -> None:
    served = serve(COUNTER)
    page.goto(served.url)
    expect(page.get_by_text("Sum: 0")).to_be_visible()
    kept = eventually(
        page, lambda: page.evaluate("JSON.stringify(sessionStorage)"), lambda kept: kept != "{}"
    )
    second = context.new_page()
    second.add_init_script(f"Object.assign(sessionStorage, {json.loads(kept)!r})")
    second.goto(served.url)
    enter(page, "Name", "Both")
    expect(second.get_by_text("Hello, Both")).to_be_visible()
    expect(second.get_by_label("Name")).to_have_value("Both")
    second.get_by_role("button", name="Add").click()
    expect(page.get_by_text("Sum: 1")).to_be_visible()
    assert len(served.app.sessions()) == 1


def test_the_address_shows_the_query(page: Page, serve: Callable[..., Served]) -> None:
    served = serve(
        """
        import treadle as st

        st.write("Colour:", st.query_params.get("colour", "none"))
        if st.button("Blue"):
            st.query_params["colour"] = "blue"
            st.rerun()
        """
    )
    page.goto(f"{served.url}?colour=red")
    expect(page.get_by_text("Colour: red")).to_be_visible()
    page.get_by_role("button", name="Blue").click()
    expect(page.get_by_text("Colour: blue")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?colour=blue$"))
    page.go_back()
    expect(page.get_by_text("Colour: red")).to_be_visible()


def test_an_app_below_a_path(page: Page, serve: Callable[..., Served]) -> None:
    served = serve(COUNTER, server_baseUrlPath="reports/sales")
    page.goto(served.url)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("Sum: 1")).to_be_visible()


def test_a_session_that_ended_says_so_and_is_begun_again_by_hand(
    page: Page, serve: Callable[..., Served]
) -> None:
    served = serve(COUNTER)
    page.goto(served.url)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("Sum: 1")).to_be_visible()
    (session,) = served.app.sessions()
    session.end()
    expect(page.get_by_text("This session has ended.")).to_be_visible()
    page.get_by_role("button", name="Start again").click()
    expect(page.get_by_text("Sum: 0")).to_be_visible()
    expect(page.get_by_text("This session has ended.")).to_have_count(0)


def test_a_session_that_was_forgotten_meanwhile_is_begun_anew_with_what_was_entered(
    page: Page, serve: Callable[..., Served], wire: Callable[[Served], Wire]
) -> None:
    served = serve(COUNTER)
    cable = wire(served)
    page.goto(cable.url)
    enter(page, "Name", "Ada")
    expect(page.get_by_text("Hello, Ada")).to_be_visible()
    cable.cut()
    expect(page.get_by_text("Connection lost")).to_be_visible()
    enter(page, "Name", "Grace")
    (session,) = served.app.sessions()
    session.end()
    cable.mend()
    expect(page.get_by_text("Hello, Grace")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Grace")
    eventually(page, served.app.sessions, lambda found: len(found) == 1 and found[0] is not session)

"""Runs in the browser: what is sent, stopping, superseding, saved source, errors."""

import threading
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from treadle._core.session.look import LookAtLane

from .conftest import Served
from .waiting import PATIENCE, eventually
from .wire import Frames


@pytest.mark.both_servers
def test_an_unchanged_rerun_sends_no_node_operation(page: Page, serve: Callable[..., Served]) -> None:
    served = serve(
        """
        import treadle as st

        for line in range(50):
            st.text(f"line {line}")
        st.line_chart([1, 2, 3])
        """
    )
    frames = Frames(page)
    page.goto(served.url)
    expect(page.get_by_text("line 49")).to_be_visible()
    expect(page.locator(".tr-line-plot-plot").locator("canvas, svg")).to_be_visible()
    frames.wait(page, lambda: bool(frames.finished_runs()))
    before, runs = len(frames.operations()), len(frames.finished_runs())
    page.keyboard.press("r")
    frames.wait(page, lambda: len(frames.finished_runs()) > runs)
    assert len(frames.operations()) == before


@pytest.mark.both_servers
def test_stop_stops(page: Page, serve: Callable[..., Served]) -> None:
    served = serve(
        """
        import time
        import treadle as st

        place = st.empty()
        number = 0
        try:
            while True:
                number += 1
                place.text(f"round {number}")
                time.sleep(0.01)
        finally:
            st.session_state  # what a `finally` block does is still the app's
        """
    )
    page.goto(served.url)
    expect(page.get_by_text("round")).to_be_visible()
    page.get_by_role("button", name="Stop").press("Enter")
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    expect(page.get_by_role("main")).to_be_focused()
    (session,) = served.app.sessions()
    assert session.wait(LookAtLane(), PATIENCE, lambda app: not app.live and not app.stopping)
    eventually(page, lambda: list(session.threads), [])
    page.keyboard.press("r")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()


@pytest.mark.both_servers
def test_a_click_during_a_run_starts_the_next_at_once(page: Page, serve: Callable[..., Served]) -> None:
    served = serve(
        """
        import time
        import treadle as st

        fast = st.checkbox("Fast")
        st.write("fast" if fast else "slow")
        for step in range(0 if fast else 1000):
            time.sleep(0.05)
            st.write(f"late {step}")
        st.write("finished")
        """
    )
    page.goto(served.url)
    expect(page.get_by_text("late 3")).to_be_visible()
    page.get_by_label("Fast").check()
    expect(page.get_by_text("finished")).to_be_visible()
    expect(page.get_by_text("late")).to_have_count(0)


@pytest.mark.both_servers
def test_saved_source_is_offered_and_used(page: Page, serve: Callable[..., Served]) -> None:
    served = serve("import helper_of_test\nimport treadle as st\nst.write('Version', helper_of_test.VERSION)")
    helper = served.script.parent / "helper_of_test.py"
    helper.write_text("VERSION = 1\n")
    page.goto(served.url)
    expect(page.get_by_text("Version 1")).to_be_visible()
    helper.write_text("VERSION = 2  # a module that the app imports\n")
    page.get_by_role("button", name="Always rerun").click()
    expect(page.get_by_text("Version 2")).to_be_visible()
    served.script.write_text("import treadle as st\nst.write('Version three')")
    expect(page.get_by_text("Version three")).to_be_visible()


def test_saved_source_runs_once_where_that_is_asked_for(page: Page, serve: Callable[..., Served]) -> None:
    served = serve("import treadle as st\nst.write('Version 1')")
    page.goto(served.url)
    expect(page.get_by_text("Version 1")).to_be_visible()
    for version in (2, 3):
        served.script.write_text(f"import treadle as st\nst.write('Version {version}')  # {'-' * version}")
        page.get_by_role("button", name="Rerun", exact=True).click()
        expect(page.get_by_text(f"Version {version}")).to_be_visible()
        expect(page.get_by_text("source has changed")).to_have_count(0)


def test_one_changed_line_of_many_sends_one_operation(page: Page, serve: Callable[..., Served]) -> None:
    served = serve(
        """
        import treadle as st

        st.session_state.runs = st.session_state.get("runs", 0) + 1
        for line in range(900):
            st.text(f"run {st.session_state.runs}" if line == 500 else f"line {line}")
        """
    )
    frames = Frames(page)
    page.goto(served.url)
    expect(page.get_by_text("line 899")).to_be_visible()
    frames.wait(page, lambda: bool(frames.finished_runs()))
    before, runs = len(frames.operations()), len(frames.finished_runs())
    page.keyboard.press("r")
    expect(page.get_by_text("run 2")).to_be_visible()
    frames.wait(page, lambda: len(frames.finished_runs()) > runs)
    assert [op[0] for op in frames.operations()[before:]] == ["set"]


def test_errors_show_the_apps_frames_and_none_of_ours(page: Page, serve: Callable[..., Served]) -> None:
    served = serve(
        """
        import threading
        import treadle as st

        def divide(number):
            return number / 0

        st.write("before")
        threading.Thread(target=divide, args=(1,), name="divider").start()
        st.number_input("Bad", 0, 10, 11)
        """
    )
    page.goto(served.url)
    expect(page.get_by_text("before")).to_be_visible()
    expect(page.get_by_text("ZeroDivisionError")).to_be_visible()
    expect(page.get_by_text("divider")).to_be_visible()
    expect(page.get_by_text('st.number_input("Bad", 0, 10, 11)')).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("carrier.py")
    expect(page.locator("main")).not_to_contain_text("cursor.py")


def test_a_syntax_error_shows_its_line_and_is_gone_when_mended(
    page: Page, serve: Callable[..., Served]
) -> None:
    served = serve("import treadle as st\nst.write('fine'\n", server_runOnSave=True)
    page.goto(served.url)
    expect(page.get_by_text("SyntaxError")).to_be_visible()
    expect(page.get_by_text("st.write('fine'")).to_be_visible()
    served.script.write_text("import treadle as st\nst.write('mended')\n")
    expect(page.get_by_text("mended")).to_be_visible()
    expect(page.get_by_text("SyntaxError")).to_have_count(0)


def test_a_refused_value_is_explained_and_put_back(page: Page, serve: Callable[..., Served]) -> None:
    served = serve(
        """
        import treadle as st
        st.write("Value:", st.slider("Level", 0, 10, 5))
        """
    )
    frames = Frames(page)
    page.goto(served.url)
    expect(page.get_by_text("Value: 5")).to_be_visible()
    frames.wait(page, lambda: bool(frames.finished_runs()))
    (slider,) = [op for op in frames.operations() if op[0] == "insert" and op[4] == "slider"]
    (session,) = served.app.sessions()
    from treadle._core.protocol.message import Interact

    (connection,) = session.connections._connections.values()
    session.receive(connection, Interact([(slider[1], [99])]))
    expect(page.get_by_label("Notifications")).to_contain_text("Level")
    expect(page.get_by_text("Value: 5")).to_be_visible()


def test_a_fragment_streams_alone(page: Page, serve: Callable[..., Served]) -> None:
    served = serve(
        """
        import treadle as st

        st.session_state.setdefault("runs", 0)
        st.session_state.runs += 1
        st.write(f"app runs: {st.session_state.runs}")

        @st.fragment(run_every=0.05)
        def tick():
            st.session_state.ticks = st.session_state.get("ticks", 0) + 1
            st.write(f"ticks: {'many' if st.session_state.ticks > 10 else 'few'}")

        tick()
        """
    )
    page.goto(served.url)
    expect(page.get_by_text("ticks: many")).to_be_visible()
    expect(page.get_by_text("app runs: 1")).to_be_visible()


def test_a_million_updates_leave_the_page_usable(page: Page, serve: Callable[..., Served]) -> None:
    served = serve(
        """
        import itertools
        import treadle as st

        place = st.empty()
        quiet = st.checkbox("Quiet")
        for number in itertools.count():
            place.text(f"number {number}")
            if quiet:
                break
        """
    )
    page.goto(served.url)
    expect(page.get_by_text("number", exact=False)).to_be_visible()
    page.get_by_label("Quiet").check()
    expect(page.get_by_text("number 0", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)


def test_what_a_long_run_has_not_written_again_is_dimmed(
    page: Page, serve: Callable[..., Served], gate: threading.Event
) -> None:
    served = serve(
        """
        import treadle as st
        from gate_of_test import gate

        if st.checkbox("Slow"):
            gate.wait(30)
        st.text("below")
        """
    )
    page.goto(served.url)
    below = page.get_by_text("below")
    expect(below).to_be_visible()
    page.get_by_label("Slow").check()
    expect(page.locator("[data-stale]").filter(has=below)).to_have_count(1)
    expect(page.locator("[data-stale]").filter(has=page.get_by_label("Slow"))).to_have_count(0)
    gate.set()
    expect(page.locator("[data-stale]")).to_have_count(0)

"""Handles and `with` blocks that outlive what they stand for, or end elsewhere than they began."""

import threading
from collections.abc import Callable
from typing import Any

from treadle._core.session.events import RerunAsked
from treadle._core.session.look import LookAtLane

from .conftest import Gate


def kinds(page: Any) -> list[str]:
    return [
        node.props.kind
        for node in page.nodes()
        if node.props.kind not in ("page", "main", "sidebar", "bottom")
    ]


def test_an_elements_handle_writes_over_it_again_and_again(open_page: Callable[..., Any]) -> None:
    page = open_page("""
        import treadle as st

        place = st.text("first")
        place.info("second")
        place.text("third")
        place.info("fourth")
        st.divider()
        """)
    assert page.props("exception") == []
    assert kinds(page) == ["alert", "divider"]


def test_a_block_that_ends_in_another_visitors_run_leaves_that_ones_page_alone(
    open_page: Callable[..., Any],
) -> None:
    page = open_page("""
        import threading
        import treadle as st

        def block():
            with st.status("work"):
                yield

        if st.query_params.get("visitor") == "second":
            with st.status("work"):  # has the id that the first visitor's has on that one's page
                threading.abandoned.close()
                st.text("inside")
                raise RuntimeError
        else:
            threading.abandoned = block()
            next(threading.abandoned)
        """)
    try:
        second = open_page(page.app, "?visitor=second")
    finally:
        del threading.abandoned  # type: ignore[attr-defined]
    assert second.one("status").state == "error"  # as its own block ended
    assert [node.props.body for node in second.nodes("status")[0].children] == ["inside"]


def test_a_daemons_block_ends_though_its_run_was_superseded(visit: Callable[..., Any], gate: Gate) -> None:
    page = visit(
        """
        import threading
        import treadle as st

        place = st.container(key="place")

        def work():
            with place, st.status("work"):
                gate.reach()

        if "began" not in st.session_state:
            st.session_state.began = True
            threading.Thread(target=work, daemon=True).start()
            gate.reach()
        """,
        wait=False,
        gate=gate,
    )
    gate.reached(2)
    page.live.handle(RerunAsked())
    assert page.live.wait(LookAtLane(), 20, lambda app: app.live is None and app.newest > 1)
    gate.open()
    page.settle()
    assert page.live.executions.wait_until_none(20) == []
    assert page.one("status").state == "complete"


def test_a_handle_of_a_container_with_a_key_lasts_though_containers_above_come_and_go(
    visit: Callable[..., Any],
) -> None:
    turn, told = threading.Semaphore(0), threading.Semaphore(0)
    page = visit(
        """
        import threading
        import treadle as st

        runs = st.session_state.update("runs", lambda n: n + 1, 0)
        if runs % 2 == 0:
            st.container(border=True).text("above")
        place = st.container(key="place").empty()

        def count():
            number = 0
            while turn.acquire():
                place.text(number := number + 1)
                told.release()

        if runs == 1:
            threading.Thread(target=count, daemon=True).start()
        """,
        turn=turn,
        told=told,
    )
    for number in range(1, 6):
        turn.release()
        assert told.acquire(timeout=20), "the thread has lost its place"
        assert page.props("text")[-1].body == str(number)
        page.rerun()
        page.settle()
    page.live.end()
    turn.release()

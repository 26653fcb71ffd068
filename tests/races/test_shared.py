"""Values that all visitors share, under hostile switching: no update is lost, no page is left behind, and
all come to rest.
"""

import gc
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from treadle._core.session.events import RerunAsked
from treadle._core.session.look import LaneNow, LookAtLane, LookAtLanes, ReadNumber
from treadle._core.session.timers import CALM
from treadle._core.sync.shared import AppState

from .leaks import settles


@pytest.fixture
def gates(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A module that the app imports, with events by which it and the test wait for each other."""
    module: Any = ModuleType("gates_of_test")
    module.began, module.go = threading.Event(), threading.Event()
    monkeypatch.setitem(sys.modules, module.__name__, module)
    yield module
    module.go.set()


def at_rest(lanes: list[LaneNow]) -> bool:
    return not any(lane.live or lane.stopping or lane.pending or lane.outdated for lane in lanes)


def texts(page: Any) -> list[str]:
    return [str(props.body) for props in page.props("text")]


def test_eight_threads_that_update_a_thousand_times_lose_nothing(
    open_page: Callable[..., Any], hostile_switching: None
) -> None:
    page = open_page("""
        import threading
        import treadle as st

        n = st.shared("n", 0)

        def count():
            for _ in range(1000):
                n.update(lambda n: n + 1)

        threads = [threading.Thread(target=count) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        st.text(n.value)
        """)
    assert texts(page) == ["8000"]


def test_sessions_that_update_together_lose_nothing(
    open_page: Callable[..., Any], hostile_switching: None
) -> None:
    first = open_page(
        """
        import treadle as st
        n = st.shared("n", 0)
        for _ in range(500):
            n.update(lambda n: n + 1)
        """,
        wait=False,
    )
    pages = [first, *(open_page(first.app, wait=False) for _ in range(7))]
    for page in pages:
        page.settle()
    assert first.app.part(AppState).cell("n", None).get() == 4000


def test_twenty_visitors_see_the_last_of_many_writes_in_few_reruns(open_page: Callable[..., Any]) -> None:
    first = open_page("""
        import treadle as st
        st.text(st.shared("n", 0).value)
        """)
    pages = [first, *(open_page(first.app) for _ in range(19))]
    before = [page.live.apply(ReadNumber()) for page in pages]
    cell = first.app.part(AppState).cell("n", 0)
    began = time.monotonic()
    for number in range(2000):
        cell.set(number + 1)
    most = 3 + (time.monotonic() - began) / CALM
    reruns: list[int] = []
    for page, earlier in zip(pages, before, strict=True):
        assert page.live.wait(LookAtLanes(), 20, at_rest)
        assert texts(page) == ["2000"]
        reruns.append(page.live.apply(ReadNumber()) - earlier)
    assert min(reruns) >= 1
    assert max(reruns) <= most


def test_pages_that_count_their_own_runs_do_not_rerun_each_other_for_ever(
    open_page: Callable[..., Any],
) -> None:
    first = open_page("""
        import treadle as st
        n = st.shared("n", 0)
        n.update(lambda n: n + 1)
        st.text(n.value)
        """)
    pages = [first, *(open_page(first.app, wait=False) for _ in range(3))]

    def numbers() -> list[int]:
        return [page.live.apply(ReadNumber()) for page in pages]

    def all_at_rest() -> bool:
        before = numbers()
        return all(at_rest(page.live.apply(LookAtLanes())) for page in pages) and numbers() == before

    assert settles(all_at_rest)


def test_a_value_worked_out_from_another_reaches_all_pages(open_page: Callable[..., Any]) -> None:
    first = open_page("""
        import treadle as st
        orders, total = st.shared("orders", ()), st.shared("total", 0)
        if st.query_params.get("role") == "clerk":
            total.set(sum(orders.value))
        else:
            st.text(total.value)
        """)
    clerks = [open_page(first.app, "?role=clerk") for _ in range(2)]
    orders = first.app.part(AppState).cell("orders", ())
    orders.update(lambda before: (*before, 3))
    orders.update(lambda before: (*before, 4))
    assert first.live.wait(LookAtLanes(), 20, lambda lanes: at_rest(lanes) and texts(first) == ["7"])
    for page in (first, *clerks):
        assert page.live.wait(LookAtLanes(), 20, at_rest)


def test_sessions_whose_threads_count_do_not_kill_each_others_threads(
    open_page: Callable[..., Any], hostile_switching: None
) -> None:
    first = open_page(
        """
        import threading
        import treadle as st

        done, ended = st.shared("done", 0), st.shared("ended", 0)

        def work():
            for _ in range(50):
                done.update(lambda n: n + 1)
            ended.update(lambda n: n + 1)

        if st.query_params.get("role") != "reader" and "began" not in st.session_state:
            st.session_state.began = True
            for _ in range(4):
                threading.Thread(target=work).start()
        st.text(done.value)
        """,
        "?role=reader",
    )
    workers = [open_page(first.app, wait=False) for _ in range(4)]
    for page in workers:
        assert page.live.wait(LookAtLanes(), 20, at_rest)
    assert first.live.wait(LookAtLanes(), 20, lambda lanes: at_rest(lanes) and texts(first) == ["800"]), (
        texts(first)
    )
    assert first.app.part(AppState).cell("ended", 0).get() == 16


def test_a_run_that_was_fenced_writes_no_more(open_page: Callable[..., Any], gates: Any) -> None:
    page = open_page(
        """
        import treadle as st
        from gates_of_test import began, go

        def slow(n):
            if n == 0 and not began.is_set():
                began.set()
                go.wait(60)
            return n + 1

        st.text(st.shared("n", 0).update(slow))
        """,
        wait=False,
    )
    assert gates.began.wait(60)
    page.live.handle(RerunAsked())
    assert page.live.wait(LookAtLane(), 10, lambda app: app.live is None)
    gates.go.set()
    assert page.live.wait(LookAtLanes(), 10, at_rest)
    assert page.app.part(AppState).cell("n", 0).get() == 1


def test_subscriptions_end_with_their_sessions(open_page: Callable[..., Any]) -> None:
    first = open_page("""
        import treadle as st

        @st.fragment
        def part():
            st.text(st.shared("n", 0).value)

        part()
        st.text(st.shared("n", 0).value)
        """)
    cell = first.app.part(AppState).cell("n", 0)
    assert cell.readers == 2
    for _ in range(20):
        page = open_page(first.app)
        page.live.handle(RerunAsked())
        page.settle().live.end()
        del page

    def forgotten() -> bool:
        gc.collect()
        return cell.readers == 2

    assert settles(forgotten)

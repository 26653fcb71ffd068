"""Callbacks of futures: code of whoever has added them, whichever thread calls them."""

import math
import multiprocessing
import queue
import threading
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing.pool import ThreadPool
from typing import Any

import pytest

from treadle._core.carry.context import current
from treadle._core.session.look import ListNodes

from ..races.leaks import freed

Open = Callable[..., Any]


@pytest.fixture
def visit(open_page: Open) -> Open:
    """`visit(source, name=value)` opens an app that finds those names defined."""

    def visit(source: str, **names: Any) -> Any:
        first = open_page("import treadle")
        first.live.end()
        first.app.namespace.update(names)
        first.app.script.write_text(source)
        return open_page(first.app)

    return visit


@pytest.fixture
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


def texts(page: Any) -> list[str]:
    return [text.body for text in page.props("text")]


def test_one_of_a_pools_job_writes_at_the_jobs_place_and_the_run_waits_for_it(
    visit: Open, executor: ThreadPoolExecutor
) -> None:
    page = visit(
        """
import threading
import treadle as st

added = threading.Event()

def work():
    added.wait(20)
    st.text("job")
    return "result"

future = executor.submit(work)
future.add_done_callback(lambda future: st.text(f"called with {future.result()}"))
future.add_done_callback(lambda future: (body_ended.wait(20), st.text("called second")))
st.text("page")
added.set()
after_body(body_ended.set)
""",
        executor=executor,
        body_ended=threading.Event(),
        after_body=lambda function: current().host.ends.after_body(current().run, function),
    )
    assert texts(page) == ["job", "called with result", "called second", "page"]


def test_an_error_in_one_is_shown_and_the_others_are_called(
    visit: Open, executor: ThreadPoolExecutor
) -> None:
    page = visit(
        """
import threading
import treadle as st

added = threading.Event()
future = executor.submit(added.wait, 20)
future.add_done_callback(lambda future: 1 / 0)
future.add_done_callback(lambda future: st.text("called"))
added.set()
""",
        executor=executor,
    )
    assert page.error() == "ZeroDivisionError: division by zero"
    assert texts(page) == ["called"]


def test_it_writes_for_who_has_added_it_though_another_visitors_thread_calls_it(visit: Open) -> None:
    source = """
import threading
from concurrent.futures import Future
import treadle as st

def serve():
    while (future := waiting.get()) is not None:
        future.set_result("a result")

if not served.is_set():
    served.set()
    threading.Thread(target=serve, daemon=True).start()
future = Future()
future.add_done_callback(lambda future: st.text(future.result()))
if st.checkbox("ask"):
    waiting.put(future)
    future.result(20)
"""
    waiting: queue.Queue[Future[str] | None] = queue.Queue()
    one = visit(source, waiting=waiting, served=threading.Event())
    other = type(one)(one.app)
    other.interact((other.nodes("checkbox")[0].id, True))
    waiting.put(None)
    assert other.live.wait(ListNodes(), 20, lambda nodes: any(node.props.kind == "text" for node in nodes))
    assert texts(one) == []


def test_one_that_is_added_when_all_is_over_is_called_at_once(visit: Open) -> None:
    page = visit("""
from concurrent.futures import Future
import treadle as st

future = Future()
future.set_result("result")
future.add_done_callback(lambda future: st.text(future.result()))
st.text("page")
""")
    assert texts(page) == ["result", "page"]


def test_a_future_that_is_kept_keeps_no_session(visit: Open) -> None:
    kept: list[Future[None]] = [Future()]
    page = visit("kept[0].add_done_callback(lambda future: called.append(1))", kept=kept, called=[])
    kept[0].set_result(None)
    assert page.app.namespace["called"] == [1]
    session = weakref.ref(page.live)
    page.live.end()
    del page
    assert freed(session)


def test_the_thread_that_a_pool_of_processes_starts_for_itself_belongs_to_nobody(visit: Open) -> None:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        page = visit(
            """
import treadle as st

if __name__ == "__main__":
    st.text(executor.submit(root, 9).result())
""",
            executor=executor,
            root=math.sqrt,
        )
        assert texts(page) == ["3.0"]
        assert page.live.executions.wait_until_none(20) == []


@pytest.mark.parametrize("make", [ThreadPool, multiprocessing.get_context("spawn").Pool])
def test_one_of_a_pool_made_elsewhere_writes_where_it_was_given_and_its_error_is_shown(
    visit: Open, make: Callable[[int], Any]
) -> None:
    with make(1) as pool:
        page = visit(
            """
import threading
import treadle as st

if __name__ == "__main__":
    told = threading.Semaphore(0)
    with st.container():
        pool.apply_async(root, [9], callback=lambda result: (st.text(result), told.release()))
        pool.map_async(root, [9, 4], callback=lambda result: (st.text(result), told.release()))
        told.acquire(timeout=20)
        told.acquire(timeout=20)
    pool.apply_async(root, [9], callback=lambda result: 1 / 0).get(20)
    st.text(pool.apply_async(root, [16]).get(20))  # the thread that calls back is still there
""",
            pool=pool,
            root=math.sqrt,
        )
    assert texts(page) == ["3.0", "[3.0, 2.0]", "4.0"]
    assert page.error() == "ZeroDivisionError: division by zero"
    assert [node.parent.props.kind for node in page.nodes("text")][:2] == ["container", "container"]


def test_an_error_in_what_a_loop_calls_later_is_shown(visit: Open) -> None:
    page = visit("""
import asyncio
import treadle as st

def fail():
    ended.set()
    raise ValueError("planned")

ended = asyncio.Event()
asyncio.get_running_loop().call_later(0, fail)
await ended.wait()
""")
    assert page.error() == "ValueError: planned"


def test_what_a_loop_calls_later_may_ask_for_a_rerun(visit: Open) -> None:
    page = visit("""
import asyncio
import treadle as st

runs = st.session_state.update("runs", lambda n: n + 1, 0)
st.text(f"run {runs}")
if runs == 1:
    asyncio.get_running_loop().call_soon(st.rerun)
    await asyncio.sleep(60)
""")
    assert texts(page) == ["run 2"]

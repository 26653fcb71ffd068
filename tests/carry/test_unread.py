"""Errors of pools' jobs that nobody asks for: shown where the job was submitted, once, and only if nobody
asks in time.
"""

import gc
import threading
from collections.abc import Callable
from typing import Any

import pytest

Open = Callable[..., Any]

EXECUTOR = """
import concurrent.futures, multiprocessing.pool, threading
import treadle as st

def fail(number=0):
    raise ValueError(f"planned {number}")

def quietly(call):
    try:
        call()
    except ValueError:
        st.text("caught")

executor = concurrent.futures.ThreadPoolExecutor(2)
"""

BEGIN = EXECUTOR + "pool = multiprocessing.pool.ThreadPool(2)\n"

UNREAD = {
    "submit": "executor.submit(fail)",
    "submit, kept": "future = executor.submit(fail)",
    "submit, waited for": "concurrent.futures.wait([executor.submit(fail)])",
    "map": "results = executor.map(fail, range(3))",
    "apply_async": "pool.apply_async(fail)",
    "map_async": "pool.map_async(fail, [0])",
    "from a thread": (
        "thread = threading.Thread(target=lambda: executor.submit(fail)); thread.start(); thread.join()"
    ),
}

READ = {
    "result": "future = executor.submit(fail); quietly(future.result)",
    "exception": "st.text('caught' if executor.submit(fail).exception() else '')",
    "as_completed": (
        "for future in concurrent.futures.as_completed([executor.submit(fail)]): quietly(future.result)"
    ),
    "a callback": "executor.submit(fail).add_done_callback(lambda future: quietly(future.result))",
    "one of a map": "quietly(lambda: list(executor.map(fail, range(8))))",
    "get": "quietly(pool.apply_async(fail).get)",
    "apply": "quietly(lambda: pool.apply(fail))",
    "map of a pool": "quietly(lambda: pool.map(fail, range(8)))",
    "an error_callback": (
        "told = threading.Event()\n"
        "pool.apply_async(fail, error_callback=lambda error: (st.text('caught'), told.set()))\ntold.wait(20)"
    ),
}

END = "\nexecutor.shutdown(); pool.close(); pool.join()"


def until(reached: Callable[[], bool]) -> bool:
    """Whether something becomes so; what a thread does last, it tells nobody."""
    for _ in range(4000):
        if reached():
            return True
        threading.Event().wait(0.005)
    return False


@pytest.mark.parametrize("how", UNREAD)
def test_what_a_job_raises_is_shown_if_nobody_asks(open_page: Open, how: str) -> None:
    page = open_page(BEGIN + UNREAD[how] + END)
    assert until(lambda: len(page.props("exception")) == 1)
    assert page.error() == "ValueError: planned 0"


@pytest.mark.parametrize("how", READ)
def test_who_asks_is_told_and_nobody_else(open_page: Open, how: str) -> None:
    page = open_page(BEGIN + READ[how] + END)
    assert [props.body for props in page.props("text")] == ["caught"]
    assert not page.props("exception")


def test_it_stands_where_the_job_was_submitted(open_page: Open) -> None:
    page = open_page(BEGIN + "st.text('before')\nexecutor.submit(fail)\nst.text('after')" + END)
    kinds = [node.props.kind for node in page.nodes() if node.props.kind in ("text", "exception")]
    assert kinds == ["text", "exception", "text"]


def test_what_a_library_ignores_of_its_own_jobs_is_its_own_business(open_page: Open) -> None:
    library: dict[str, Any] = {}
    exec("def begin(pool, job):\n    return pool.submit(job)", library)
    page = open_page(
        EXECUTOR + "if 'begin' in globals():\n    begin(executor, fail)\n    executor.shutdown()"
    )
    page.app.namespace["begin"] = library["begin"]
    page.rerun()
    page.settle()
    assert not page.props("exception")


def test_a_thread_that_outlives_its_run_may_ask_as_long_as_it_keeps_the_future(open_page: Open) -> None:
    page = open_page(
        EXECUTOR
        + """
def work():
    future = executor.submit(fail, 1)
    concurrent.futures.wait([future])
    reached.release()
    go.acquire()
    quietly(future.result)
    executor.submit(fail, 2)

if 'reached' in globals():
    threading.Thread(target=work, daemon=True).start()
"""
    )
    reached, go = threading.Semaphore(0), threading.Semaphore(0)
    page.app.namespace.update(reached=reached, go=go)
    page.rerun()
    assert reached.acquire(timeout=20)
    page.settle()
    gc.collect()
    assert not page.props("exception")
    go.release()
    assert until(lambda: len(page.props("exception")) == 1)
    assert page.error() == "ValueError: planned 2"

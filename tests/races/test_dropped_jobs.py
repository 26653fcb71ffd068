"""A run ends though jobs that it has submitted were never begun: pools drop them without a word."""

import threading
import weakref
from collections.abc import Callable
from typing import Any

import pytest

from treadle._core.session.look import LookAtLane

from .leaks import freed

FAILING_MAP = """
def f(x):
    if x == 0:
        raise ValueError(x)

with ThreadPool(2) as pool:
    try:
        pool.map(f, range(40))
    except ValueError as error:
        st.session_state.error = error  # and with it, all frames
"""

FAILING_BATCH = """
def f(x):
    if x == 5:
        raise ValueError(x)
    return x

with ThreadPool(2) as pool:
    try:
        for x in pool.imap(f, range(20), 4):
            st.text(x)
    except ValueError as error:
        st.session_state.error = error
"""

FIRST_WINS = """
with ThreadPool(1) as pool:
    st.text(next(pool.imap_unordered(str, range(2000))))
"""

TERMINATED = """
with ThreadPool(1) as pool:
    for number in range(2000):
        pool.apply_async(int)
"""

BROKEN = """
asked = threading.Event()

def begin():
    asked.wait()
    raise ValueError

executor = ThreadPoolExecutor(1, initializer=begin)
futures = [executor.submit(int) for number in range(3)]
asked.set()
errors = [future.exception() for future in futures]
"""


@pytest.mark.parametrize("pool", [FAILING_MAP, FAILING_BATCH, FIRST_WINS, TERMINATED, BROKEN])
def test_a_run_does_not_wait_for_jobs_that_will_never_begin(open_page: Callable[..., Any], pool: str) -> None:
    page = open_page(
        "import threading\nimport treadle as st\nfrom concurrent.futures import ThreadPoolExecutor\n"
        f"from multiprocessing.pool import ThreadPool\n{pool}",
        wait=False,
    )
    assert page.live.wait(LookAtLane(), 10, lambda app: app.live is None and app.newest > 0)
    assert page.props("exception") == []


def test_batches_give_what_came_before_the_failure(open_page: Callable[..., Any]) -> None:
    page = open_page(f"import treadle as st\nfrom multiprocessing.pool import ThreadPool\n{FAILING_BATCH}")
    assert [text.body for text in page.props("text")] == ["0", "1", "2", "3"]


def test_jobs_that_bring_the_same_context_write_where_each_was_submitted(
    open_page: Callable[..., Any],
) -> None:
    page = open_page("""
        import contextvars, threading
        import treadle as st
        from concurrent.futures import ThreadPoolExecutor

        go, context = threading.Event(), contextvars.copy_context()
        with ThreadPoolExecutor(1) as pool:
            pool.submit(go.wait)
            for name in "ab":
                with st.container(key=name):
                    pool.submit(context.run, st.text, name)
            go.set()
        """)
    texts = [
        [node.props.body for node in box.walk() if node.props.kind == "text"]
        for box in page.nodes("container")
    ]
    assert texts == [["a"], ["b"]]
    assert page.props("exception") == []


def test_a_future_that_is_kept_does_not_keep_the_session(open_page: Callable[..., Any]) -> None:
    page = open_page("""
        import threading
        from concurrent.futures import ThreadPoolExecutor
        import treadle as st

        with ThreadPoolExecutor(1) as pool:
            threading.kept_by_the_app = pool.submit(int)
        """)
    try:
        page.live.end()
        session = weakref.ref(page.live)
        for thread in list(page.live.threads.values()):
            thread.join()
        del page.live
        assert freed(session)
    finally:
        del threading.kept_by_the_app  # type: ignore[attr-defined]

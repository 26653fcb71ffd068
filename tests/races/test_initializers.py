"""A pool's initializer carries the run that has started the worker, stops with it, and does not leave the
pool useless.
"""

import logging
import threading
from collections.abc import Callable
from typing import Any

import pytest

from treadle._core.session.events import RerunAsked

from .conftest import Gate

Visit = Callable[..., Any]

MAKE = {
    "executor": "pool = ThreadPoolExecutor({size}, initializer=begin, initargs=('worker',))",
    "pool": "pool = ThreadPool({size}, begin, ('worker',))",
}
DO = {
    "submit": ("executor", "pool.submit(job, 1).result()"),
    "map": ("executor", "list(pool.map(job, [1]))"),
    "apply": ("pool", "pool.apply(job, (1,))"),
    "pool.map": ("pool", "pool.map(job, [1])"),
    "starmap": ("pool", "pool.starmap(job, [(1,)])"),
    "imap": ("pool", "list(pool.imap(job, [1]))"),
    "imap of batches": ("pool", "list(pool.imap(job, [1], 2))"),
}

BEGIN = """
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.pool import ThreadPool
import treadle as st

def job(number):
    st.text(f"job {number}, {local.name}")

"""


def texts(page: Any) -> list[str]:
    return [props.body for props in page.props("text")]


@pytest.mark.parametrize("do", DO)
def test_it_writes_where_its_worker_was_started(visit: Visit, do: str) -> None:
    kind, call = DO[do]

    page = visit(
        BEGIN
        + f"""
def begin(name):
    local.name = name
    st.session_state.began = True
    st.text("begins")

st.text("before")
{MAKE[kind].format(size=1)}
{call}
pool.shutdown() if hasattr(pool, "shutdown") else pool.terminate()
st.text("after")
""",
        local=threading.local(),
    )
    for _ in range(2):
        assert page.nodes("exception") == []
        assert texts(page) == ["before", "begins", "job 1, worker", "after"]
        assert page.state("began") is True
        page.rerun()
        page.settle()


@pytest.mark.parametrize("do", DO)
def test_one_that_spins_stops_with_its_run_and_the_pool_can_be_used_by_the_next(
    visit: Visit, gate: Gate, do: str, caplog: pytest.LogCaptureFixture
) -> None:

    kind, call = DO[do]
    began: list[str] = []
    with caplog.at_level(logging.CRITICAL, "concurrent.futures"):
        page = visit(
            BEGIN
            + f"""
def begin(name):
    local.name = name
    began.append(name)
    if len(began) == 1:
        gate.reach()
        while True:
            began[0] = name

if "pool" not in st.session_state:
    {MAKE[kind].format(size=1)}
    st.session_state.pool = pool
pool = st.session_state.pool
{call}
""",
            wait=False,
            gate=gate,
            began=began,
            local=threading.local(),
        )
        gate.reached().open()
        page.live.handle(RerunAsked())
        page.settle()
    assert page.nodes("exception") == []
    assert texts(page) == ["job 1, worker"]
    assert began == ["worker", "worker"], "it was called again, and once"
    assert page.live.executions.wait_until_none(20) == []
    assert caplog.records == []
    pool = page.state("pool")
    pool.shutdown() if hasattr(pool, "shutdown") else pool.terminate()


@pytest.mark.parametrize("kind", MAKE)
def test_what_it_raises_is_shown(visit: Visit, kind: str) -> None:
    page = visit(
        BEGIN
        + f"""
def begin(name):
    raise ValueError("no " + name)

{MAKE[kind].format(size=1)}
try:
    pool.submit(job, 1).result() if hasattr(pool, "submit") else pool.apply(job, (1,))
except Exception as error:
    st.text(type(error).__name__)
pool.shutdown() if hasattr(pool, "shutdown") else pool.terminate()
"""
    )
    shown = [props.message for props in page.props("exception")]
    assert texts(page) == (["BrokenThreadPool"] if kind == "executor" else ["ValueError"])
    assert shown == ([] if kind == "executor" else ["no worker"])


def test_each_worker_of_a_pool_of_threads_has_a_place_of_its_own(visit: Visit) -> None:
    page = visit(
        BEGIN
        + """
meeting = threading.Barrier(3)

def begin(name):
    meeting.wait(20)
    st.text(name)

pool = ThreadPool(3, begin, ("worker",))
st.text("after")
pool.close()
pool.join()
"""
    )
    assert texts(page) == ["worker", "worker", "worker", "after"]


def test_one_of_a_pool_that_serves_the_app_carries_none(visit: Visit) -> None:
    seen: list[str] = []
    page = visit(
        BEGIN
        + """
def begin():
    try:
        st.text("never")
    except st.errors.NoSessionContext:
        seen.append("no session")

@st.cache_resource
def pool():
    return ThreadPoolExecutor(1, initializer=begin)

pool().submit(st.text, "job").result()
""",
        seen=seen,
    )
    assert texts(page) == ["job"]
    assert seen == ["no session"]

"""Pools: a worker carries a session for a job only, whoever made the pool, however the job ends, and
whose job is next.
"""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.pool import ThreadPool
from types import ModuleType
from typing import Any

import pytest

from treadle._core.carry.context import current

from .conftest import Gate

Visit = Callable[..., Any]


@pytest.fixture
def shared() -> Iterator[ModuleType]:
    """A module with pools of one worker each, made as if at its import: before and outside of any run."""
    module = ModuleType("pools_made_at_import")
    module.executor = ThreadPoolExecutor(1)
    module.pool = ThreadPool(1)
    module.seen = []
    sys.modules[module.__name__] = module
    yield module
    del sys.modules[module.__name__]
    module.executor.shutdown()
    module.pool.terminate()
    module.pool.join()


def texts(page: Any) -> list[str]:
    return [props.body for props in page.props("text")]


def test_context_left_on_a_pool_worker_after_an_exception(visit: Visit, shared: ModuleType) -> None:
    page = visit(
        """
        import treadle as st
        from pools_made_at_import import executor, pool

        def fail():
            with st.container():  # which the exception leaves, and not the end of the block
                st.text("before")
                raise ValueError("planned")

        st.text(type(executor.submit(fail).exception()).__name__)
        try:
            pool.apply(fail)
        except ValueError as error:
            st.text(type(error).__name__)
        """
    )
    assert texts(page) == ["before", "ValueError", "before", "ValueError"]
    assert shared.executor.submit(current).result() is None
    assert shared.pool.apply(current) is None


def test_context_left_on_a_pool_worker_after_a_fence(visit: Visit, shared: ModuleType, gate: Gate) -> None:
    page = visit(
        """
        import treadle as st
        from pools_made_at_import import executor, pool

        def work():
            gate.reach()
            st.text("late")

        executor.submit(work)
        pool.apply_async(work)
        """,
        wait=False,
        gate=gate,
    )
    gate.reached(2)
    page.live.end()
    gate.open()
    assert shared.executor.submit(current).result() is None
    assert shared.pool.apply(current) is None
    assert page.live.executions.wait_until_none(20) == []


def test_a_pool_made_at_import_used_by_two_sessions(
    visit: Visit,
    open_page: Callable[..., Any],
    shared: ModuleType,
    hostile_switching: None,
    seeds: Iterator[int],
) -> None:
    page = visit(
        """
        import random
        import treadle as st
        from pools_made_at_import import executor, pool

        name = st.query_params.get("name", "")
        chance = random.Random(f"{name}{st.query_params.get('seed')}")
        jobs = []
        for number in range(60):
            if chance.random() < 0.5:
                jobs.append(executor.submit(st.text, f"{name} {number}"))
            else:
                jobs.append(pool.apply_async(st.text, (f"{name} {number}",)))
        """
    )
    for seed in seeds:
        visitors = [open_page(page.app, f"name={name}&seed={seed}", wait=False) for name in "ab"]
        for visitor, name in zip(visitors, "ab", strict=True):
            assert texts(visitor.settle()) == [f"{name} {number}" for number in range(60)]
            visitor.live.end()


def test_joblib_threads(
    visit: Visit, open_page: Callable[..., Any], hostile_switching: None, seeds: Iterator[int]
) -> None:
    page = visit(
        """
        import joblib
        import treadle as st

        name = st.query_params.get("name", "")
        with st.container():
            joblib.Parallel(n_jobs=4, backend="threading")(
                joblib.delayed(st.text)(f"{name} {number}") for number in range(40)
            )
        """
    )
    for _ in seeds:
        visitors = [open_page(page.app, f"name={name}", wait=False) for name in "ab"]
        for visitor, name in zip(visitors, "ab", strict=True):
            assert texts(visitor.settle()) == [f"{name} {number}" for number in range(40)]
            visitor.live.end()

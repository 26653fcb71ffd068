"""Order, stop points and places, where threads meet: what the contract says of them that nobody's code
can decide alone.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from treadle._core.session.events import RerunAsked
from treadle._core.session.look import LookAtLane
from treadle._core.session.state import PutKey

from .conftest import Gate

Visit = Callable[..., Any]


def texts(page: Any) -> list[str]:
    return [props.body for props in page.props("text")]


# Order ------------------------------------------------------------------------------------------------------


def test_jobs_of_pools_in_jobs_of_pools_stand_in_the_order_of_the_code(
    visit: Visit, hostile_switching: None, seeds: Iterator[int]
) -> None:
    page = visit(
        """
        import random
        from concurrent.futures import ThreadPoolExecutor
        import treadle as st

        def job(path):
            chance = random.Random(f"{path}{st.session_state.get('seed')}")
            if len(path) < 3:
                with ThreadPoolExecutor(3) as pool:
                    st.text(f"{path} begins")
                    jobs = [pool.submit(job, f"{path}{n}") for n in range(3)]
                    chance.shuffle(jobs)
                    for each in jobs:
                        each.result()
            st.text(f"{path} ends")

        job("0")
        """
    )

    def expected(path: str) -> list[str]:
        if len(path) == 3:
            return [f"{path} ends"]
        inner = [text for n in range(3) for text in expected(f"{path}{n}")]
        return [f"{path} begins", *inner, f"{path} ends"]

    for seed in seeds:
        page.live.apply(PutKey("seed", seed))
        page.live.handle(RerunAsked())
        page.settle()
        assert texts(page) == expected("0")


def test_calls_of_an_executor_stand_in_the_order_of_submission_and_stop_with_the_run(
    visit: Visit, gate: Gate
) -> None:
    page = visit(
        """
        import treadle as st

        def show(n):
            if n == 0:
                gate.reach()
            st.text(n)

        with st.executor("thread", max_workers=2) as executor:
            for n in range(4):
                executor.submit(show, n)
        """,
        wait=False,
        gate=gate,
    )
    gate.reached()
    page.live.handle(RerunAsked())
    gate.reached().open()
    page.settle()
    assert texts(page) == ["0", "1", "2", "3"]
    assert page.live.executions.wait_until_none(20) == []


# Runs -------------------------------------------------------------------------------------------------------


def test_the_page_shows_the_run_going_on_until_its_threads_have_ended(visit: Visit, gate: Gate) -> None:
    page = visit("import threading\nthreading.Thread(target=gate.reach).start()", wait=False, gate=gate)
    gate.reached()
    assert page.live.wait(LookAtLane(), 20, lambda app: not app.alive)
    batch = page.live.collect(page.browser)
    assert batch.run.running
    gate.open()
    page.settle()
    assert not page.live.collect(page.browser).run.running


def test_what_a_thread_does_not_write_again_stays_until_the_thread_ends(visit: Visit, gate: Gate) -> None:
    page = visit(
        """
        import threading
        import treadle as st

        run = st.session_state.update("runs", lambda n: n + 1, 0)

        def work():
            st.text("again")
            if run == 1:
                st.text("once")
            else:
                gate.reach()

        threading.Thread(target=work).start()
        if run == 1:
            st.text("of the body")
        """,
        gate=gate,
    )
    assert texts(page) == ["again", "once", "of the body"]
    page.live.handle(RerunAsked())
    gate.reached()
    assert page.live.wait(LookAtLane(), 20, lambda app: not app.alive)
    assert texts(page) == ["again", "once"]
    gate.open()
    page.settle()
    assert texts(page) == ["again"]


# Superseding ------------------------------------------------------------------------------------------------

STOP_POINTS = {
    "a command": 'st.text("never")',
    "a container": "st.container()",
    "a widget": 'st.checkbox("Never")',
    "an element's handle": 'here.text("never")',
    "a block": "with here: st.text('never')",
    "reading the state": 'st.session_state["key"]',
    "asking for a key of the state": '"key" in st.session_state',
    "writing the state": 'st.session_state.key = "never"',
    "deleting from the state": "del st.session_state.key",
    "updating the state": 'st.session_state.update("key", lambda value: "never")',
    "the address": 'st.query_params["key"] = "never"',
    "what is shared": "shared.value",
    "a lock": "with st.lock(): pass",
    "sleeping": "st.sleep(0)",
    "a toast": 'st.toast("never")',
    "starting a thread": "threading.Thread(target=told.append, args=('never',)).start()",
    "submitting to a pool": "pool.submit(told.append, 'never')",
    "a task": "task.submit()",
    "a fragment": "st.fragment(lambda: told.append('never'))()",
}


@pytest.mark.parametrize("where", ["the body", "a thread"])
@pytest.mark.parametrize("point", STOP_POINTS)
def test_each_stop_point_stops(visit: Visit, gate: Gate, point: str, where: str) -> None:
    told: list[str] = []
    page = visit(
        f"""
        import threading
        from concurrent.futures import ThreadPoolExecutor
        import treadle as st

        @st.task
        def task():
            told.append("never")

        def work():
            gate.reach()
            try:
                {STOP_POINTS[point]}
            except Exception as error:
                told.append(repr(error))
                raise
            told.append("went on")

        st.session_state.key = "value"
        here = st.empty()
        shared = st.shared("key", 0)
        pool = ThreadPoolExecutor(1)
        if st.session_state.update("runs", lambda n: n + 1, 0) == 1:
            {"work()" if where == "the body" else "threading.Thread(target=work).start()"}
        """,
        wait=False,
        gate=gate,
        told=told,
    )
    gate.reached()
    page.live.handle(RerunAsked())
    gate.open()
    page.settle()
    assert page.live.executions.wait_until_none(20) == []
    assert told == []
    assert page.state("key") == "value"
    assert page.nodes("exception") == page.nodes("text") == page.nodes("checkbox") == []


# Background work --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "write", ['box.text("late")', 'with box: st.text("late")', 'box.container().text("late")']
)
def test_a_handle_whose_container_has_gone_stops_the_thread_that_writes_to_it(
    visit: Visit, gate: Gate, write: str
) -> None:
    told: list[str] = []
    page = visit(
        f"""
        import threading
        import treadle as st

        def work():
            try:
                box.text("early")
                gate.reach()
                {write}
                told.append("went on")
            finally:
                told.append("ended")

        if st.session_state.update("runs", lambda n: n + 1, 0) == 1:
            box = st.container()
            threading.Thread(target=work, daemon=True).start()
        """,
        gate=gate,
        told=told,
    )
    gate.reached()
    assert texts(page) == ["early"]
    page.live.handle(RerunAsked())
    page.settle()
    gate.open()
    assert page.live.executions.wait_until_none(20) == []
    assert told == ["ended"]
    assert page.nodes("exception") == []
    assert "late" not in texts(page)


# State ------------------------------------------------------------------------------------------------------


def test_session_state_from_any_thread(visit: Visit, hostile_switching: None) -> None:
    page = visit(
        """
        import threading
        import treadle as st

        def work(me):
            for n in range(200):
                st.session_state[f"{me} {n}"] = n
                assert st.session_state[f"{me} {n}"] == n
                assert f"{me} {n}" in list(st.session_state)
                if n % 2:
                    del st.session_state[f"{me} {n}"]

        threads = [threading.Thread(target=work, args=(name,)) for name in "abcdefgh"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        kept = sorted(st.session_state)
        """
    )
    assert page.nodes("exception") == []
    left = {f"{me} {n}" for me in "abcdefgh" for n in range(200) if page.state(f"{me} {n}") == n}
    assert left == {f"{me} {n}" for me in "abcdefgh" for n in range(0, 200, 2)}


# Coroutines and tasks ---------------------------------------------------------------------------------------


def test_a_callback_may_be_a_coroutine(visit: Visit) -> None:
    threads: list[str] = []
    page = visit(
        """
        import asyncio
        import threading
        import treadle as st

        async def pressed():
            await asyncio.sleep(0)
            threads.append(threading.current_thread().name)
            st.session_state.pressed = True

        st.button("Press", on_click=pressed)
        st.text(st.session_state.get("pressed", False))
        """,
        threads=threads,
    )
    page.interact((page.nodes("button")[0].id, True))
    assert texts(page) == ["True"]
    assert threads[0].startswith("treadle-script-"), "on a loop of the run's own thread"


WORKERS = {"thread": "def", "async": "async def", "process": "def"}


@pytest.mark.parametrize("executor", WORKERS)
def test_progress_is_reported_from_every_kind_of_worker(visit: Visit, executor: str) -> None:
    page = visit(
        f"""
        import treadle as st

        @st.task(executor="{executor}")
        {WORKERS[executor]} work():
            st.current_task().report(0.5, "half")

        task = work.submit()
        task.result()
        st.text(f"{{task.progress}} {{task.text}}")
        """
    )
    assert texts(page) == ["0.5 half"]

"""Tasks at their worst: stopped at any stage, by the thousand, reporting without pause, and between two
sessions.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import wait
from typing import Any

import pytest

from treadle._core.protocol.message import ClientInfo, Open
from treadle._core.runtime.ports import RequestInfo
from treadle._core.session.events import RerunAsked
from treadle.testing import AppTest

OpenPage = Callable[..., Any]


def until(reached: Callable[[], bool]) -> bool:
    """Whether something becomes so; what a thread does last, it tells nobody."""
    deadline = time.monotonic() + 60
    while not reached():
        if time.monotonic() > deadline:
            return False
        threading.Event().wait(0.005)
    return True


@pytest.mark.parametrize("executor", ["thread", "process", "async"])
@pytest.mark.parametrize("stage", ["queued", "begun", "running", "ended"])
def test_cancel_at_every_stage_ends_in_what_it_says(executor, stage, tmp_path):
    def app(executor, stage, flag, found):
        import asyncio
        import time
        from pathlib import Path

        import treadle as st

        def hold(flag):
            Path(flag).touch()
            while True:
                time.sleep(0.001)

        async def hold_async(flag):
            Path(flag).touch()  # noqa: ASYNC240 - a moment
            await asyncio.sleep(60)

        work = st.task(executor=executor, limit=1)(hold_async if executor == "async" else hold)
        quick = st.task(executor="thread")(str)
        first = work.submit(flag)
        if stage == "queued":
            task = work.submit(flag)
            found["cancelled at once"] = task.cancel()
        elif stage == "begun":
            task = first
            task.cancel()
        elif stage == "running":
            task = first
            while not Path(flag).exists():
                time.sleep(0.001)
            task.cancel()
        else:
            task = quick.submit("x")
            task.wait(60)
            found["cancelled at once"] = task.cancel()
        task.wait(20)
        found["status"] = task.status
        first.cancel()
        first.wait(20)
        found["first"] = first.status

    found: dict[str, Any] = {}
    test = AppTest.from_function(app, args=(executor, stage, str(tmp_path / "flag"), found))
    test.run(timeout=30)
    assert not test.exception
    board = test._driver.app.board
    expected = "done" if stage == "ended" else "cancelled"
    assert found["status"] == expected
    assert found.get("cancelled at once") in {"queued": (True,), "ended": (False,)}.get(stage, (None,))
    assert found["first"] == "cancelled"
    assert until(lambda: not board.tasks())
    test.close()


def test_ten_thousand_tasks_come_to_their_end_in_threads(open_page: OpenPage) -> None:
    page = open_page("""
        import treadle as st

        @st.task(scope="app", executor="thread")
        def count(number):
            with lock:
                seen.append(number)

        if st.button("Begin"):
            tasks.extend(count.submit(number) for number in range(10_000))
        """)
    seen: list[int] = []
    tasks: list[Any] = []
    page.app.namespace.update(seen=seen, tasks=tasks, lock=threading.Lock())
    page.interact((page.nodes("button")[0].id, True))
    assert len(tasks) == 10_000
    assert not wait(tasks, timeout=40).not_done
    assert sorted(seen) == list(range(10_000))
    assert all(task.status == "done" for task in tasks)
    assert until(lambda: not page.app.board.tasks())


@pytest.mark.parametrize("executor", ["thread", "process"])
def test_progress_without_pause_grows_nothing_and_ends_with_the_last(executor, open_page: OpenPage) -> None:
    page = open_page(f"""
        import treadle as st

        @st.task(executor="{executor}")
        def report():
            me = st.current_task()
            for step in range(20_000):
                me.report(step / 20_000, f"step {{step}}")
            return "end"

        st.session_state.runs = st.session_state.get("runs", 0) + 1
        if st.button("Begin"):
            report.submit()
        if report.latest:
            st.task_status(report.latest)
        """)
    page.interact((page.nodes("button")[0].id, True))
    assert until(lambda: page.one("task_status").status == "done")
    assert page.one("task_status").text == "step 19999"
    page.settle()
    assert page.state("runs") <= 6, "progress alone reruns nobody who only shows it"


@pytest.mark.parametrize("executor", ["thread", "async", "process"])
def test_reported_values_rerun_what_reads_them_and_the_last_always_arrives(
    executor: str, open_page: OpenPage
) -> None:
    page = open_page(f"""
        import treadle as st

        @st.task(executor="{executor}")
        {"async " if executor == "async" else ""}def train():
            for step in range(20_000):
                st.current_task().report({{"step": step}})
            {"import asyncio" if executor == "async" else "import time"}
            while not st.current_task().cancelled:
                {"await asyncio.sleep(0.01)" if executor == "async" else "time.sleep(0.01)"}

        @st.fragment
        def curve():
            st.session_state.curves = st.session_state.get("curves", 0) + 1
            found = [each["step"] for each in train.latest.reports]
            st.text((len(found) <= 1000, found == sorted(found), found[-1] if found else None))

        st.session_state.runs = st.session_state.get("runs", 0) + 1
        if st.button("Begin"):
            train.submit()
        if train.latest:
            curve()
        if st.button("End"):
            train.latest.cancel()
        """)
    page.interact((page.nodes("button")[0].id, True))
    # It runs still: that the last value arrives needs neither another one nor the end.
    assert until(lambda: page.one("text").body == str((True, True, 19999)))
    page.settle()
    assert page.state("runs") == 2, "a fragment that reads them reruns alone"
    assert page.state("curves") <= 20_000 / 20
    page.interact((page.nodes("button")[1].id, True))


def test_two_sessions_with_the_same_key_have_two_tasks_and_share_the_apps(open_page: OpenPage) -> None:
    page = open_page("""
        import treadle as st

        @st.task
        def mine(): ...

        @st.task(scope="app")
        def ours(): ...

        mine.task("k") or mine.submit(key="k")
        ours.task("k") or ours.submit(key="k")
        st.session_state.update(mine=mine.task("k"), ours=ours.task("k"))
        """)
    other = type(page)(page.app)
    assert page.state("mine") is not other.state("mine")
    assert page.state("ours") is other.state("ours")


def test_the_end_of_a_session_stops_its_tasks_and_not_those_of_the_app(open_page: OpenPage) -> None:
    page = open_page("""
        import treadle as st

        def wait():
            while not go.wait(0.001):
                pass

        mine, ours = st.task(wait), st.task(scope="app")(wait)
        if st.button("Begin"):
            tasks.extend([mine.submit(), ours.submit()])
        """)
    tasks: list[Any] = []
    go = threading.Event()
    page.app.namespace.update(tasks=tasks, go=go)
    page.interact((page.nodes("button")[0].id, True))
    mine, ours = tasks
    page.live.end()
    assert until(lambda: mine.ended)
    assert mine.snapshot().status == "cancelled"
    assert not ours.ended
    go.set()
    assert until(lambda: ours.ended)
    assert ours.snapshot().status == "done"


def test_a_task_that_is_submitted_while_the_server_stops_is_refused(open_page: OpenPage) -> None:
    page = open_page("""
        import treadle as st

        @st.task
        def work(): ...

        def late():
            began.set()
            go.acquire()  # a wait that nobody can wake
            try:
                work.submit()
            except BaseException as error:
                refused.append(error)
                raise

        if st.button("Begin"):
            st.task(scope="app", executor="thread")(late).submit()
        """)
    go, began = threading.Lock(), threading.Event()
    go.acquire()
    refused: list[BaseException] = []
    page.app.namespace.update(go=go, began=began, refused=refused)
    page.interact((page.nodes("button")[0].id, True))
    assert began.wait(20)
    page.app.board.close()
    go.release()
    assert until(lambda: len(refused) == 1)
    assert until(lambda: not page.app.board.tasks())


def test_a_board_that_is_closed_says_why_it_takes_nothing(open_page: OpenPage) -> None:
    page = open_page("""
        import treadle as st

        try:
            st.task(print).submit()
        except st.errors.TaskRejectedError as error:
            st.text(error)
        """)
    page.app.board.close()
    page.live.handle(RerunAsked())
    page.settle()
    assert "the app is stopping" in page.one("text").body


def test_a_visitor_with_a_thousand_tasks_does_not_keep_another_waiting(open_page: OpenPage) -> None:
    page = open_page(
        """
        import treadle as st

        @st.task(executor="thread")
        def work(name):
            order.append(name)
            go.acquire()

        name = st.query_params["name"]
        for _ in range(int(st.query_params["many"])):
            work.submit(name)
        """,
        query="name=first&many=0",
    )
    order: list[str] = []
    go = threading.Semaphore(0)
    page.app.namespace.update(order=order, go=go)
    crowd = [
        page.app.open(Open(1, None, "/", "name=greedy&many=1000", ClientInfo()), page.browser, RequestInfo())
    ]
    limit = page.app.config.tasks.threadsPerSession
    assert until(lambda: order.count("greedy") == limit)
    crowd.append(
        page.app.open(
            Open(1, None, "/", "name=modest&many=1", ClientInfo()), type(page.browser)(), RequestInfo()
        )
    )
    assert until(lambda: "modest" in order)
    assert order.count("greedy") == limit
    for live, _ in crowd:
        live.end()
    go.release(2000)
    assert until(lambda: not page.app.board.tasks())

"""`executor="dask"`: from an app's script to a worker of a cluster and back."""

import os
import re
import subprocess
import sys
import threading
import time

import pytest

from .conftest import Cluster, alive, eventually, texts

pytestmark = pytest.mark.filterwarnings("default")  # what Dask itself calls may be deprecated in a new Python


def test_functions_and_classes_of_a_script_and_its_modules_work(run):
    test = run(
        """
        import dataclasses, os
        import streamlit as st
        from beside import Point, shift

        @dataclasses.dataclass
        class Result:
            point: Point
            pid: int

        factor = 2

        @st.task(executor="dask")
        def work(point, by):
            print("working")
            st.current_task().report(0.5, "half", value={"loss": 1})
            return Result(shift(shift(point, by), factor), os.getpid())

        task = work.submit(Point(1), by=3)
        result = task.result()
        st.text(type(result) is Result and type(result.point) is Point)
        st.text(result.point)
        st.text(result.pid != os.getpid())
        st.text((task.status, task.progress, task.text, task.logs, task.reports))
        st.text(st.task(lambda: st.current_task().name, executor="dask").submit().result())
        with st.executor("dask") as executor:
            st.text(list(executor.map(lambda x: x * factor, range(4))))

        @st.task(executor="dask")
        async def awaited():
            import asyncio
            await asyncio.sleep(0)
            return "awaited"
        st.text(awaited.submit().result())
        """,
        beside="""
        import dataclasses
        @dataclasses.dataclass
        class Point:
            x: int
        def shift(point, by):
            return Point(point.x + by)
        """,
    )
    assert texts(test) == [
        "True",
        "Point(x=6)",
        "True",
        "('done', 0.5, 'half', 'working\\n', [{'loss': 1}])",
        "<lambda>",
        "[0, 2, 4, 6]",
        "awaited",
    ]


def test_an_exception_has_its_type_and_the_traceback_of_the_worker(run):
    test = run(
        """
        import threading
        import treadle as st

        class Mine(Exception):
            pass

        def fail():
            raise Mine("broken")

        error = st.task(fail, executor="dask").submit().exception()
        st.text((type(error) is Mine, str(error), "in fail" in str(error.__cause__)))
        error = st.task(lambda: threading.Lock(), executor="dask").submit().exception()
        st.text((type(error).__name__, "its result" in str(error)))
        try:
            st.task(print, executor="dask").submit(threading.Lock())
        except st.errors.PicklingError as error:
            st.text("argument 1" in str(error))
        error = st.task(lambda: st.text("x"), executor="dask").submit().exception()
        st.text(type(error).__name__)
        task = st.task(lambda: st.stop(), executor="dask").submit()
        task.wait()
        st.text(task.status)
        """
    )
    assert texts(test) == [
        "(True, 'broken', True)",
        "('PicklingError', True)",
        "True",
        "NoSessionContext",
        "cancelled",
    ]


WAITING = """
    import os, time
    import treadle as st

    @st.task(executor="dask", scope="app")
    def work(how):
        print(os.getpid())
        try:
            if how == "sleeps":
                time.sleep(1e6)
            elif how == "computes":
                while True:
                    pass
            elif how == "watches":
                while not st.current_task().cancelled:
                    time.sleep(0.01)
                return "ended by itself"
        finally:
            print("cleaned up")

    if "tasks" not in st.session_state:
        st.session_state.tasks = {}
    for how in ("sleeps", "computes", "watches"):
        if st.button(how):
            st.session_state.tasks[how] = work.submit(how)
"""


def test_cancel_stops_code_that_sleeps_computes_or_looks_and_says_so_when_it_has_ended(run):
    test = run(WAITING)
    for number, (how, status) in enumerate(
        [("sleeps", "cancelled"), ("computes", "cancelled"), ("watches", "done")]
    ):
        test.button[number].click().run()
        task = test.session_state["tasks"][how]
        assert eventually(lambda task=task: task.logs)
        assert task.status == "running"
        assert not task.cancel()
        assert eventually(lambda task=task: task.ended)
        assert task.status == status
        assert task.logs.endswith("cleaned up\n")


def test_a_task_that_waits_is_cancelled_at_once_and_never_runs(run):
    test = run(
        """
        import time
        import treadle as st

        @st.task(executor="dask", scope="app", limit=1)
        def work(path):
            with open(path, "w"):
                st.current_task().report(1)
            while not st.current_task().cancelled:
                time.sleep(0.01)

        st.session_state.tasks = [work.submit(str(n) + ".out") for n in range(3)]
        """
    )
    first, second, third = test.session_state["tasks"]
    eventually(lambda: first.progress)
    assert (first.position, second.position, third.position) == (None, 1, 2)
    assert second.cancel()
    assert third.position == 1
    first.cancel()
    eventually(lambda: third.progress)
    third.cancel()
    eventually(lambda: third.ended)
    assert (first.status, second.status, second.progress) == ("done", "cancelled", None)


def test_a_timeout_stops_a_task_and_retry_submits_it_again(run):
    test = run(
        """
        import time
        import treadle as st

        @st.task(executor="dask", timeout=0.5)
        def sleeps(seconds):
            time.sleep(seconds)

        task = sleeps.submit(1e6)
        error = task.exception()
        st.text(type(error).__name__)
        st.text(type(task.retry().exception()).__name__)
        """
    )
    assert texts(test) == ["TaskTimeoutError", "TaskTimeoutError"]


def test_as_many_run_at_once_as_the_cluster_has_threads(run):
    test = run(
        """
        import time
        import treadle as st

        @st.task(executor="dask", scope="app")
        def work():
            st.current_task().report(1)
            while not st.current_task().cancelled:
                time.sleep(0.01)

        st.task(int, executor="dask").submit().result()  # now it is known how many threads there are
        st.session_state.tasks = [work.submit() for _ in range(4)]
        """
    )
    tasks = test.session_state["tasks"]
    eventually(lambda: [task.progress for task in tasks] == [1, 1, None, None])
    assert [task.position for task in tasks] == [None, None, 1, 2]
    tasks[0].cancel()
    eventually(lambda: tasks[2].progress)
    for task in tasks:
        task.cancel()
    eventually(lambda: all(task.ended for task in tasks))


def test_large_arguments_are_scattered_once(run, cluster: Cluster, monkeypatch):
    import distributed

    scattered = []
    scatter = distributed.Client.scatter

    def counted(self, data, **options):
        scattered.append(data)
        return scatter(self, data, **options)

    monkeypatch.setattr(distributed.Client, "scatter", counted)
    test = run(
        """
        import numpy as np
        import treadle as st

        @st.task(executor="dask")
        def work(array, number, *, other=None):
            array[0] = number  # each task has its own
            return float(array.sum())

        array = np.ones(1_000_000)
        tasks = [work.submit(array, number, other={"the same": number}) for number in range(4)]
        st.text([task.result() for task in tasks])
        array[1] = 5
        st.text(work.submit(array, 0).result())
        """
    )
    assert texts(test) == ["[999999.0, 1000000.0, 1000001.0, 1000002.0]", "1000003.0"]
    assert len(scattered) == 2  # the array as it was at first, and as it was later


def test_a_result_stays_on_the_cluster_when_asked(run):
    test = run(
        """
        import pandas as pd
        import treadle as st

        @st.task(executor="dask", keep=True)
        def load(rows):
            return pd.DataFrame({"n": range(rows)})

        @st.task(executor="dask")
        def total(parts):
            return sum(int(part["n"].sum()) for part in parts)

        kept = [load.submit(rows).result() for rows in (10, 20)]
        st.text(kept[0])
        st.text(total.submit(kept).result())
        st.text(type(kept[0].fetch()).__name__ + str(len(kept[0].fetch())))
        try:
            st.task(print, executor="process").submit(kept[0])
        except st.errors.PicklingError as error:
            st.text("fetch()" in str(error))
        """
    )
    assert texts(test) == ["<a result of load on the cluster>", "235", "DataFrame10", "True"]


DYING = """
    import os, time
    import treadle as st

    @st.task(executor="dask", scope="app")
    def work(path):
        print(os.getpid())
        st.current_task().report(value=os.getpid())
        while not os.path.exists(path):
            time.sleep(0.01)
        return "done"

    if st.button("begin"):
        st.session_state.task = work.submit(st.session_state.path)
    st.text("clicked")
"""


def test_a_task_whose_worker_dies_is_executed_by_another(make, cluster: Cluster, tmp_path):
    test = make(DYING)
    test.session_state["path"] = str(tmp_path / "go")
    test.run()
    test.button[0].click().run()
    task = test.session_state["task"]
    pid = eventually(lambda: task.reports)[0]
    cluster.kill(pid)
    assert texts(test.run()) == ["clicked"]  # a click meanwhile
    pids = eventually(lambda: len(task.reports) > 1 and task.reports)
    assert pids[1] != pid
    assert task.status == "running"
    (tmp_path / "go").touch()
    assert task.result(100) == "done"


def test_a_task_that_kills_every_worker_fails(run, cluster: Cluster):
    test = run(
        """
        import os
        import treadle as st

        @st.task(executor="dask", scope="app")
        def work():
            st.current_task().report(value=os.getpid())
            os.kill(os.getpid(), 9)

        st.session_state.task = work.submit()
        """
    )
    task = test.session_state["task"]
    dead: set[int] = set()

    def replaced() -> bool:
        for worker in list(cluster.workers):
            if worker.poll() is not None:
                dead.add(worker.pid)
                cluster.kill(worker.pid)
        return bool(task.ended)

    eventually(replaced)
    assert type(task.exception(0)).__name__ == "WorkerDiedError"
    assert "KilledWorker" in type(task.exception(0).__cause__).__name__


def test_when_the_visitor_leaves_the_task_stops_and_when_the_server_ends_nothing_is_left(make, tmp_path):
    before = set(threading.enumerate())
    test = make(
        """
        import os, time
        import treadle as st

        @st.task(executor="dask")
        def work(path):
            st.current_task().report(1)
            try:
                time.sleep(1e6)
            finally:
                with open(path, "w") as file:
                    file.write("cleaned up")

        task = work.submit(st.session_state.path)
        st.session_state.task = task
        """
    )
    out = tmp_path / "out"
    test.session_state["path"] = str(out)
    test.run()
    task = test.session_state["task"]
    eventually(lambda: task.progress)
    test.close()
    assert eventually(lambda: out.exists() and out.read_text() == "cleaned up")
    assert task.status == "cancelled"
    names = [each.name for each in set(threading.enumerate()) - before]
    assert [name for name in names if not name.startswith("Dask-Offload")] == []


def test_without_a_scheduler_a_task_fails_and_says_so(run, monkeypatch):
    monkeypatch.setattr("treadle._core.cluster.connection.CONNECT_WITHIN", 0.3)
    monkeypatch.setenv("TREADLE_TASKS_CLUSTER", "tcp://127.0.0.1:1")
    began = time.monotonic()
    test = run(
        """
        import treadle as st
        tasks = [st.task(int, executor="dask").submit() for _ in range(20)]
        st.text({type(task.exception()).__name__ for task in tasks})
        st.text("127.0.0.1:1 cannot be reached" in str(tasks[0].exception()))
        """
    )
    assert texts(test) == ["{'ClusterError'}", "True"]
    assert time.monotonic() - began < 60


def test_without_the_package_an_error_says_what_to_install(in_a_run, monkeypatch):
    import treadle as st
    from treadle._core.cluster import kind

    monkeypatch.setattr(kind, "installed", lambda: False)
    error = in_a_run(lambda: st.task(int, executor="dask").submit())
    assert isinstance(error, st.errors.MissingDaskError)
    assert "pip install treadle[dask]" in str(error)


def test_an_app_without_tasks_on_a_cluster_does_not_import_dask():
    code = (
        "import sys; from treadle.testing import AppTest; "
        "AppTest.from_string('import treadle as st; st.task(int).submit().result()').run().close(); "
        "print([name for name in ('dask', 'distributed') if name in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "[]\n"


def test_without_an_address_a_cluster_starts_here_and_ends_with_the_server(make, monkeypatch):
    monkeypatch.delenv("TREADLE_TASKS_CLUSTER")
    monkeypatch.setenv("TREADLE_TASKS_PROCESSES", "1")
    test = make(
        """
        import os
        import treadle as st

        st.text(st.task(lambda: (os.getpid(), os.getppid()), executor="dask").submit().result())
        """
    ).run()
    pids = [int(pid) for pid in re.findall(r"\d+", texts(test)[0])]
    assert os.getpid() not in pids
    assert all(alive(pid) for pid in pids)
    test.close()
    eventually(lambda: not any(alive(pid) for pid in pids))

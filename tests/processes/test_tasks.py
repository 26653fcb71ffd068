"""`st.task(executor="process")` and `st.executor("process")`, from an app's script down to the process
and back.
"""

import sys
import textwrap

import pytest

from treadle.testing import AppTest

from .driving import alive, eventually


@pytest.fixture
def run(tmp_path):
    """`run(script, **modules)` runs a script in a folder of its own, with modules beside it."""
    tests, imported = [], []

    def start(script, **modules):
        imported.extend(modules)
        for name, source in modules.items():
            (tmp_path / f"{name}.py").write_text(textwrap.dedent(source))
        path = tmp_path / "app.py"
        path.write_text(textwrap.dedent(script))
        tests.append(AppTest.from_file(path, default_timeout=40))
        return tests[-1].run()

    yield start
    for test in tests:
        test.close()
    for name in imported:
        sys.modules.pop(name, None)  # another test may have a module of this name


def texts(test):
    assert not test.exception, test.exception[0].value
    return [each.value for each in test.text]


def test_functions_and_classes_of_a_script_and_its_modules_work(run):
    test = run(
        """
        import dataclasses, os
        import streamlit as st
        import beside
        from beside import Point, shift

        @dataclasses.dataclass
        class Result:
            point: Point
            pid: int

        factor = 2

        @st.task(executor="process")
        def work(point, by):
            print("working")
            st.current_task().report(0.5, "half")
            return Result(beside.shift(shift(point, by), factor), os.getpid())

        task = work.submit(Point(1), by=3)
        result = task.result()
        st.text(type(result) is Result and type(result.point) is Point)
        st.text(result.point)
        st.text(result.pid != os.getpid())
        st.text((task.status, task.progress, task.text, task.logs))
        st.text(beside.decorated.submit(4).result())
        """,
        beside="""
        import dataclasses, threading
        import streamlit as st
        lock = threading.Lock()
        @dataclasses.dataclass
        class Point:
            x: int
        def shift(point, by):
            return Point(point.x + by)
        @st.task(executor="process")
        def decorated(x):
            with lock:
                return shift(Point(x), 1)
        """,
    )
    assert texts(test) == [
        "True",
        "Point(x=6)",
        "True",
        "('done', 0.5, 'half', 'working\\n')",
        "Point(x=5)",
    ]


def test_the_executor_maps_lambdas_over_processes_in_order(run):
    test = run(
        """
        import treadle as st
        with st.executor("process") as executor:
            st.text(list(executor.map(lambda x: x * x, range(6))))
        """
    )
    assert texts(test) == ["[0, 1, 4, 9, 16, 25]"]


@pytest.mark.parametrize(
    "code", ["st.write('x')", "st.session_state['x']", "box.write('x')", "st.session_state.update('n', int)"]
)
def test_what_belongs_to_the_page_says_that_it_cannot_be_had_there(run, code):
    test = run(
        f"""
        import treadle as st
        box = st.container()
        @st.task(executor="process")
        def work():
            {code}
        st.text(type(work.submit().exception()).__name__)
        """
    )
    assert texts(test) == ["NoSessionContext"]


def test_cached_functions_compute_there(run):
    test = run(
        """
        import treadle as st
        @st.cache_data
        def double(x):
            return 2 * x
        double(1)
        st.text(st.task(lambda: double(4), executor="process").submit().result())
        """
    )
    assert texts(test) == ["8"]


def test_a_task_that_stops_itself_is_cancelled(run):
    test = run(
        """
        import concurrent.futures
        import treadle as st
        task = st.task(lambda: st.stop(), executor="process").submit()
        concurrent.futures.wait([task])
        st.text(task.status)
        """
    )
    assert texts(test) == ["cancelled"]


def test_cancelling_a_task_kills_its_process_and_says_so_when_it_is_dead(run):
    test = run(
        """
        import os, time
        import treadle as st
        from concurrent.futures import CancelledError
        @st.task(executor="process")
        def hang():
            print(os.getpid())
            time.sleep(1e6)
        task = hang.latest or hang.submit()  # reading its log runs this again
        while not task.logs:
            st.sleep(0.001)
        st.text(task.logs)
        task.cancel()
        try:
            task.result()
        except CancelledError:
            st.text(task.status)
        """
    )
    pid, status = texts(test)
    assert status == "cancelled"
    assert not alive(int(pid))


def test_a_timeout_kills_the_process(run):
    test = run(
        """
        import os, time
        import treadle as st
        @st.task(executor="process", timeout=1.5)
        def hang():
            print(os.getpid())
            time.sleep(1e6)
        st.task(int, executor="process").submit().result()  # so that there is a warm process
        task = hang.submit()
        st.text(type(task.exception()).__name__)
        st.text(task.logs)
        """
    )
    name, pid = texts(test)
    assert name == "TaskTimeoutError"
    assert not alive(int(pid))


def test_when_the_app_stops_its_processes_are_gone(run):
    test = run(
        """
        import os, time
        import treadle as st
        @st.task(executor="process", scope="app")
        def hang():
            print(os.getpid())
            time.sleep(1e6)
        task = hang.latest or hang.submit()  # reading its log runs this again
        while not task.logs:
            st.sleep(0.001)
        st.text(task.logs)
        """
    )
    pid = int(texts(test)[0])
    assert alive(pid)
    test.close()
    eventually(lambda: not alive(pid))


def test_a_death_is_told_with_the_signal_and_the_next_task_runs(run):
    test = run(
        """
        import os, signal
        import treadle as st
        die = st.task(lambda: os.kill(os.getpid(), signal.SIGKILL), executor="process")
        st.text(die.submit().exception())
        st.text(st.task(lambda: 1, executor="process").submit().result())
        """
    )
    assert texts(test) == [
        "The process that ran `<lambda>` was killed by SIGKILL (out of memory?).",
        "1",
    ]


def test_a_callback_that_takes_long_holds_up_no_other_tasks_end(run):
    test = run("""
        import threading
        import streamlit as st

        go = threading.Event()
        square = st.task(executor="process", scope="run")(lambda number: number**2)
        slow = square.submit(2)
        slow.add_done_callback(lambda task: st.text(f"{go.wait(20)} {task.result()}"))
        slow.wait(20)
        results = [square.submit(number).result(20) for number in (3, 4)]
        go.set()
        st.text(results)
        """)
    assert sorted(texts(test)) == ["True 4", "[9, 16]"]

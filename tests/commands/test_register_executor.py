"""`st.register_executor`: kinds of executors that an app adds."""

import threading
from concurrent.futures import CancelledError
from typing import Any

import pytest

import treadle as st
from treadle.errors import APIError, NoSessionContext, ValueError_
from treadle.testing import AppTest


class OneThread(st.executors.ExecutorKind):
    """Runs all tasks one after the other in one thread of its own."""

    def __init__(self) -> None:
        self.closed = False
        self.jobs: list[st.executors.Job | None] = []
        self.more = threading.Condition()
        self.thread = threading.Thread(target=self.work, name="one", daemon=True)
        self.thread.start()

    def work(self) -> None:
        while True:
            with self.more:
                self.more.wait_for(lambda: self.jobs)
                job = self.jobs.pop(0)
            if job is None:
                return
            job.run()

    def start(self, job: st.executors.Job) -> None:
        with self.more:
            self.jobs.append(job)
            self.more.notify()

    def close(self) -> None:
        with self.more:
            self.jobs.append(None)
            self.more.notify()
        self.thread.join()
        self.closed = True


class ByHand(st.executors.ExecutorKind):
    """Runs nothing: the test says what happens to a job."""

    def __init__(self) -> None:
        self.jobs: list[st.executors.Job] = []
        self.stopped: list[st.executors.Job] = []

    def prepare(self, job: st.executors.Job) -> Any:
        if None in job.args:
            raise ValueError("there is nothing to do")
        return len(job.args)

    def start(self, job: st.executors.Job) -> None:
        if job.begin(lambda: self.stopped.append(job)):
            self.jobs.append(job)


@pytest.fixture
def run():
    """`run(app, kind)` runs a function as an app, with a function that makes a kind of executor."""
    tests = []

    def start(app, make):
        tests.append(AppTest.from_function(app, args=(make,)))
        tests[-1].run()
        return tests[-1]

    yield start
    for test in tests:
        test.close()


def texts(test):
    assert not test.exception, test.exception[0].value
    return [each.value for each in test.text]


def test_a_task_runs_where_the_executor_runs_it_and_writes_to_its_page(run):
    def app(make):
        import threading

        import treadle as st

        st.register_executor("one", make)

        @st.task(executor="one")
        def work(number):
            st.current_task().report(0.5, "half")
            print("printed", number)
            st.text(threading.current_thread().name)
            return number + 1

        tasks = [work.submit(number) for number in range(3)]
        st.text([task.result() for task in tasks])
        st.text((tasks[2].status, tasks[2].progress, tasks[2].text, tasks[2].logs))
        with st.executor("one") as executor:
            st.text(list(executor.map(lambda number: number * 2, range(3))))

    kinds = []

    def make():
        kinds.append(OneThread())
        return kinds[-1]

    test = run(app, make)
    assert texts(test) == [
        "one",
        "one",
        "one",
        "[1, 2, 3]",
        "('done', 0.5, 'half', 'printed 2\\n')",
        "[0, 2, 4]",
    ]
    texts(test.run())
    (kind,) = kinds  # the second run uses the executor of the first
    test.close()
    assert kind.closed


def test_limits_positions_reports_cancel_and_outcome_are_the_tasks(run):
    def app(make):
        import treadle as st

        st.register_executor("hand", make, limit=2)
        st.session_state.tasks = [
            st.task(print, executor="hand", scope="app").submit(number, key=str(number))
            for number in range(4)
        ]

    kind = ByHand()
    test = run(app, lambda: kind)
    one, two, three, four = test.session_state["tasks"]
    assert [job.prepared for job in kind.jobs] == [1, 1]
    assert [task.status for task in (one, two, three)] == ["running", "running", "pending"]
    assert [task.position for task in (two, three, four)] == [None, 1, 2]
    first, second = kind.jobs
    first.report(0.25, "quarter", value={"loss": 1})
    first.print("hello\n")
    assert (one.progress, one.text, one.reports, one.logs) == (0.25, "quarter", [{"loss": 1}], "hello\n")
    first.done("result")
    assert one.result(60) == "result"
    assert not two.cancel()
    assert (two.status, kind.stopped) == ("stopping", [second])
    second.stopped()
    with pytest.raises(CancelledError):
        two.result(60)
    kind.jobs[2].failed(ZeroDivisionError())
    assert isinstance(three.exception(10), ZeroDivisionError)
    assert four.status == "running"


def test_an_error_of_prepare_is_raised_by_submit(run):
    def app(make):
        import treadle as st

        st.register_executor("hand", make)
        try:
            st.task(print, executor="hand").submit(None)
        except ValueError as error:
            st.text(error)

    assert texts(run(app, ByHand)) == ["there is nothing to do"]


def test_an_executor_that_cannot_be_closed_keeps_no_other_from_it(run, caplog):
    def app(make):
        import treadle as st

        for kind in make:
            st.register_executor(type(kind).__name__, lambda kind=kind: kind)

    class Broken(ByHand):
        def close(self) -> None:
            raise OSError("broken")

    one = OneThread()
    test = run(app, [one, Broken()])
    assert texts(test) == []
    test.close()
    assert one.closed
    assert "Broken could not be closed" in caplog.text


def test_unknown_and_built_in_names_are_refused(in_a_run):
    with pytest.raises(NoSessionContext):
        st.register_executor("mine", ByHand)
    assert isinstance(in_a_run(lambda: st.register_executor("thread", ByHand)), APIError)
    assert isinstance(in_a_run(lambda: st.register_executor("mine", ByHand, limit=0)), APIError)
    assert isinstance(in_a_run(lambda: st.task(print, executor="mine")), ValueError_)
    assert isinstance(in_a_run(lambda: st.executor("async")), ValueError_)

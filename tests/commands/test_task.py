"""`st.task`: calls beside the page."""

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import treadle as st
from treadle._core.protocol.message import Interact
from treadle._core.session.events import RerunAsked
from treadle.errors import APIError, NoSessionContext, ValueError_
from treadle.testing import AppTest

Open = Callable[..., Any]


@pytest.fixture
def run_app() -> Iterator[Callable[..., AppTest]]:
    """`run_app(app, **kwargs)` runs a function as an app, with these arguments."""
    tests: list[AppTest] = []

    def run(app: Callable[..., Any], **kwargs: Any) -> AppTest:
        tests.append(AppTest.from_function(app, kwargs=kwargs))
        return tests[-1].run()

    yield run
    for test in tests:
        test.close()


def texts(test: AppTest) -> list[str]:
    return [each.value for each in test.text]


def test_a_plain_call_is_the_function(run_app):
    @st.task
    def double(number):
        return 2 * number

    assert double(4) == 8
    assert double.__name__ == "double"


def test_a_call_without_a_session_cannot_be_submitted():
    with pytest.raises(NoSessionContext):
        st.task(print).submit()


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"keep": True}, APIError),
        ({"executor": "async"}, APIError),
        ({"executor": "fast"}, ValueError_),
        ({"scope": "world"}, ValueError_),
        ({"on_overlap": "explode"}, ValueError_),
        ({"limit": 0}, APIError),
        ({"timeout": -1}, APIError),
        ({"ttl": 0}, APIError),
    ],
)
def test_options_that_make_no_sense_are_refused(options, error):
    with pytest.raises(error):
        st.task(**options)(lambda: None)


@pytest.mark.parametrize("executor", ["thread", "async"])
def test_what_a_task_writes_stands_where_it_was_submitted(run_app, executor):
    def app(executor):
        import asyncio
        import threading

        import treadle as st

        turns = [asyncio.Event() for _ in range(4)] if executor == "async" else None
        last_first = [threading.Event() for _ in range(4)]

        @st.task(executor="thread")
        def threaded(number):
            if number < 3:
                last_first[number + 1].wait(60)
            st.text(number)
            last_first[number].set()

        @st.task
        async def awaited(number):
            if number < 3:
                await turns[number + 1].wait()
            st.text(number)
            turns[number].set()

        work = threaded if executor == "thread" else awaited
        tasks = [work.submit(number) for number in range(4)]
        for task in tasks:
            task.result(60)
        st.text("end")

    assert texts(run_app(app, executor=executor)) == ["0", "1", "2", "3", "end"]


def test_a_task_is_found_again_by_its_key_after_a_rerun(run_app):
    def app():
        import treadle as st

        @st.task
        def work(number):
            return number

        if "begun" not in st.session_state:
            st.session_state.begun = True
            work.submit(1, key="one")
            work.submit(2)
        st.text(work.task("one").result(60))
        st.text(work.latest.result(60))
        st.text(work.task("three"))

    assert texts(run_app(app).run()) == ["1", "2", "None"]


def test_a_task_outlives_its_run_and_one_of_the_run_does_not(open_page: Open) -> None:
    page = open_page("""
        import treadle as st

        def wait(name):
            begun.release()
            try:
                while not go.wait(0.001):
                    st.session_state.get("beat")
            except BaseException as stop:
                ended.append(f"{name} {type(stop).__name__}")
                raise
            ended.append(f"{name} done")

        of_session = st.task(wait)
        of_run = st.task(scope="run")(wait)
        if st.button("Begin"):
            of_session.submit("session")
            kept.append(of_run.submit("run"))
        """)
    begun, go = threading.Semaphore(0), threading.Event()
    ended: list[str] = []
    kept: list[Any] = []
    page.app.namespace.update(begun=begun, go=go, ended=ended, kept=kept)
    page.live.receive(page.browser, Interact([(page.nodes("button")[0].id, True)]))
    for _ in range(2):
        assert begun.acquire(timeout=60)
    assert until(lambda: len(kept) == 1)
    page.live.handle(RerunAsked())
    assert until(lambda: kept[0].ended)
    assert (kept[0].status, ended) == ("cancelled", ["run StopException"])
    go.set()
    assert until(lambda: ended == ["run StopException", "session done"])


def test_what_a_task_writes_stays_while_it_runs_whatever_the_page_does(open_page: Open) -> None:
    page = open_page("""
        import treadle as st

        @st.task
        def talk():
            for part in range(3):
                st.text(f"part {part}")
                wrote.release()
                go.acquire()

        if st.button("Begin"):
            talk.submit()
        st.text("end")
        """)
    wrote, go = threading.Semaphore(0), threading.Semaphore(0)
    page.app.namespace.update(wrote=wrote, go=go)
    page.live.receive(page.browser, Interact([(page.nodes("button")[0].id, True)]))
    for part in range(3):
        assert wrote.acquire(timeout=60)
        page.live.handle(RerunAsked())
        page.settle()
        assert [each.body for each in page.props("text")] == [f"part {n}" for n in range(part + 1)] + ["end"]
        go.release()
    assert until(lambda: not page.app.board.tasks())
    page.live.handle(RerunAsked())
    page.settle()
    assert [each.body for each in page.props("text")] == ["end"]


def until(reached: Callable[[], bool]) -> bool:
    """Whether something becomes so; what a task's thread does last, it tells nobody."""
    for _ in range(2000):
        if reached():
            return True
        threading.Event().wait(0.005)
    return False


def test_an_error_that_nobody_asks_for_stands_at_the_tasks_place(run_app):
    def app():
        import treadle as st

        @st.task(scope="run")
        def fail():
            raise ValueError("lost")

        st.text("before")
        fail.submit()
        st.text("after")

    (error,) = run_app(app).exception
    assert "lost" in error.message


def test_an_error_that_is_asked_for_is_raised_there_and_nowhere_else(run_app):
    def app():
        import treadle as st

        @st.task
        def fail():
            raise ValueError("asked for")

        task = fail.submit()
        try:
            task.result(60)
        except ValueError as error:
            st.text(error)
        st.text(task.error)

    test = run_app(app)
    assert texts(test) == ["asked for", "asked for"]
    assert not test.exception


def test_what_is_printed_goes_to_the_task_and_on_to_where_it_went(run_app, capsys):
    def app():
        import treadle as st

        @st.task
        def talk(name):
            for number in range(2):
                print(name, number)

        tasks = [talk.submit(name) for name in "ab"]
        for task in tasks:
            task.result(60)
            st.text(task.logs)

    assert texts(run_app(app)) == ["a 0\na 1", "b 0\nb 1"]
    # In whatever order: all threads have one standard stream.
    assert sorted(capsys.readouterr().out) == sorted("a 0\na 1\nb 0\nb 1\n")


def test_a_task_sees_that_it_is_to_stop(run_app):
    def app():
        import threading

        import treadle as st

        begun = threading.Event()

        @st.task(scope="app")
        def patient():
            me = st.current_task()
            begun.set()
            while not me.cancelled:
                threading.Event().wait(0.001)
            return f"{me.name} saw it"

        task = patient.submit()
        begun.wait(60)
        st.text(task.cancel())
        st.text(task.result(60))

    assert texts(run_app(app)) == ["False", "patient saw it"]


def test_there_is_no_current_task_outside_of_one(in_a_run):
    assert isinstance(in_a_run(st.current_task), APIError)
    assert isinstance(in_a_run(lambda: st.task(st.current_task)()), APIError)


def test_a_task_of_the_app_belongs_to_no_page(run_app):
    def app():
        import treadle as st

        @st.task(scope="app")
        def work():
            st.text("nowhere")

        st.text(type(work.submit().exception(10)).__name__)

    assert texts(run_app(app)) == ["NoSessionContext"]


def test_a_tasks_coroutine_is_cancelled_and_cleans_up(run_app):
    def app():
        import asyncio
        import threading

        import treadle as st

        begun = threading.Event()
        said = []

        @st.task
        async def work():
            try:
                begun.set()
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                await asyncio.sleep(0)
                said.append("cleaned up")
                raise

        task = work.submit()
        begun.wait(60)
        task.cancel()
        task.wait(60)
        st.text(task.status)
        st.text(said)

    assert texts(run_app(app)) == ["cancelled", "['cleaned up']"]


def test_a_coroutine_can_await_a_task(open_page: Open) -> None:
    page = open_page("""
        import treadle as st

        @st.task
        def work():
            return 5

        st.text(await work.submit())
        """)
    assert page.one("text").body == "5"


def test_tasks_are_futures_as_the_standard_library_knows_them(run_app):
    def app():
        from concurrent.futures import as_completed, wait

        import treadle as st

        @st.task
        def square(number):
            return number**2

        tasks = [square.submit(number) for number in range(5)]
        st.text(sorted(task.result() for task in as_completed(tasks, timeout=60)))
        done, pending = wait(tasks, timeout=60)
        st.text((len(done), len(pending)))

    assert texts(run_app(app)) == ["[0, 1, 4, 9, 16]", "(5, 0)"]


def test_a_timeout_stops_a_task_at_its_next_command(run_app):
    def app():
        import threading

        import treadle as st

        @st.task(timeout=0.05)
        def forever():
            while True:
                st.session_state.get("x")
                threading.Event().wait(0.001)

        st.text(type(forever.submit().exception(10)).__name__)

    assert texts(run_app(app)) == ["TaskTimeoutError"]


def test_retry_calls_the_same_once_more(run_app):
    def app():
        import treadle as st

        tries = []

        @st.task
        def flaky(name):
            tries.append(name)
            if len(tries) == 1:
                raise OSError("not yet")
            return "at last"

        first = flaky.submit("a", key="k")
        st.text(first.exception(10))
        second = first.retry()
        st.text(second.result(60))
        st.text((tries, flaky.task("k") is second))

    assert texts(run_app(app)) == ["not yet", "at last", "(['a', 'a'], True)"]


def test_a_method_can_be_a_task(run_app):
    def app():
        import treadle as st

        class Model:
            def __init__(self, factor):
                self.factor = factor

            @st.task
            def apply(self, number):
                return self.factor * number

        st.text(Model(3).apply.submit(5).result(60))
        st.text(Model(3).apply(6))

    assert texts(run_app(app)) == ["15", "18"]


def test_what_reads_a_tasks_state_runs_again_when_it_changes(open_page: Open) -> None:
    page = open_page("""
        import treadle as st

        @st.task
        def work():
            go.wait()
            return "result"

        if st.button("Begin"):
            work.submit()
        if task := work.latest:
            st.text(task.result() if task.done() else task.status)
        """)
    go = threading.Event()
    page.app.namespace.update(go=go)
    page.interact((page.nodes("button")[0].id, True))
    assert until(lambda: [text.body for text in page.props("text")] == ["running"])
    go.set()
    assert until(lambda: [text.body for text in page.props("text")] == ["result"])


def test_only_the_fragment_that_reads_runs_again(open_page: Open) -> None:
    page = open_page("""
        import treadle as st

        @st.task
        def work():
            go.wait()

        @st.fragment
        def show(task):
            st.text(task.status)

        st.session_state.runs = st.session_state.get("runs", 0) + 1
        if st.button("Begin"):
            work.submit()
        if task := work.latest:
            show(task)
        """)
    go = threading.Event()
    page.app.namespace.update(go=go)
    page.interact((page.nodes("button")[0].id, True))
    go.set()
    assert until(lambda: [text.body for text in page.props("text")] == ["done"])
    assert page.state("runs") == 2


def test_a_status_follows_its_task_without_a_rerun(open_page: Open) -> None:
    page = open_page("""
        import treadle as st

        @st.task
        def work():
            st.current_task().report(0.5, "half")
            halfway.set()
            go.wait()

        st.session_state.runs = st.session_state.get("runs", 0) + 1
        if st.button("Begin"):
            work.submit()
        if work.latest:
            st.task_status(work.latest, logs=True)
        """)
    halfway, go = threading.Event(), threading.Event()
    page.app.namespace.update(halfway=halfway, go=go)
    page.interact((page.nodes("button")[0].id, True))
    assert halfway.wait(60)
    assert until(lambda: (page.one("task_status").progress, page.one("task_status").text) == (0.5, "half"))
    go.set()
    assert until(lambda: page.one("task_status").status == "done")


def test_the_buttons_of_a_status_cancel_and_retry(open_page: Open) -> None:
    page = open_page("""
        import treadle as st

        @st.task
        def work():
            begun.release()
            while not go.wait(0.001):
                st.session_state.get("x")
            return "done"

        if st.button("Begin"):
            work.submit()
        if work.latest:
            st.task_status(work.latest)
        """)
    begun, go = threading.Semaphore(0), threading.Event()
    page.app.namespace.update(begun=begun, go=go)
    page.interact((page.nodes("button")[0].id, True))
    assert begun.acquire(timeout=60)
    page.interact((page.nodes("task_status")[0].id, "cancel"))
    assert until(lambda: page.one("task_status").status == "cancelled")
    page.settle()
    go.set()
    page.interact((page.nodes("task_status")[0].id, "retry"))
    assert begun.acquire(timeout=60)
    assert until(lambda: page.one("task_status").status == "done")


def test_a_status_in_a_dialog_follows_its_task_and_its_buttons_work(open_page: Open) -> None:
    page = open_page("""
        import treadle as st

        @st.task
        def work():
            while True:
                st.sleep(60)

        @st.dialog("Work")
        def watch():
            st.task_status(work.latest or work.submit())

        watch()
        """)
    assert until(lambda: page.one("task_status").status == "running")
    page.interact((page.nodes("task_status")[0].id, "cancel"))
    assert until(lambda: page.one("task_status").status == "cancelled")
    assert page.nodes("exception") == []


def test_a_status_takes_no_other_value(open_page: Open) -> None:
    page = open_page("""
        import treadle as st
        st.task_status(st.task(lambda: None).submit())
        """)
    page.interact((page.nodes("task_status")[0].id, "explode"))
    assert any(getattr(message, "code", "") == "refused" for message in page.browser.messages)


def test_a_callback_writes_at_its_tasks_place(run_app):
    def app():
        import threading

        import treadle as st

        go = threading.Event()
        work = st.task(go.wait)
        task = work.submit(10)
        task.add_done_callback(lambda task: st.text(f"called with {task.result()}"))
        st.text("after")
        go.set()
        task.wait(60)
        work.task().add_done_callback(lambda task: st.text("at once"))

    test = run_app(app)
    assert texts(test)[0] == "called with True"
    assert set(texts(test)[1:]) == {"after", "at once"}


def test_a_callback_that_fails_is_shown_as_any_error(run_app):
    def app():
        import treadle as st

        task = st.task(scope="run")(int).submit("4")
        task.add_done_callback(lambda task: 1 / 0)

    (error,) = run_app(app).exception
    assert "division by zero" in error.message


def test_callbacks_of_what_waits_are_not_called_by_who_ends_the_run(open_page: Open) -> None:
    page = open_page("""
        import threading
        import treadle as st

        work = st.task(scope="run", limit=1)(lambda: go.wait(20))
        if st.button("Begin"):
            work.submit()
            work.submit().add_done_callback(lambda task: threads.append(threading.current_thread().name))
            begun.set()
        """)
    begun, go = threading.Event(), threading.Event()
    threads: list[str] = []
    page.app.namespace.update(begun=begun, go=go, threads=threads)
    page.live.receive(page.browser, Interact([(page.nodes("button")[0].id, True)]))
    assert begun.wait(60)
    page.live.handle(RerunAsked())
    assert until(lambda: bool(threads))
    assert threads == ["treadle-task-<lambda>-done"]
    go.set()


def test_a_timeout_stops_a_task_of_the_app_that_computes(run_app):
    def app():
        import treadle as st

        @st.task(scope="app", timeout=0.05)
        def forever():
            number = 0
            while True:
                number += 1

        st.text(type(forever.submit().exception(20)).__name__)

    assert texts(run_app(app)) == ["TaskTimeoutError"]


def test_an_error_of_a_task_of_the_app_that_nobody_asks_for_is_told(open_page: Open, caplog) -> None:
    page = open_page("""
        import treadle as st

        if st.button("Begin"):
            st.on_error(lambda error: told.append(error), scope="app")
            st.task(scope="app")(int).submit("x")
            asked = st.task(scope="app")(int).submit("y")
            asked.wait(60)
            asked.error
        """)
    told: list[BaseException] = []
    page.app.namespace["told"] = told
    page.interact((page.nodes("button")[0].id, True))
    assert until(lambda: bool(told))
    assert ["'x'" in str(error) for error in told] == [True]
    assert [record.name for record in caplog.records if record.exc_info] == ["treadle.app"]


def test_a_task_of_the_app_does_not_keep_its_visitors_session(open_page: Open) -> None:
    page = open_page("""
        import treadle as st

        work = st.task(scope="app", limit=1)(lambda: go.wait(20))
        if st.button("Begin"):
            work.submit()
            work.submit()
            begun.set()
        """)
    begun, go = threading.Event(), threading.Event()
    page.app.namespace.update(begun=begun, go=go)
    page.interact((page.nodes("button")[0].id, True))
    assert begun.wait(60)
    live, app = weakref.ref(page.live), page.app
    page.live.end()
    page.live.wound_up.wait(60)
    del page.live

    def freed() -> bool:
        gc.collect()
        return live() is None

    assert until(freed)
    assert len(app.board.tasks()) == 2
    go.set()


def test_who_awaits_a_task_can_be_stopped_and_the_task_goes_on(open_page: Open) -> None:
    page = open_page("""
        import treadle as st

        work = st.task(lambda: go.wait(20))
        if st.button("Begin"):
            kept.append(work.submit())
            begun.set()
            try:
                await kept[0]
            finally:
                left.set()
        """)
    begun, left, go = threading.Event(), threading.Event(), threading.Event()
    kept: list[Any] = []
    page.app.namespace.update(begun=begun, left=left, go=go, kept=kept)
    page.live.receive(page.browser, Interact([(page.nodes("button")[0].id, True)]))
    assert begun.wait(60)
    page.live.handle(RerunAsked())
    page.settle()
    assert left.wait(60)
    assert not kept[0].ended
    go.set()
    assert kept[0].result(60) is True
    assert not page.nodes("exception")

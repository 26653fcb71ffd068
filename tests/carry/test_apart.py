"""What visitors share carries the one whose code submitted the job, and nobody between jobs."""

import multiprocessing
import sys
import textwrap
import threading

import pytest

from treadle._core.carry.context import require
from treadle.errors import NoSessionContext
from treadle.testing import AppTest

SHARED = """
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.pool import ThreadPool

from treadle._core.carry.context import current

executor = ThreadPoolExecutor(1)
pool = ThreadPool(1)
seen = []


def look():
    seen.append(current())


thread = threading.Thread(target=look)
thread.start()
thread.join()
"""


@pytest.fixture
def shared(tmp_path, monkeypatch):
    """A module that an app imports, with pools made at its import."""
    (tmp_path / "shared_pools.py").write_text(SHARED)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    module = sys.modules.pop("shared_pools", None)
    if module is not None:
        module.executor.shutdown()
        module.pool.terminate()
        module.pool.join()


def app(name, barrier=None):
    import shared_pools

    import treadle as st

    if barrier is not None:
        barrier.wait(60)
    for n in range(20):
        shared_pools.executor.submit(st.text, f"{name} {n}").result()
        shared_pools.pool.apply(st.text, (f"{name} {n} pool",))


def test_a_pool_made_at_import_serves_two_visitors_without_mixing_them(shared):
    import_first = AppTest.from_function(app, args=("warm",)).run()
    assert len(import_first.text) == 40
    barrier = threading.Barrier(2)
    visitors = [AppTest.from_function(app, args=(name, barrier), default_timeout=20) for name in "ab"]
    threads = [threading.Thread(target=visitor.run) for visitor in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name, visitor in zip("ab", visitors, strict=True):
        assert visitor.text.values == [f"{name} {n}{end}" for n in range(20) for end in ("", " pool")]


def test_a_worker_has_no_session_between_jobs(shared):
    with AppTest.from_function(app, args=("x",)).run():
        from shared_pools import executor, look, pool, seen

        del seen[:]
        executor.submit(look).result()
        pool.apply(look)
        assert seen == [None, None]


def test_a_thread_started_while_a_module_is_imported_carries_none(shared):
    with AppTest.from_function(app, args=("x",)).run():
        from shared_pools import seen

        assert seen == [None]


def test_a_pool_made_in_a_run_can_be_used_by_the_next():
    def app():
        from concurrent.futures import ThreadPoolExecutor

        import treadle as st

        if "pool" not in st.session_state:
            st.session_state.pool = ThreadPoolExecutor(1)
        st.session_state.runs = st.session_state.get("runs", 0) + 1
        st.session_state.pool.submit(st.text, f"run {st.session_state.runs}")

    at = AppTest.from_function(app).run()
    assert at.run().text.values == ["run 2"]
    assert at.run().text.values == ["run 3"]
    at.session_state.pool.shutdown()


def test_a_command_with_no_session_says_what_to_do():
    import treadle as st

    with pytest.raises(st.errors.NoSessionContext, match=r"st\.bind"):
        st.text("to nobody")


def test_a_bound_function_writes_from_a_thread_that_carries_nothing(shared):
    def app():
        import contextvars
        import threading

        import treadle as st

        callback = st.bind(lambda text: st.text(text))
        thread = threading.Thread(target=lambda: contextvars.Context().run(callback, "bound"))
        thread.start()
        thread.join()

    assert AppTest.from_function(app).run().text.values == ["bound"]


def test_a_bound_function_asks_for_a_rerun_and_moves_a_widget_as_a_thread_does(shared):
    def app():
        import contextvars
        import threading

        import treadle as st

        def elsewhere(function):
            thread = threading.Thread(target=contextvars.Context().run, args=(st.bind(function),))
            thread.start()
            thread.join()

        runs = st.session_state.update("runs", lambda n: n + 1, 0)
        st.slider("level", 0, 10, key="level")
        elsewhere(lambda: st.session_state.update("level", lambda n: n + 3))
        if runs == 1:
            elsewhere(st.rerun)
        st.text(f"run {runs}: {st.session_state.level}")

    at = AppTest.from_function(app).run()
    assert at.exception.values == []
    assert at.text.values == ["run 2: 6"]


def test_a_bound_function_is_seen_while_a_foreign_thread_calls_it(open_page):
    page = open_page("import treadle")
    called, go = threading.Event(), threading.Event()
    page.app.namespace.update(called=called, go=go)
    page.app.script.write_text(
        textwrap.dedent("""
            import _thread
            import treadle as st

            def answer():
                called.set()
                go.wait(20)

            _thread.start_new_thread(st.bind(answer), ())
        """)
    )
    page.rerun()
    assert called.wait(20)
    page.settle()
    (seen,) = page.live.executions.threads()
    assert seen.scope.host is page.live
    go.set()
    assert page.live.executions.wait_until_none(20) == []


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="this system has no fork")
@pytest.mark.filterwarnings(
    "ignore:.*fork:DeprecationWarning"
)  # the process has threads, as each that serves an app
@pytest.mark.parametrize("where", ["the page", "outside of it"])
def test_a_command_in_a_fork_says_that_there_is_no_page_rather_than_write_to_a_copy(where):
    def app(where):
        import multiprocessing
        from contextvars import Context

        import treadle as st

        def write():
            try:
                queue.put(st.text("lost"))
            except st.errors.NoSessionContext as error:
                queue.put(str(error))

        context = multiprocessing.get_context("fork")
        queue = context.SimpleQueue()
        process = context.Process(target=write)
        process.start() if where == "the page" else Context().run(process.start)
        st.text(queue.get())
        process.join()

    (said,) = AppTest.from_function(app, args=(where,)).run(timeout=20).text.values
    assert "in a process that the app has started" in said


def test_a_command_in_a_process_that_executes_the_script_once_more_says_what_to_do(monkeypatch):
    monkeypatch.setitem(globals(), "__name__", "__mp_main__")
    with pytest.raises(NoSessionContext, match="if __name__ == "):
        require()

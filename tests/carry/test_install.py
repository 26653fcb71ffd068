"""While an app is served, the standard library carries runs; before and after, it is as Python made it."""

import asyncio
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.pool import ApplyResult, Pool, ThreadPool

import pytest

from treadle._core.carry import install as carry
from treadle._core.carry.context import current
from treadle.testing import AppTest

METHODS = [
    (threading.Thread, "start"),
    (threading.Thread, "_bootstrap_inner"),
    (ThreadPoolExecutor, "submit"),
    (ThreadPool, "__init__"),
    (Pool, "apply_async"),
    (Pool, "_map_async"),
    (ThreadPool, "imap"),
    (ThreadPool, "imap_unordered"),
    (Future, "result"),
    (Future, "exception"),
    (ApplyResult, "get"),
    (threading, "_make_invoke_excepthook"),
    (asyncio.BaseEventLoop, "create_task"),
    (asyncio.BaseEventLoop, "default_exception_handler"),
]


def as_it_is():
    """What each class itself has under each name; None where it inherits."""
    return [vars(owner).get(name) for owner, name in METHODS]


def hello():
    import threading

    import treadle as st

    threading.Thread(target=st.text, args=("hello",)).start()


@pytest.fixture
def wrap(monkeypatch):
    """Wraps `Thread.start` as a monitoring library does; the wrapper counts its calls."""

    def wrap() -> list[str]:
        calls: list[str] = []
        inner = threading.Thread.start

        def start(self, *args, **kwargs):
            calls.append(self.name)
            return inner(self, *args, **kwargs)

        monkeypatch.setattr(threading.Thread, "start", start)
        return calls

    return wrap


def test_uninstall_puts_every_method_back():
    before = as_it_is()
    carry.install()
    assert all(now is not was for now, was in zip(as_it_is(), before, strict=True))
    carry.uninstall()
    assert all(now is was for now, was in zip(as_it_is(), before, strict=True))


def test_installing_twice_takes_uninstalling_twice():
    before = as_it_is()
    carry.install()
    installed = as_it_is()
    carry.install()
    assert as_it_is() == installed
    carry.uninstall()
    assert as_it_is() == installed
    carry.uninstall()
    assert as_it_is() == before


def test_who_wrapped_a_method_before_is_still_called(wrap):
    calls = wrap()
    wrapped = threading.Thread.start
    at = AppTest.from_function(hello).run()
    assert at.text.values == ["hello"]
    assert len(calls) >= 1
    at.close()
    assert threading.Thread.start is wrapped


def test_who_wraps_a_method_while_apps_are_served_keeps_it_afterwards(wrap):
    at = AppTest.from_function(hello)
    carry.install()
    calls = wrap()
    wrapped = threading.Thread.start
    assert at.run().text.values == ["hello"]
    at.close()
    carry.uninstall()
    assert threading.Thread.start is wrapped, "not ours to take away"
    count = len(calls)
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()
    assert len(calls) == count + 1


def test_apps_served_again_under_somebody_elses_wrapper_carry_again(wrap):
    carry.install()
    wrap()
    carry.uninstall()
    assert AppTest.from_function(hello).run().text.values == ["hello"]


def test_no_attribute_is_set_on_the_apps_thread():
    def app(names):
        import threading

        thread = threading.Thread(target=lambda: names.append(set(vars(threading.current_thread()))))
        before = set(vars(thread))
        thread.start()
        thread.join()
        names.append(before)

    names: list[set[str]] = []
    AppTest.from_function(app, args=(names,)).run()
    started, before = names
    assert {name for name in started - before if "treadle" in name.lower()} == set()
    if sys.version_info < (3, 14):
        assert started == before


def test_threads_outside_of_any_run_carry_nothing():
    with AppTest.from_function(hello).run():
        seen: list[object] = []
        thread = threading.Thread(target=lambda: seen.append(current()))
        thread.start()
        thread.join()
        with ThreadPoolExecutor(1) as pool:
            seen.append(pool.submit(current).result())
        assert seen == [None, None]


def test_a_thread_that_cannot_start_is_not_waited_for():
    def app():
        import threading

        import treadle as st

        thread = threading.Thread(target=lambda: None)
        thread.start()
        try:
            thread.start()
        except RuntimeError:
            st.text("started twice")

    assert AppTest.from_function(app).run().text.values == ["started twice"]


def test_a_pool_that_is_shut_down_refuses_and_is_not_waited_for():
    def app():
        from concurrent.futures import ThreadPoolExecutor
        from multiprocessing.pool import ThreadPool

        import treadle as st

        executor, pool = ThreadPoolExecutor(1), ThreadPool(1)
        executor.shutdown()
        pool.terminate()
        for submit in (lambda: executor.submit(len, ""), lambda: pool.apply_async(len, ("",))):
            try:
                submit()
            except (RuntimeError, ValueError):
                st.text("refused")

    assert AppTest.from_function(app).run().text.values == ["refused", "refused"]


def test_a_cancelled_job_is_not_waited_for():
    def app():
        import threading
        from concurrent.futures import ThreadPoolExecutor

        import treadle as st

        gate = threading.Event()
        with ThreadPoolExecutor(1) as pool:
            pool.submit(gate.wait)
            st.text(pool.submit(st.text, "never").cancel())
            gate.set()

    assert AppTest.from_function(app).run().text.values == ["True"]

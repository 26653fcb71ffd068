"""A test suite of many apps leaves nothing behind."""

import asyncio
import gc
import sys
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.pool import ThreadPool
from pathlib import Path

import pytest

from treadle._core.runtime.live import LiveSession
from treadle.testing import AppTest

from ..races.leaks import freed, settles


@pytest.fixture(autouse=True)
def _nothing_left_of_other_tests():
    """Some hold their app in a cycle, as a function that is an argument of it does."""
    gc.collect()


def app():
    import threading

    import treadle as st

    st.button("b")
    threading.Thread(target=st.text, args=("t",)).start()


def process_state():
    return (
        threading.Thread.start,
        threading.excepthook,
        ThreadPoolExecutor.submit,
        ThreadPool.apply_async,
        asyncio.BaseEventLoop.create_task,
        list(sys.path),
        list(sys.argv),
        sys.modules["__main__"],
        sys.getswitchinterval(),
    )


def join_scripts():
    """Wait for script threads to leave; their runs have ended already."""
    for thread in threading.enumerate():
        if thread.name.startswith("treadle-script"):
            thread.join()


def test_letting_go_of_a_test_gives_everything_back():
    before = process_state()
    at = AppTest.from_function(app).run()
    at.button[0].click().run()
    script = at._driver.app.script
    session = weakref.ref(at._driver.live)
    assert process_state() != before
    del at
    join_scripts()
    assert freed(session)
    assert settles(lambda: process_state() == before)
    assert settles(lambda: not script.exists())


def test_a_test_that_is_an_argument_of_its_own_app_is_given_back_too():
    def takes(tests):
        pass

    before = process_state()
    tests: list[AppTest] = []
    tests.append(AppTest.from_function(takes, args=(tests,)).run())
    del tests
    AppTest.from_function(
        app
    ).run().close()  # whose script is `__main__` now, which had the arguments of the other
    join_scripts()

    def given_back() -> bool:
        gc.collect()
        return process_state() == before

    assert settles(given_back)


def test_apps_that_end_in_any_order_leave_the_process_as_it_was():
    before = process_state()
    one, two, three = (AppTest.from_function(app).run() for _ in range(3))
    two.close()
    one.close()
    assert three.run().text.values == ["t"]
    three.close()
    assert process_state() == before


def test_a_hundred_tests_leave_no_sessions_and_no_threads():
    def sessions() -> int:
        gc.collect()
        return sum(isinstance(each, LiveSession) for each in gc.get_objects())

    before, threads = sessions(), threading.active_count()
    for _ in range(100):
        AppTest.from_function(app).run()
    join_scripts()
    assert sessions() == before
    assert threading.active_count() == threads


def test_leaving_the_block_stops_what_still_runs():
    def endless():
        import threading
        import time

        import treadle as st

        def tick():
            while True:
                st.text("tick")
                time.sleep(0.001)

        threading.Thread(target=tick, name="endless", daemon=True).start()

    with AppTest.from_function(endless).run():
        (thread,) = [thread for thread in threading.enumerate() if thread.name == "endless"]
    thread.join(60)
    assert not thread.is_alive()


def test_a_file_app_is_not_deleted(tmp_path: Path):
    path = tmp_path / "mine.py"
    path.write_text("x = 1")
    AppTest.from_file(path).run().close()
    assert path.exists()

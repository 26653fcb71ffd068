"""`st.lock` in apps: pages, callbacks, fragments, threads, pools and coroutines."""

import time
from collections.abc import Callable
from typing import Any

import treadle as st
from treadle.testing import AppTest


def test_a_block_under_a_lock_is_one_step_for_other_threads():
    def app():
        import threading

        import treadle as st

        def count():
            for _ in range(250):
                with st.lock():
                    st.session_state.n += 1

        st.session_state.n = 0
        threads = [threading.Thread(target=count) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert AppTest.from_function(app).run().session_state["n"] == 1000


def test_page_callback_fragment_and_pool_have_it_in_common():
    def app():
        from concurrent.futures import ThreadPoolExecutor

        import treadle as st

        def free(*_):
            with ThreadPoolExecutor(1) as pool:
                return pool.submit(lambda: st.lock("a").acquire(blocking=False)).result()

        def called():
            with st.lock("a"):
                st.session_state.callback = free()

        @st.fragment
        def part():
            with st.lock("a"):
                st.text(free())

        st.button("Go", on_click=called)
        part()
        with st.lock("a"):
            st.text(free())
        st.text(st.session_state.get("callback"))
        if st.lock("a").locked():
            st.text("still locked")

    at = AppTest.from_function(app).run()
    assert at.text.values == ["False", "False", "None"]
    assert at.button[0].click().run().text.values == ["False", "False", "False"]
    assert not at.exception


def test_coroutines_of_a_page_exclude_each_other_without_stopping_each_other():
    script = """
        import asyncio
        import treadle as st

        st.session_state.n = 0

        async def count():
            for _ in range(50):
                async with st.lock():
                    n = st.session_state.n
                    await asyncio.sleep(0)
                    st.session_state.n = n + 1

        await asyncio.gather(*(count() for _ in range(4)))
    """
    at = AppTest.from_string(script).run()
    assert not at.exception
    assert at.session_state["n"] == 200


def test_a_coroutine_and_a_thread_exclude_each_other():
    script = """
        import asyncio, threading
        import treadle as st

        st.session_state.n = 0

        def count():
            for _ in range(200):
                with st.lock():
                    st.session_state.n += 1

        async def count_async():
            for _ in range(200):
                async with st.lock():
                    st.session_state.n += 1

        await asyncio.gather(count_async(), asyncio.to_thread(count), count_async(), asyncio.to_thread(count))
    """
    at = AppTest.from_string(script, default_timeout=20).run()
    assert not at.exception
    assert at.session_state["n"] == 800


def test_a_deadlock_is_shown_on_the_page_with_both_lines_and_the_rest_goes_on():
    def app():
        import threading

        import treadle as st

        both = threading.Barrier(2)

        def move(first, second):
            with st.lock(first):
                both.wait(60)
                with st.lock(second):
                    st.text(f"{first} to {second}")

        threading.Thread(target=move, args=("a", "b"), name="one").start()
        threading.Thread(target=move, args=("b", "a"), name="two").start()

    at = AppTest.from_function(app).run()
    assert len(at.text) == 1
    assert len(at.exception) == 1
    message = at.exception[0].value
    assert "would never end" in message
    assert "'one'" in message
    assert "'two'" in message
    assert message.count("app.py, line ") == 4


def test_a_plain_with_in_a_coroutine_says_what_to_write_instead():
    script = """
        import asyncio
        import treadle as st

        async def hold():
            async with st.lock():
                await asyncio.sleep(10)

        async def main():
            holding = asyncio.create_task(hold())
            await asyncio.sleep(0)
            with st.lock():
                pass

        await main()
    """
    at = AppTest.from_string(script).run()
    assert "async with st.lock()" in at.exception[0].value


def test_a_lock_that_a_thread_keeps_is_reported_where_the_thread_stands_and_freed():
    def app():
        import threading

        import treadle as st

        thread = threading.Thread(target=lambda: st.lock("a").acquire(), name="forgetful")
        thread.start()
        thread.join()
        with st.lock("a"):
            st.text("free")

    at = AppTest.from_function(app).run()
    assert at.text.values == ["free"]
    assert "'forgetful' ended while it held the session's lock `a`" in at.exception[0].value


def test_a_lock_that_the_page_keeps_is_free_in_the_next_run():
    def app():
        import treadle as st

        st.text(st.lock().acquire(blocking=False))

    at = AppTest.from_function(app).run()
    assert "LockNotReleased" in repr(at.exception[0]) or "still held" in at.exception[0].value
    assert at.run().text.values == ["True"]


def test_who_holds_and_waits_can_be_seen(open_page: Callable[..., Any]):
    def app():
        import treadle as st

        with st.lock("a", scope="app"):
            st.text("mine")
            while True:
                st.sleep(10)

    first = open_page(app, wait=False)
    while not any(each.waits_for for each in first.live.executions.threads()):
        time.sleep(0)  # there is no event for it
    (info,) = first.app.locks.snapshot()
    assert (info.name, info.scope, info.session, info.waiters) == ("a", "app", None, ())
    assert info.where == (str(first.app.script), 4)
    first.live.end()
    assert first.live.wound_up.wait(60)
    assert first.app.locks.snapshot() == []


def test_its_representation_is_what_makes_it(in_a_run):
    assert in_a_run(lambda: repr(st.lock())) == '<st.lock(scope="session")>'
    assert in_a_run(lambda: repr(st.lock("a", scope="app"))) == "<st.lock('a', scope=\"app\")>"

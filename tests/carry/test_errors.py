"""An exception that nobody waits for is shown where its thread stands on the page."""

import textwrap

import pytest

from treadle._core.session.look import ListNodes
from treadle.testing import AppTest


def test_a_threads_exception_is_shown_at_its_place_with_where_it_was_started():
    def app():
        import threading

        import treadle as st

        def fail():
            st.text("about to fail")
            raise ValueError("thread failed")

        st.text("before")
        threading.Thread(target=fail, name="weaver").start()
        st.text("after")

    at = AppTest.from_function(app).run()
    shown = [element.value for element in at.main.children.values()]
    assert shown == ["before", "about to fail", "thread failed", "after"]
    assert at.exception[0].thread == "weaver"
    assert any("threading.Thread" in frame.code for frame in at.exception[0].spawn)


def test_an_error_in_a_pool_goes_to_who_asks_for_the_result():
    def app():
        from concurrent.futures import ThreadPoolExecutor

        import treadle as st

        with ThreadPoolExecutor() as pool:
            error = pool.submit(int, "x").exception()
        st.text(type(error).__name__)

    at = AppTest.from_function(app).run()
    assert at.text.values == ["ValueError"]
    assert not at.exception


def test_an_error_in_a_thread_pool_reaches_get():
    def app():
        from multiprocessing.pool import ThreadPool

        import treadle as st

        with ThreadPool(2) as pool:
            try:
                pool.map(int, ["1", "x"])
            except ValueError as error:
                st.text(f"caught {error}")

    assert AppTest.from_function(app).run().text[0].value.startswith("caught invalid literal")


def test_a_stopped_job_does_not_hang_who_waits_for_it():
    def app():
        from concurrent.futures import CancelledError
        from multiprocessing.pool import ThreadPool

        import treadle as st

        with ThreadPool(2) as pool:
            result = pool.apply_async(st.stop)
            try:
                result.get(timeout=60)
            except CancelledError:
                st.text("was stopped")
            st.text(str(pool.apply(len, ("four",))))

    at = AppTest.from_function(app, default_timeout=20).run()
    assert at.text.values == ["was stopped", "4"]


def test_stopping_a_thread_is_no_error():
    def app():
        import threading

        import treadle as st

        def work():
            st.text("one")
            st.stop()
            st.text("never")

        threading.Thread(target=work).start()

    at = AppTest.from_function(app).run()
    assert at.text.values == ["one"]
    assert not at.exception


def test_sys_exit_in_a_thread_ends_it_and_is_no_error():
    def app():
        import sys
        import threading

        import treadle as st

        def work():
            st.text("working")
            sys.exit("for some reason")

        threading.Thread(target=work).start()

    at = AppTest.from_function(app).run()
    assert at.text.values == ["working"]
    assert not at.exception


def test_joining_a_failed_thread_goes_on():
    def app():
        import threading

        import treadle as st

        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join()
        st.text("joined")

    at = AppTest.from_function(app).run()
    assert at.text.values == ["joined"]
    assert at.exception[0].type == "exception"
    assert at.exception[0].message == "division by zero"


UNAWAITED = """
import asyncio
import threading

import treadle as st


async def fail():
    st.text("about to fail")
    raise ValueError("coroutine failed")


async def main():
    st.text("before")
    {start}
    for _ in range(4):
        await asyncio.sleep(0)
    st.text("after")


{run}
"""

RUNS = {
    "the page": "await main()",
    "a loop of the page's": "asyncio.run(main())",
    "a thread": "threading.Thread(target=lambda: asyncio.run(main())).start()",
}


STARTS = ["asyncio.create_task(fail())", "global kept; kept = asyncio.create_task(fail())"]


def shows_an_exception(page):
    """Whether the page shows one, sooner or later: nobody is told of a write."""
    return any(page.live.wait(ListNodes(), 0.01, lambda _: page.nodes("exception")) for _ in range(2000))


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("start", STARTS)
def test_a_coroutine_that_nobody_awaits_shows_its_exception_at_its_place(open_page, start, run, caplog):
    page = open_page(UNAWAITED.format(start=start, run=RUNS[run]))
    if run == "a thread":  # what somebody keeps is looked at when the run has ended
        assert shows_an_exception(page)
    shown = [getattr(node.props, "body", node.props.kind) for node in page.nodes()]
    assert [text for text in shown if text in {"before", "about to fail", "exception", "after"}] == [
        "before",
        "about to fail",
        "exception",
        "after",
    ]
    assert any("create_task" in frame.code for frame in page.one("exception").spawn)
    assert [record.name for record in caplog.records] == ["treadle.session"], (
        "asyncio does not tell of it again"
    )


AWAITED = {
    "await": """
        task = asyncio.create_task(fail())
        try:
            await task
        except ValueError:
            st.text("caught")
        """,
    "later": """
        task = asyncio.create_task(fail())
        for _ in range(5):
            await asyncio.sleep(0)
        try:
            await task
        except ValueError:
            st.text("caught")
        """,
    "gather": """
        (error,) = await asyncio.gather(fail(), return_exceptions=True)
        st.text("caught")
        """,
    "a group": """
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(fail())
        except* ValueError:
            st.text("caught")
        """,
    "wait": """
        done, _ = await asyncio.wait([asyncio.create_task(fail())])
        assert isinstance(done.pop().exception(), ValueError)
        st.text("caught")
        """,
}


@pytest.mark.parametrize("background", [False, True])
@pytest.mark.parametrize("way", AWAITED)
def test_a_coroutine_that_somebody_awaits_raises_there_and_shows_nothing(way, background):
    source = (
        "import asyncio, threading\nimport treadle as st\nasync def fail(): raise ValueError\n"
        "async def main():\n"
    )
    source += textwrap.indent(textwrap.dedent(AWAITED[way]), "    ")
    if background:
        source += (
            "\nthread = threading.Thread(target=lambda: asyncio.run(main()), daemon=True)\n"
            "thread.start()\nthread.join()"
        )
    else:
        source += "\nawait main()"
    at = AppTest.from_string(source).run()
    assert at.text.values == ["caught"]
    assert not at.exception


def test_a_coroutine_of_a_thread_that_outlives_its_run_shows_its_exception(open_page, caplog):
    page = open_page("""
        import asyncio, gc, threading
        import treadle as st

        async def fail():
            raise ValueError("planned")

        async def main():
            circle = [asyncio.create_task(fail())]
            circle.append(circle)
            await asyncio.sleep(0)

        def work():
            st.text("place")
            asyncio.run(main())
            gc.collect()

        threading.Thread(target=work, daemon=True).start()
        """)
    assert page.live.executions.wait_until_none(20) == []
    assert shows_an_exception(page)
    assert page.error() == "ValueError: planned"


def test_a_coroutine_that_is_stopped_shows_nothing():
    def app():
        import asyncio

        import treadle as st

        async def stop():
            st.text("one")
            st.stop()

        async def main():
            task = asyncio.create_task(stop())
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            st.text("two" if task.done() else "stuck")

        asyncio.run(main())

    at = AppTest.from_function(app).run()
    assert at.text.values == ["one", "two"]
    assert not at.exception

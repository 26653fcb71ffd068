"""An exception that nobody waits for is shown where its thread stands on the page."""

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
                result.get(timeout=10)
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

"""Threads that an app binds by hand, as Streamlit apps do."""

import threading

from treadle._core.carry.context import _by_hand
from treadle.testing import AppTest


def texts(app):
    page = AppTest.from_function(app).run()
    assert not page.exception
    return [text.value for text in page.text]


def test_a_thread_that_is_bound_before_it_starts_writes_to_the_page():
    def app():
        import threading

        import streamlit as st
        from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

        thread = threading.Thread(target=lambda: st.text("from the thread"))
        assert add_script_run_ctx(thread, get_script_run_ctx()) is thread
        thread.start()
        thread.join()
        st.text("after")

    assert texts(app) == ["from the thread", "after"]


def test_the_context_is_the_callers_when_none_is_given():
    def app():
        import threading

        import streamlit as st
        from streamlit.runtime.scriptrunner_utils.script_run_context import add_script_run_ctx

        thread = add_script_run_ctx(threading.Thread(target=lambda: st.text("bound")))
        thread.start()
        thread.join()

    assert texts(app) == ["bound"]


def test_a_thread_without_a_session_can_bind_another_and_itself():
    def app():
        import contextvars
        import threading

        import streamlit as st
        from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

        ctx = get_script_run_ctx()

        def outside():
            assert get_script_run_ctx() is None
            thread = threading.Thread(target=lambda: st.text("another"))
            add_script_run_ctx(thread, ctx)
            thread.start()
            thread.join()
            add_script_run_ctx(threading.current_thread(), ctx)
            st.text("itself")

        contextvars.Context().run(outside)

    assert texts(app) == ["another", "itself"]


def test_a_bound_thread_writes_where_its_context_was_taken():
    def app():
        import threading

        import streamlit as st
        from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

        with st.container():
            ctx = get_script_run_ctx()
        st.text("below")
        thread = add_script_run_ctx(threading.Thread(target=lambda: st.text("above")), ctx)
        thread.start()
        thread.join()

    assert texts(app) == ["above", "below"]


def test_a_thread_that_runs_and_carries_nothing_can_be_bound_from_outside():
    def app():
        import contextvars
        import threading

        import streamlit as st
        from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

        def work():
            assert get_script_run_ctx() is None
            started.set()
            bound.wait(20)
            st.text("bound")

        started, bound = threading.Event(), threading.Event()
        thread = threading.Thread(target=lambda: contextvars.Context().run(work))
        thread.start()
        started.wait(20)
        add_script_run_ctx(thread, get_script_run_ctx())
        bound.set()
        thread.join()

    assert texts(app) == ["bound"]


def test_the_workers_of_a_pool_may_be_bound_and_jobs_write_where_they_were_submitted():
    def app():
        from concurrent.futures import ThreadPoolExecutor

        import streamlit as st
        from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

        ctx = get_script_run_ctx()
        with ThreadPoolExecutor(2, initializer=add_script_run_ctx, initargs=(None, ctx)) as pool:
            futures = [pool.submit(st.text, f"job {number}") for number in range(3)]
            for thread in pool._threads:
                add_script_run_ctx(thread, ctx)
            for future in futures:
                future.result()

    assert texts(app) == ["job 0", "job 1", "job 2"]


def test_a_thread_that_was_bound_while_it_ran_is_let_go_of_with_its_session(request):
    def app(thread):
        from streamlit.runtime.scriptrunner import add_script_run_ctx

        add_script_run_ctx(thread)

    end = threading.Event()
    request.addfinalizer(end.set)
    thread = threading.Thread(target=end.wait)
    thread.start()
    with AppTest.from_function(app, args=(thread,)) as at:
        at.run()
        assert thread in _by_hand
    assert thread not in _by_hand


def test_a_context_knows_its_session_and_not_its_secret():
    def app():
        import streamlit as st
        from streamlit.runtime.scriptrunner import get_script_run_ctx

        ctx = get_script_run_ctx()
        assert ctx == get_script_run_ctx()
        assert ctx.scope.host.token not in ctx.session_id
        st.text(ctx.session_id)

    page = AppTest.from_function(app).run()
    first = page.text[0].value
    assert page.run().text[0].value == first
    assert texts(app) != [first]


def test_outside_of_any_run_there_is_no_context(request):
    import threading

    from treadle._core.compat.streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

    assert get_script_run_ctx() is None
    assert add_script_run_ctx() is threading.current_thread()

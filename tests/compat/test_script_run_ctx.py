"""Threads that an app binds by hand, as Streamlit apps do."""

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


def test_a_thread_that_runs_cannot_be_bound_from_outside():
    def app():
        import threading

        import streamlit as st
        from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

        done = threading.Event()
        thread = threading.Thread(target=done.wait, name="early")
        thread.start()
        try:
            add_script_run_ctx(thread, get_script_run_ctx())
        except RuntimeError as error:
            st.text(str(error))
        finally:
            done.set()

    (said,) = texts(app)
    assert "early was started before" in said


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

    from treadle.compat.streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

    assert get_script_run_ctx() is None
    assert add_script_run_ctx() is threading.current_thread()

"""Names inside of Streamlit that packages use, with their meaning."""

from treadle.testing import AppTest


def shown(app) -> list[str]:
    at = AppTest.from_function(app).run()
    assert [error.value for error in at.exception] == []
    return [text.value for text in at.text]


def test_the_version_is_that_of_the_api_installed_or_not():
    def app():
        import importlib.metadata

        import streamlit as st

        found = importlib.metadata.distribution("streamlit")
        st.text(f"{importlib.metadata.version('streamlit') == st.__version__} {found.metadata['Name']}")

    assert shown(app) == ["True streamlit"]


def test_an_image_becomes_an_address():
    def app():
        import numpy as np
        import streamlit as st
        from streamlit.elements.lib.image_utils import image_to_url
        from streamlit.elements.lib.layout_utils import LayoutConfig

        layout = LayoutConfig(width="content")
        st.text(image_to_url(np.zeros((2, 2, 3), "uint8"), layout, False, "RGB", "PNG", "id")[:22])
        st.text(image_to_url("https://example.com/a.png", layout))

    assert shown(app) == ["data:image/png;base64,", "https://example.com/a.png"]


def test_a_package_knows_whether_it_is_in_a_form():
    def app():
        import streamlit as st
        from streamlit.elements.lib.form_utils import is_in_form

        outside = is_in_form(st._main)
        with st.form("f") as form:
            inside = is_in_form(st._main)
            st.form_submit_button()
        st.text(f"{outside} {inside} {is_in_form(form)} {is_in_form(st.sidebar)}")

    assert shown(app) == ["False True True False"]


def test_the_runtime_is_one_object_that_knows_sessions_and_has_a_loop():
    def app():
        import asyncio

        import streamlit as st
        from streamlit.runtime.app_session import AppSession, AppSessionState
        from streamlit.runtime.runtime import Runtime
        from streamlit.runtime.scriptrunner import get_script_run_ctx
        from streamlit.runtime.session_manager import ActiveSessionInfo

        async def answer():
            return 42

        runtime = Runtime.instance()
        info = runtime._session_mgr.get_session_info(get_script_run_ctx().session_id)
        loop = runtime._get_async_objs().eventloop
        st.text(
            f"{runtime is Runtime.instance()} {asyncio.run_coroutine_threadsafe(answer(), loop).result()}"
        )
        st.text(f"{isinstance(info, ActiveSessionInfo)} {isinstance(info.session, AppSession)}")
        st.text(f"{info.script_run_count} {info.session._state is AppSessionState.APP_IS_RUNNING}")
        st.text(str(runtime._session_mgr.get_session_info("nobody")))

    assert shown(app) == ["True 42", "True True", "0 True", "None"]


def test_runs_that_came_to_no_end_are_not_counted():
    """Packages see by it that a run has left their widget out, as a superseded run may do."""

    def app():
        import streamlit as st
        from streamlit.runtime import Runtime
        from streamlit.runtime.scriptrunner import get_script_run_ctx

        def count():
            session = get_script_run_ctx().session_id
            return Runtime.instance()._session_mgr.get_session_info(session).script_run_count

        @st.fragment
        def part():
            st.button("Part")

        if st.button("Again"):
            st.session_state.again = True
            st.rerun()
        part()
        if st.button("Stop"):
            st.text(f"stopped after {count()}")
            st.stop()
        st.text(f"after {count()}")

    test = AppTest.from_function(app).run()
    try:
        assert test.text[0].value == "after 0"
        assert test.button[0].click().run().text[0].value == "after 1"  # one run has ended in a rerun
        test.button[1].click().run()  # a run of the fragment alone
        assert test.button[2].click().run().text[0].value == "stopped after 2"
        assert test.run().text[0].value == "after 3"
    finally:
        test.close()


def test_tables_are_converted():
    def app():
        import pandas as pd
        import streamlit as st
        from streamlit import dataframe_util as tables

        frame = pd.DataFrame({"n": [1]})
        data = tables.convert_pandas_df_to_arrow_bytes(frame)
        st.text(str(tables.convert_arrow_bytes_to_pandas_df(data).equals(frame)))
        st.text(f"{tables.is_dataframe_like(frame)} {tables.is_dataframe_like([1])}")
        st.text(str(tables.is_pandas_styler(frame)))
        st.text(str(tables.convert_anything_to_pandas_df({"a": [1, 2]}).shape))

    assert shown(app) == ["True", "True False", "False", "(2, 1)"]


def test_a_file_gets_an_address():
    def app():
        import streamlit as st
        from streamlit import runtime

        st.text(runtime.get_instance().media_file_mgr.add(b"solid", "model/stl", "1.0"))

    (address,) = shown(app)
    assert address.startswith("_treadle/blob/")

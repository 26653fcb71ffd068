"""Apps that say `import streamlit as st`, unchanged."""

import importlib
import sys
from pathlib import Path

import pytest

from treadle._core.compat import streamlit as mirror
from treadle._core.runtime import alias
from treadle.testing import AppTest

MODULES = [
    ".".join(["streamlit", *path.relative_to(alias.FOLDER).with_suffix("").parts]).removesuffix(".__init__")
    for path in sorted(Path(mirror.__file__).parent.rglob("*.py"))
]


@pytest.mark.parametrize("name", MODULES)
def test_every_module_of_the_mirror_can_be_imported(name):
    app = AppTest.from_string(
        f"import {name}, sys\nimport treadle as st\nst.text(sys.modules['{name}'].__name__)"
    ).run()
    assert app.text[0].value == name


def test_st_is_treadle():
    def app():
        import streamlit as st

        import treadle

        assert st.write is treadle.write
        assert st.session_state is treadle.session_state
        assert "write" in dir(st)
        assert st.__version__ == "1.67.0"
        st.header("It works")

    assert AppTest.from_function(app).run().header[0].value == "It works"


def test_a_module_does_not_take_the_place_of_the_command_of_its_name():
    def app():
        import streamlit as st
        import streamlit.navigation.page
        from streamlit.navigation.page import StreamlitPage

        page = st.navigation([st.Page(lambda: st.text("shown"), title="One")])
        assert isinstance(page, StreamlitPage)
        page.run()

    assert AppTest.from_function(app).run().text[0].value == "shown"


def test_names_can_be_imported_from_it():
    def app():
        from streamlit import columns, session_state, sidebar

        session_state.n = 1
        left, _ = columns(2)
        left.text("left")
        sidebar.text(str(session_state.n))

    app_test = AppTest.from_function(app).run()
    assert {text.value for text in app_test.text} == {"left", "1"}


def test_except_clauses_of_streamlit_apps_work():
    def app():
        import streamlit as st
        from streamlit.errors import DuplicateWidgetID, StreamlitAPIException

        try:
            st.button("a", key="same")
            st.button("b", key="same")
        except DuplicateWidgetID as error:
            st.text(str(isinstance(error, StreamlitAPIException)))
        try:
            st.columns(0)
        except st.errors.StreamlitAPIException:
            st.text("columns")

    assert [text.value for text in AppTest.from_function(app).run().text] == ["True", "columns"]


def test_a_container_is_a_delta_generator():
    def app():
        import streamlit as st
        from streamlit.delta_generator import DeltaGenerator

        st.text(str(isinstance(st.container(), DeltaGenerator)))

    assert AppTest.from_function(app).run().text[0].value == "True"


def test_components_have_every_name_that_packages_import():
    def app():
        import streamlit as st
        import streamlit.components.v1 as components
        from streamlit.components.v1 import components as older
        from streamlit.components.v1.component_registry import declare_component
        from streamlit.components.v1.custom_component import CustomComponent
        from streamlit.errors import StreamlitAPIException

        picker = components.declare_component("picker", url="http://localhost:3001")
        same = (older.declare_component, declare_component, st.components.v1.declare_component)
        st.text(str({components.declare_component} == set(same)))
        st.text(str(isinstance(picker, CustomComponent)))
        st.text(str(issubclass(older.MarshallComponentException, StreamlitAPIException)))
        st.text(f"{picker(a=1, default=2, key='k')} {picker.create_instance(default=3)}")

    assert [text.value for text in AppTest.from_function(app).run().text] == ["True", "True", "True", "2 3"]


def test_an_app_can_ask_whether_it_runs():
    app = AppTest.from_string(
        "import streamlit.runtime as r, streamlit as st\nst.text(str(r.exists()))"
    ).run()
    assert app.text[0].value == "True"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("st.colums(2)", "Treadle has no `st.colums`. Did you mean `st.columns`?"),
        ("from streamlit import colums", "Treadle has no `st.colums`. Did you mean `st.columns`?"),
        (
            "from streamlit.errors import StreamlitApiException",
            "`streamlit.errors.StreamlitApiException`. Did you mean `StreamlitAPIException`?",
        ),
        ("from streamlit.runtime import Missing", "Treadle has no `streamlit.runtime.Missing`."),
        (
            "import streamlit.runtime; streamlit.runtime.Missing",
            "Treadle has no `streamlit.runtime.Missing`.",
        ),
        ("from streamlit.web import cli; cli.main()", "This app is served already"),
        (
            "import streamlit.runtime; streamlit.runtime.get_instance().cache_storage_manager",
            "Treadle has no `Runtime.cache_storage_manager`.",
        ),
    ],
)
def test_what_is_missing_is_named(line, said):
    app = AppTest.from_string(f"import streamlit as st\n{line}").run()
    assert said in app.exception[0].message


@pytest.mark.parametrize("name", MODULES)
def test_a_module_has_only_names_that_are_meant_for_apps(name):
    app = AppTest.from_string(
        f"import {name}, sys, types\nimport treadle as st\nst.json(sorted(dir(sys.modules['{name}'])))\n"
        f"st.json(sorted(sys.modules['{name}'].__all__))\n"
        f"assert all(hasattr(sys.modules['{name}'], each) for each in sys.modules['{name}'].__all__)"
    ).run()
    assert not app.exception, app.exception[0].message
    assert app.json[0].value == app.json[1].value


def test_names_of_treadles_own_modules_are_none_of_streamlits():
    app = AppTest.from_string(
        "import streamlit as st\nst.json([name for name in ('api', 'cli', 'TYPE_CHECKING', 'root') if "
        "hasattr(st, name)])"
    ).run()
    assert app.json[0].value == "[]"


def test_modules_are_attributes_as_in_streamlit():
    def app():
        import streamlit as st

        assert st.runtime.exists()
        assert st.runtime.scriptrunner.get_script_run_ctx() == st.runtime.scriptrunner.get_script_run_ctx()
        assert st._config.get_option("client.showErrorDetails") == "full"
        assert st.delta_generator.DeltaGenerator is type(st.container())
        st.logger.get_logger("app of a test").info("said")
        assert isinstance(st.session_state, st.runtime.state.SessionStateProxy)

    page = AppTest.from_function(app).run()
    assert not page.exception, page.exception[0].message


def test_the_runtime_knows_the_sessions_and_their_browsers():
    def app():
        import streamlit as st
        from streamlit import runtime
        from streamlit.runtime.scriptrunner import get_script_run_ctx

        mine = get_script_run_ctx().session_id
        assert runtime.get_instance().is_active_session(mine)
        assert not runtime.get_instance().is_active_session("another")
        assert runtime.get_instance().get_client("another") is None
        request = runtime.get_instance().get_client(mine).request
        assert dict(request.headers) == dict(st.context.headers)
        assert request.remote_ip is None or isinstance(request.remote_ip, str)
        st.text(mine)

    page = AppTest.from_function(app).run()
    assert not page.exception, page.exception[0].message


def test_a_process_that_an_app_has_started_serves_none():
    def app():
        import subprocess
        import sys

        import streamlit as st

        code = "import streamlit.runtime as r; print(r.exists(), r.__file__)"
        st.text(
            subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        )

    served, file = AppTest.from_function(app).run(timeout=60).text[0].value.split()
    assert served == "False"
    assert "treadle" in file


def test_a_rerun_can_be_raised():
    def app():
        import streamlit as st
        from streamlit.runtime.scriptrunner import RerunData, RerunException

        if "n" not in st.session_state:
            st.session_state.n = 1
            raise RerunException(RerunData())
        st.text("done")

    assert AppTest.from_function(app).run().text[0].value == "done"


def test_commands_of_libraries_are_not_counted():
    def app():
        from streamlit.runtime.metrics_util import gather_metrics

        @gather_metrics("mine")
        def command():
            pass

        assert command.__name__ == "command"
        assert gather_metrics("mine", command) is command

    assert not AppTest.from_function(app).run().exception


def test_a_module_of_the_apps_that_imports_streamlit_gets_treadle_too(tmp_path, monkeypatch):
    (tmp_path / "helper_of_compat_test.py").write_text(
        "import streamlit as st\ndef hello(): st.text('from the helper')\n"
    )
    (tmp_path / "app.py").write_text("from helper_of_compat_test import hello\nhello()\n")
    app = AppTest.from_file(str(tmp_path / "app.py")).run()
    assert app.text[0].value == "from the helper"
    sys.modules.pop("helper_of_compat_test", None)
    importlib.invalidate_caches()

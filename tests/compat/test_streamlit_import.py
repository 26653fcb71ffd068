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
    app = AppTest.from_string(f"import {name}\nimport treadle as st\nst.text({name}.__name__)").run()
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


def test_components_can_be_imported_and_declared_and_say_that_they_are_not_there_yet():
    def app():
        import streamlit as st
        import streamlit.components.v1 as components

        picker = components.declare_component("picker", url="http://localhost:3001")
        for use in (picker, lambda: components.html("<b>"), lambda: st.components.v1.iframe("x")):
            try:
                use()
            except NotImplementedError as error:
                st.text(str(error))

    said = [text.value for text in AppTest.from_function(app).run().text]
    assert [text.split("`")[1] for text in said] == [
        "the custom component picker",
        "st.components.v1.html",
        "st.components.v1.iframe",
    ]


def test_an_app_can_ask_whether_it_runs():
    app = AppTest.from_string(
        "import streamlit.runtime as r, streamlit as st\nst.text(str(r.exists()))"
    ).run()
    assert app.text[0].value == "True"


def test_a_command_that_is_not_there_is_named():
    app = AppTest.from_string("import streamlit as st\nst.no_such_thing()").run()
    assert "no_such_thing" in app.exception[0].message


def test_a_module_of_the_apps_that_imports_streamlit_gets_treadle_too(tmp_path, monkeypatch):
    (tmp_path / "helper_of_compat_test.py").write_text(
        "import streamlit as st\ndef hello(): st.text('from the helper')\n"
    )
    (tmp_path / "app.py").write_text("from helper_of_compat_test import hello\nhello()\n")
    app = AppTest.from_file(str(tmp_path / "app.py")).run()
    assert app.text[0].value == "from the helper"
    sys.modules.pop("helper_of_compat_test", None)
    importlib.invalidate_caches()

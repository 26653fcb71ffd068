"""Which scripts define an ASGI application, by their source alone."""

import pytest

from treadle._core.asgi_apps import application_in

DEFINES = {
    "import treadle as st\napp = st.App('a.py')": "app",
    "import streamlit as st\nserver = st.App('a.py')": "server",
    "import treadle\nmine: object = treadle.App('a.py')": "mine",
    "from treadle import App\nx = App('a.py')": "x",
    "from streamlit.starlette import App as A\nx = A('a.py')": "x",
    "import streamlit.web.server.starlette\nx = streamlit.web.server.starlette.App('a.py')": "x",
    "from streamlit import starlette\nx = starlette.App('a.py')": "x",
    "from fastapi import FastAPI\napi = FastAPI()": "api",
    "import fastapi.applications\napi = fastapi.applications.FastAPI()": "api",
    "from starlette.applications import Starlette\na = b = Starlette()": "a",
    "import treadle as st\nother = st.App('a.py')\nstreamlit_app = st.App('b.py')": "streamlit_app",
    "from fastapi import FastAPI\nimport treadle as st\ndash = st.App('a.py')\napp = FastAPI()": "app",
    "import treadle as st\ntry:\n    pass\nfinally:\n    app = st.App('a.py')": "app",
    "import treadle as st\ntry:\n    pass\nexcept OSError:\n    app = st.App('a.py')": "app",
    "import treadle as st\nif True:\n    with open('f'):\n        app = st.App('a.py')": "app",
}
NOT = [
    "import streamlit as st\nst.title('App')",
    "import treadle as st\ndef make():\n    app = st.App('a.py')",
    "import treadle as st\nst.App('a.py')",
    "class App:\n    pass\napp = App('a.py')",
    "from kivy import App\napp = App()",
    "from .app import App\napp = App()",
    "app = [1][0]()",
    "this is no Python",
    "nul\0",
    "",
]


@pytest.mark.parametrize(("source", "name"), DEFINES.items())
def test_an_application_of_the_module_is_found(source, name):
    assert application_in(source) == name


@pytest.mark.parametrize("source", NOT)
def test_anything_else_is_a_script(source):
    assert application_in(source) is None

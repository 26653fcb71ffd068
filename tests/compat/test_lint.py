"""`treadle lint`: what the source of an app says about names, parameters and threads by hand."""

import textwrap

import pytest

import treadle
from treadle._core.compat.lint import lint

PUBLIC = {name: getattr(treadle, name) for name in treadle.__all__}


def found(source, *, unsupported):
    """Return the lines in which something was found, with what is named there first."""
    return [
        (each.line, each.text.split("`")[1])
        for each in lint(textwrap.dedent(source), PUBLIC)
        if each.unsupported == unsupported
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import streamlit as st\nst.deck_gl_chart({})", (2, "st.deck_gl_chart")),
        (
            "import streamlit\nstreamlit.deck_gl_chart({})",
            (2, "streamlit.deck_gl_chart".replace("streamlit", "st")),
        ),
        ("import treadle as st\nst.deck_gl_chart({})", (2, "st.deck_gl_chart")),
        ("from streamlit import deck_gl_chart", (1, "st.deck_gl_chart")),
        ("import streamlit as st\nst.metrics(1)", (2, "st.metrics")),
        ("import streamlit as st\nst.sidebar.deck_gl_chart({})", (2, "container.deck_gl_chart")),
        ("import streamlit as st\na, b = st.columns(2)\nb.deck_gl_chart({})", (3, "container.deck_gl_chart")),
        (
            "import streamlit as st\nfor c in st.tabs(['a']):\n    c.deck_gl_chart({})",
            (3, "container.deck_gl_chart"),
        ),
        (
            "import streamlit as st\nwith st.form('f') as f:\n    f.deck_gl_chart({})",
            (3, "container.deck_gl_chart"),
        ),
        ("import streamlit as st\nst.columns(2)[0].deck_gl_chart({})", (2, "container.deck_gl_chart")),
        ("import streamlit as st\nst.container().rerun()", (2, "rerun")),
        ("import streamlit as st\nst.button('x',\n  colour=1)", (3, "st.button")),
        ("import streamlit.no.such_module", (1, "streamlit.no.such_module")),
        ("from streamlit.errors import NoSuchError", (1, "streamlit.errors.NoSuchError")),
        ("import streamlit as st\nst.deck_gl_chart()", (2, "st.deck_gl_chart")),
    ],
)
def test_what_is_not_supported_is_named_with_its_line(source, expected):
    assert found(source, unsupported=True) == [expected]


def test_a_refused_parameter_is_named(monkeypatch):
    monkeypatch.setattr("treadle._core.compat.lint.PARAMETERS", {"button": ("width",)})
    (one,) = lint("import streamlit as st\nst.button('x', width=3)", PUBLIC)
    assert one == (2, 16, True, "`st.button` does not support the parameter `width` yet.")


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("from streamlit.runtime.scriptrunner import add_script_run_ctx as add\nadd(1)", 2),
        ("import streamlit.runtime.scriptrunner as r\nr.add_script_run_ctx(1)", 2),
        ("import time\nwhile thread.is_alive():\n    time.sleep(1)", 2),
        ("from time import sleep\nwhile True:\n    if task.done():\n        break\n    sleep(1)", 2),
        ("import streamlit as st, time\nif wait:\n    time.sleep(1)\n    st.rerun()", 4),
        ("import queue, threading\nq = queue.Queue()\nthreading.Thread(target=q.get)", 2),
        ("from streamlit_autorefresh import st_autorefresh", 1),
        ("import streamlit as st\nst.experimental_rerun()", 2),
    ],
)
def test_what_is_no_longer_needed_is_named_with_its_line(source, line):
    assert [number for number, _ in found(source, unsupported=False)] == [line]
    assert found(source, unsupported=True) == []


@pytest.mark.parametrize(
    "source",
    [
        "import math\nmath.deck_gl_chart",
        "import queue\nq = queue.Queue()",  # without threads, it is for something else
        "import time\nwhile True:\n    time.sleep(1)",
        "map([1], str)",
        "import streamlit as st\nst.cache_data.clear()\nst.column_config.TextColumn('a', width='small')",
        "import streamlit.components.v1 as components\ncomponents.html('x')",
        "from . import map\nfrom .streamlit import deck_gl_chart",
        "frame = load()\nframe.map(str)",
    ],
)
def test_nothing_is_said_of_other_code(source):
    assert lint(source, PUBLIC) == []


def test_a_name_that_does_not_say_what_it_is_is_not_guessed():
    assert lint("import streamlit as st\nplace = choose(st)\nplace.deck_gl_chart({})", PUBLIC) == []

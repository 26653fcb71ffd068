"""A parameter that a command does not have: the error names the one that was meant."""

import sys

import pytest

from treadle.testing import AppTest


def shown(source):
    return AppTest.from_string(f"import treadle as st\n{source}").run().exception[0].message


@pytest.mark.parametrize(
    ("call", "meant"),
    [
        ("st.slider('n', min_valeu=3)", "min_value"),
        ("st.sidebar.button('Go', on_clik=print)", "on_click"),
        ("left, right = st.columns(2)\nright.text_input(\n    'a', max_char=3)", "max_chars"),
        ("def part():\n    box = st.container()\n    box.text('a', Width=3)\npart()", "width"),
        ("@st.cache_data(tll=3)\ndef f(): pass", "ttl"),
        ("st.rerun(scop='app')", "scope"),
        ("from treadle import markdown\nmarkdown('a', unsafe_allow_htm=True)", "unsafe_allow_html"),
        ("st.markdown('a', unsafe_allow_htm=True)", "unsafe_allow_html"),
    ],
)
def test_it_names_the_parameter_that_was_meant(call, meant, caplog):
    message = shown(call)
    assert "unexpected keyword argument" in message
    assert message.endswith((f"Did you mean `{meant}`?", f"Did you mean '{meant}'?"))
    assert message.count("Did you mean") == 1
    if sys.version_info < (3, 13):  # from there on, Python's own message has it
        assert f"Did you mean `{meant}`?" in caplog.text


@pytest.mark.parametrize(
    "call",
    [
        "st.slider('n', nonsense=3)",
        "def mine(value): pass\nmine(valeu=3)",
        "class Mine:\n    def slider(self, value): pass\nMine().slider(valeu=3)",
        "raise TypeError(\"got an unexpected keyword argument 'valeu'\")",
        "dict.fromkeys(valeu=3)",
    ],
)
@pytest.mark.skipif(sys.version_info >= (3, 13), reason="Python's own messages have suggestions")
def test_nothing_is_said_about_what_is_no_command_or_nothing_like_a_parameter(call):
    assert "Did you mean" not in shown(call)

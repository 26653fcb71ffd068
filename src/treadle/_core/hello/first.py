"""What `treadle init` writes: a first app, its options and its test."""

APP = '''\
"""A first app. Run it with `treadle run {name}`, and change it: the page follows when you save."""

import threading
import time

import treadle as st

st.title("My first app")

name = st.text_input("What is your name?", "Ada")
st.write(f"Hello, {{name}}!")


def load(what: str, seconds: float) -> None:
    """Pretend to ask a slow database. Any thread may write to the page."""
    time.sleep(seconds)
    st.metric(what, f"{{seconds:g}} s")


if st.button("Load three things at the same time"):
    for column, (what, seconds) in zip(st.columns(3), [("Orders", 1), ("Stock", 2), ("Staff", 0.5)]):
        with column:
            threading.Thread(target=load, args=(what, seconds)).start()
'''

TEST = '''\
"""Run this with `pytest`."""

from treadle.testing import AppTest


def test_the_app_greets_by_name() -> None:
    app = AppTest.from_file("{name}").run()
    app.text_input[0].set_value("Grace").run()
    assert "Hello, Grace!" in [text.value for text in app.markdown]
    assert not app.exception
'''

CONFIG = """\
# The options of the app. `treadle config show {name}` lists all of them.

[theme]
# primaryColor = "#2f6fde"
"""


def files(name: str) -> dict[str, str]:
    """Return the files of a first app, by their paths.

    Args:
        name: the file name of the app.
    """
    stem = name.removesuffix(".py")
    return {
        name: APP.format(name=name),
        f"test_{stem}.py": TEST.format(name=name),
        ".streamlit/config.toml": CONFIG.format(name=name),
    }

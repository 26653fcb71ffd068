"""What an app lets go of may do anything as it goes: no lock is held then."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from treadle._core.session.events import RerunAsked

BEGIN = """
import treadle as st

class Closing:
    def __del__(self):
        let_go()

st.session_state.runs = st.session_state.get("runs", 0) + 1
first = st.session_state.runs == 1
"""

REPLACED = """
st.session_state.kept = Closing() if first else None
"""

DELETED = """
st.session_state.kept = Closing()
del st.session_state.kept
"""

CALLBACK = """
st.button("Go", on_click=print, args=(Closing(),) if first else ())
"""

FRAGMENT = """
@st.fragment
def part(what):
    st.text("part")

part(Closing() if first else None)
"""

WIDGET_GONE = """
if first:
    st.button("Go", on_click=print, args=(Closing(),))
"""


@pytest.mark.parametrize("source", [REPLACED, DELETED, CALLBACK, FRAGMENT, WIDGET_GONE])
def test_what_is_let_go_of_is_freed_under_no_lock(open_page: Callable[..., Any], source: str) -> None:
    app = open_page("import treadle as st").app
    blocked: list[bool] = []
    freed = threading.Event()

    def let_go() -> None:
        def look() -> None:
            for live in app.sessions():
                live.peek(lambda session: None)

        thread = threading.Thread(target=look, daemon=True)
        thread.start()
        thread.join(3)
        blocked.append(thread.is_alive())
        freed.set()

    app.namespace["let_go"] = let_go
    app.script.write_text(BEGIN + source)
    page = open_page(app)
    page.live.handle(RerunAsked())
    page.settle()
    assert page.props("exception") == []
    assert freed.wait(10)
    assert True not in blocked

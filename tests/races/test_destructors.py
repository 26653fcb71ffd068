"""What an app lets go of may do anything as it goes: no lock is held then."""

import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from treadle._core.session.events import RerunAsked
from treadle._core.session.state import ListKeys

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
                live.apply(ListKeys())

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
    assert freed.wait(60)
    assert True not in blocked


SAYING = """
import gc
import treadle as st

class Says:
    def __init__(self, text):
        self.text, self.itself = text, self

    def __del__(self):
        with st.container():
            st.text(self.text)
        box.text(self.text)
        st.session_state[self.text] = True

box = st.container()
before = gc.get_threshold()
try:
    for number in range(200):
        gc.disable()
        gc.collect(0)
        Says(f"destructor {number}")
        gc.set_threshold(number % 100 + 1)  # so that a collection comes at another step of what follows
        gc.enable()
        st.text(f"line {number}")
        st.checkbox(f"box {number}", key=f"box {number}")
finally:
    gc.set_threshold(*before)
    gc.collect()
    done.release()
"""


def test_a_destructor_may_write_while_another_write_is_under_way(visit: Callable[..., Any]) -> None:
    # Meanwhile this thread only waits: a collection in it would call destructors that belong to no page.
    done = threading.Semaphore(0)
    page = visit(SAYING, wait=False, done=done)
    for number in range(3):
        if number:
            page.live.handle(RerunAsked())
        assert done.acquire(timeout=60)
        page.settle()
        assert page.props("exception") == []
        texts = [props.body for props in page.props("text")]
        assert [text for text in texts if text.startswith("line")] == [f"line {n}" for n in range(200)]
        assert sorted(text for text in texts if text.startswith("destructor")) == sorted(
            f"destructor {n}" for n in [*range(200), *range(200)]
        )
        assert len({node.id for node in page.nodes()}) == len(page.nodes())
        assert [props.label for props in page.props("checkbox")] == [f"box {n}" for n in range(200)]
        assert all(page.state(f"destructor {n}") for n in range(200))


BARS = """
import gc
import treadle as st

class Bar:
    def __init__(self):
        self.box, self.itself = st.container(), self
        self.place = self.box.empty()

    def __del__(self):
        self.place.text("closed")
        self.box.container().text("closed")
        self.box.progress(1.0)

gc.disable()
try:
    if st.session_state.setdefault("first", not people):
        people.append("the first")
        Bar()  # nobody has it any more, but only a collection frees it
    else:
        gc.collect()
        st.text("collected")
finally:
    gc.enable()
"""


def test_a_destructor_writes_for_nobody_in_another_visitors_thread(
    open_page: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", printed.append)
    app = open_page("import treadle as st").app
    app.namespace["people"] = []
    app.script.write_text(BARS)
    first, second = open_page(app), open_page(app)
    assert [props.body for props in second.props("text")] == ["collected"]
    assert first.props("text") == []
    assert printed == []

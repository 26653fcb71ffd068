"""Threads change a widget's value while runs show the widget and people use the page: no change is lost,
all show the last.
"""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from treadle._core.session.events import Interacted, RerunAsked
from treadle._core.session.state import ListKeys

COUNTING = """
import threading
import treadle as st

def count(key):
    for _ in range(250):
        st.session_state.update(key, lambda n: n + 1)

st.number_input("N", value=0, key="n")

@st.fragment
def part():
    st.number_input("M", value=0, key="m")
    st.checkbox("in the fragment")

part()
st.checkbox("in the app")
if "threads" not in st.session_state:
    st.session_state.threads = [
        threading.Thread(target=count, args=(key,), daemon=True) for key in ["n", "m"] * 3
    ]
    for thread in st.session_state.threads:
        thread.start()
"""


@pytest.mark.parametrize("seed", range(3))
def test_counts_of_threads_outlast_reruns_of_the_widget(
    open_page: Callable[..., Any], hostile_switching: None, seed: int
) -> None:
    page = open_page(COUNTING, wait=False)
    assert page.live.wait(ListKeys(), 20, lambda keys: "threads" in keys)
    threads: list[threading.Thread] = page.state("threads")
    boxes = {node.props.label: node.id for node in page.settle().nodes("checkbox")}
    on = False
    while any(thread.is_alive() for thread in threads):
        on = not on
        label = "in the app" if (seed + on) % 2 else "in the fragment"
        page.live.handle(Interacted(1, [(boxes[label], on)]))
        page.live.handle(RerunAsked()) if seed == 2 else page.settle()
    page.settle()
    assert page.props("exception") == []
    assert [page.state("n"), page.state("m")] == [750, 750]
    assert [props.value for props in page.props("number_input")] == [750, 750]
    page.live.handle(RerunAsked())
    assert [props.value for props in page.settle().props("number_input")] == [750, 750]

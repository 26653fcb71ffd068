"""A custom component sends values while threads write to the page and set its value: nothing is lost or
mixed.
"""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from treadle._core.session.events import Interacted
from treadle._core.session.state import ListKeys

SENT = 60

BUSY = """
import threading
import treadle as st
from treadle.components.v1 import declare_component

probe = declare_component("probe", url="http://localhost:3001")
seen = st.session_state.setdefault("seen", [])

def changed():
    seen.append(st.session_state.k["n"])

value = probe(default={"n": 0}, key="k", on_change=changed)

def write(number):
    for step in range(20):
        st.text(f"{number}:{step}")

threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
for thread in threads:
    thread.start()
st.text(f"value {value['n']}")
"""

COUNTING = """
import threading
import treadle as st
from treadle.components.v1 import declare_component

probe = declare_component("probe", url="http://localhost:3001")

def count():
    for _ in range(200):
        st.session_state.update("k", lambda value: {"n": value["n"] + 1})

st.session_state.setdefault("k", {"n": 0})
probe(key="k")
if "threads" not in st.session_state:
    st.session_state.threads = [threading.Thread(target=count, daemon=True) for _ in range(4)]
    for thread in st.session_state.threads:
        thread.start()
"""


def test_values_arrive_in_order_while_threads_write(
    open_page: Callable[..., Any], hostile_switching: None
) -> None:
    page = open_page(BUSY)
    node = page.nodes("component_instance")[0].id
    for number in range(1, SENT + 1):
        page.live.handle(Interacted(1, [(node, ["json", f'{{"n": {number}}}'])]))
    page.settle()
    assert page.props("exception") == []
    texts = [text.body for text in page.props("text")]
    assert [text for text in texts if ":" not in text] == [f"value {SENT}"]
    assert [text for text in texts if ":" in text] == [f"{n}:{step}" for n in range(4) for step in range(20)]
    assert SENT in page.state("seen"), "the last value is seen by a callback, whichever runs were superseded"


@pytest.mark.parametrize("seed", range(2))
def test_no_change_of_a_thread_is_lost_while_the_app_runs(
    open_page: Callable[..., Any], hostile_switching: None, seed: int
) -> None:
    page = open_page(COUNTING, wait=False)
    assert page.live.wait(ListKeys(), 20, lambda keys: "threads" in keys)
    threads: list[threading.Thread] = page.settle().state("threads")
    while any(thread.is_alive() for thread in threads):
        page.rerun()
        page.settle()
    assert page.props("exception") == []
    assert page.state("k") == {"n": 800}
    assert page.one("component_instance").value == ("json", '{"n": 800}')


PARTS = """
import threading
import treadle as st
from treadle.components.v2 import component

probe = component("probe", js="export default () => {\\n}")
seen = st.session_state.setdefault("seen", [])
result = probe(key="k", default={"n": 0}, on_n_change=lambda: seen.append(st.session_state.k.n),
               on_pressed_change=lambda: None)

def write(number):
    for step in range(20):
        st.text(f"{number}:{step}")

threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
for thread in threads:
    thread.start()
st.text(f"n {result.n}")
if result.pressed is not None:
    st.session_state.answered = st.session_state.get("answered", 0) + 1
"""


def test_the_state_of_a_component_in_the_page_arrives_in_order_and_an_event_has_one_answer(
    open_page: Callable[..., Any], hostile_switching: None
) -> None:
    page = open_page(PARTS)
    node = page.nodes("bidi_component")[0].id
    event = next(each.id for each in page.nodes("component_event") if each.props.name == "pressed")
    for number in range(1, SENT + 1):
        page.live.handle(Interacted(1, [(node, f'{{"n": {number}}}')]))
        if number == SENT // 2:
            page.live.handle(Interacted(1, [(event, "1")]))
            page.settle()
    page.settle()
    assert page.props("exception") == []
    texts = [text.body for text in page.props("text")]
    assert [text for text in texts if ":" not in text] == [f"n {SENT}"]
    assert [text for text in texts if ":" in text] == [f"{n}:{step}" for n in range(4) for step in range(20)]
    assert SENT in page.state("seen")
    assert page.state("answered") == 1

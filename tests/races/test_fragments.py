"""Fragments, threads and clicks in any order: what is on the page at the end is what a quiet run leaves
there.
"""

import random
import threading

import pytest

from treadle._core.protocol.message import Interact
from treadle._core.session.events import RerunAsked
from treadle._core.session.fragments import ListLanes

APP = """
import threading
import treadle as st

box = st.container()
st.checkbox("app", key="app")

@st.fragment(key="outer")
def outer():
    st.checkbox("outer", key="outer")

    @st.fragment
    def inner(number):
        st.checkbox(f"inner {number}", key=f"inner {number}")
        with st.spinner("Working"):
            box.text(f"from {number}")

    for number in range(3):
        inner(number)
    threading.Thread(target=st.text, args=("thread",)).start()

@st.fragment
def report(name):
    with st.status("Running") as status:
        status.update(label=name)

outer()
report("inline")
threads = [threading.Thread(target=report, args=("in a thread",)) for _ in range(2)]
for thread in threads:
    thread.start()
st.text("end")
"""


def shape(page):
    """Everything on the page but the values of widgets."""
    names = ("label", "body", "state")
    return [(node.props.kind, *(getattr(node.props, name, None) for name in names)) for node in page.nodes()]


@pytest.mark.parametrize("seed", range(3))
def test_any_order_of_clicks_and_reruns_ends_in_the_same_page(open_page, seed):
    page = open_page(APP)
    expected, lanes = shape(page), len(page.live.apply(ListLanes()))

    def disturb(random):
        for _ in range(60):
            if random.random() < 0.5:
                known = list(page.live.apply(ListLanes()))
                page.live.handle(RerunAsked((random.choice(known),)))
            elif boxes := page.nodes("checkbox"):
                node = random.choice(boxes)
                page.live.receive(page.browser, Interact([(node.id, not node.props.value)]))
            page.live.collect(page.browser)

    threads = [
        threading.Thread(target=disturb, args=(random.Random(seed * 10 + number),)) for number in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    page.live.handle(RerunAsked())
    page.settle()
    assert shape(page) == expected
    assert len(page.live.apply(ListLanes())) == lanes

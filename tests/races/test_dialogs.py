"""Dialogs that open, close, run and are used in any order: at most one is open, and nothing of a closed
one is left.
"""

import random
from collections.abc import Callable, Iterator
from typing import Any

from treadle._core.protocol.message import Interact, Rerun, Stop
from treadle._core.session.look import FindDialog, ListNodes, LookAtLanes
from treadle._core.session.state import PutKey

Open = Callable[..., Any]

APP = """
import treadle as st

@st.dialog("Order")
def order():
    if gate := st.session_state.get("gate"):
        gate.reach()
    st.button("Save", on_click=lambda: st.session_state.update("saved", lambda n: n + 1, 0))
    st.button("Plain")
    st.text_input("Name", key="name")

st.session_state.update("runs", lambda n: n + 1, 0)
if st.button("Open"):
    order()
"""


def named(page: Any, label: str) -> int:
    return next(node.id for node in page.nodes() if getattr(node.props, "label", None) == label)


def send(page: Any, label: str, value: Any = True) -> None:
    page.live.receive(page.browser, Interact([(named(page, label), value)]))


def busy(page: Any, gate: Any) -> None:
    """Let a run of the open dialog stop and another wait at the gate, so that the next that is asked for
    has to wait.
    """
    page.live.apply(PutKey("gate", gate))
    for _ in range(2):
        send(page, "Plain")
        gate.reached()


def orphans(page: Any) -> list[str]:
    """What is left of dialogs that are closed, in words."""
    shown = page.live.apply(ListNodes())
    lanes = page.live.apply(LookAtLanes())
    open_one = page.live.apply(FindDialog())
    nodes = [node.id for node in shown if node.props.kind == "dialog"]
    places = [lane.node for lane in lanes if lane.is_dialog]
    opened = [] if open_one is None else [open_one.node]
    wrong = [] if nodes == places == opened else [f"nodes {nodes}, lanes {places}, open {opened}"]
    there = {node.id for node in shown}
    return wrong + [lane.id for lane in lanes if lane.node and lane.node not in there]


def test_a_press_that_nobody_is_told_of_reruns_nothing_once_its_dialog_is_dismissed(
    open_page: Open, gate: Any
) -> None:
    page = open_page(APP)
    send(page, "Open")
    page.settle()
    busy(page, gate)
    send(page, "Plain")
    send(page, "Name", "Ada")
    send(page, "Order")
    gate.open()
    page.settle()
    assert page.state("runs") == 2
    assert orphans(page) == []


def test_a_press_with_a_callback_is_answered_once_though_its_dialog_was_dismissed(
    open_page: Open, gate: Any
) -> None:
    page = open_page(APP)
    send(page, "Open")
    page.settle()
    busy(page, gate)
    send(page, "Save")
    send(page, "Order")
    gate.open()
    page.settle()
    assert (page.state("saved"), page.state("runs")) == (1, 3)
    assert orphans(page) == []


def test_a_dialog_that_is_dismissed_before_it_has_begun_shows_nothing(open_page: Open, gate: Any) -> None:
    page = open_page(APP)
    page.live.apply(PutKey("gate", gate))
    send(page, "Open")
    gate.reached()
    send(page, "Order")
    gate.open()
    page.settle()
    assert [node.props.label for node in page.nodes("button")] == ["Open"]
    assert page.nodes("exception") == []
    assert orphans(page) == []


def test_a_second_dismissal_of_the_same_dialog_is_no_error(open_page: Open) -> None:
    page = open_page(APP)
    send(page, "Open")
    page.settle()
    dialog = named(page, "Order")
    for changes in ([(dialog, True), (dialog, True)], [(dialog, True)]):
        page.live.receive(page.browser, Interact(changes))
    page.settle()
    assert page.browser.messages == []
    assert orphans(page) == []


def test_an_app_that_opens_it_again_as_it_reruns_keeps_its_place_and_what_was_entered(
    open_page: Open,
) -> None:
    page = open_page("""
        import treadle as st

        @st.dialog("Steps")
        def steps():
            st.text_input("Name", key="name")
            if st.button("Next"):
                st.session_state.update("step", lambda n: n + 1, 1)
                st.rerun()
            st.text(f"step {st.session_state.get('step', 1)}")

        steps()
    """)
    before = named(page, "Steps")
    page.interact((named(page, "Name"), "Ada"))
    page.interact((named(page, "Next"), True))
    assert (named(page, "Steps"), page.one("text").body, page.state("name")) == (before, "step 2", "Ada")
    assert page.one("dialog").open


ANY = """
import threading
import treadle as st

@st.dialog("One", on_dismiss="rerun")
def one():
    if st.button("Close one"):
        st.rerun()
    if st.button("Again"):
        st.rerun("fragment")
    threading.Thread(target=st.text, args=["of a thread"]).start()
    st.text("one")

@st.dialog("Two")
async def two():
    st.button("In two", on_click=lambda: None)

    @st.fragment
    def part():
        if st.button("Close two"):
            st.rerun()
    part()

@st.fragment
def opener():
    if st.button("Open two"):
        two()

opener()
if st.button("Open one"):
    one()
if st.button("Open in a thread"):
    threading.Thread(target=two).start()
st.button("Open in a callback", on_click=one)
"""

LABELS = [
    "One", "Two", "Close one", "Again", "In two", "Close two", "Open two", "Open one",
    "Open in a thread", "Open in a callback",
]  # fmt: skip


def test_any_order_leaves_at_most_one_and_nothing_of_those_that_are_closed(
    open_page: Open, seeds: Iterator[int], hostile_switching: None
) -> None:
    page = open_page(ANY)
    for seed in seeds:
        choose = random.Random(seed)
        for _ in range(40):
            here = [node.id for node in page.nodes() if getattr(node.props, "label", None) in LABELS]
            what = choose.choice([Interact([(choose.choice(here), True)])] * 8 + [Rerun(None), Stop()])
            page.live.receive(page.browser, what)
            if choose.random() < 0.3:
                page.settle()
        page.settle()
        assert orphans(page) == []
        page.rerun()
        page.settle()
        assert page.nodes("dialog") == []
        assert [lane.id for lane in page.live.apply(LookAtLanes()) if lane.is_dialog] == []
    assert {each.type for each in page.props("exception")} <= {"treadle.errors.InvalidLayoutContextError"}


def test_threads_that_open_dialogs_at_once_open_one(open_page: Open) -> None:
    page = open_page("""
        import threading
        import treadle as st

        def opener(number):
            @st.dialog(f"Number {number}")
            def dialog():
                st.text(f"number {number}")
            return dialog

        everybody = threading.Barrier(8)

        def work(number):
            everybody.wait(20)
            opener(number)()

        for number in range(8):
            threading.Thread(target=work, args=(number,)).start()
    """)
    assert len(page.nodes("dialog")) == 1
    assert len(page.nodes("exception")) == 7
    assert orphans(page) == []

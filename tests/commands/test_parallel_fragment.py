"""Fragments that run beside the page which calls them: when, where, and what becomes of what they showed
before.
"""

import threading

import pytest

from treadle._core.protocol.message import Interact
from treadle._core.session.events import RerunAsked
from treadle._core.session.fragments import ListLanes
from treadle._core.session.lanes import APP
from treadle._core.session.look import FindLiveRun, LookAtLane, LookAtLanes


def texts(page):
    return [text.body for text in page.props("text")]


def click(page, index=0):
    page.live.receive(page.browser, Interact([(page.nodes("button")[index].id, True)]))


@pytest.fixture
def shared():
    """What apps and tests tell each other by; apps have it in their session state."""
    return {"gate": threading.Event(), "reached": threading.Semaphore(0), "seen": []}


@pytest.fixture
def visit(open_page, shared):
    def visit(source, *, wait=True):
        first = open_page("import treadle")
        first.live.end()
        first.app.namespace.update(shared)
        first.app.script.write_text(source)
        return open_page(first.app, wait=wait)

    return visit


def test_the_body_and_its_fragments_run_at_the_same_time_in_script_threads_of_their_own(visit, shared):
    page = visit("""
import threading
import treadle as st

everybody = threading.Barrier(3)

@st.fragment(parallel=True)
def part(name):
    everybody.wait(20)  # passes only if all three are here at once
    seen.append(threading.current_thread().name)
    st.text(name)

assert part("one") is None
part("two")
everybody.wait(20)
seen.append(threading.current_thread().name)
st.text("page")
""")
    assert texts(page) == ["one", "two", "page"]
    assert len(set(shared["seen"])) == 3
    assert all(name.startswith("treadle-script") for name in shared["seen"])


def test_it_stands_where_it_is_called_however_late_it_writes(visit, shared):
    page = visit(
        """
import treadle as st

@st.fragment(parallel=True)
def part():
    gate.wait(20)
    st.text("part")

st.text("above")
part()
st.text("below")
""",
        wait=False,
    )
    assert page.live.wait(LookAtLane(), 20, lambda app: app.live is None), "the page does not wait for it"
    assert texts(page) == ["above", "below"]
    shared["gate"].set()
    page.settle()
    assert texts(page) == ["above", "part", "below"]


def test_what_it_showed_before_stays_until_its_own_body_ends(visit, shared):
    page = visit("""
import treadle as st

@st.fragment(parallel=True)
def part():
    number = st.session_state.update("parts", lambda n: n + 1, 0)
    if number == 2:
        reached.release()
        gate.wait(20)
    st.text(f"part {number}")
    if number == 1:
        st.text("only once")

part()
st.text("page")
""")
    ids = [node.id for node in page.nodes("text")]
    page.live.handle(RerunAsked())
    assert shared["reached"].acquire(timeout=20)
    assert page.live.wait(LookAtLane(), 20, lambda app: app.live is None)
    assert texts(page) == ["part 1", "only once", "page"], "no flicker"
    shared["gate"].set()
    page.settle()
    assert texts(page) == ["part 2", "page"]
    assert [node.id for node in page.nodes("text")] == [ids[0], ids[2]]


def test_an_exception_in_it_stays_in_it(visit):
    page = visit("""
import treadle as st

@st.fragment(parallel=True)
def part():
    st.text("before")
    raise ValueError("planned")

part()
st.text("page")
""")
    assert texts(page) == ["before", "page"]
    assert page.error() == "ValueError: planned"
    assert page.nodes("exception")[0].parent.props.kind == "fragment"


def test_its_writes_outside_are_replaced_in_place(visit):
    page = visit("""
import treadle as st

box = st.container()

@st.fragment(parallel=True)
def part():
    st.button("Again")
    box.text(f"outside {st.session_state.update('n', lambda n: n + 1, 0)}")
    st.sidebar.text("aside")

part()
box.text("the page's")
""")
    assert sorted(texts(page)) == ["aside", "outside 1", "the page's"]
    for number in (2, 3):
        click(page)
        page.settle()
        assert sorted(texts(page)) == ["aside", f"outside {number}", "the page's"]
    page.live.handle(RerunAsked())
    page.settle()
    assert sorted(texts(page)) == ["aside", "outside 4", "the page's"]


def test_its_widgets_keep_what_was_entered(visit):
    page = visit("""
import treadle as st

@st.fragment(parallel=True)
def part():
    st.text(f"ticked {st.checkbox('tick')}")

part()
st.text(f"runs {st.session_state.update('runs', lambda n: n + 1, 0)}")
""")
    page.interact((page.nodes("checkbox")[0].id, True))
    assert texts(page) == ["ticked True", "runs 1"], "its widgets rerun it alone"
    page.live.handle(RerunAsked())
    page.settle()
    assert texts(page) == ["ticked True", "runs 2"]


def test_a_press_in_it_that_a_run_of_the_page_takes_is_handed_over(visit):
    page = visit("""
import treadle as st

@st.fragment(parallel=True)
def part():
    if st.button("Add"):
        st.session_state.update("sum", lambda n: n + 1, 0)

st.checkbox("page")
part()
""")
    tick, add = page.nodes("checkbox")[0].id, page.nodes("button")[0].id
    page.interact((tick, True), (add, True))
    assert page.state("sum") == 1


def test_a_click_in_it_supersedes_its_run_alone(visit, shared):
    page = visit(
        """
import treadle as st

@st.fragment(parallel=True)
def part():
    st.button("Again")
    if st.session_state.update("parts", lambda n: n + 1, 0) == 1:
        reached.release()
        st.sleep(60)
    st.text("part")

part()
reached.release()
gate.wait(20)
st.text("page")
""",
        wait=False,
    )
    for _ in range(2):
        assert shared["reached"].acquire(timeout=20)
    body = page.live.apply(FindLiveRun())
    click(page)
    assert page.live.wait(
        LookAtLanes(), 20, lambda lanes: all(lane.id == APP or not lane.live for lane in lanes)
    )
    assert not body.fenced
    shared["gate"].set()
    page.settle()
    assert texts(page) == ["part", "page"]


def test_a_rerun_of_the_page_supersedes_it(visit, shared):
    page = visit(
        """
import treadle as st

@st.fragment(parallel=True)
def part():
    number = st.session_state.update("parts", lambda n: n + 1, 0)
    if number == 1:
        reached.release()
        st.sleep(60)
    st.text(f"part {number}")

part()
""",
        wait=False,
    )
    assert shared["reached"].acquire(timeout=20)
    page.live.handle(RerunAsked())
    page.settle()
    assert texts(page) == ["part 2"]


def test_a_rerun_from_it_reruns_the_page_or_it_alone(visit):
    page = visit("""
import treadle as st

@st.fragment(parallel=True)
def part():
    number = st.session_state.update("parts", lambda n: n + 1, 0)
    if number == 1:
        st.rerun(scope="fragment")
    if number == 2:
        st.rerun()
    st.text(f"part {number}")

# first, as the first run may not come further than the call
pages = st.session_state.update("pages", lambda n: n + 1, 0)
part()
st.text(f"page {pages}")
""")
    assert texts(page) == ["part 3", "page 2"]


def test_they_nest(visit):
    page = visit("""
import treadle as st

@st.fragment(parallel=True)
def inner(name):
    st.text(f"{name} inner {st.session_state.update('inner ' + name, lambda n: n + 1, 0)}")
    st.button(f"inner {name}")

@st.fragment(parallel=True)
def outer(name):
    inner(name)
    st.text(f"{name} outer {st.session_state.update('outer ' + name, lambda n: n + 1, 0)}")
    st.button(f"outer {name}")

outer("a")
outer("b")
""")
    assert texts(page) == ["a inner 1", "a outer 1", "b inner 1", "b outer 1"]
    click(page, 0)
    page.settle()
    assert texts(page) == ["a inner 2", "a outer 1", "b inner 1", "b outer 1"]
    click(page, 3)
    page.settle()
    assert texts(page) == ["a inner 2", "a outer 1", "b inner 2", "b outer 2"]


def test_one_that_is_no_longer_called_goes_with_its_widgets(visit):
    page = visit("""
import treadle as st

@st.fragment(parallel=True)
def part():
    st.checkbox("tick", key="tick")
    st.text("part")

if st.checkbox("show", True):
    part()
""")
    page.interact((page.nodes("checkbox")[1].id, True))
    page.interact((page.nodes("checkbox")[0].id, False))
    assert texts(page) == []
    assert set(page.live.apply(ListLanes())) == {"app"}
    page.interact((page.nodes("checkbox")[0].id, True))
    assert texts(page) == ["part"]
    assert page.state("tick") is False


def test_it_may_be_a_coroutine(visit):
    page = visit("""
import asyncio
import treadle as st

@st.fragment(parallel=True)
async def part():
    await asyncio.sleep(0)
    st.text("part")

await part()
st.text("page")
""")
    assert texts(page) == ["part", "page"]


@pytest.mark.parametrize("key", [None, "go"])
def test_two_that_show_the_same_widget_are_told_so_and_one_keeps_it(visit, key):
    page = visit(f"""
import treadle as st

@st.fragment(parallel=True)
def part(name):
    if st.button("Go", key={key!r}):
        st.session_state.went = name
    st.text(name)

part("one")
part("two")
""")
    assert "DuplicateElement" in page.error()
    (whose,) = texts(page)
    click(page)
    page.settle()
    assert page.state("went") == whose
    assert page.nodes("button")[0].parent.id == page.nodes("text")[0].parent.id


def test_two_that_call_a_fragment_with_the_same_key_are_told_so_and_one_keeps_it(visit):
    page = visit("""
import treadle as st

@st.fragment(key="inner")
def inner(name):
    st.button("Again")
    st.text(f"{name} {st.session_state.update('n', lambda n: n + 1, 0)}")

@st.fragment(parallel=True)
def part(name):
    inner(name)

part("one")
part("two")
""")
    assert "DuplicateElementKey" in page.error()
    (text,) = texts(page)
    click(page)
    page.settle()
    assert texts(page) == [text.replace("1", "2")]


@pytest.mark.parametrize("first", ["one", "two"])
def test_a_widget_may_move_from_one_to_another_whichever_runs_first(visit, first):
    page = visit(f"""
import threading
import treadle as st

st.checkbox("swap", key="swap")
turn = threading.Event()

@st.fragment(parallel=True)
def part(name, has):
    if name != "{first}":
        turn.wait(20)
    st.text(name)
    if has:
        st.text_input("Name", key="name")
        st.text(f"{{name}} has it")
    turn.set()

part("one", not st.session_state.swap)
part("two", st.session_state.swap)
""")
    assert texts(page) == ["one", "one has it", "two"]
    for expected in (["one", "two", "two has it"], ["one", "one has it", "two"]):
        swap = page.nodes("checkbox")[0]
        page.interact((swap.id, not swap.props.value))
        assert page.nodes("exception") == []
        assert texts(page) == expected

"""Bound functions and contexts copied by hand, once their run has ended, in whatever way: they write
where they were bound.
"""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from treadle._core.protocol.message import Stop
from treadle._core.session.events import RerunAsked
from treadle.errors import StopException

from .conftest import Gate

APP = """
import contextvars
import threading
import treadle as st

def bind(function):
    return st.bind(function)

def copy(function):
    context = contextvars.copy_context()
    return lambda: context.run(function)

def write(name):
    st.session_state[name] = True
    st.text(name)

runs = st.session_state.update("runs", lambda n: n + 1, 0)
box = st.container(key="box")

@st.fragment(key="part")
def part():
    if runs == 1:
        kept["fragment"] = {way}(lambda: write("fragment"))
        with box:
            kept["outside"] = {way}(lambda: write("outside"))

part()
box.text("end of box")
if runs == 1:
    gone = st.container(key="gone")
    kept["page"] = {way}(lambda: write("page"))
    with st.sidebar:
        kept["sidebar"] = {way}(lambda: write("sidebar"))
    with box:
        kept["box"] = {way}(lambda: write("box"))
    with gone:
        kept["gone"] = {way}(lambda: write("gone"))
    {end}
"""

ENDS = {
    "it ends": "",
    "it fails": "raise RuntimeError('planned')",
    "it is stopped": "gate.reach()",
    "it is superseded": "gate.reach()",
}
PLACES = ("page", "sidebar", "fragment", "box", "outside", "gone")


def call(function: Callable[[], object]) -> str:
    """Call it as a library's own thread does; say what became of it."""
    outcome: list[str] = []

    def run() -> None:
        try:
            function()
            outcome.append("wrote")
        except StopException:
            outcome.append("stopped")

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(20)
    return outcome[0]


def texts(page: Any) -> list[str]:
    return [props.body for props in page.props("text") if props.body != "end of box"]


@pytest.mark.parametrize("way", ["bind", "copy"])
@pytest.mark.parametrize("end", ENDS)
def test_they_write_where_they_were_bound_while_that_is_on_the_page(
    visit: Callable[..., Any], gate: Gate, end: str, way: str
) -> None:
    kept: dict[str, Callable[[], object]] = {}
    page = visit(APP.format(way=way, end=ENDS[end]), wait=False, gate=gate, kept=kept)
    if "gate" in ENDS[end]:
        gate.reached()
        if end == "it is stopped":
            page.live.receive(page.browser, Stop())
        else:
            page.live.handle(RerunAsked())
        gate.open()
        page.settle()
    else:
        page.settle()
    if "superseded" not in end:
        assert {name: call(kept[name]) for name in PLACES} == dict.fromkeys(PLACES, "wrote")
        assert sorted(texts(page)) == sorted(PLACES)
        assert all(page.state(name) for name in PLACES)
        page.live.handle(RerunAsked())
        page.settle()
        assert texts(page) == [], "they leave as all that a run does not write again"
    assert {name: call(kept[name]) for name in PLACES} == {
        "page": "stopped",
        "sidebar": "stopped",
        "fragment": "stopped",
        "box": "wrote",
        "outside": "wrote",
        "gone": "stopped",
    }
    assert texts(page) == ["box", "outside"]
    assert page.nodes("exception") == []
    page.live.end()
    assert {call(kept[name]) for name in PLACES} == {"stopped"}


@pytest.mark.parametrize("way", ["bind", "copy"])
def test_what_they_write_during_a_run_is_not_taken_over_by_it(
    visit: Callable[..., Any], gate: Gate, way: str
) -> None:
    kept: dict[str, Callable[[], object]] = {}
    source = APP.format(way=way, end="") + "if runs == 2:\n    gate.reach()\n    box.text('after')\n"
    page = visit(source, gate=gate, kept=kept)
    page.live.handle(RerunAsked())
    gate.reached()
    assert call(kept["box"]) == "wrote"
    gate.open()
    page.settle()
    assert sorted(texts(page)) == ["after", "box"]


@pytest.mark.parametrize("way", ["bind", "copy"])
def test_in_a_thread_of_the_run_they_stop_with_it(visit: Callable[..., Any], gate: Gate, way: str) -> None:
    kept: dict[str, Callable[[], object]] = {}
    ended: list[str] = []
    source = APP.format(
        way=way,
        end="try: gate.reach(); kept['box'](); ended.append('went on')\n    finally: ended.append('left')",
    )
    page = visit(source, wait=False, gate=gate, kept=kept, ended=ended)
    gate.reached()
    page.live.handle(RerunAsked())
    gate.open()
    page.settle()
    assert page.live.executions.wait_until_none(20) == []
    assert ended == ["left"]
    assert texts(page) == []

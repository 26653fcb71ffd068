"""One visitor's slow or blocked code delays no other's clicks, wherever it is slow: nobody waits for
anybody's code.
"""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from treadle._core.protocol.message import Interact
from treadle._core.session.events import RerunAsked
from treadle._core.session.state import ReadKey

from .conftest import Gate

Visit = Callable[..., Any]

BLOCKING = {
    "the page": "gate.reach()",
    "a thread that is joined": "t = threading.Thread(target=gate.reach); t.start(); t.join()",
    "a thread that is not": "threading.Thread(target=gate.reach).start()",
    "a fragment": "st.fragment(gate.reach)()",
    "a fragment beside the page": "st.fragment(parallel=True)(lambda: gate.reach())()",
    "a coroutine": "async def block(): gate.reach()\nasyncio.run(block())",
    "the session's lock": "with st.lock(): gate.reach()",
    "the session state": "st.session_state.update('n', lambda n: gate.reach(), 0)",
    "a destructor": (
        "class Closing:\n    def __del__(self): gate.reach()\n"
        "st.session_state.kept = Closing()\n"
        "st.session_state.kept = None"
    ),
    "what hears of errors": "st.on_error(lambda error: gate.reach())\nraise ValueError('planned')",
    "a computation": "gate._reached.release()\nwhile gate._closed.locked(): pass",
}

APP = """
import asyncio
import threading
import treadle as st

st.button("Add", on_click=lambda: st.session_state.update("sum", lambda n: n + 1, 0))
st.text(st.session_state.get("sum", 0))
if st.query_params.get("slow"):
{slow}
"""


@pytest.mark.parametrize("where", BLOCKING)
def test_slow_code_of_one_session_delays_no_click_of_another(
    visit: Visit, open_page: Callable[..., Any], gate: Gate, where: str
) -> None:
    slow = "\n".join(f"    {line}" for line in BLOCKING[where].splitlines())
    page = visit(APP.format(slow=slow), gate=gate)
    neighbour = open_page(page.app, "slow=1", wait=False)
    gate.reached()
    for number in range(1, 4):
        page.interact((page.nodes("button")[0].id, True))
        assert page.one("text").body == str(number)
    newcomer = open_page(page.app)
    assert newcomer.one("text").body == "0"
    assert neighbour.live.executions.threads() or neighbour.live.threads, "it is still at it"
    gate.open()
    neighbour.live.end()


def test_many_blocked_visitors_delay_nobody(visit: Visit, open_page: Callable[..., Any], gate: Gate) -> None:
    page = visit(APP.format(slow="    gate.reach()"), gate=gate)
    neighbours = [open_page(page.app, "slow=1", wait=False) for _ in range(40)]
    gate.reached(40)
    page.interact((page.nodes("button")[0].id, True))
    assert page.one("text").body == "1"
    gate.open()
    for neighbour in neighbours:
        neighbour.live.end()


def test_blocked_code_delays_no_click_of_its_own_session(visit: Visit, gate: Gate) -> None:
    page = visit(
        """
        import treadle as st

        if st.button("Block"):
            gate.reach()
        if st.button("Add"):
            st.session_state.update("sum", lambda n: n + 1, 0)
        """,
        gate=gate,
    )
    block, add = (node.id for node in page.nodes("button"))
    page.live.receive(page.browser, Interact([(block, True)]))
    gate.reached()
    page.live.receive(page.browser, Interact([(add, True)]))
    assert page.live.wait(ReadKey("sum"), 20, lambda added: added == 1)
    gate.open()


def test_a_session_that_winds_up_slowly_delays_no_other(
    visit: Visit, open_page: Callable[..., Any], gate: Gate
) -> None:
    page = visit("import treadle as st\nst.on_session_end(gate.reach)\nst.button('Again')", gate=gate)
    other = open_page(page.app)
    page.live.end()
    gate.reached()
    other.interact((other.nodes("button")[0].id, True))
    gate.open()
    assert page.live.wound_up.wait(20)
    other.live.handle(RerunAsked())
    other.settle()


def test_gates_are_gates() -> None:
    gate = Gate()
    thread = threading.Thread(target=gate.reach)
    thread.start()
    gate.reached()
    assert thread.is_alive()
    gate.open()
    thread.join(20)
    assert not thread.is_alive()

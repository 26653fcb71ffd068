"""Timers live in the server, and each has one owner: none stacks when browsers come back, none outlives
what it is for.
"""

import random
import threading
from collections.abc import Callable, Iterator
from typing import Any

from treadle._core.carry.context import current, within
from treadle._core.session.events import Connected, RerunAsked
from treadle._core.session.look import ListNodes, ReadNumber
from treadle._core.session.timers import DIM

from .conftest import Clock

Visit = Callable[..., Any]

TICKING = """
import treadle as st

@st.fragment(run_every=60, key="clock")
def clock():
    st.text(f"tick {st.session_state.update('ticks', lambda n: n + 1, 0)}")

if not st.query_params.get("quiet"):
    clock()
"""

TICK = "lane:fragment:clock"


def ticking(visit: Visit) -> tuple[Any, Clock]:
    page = visit(TICKING)
    page.live.end()
    clock = page.app.scheduler = Clock()
    return type(page)(page.app), clock


def connect(page: Any, *, rerun: bool = False) -> Any:
    browser = type(page.browser)()
    page.live.connect(browser, lambda number: Connected(number, rerun=rerun))
    return browser


def lasting(clock: Clock) -> list[str]:
    return [name for name in clock.names() if name != DIM]


def test_timers_that_stack_on_reconnect(visit: Visit) -> None:
    page, clock = ticking(visit)
    browser = page.browser
    for number in range(50):
        page.live.disconnect(browser)
        assert lasting(clock) == ["grace"]
        browser = connect(page, rerun=number % 2 == 0)
        page.settle()
        assert lasting(clock) == [TICK]
    before = page.state("ticks")
    clock.fire(TICK)
    page.settle()
    assert page.state("ticks") == before + 1
    assert lasting(clock) == [TICK]


def test_timers_of_many_tabs_that_come_and_go_at_once(
    visit: Visit, hostile_switching: None, seeds: Iterator[int]
) -> None:
    for seed in seeds:
        page, clock = ticking(visit)
        start = threading.Barrier(6)

        def come_and_go(number: int, seed: int = seed, page: Any = page, start: Any = start) -> None:
            chance = random.Random(seed * 6 + number)
            start.wait()
            for _ in range(10):
                browser = connect(page, rerun=chance.random() < 0.3)
                if chance.random() < 0.3:
                    page.live.handle(RerunAsked())
                page.live.disconnect(browser)

        threads = [threading.Thread(target=come_and_go, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        page.settle()
        assert lasting(clock) == [TICK]
        page.live.disconnect(page.browser)
        assert lasting(clock) == ["grace"]
        page.live.end()
        assert clock.timers == {}
        page.app.stop()


def test_a_timer_goes_with_its_fragment(visit: Visit) -> None:
    page, clock = ticking(visit)
    page.live.handle(RerunAsked(query="quiet=1"))
    page.settle()
    assert lasting(clock) == []


def test_a_timer_that_fires_while_its_fragment_runs_starts_no_second_run(visit: Visit, gate: Any) -> None:
    page, clock = ticking(visit)
    page.app.script.write_text(TICKING.replace('    st.text(f"tick', '    gate.reach()\n    st.text(f"tick'))
    page.app.namespace["gate"] = gate
    page.live.handle(RerunAsked())
    gate.reached().open()
    page.settle()
    before = page.live.apply(ReadNumber())
    for _ in range(3):
        clock.fire(TICK)
    page.settle()
    assert page.live.apply(ReadNumber()) <= before + 3
    assert lasting(clock) == [TICK]


def test_intervals_are_counted_from_when_they_were_due(visit: Visit) -> None:
    page, clock = ticking(visit)
    clock.fire(TICK)  # long before it is due, which is as far off as being late
    page.settle()
    assert 110 < clock.delays[-1] <= 120


def test_a_timer_that_fires_in_a_thread_of_the_app_starts_a_run_that_is_none_of_its(visit: Visit) -> None:
    page, clock = ticking(visit)
    scopes: list[Any] = []
    page.app.namespace.update(current=current, scopes=scopes)
    page.app.script.write_text(TICKING + "\nscopes.append(current())\n")
    page.live.handle(RerunAsked())
    page.settle()
    before = [node.id for node in page.live.apply(ListNodes())]
    with within(scopes[-1]):
        clock.fire(TICK)
    page.settle()
    assert [node.id for node in page.live.apply(ListNodes())] == before

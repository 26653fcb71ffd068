"""What a slow run has not written again is dimmed, and no longer once it is."""

from treadle._core.protocol.element import Element
from treadle._core.session.collect import Collect
from treadle._core.session.events import (
    BodyEnded,
    Connected,
    Flush,
    RerunAsked,
    SetTimer,
    StartRun,
    TimerFired,
)
from treadle._core.session.lanes import Lane, Run
from treadle._core.session.nodes import Node
from treadle._core.session.session import Session
from treadle._core.session.structure import MAIN
from treadle._core.session.timers import DIM, DIM_AFTER

from .test_fragment_lanes import Script


class Line(Element, frozen=True, kw_only=True):
    body: str


def started(instructions: list[object]) -> Run:
    (run,) = [it.run for it in instructions if isinstance(it, StartRun)]
    return run


def write(session: Session, run: Run, *bodies: str) -> list[int]:
    main = session.document.nodes[MAIN]
    return [session.document.write(run.writer("app"), main, Line(body=body)).id for body in bodies]


def dimmed(session: Session) -> list[int] | None:
    return Collect(1, 1.0).apply(session).stale


def test_what_a_slow_run_has_not_confirmed_is_dimmed_until_it_is() -> None:
    session = Session()
    first = started(session.handle(Connected(1)))
    session.runs.begin(first, 0.0)
    one, two = write(session, first, "one", "two")
    session.handle(BodyEnded(first, "done"))
    session.handle(TimerFired(DIM))
    Collect(1, 0.0).apply(session)
    second = started(session.handle(RerunAsked()))
    session.runs.begin(second, 0.0)
    assert session.handle(TimerFired(DIM)) == [Flush(now=True)]
    assert dimmed(session) == [one, two]
    write(session, second, "one")
    assert session.rouse() == [1], "an unchanged line matters while the page is dimmed"
    assert dimmed(session) == [two]
    write(session, second, "two")
    session.handle(BodyEnded(second, "done"))
    assert dimmed(session) == []


def test_a_run_is_not_dimmed_by_its_predecessors_timer() -> None:
    session = Session()
    first = started(session.handle(Connected(1)))
    session.runs.begin(first, 0.0)
    session.handle(BodyEnded(first, "done"))
    second = started(session.handle(RerunAsked()))
    session.runs.begin(second, 0.39)
    assert session.handle(TimerFired(DIM)) == [SetTimer(DIM, DIM_AFTER)]
    assert not session.dimming.on
    assert session.handle(TimerFired(DIM)) == [Flush(now=True)]
    assert session.dimming.on


def page_that_runs() -> tuple[Script, Lane, Node]:
    """A run of the app goes on after it has called a fragment; and what that shows."""
    script = Script()
    lane = script.page()
    script.handle(TimerFired(DIM))
    run = script.handle(RerunAsked())
    script.call(run, "f")
    script.declare(run, lane)
    return script, lane, script.session.document.nodes[lane.node_id].children[0]


def test_a_quick_run_beside_a_slow_one_is_not_dimmed_before_its_own_time() -> None:
    script, lane, shown = page_that_runs()
    script.handle(TimerFired(DIM))
    assert dimmed(script.session) == []
    script.click(lane)
    assert SetTimer(DIM, DIM_AFTER) in script.out
    assert dimmed(script.session) is None, "nothing is dim, then or now"
    script.handle(TimerFired(DIM))
    assert dimmed(script.session) == [shown.id]


def test_a_run_that_has_begun_beside_a_slow_one_is_dimmed_in_its_turn() -> None:
    script, lane, shown = page_that_runs()
    script.click(lane)
    script.handle(TimerFired(DIM))
    assert SetTimer(DIM, DIM_AFTER) in script.out
    assert dimmed(script.session) == []
    script.handle(TimerFired(DIM))
    assert dimmed(script.session) == [shown.id]


def test_what_is_dim_stays_so_in_the_run_that_takes_the_slow_ones_place() -> None:
    script = page_that_runs()[0]
    script.handle(RerunAsked())
    script.handle(TimerFired(DIM))
    script.handle(TimerFired(DIM))
    before = dimmed(script.session)
    assert before
    script.handle(RerunAsked())
    assert script.session.dimming.on
    assert dimmed(script.session) is None, "the same is dim"

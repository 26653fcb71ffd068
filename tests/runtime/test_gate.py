"""How many runs execute at once, and what becomes of those that wait."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from treadle._core.config import Config
from treadle._core.protocol.message import ClientInfo, Open
from treadle._core.runtime.app import App
from treadle._core.runtime.gate import RunGate
from treadle._core.runtime.live import LiveSession
from treadle._core.runtime.ports import RequestInfo
from treadle._core.runtime.script import start_thread
from treadle._core.session.events import RerunAsked, StopAsked
from treadle._core.session.lanes import Lane, Run
from treadle._core.session.look import LookAtLane, ReadRunState

SCRIPT = """
import treadle as st
begun.release()
go.acquire()
st.text("done")
"""


class Silent:
    def wake(self, now: bool) -> None:
        pass

    def send(self, message: Any) -> None:
        pass


@pytest.fixture
def crowd(tmp_path: Path) -> Iterator[Callable[[], LiveSession]]:
    """`crowd()` brings one more visitor to an app that lets one run in at once."""
    script = tmp_path / "app.py"
    script.write_text(SCRIPT)
    begun, go = threading.Semaphore(0), threading.Semaphore(0)
    app = App(script, Config.of({"runner.maxRuns": 1}), namespace={"begun": begun, "go": go})
    app.start()

    def visit() -> LiveSession:
        return app.open(Open(1, None, "/", "", ClientInfo()), Silent(), RequestInfo())[0]

    visit.begun, visit.go, visit.app = begun, go, app  # type: ignore[attr-defined]
    yield visit
    go.release(100)
    app.stop()


def comes_to(live: LiveSession, place: int) -> bool:
    return live.wait(ReadRunState(), 10, lambda state: state.queued == place)


def ended(live: LiveSession) -> bool:
    return live.wait(LookAtLane(), 10, lambda app: app.live is None and not app.stopping)


def test_runs_wait_for_their_turn_and_know_their_place(crowd):
    first, second, third = crowd(), crowd(), crowd()
    assert crowd.begun.acquire(timeout=60)
    assert all(comes_to(live, place) for place, live in enumerate((first, second, third)))
    crowd.go.release()
    assert ended(first)
    assert crowd.begun.acquire(timeout=60)
    assert comes_to(second, 0)
    assert comes_to(third, 1)
    crowd.go.release(2)
    assert ended(second)
    assert ended(third)


def test_a_waiting_run_that_is_stopped_leaves_the_line_without_having_begun(crowd):
    first, second, third = crowd(), crowd(), crowd()
    assert crowd.begun.acquire(timeout=60)
    second.handle(StopAsked())
    assert ended(second)
    assert comes_to(third, 1)
    crowd.go.release(2)
    assert ended(first)
    assert ended(third)
    assert crowd.begun.acquire(timeout=60)
    assert not crowd.begun.acquire(blocking=False)


def test_a_waiting_run_that_is_superseded_makes_way_for_the_new_one(crowd):
    first, second = crowd(), crowd()
    assert crowd.begun.acquire(timeout=60)
    for _ in range(5):
        second.handle(RerunAsked())
    assert comes_to(second, 1)
    crowd.go.release(2)
    assert ended(first)
    assert ended(second)


def test_a_session_that_ends_while_it_waits_leaves_the_line(crowd):
    first, second, third = crowd(), crowd(), crowd()
    assert crowd.begun.acquire(timeout=60)
    second.end()
    assert comes_to(third, 1)
    crowd.go.release(2)
    assert ended(first)
    assert ended(third)


def test_the_line_goes_on_when_the_system_has_no_thread_for_a_run(crowd, monkeypatch):
    first, second, third = crowd(), crowd(), crowd()
    assert crowd.begun.acquire(timeout=60)
    start = start_thread
    failed = []

    def fail_once(live: LiveSession, run: Any) -> bool:
        if live is second and not failed:
            failed.append(run)
            monkeypatch.setattr(threading.Thread, "start", refuse)
            try:
                return start(live, run)
            finally:
                monkeypatch.undo()
        return start(live, run)

    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    crowd.app.gate._start = fail_once
    crowd.go.release(2)
    assert ended(first)
    assert ended(second)
    assert ended(third)
    assert len(failed) == 1


def test_the_line_goes_on_whatever_the_app_does_as_a_run_ends(crowd):
    crowd.app.script.write_text(
        SCRIPT
        + """
import asyncio

async def fail():
    raise ValueError("planned")

async def main():
    task = asyncio.create_task(fail())
    await asyncio.sleep(0)
    await asyncio.sleep(0)

def leave(error):
    raise SystemExit("planned")

st.on_error(leave)
await main()
"""
    )
    first, second = crowd(), crowd()
    assert crowd.begun.acquire(timeout=60)
    crowd.go.release()
    assert crowd.begun.acquire(timeout=60)
    crowd.go.release()
    assert ended(first)
    assert ended(second)


def test_a_place_that_is_told_of_too_late_is_not_shown(crowd):
    first = crowd()
    assert crowd.begun.acquire(timeout=60)
    gate, late = crowd.app.gate, []
    tell = gate._moved
    gate._moved = lambda *told: late.append(told)
    second = crowd()
    gate._moved = tell
    crowd.go.release()
    assert crowd.begun.acquire(timeout=60)
    for told in late:
        tell(*told)
    assert len(late) == 1
    assert second.apply(ReadRunState()).queued == 0
    crowd.go.release()
    assert ended(first)
    assert ended(second)


class StandingClock:
    """Calls what is due when told to."""

    def __init__(self) -> None:
        self.due: list[Callable[[], object]] = []

    def call_later(self, seconds: float, function: Callable[[], object]) -> Callable[[], None]:
        self.due.append(function)
        return lambda: None

    def tick(self) -> None:
        due, self.due = self.due, []
        for function in due:
            function()


def test_a_long_line_is_told_of_few_moves_and_its_head_of_each():
    clock, told = StandingClock(), []
    gate: Any = RunGate(
        1, lambda live, run: True, lambda live, run: told.append((run, gate.waits_for(run).place)), clock
    )
    runs = [Run(number, Lane("app")) for number in range(501)]
    for run in runs:
        gate.exchange(None, [], [run])
    for run in runs:
        gate.leave(run)
        clock.tick()
    assert [place for run, place in told if run is runs[10]] == [*range(10, -1, -1)]
    last = [place for run, place in told if run is runs[-1]]
    assert last[0] == 500
    assert last[-11:] == [*range(10, -1, -1)]
    assert len(told) < 50 * len(runs)


def test_what_leaves_the_line_in_quick_succession_is_told_of_once():
    clock, told = StandingClock(), []
    gate: Any = RunGate(
        1, lambda live, run: True, lambda live, run: told.append((run, gate.waits_for(run).place)), clock
    )
    runs = [Run(number, Lane("app")) for number in range(10)]
    for run in runs:
        gate.exchange(None, [], [run])
    told.clear()
    for run in runs[1:5]:
        assert gate.exchange(None, [run], []) == [run]
    assert told == []
    clock.tick()
    assert told == [(run, place) for place, run in enumerate(runs[5:], 1)]
    assert clock.due == []


class Line:
    """A gate whose runs start when they may: `started` has those that have."""

    def __init__(self, limit: int | None = None, **blocked: int) -> None:
        self.started: list[Run] = []
        self.told: list[tuple[Run, int, int]] = []
        self.clock = StandingClock()
        self.gate: Any = RunGate(limit, self._start, self._tell, self.clock, **blocked)

    def _start(self, live: Any, run: Run) -> bool:
        self.started.append(run)
        return True

    def _tell(self, live: Any, run: Run) -> None:
        self.told.append((run, *self.gate.waits_for(run)))

    def asks(self, live: str, *over: Run, had_room: bool = False) -> Run:
        """Let a session have a new run, in place of others."""
        run = Run(0, Lane("app"))
        self.gate.exchange(live, over, [run], had_room=had_room)
        return run


def test_a_run_that_is_fenced_gives_its_place_to_its_successor_at_once_though_it_goes_on():
    line = Line(2)
    other, first = line.asks("b"), line.asks("a")
    waits = line.asks("c")
    second = line.asks("a", first)
    assert line.started == [other, first, second], "the visitor who has waited still does"
    line.gate.leave(first)
    assert waits not in line.started, "its place is another's by now"
    line.gate.exchange("a", [second], [])
    assert line.started[-1] is waits, "stopped, with nothing in its place"


def test_runs_that_never_end_keep_no_place_when_their_visitors_have_left():
    line = Line(4)
    for visitor in "abcd":
        run = line.asks(visitor)
        line.gate.exchange(visitor, [run], [])
        line.gate.told_to_stop(visitor, 1)
    assert line.asks("e") in line.started


def test_a_run_that_waits_leaves_its_place_in_line_to_its_successor():
    line = Line(1)
    inside, first, other = line.asks("a"), line.asks("b"), line.asks("c")
    second = line.asks("b", first)
    assert line.told[-1] == (second, 1, 0)
    line.gate.leave(inside)
    assert line.started == [inside, second]
    line.gate.leave(second)
    assert line.started == [inside, second, other]


def test_at_the_limit_of_blocked_threads_a_visitors_newest_run_waits_for_one_of_them():
    line = Line(blocked_per_session=2)
    run = line.asks("a")
    line.gate.told_to_stop("a", 1)
    run = line.asks("a", run)
    line.gate.told_to_stop("a", 2)
    waits = line.asks("a", run)
    assert line.told == [(waits, 1, 3)]
    assert line.asks("b") in line.started, "others do not wait"
    newest = line.asks("a", waits)
    line.gate.has_stopped("a")
    assert newest not in line.started, "two are left"
    line.gate.has_stopped("a")
    assert line.started[-1] is newest
    assert line.told[-1] == (newest, 0, 0)


def test_at_the_apps_limit_of_blocked_threads_every_run_waits_for_one_of_them():
    line = Line(blocked=2, blocked_per_session=100)
    line.gate.told_to_stop("a", 1)
    line.gate.told_to_stop("b", 1)
    waits = line.asks("c")
    assert line.told == [(waits, 1, 2)]
    line.gate.has_stopped("a")
    assert line.started == [waits]


def test_what_a_click_tells_to_stop_does_not_keep_that_clicks_run_waiting():
    line = Line(blocked_per_session=4)
    run = line.asks("a")
    had_room = line.gate.has_room("a")
    line.gate.told_to_stop("a", 50)
    assert line.asks("a", run, had_room=had_room) in line.started
    assert not line.gate.has_room("a")


def test_who_waits_for_a_blocked_thread_hears_how_many_are_left():
    line = Line(blocked_per_session=2)
    line.gate.told_to_stop("a", 4)
    run = line.asks("a")
    line.gate.has_stopped("a")
    line.clock.tick()
    assert line.told == [(run, 1, 4), (run, 1, 3)]


def test_threads_that_end_before_they_were_counted_leave_no_count():
    line = Line(blocked_per_session=1)
    line.gate.has_stopped("a")
    line.gate.told_to_stop("a", 1)
    assert line.gate.blocked() == {}
    assert line.gate.has_room("a")

"""One computation, those who wait for it, and those who would wait for themselves."""

import asyncio
import contextvars
import threading

import pytest

from treadle._core.cache import flight as flights
from treadle._core.cache.flight import Flight
from treadle._core.session.lanes import Lane, Run
from treadle.errors import CacheRecursionError, StopException


def lead(flight: Flight, result=None, error: BaseException | None = None) -> None:
    with flight.leading(shielded=False):
        if error is not None:
            raise error
        flight.land(result)


def test_it_ends_once():
    flight = Flight("f")
    assert flight.outcome is None
    lead(flight, 1)
    flight.land(2)
    flight.give_up()
    assert (flight.outcome, flight.result) == ("landed", 1)


def test_a_block_that_lands_nothing_gives_up():
    flight = Flight("f")
    with flight.leading(shielded=False):
        pass
    assert flight.outcome == "given up"


@pytest.mark.parametrize(("error", "outcome"), [(ValueError("no"), "failed"), (StopException(), "given up")])
def test_how_it_ends_by_an_exception(error, outcome):
    flight = Flight("f")
    with pytest.raises(type(error)):
        lead(flight, error=error)
    assert flight.outcome == outcome
    if outcome == "failed":
        with pytest.raises(ValueError, match="no") as raised:
            flight.reraise()
        assert raised.value is error
    else:
        flight.reraise()


def test_who_comes_when_it_has_ended_does_not_wait():
    flight = Flight("f")
    lead(flight, 1)
    flight.wait(None)
    asyncio.run(flight.wait_async())
    assert flight.waiters == 0


def test_who_waits_is_woken_in_threads_and_loops():
    flight = Flight("f")
    seen = []
    threads = [
        threading.Thread(target=lambda: (flight.wait(None), seen.append(flight.result))),
        threading.Thread(target=lambda: (asyncio.run(flight.wait_async()), seen.append(flight.result))),
    ]
    for thread in threads:
        thread.start()
    while flight.waiters < 2:
        pass
    lead(flight, 1)
    for thread in threads:
        thread.join(20)
    assert seen == [1, 1]
    assert flight.waiters == 0


def test_part_of_the_computation_cannot_wait_for_it():
    flight = Flight("the call")
    with flight.leading(shielded=False):
        with pytest.raises(CacheRecursionError, match="the call"):
            flight.wait(None)
        with pytest.raises(CacheRecursionError):
            contextvars.copy_context().run(flight.wait, None)
        with pytest.raises(CacheRecursionError):
            asyncio.run(flight.wait_async())
    flight.wait(None)


def test_circles_over_three_threads_are_found_and_named():
    ring = [Flight(name) for name in "abc"]
    leading, errors = threading.Barrier(3), []

    def compute(number: int) -> None:
        try:
            with ring[number].leading(shielded=False):
                leading.wait(20)
                ring[(number + 1) % 3].wait(None)
                ring[(number + 1) % 3].reraise()
        except CacheRecursionError as error:
            errors.append(str(error))

    threads = [threading.Thread(target=compute, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(errors) == 3
    assert {flight.outcome for flight in ring} == {"failed"}
    assert "which waits for" in errors[0]


def test_who_stops_waiting_is_in_nobodys_way():
    """A coroutine that was cancelled waits for nothing any more, so what it waited for may wait for what
    it leads.
    """
    first, second = Flight("first"), Flight("second")

    async def main():
        with first.leading(shielded=False):
            waiting = asyncio.create_task(second.wait_async())
            await asyncio.sleep(0)
            assert first._waits_for == [second]
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            assert first._waits_for == []
            assert second.waiters == 0

    asyncio.run(main())


def test_whether_it_is_wanted(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(flights.time, "monotonic", lambda: now[0])
    flight, lane = Flight("f"), Lane("app")
    run = Run(1, lane)
    lane.live = run
    assert flight.wanted(run)
    now[0] += flights.ALONE + 0.01
    assert not flight.wanted(run)
    lane.live = Run(2, lane)
    assert flight.wanted(run)
    now[0] += flights.SUCCEEDED
    assert not flight.wanted(run)
    flight._waiters.append(print)
    assert flight.wanted(run)


def test_a_computation_is_not_wanted_once_a_newer_run_of_the_lane_computes_another(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(flights.time, "monotonic", lambda: now[0])
    leads, lane = flights.Leads(), Lane("app")
    flight, run = Flight("f", leads=leads), Run(1, lane)
    leads.begin(run)
    lane.live = Run(2, lane)
    now[0] += flights.ALONE + 0.01
    assert flight.wanted(run), "the newer run may be about to ask for it"
    now[0] += flights.ALONE + 0.01
    leads.begin(lane.live)
    assert not flight.wanted(run)
    flight._waiters.append(print)
    assert flight.wanted(run), "somebody else waits for it"


def test_a_fragments_computation_is_wanted_by_the_run_of_the_app_that_follows(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(flights.time, "monotonic", lambda: now[0])
    app = Lane("app")
    fragment = Lane("fragment", app)
    run, flight = Run(1, fragment), Flight("f")
    app.live = Run(2, app)
    assert flight.wanted(run)
    now[0] += flights.ALONE + 0.01
    assert flight.wanted(run)

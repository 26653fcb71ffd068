"""`refresh_mode="background"`: what goes wrong there is nobody's loss."""

import contextlib
import inspect
import sys
import threading
import time

import pytest

from treadle._core.cache.caches import Caches
from treadle.errors import NoSessionContext, StopException


def join_refreshes():
    for thread in threading.enumerate():
        if thread.name.startswith("treadle-refresh"):
            thread.join(20)
            assert not thread.is_alive()


@pytest.fixture
def refreshed(keep):
    """Keeps a function's results for 10 seconds, and computes them again in the background."""
    return lambda function, kind="data", **options: keep(
        function, kind, ttl=10, refresh_mode="background", **options
    )


def test_an_argument_that_changes_meanwhile_spoils_nothing(refreshed, clock, caplog):
    calls, changed = [], threading.Event()

    def load(numbers):
        calls.append(1)
        assert len(calls) != 2 or changed.wait(20)
        return sum(numbers)

    load = refreshed(load)
    numbers = [1, 2]
    load(numbers)
    clock.now += 10
    assert load(numbers) == 3
    numbers.append(100)
    changed.set()
    join_refreshes()
    assert load([1, 2]) == 3
    assert "has changed" in caplog.text


def test_what_has_failed_is_not_tried_again_at_once(refreshed, clock):
    calls = []

    def load():
        calls.append(1)
        if len(calls) > 1:
            raise ValueError()

    load = refreshed(load)
    load()
    clock.now += 10
    for _ in range(5):
        load()
        join_refreshes()
    assert len(calls) == 2
    clock.now += 3
    load()
    join_refreshes()
    assert len(calls) == 3


def test_it_fails_for_nobody_else(refreshed, clock):
    """Who waits for it has a page, which it had not."""
    calls, failing, got = [], threading.Event(), []

    def load():
        calls.append(1)
        if threading.current_thread().name.startswith("treadle-refresh"):
            assert failing.wait(20)
            raise NoSessionContext()
        return len(calls)

    load = refreshed(load)
    load()
    clock.now += 10
    load()
    clock.now += 10
    thread = threading.Thread(target=lambda: got.append(load()))
    thread.start()
    flights = load._cache(None)._flights
    while thread.is_alive() and not any(flight.waiters for flight in list(flights.values())):
        thread.join(0.001)
    failing.set()
    thread.join(20)
    assert got == [3]


@pytest.mark.parametrize("error", [StopException, SystemExit])
def test_a_function_that_stops_itself_leaves_the_old_value(refreshed, clock, error):
    calls = []

    def load():
        calls.append(1)
        if len(calls) == 2:
            raise error()
        return len(calls)

    load = refreshed(load)
    load()
    clock.now += 10
    load()
    join_refreshes()  # an exception that nobody has caught in a thread would fail this test
    assert load() == 1
    assert load._cache(None)._flights == {}


def test_only_so_many_are_computed_anew_at_once(refreshed, clock):
    go, old = threading.Event(), [True]

    def load(n):
        assert old[0] or go.wait(20)
        return n

    load = refreshed(load)
    for n in range(50):
        load(n)
    old[0] = False
    clock.now += 10
    assert [load(n) for n in range(50)] == list(range(50))
    names = [thread.name for thread in threading.enumerate()]
    go.set()
    join_refreshes()
    assert 1 <= names.count("treadle-refresh-load") <= 8
    assert load(49) == 49
    join_refreshes()
    assert load._cache(None)._flights == {}


def test_too_deep_a_recursion_leaves_nothing_in_the_air(refreshed, clock):
    load = refreshed(lambda n: n)
    for n in range(100):
        load(n)
    clock.now += 10

    def deeper(frames, n):
        return deeper(frames - 1, n) if frames else load(n)

    room = sys.getrecursionlimit() - len(inspect.stack())
    for n in range(100):
        with contextlib.suppress(RecursionError):
            deeper(room - n, n)
    join_refreshes()
    assert load._cache(None)._flights == {}


def test_an_object_that_is_returned_again_is_not_let_go_of(refreshed, clock):
    released, pool = [], object()
    load = refreshed(lambda: pool, "resource", on_release=released.append)
    load()
    clock.now += 10
    load()
    join_refreshes()
    assert released == []


def test_what_is_made_for_nobody_is_let_go_of_when_the_cache_was_cleared(refreshed, clock):
    released, numbers = [], iter(range(5))

    def make():
        number = next(numbers)
        if number == 1:
            load.clear()
        return number

    load = refreshed(make, "resource", on_release=released.append)
    load()
    clock.now += 10
    load()
    join_refreshes()
    assert released == [0, 1]
    assert load() == 2


def test_a_client_that_is_made_anew_lives_on_the_loop_that_lasts(open_page, monkeypatch, clock):
    module = type(sys)("loops_of_a_test")
    module.made = []
    monkeypatch.setitem(sys.modules, "loops_of_a_test", module)
    page = open_page(
        """
        import asyncio
        import treadle as st
        import loops_of_a_test as test

        class Client:
            def __init__(self):
                self.loop = asyncio.get_running_loop()

            async def __aenter__(self):
                return self

            async def __aexit__(self, *error):
                pass

        @st.cache_resource(ttl=10, refresh_mode="background")
        async def client():
            test.made.append(Client())
            return test.made[-1]

        async def main():
            await client()

        asyncio.run(main())
        """
    )
    later(page, clock, 15)
    page.rerun()
    page.settle()
    join_refreshes()
    assert len(module.made) == 2
    assert {client.loop for client in module.made} == {page.app.coroutines._loop}


def test_a_function_with_commands_is_left_to_who_has_a_page(open_page, clock, caplog):
    page = open_page(
        """
        import treadle as st

        @st.cache_data(ttl=10, refresh_mode="background")
        def load():
            st.text("shown")
            return 1

        load()
        """
    )
    later(page, clock, 15)
    page.rerun()
    assert [each.body for each in page.settle().props("text")] == ["shown"]
    join_refreshes()
    assert "it needs a session" in caplog.text
    later(page, clock, 30)
    page.rerun()
    assert [each.body for each in page.settle().props("text")] == ["shown"]
    assert page.props("exception") == []


def later(page, clock, seconds):
    """Let time pass for the caches of a page's app."""
    caches = page.app.part(Caches.of_app)
    clock.now = max(caches.clock(), time.monotonic()) + seconds
    caches.clock = clock

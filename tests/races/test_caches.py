"""Caches under hostile schedules: one computes, nobody hangs, nothing old stays."""

import asyncio
import contextvars
import gc
import random
import sys
import threading
import time
import traceback
import weakref
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from treadle._core.cache import flight
from treadle._core.cache.caches import Caches
from treadle._core.cache.function import cached
from treadle._core.cache.results import FunctionCache
from treadle._core.cache.settings import settings_of
from treadle._core.cache.store import Store
from treadle._core.protocol.message import Interact, Stop
from treadle._core.session.look import ReadNumber, ReadRunState
from treadle.errors import CacheRecursionError, StopException

WAIT = 60


@pytest.fixture
def fine_switches() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.fixture
def caches(tmp_path: Path) -> Caches:
    return Caches(tmp_path)


@pytest.fixture
def keep(caches: Caches) -> Callable[..., Any]:
    def keep(function: Any, kind: Any = "data", **options: Any) -> Any:
        passed = {name: options.pop(name) for name in ("validate", "on_release") if name in options}
        options = {
            "ttl": None,
            "max_entries": None,
            "scope": "global",
            "refresh_mode": "foreground",
            **options,
        }
        return cached(function, settings_of(kind, **options), lambda scope: caches, **passed)

    return keep


class Crowd:
    """Threads that call something, and what became of it."""

    def __init__(self) -> None:
        self.results: list[Any] = []
        self.errors: list[BaseException] = []
        self.threads: list[threading.Thread] = []

    def add(self, call: Callable[[], Any]) -> threading.Thread:
        def run() -> None:
            try:
                self.results.append(call())
            except BaseException as error:  # noqa: BLE001 - it is what the test looks at
                self.errors.append(error)

        thread = threading.Thread(target=run, daemon=True)
        self.threads.append(thread)
        thread.start()
        return thread

    def join(self) -> "Crowd":
        for thread in self.threads:
            thread.join(WAIT)
            assert not thread.is_alive(), "it hangs"
        return self


@contextmanager
def held() -> Iterator[tuple[threading.Event, threading.Event]]:
    """Two events: that a computation has begun, and that it may end. The second is set at the end of the
    block.
    """
    begun, go_on = threading.Event(), threading.Event()
    try:
        yield begun, go_on
    finally:
        go_on.set()


def until(condition: Callable[[], object]) -> None:
    """Wait for something that nobody notifies of."""
    end = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < end, "it never came"
        threading.Event().wait(0.001)


def waiters(cached_function: Any) -> int:
    """How many wait for results of a function."""
    flights: dict[bytes, Any] = cached_function._cache(None)._flights
    return sum(flight.waiters for flight in list(flights.values()))


# One computes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_sixteen_threads_compute_each_key_once(keep, fine_switches, seed):
    choose = random.Random(seed)
    calls: Counter[int] = Counter()
    guard = threading.Lock()
    start = threading.Barrier(16)

    def load(n):
        with guard:
            calls[n] += 1
        for _ in range(choose.randrange(200)):
            pass
        return [n]

    load = keep(load, choose.choice(["data", "resource"]))
    crowd = Crowd()

    def work(order):
        start.wait(WAIT)
        return [load(n) for n in order]

    orders = [choose.sample(range(10), 10) for _ in range(16)]
    for order in orders:
        crowd.add(lambda order=order: work(order))
    crowd.join()
    assert crowd.errors == []
    assert sorted(crowd.results) == sorted([[n] for n in order] for order in orders)
    assert calls == Counter(range(10))


def test_who_waits_gets_a_copy_of_its_own(keep):
    with held() as (begun, go_on):

        def load():
            begun.set()
            assert go_on.wait(WAIT)
            return [1]

        load = keep(load)
        crowd = Crowd()
        for _ in range(3):
            crowd.add(load)
        assert begun.wait(WAIT)
        until(lambda: waiters(load) == 2)
        go_on.set()
        crowd.join()
    assert crowd.results == [[1]] * 3
    assert len({id(result) for result in crowd.results}) == 3


def test_who_waits_for_what_fails_gets_the_exception_and_the_next_call_tries_again(keep):
    calls = []
    with held() as (begun, go_on):

        def load():
            calls.append(1)
            begun.set()
            assert go_on.wait(WAIT)
            raise ValueError(len(calls))

        load = keep(load)
        crowd = Crowd()
        for _ in range(4):
            crowd.add(load)
        until(lambda: waiters(load) == 3)
        go_on.set()
        crowd.join()
    assert [error.args for error in crowd.errors] == [(1,)] * 4
    with pytest.raises(ValueError, match="2"):
        load()


@pytest.mark.parametrize(
    "stop", [StopException, KeyboardInterrupt, SystemExit, asyncio.CancelledError, GeneratorExit]
)
def test_a_stopped_leader_hands_over_to_one_that_waits(keep, stop):
    calls = []
    with held() as (begun, go_on):

        def load():
            calls.append(threading.current_thread())
            if len(calls) == 1:
                begun.set()
                assert go_on.wait(WAIT)
                raise stop()
            return [1]

        load = keep(load)
        crowd = Crowd()
        leader = crowd.add(load)
        assert begun.wait(WAIT)
        for _ in range(5):
            crowd.add(load)
        until(lambda: waiters(load) == 5)
        go_on.set()
        crowd.join()
    assert [type(error) for error in crowd.errors] == [stop]
    assert crowd.results == [[1]] * 5
    assert len(calls) == 2
    assert calls[0] is leader
    assert calls[1] is not leader


def test_leaders_that_are_all_stopped_leave_nothing_behind(keep, caches):
    guard, calls = threading.Lock(), []

    def load():
        with guard:
            calls.append(1)
            number = len(calls)
        if number < 10:
            raise StopException()
        return number

    load = keep(load)
    crowd = Crowd()
    for _ in range(10):
        crowd.add(load)
    crowd.join()
    assert len(crowd.errors) + len(crowd.results) == 10
    assert set(crowd.results) <= {10}
    assert load._cache(None)._flights == {}


# Clearing ---------------------------------------------------------------------------------------------------

POINTS = ["take", "on_disk", "function", "entry", "keep", "landed"]
CASES = [(point, persist) for point in POINTS for persist in (False, True)] + [("write", True)]


@pytest.mark.parametrize("how", ["all", "key", "caches"])
@pytest.mark.parametrize(("point", "persist"), CASES)
def test_clear_at_every_point_of_a_compute_keeps_nothing_old(keep, caches, monkeypatch, point, persist, how):
    """Whatever is computed when the cache is cleared reaches its caller; who asks later does not get it."""
    version = ["old"]
    cleared = []

    def clear(at):
        if at == point and not cleared:
            cleared.append(at)
            {"all": load.clear, "key": lambda: load.clear(1), "caches": lambda: caches.clear("data")}[how]()
            version[0] = "new"

    def load(x):
        value = version[0]
        clear("function")
        return [value]

    load = keep(load, persist=persist)
    _clear_around(monkeypatch, clear)
    first = load(1)
    assert cleared == [point]
    assert first in (["old"], ["new"])
    assert load(1) == ["new"], "what was computed before the clear was kept"
    assert load(1) == ["new"]


def _clear_around(monkeypatch: pytest.MonkeyPatch, clear: Callable[[str], None]) -> None:
    """Call `clear` between the steps of a call."""
    from treadle._core.cache import disk

    def after(name: str, point: str) -> None:
        original = getattr(FunctionCache, name)

        def call(self: Any, *args: Any, **kwargs: Any) -> Any:
            result = original(self, *args, **kwargs)
            clear(point)
            return result

        monkeypatch.setattr(FunctionCache, name, call)

    for name in ("take", "on_disk", "entry"):
        after(name, name)
    after("keep", "landed")
    keep = FunctionCache.keep

    def before_keep(self: Any, *args: Any, **kwargs: Any) -> Any:
        clear("keep")
        return keep(self, *args, **kwargs)

    monkeypatch.setattr(FunctionCache, "keep", before_keep)
    write = disk.Folder.write

    def around_write(self: Any, *args: Any, **kwargs: Any) -> Any:
        draft = write(self, *args, **kwargs)
        clear("write")
        return draft

    monkeypatch.setattr(disk.Folder, "write", around_write)


def test_who_waited_before_a_clear_gets_the_old_value_and_who_asks_after_it_the_new(keep):
    version = ["old"]
    with held() as (begun, go_on):

        def load():
            value = version[0]
            if value == "old":
                begun.set()
                assert go_on.wait(WAIT)
            return value

        load = keep(load)
        before, after = Crowd(), Crowd()
        before.add(load)
        assert begun.wait(WAIT)
        before.add(load)
        until(lambda: waiters(load) == 1)
        load.clear()
        version[0] = "new"
        after.add(load).join(WAIT)
        assert after.results == ["new"]
        go_on.set()
        before.join()
    assert before.results == ["old", "old"]
    assert load() == "new"


@pytest.mark.parametrize("seed", range(10))
def test_nobody_gets_what_is_older_than_the_last_clear(keep, fine_switches, seed):
    """Threads read a counter through the cache; one raises it and clears. No read that begins after a
    clear is older.
    """
    choose = random.Random(seed)
    source = [0]
    load = keep(lambda x: source[0], persist=seed % 2 == 0)
    wrong, over = [], threading.Event()

    def read():
        while not over.is_set():
            floor = source[1:][-1] if len(source) > 1 else 0
            seen = load(choose.randrange(2))
            if seen < floor:
                wrong.append((seen, floor))

    crowd = Crowd()
    for _ in range(4):
        crowd.add(read)
    for number in range(1, 60):
        source[0] = number
        load.clear() if number % 3 else (load.clear(0), load.clear(1))
        source[1:] = [number]
    over.set()
    crowd.join()
    assert crowd.errors == []
    assert wrong == []


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_each_object_is_let_go_of_once(keep, caches, fine_switches, seed):
    """Readers, clears, expiry, eviction, refused objects, refreshes, errors and stops; then the end, in
    the middle of it.
    """
    choose = random.Random(seed)
    guard, made, released = threading.Lock(), [], []

    def make(n):
        chance = choose.random()
        if chance < 0.1:
            raise ValueError()
        if chance < 0.2:
            raise StopException()
        value = [n]
        with guard:
            made.append(value)
        return value

    load = keep(
        make,
        "resource",
        ttl=choose.choice([None, 0.0005, 0.005]) if seed % 3 else 0.0005,
        max_entries=choose.choice([None, 2]),
        validate=lambda value: choose.random() < 0.9,
        on_release=released.append,
        refresh_mode="foreground" if seed % 3 else "background",
    )
    over = threading.Event()

    def work():
        while not over.is_set():
            chance, n = choose.random(), choose.randrange(4)
            if chance < 0.05:
                load.clear()
            elif chance < 0.1:
                load.clear(n)
            else:
                with suppress(ValueError, StopException):
                    assert load(n) == [n]

    crowd = Crowd()
    for _ in range(6):
        crowd.add(work)
    until(lambda: len(made) > 150)
    caches.close()
    ended = len(made)
    until(lambda: len(made) > ended + 20)
    over.set()
    crowd.join()
    until(lambda: not any(thread.name.startswith("treadle-refresh") for thread in threading.enumerate()))
    assert crowd.errors == []
    assert sorted(map(id, released)) == sorted(map(id, made))


# Recursion --------------------------------------------------------------------------------------------------


def test_two_threads_that_wait_for_each_other_get_an_error_instead(keep):
    meet = threading.Barrier(2)
    first_time = threading.local()

    def one(n):
        meet_once()
        return other(n)

    def two(n):
        meet_once()
        return one_(n)

    def meet_once():
        if not getattr(first_time, "over", False):
            first_time.over = True
            meet.wait(WAIT)

    one_, other = keep(one), keep(two)
    crowd = Crowd()
    crowd.add(lambda: one_(1))
    crowd.add(lambda: other(1))
    crowd.join()
    assert [type(error) for error in crowd.errors] == [CacheRecursionError] * 2
    assert "waits for" in str(crowd.errors[0])


def test_a_pool_job_of_the_same_computation_is_known_for_one(keep, open_page):
    page = open_page(
        """
        from concurrent.futures import ThreadPoolExecutor
        import treadle as st

        @st.cache_data
        def load(n):
            with ThreadPoolExecutor() as pool:
                return pool.submit(load, n).result()

        load(1)
        """
    )
    assert "CacheRecursionError" in page.error()


def test_coroutines_that_wait_for_each_other_get_an_error_instead(keep):
    @keep
    async def one():
        await asyncio.sleep(0)
        return await two()

    @keep
    async def two():
        await asyncio.sleep(0)
        return await one()

    async def main():
        return await asyncio.gather(one(), two(), return_exceptions=True)

    async def in_time():
        return await asyncio.wait_for(main(), WAIT)

    assert {type(result) for result in asyncio.run(in_time())} == {CacheRecursionError}


def test_a_recursion_that_is_too_deep_leaves_nothing_in_the_air(keep):
    @keep
    def depth(n):
        return 0 if n == 0 else 1 + depth(n - 1)

    for start in range(100_000, 100_040):  # it gives out in a different place each time
        with pytest.raises(RecursionError):
            _deeper(start % 40, lambda start=start: depth(start))
        assert depth._cache(None)._flights == {}
    assert depth(20) == 20


def _deeper(frames, call):
    return _deeper(frames - 1, call) if frames else call()


def test_what_a_computation_has_left_behind_keeps_no_result(keep):
    go = threading.Event()
    made = []

    class Result:
        pass

    def load():
        # As with threads of a run, which carry the context of where they were started.
        context = contextvars.copy_context()
        made.append(threading.Thread(target=lambda: context.run(go.wait, WAIT)))
        made[-1].start()
        return Result()

    load = keep(load, "resource")
    result = weakref.ref(load())
    load.clear()
    gc.collect()
    try:
        assert result() is None
    finally:
        go.set()
        made[0].join(WAIT)


def test_who_waits_for_what_fails_sees_the_traceback_of_the_function_and_its_own(keep):
    with held() as (begun, go_on):

        def load():
            begun.set()
            assert go_on.wait(WAIT)
            raise ValueError("no")

        load = keep(load)
        crowd = Crowd()
        for _ in range(8):
            crowd.add(load)
        until(lambda: waiters(load) == 7)
        go_on.set()
        crowd.join()
    assert len({id(error) for error in crowd.errors}) == 1
    names = [frame.name for frame in traceback.extract_tb(crowd.errors[0].__traceback__)]
    assert names.count("load") == 1
    assert len(names) < 12


def test_what_one_is_handling_is_no_part_of_the_exception_that_others_get(keep):
    with held() as (begun, go_on):

        def load():
            begun.set()
            assert go_on.wait(WAIT)
            try:
                raise TypeError("its own")
            except TypeError:
                raise ValueError("no")  # noqa: B904 - as apps do

        load = keep(load)

        def handling():
            try:
                raise KeyError("of another visitor")
            except KeyError:
                load()

        crowd = Crowd()
        for _ in range(4):
            crowd.add(handling)
        until(lambda: waiters(load) == 3)
        go_on.set()
        crowd.join()
    assert [type(error) for error in crowd.errors] == [ValueError] * 4
    assert repr(crowd.errors[0].__context__) == "TypeError('its own')"
    assert crowd.errors[0].__context__.__context__ is None


@pytest.mark.parametrize("name", ["get", "put", "expire", "remove", "clear"])
def test_a_destructor_that_calls_the_function_does_not_wait_for_itself(keep, monkeypatch, name):
    """Garbage collection runs wherever it likes, also under the locks of a cache."""
    load = keep(lambda n: [n], "resource", ttl=1000)
    load(0)
    original, nested = getattr(Store, name), []

    def collecting(self, *args, **kwargs):
        if not nested:
            nested.append(None)
            nested[:] = [load(0)]
        return original(self, *args, **kwargs)

    monkeypatch.setattr(Store, name, collecting)
    crowd = Crowd()
    crowd.add(lambda: (load(1), load.clear(1), load.clear()))
    crowd.join()
    assert nested == [[0]]
    assert crowd.errors == []


def test_a_destructor_that_calls_the_function_just_before_it_is_computed_gets_an_error(keep, monkeypatch):
    load, leading, nested = keep(lambda: [1]), flight.Flight.leading, []

    def collecting(self, **options):
        if not nested:
            nested.append(None)
            with pytest.raises(CacheRecursionError):
                load()
        return leading(self, **options)

    monkeypatch.setattr(flight.Flight, "leading", collecting)
    crowd = Crowd()
    crowd.add(load)
    assert crowd.join().results == [[1]]


def test_destructors_wherever_garbage_collection_runs_them(keep):
    load = keep(lambda n: [n], "resource", ttl=1e-5, on_release=lambda value: None)

    class Handle:
        def __init__(self):
            self.cycle = self

        def __del__(self):
            with suppress(CacheRecursionError):  # where it is just being made
                load(0)

    def work():
        for threshold in range(1, 40):
            gc.set_threshold(threshold)
            for n in range(40):
                held = [[] for _ in range(n)]
                Handle(), load(n), held.clear()
            load.clear()

    before, crowd = gc.get_threshold(), Crowd()
    try:
        crowd.add(work)
        crowd.join()
    finally:
        gc.set_threshold(*before)
    assert crowd.errors == []


def test_a_destructor_that_calls_a_function_first_shares_its_cache(keep, caches, monkeypatch):
    first, again, made = keep(dict, "resource"), keep(dict, "resource"), []
    monkeypatch.setattr(caches, "_caches", Collecting(lambda: made.append(again())))
    crowd = Crowd()
    crowd.add(first)
    crowd.join()
    assert crowd.results[0] is made[0]


class Collecting(dict):
    """A dict in the middle of whose first change garbage collection runs a destructor."""

    def __init__(self, destroy):
        self.destroy = destroy

    def setdefault(self, key, default):
        destroy, self.destroy = self.destroy, None
        if destroy is not None:
            destroy()
        return super().setdefault(key, default)


# Coroutines -------------------------------------------------------------------------------------------------


def test_loops_of_several_threads_share_a_computation(keep):
    calls = []
    with held() as (begun, go_on):

        async def load():
            calls.append(1)
            begun.set()
            await asyncio.to_thread(go_on.wait, WAIT)
            return [1]

        load = keep(load)
        ticks = []

        async def main():
            task = asyncio.create_task(load())
            while not task.done():
                ticks.append(threading.get_ident())
                await asyncio.sleep(0.001)
            return task.result()

        crowd = Crowd()
        for _ in range(4):
            crowd.add(lambda: asyncio.run(main()))
        until(lambda: waiters(load) == 3 and len(set(ticks)) == 4)
        seen = len(ticks)
        until(lambda: len(ticks) > seen + 20)  # who waits blocks no loop
        go_on.set()
        crowd.join()
    assert crowd.results == [[1]] * 4
    assert calls == [1]


def test_a_cancelled_leader_hands_over_to_a_coroutine_of_another_loop(keep):
    calls = []
    with held() as (begun, _):

        async def load():
            calls.append(threading.get_ident())
            if len(calls) == 1:
                begun.set()
                await asyncio.sleep(WAIT)
            return [1]

        load = keep(load)
        loops = []

        async def lead():
            loops.append((asyncio.get_running_loop(), asyncio.current_task()))
            return await load()

        first, second = Crowd(), Crowd()
        first.add(lambda: asyncio.run(lead()))
        assert begun.wait(WAIT)
        second.add(lambda: asyncio.run(load()))
        until(lambda: waiters(load) == 1)
        loop, task = loops[0]
        loop.call_soon_threadsafe(task.cancel)
        first.join(), second.join()
    assert [type(error) for error in first.errors] == [asyncio.CancelledError]
    assert second.results == [[1]]
    assert len(set(calls)) == 2


def test_a_cancelled_waiter_leaves_the_others_alone(keep):
    calls = []

    async def load():
        calls.append(1)
        await asyncio.sleep(0.01)
        return [1]

    load = keep(load)

    async def main():
        tasks = [asyncio.create_task(load()) for _ in range(5)]
        await asyncio.sleep(0)
        tasks[3].cancel()
        return await asyncio.gather(*tasks, return_exceptions=True)

    results = asyncio.run(main())
    assert [type(result) for result in results].count(asyncio.CancelledError) == 1
    assert results.count([1]) == 4
    assert calls == [1]


def test_a_loop_that_is_closed_with_a_leader_in_it_hangs_nobody(keep):
    async def load():
        await asyncio.sleep(WAIT)

    load = keep(load)
    loop = asyncio.new_event_loop()
    task = loop.create_task(load())
    loop.call_soon(loop.stop)
    loop.run_forever()
    assert len(load._cache(None)._flights) == 1
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        loop.run_until_complete(task)
    loop.close()
    del task
    gc.collect()
    assert load._cache(None)._flights == {}


# Sessions ---------------------------------------------------------------------------------------------------

SHARED = """
import treadle as st
import shared_by_a_test as shared

@st.cache_data
def load():
    shared.calls.append(1)
    shared.begun.set()
    assert shared.go_on.wait(20)
    st.write("shown by it")
    return ["value"]

st.text(load()[0])
"""


@pytest.fixture
def shared(monkeypatch) -> Iterator[Any]:
    module = type(sys)("shared_by_a_test")
    module.calls, module.begun, module.go_on = [], threading.Event(), threading.Event()
    module.way = threading.Event()
    monkeypatch.setitem(sys.modules, "shared_by_a_test", module)
    yield module
    module.go_on.set()
    module.way.set()


def test_a_hundred_sessions_compute_a_cold_key_once(open_page, shared):
    first = open_page(SHARED, wait=False)
    assert shared.begun.wait(WAIT)
    pages = [first, *(open_page(first.app, wait=False) for _ in range(99))]
    until(lambda: sum(len(page.props("spinner")) for page in pages) == 100)
    assert {page.one("spinner").text for page in pages} == {"Running `load(…)`."}
    shared.go_on.set()
    for page in pages:
        page.settle()
        assert [node.props.body for node in page.nodes("text")] == ["value"]
        assert [node.props.body for node in page.nodes("markdown")] == ["shown by it"]
        assert page.props("spinner") == page.props("exception") == []
    assert shared.calls == [1]


def test_a_click_while_one_waits_stops_the_waiting_run(open_page, shared):
    first = open_page(SHARED, wait=False)
    assert shared.begun.wait(WAIT)
    second = open_page(first.app, wait=False)
    until(lambda: len(second.props("spinner")) == 1)
    thread = next(iter(second.live.threads.values()))
    second.rerun()
    thread.join(WAIT)
    assert not thread.is_alive()
    until(lambda: len(second.props("spinner")) == 1)
    shared.go_on.set()
    assert second.settle().one("text").body == "value"
    assert first.settle().one("text").body == "value"
    assert shared.calls == [1]


def test_the_session_of_a_leader_ends_and_another_session_computes(open_page, shared):
    first = open_page(
        """
        import treadle as st
        import shared_by_a_test as shared

        @st.cache_data
        def load():
            shared.calls.append(1)
            if len(shared.calls) == 1:
                shared.begun.set()
                assert shared.go_on.wait(20)
            st.write("a command, at which a run that is over stops")
            return "value"

        st.text(load())
        """,
        wait=False,
    )
    assert shared.begun.wait(WAIT)
    second = open_page(first.app, wait=False)
    until(lambda: len(second.props("spinner")) == 1)
    first.live.end()
    shared.go_on.set()
    assert second.settle().one("text").body == "value"
    assert shared.calls == [1, 1]


def test_a_run_that_is_over_when_its_result_is_there_leaves_it_to_the_next(open_page, shared):
    page = open_page(SHARED.replace('    st.write("shown by it")\n', ""), wait=False)
    assert shared.begun.wait(WAIT)
    page.rerun()
    until(lambda: len(page.props("spinner")) >= 1)
    shared.go_on.set()
    assert page.settle().one("text").body == "value"
    assert shared.calls == [1]


COMPUTING = """
import treadle as st
import shared_by_a_test as shared

@st.cache_data(show_spinner=False)
def load():
    shared.calls.append(1)
    shared.begun.set()
    n = 0
    while not shared.go_on.is_set():  # no command, for as long as the test likes
        n += 1
    return "value"

st.text(load())
"""


def test_clicks_do_not_start_a_computation_all_over(open_page, shared):
    """Whoever clicks while a cached function computes waits for that computation, which a stopped one
    would not be.
    """
    page = open_page(COMPUTING, wait=False)
    assert shared.begun.wait(WAIT)
    leader = next(iter(page.live.threads.values()))
    page.rerun()
    until(lambda: any(each.waits_for for each in page.live.executions.threads()))
    page.rerun()  # stops the one that waits; its successor waits in its place
    until(lambda: page.live.apply(ReadNumber()) == 3)
    # Well beyond what an interruption takes, as the next test shows.
    leader.join(4 * flight.ALONE + 0.2)
    assert leader.is_alive()
    shared.go_on.set()
    assert page.settle().one("text").body == "value"
    assert shared.calls == [1]


def test_each_move_of_a_slider_computes_at_once_and_leaves_no_older_computation(open_page, shared):
    shared.done = set()
    page = open_page(
        """
        import treadle as st
        import shared_by_a_test as shared

        @st.cache_data(show_spinner=False)
        def load(value):
            shared.calls.append(value)
            n = 0
            while value not in shared.done:  # no command
                n += 1
            return value

        value = st.slider("value", 0, 10, 0)
        st.text(load(value))
        """,
        wait=False,
    )
    until(lambda: shared.calls == [0])
    node = page.nodes("slider")[0].id
    for value in range(1, 6):
        page.live.receive(page.browser, Interact([(node, [value])]))
        until(lambda: shared.calls[-1] == value)  # noqa: B023 - called before the next round
    until(lambda: len(page.live.executions.threads()) == 1)
    shared.done.add(5)
    assert page.settle().one("text").body == "5"
    assert shared.calls == [0, 1, 2, 3, 4, 5]


def test_a_run_that_has_not_come_as_far_finds_the_computation_still_going_on(open_page, shared):
    page = open_page(
        "import shared_by_a_test as shared\nassert shared.way.wait(20)\n" + COMPUTING, wait=False
    )
    shared.way.set()
    assert shared.begun.wait(WAIT)
    leader = next(iter(page.live.threads.values()))
    shared.way.clear()
    page.rerun()
    leader.join(4 * flight.ALONE + 0.2)
    assert leader.is_alive()
    shared.way.set()
    until(lambda: any(each.waits_for for each in page.live.executions.threads()))
    shared.go_on.set()
    assert page.settle().one("text").body == "value"
    assert shared.calls == [1]


def test_a_computation_that_nobody_wants_is_stopped(open_page, shared):
    page = open_page(COMPUTING, wait=False)
    assert shared.begun.wait(WAIT)
    thread = next(iter(page.live.threads.values()))
    page.live.receive(page.browser, Stop())
    thread.join(WAIT)
    assert not thread.is_alive()
    shared.go_on.set()
    page.rerun()
    assert page.settle().one("text").body == "value"
    assert shared.calls == [1, 1]


def test_a_run_that_is_over_begins_no_computation(open_page, shared):
    page = open_page(
        """
        import treadle as st
        import shared_by_a_test as shared

        @st.cache_data(show_spinner=False)
        def load(n):
            shared.calls.append(n)
            return n

        if len(shared.calls) == 0:
            shared.calls.append("begun")
            shared.begun.set()
            assert shared.go_on.wait(20)
            load("late")
        """,
        wait=False,
    )
    assert shared.begun.wait(WAIT)
    page.rerun()
    until(lambda: page.live.apply(ReadRunState()).number == 2)
    shared.go_on.set()
    page.settle()
    assert shared.calls == ["begun"]


def test_two_apps_share_nothing(open_page, shared):
    shared.go_on.set()
    open_page(SHARED), open_page(SHARED)
    assert shared.calls == [1, 1]


STORM = """
import random, threading
import treadle as st

@st.cache_data(show_spinner=random.random() < 0.5, max_entries=6)
def load(n):
    for _ in range(random.randrange(20_000)):
        pass
    if random.random() < 0.3:
        st.text(n)
    if random.random() < 0.05:
        raise ValueError("now and then")
    if n and random.random() < 0.3:
        return [n, load(n - 1)[0]]
    return [n]

@st.cache_resource(scope=random.choice(["global", "session"]), ttl=0.05)
def make(n):
    return object(), n

for _ in range(4):
    try:
        n = random.randrange(8)
        assert load(n)[0] == n
        assert make(n)[1] == n
    except (ValueError, st.errors.CacheRecursionError):
        pass
if random.random() < 0.2:
    load.clear()
if random.random() < 0.1:
    st.cache_data.clear()
    st.cache_resource.clear()
for _ in range(2):
    threading.Thread(target=make, args=(1,)).start()
"""


@pytest.mark.parametrize("seed", range(4))
def test_a_storm_of_clicks_stops_ends_and_clears_leaves_everything_whole(open_page, fine_switches, seed):
    choose = random.Random(seed)
    pages = [open_page(STORM, wait=False)]
    app = pages[0].app
    pages += [open_page(app, wait=False) for _ in range(4)]
    for _ in range(200):
        page, action = choose.choice(pages), choose.random()
        if action < 0.7:
            page.rerun()
        elif action < 0.8:
            page.live.receive(page.browser, Stop())
        elif action < 0.85:
            page.live.end()
            pages.remove(page)
            pages.append(open_page(app, wait=False))
        else:
            page.settle()
    for page in pages:
        assert page.settle().props("exception") == []
    caches = app.part(Caches.of_app)
    assert [cache._flights for cache, _ in caches._caches.values() if cache._flights] == []
    alive = {None, *(page.live.token for page in pages)}
    until(lambda: {where[2] for where in list(caches._caches)} <= alive)

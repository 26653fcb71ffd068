"""Locks by themselves: a stand-in for the session says who is over, and when somebody has begun to wait."""

import _thread
import asyncio
import gc
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import treadle as st
from treadle._core.carry.context import enter, within
from treadle._core.carry.executing import executing
from treadle._core.carry.interruptible import here
from treadle._core.carry.scope import Executing, Scope
from treadle._core.session.lanes import Lane, Run
from treadle._core.sync.locks import LockTable
from treadle.errors import APIError, DeadlockError, LockNotReleased, NoSessionContext, StopException

from ..races.leaks import freed


class Visitor:
    """A session of one run, as locks see it."""

    def __init__(self, table: LockTable, token: str = "one") -> None:
        self.locks = table
        self.token = token
        self.jobs = self
        self.run = Run(1, Lane("app"))
        self.scope = Scope(self, self.run, self.run.lane, self.run.writer("app"), 1)  # type: ignore[arg-type]
        self.wakes: dict[object, Callable[[], None]] = {}
        self.waiting = threading.Semaphore(0)
        """Released each time that somebody has joined a queue."""
        self.reported: list[BaseException] = []
        self.was_reported = threading.Event()
        self.results: list[Any] = []
        self.threads: list[threading.Thread] = []

    def of_app(self, kind: type[LockTable]) -> LockTable:
        assert kind is LockTable
        return self.locks

    def over(self, scope: Scope) -> bool:
        return scope.run.fenced

    def check(self, scope: Scope) -> None:
        if self.over(scope):
            raise StopException()

    def on_over(self, scope: Scope, wake: Callable[[], None]) -> Callable[[], None]:
        mark = object()
        self.wakes[mark] = wake
        if self.over(scope):
            wake()
        self.waiting.release()

        def forget() -> None:
            self.wakes.pop(mark, None)

        return forget

    def entered(self, executing: Executing) -> None:
        pass

    def left(self, executing: Executing) -> None:
        self.locks.left_code(executing)

    def report(self, scope: Scope, error: BaseException) -> None:
        self.reported.append(error)
        self.was_reported.set()

    def is_app_code(self, filename: str) -> bool:
        return filename == __file__

    # For tests

    def fence(self) -> None:
        self.run.fenced = True
        for wake in list(self.wakes.values()):
            wake()

    def start(self, function: Callable[[], Any], name: str | None = None) -> threading.Thread:
        """Run a function in a thread of this session; what it returns or raises is in `results`."""

        def work() -> None:
            with within(self.scope), executing(self.scope, "script"):
                try:
                    result: Any = function()
                except BaseException as error:  # noqa: BLE001 - it is the result
                    result = error
            self.results.append(result)

        thread = threading.Thread(target=work, name=name, daemon=True)
        self.threads.append(thread)
        thread.start()
        return thread

    def waits(self, number: int = 1) -> None:
        """Return when so many more wait."""
        for _ in range(number):
            assert self.waiting.acquire(timeout=60), "nobody waits"

    def join(self) -> None:
        for thread in self.threads:
            thread.join(60)
            assert not thread.is_alive(), f"{thread.name} hangs"


class Holder:
    """A thread that holds a lock until it is told to let go."""

    def __init__(
        self, visitor: Visitor, name: str | None = None, thread: str = "holder", **lock: Any
    ) -> None:
        self._taken, self._end = threading.Event(), threading.Event()

        def hold() -> None:
            with st.lock(name, **lock):
                self._taken.set()
                assert self._end.wait(20)

        self.thread = visitor.start(hold, thread)
        assert self._taken.wait(60)

    def let_go(self) -> None:
        self._end.set()


@pytest.fixture
def table() -> LockTable:
    return LockTable()


@pytest.fixture
def visitor(table: LockTable) -> Iterator[Visitor]:
    """A session that the test's own thread is in."""
    visitor = Visitor(table)
    with within(visitor.scope), executing(visitor.scope, "script"):
        yield visitor
    visitor.join()
    assert table.snapshot() == []
    assert visitor.wakes == {}
    if (known := getattr(table._local, "thread", None)) is not None:
        assert known.held == known.waiters == []


def line() -> int:
    """The line that calls this."""
    import sys

    return sys._getframe(1).f_lineno


# Holding ----------------------------------------------------------------------------------------------------


def test_who_holds_a_lock_may_take_it_again(visitor):
    lock = st.lock()
    with lock, lock:
        assert lock.acquire()
        lock.release()
        assert lock.locked()
    assert not lock.locked()


def test_others_wait_until_it_was_let_go_of_as_often_as_it_was_taken(visitor):
    lock = st.lock()
    lock.acquire()
    lock.acquire()
    visitor.start(lock.acquire)
    visitor.waits()
    lock.release()
    assert visitor.results == []
    lock.release()
    visitor.join()
    assert visitor.results == [True]


def test_each_name_and_each_scope_is_a_lock_of_its_own(visitor):
    Holder(visitor).let_go()
    holder = Holder(visitor)
    for lock in (st.lock("a"), st.lock(scope="app"), st.lock("a", scope="app"), st.lock(1)):
        assert lock.acquire(blocking=False)
        lock.release()
    assert not st.lock().acquire(blocking=False)
    holder.let_go()


def test_sessions_have_their_own_locks_and_the_apps_in_common(visitor, table):
    other = Visitor(table, "two")
    own, common = Holder(other, "a"), Holder(other, "b", scope="app")
    assert st.lock("a").acquire(blocking=False)
    assert not st.lock("b", scope="app").acquire(blocking=False)
    st.lock("a").release()
    own.let_go()
    common.let_go()
    other.join()


def test_apps_have_no_lock_in_common(visitor):
    other = Visitor(LockTable(), visitor.token)
    holder = Holder(other, "a", scope="app")
    assert st.lock("a", scope="app").acquire(blocking=False)
    st.lock("a", scope="app").release()
    holder.let_go()
    other.join()


def test_a_lock_that_a_module_keeps_is_each_sessions_own_where_it_is_used(visitor, table):
    kept = st.lock("kept")
    other = Visitor(table, "two")
    with kept:
        other.start(lambda: kept.acquire(blocking=False))
        other.join()
        assert other.results == [True]


def test_who_has_waited_longest_is_next(visitor):
    order: list[int] = []

    def enter(number: int) -> None:
        with st.lock():
            order.append(number)

    with st.lock():
        for number in range(20):
            visitor.start(lambda number=number: enter(number))
            visitor.waits()
    visitor.join()
    assert order == list(range(20))


def test_nobody_comes_before_those_who_wait(visitor):
    lock = st.lock()
    lock.acquire()
    holder: list[str] = []
    visitor.start(lambda: (lock.acquire(), holder.append("waiter"), lock.release()))
    visitor.waits()
    lock.release()
    taken = lock.acquire(blocking=False)  # the waiter has it, even if it has not run since
    if taken:
        assert holder == ["waiter"]
        lock.release()
    visitor.join()


def test_a_limit_of_time_ends_waiting(visitor):
    holder = Holder(visitor)
    assert not st.lock().acquire(timeout=0.01)
    assert not st.lock().acquire(timeout=0)
    assert not st.lock().acquire(False)
    assert not st.lock().acquire(False, -1)
    visitor.start(lambda: st.lock().acquire(timeout=20))
    visitor.waits(2)
    holder.let_go()
    visitor.join()
    assert visitor.results == [None, True]


@pytest.mark.parametrize(
    "given", [{"timeout": -2}, {"timeout": float("nan")}, {"blocking": False, "timeout": 1}]
)
def test_a_limit_of_time_that_cannot_be_is_refused(visitor, given):
    with pytest.raises(APIError):
        st.lock().acquire(**given)


def test_only_the_holder_releases(visitor):
    with pytest.raises(RuntimeError, match="not held by anybody"):
        st.lock("a").release()
    holder = Holder(visitor, "a", thread="the holder")
    with pytest.raises(
        RuntimeError, match=r"`a` is held by 'the holder', which took it in .*test_locks.py, line \d+"
    ):
        st.lock("a").release()
    holder.let_go()


def test_there_is_no_lock_without_a_session():
    for scope in ("session", "app"):
        with pytest.raises(NoSessionContext):
            st.lock(scope=scope)


def test_a_scope_that_is_none_is_refused(visitor):
    with pytest.raises(APIError, match="scope"):
        st.lock(scope="server")


def test_ten_thousand_names_leave_nothing(visitor, table):
    for number in range(10_000):
        with st.lock(f"row {number}"):
            assert len(table._held) == 1
    assert table._held == {}
    assert table.thread().held == []


# Stopping ---------------------------------------------------------------------------------------------------


def test_a_run_that_is_over_takes_no_lock(visitor):
    visitor.fence()
    with pytest.raises(StopException):
        st.lock().acquire()
    with pytest.raises(StopException):
        asyncio.run(_enter(st.lock()))


def test_waiting_ends_when_the_run_is_over_and_the_lock_goes_to_the_next(visitor, table):
    other = Visitor(table, "two")
    holder = Holder(visitor, scope="app")
    other.start(lambda: st.lock(scope="app").acquire())
    other.waits()
    visitor.start(lambda: st.lock(scope="app").acquire())
    visitor.waits()
    other.fence()
    other.join()
    assert isinstance(other.results[0], StopException)
    holder.let_go()
    visitor.join()
    assert True in visitor.results


def test_a_run_that_is_over_as_it_is_given_the_lock_passes_it_on(visitor, table):
    """Both at once: the lock comes, and the run that it comes to is over already."""
    other = Visitor(table, "two")
    with st.lock(scope="app"):
        other.start(lambda: st.lock(scope="app").acquire())
        other.waits()
        visitor.start(lambda: st.lock(scope="app").acquire())
        visitor.waits()
        other.run.fenced = True  # and nobody wakes it but the lock
    other.join()
    visitor.join()
    assert isinstance(other.results[0], StopException)
    assert visitor.results == [True]


def test_who_holds_a_lock_lets_go_though_the_run_is_over(visitor):
    lock = st.lock()

    def work() -> None:
        with lock:
            visitor.fence()
            visitor.check(visitor.scope)  # any command

    with pytest.raises(StopException):
        work()
    assert not lock.locked()


def test_a_wake_up_that_means_nothing_changes_nothing(visitor):
    lock = st.lock()
    lock.acquire()
    visitor.start(lambda: (lock.acquire(), lock.release()))
    visitor.waits()
    for _ in range(3):
        next(iter(visitor.wakes.values()))()
    lock.release()
    visitor.join()
    assert visitor.results == [(True, None)]


# Deadlocks --------------------------------------------------------------------------------------------------


def test_two_who_would_wait_for_each_other_one_is_told_and_the_other_goes_on(visitor):
    holds_a = threading.Event()

    def first() -> str:
        with st.lock("a"):
            holds_a.set()
            with st.lock("b"):
                return "went on"

    taken_at = line() + 1
    with st.lock("b"):
        visitor.start(first, "first")
        holds_a.wait(60)
        visitor.waits()
        with pytest.raises(DeadlockError) as caught:
            st.lock("a").acquire()
    visitor.join()
    assert visitor.results == ["went on"]
    waits = caught.value.waits
    assert [(wait.lock, wait.holder) for wait in waits] == [
        ("the session's lock `a`", "first"),
        ("the session's lock `b`", threading.current_thread().name),
    ]
    assert waits[1].waiter == "first"
    assert waits[1].held_at == (__file__, taken_at)
    assert waits[0].waits_at == (__file__, taken_at + 5)
    assert f"line {taken_at}" in str(caught.value)
    assert "same order" in str(caught.value)


def test_a_ring_of_many_sessions_is_found_by_whoever_closes_it(table, visitor):
    size = 6
    ready = threading.Barrier(size)
    visitors = [Visitor(table, f"visitor {number}") for number in range(size)]

    def turn(number: int) -> str:
        with st.lock(str(number), scope="app"):
            ready.wait(60)
            with st.lock(str((number + 1) % size), scope="app"):
                return "went on"

    for number, each in enumerate(visitors):
        each.start(lambda number=number: turn(number))
    for each in visitors:
        each.join()
    results = [each.results[0] for each in visitors]
    (error,) = [result for result in results if isinstance(result, DeadlockError)]
    assert len(error.waits) == size
    assert results.count("went on") == size - 1


def test_who_gives_up_after_a_while_is_no_deadlock(visitor):
    holds_a, gave_up = threading.Event(), []

    def first() -> None:
        with st.lock("a"):
            holds_a.set()
            gave_up.append(st.lock("b").acquire(timeout=0.2))

    with st.lock("b"):
        visitor.start(first)
        holds_a.wait(60)
        visitor.waits()
        with st.lock("a"):  # waits for who waits for this thread, but not for ever
            assert gave_up == [False]


def test_waiting_with_a_limit_is_no_deadlock_either(visitor):
    holds_a = threading.Event()

    def first() -> None:
        with st.lock("a"):
            holds_a.set()
            with st.lock("b"):
                pass

    with st.lock("b"):
        visitor.start(first)
        holds_a.wait(60)
        visitor.waits()
        assert not st.lock("a").acquire(timeout=0.01)


def test_waiting_for_somebody_who_waits_elsewhere_is_no_deadlock(visitor):
    """A queue, not a ring: the last in it waits for the first."""
    holder = Holder(visitor, "a")

    def second() -> None:
        with st.lock("b"), st.lock("a"):
            pass

    visitor.start(second)
    visitor.waits()
    visitor.start(lambda: (st.lock("b").acquire(), st.lock("b").release()))
    visitor.waits()
    holder.let_go()
    visitor.join()
    assert not any(isinstance(result, BaseException) for result in visitor.results)


# Coroutines -------------------------------------------------------------------------------------------------


async def _enter(lock: Any) -> None:
    async with lock:
        pass


async def becomes(condition: Callable[[], bool]) -> None:
    """Let other coroutines run until something is so."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - a lock's queue has no event for tests
            await asyncio.sleep(0)


def test_coroutines_of_one_thread_exclude_each_other(visitor):
    inside: list[int] = []
    counted = 0

    async def count(number: int) -> None:
        nonlocal counted
        for _ in range(20):
            async with st.lock(), st.lock():
                inside.append(number)
                before = counted
                await asyncio.sleep(0)
                counted = before + 1
                assert inside == [number]
                inside.clear()

    async def main() -> None:
        await asyncio.gather(*(count(number) for number in range(5)))

    asyncio.run(main())
    assert counted == 100


def test_a_waiting_coroutine_does_not_stop_its_loop(visitor):
    holder = Holder(visitor)

    async def main() -> None:
        waiting = asyncio.create_task(_enter(st.lock()))
        await becomes(lambda: visitor.waiting.acquire(blocking=False))
        assert not waiting.done()
        holder.let_go()
        await waiting

    asyncio.run(main())


def test_a_coroutine_that_is_cancelled_while_it_waits_leaves_the_queue(visitor, table):
    async def main() -> None:
        async with st.lock():
            tasks = [asyncio.create_task(_enter(st.lock())) for _ in range(3)]
            await becomes(lambda: len(table.snapshot()[0].waiters) == 3)
            tasks[1].cancel()
            with pytest.raises(asyncio.CancelledError):
                await tasks[1]
            assert len(table.snapshot()[0].waiters) == 2
        await tasks[0]
        await tasks[2]

    asyncio.run(main())


def test_a_coroutine_that_is_cancelled_as_it_is_given_the_lock_passes_it_on(visitor, table):
    async def main() -> None:
        await st.lock().__aenter__()
        first, second = (asyncio.create_task(_enter(st.lock())) for _ in range(2))
        await becomes(lambda: len(table.snapshot()[0].waiters) == 2)
        st.lock().release()  # to `first`, which has not run since
        first.cancel()
        await second
        assert first.cancelled()

    asyncio.run(main())


def test_waiting_coroutines_are_stopped_with_their_run(visitor):
    holder = Holder(visitor)
    visitor.start(lambda: asyncio.run(_enter(st.lock())))
    visitor.waits()
    visitor.fence()
    visitor.threads[1].join(60)
    assert isinstance(visitor.results[0], StopException)
    holder.let_go()


def test_a_plain_with_that_would_wait_for_a_coroutine_of_its_own_loop_is_told_what_to_do(visitor):
    entered = asyncio.Event()

    async def holder() -> None:
        async with st.lock():
            entered.set()
            await asyncio.sleep(10)

    async def main() -> None:
        task = asyncio.create_task(holder(), name="the other")
        await entered.wait()
        for timeout in (None, 5):
            with pytest.raises(DeadlockError, match=r"async with st\.lock"):
                st.lock().acquire(timeout=timeout)
        assert not st.lock().acquire(blocking=False)
        task.cancel()

    asyncio.run(main())


def test_a_plain_with_in_a_coroutine_may_wait_for_another_thread(visitor):
    holder = Holder(visitor)

    async def main() -> None:
        with st.lock():
            pass

    visitor.start(lambda: asyncio.run(main()))
    visitor.waits()
    holder.let_go()
    visitor.join()
    assert visitor.results == [None, None]


def test_a_coroutine_cannot_wait_for_the_code_that_runs_its_loop(visitor):
    with st.lock():
        with pytest.raises(DeadlockError, match="around the loop"):
            asyncio.run(_enter(st.lock()))


def test_a_ring_over_coroutines_and_threads_is_found(visitor):
    """A coroutine waits for a thread, which waits for another coroutine, whose loop the first one has
    stopped.
    """
    holds_a, holds_b = threading.Event(), threading.Event()

    def other_thread() -> str:
        with st.lock("b"):
            holds_b.set()
            holds_a.wait(60)
            with st.lock("a"):
                return "went on"

    async def holder() -> None:
        async with st.lock("a"):
            holds_a.set()
            await asyncio.sleep(0)

    async def main() -> None:
        task = asyncio.create_task(holder())
        await asyncio.sleep(0)
        visitor.waits()
        with pytest.raises(DeadlockError) as caught:
            st.lock("b").acquire()  # stops the loop, and so `holder`
        assert len(caught.value.waits) == 2
        await task

    visitor.start(other_thread)
    holds_b.wait(60)
    asyncio.run(main())
    visitor.join()
    assert visitor.results == ["went on"]


def test_a_ring_through_the_code_that_runs_a_loop_is_found(visitor):
    holds_b = threading.Event()

    def other_thread() -> str:
        with st.lock("b"):
            holds_b.set()
            with st.lock("a"):
                return "went on"

    with st.lock("a"):
        visitor.start(other_thread)
        holds_b.wait(60)
        visitor.waits()
        with pytest.raises(DeadlockError):
            asyncio.run(_enter(st.lock("b")))


def test_a_coroutine_whose_loop_was_closed_does_not_keep_the_lock(visitor):
    holder = Holder(visitor)
    loop = asyncio.new_event_loop()
    waiting = loop.create_task(_enter(st.lock()))
    loop.run_until_complete(asyncio.sleep(0))
    visitor.waits()
    loop.close()
    holder.let_go()
    with st.lock():
        pass
    waiting._log_destroy_pending = False  # type: ignore[attr-defined]
    del waiting
    gc.collect()


def test_a_coroutine_that_has_ended_before_it_is_told_of_its_lock_changes_nothing(
    visitor, table, monkeypatch
):
    tell = table._wake

    def late(waiter: Any) -> None:
        if waiter is not None:
            next(iter(visitor.wakes.values()))()  # another wake-up comes first
            visitor.join()
        tell(waiter)

    with st.lock():
        visitor.start(lambda: asyncio.run(_enter(st.lock())))
        visitor.waits()
        monkeypatch.setattr(table, "_wake", late)
    assert visitor.results == [None]


# Ends of holders --------------------------------------------------------------------------------------------


def test_a_thread_that_ends_with_a_lock_leaves_it_to_the_next_and_that_is_reported(visitor):
    taken_at = line() + 1
    visitor.start(lambda: st.lock("a").acquire(), "forgetful").join()
    assert st.lock("a").acquire(blocking=False)
    st.lock("a").release()
    (error,) = visitor.reported
    assert isinstance(error, LockNotReleased)
    assert "'forgetful'" in str(error)
    assert f"{__file__}, line {taken_at}" in str(error)


def test_who_waits_for_a_thread_that_ends_has_the_lock_then(visitor):
    go = threading.Event()
    taken = threading.Event()

    def forget() -> None:
        st.lock().acquire()
        taken.set()
        go.wait(60)

    visitor.start(forget)
    taken.wait(60)
    visitor.start(lambda: (st.lock().acquire(), st.lock().release()))
    visitor.waits()
    go.set()
    visitor.join()
    assert len(visitor.reported) == 1


def test_a_job_that_ends_with_a_lock_leaves_it_though_its_thread_goes_on(visitor):
    with executing(visitor.scope, "job"):
        st.lock().acquire()
    assert not st.lock().locked()
    assert len(visitor.reported) == 1


def test_a_job_does_not_release_what_the_code_around_it_holds(visitor):
    with st.lock():
        with executing(visitor.scope, "job"):
            pass
        assert st.lock().locked()
    assert visitor.reported == []


def test_a_coroutine_that_ends_with_a_lock_leaves_it(visitor):
    async def forget() -> None:
        await st.lock().__aenter__()

    async def main() -> None:
        task = asyncio.create_task(forget(), name="forgetful")
        async with asyncio.timeout(10):
            await task
            await _enter(st.lock())

    asyncio.run(main())
    (error,) = visitor.reported
    assert "forgetful" in str(error)


def test_a_thread_that_no_one_knows_of_leaves_its_locks_when_it_ends(visitor, table):
    """A C library's thread with `st.bind`: nothing tells of its end but what Python lets go of with it."""
    taken = threading.Event()

    def foreign() -> None:
        enter(visitor.scope)
        st.lock().acquire()
        taken.set()

    _thread.start_new_thread(foreign, ())
    taken.wait(60)
    assert visitor.was_reported.wait(60)
    assert st.lock().acquire(blocking=False)
    st.lock().release()


def test_nothing_is_reported_of_those_who_let_go(visitor):
    async def main() -> None:
        await asyncio.gather(*(_enter(st.lock()) for _ in range(3)))

    asyncio.run(main())
    visitor.start(lambda: asyncio.run(main())).join()
    assert visitor.reported == []


# Looking ----------------------------------------------------------------------------------------------------


def test_a_snapshot_says_who_holds_what_and_who_waits(visitor, table):
    began = time.monotonic()
    holder = Holder(visitor, "a", thread="the holder", scope="app")
    visitor.start(
        lambda: (st.lock("a", scope="app").acquire(), st.lock("a", scope="app").release()), "the waiter"
    )
    visitor.waits()
    with st.lock():
        a, mine = table.snapshot()
    assert (a.name, a.scope, a.session, a.owner) == ("a", "app", None, "the holder")
    assert (mine.name, mine.scope, mine.session) == (None, "session", visitor.token)
    assert a.thread == holder.thread.ident
    assert began <= a.since <= mine.since <= time.monotonic()
    assert a.where[0] == mine.where[0] == __file__
    (waiter,) = a.waiters
    assert (waiter.name, waiter.thread) == ("the waiter", visitor.threads[1].ident)
    assert a.since <= waiter.since
    assert mine.waiters == ()
    holder.let_go()


def test_where_is_the_apps_own_line_though_a_package_takes_the_lock(visitor, table):
    import contextlib

    with contextlib.ExitStack() as stack:
        stack.enter_context(st.lock())
        (info,) = table.snapshot()
        assert info.where == (__file__, line() - 2)


def test_a_thread_knows_how_many_locks_it_holds_and_what_it_waits_for(visitor):
    mine = here()
    assert mine is not None
    with st.lock(), st.lock("a"), st.lock():
        assert mine.locks == 2
    assert mine.locks == 0
    holder = Holder(visitor, "a")
    seen: list[Executing] = []

    def wait() -> None:
        record = here()
        assert record is not None
        seen.append(record)
        with st.lock("a"):
            visitor.results.append((record.waits_for, record.locks))

    visitor.start(wait)
    visitor.waits()
    assert seen[0].waits_for == "the session's lock `a`"
    assert seen[0].locks == 0
    holder.let_go()
    visitor.join()
    assert (None, 1) in visitor.results
    assert seen[0].locks == 0


def test_a_coroutines_locks_are_its_threads(visitor):
    mine = here()
    assert mine is not None

    async def main() -> None:
        async with st.lock(), st.lock("a"):
            assert mine.locks == 2

    asyncio.run(main())
    assert mine.locks == 0


# The table itself -------------------------------------------------------------------------------------------


def test_a_destructor_in_the_midst_of_the_table_is_told_rather_than_hanging_everybody(visitor, table):
    holder = Holder(visitor)
    with table._guard:  # garbage collection may call a destructor in any step
        with pytest.raises(APIError, match="blocking=False"):
            st.lock().acquire()
        assert not st.lock().acquire(blocking=False)
        with st.lock("free"):
            pass
    holder.let_go()


def test_nothing_of_a_run_is_kept_by_locks(table):
    visitor = Visitor(table)
    visitor.start(lambda: [st.lock(str(number)).acquire(timeout=1) for number in range(3)])
    visitor.join()
    gone = weakref.ref(visitor)
    visitor.threads.clear()
    del visitor
    assert freed(gone)

"""Locks under hostile switching: nothing is counted twice or lost, nobody waits for ever, and no lock
outlives its holder.
"""

import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from treadle._core.config import Config
from treadle._core.runtime.app import App
from treadle._core.session.events import RerunAsked, StopAsked
from treadle._core.session.look import HasEnded, ReadRunState
from treadle._core.sync.lock_words import LockInfo
from treadle.errors import DeadlockError


@pytest.fixture
def shared() -> Iterator[ModuleType]:
    """A module that apps import as `shared_by_test`, by which they and the test tell each other things."""
    module = ModuleType("shared_by_test")
    module.gate = threading.Event()
    module.log = []
    sys.modules[module.__name__] = module
    yield module
    module.gate.set()
    del sys.modules[module.__name__]


def until(so: Callable[[], Any]) -> Any:
    """Return what is so, once it is; a lock's queue has no event for tests."""
    end = time.monotonic() + 60
    while not (found := so()):
        assert time.monotonic() < end, "it does not come to that"
        time.sleep(0)
    return found


def waiting(app: App, number: int = 1) -> LockInfo:
    """Return a lock that so many wait for, once they do."""
    found: LockInfo = until(lambda: [lock for lock in app.locks.snapshot() if len(lock.waiters) == number])[0]
    return found


class Clock:
    """Timers without a server."""

    def call_later(self, seconds: float, fn: Callable[[], None]) -> Callable[[], None]:
        timer = threading.Timer(seconds, fn)
        timer.daemon = True
        timer.start()
        return timer.cancel


def texts(page: Any) -> list[str]:
    return [props.body for props in page.props("text")]


def ended(page: Any) -> bool:
    """Whether none of the session's code runs any more."""
    return bool(page.live.executions.wait_until_none(20) == [])


# Counting ---------------------------------------------------------------------------------------------------

COUNT = """
import threading
import treadle as st

def by_lock():
    for _ in range(1000):
        with st.lock():
            st.session_state.n += 1

def by_update():
    for _ in range(1000):
        st.session_state.update("n", lambda n: n + 1)

st.session_state.n = 0
threads = [threading.Thread(target={way}) for _ in range(8)]
for thread in threads:
    thread.start()
"""


@pytest.mark.parametrize("way", ["by_lock", "by_update"])
def test_eight_threads_that_add_a_thousand_each_make_eight_thousand(open_page, hostile_switching, way):
    page = open_page(COUNT.format(way=way))
    assert page.props("exception") == []
    assert page.state("n") == 8000


ACROSS = """
import shared_by_test as shared
import treadle as st

for _ in range(300):
    with st.lock("counter", scope="app"):
        seen = shared.n
        st.session_state.seen = seen
        shared.n = seen + 1
"""


def test_visitors_that_add_to_one_number_lose_nothing(open_page, hostile_switching, shared):
    shared.n = 0
    pages = [open_page(ACROSS, wait=False)]
    pages += [open_page(pages[0].app, wait=False) for _ in range(4)]
    for page in pages:
        page.settle()
        assert page.props("exception") == []
    assert shared.n == 1500
    assert pages[0].app.locks.snapshot() == []


# Waiters that are to stop -----------------------------------------------------------------------------------

WAIT = """
import threading
import shared_by_test as shared
import treadle as st

def hold():
    with st.lock("a", scope="app"):
        shared.log.append("held")
        shared.gate.wait(20)

def wait():
    try:
        with st.lock("a", scope="app"):
            shared.log.append("had it")
            st.text("had it")
    finally:
        shared.log.append("left")

st.session_state.setdefault("runs", 0)
st.session_state.runs += 1
{body}
"""

BY_QUERY = "hold() if st.query_params['does'] == 'hold' else wait()"


@pytest.fixture
def holding(open_page: Callable[..., Any], shared: ModuleType) -> Any:
    """A visitor whose run holds the app's lock until `shared.gate` is set."""
    page = open_page(WAIT.format(body=BY_QUERY), "does=hold", wait=False)
    until(lambda: page.app.locks.snapshot())
    return page


def test_a_waiter_that_outlives_its_client(
    tmp_path: Path, shared: ModuleType, open_page: Callable[..., Any]
) -> None:
    """The visitor leaves while its run waits for the app's lock: the waiter goes away, and the lock is
    not lost.
    """
    script = tmp_path / "app.py"
    script.write_text(WAIT.format(body=BY_QUERY))
    app = App(script, Config.of({"server.disconnectedSessionTTL": 0}))
    app.scheduler = Clock()
    app.start()
    try:
        holder = open_page(app, "does=hold", wait=False)
        until(lambda: app.locks.snapshot())
        leaving = open_page(app, "does=wait", wait=False)
        waiting(app, 1)
        staying = open_page(app, "does=wait", wait=False)
        waiting(app, 2)
        leaving.live.disconnect(leaving.browser)
        assert ended(leaving)
        assert leaving.live.apply(HasEnded())
        assert len(app.locks.snapshot()[0].waiters) == 1
        shared.gate.set()
        holder.settle()
        assert texts(staying.settle()) == ["had it"]
        assert app.locks.snapshot() == []
        assert shared.log.count("had it") == 1
    finally:
        app.stop()


def test_stop_during_wait(holding, open_page, shared):
    page = open_page(holding.app, "does=wait", wait=False)
    waiting(holding.app)
    page.live.handle(StopAsked())
    assert ended(page)
    assert shared.log == ["held", "left"]
    shared.gate.set()
    holding.settle()
    assert holding.app.locks.snapshot() == []


def test_a_click_during_wait_waits_anew_and_behind_the_others(holding, open_page, shared):
    page = open_page(holding.app, "does=wait", wait=False)
    waiting(holding.app)
    other = open_page(holding.app, "does=wait", wait=False)
    second = waiting(holding.app, 2).waiters[1]
    page.live.handle(RerunAsked())
    until(lambda: page.live.apply(ReadRunState()).number == 2)
    until(lambda: shared.log.count("left") == 1)
    lock = waiting(holding.app, 2)
    assert lock.waiters[0] == second
    shared.gate.set()
    assert texts(page.settle()) == texts(other.settle()) == ["had it"]


def test_one_thread_alone_is_stopped_while_it_waits(open_page, shared):
    page = open_page(
        WAIT.format(
            body="threading.Thread(target=hold).start()\n"
            "threading.Thread(target=wait, name='first', daemon=True).start()\n"
            "threading.Thread(target=wait, name='second', daemon=True).start()"
        ),
        wait=False,
    )
    waiting(page.app, 2)
    first = next(each for each in page.live.executions.threads() if each.name == "first")
    assert page.live.jobs.stop_thread(first.number)
    waiting(page.app, 1)
    until(lambda: shared.log.count("left") == 1)
    shared.gate.set()
    assert ended(page)
    assert shared.log.count("had it") == 1


def test_a_fence_during_hold_releases_at_the_exit_of_with(open_page, shared):
    page = open_page(
        """
        import shared_by_test as shared
        import treadle as st

        st.session_state.setdefault("runs", 0)
        st.session_state.runs += 1
        with st.lock():
            if st.session_state.runs == 1:
                shared.log.append("held")
                while not shared.gate.is_set():  # who holds such a lock is not interrupted
                    pass
                try:
                    st.text("never shown")
                finally:
                    shared.log.append("left")
            st.text(f"run {st.session_state.runs}")
        """,
        wait=False,
    )
    until(lambda: shared.log)
    page.live.handle(RerunAsked())
    waiting(page.app)  # the next run has begun, and waits for this one's lock
    shared.gate.set()
    assert texts(page.settle()) == ["run 2"]
    assert shared.log == ["held", "left"]
    assert page.app.locks.snapshot() == []


def test_coroutines_that_wait_are_stopped_with_their_run(holding, open_page, shared):
    source = WAIT.format(
        body="""
async def wait():
    try:
        async with st.lock("a", scope="app"):
            shared.log.append("had it")
    finally:
        shared.log.append("left")

import asyncio
if st.session_state.runs == 1:
    if st.query_params["does"] == "hold":
        hold()
    else:
        await asyncio.gather(*(wait() for _ in range(5)))
"""
    )
    holding.live.end()
    shared.gate.set()
    assert ended(holding)
    shared.gate.clear()
    shared.log.clear()
    first = open_page(source, "does=hold", wait=False)
    until(lambda: first.app.locks.snapshot())
    page = open_page(first.app, "does=wait", wait=False)
    waiting(first.app, 5)
    page.live.handle(RerunAsked())
    page.settle()
    assert first.app.locks.snapshot()[0].waiters == ()
    assert page.props("exception") == []
    assert shared.log == ["held", *["left"] * 5]
    shared.gate.set()
    first.settle()


# Deadlocks --------------------------------------------------------------------------------------------------

CROSSED = """
import shared_by_test as shared
import treadle as st

first, second = st.query_params["order"]
with st.lock(first, scope="app"):
    shared.both.wait(20)
    with st.lock(second, scope="app"):
        st.text("went on")
"""


def test_a_deadlock_of_two_sessions_is_reported_in_one_and_the_other_goes_on(open_page, shared):
    shared.both = threading.Barrier(2)
    one = open_page(CROSSED, "order=ab", wait=False)
    two = open_page(one.app, "order=ba", wait=False)
    one.settle()
    two.settle()
    assert texts(one) + texts(two) == ["went on"]
    (error,) = one.props("exception") + two.props("exception")
    assert error.type.endswith(DeadlockError.__name__)
    assert "the app's lock `a`" in error.message
    assert "the app's lock `b`" in error.message
    for page in (one, two):
        assert page.live.token not in error.message
    assert one.app.locks.snapshot() == []


# All at once ------------------------------------------------------------------------------------------------

CHAOS = """
import asyncio, contextlib, random, threading
import shared_by_test as shared
import treadle as st
from treadle._core.carry.context import require

st.session_state.setdefault("runs", 0)
st.session_state.runs += 1
choose = random.Random(f"{st.query_params['seed']} {st.session_state.runs}")
session = require().host.token

def picked():
    return [(choose.choice("abc"), choose.choice(["session", "app"])) for _ in range(choose.randint(1, 3))]

@contextlib.contextmanager
def alone(name, scope, me):
    inside = shared.inside.setdefault((name, session if scope == "session" else None), [])
    inside.append(me)
    try:
        if set(inside) != {me}:
            shared.log.append(f"{len(set(inside))} are in {name}")
        if choose.random() < 0.2:
            st.text("a command, which may stop this")
        yield
    finally:
        inside.pop()

def work():
    for _ in range(12):
        try:
            enter(picked())
        except st.errors.DeadlockError:
            shared.deadlocks.append(1)

def enter(locks):
    if locks and (lock := st.lock(*locks[0])).acquire(timeout=choose.choice([None, None, 0.001, 0])):
        try:
            with alone(*locks[0], threading.get_ident()):
                enter(locks[1:])
        finally:
            lock.release()

async def work_async():
    for _ in range(6):
        try:
            async with asyncio.timeout(choose.choice([None, 0.001])):
                await enter_async(picked())
        except st.errors.DeadlockError:
            shared.deadlocks.append(1)
        except TimeoutError:
            pass

async def enter_async(locks):
    if locks:
        async with st.lock(*locks[0]):
            with alone(*locks[0], id(asyncio.current_task())):
                await asyncio.sleep(0)
                await enter_async(locks[1:])

async def many():
    await asyncio.gather(*(work_async() for _ in range(4)))

threads = [threading.Thread(target=work) for _ in range(3)]
threads.append(threading.Thread(target=lambda: asyncio.run(many())))
threads.append(threading.Thread(target=work, daemon=True))
for thread in threads:
    thread.start()
work()
"""


@pytest.mark.parametrize("seed", range(8))
def test_whatever_visitors_do_with_locks_nobody_hangs_and_nothing_stays_locked(
    open_page: Callable[..., Any], hostile_switching: None, shared: ModuleType, seed: int
) -> None:
    choose = random.Random(seed)
    shared.inside, shared.deadlocks = {}, []
    first = open_page(CHAOS, f"seed={seed}0", wait=False)
    pages = [first] + [open_page(first.app, f"seed={seed}{number}", wait=False) for number in range(1, 3)]
    for number in range(6):
        page = pages[(seed + number) % 3]
        for _ in range(choose.randrange(200)):
            time.sleep(0)  # lets them come to somewhere else with each seed
        page.live.handle(RerunAsked() if number % 3 else StopAsked())
    pages[seed % 3].live.end()
    for page in pages:
        if not page.live.apply(HasEnded()):
            page.settle()
        assert ended(page), [each.waits_for for each in page.live.executions.threads()]
        unexpected = [props for props in page.props("exception") if "DeadlockError" not in props.type]
        assert unexpected == []
    assert shared.log == []
    assert first.app.locks.snapshot() == []

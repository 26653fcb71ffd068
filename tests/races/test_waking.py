"""App code that waits is woken when it is told to stop, wherever it waits and whatever tells it; what
cannot be woken is in nobody's way.

Each case is a waiting call x where the app makes it x what happens then. The suite runs a selection in
which each two of them meet; `scripts/soak` runs all.
"""

import os
import queue
import socket
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from treadle._core.carry.scope import Executing
from treadle._core.config import Config
from treadle._core.protocol.message import ClientInfo
from treadle._core.runtime.app import App
from treadle._core.session.events import Connected, Disconnected, RerunAsked, StopAsked, TimerFired
from treadle._core.session.look import HasEnded, LookAtLanes
from treadle._core.session.timers import GRACE

from ..conftest import Page

WAITS = {
    "Event": "threading.Event().wait()",
    "Event with a limit": "threading.Event().wait(1000)",
    "Condition": "condition = threading.Condition()\nwith condition:\n    condition.wait()",
    "Condition with a plain lock": (
        "condition = threading.Condition(threading.Lock())\nwith condition:\n    condition.wait()"
    ),
    "wait_for": "condition = threading.Condition()\nwith condition:\n    condition.wait_for(lambda: False)",
    "Barrier": "threading.Barrier(2).wait()",
    "Semaphore": "threading.Semaphore(0).acquire()",
    "with Semaphore": "with threading.Lock(), threading.Semaphore(0):\n    pass",
    "Queue.get": "queue.Queue().get()",
    "Queue.get with a limit": "queue.PriorityQueue().get(timeout=1000)",
    "Queue.put": "full = queue.LifoQueue(1)\nfull.put(1)\nfull.put(2)",
    "Queue.join": "unread = queue.Queue()\nunread.put(1)\nunread.join()",
    "Future.result": "futures.Future().result()",
    "Future.exception": "futures.Future().exception(1000)",
    "futures.wait": "futures.wait([futures.Future()])",
    "as_completed": "list(futures.as_completed([futures.Future()]))",
    "Executor.map": (
        "pool = futures.ThreadPoolExecutor(2)\nlist(pool.map(lambda n: threading.Event().wait(), range(5)))"
    ),
    "Executor.shutdown": (
        "pool = futures.ThreadPoolExecutor(2)\npool.submit(threading.Event().wait)\npool.shutdown()"
    ),
    "leaving a thread pool": """
        with futures.ThreadPoolExecutor(2) as pool:
            for _ in range(5):
                pool.submit(time.sleep, 1000)
        """,
    "waiting in a thread pool's block": """
        with futures.ThreadPoolExecutor(2) as pool:
            futures.wait([pool.submit(queue.Queue().get) for _ in range(5)])
        """,
    "ThreadPool.map": """
        with pools.ThreadPool(2) as pool:
            pool.map(lambda n: threading.Event().wait(), range(5))
        """,
    "ThreadPool.imap": """
        with pools.ThreadPool(2) as pool:
            list(pool.imap(lambda n: time.sleep(1000), range(5)))
        """,
    "ThreadPool.apply": """
        with pools.ThreadPool(1) as pool:
            pool.apply(time.sleep, (1000,))
        """,
    "Thread.join": "it = threading.Thread(target=queue.Queue().get)\nit.start()\nit.join()",
    "Thread.join with a limit": (
        "it = threading.Thread(target=time.sleep, args=(1000,))\nit.start()\nit.join(1000)"
    ),
    "joining a daemon": "it = threading.Thread(target=daemon.wait, daemon=True)\nit.start()\nit.join()",
    "Timer": "threading.Timer(1000, print).start()",
    "time.sleep": "time.sleep(1000)",
    "sleep by name": "from time import sleep\nsleep(1000)",
    "asyncio.sleep": "asyncio.run(asyncio.sleep(1000))",
    "asyncio.to_thread": "asyncio.run(asyncio.to_thread(time.sleep, 1000))",
    "run_in_executor": """
        async def main():
            await asyncio.get_running_loop().run_in_executor(None, threading.Event().wait)
        asyncio.run(main())
        """,
    "in a handler": """
        try:
            raise ValueError
        except ValueError:
            threading.Event().wait()
        """,
    "a wait that a library calls": (
        "import json\njson.dumps(object(), default=lambda it: threading.Event().wait())"
    ),
}
"""Waits that are woken."""

BLOCKS = {
    "a plain lock": "lock.acquire()\nlock.release()",
    "a re-entrant lock": "with rlock:\n    pass",
    "SimpleQueue": "simple.put(simple.get())",
    "subprocess": "subprocess.run(['cat'], stdin=pipe, stdout=subprocess.DEVNULL)",
    "socket.recv": "client.recv(1)",
    "select": "select.select([pipe], [], [])",
    "finally": "try:\n    pass\nfinally:\n    daemon.wait()",
    "an exit": """
        class Block:
            def __enter__(self): pass
            def __exit__(self, *error): daemon.wait()
        with Block():
            pass
        """,
}
"""Waits that are not woken: `docs/how-to/threads.md` lists them. The test lets go of them in the end."""

PLACES = {
    "body": "work()",
    "thread": "threading.Thread(target=work).start()",
    "job": "pool = futures.ThreadPoolExecutor(1)\npool.submit(work)\npool.shutdown(wait=False)",
    "fragment": "st.fragment(work, parallel=True)()",
    "dialog": "st.dialog('A dialog')(work)()",
}

EVENTS = ("click", "stop", "reload", "closed tab", "end of the server")

SCRIPT = """
import asyncio, queue, select, subprocess, threading, time
from concurrent import futures
from multiprocessing import pool as pools
import treadle as st

def work():
    begun.release()
{wait}

if blocks[0]:
{place}
st.text("the end")
"""


@dataclass
class Outside:
    """What the app waits for and the test lets go of."""

    begun: threading.Semaphore
    blocks: list[bool]
    lock: Any
    simple: "SimpleQueue[int]"
    daemon: threading.Event
    pipe: Any
    client: socket.socket
    rlock: Any
    release: Callable[[], None]


@pytest.fixture
def outside() -> Iterator[Outside]:
    reading, writing = os.pipe()
    lock, simple, daemon = threading.Lock(), SimpleQueue[int](), threading.Event()
    held, done, rlock = threading.Event(), threading.Event(), threading.RLock()
    lock.acquire()
    client, server = socket.socketpair()

    def hold() -> None:
        with rlock:
            held.set()
            done.wait()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    released = []

    def release() -> None:
        if not released:
            released.append(True)
            lock.release()
            simple.put(1)
            daemon.set()
            done.set()
            os.close(writing)
            server.close()

    with open(reading, "rb") as pipe, client:
        yield Outside(threading.Semaphore(0), [True], lock, simple, daemon, pipe, client, rlock, release)
        release()
        holder.join()


def indented(source: str) -> str:
    return textwrap.indent(textwrap.dedent(source).strip("\n"), "    ")


def cases() -> list[tuple[str, str, str]]:
    every = [
        (wait, place, event, number)
        for number, wait in enumerate([*WAITS, *BLOCKS])
        for at, place in enumerate(PLACES)
        for then, event in enumerate(EVENTS)
        if os.environ.get("TREADLE_SOAK") or (number + at + then) % len(EVENTS) == 0
    ]
    return [(wait, place, event) for wait, place, event, _ in every]


@pytest.mark.parametrize(("wait", "place", "event"), cases())
def test_what_waits_is_woken_or_in_nobodys_way(
    wait: str, place: str, event: str, outside: Outside, tmp_path: Path
) -> None:
    path = tmp_path / "app.py"
    source = WAITS.get(wait) or BLOCKS[wait]
    path.write_text(SCRIPT.format(wait=indented(source), place=indented(PLACES[place])))
    app = App(path, Config(), namespace=vars(outside))
    app.start()
    ended = False
    try:
        page = Page(app, wait=False)
        assert outside.begun.acquire(timeout=20)
        outside.blocks[0] = False
        if event == "end of the server":
            ended = True
            began = time.monotonic()
            app.stop()
            assert time.monotonic() - began < app.config.runner.stopGrace + 5
        else:
            happens(event, page)
            if event != "closed tab":
                finishes(page)
        if wait in BLOCKS:
            outside.release()
        until(lambda: not [each for each in page.live.executions.threads() if stops(each)])
        until(lambda: app.gate.blocked() == {})
    finally:
        outside.release()
        if not ended:
            app.stop()


def stops(executing: Executing) -> bool:
    """Whether it is what a stop must end: all but daemons, which outlive their runs."""
    job = executing.scope.job
    return executing.over() or job is None or not job.background


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "told to stop, and woken by nobody"
        time.sleep(0.002)


def happens(event: str, page: Page) -> None:
    live = page.live
    if event == "closed tab":
        live.handle(Disconnected(1))
        live.handle(TimerFired(GRACE))  # `server.disconnectedSessionTTL` has passed
        assert live.apply(HasEnded())
    elif event == "reload":
        live.handle(Disconnected(1))
        live.connect(page.browser, lambda number: Connected(number, info=ClientInfo()))
    else:
        if event == "stop":
            live.handle(StopAsked())
        live.handle(RerunAsked())


def finishes(page: Page) -> None:
    """Wait until the newest run has come to its end, whatever becomes of those before it."""
    assert page.live.wait(LookAtLanes(), 20, lambda lanes: all(lane.live is None for lane in lanes))
    assert [props.body for props in page.props("text")] == ["the end"]


# What waking must not do ------------------------------------------------------------------------------------

Visit = Callable[..., Page]


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    apps: list[App] = []

    def visit(source: str, **names: Any) -> Page:
        path = tmp_path / f"app{len(apps)}.py"
        path.write_text(textwrap.dedent(source))
        apps.append(App(path, Config(), namespace=names))
        apps[-1].start()
        return Page(apps[-1], wait=False)

    yield visit
    for app in apps:
        app.stop()


CONSUMER = """
import threading
begun.release()
def consume():
    items.append(shared.get())
threading.Thread(target=consume).start()
"""


def test_a_consumer_that_is_told_to_stop_takes_no_item_of_another(visit: Visit) -> None:
    shared: queue.Queue[int] = queue.Queue()
    begun, items = threading.Semaphore(0), list[int]()
    pages = [visit(CONSUMER, shared=shared, begun=begun, items=items) for _ in range(4)]
    until(lambda: len(shared.not_empty._waiters) == 4)  # type: ignore[attr-defined]
    for page in pages[:2]:
        threads = [
            threading.Thread(target=shared.put, args=(1,)),
            threading.Thread(target=page.live.handle, args=(StopAsked(),)),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    for number in range(2):
        shared.put(number)
    for page in pages:
        page.settle()
    assert len(items) + shared.qsize() == 4, "each item was taken once, or is still there"
    assert not shared.not_empty._waiters  # type: ignore[attr-defined]


def test_another_visitors_wait_for_the_same_event_goes_on(visit: Visit) -> None:
    event, begun, said = threading.Event(), threading.Semaphore(0), list[bool]()
    names = {"event": event, "begun": begun, "said": said}
    stopped, waiting = [visit("begun.release()\nsaid.append(event.wait())", **names) for _ in range(2)]
    assert all(begun.acquire(timeout=20) for _ in range(2))
    stopped.live.handle(StopAsked())
    stopped.settle()
    assert waiting.live.executions.threads()
    assert said == []
    event.set()
    waiting.settle()
    assert said == [True]


def test_a_stopped_party_breaks_its_barrier(visit: Visit) -> None:
    barrier = threading.Barrier(3)
    page = visit("barrier.wait()", barrier=barrier)
    until(lambda: barrier.n_waiting == 1)
    page.live.handle(StopAsked())
    page.settle()
    assert barrier.broken
    with pytest.raises(threading.BrokenBarrierError):
        barrier.wait(20)


def test_what_a_wait_holds_is_given_back(visit: Visit) -> None:
    condition = threading.Condition(threading.Lock())
    page = visit("with condition:\n    condition.wait()", condition=condition)
    until(lambda: condition._waiters)  # type: ignore[attr-defined]
    page.live.handle(StopAsked())
    page.settle()
    assert not condition._waiters  # type: ignore[attr-defined]
    assert condition.acquire(timeout=20)
    condition.release()


def test_a_wait_in_a_finally_block_is_left_to_its_end(visit: Visit) -> None:
    event, begun, said = threading.Event(), threading.Semaphore(0), list[str]()
    page = visit(
        """
        import threading
        try:
            begun.release()
            threading.Event().wait()
        finally:
            begun.release()
            event.wait()
            said.append("finally")
        """,
        event=event,
        begun=begun,
        said=said,
    )
    assert begun.acquire(timeout=20)
    page.live.handle(StopAsked())
    assert begun.acquire(timeout=20)
    assert page.app.gate.blocked() == {page.live: 1}
    event.set()
    page.settle()
    assert said == ["finally"]


def test_a_sleep_in_a_cached_function_goes_on_while_somebody_wants_its_result(visit: Visit) -> None:
    calls, begun = list[int](), threading.Semaphore(0)
    page = visit(
        """
        import time
        import treadle as st
        @st.cache_data(show_spinner=False)
        def load():
            calls.append(1)
            begun.release()
            time.sleep(0.5)
            return "loaded"
        st.text(load())
        """,
        calls=calls,
        begun=begun,
    )
    assert begun.acquire(timeout=20)
    for _ in range(3):
        page.live.handle(RerunAsked())
    page.settle()
    assert [props.body for props in page.props("text")] == ["loaded"]
    assert calls == [1]


def test_jobs_that_a_pool_has_not_begun_do_not_begin_once_their_run_is_over(visit: Visit) -> None:
    lock, begun, said = threading.Lock(), threading.Event(), list[int]()
    with lock:
        page = visit(
            """
            from concurrent.futures import ThreadPoolExecutor
            def job(number):
                said.append(number)
                begun.set()
                with lock:
                    pass
            with ThreadPoolExecutor(1) as pool:
                for number in range(10):
                    pool.submit(job, number)
            """,
            lock=lock,
            begun=begun,
            said=said,
        )
        assert begun.wait(20)
        page.live.handle(StopAsked())
    page.settle()
    assert said == [0]


def test_a_task_of_the_app_that_sleeps_ends_when_it_is_cancelled(visit: Visit) -> None:
    begun, submitted, tasks = threading.Event(), threading.Event(), list[Any]()
    visit(
        """
        import time
        import treadle as st
        @st.task(scope="app")
        def work():
            begun.set()
            time.sleep(1000)
        tasks.append(work.submit())
        submitted.set()
        """,
        begun=begun,
        submitted=submitted,
        tasks=tasks,
    )
    assert begun.wait(20)
    assert submitted.wait(20)
    tasks[0].cancel()
    until(lambda: tasks[0].status == "cancelled")


def test_the_librarys_waits_are_as_python_made_them_while_no_app_is_served() -> None:
    assert threading.Condition.wait.__code__.co_filename == threading.__file__
    assert type(time.sleep) is type(time.monotonic)

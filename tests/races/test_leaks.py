"""Visitors come, click and go; of five hundred of them nothing is left: no session, node, thread, timer,
file or memory.
"""

import asyncio
import gc
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from treadle._core.runtime.app import App
from treadle._core.runtime.live import LiveSession

from .leaks import counts, left, resident, served, settles, visits, visits_without_network

QUIET = "import treadle as st\nst.text('quiet')"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_hundred_visitors_leave_nothing(tmp_path: Path) -> None:
    others = threading.active_count()  # what libraries keep that earlier tests have used
    with served(tmp_path) as (app, port):
        asyncio.run(visits(port, 20))  # what is made once is made by now
        assert settles(lambda: app.sessions() == [])
        assert settles(lambda: threading.active_count() <= others + 3)
        before = counts()
        grown = least_growth(
            lambda: asyncio.run(visits(port, 20)), lambda: settles(lambda: app.sessions() == [])
        )
        assert not left(before)
        assert grown < LIMIT  # one page in three that stayed would be more


@pytest.mark.timeout(300)
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_five_hundred_cycles_end_at_the_baseline(tmp_path: Path) -> None:
    """Four hundred more than the hundred above, without the network that costs most of the time."""
    others = threading.active_count()
    with served(tmp_path) as (app, _):
        visits_without_network(app, 20)
        assert settles(lambda: threading.active_count() <= others + 3)
        before = counts()
        grown = least_growth(lambda: visits_without_network(app, 100), lambda: app.sessions() == [])
        assert not left(before)
        assert grown < LIMIT  # one page in twenty that stayed would be more


LIMIT = 3.0
"""MB that memory may grow by in a batch of visits."""


def least_growth(visit: Callable[[], object], settled: Callable[[], bool]) -> float:
    """The least that memory grows in a batch of visits, in MB: what leaks, leaks in each; the allocator's
    own needs go up and down.
    """
    least = float("inf")
    for _ in range(10):
        before = resident()
        visit()
        assert settled()
        gc.collect()
        least = min(least, resident() - before)
        if least < LIMIT:
            break
    return least


@contextmanager
def a_session(app: App) -> Iterator[None]:
    live = app.new_session()
    yield
    live.end()


@contextmanager
def a_timer(app: App) -> Iterator[None]:
    """As if a session's end did not cancel its timers."""
    live = app.new_session()
    live.timers.set("lane:forgotten", 3600, repeat=True)
    live.timers.running, kept = {}, live.timers.running
    live.end()
    del live
    yield
    kept["lane:forgotten"]()


@contextmanager
def a_thread(app: App) -> Iterator[None]:
    gate = threading.Event()
    thread = threading.Thread(target=gate.wait)
    thread.start()
    yield
    gate.set()
    thread.join()


@contextmanager
def a_file(app: App) -> Iterator[None]:
    file = os.open(app.script, os.O_RDONLY)
    yield
    os.close(file)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(
    ("plant", "kind"),
    [
        (a_session, LiveSession.__name__),
        (a_timer, LiveSession.__name__),
        (a_thread, "threads"),
        (a_file, "files"),
    ],
)
def test_what_stays_is_reported(tmp_path: Path, plant: Callable[[App], Iterator[None]], kind: str) -> None:
    with served(tmp_path, QUIET) as (app, _):
        before = counts()
        with plant(app):
            assert left(before, within=0)[kind] == 1
        assert not left(before)

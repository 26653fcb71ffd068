"""Threads that end, come and go while they are being stopped: nothing is hit that is not meant, and
nothing breaks.
"""

import random
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest

from treadle._core.carry.executing import executing
from treadle._core.stopping import stopper as timing
from treadle._core.stopping.stopper import Stopper
from treadle.errors import StopException


class Host:
    """A session whose code is this file's, and which is over when told so."""

    def __init__(self, stopper: Stopper | None) -> None:
        self.stopper = stopper
        self.jobs = self
        self.is_over = False

    def over(self, scope: Any) -> bool:
        return self.is_over

    def entered(self, mine: Any) -> None:
        if self.stopper is not None:
            self.is_over = True
            self.stopper.stop(mine)

    def left(self, mine: Any) -> None:
        pass

    def is_app_code(self, filename: str) -> bool:
        return filename == __file__


class Scope:
    job = None

    def __init__(self, host: Host) -> None:
        self.host = host


def spin(rounds: int) -> int:
    done = 0
    try:
        while done < rounds:
            done += 1
    finally:
        for _ in range(3):
            done += 1
    return done


def run_job(host: Host, rounds: int) -> bool:
    """Go some rounds as a session's job; say whether it came to its end."""
    try:
        with executing(cast(Any, Scope(host)), "job"):
            return spin(rounds) == rounds + 3
    except StopException:
        return False


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stopper]:
    """A stopper that looks at once, and all the time."""
    monkeypatch.setattr(timing, "FIRST", 0.0)
    monkeypatch.setattr(timing, "BETWEEN", 0.0002)
    monkeypatch.setattr(timing, "AT_MOST", 0.0002)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield Stopper()
    sys.setswitchinterval(before)


@pytest.mark.parametrize("seed", range(3))
def test_a_pool_shared_with_others_loses_only_what_is_over(eager: Stopper, seed: int) -> None:
    rounds = random.Random(seed)
    with ThreadPoolExecutor(6) as pool:
        jobs = []
        for number in range(300):
            ours = number % 2 == 0
            host = Host(eager if ours else None)
            amount = 10**9 if number % 30 == 0 else rounds.randrange(20_000)  # never ends, or soon
            jobs.append((ours, pool.submit(run_job, host, amount)))
        assert all(job.result(60) for ours, job in jobs if not ours)
        assert {job.result(60) for ours, job in jobs if ours} >= {False}


@pytest.mark.parametrize("seed", range(3))
def test_threads_may_end_while_they_are_looked_at(eager: Stopper, seed: int) -> None:
    rounds = random.Random(seed)
    ended: list[bool] = []
    threads = []
    for _ in range(300):
        amount = rounds.randrange(3_000)
        thread = threading.Thread(target=lambda n=amount: ended.append(run_job(Host(eager), n)))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join(60)
    assert len(ended) == 300
    deadline = time.monotonic() + 60
    while eager.targets():
        assert time.monotonic() < deadline
        threading.Event().wait(0.001)

"""Jobs of every kind, cancelled at random moments by several threads: each ends once, as it must, and
nothing is left.
"""

import gc
import os
import random
import signal
import threading
import time

import pytest

from treadle.errors import WorkerDiedError

from .driving import Cancelled, alive, children, eventually, open_files


def quick(n):
    return n


def large(n):
    return bytes(n + (1 << 20))


def fail(n):
    raise ValueError(n)


def die(n):
    os.kill(os.getpid(), random.choice([signal.SIGKILL, signal.SIGTERM]))
    time.sleep(1e6)


def leave(n):
    os._exit(n % 7)


def hang(n):
    time.sleep(1e6)


def flood(n):
    while True:
        print(n)


def family(n):
    if os.fork() == 0:
        time.sleep(1e6)
    time.sleep(1e6)


def cooperative(n):
    from treadle._core.processes import worker

    while not worker.current().cancelled:
        worker.current().report(0.5, str(n))
    return n


ENDS = {
    quick: lambda n, heard: heard.result(0) == n,
    large: lambda n, heard: heard.result(0) == bytes(n + (1 << 20)),
    fail: lambda n, heard: heard.error(0).args == (n,),
    die: lambda n, heard: isinstance(heard.error(0), WorkerDiedError),
    leave: lambda n, heard: str(heard.error(0)).endswith(f"exited with status {n % 7}."),
}
"""How each kind ends if nobody cancels it; the others never do."""


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_each_job_ends_once_and_nothing_is_left(make, seed):
    chance = random.Random(seed)
    before = open_files(), children()
    driver = make(size=2, recycle_after=5, grace=0.5)
    jobs = []
    for n in range(60):
        kind = chance.choice([quick, quick, quick, large, fail, die, leave, hang, flood, family, cooperative])
        jobs.append((n, kind, *driver.submit(kind, n)))

    def cancel(mine):
        for _, kind, job, heard in mine:
            if kind not in ENDS:  # it would keep its worker for ever
                eventually(lambda heard=heard: heard.pid is not None or chance.random() < 0.001, 50)
            job.cancel(0)

    sure = [each for each in jobs if each[1] not in ENDS]
    others = [each for each in jobs if each[1] in ENDS and chance.random() < 0.3]
    chance.shuffle(others)
    threads = [threading.Thread(target=cancel, args=(mine,)) for mine in (sure, others[::2], others[1::2])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for n, kind, job, heard in jobs:
        error = heard.error(50)
        assert heard.ends == 1
        if isinstance(error, Cancelled):
            assert job.state == "cancelled"
        else:
            assert ENDS[kind](n, heard), (n, kind, error)
    pids = {heard.pid for *_, heard in jobs} - {None}
    driver.pool.close(0)
    assert not any(alive(pid) for pid in pids)
    del jobs, sure, others, job, heard, error, threads
    gc.collect()
    assert (open_files(), children()) == before

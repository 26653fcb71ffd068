"""Tasks: what they cost from start to finish, and what processes gain.

Run `python bench/work.py` on a quiet machine.

Everything is measured in one process and one run, beside what the standard library offers for the same; tasks
on a Dask cluster beside Dask's own client, on the same cluster of two worker processes.
"""

import asyncio
import contextlib
import importlib.util
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

from treadle.testing import AppTest

ROUNDS = 300
WARM_UP = 20
HAS_DASK = importlib.util.find_spec("distributed") is not None
WORK = 20_000_000
"""Steps of a loop that computes: about a second."""


def compute(steps: int) -> int:
    """Compute something that no cache and no thread makes quicker."""
    total = 0
    for step in range(steps):
        total = (total * 31 + step) % 1_000_003
    return total


def nothing() -> None:
    """Do nothing, so that only the way there and back is measured."""


async def nothing_async() -> None:
    """Do nothing, as a coroutine."""


def median(call: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """Return the median time of a call, in milliseconds."""
    for _ in range(WARM_UP):
        call()
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def elapsed(call: Callable[[], Any]) -> float:
    """Return the time of one call, in seconds."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def note(found: dict[str, float], name: str, seconds: float) -> None:
    """Keep the shortest of several times."""
    found[name] = min(seconds, found.get(name, seconds))


def app(found: dict[str, float], here: object) -> None:
    """The script in which Treadle's side is measured; `here` is this module."""
    import treadle as st

    for kind, function in (
        ("thread", here.nothing),
        ("process", here.nothing),
        ("async", here.nothing_async),
    ):
        task = st.task(executor=kind)(function)
        found[f"task, {kind}"] = here.median(lambda task=task: task.submit().result(30))
    if here.HAS_DASK:
        task = st.task(executor="dask")(here.nothing)
        found["task, dask"] = here.median(lambda: task.submit().result(60))
    for kind in ("process", "thread"):
        work = st.task(executor=kind)(here.compute)

        def both(steps: int, work: object = work) -> None:
            for task in [work.submit(steps), work.submit(steps)]:
                task.result(60)

        both(10)
        for _ in range(3):  # by turns, so that what else the machine does disturbs both alike
            here.note(found, f"one, {kind}", here.elapsed(lambda: here.compute(here.WORK)))
            here.note(found, f"both, {kind}", here.elapsed(lambda: both(here.WORK)))


def standard_library() -> dict[str, float]:
    """Measure the same with the standard library's executors."""
    found: dict[str, float] = {}
    with ThreadPoolExecutor() as pool:
        found["thread"] = median(lambda: pool.submit(nothing).result())
    with ProcessPoolExecutor(2) as processes:
        found["process"] = median(lambda: processes.submit(nothing).result())
    with asyncio.Runner() as runner:
        found["async"] = median(lambda: runner.run(nothing_async()))
    return found


@contextlib.contextmanager
def dask_cluster() -> Iterator[dict[str, float]]:
    """Run a block with a cluster of two workers, which the app uses. Yield what Dask's own client takes."""
    if not HAS_DASK:
        yield {}
        return
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        os.environ["TREADLE_TASKS_CLUSTER"] = cluster.scheduler_address
        yield {"dask": median(lambda: client.submit(nothing, pure=False).result())}


def main() -> None:
    """Measure and print."""
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors\n")
    standard = standard_library()
    found: dict[str, float] = {}
    with dask_cluster() as of_dask:
        test = AppTest.from_function(app, args=(found, sys.modules[__name__]))
        test.run(timeout=300)
        assert not test.exception, test.exception
        test.close()
    print("Start to finish of a call that does nothing, median:")
    for kind in ("thread", "process", "async"):
        ours, theirs = found[f"task, {kind}"], standard[kind]
        print(f"  {kind:8} {ours:6.3f} ms   standard library {theirs:6.3f} ms   {ours / theirs:4.1f} x")
    for kind, theirs in of_dask.items():
        ours = found[f"task, {kind}"]
        print(f"  {kind:8} {ours:6.3f} ms   Dask's client     {theirs:6.3f} ms   {ours / theirs:4.1f} x")
    print("\nTwo calls that compute, at once:")
    for kind in ("process", "thread"):
        one, both = found[f"one, {kind}"], found[f"both, {kind}"]
        print(f"  {kind:8} {both:5.2f} s, one by one {2 * one:5.2f} s   speed-up {2 * one / both:.2f}")


if __name__ == "__main__":
    main()

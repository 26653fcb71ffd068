"""Worker processes beside `concurrent.futures.ProcessPoolExecutor`: start, warm call, large arrays.

    python bench/processes.py

Both in one run of this script, by turns; what is compared is the ratio. The other side starts its processes
by spawn, as a server with threads must.
"""

import statistics
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import numpy as np

from treadle._core.processes.pool import ProcessPool


class Events:
    """A future that a job fills."""

    def __init__(self) -> None:
        self.end: Future[Any] = Future()

    def started(self, pid: int) -> None:
        """Not of interest."""

    def progress(self, fraction: float | None, text: str | None) -> None:
        """Not of interest."""

    def values(self, values: list[bytes]) -> None:
        """Not of interest."""

    def output(self, text: str) -> None:
        """Not of interest."""

    def done(self, result: Any) -> None:
        """Take the result."""
        self.end.set_result(result)

    def failed(self, error: BaseException) -> None:
        """Take the error."""
        self.end.set_exception(error)

    def cancelled(self) -> None:
        """Not cancelled here."""


def nothing() -> None:
    """Do nothing."""


def double(array: np.ndarray) -> np.ndarray:
    """Return as much as was given."""
    return array * 2


def zeros(size: int) -> np.ndarray:
    """Return a large array."""
    return np.ones(size, dtype=np.uint8)


def count(steps: int) -> int:
    """Compute in Python."""
    total = 0
    for step in range(steps):
        total += step * step % 7
    return total


Start = Callable[..., Future[Any]]


def treadle_side(pool: ProcessPool) -> Start:
    """Return how Treadle starts a call."""

    def start(function: Callable[..., Any], *args: Any) -> Future[Any]:
        events = Events()
        pool.submit(pool.call(function, args), events)
        return events.end

    return start


def timed(work: Callable[[], object], times: int) -> float:
    """Return the median time of a call in milliseconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def from_nothing_treadle() -> None:
    """Start a pool, make one call, and end it."""
    pool = ProcessPool(size=1)
    treadle_side(pool)(nothing).result()
    pool.close(1)


def from_nothing_python() -> None:
    """Do the same with the standard library."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        pool.submit(nothing).result()


def row(name: str, ours: float, theirs: float) -> None:
    """Print a line of the table."""
    print(f"{name:48} {ours:9.2f} {theirs:9.2f} {theirs / ours:7.2f} x")


def both(name: str, work: Callable[[Start], object], sides: tuple[Start, Start], times: int) -> None:
    """Measure both sides by turns."""
    for side in sides:
        work(side)
    row(name, *(timed(lambda side=side: work(side), times) for side in sides))  # type: ignore[misc]


def many(start: Start) -> None:
    """Make 1,000 calls at once."""
    for future in [start(nothing) for _ in range(1000)]:
        future.result()


def two_computations(start: Start) -> None:
    """Compute twice at once."""
    for future in [start(count, 3_000_000) for _ in range(2)]:
        future.result()


def main() -> None:
    """Measure and print."""
    print(f"{'median, ms':48} {'Treadle':>9} {'Executor':>9} {'ratio':>9}")
    row("pool from nothing, one call, end", timed(from_nothing_treadle, 7), timed(from_nothing_python, 7))
    pool = ProcessPool(size=2)
    array = np.ones(100_000_000 // 8)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        sides = treadle_side(pool), executor.submit
        both("warm call", lambda start: start(nothing).result(), sides, 500)
        both("1,000 calls", many, sides, 5)
        both("100 kB array, there and back", lambda s: s(double, array[:12_500]).result(), sides, 200)
        both("100 MB array, there and back", lambda start: start(double, array).result(), sides, 7)
        both("500 MB array, back", lambda start: start(zeros, 500_000_000).result(), sides, 5)
        both("two computations at once", two_computations, sides, 3)
        alone = timed(lambda: count(3_000_000), 3) * 2
        together = timed(lambda: two_computations(sides[0]), 3)
    pool.close(1)
    print(
        f"two computations: {alone:.0f} ms in the calling thread, "
        f"{alone / together:.2f} x as fast in processes"
    )


if __name__ == "__main__":
    main()

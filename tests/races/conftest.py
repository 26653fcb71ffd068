"""Hostile schedules: threads that are switched at every chance, and chances that can be repeated."""

import os
import random
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from inspect import getclosurevars
from typing import Any

import pytest


@pytest.fixture
def hostile_switching() -> Iterator[None]:
    """Switch between threads as often as Python can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.fixture
def seeds() -> Iterator[int]:
    """Seeds for a test to try: `TREADLE_SEEDS` of them, from `TREADLE_SEED` on. What failed is printed
    with the test.
    """
    first = int(os.environ.get("TREADLE_SEED", random.randrange(10**6)))
    return _printed(first, int(os.environ.get("TREADLE_SEEDS", "5")))


def _printed(first: int, number: int) -> Iterator[int]:
    for seed in range(first, first + number):
        print(f"To repeat the last of these: TREADLE_SEED={seed} TREADLE_SEEDS=1")
        yield seed


class Gate:
    """Where a run or a thread of an app says that it is there, and waits to be let on."""

    def __init__(self) -> None:
        self._reached = threading.Semaphore(0)
        # Held until the gate is open. What waits for a plain lock can be woken by nobody, so a run that is to
        # stop stays here too.
        self._closed = threading.Lock()
        self._closed.acquire()

    def reach(self) -> None:
        """Called by the app."""
        self._reached.release()
        assert self._closed.acquire(timeout=30), "nobody opened the gate"
        self._closed.release()

    def fail(self) -> None:
        """Called by the app. No line of the app, where it could be stopped, is between gate and error.

        Raises:
            KeyError: always, once the gate is open.
        """
        self.reach()
        raise KeyError("what the app waits for")

    def reached(self, times: int = 1) -> "Gate":
        """Wait until so many more have come."""
        for _ in range(times):
            assert self._reached.acquire(timeout=30), "nobody came to the gate"
        return self

    def open(self) -> None:
        """Let all on, from now on."""
        if self._closed.locked():
            self._closed.release()


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.open()


class Clock:
    """A scheduler by which no time passes: a test lets timers run out."""

    def __init__(self) -> None:
        self.timers: dict[object, Callable[[], None]] = {}
        self.delays: list[float] = []
        """All that were ever set, in seconds."""

    def call_later(self, seconds: float, fn: Callable[[], None]) -> Callable[[], None]:
        timer = object()
        self.timers[timer] = fn
        self.delays.append(seconds)
        return lambda: self.timers.pop(timer, None) and None

    def names(self) -> list[str]:
        """What the timers that are set are for."""
        return sorted(getclosurevars(fn).nonlocals["name"] for fn in list(self.timers.values()))

    def fire(self, name: str) -> None:
        """Let the one timer of a name run out."""
        (timer,) = [each for each, fn in self.timers.items() if getclosurevars(fn).nonlocals["name"] == name]
        self.timers.pop(timer)()


@pytest.fixture
def visit(open_page: Callable[..., Any]) -> Callable[..., Any]:
    """`visit(source, name=value)` opens an app that finds those names defined; `wait=False` returns while
    it still runs.
    """

    def visit(source: str, *, wait: bool = True, **names: Any) -> Any:
        first = open_page("import treadle")
        first.live.end()
        first.app.namespace.update(names)
        first.app.script.write_text(textwrap.dedent(source))
        return open_page(first.app, wait=wait)

    return visit

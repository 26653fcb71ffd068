"""A process that is forked off while threads are told to stop: nothing of that goes on in it."""

import gc
import os
import sys
import threading
import time
import warnings
from collections.abc import Callable

import pytest

from treadle._core.carry import carrier
from treadle._core.carry.interruptible import Interruptible, here, known_here
from treadle._core.stopping import frames
from treadle._core.stopping.stopper import Stopper

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


def status_of(child: Callable[[], bool]) -> int:
    """Return the exit status of a child that was forked off: 0 if what it was to do returned True."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # other threads are what this is about
        pid = os.fork()
    if pid == 0:
        try:
            os._exit(0 if child() else 1)
        except BaseException:  # noqa: BLE001 - a child must not go on with the test
            os._exit(2)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="garbage collection stays on in looks there")
def test_a_fork_in_the_middle_of_a_look_collects_garbage_and_can_look():
    looks, enough = threading.Event(), threading.Event()
    found: list[int] = []

    def look() -> None:
        with frames.uncollected():
            looks.set()
            enough.wait()

    def fork() -> None:
        found.append(status_of(lambda: gc.isenabled() and frames._looking.acquire(timeout=5)))

    looker, forker = threading.Thread(target=look), threading.Thread(target=fork)
    looker.start()
    looks.wait()
    forker.start()
    forker.join(0.3)  # it waits for the look, and would not return sooner
    enough.set()
    looker.join()
    forker.join()
    assert found == [0]


class Over(Interruptible):
    def over(self) -> bool:
        return True

    def is_app_code(self, filename: str) -> bool:
        return False


def test_a_fork_of_a_thread_that_is_told_to_stop_executes_nothing_that_is(monkeypatch):
    monkeypatch.setattr(carrier, "_active", True)
    stopper = Stopper()
    with known_here(Over("work")) as mine:
        stopper.stop(mine)
        deadline = time.monotonic() + 60
        while hasattr(sys, "monitoring") and no_tool():
            assert time.monotonic() < deadline
        assert here() is mine
        assert status_of(lambda: here() is None and no_tool()) == 0
        assert here() is mine


def no_tool() -> bool:
    """Whether no code is watched."""
    monitoring = getattr(sys, "monitoring", None)
    return monitoring is None or all(monitoring.get_tool(tool) is None for tool in (3, 4))

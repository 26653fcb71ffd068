"""Loops of every shape that can be generated: each is stopped and cleans up, unless it is where nothing
may be stopped.
"""

import os
import threading
from collections.abc import Callable
from typing import Any, cast

import pytest

from treadle._core.carry.executing import executing
from treadle._core.stopping import stopper as timing
from treadle._core.stopping.stopper import Stopper
from treadle.errors import StopException

from .loop_shapes import Shape, shape

SEEDS = 1500 if os.environ.get("TREADLE_SOAK") else 150


class Host:
    """A session whose code is this file's and the program's, and which is over when told so."""

    def __init__(self, filename: str) -> None:
        self.files = filename, __file__
        self.jobs = self
        self.is_over = False
        self.entered_by: list[Any] = []

    def over(self, scope: Any) -> bool:
        return self.is_over

    def entered(self, mine: Any) -> None:
        self.entered_by.append(mine)

    def left(self, mine: Any) -> None:
        pass

    def is_app_code(self, filename: str) -> bool:
        return filename in self.files


class Scope:
    job = None

    def __init__(self, host: Host) -> None:
        self.host = host


class Program:
    """A shape's program, in a thread of its own."""

    def __init__(self, what: Shape) -> None:
        self.host = Host("shape.py")
        self.code = compile(what.source, "shape.py", "exec")
        self.go: list[bool] = []
        self.opened: list[int] = []
        self.locks: list[threading.Lock] = []
        self.begun = threading.Event()
        self.ended = threading.Event()
        self.error: BaseException | None = None
        self.thread = threading.Thread(target=self._run, name="shape")
        self.thread.start()

    def _run(self) -> None:
        names = {
            "__name__": "shape",
            "begun": self.begun.set,
            "go": self.go,
            "opened": self.opened,
            "new_lock": self._new_lock,
            "spawn": self._spawn,
        }
        self._execute(lambda: exec(self.code, names))
        self.ended.set()

    def _new_lock(self) -> threading.Lock:
        lock = threading.Lock()
        self.locks.append(lock)
        return lock

    def _spawn(self, function: Callable[[], object]) -> None:
        thread = threading.Thread(target=self._execute, args=(function,), name="shape's thread")
        thread.start()
        thread.join()

    def _execute(self, function: Callable[[], object]) -> None:
        try:
            with executing(cast(Any, Scope(self.host)), "job"):
                function()
        except StopException:
            pass
        except BaseException as error:  # noqa: BLE001
            self.error = error

    def stop(self, stopper: Stopper) -> None:
        self.host.is_over = True
        for each in self.host.entered_by:
            stopper.stop(each)


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> Stopper:
    """A stopper that looks at once, and all the time."""
    monkeypatch.setattr(timing, "FIRST", 0.0)
    monkeypatch.setattr(timing, "BETWEEN", 0.001)
    monkeypatch.setattr(timing, "AT_MOST", 0.001)
    return Stopper()


@pytest.mark.skipif(
    threading.gettrace() is not None, reason="threads that have a trace function are left to it"
)
@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_loop_of_any_shape_is_stopped_and_cleans_up(eager: Stopper, seed: int) -> None:
    what = shape(seed)
    program = Program(what)
    try:
        assert program.begun.wait(20), (what, program.error)
        program.stop(eager)
        if what.protected:
            assert not program.ended.wait(0.05), f"was stopped: {what.name}\n{what.source}"
        else:
            assert program.ended.wait(20), f"went on: {what.name}\n{what.source}"
    finally:
        program.go.append(True)
        program.thread.join(20)
    assert not program.thread.is_alive(), what
    assert program.error is None, (program.error, what.name)
    assert program.opened == [], f"was not cleaned up: {what.name}\n{what.source}"
    assert not any(lock.locked() for lock in program.locks), f"a lock is held: {what.name}\n{what.source}"

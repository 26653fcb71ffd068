"""How a thread is interrupted, as far as the interpreter's own rules go. What it comes to:
`tests/races/test_stop_ladder.py`.
"""

import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

import pytest

from treadle._core.carry.interruptible import Interruptible
from treadle._core.stopping import interrupt
from treadle._core.stopping.stacks import Atlas

pytestmark = pytest.mark.skipif(
    sys.version_info >= (3, 12) or threading.gettrace() is not None,
    reason="trace functions are the way of Python 3.11",
)


class Gone(Interruptible):
    """A thread's code that is to stop, but which the thread has left meanwhile."""

    def over(self) -> bool:
        return True

    def is_app_code(self, filename: str) -> bool:
        return True


class Loop:
    """A thread in a loop whose every instruction is told of."""

    def __init__(self) -> None:
        self.stop = False
        self.turns = 0
        self.executing: Gone
        self.frame: FrameType
        self._ready = threading.Event()
        self.thread = threading.Thread(target=self._work, name="loop")
        self.thread.start()
        assert self._ready.wait(20)

    def _work(self) -> None:
        self.executing, self.frame = Gone("loop"), sys._getframe()
        self.frame.f_trace_opcodes = True
        self._ready.set()
        while not self.stop:
            self.turns += 1

    def wait_for(self, condition: Callable[[], object]) -> None:
        end = time.monotonic() + 60
        while not condition():
            assert time.monotonic() < end
            time.sleep(0)


def test_what_has_taken_itself_away_is_called_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind a line's event CPython tells of the instruction, to what it has told of the line, be that
    destroyed by then.
    """
    called: list[int] = []
    visit = interrupt._Visitor.__delitem__

    def count(self: interrupt._Visitor, frame: FrameType) -> None:
        called.append(frame.f_lineno)
        visit(self, frame)

    monkeypatch.setattr(interrupt._Visitor, "__delitem__", count)
    loop = Loop()
    try:
        target = interrupt.Target(loop.executing, Atlas(), due=0, patience=0)
        interrupt.Tracing()._trace(target, stay=False)
        loop.wait_for(lambda: called)
        turns = loop.turns
        loop.wait_for(lambda: loop.turns > turns + 10)
    finally:
        loop.stop = True
        loop.thread.join(20)
    assert len(called) == 1


def test_nothing_keeps_it_once_the_thread_was_left() -> None:
    loop = Loop()
    try:
        tracing = interrupt.Tracing()
        target = interrupt.Target(loop.executing, Atlas(), due=0, patience=0)
        tracing._trace(target, stay=False)
        assert target.visitor is not None
        tracing.leave(target)
        assert target.visitor is None
    finally:
        loop.stop = True
        loop.thread.join(20)

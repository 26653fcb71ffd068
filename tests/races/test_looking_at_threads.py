"""Looking at what all threads execute, while others start threads, return from frames, and garbage is
collected.
"""

import asyncio
import gc
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from types import FrameType
from typing import Any

import pytest

from treadle._core.stopping import frames, looking
from treadle._core.stopping.frames import current_stacks, outward
from treadle._core.stopping.looking import look, look_at_coroutine, summary

HOSTILE = """
    import gc, os, sys, threading
    from treadle._core.stopping.looking import look

    class Garbage:
        def __init__(self):
            self.itself = self

        def __del__(self):
            threading.Thread(target=lambda: None, daemon=True).start()  # which asks for the list of threads

    def work():
        go.wait()

    def about_to_collect():
        Garbage()
        return current_frames()

    go = threading.Event()
    for _ in range(5):
        threading.Thread(target=work, daemon=True).start()
    current_frames, sys._current_frames = sys._current_frames, about_to_collect
    gc.set_threshold(1)
    for _ in range(100):
        look()
    os._exit(0)
"""


def test_a_collection_while_somebody_looks_stops_nobody_for_ever() -> None:
    # In a process of its own, as all of it would stand still.
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(HOSTILE)], timeout=60, check=False)
    assert done.returncode == 0


def test_who_has_switched_collection_off_finds_it_off() -> None:
    gc.disable()
    try:
        look()
        assert not gc.isenabled()
    finally:
        gc.enable()
    look()
    assert gc.isenabled()


@pytest.fixture
def deep_thread() -> Iterator[Callable[[], object]]:
    """A thread in 50 frames; returns what lets it leave them, and waits until it has."""
    arrived, leave = threading.Event(), threading.Event()

    def go_down(depth: int) -> None:
        if depth:
            go_down(depth - 1)
        else:
            arrived.set()
            leave.wait(20)

    thread = threading.Thread(target=go_down, args=[50], name="deep")
    thread.start()
    assert arrived.wait(20)

    def go_up() -> None:
        leave.set()
        thread.join(20)

    yield go_up
    go_up()


class Garbage:
    """What only a garbage collection destroys; it calls a function then."""

    def __init__(self, function: Callable[[], object]) -> None:
        self.itself = self
        self.function = function

    def __del__(self) -> None:
        self.function()


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="collections do not begin where objects are made")
def test_no_frame_is_left_while_its_object_is_made(
    deep_thread: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A frame's object would be that of whatever came to lie where the frame was: the process crashed
    some time later.
    """
    looking = threading.current_thread()
    followed, left = [], []

    def leave() -> None:
        if threading.current_thread() is looking and not followed:
            left.append(True)
            deep_thread()

    def follow(frame: FrameType) -> Iterator[FrameType]:
        Garbage(leave)
        yield from outward(frame)
        followed.append(True)

    monkeypatch.setattr(frames, "outward", follow)
    (ident,) = (thread.ident for thread in threading.enumerate() if thread.name == "deep")
    assert ident is not None
    before = gc.get_threshold()
    gc.set_threshold(1)
    try:
        stacks = current_stacks({ident})
    finally:
        gc.set_threshold(*before)
    assert (followed, left) == ([True], [])
    assert [frame.f_code.co_name for frame in stacks[ident]].count("go_down") == 51


def test_a_stack_stays_what_it_was_when_its_thread_has_left_it(deep_thread: Callable[[], object]) -> None:
    (ident,) = (thread.ident for thread in threading.enumerate() if thread.name == "deep")
    assert ident is not None
    stack = look({ident})[ident]
    names = [at.code.co_name for at in stack]
    assert names.count("go_down") == 51
    deep_thread()
    assert [at.code.co_name for at in stack] == names
    assert [each.name for each in summary(stack)] == names[::-1]


def test_as_much_is_looked_at_as_is_asked_for(deep_thread: Callable[[], object]) -> None:
    assert {len(stack) for stack in look(most=2).values()} <= {1, 2}
    assert threading.get_ident() not in look()
    assert look({threading.get_ident()}) == {}


GO_DEEP = """
    import sys, threading, time
    from treadle._core.stopping.looking import look

    def bottom():
        try:
            raise ValueError
        except ValueError:
            return [each for each in range(3)]

    def deep(depth):
        return deep(depth - 1) if depth else bottom()

    def work():
        while not stop:
            deep(40)

    class Cycle:
        def __init__(self):
            self.itself = self

    def litter():
        while not stop:
            [Cycle() for _ in range(100)]

    sys.setswitchinterval(1e-5)
    stop = False
    threads = [threading.Thread(target=each) for each in (work, work, work, litter)]
    for thread in threads:
        thread.start()
    depths = set()
    for _ in range(300):
        stacks = look()
        for thread in threads[:3]:
            names = [at.code.co_name for at in stacks[thread.ident]]
            inner = names[:names.index("work")] if "work" in names else []
            down = [name for name in inner if name == "deep"]
            assert inner[len(inner) - len(down):] == down, inner  # callers of callers, in order
            depths.add(len(down))
    stop = True
    for thread in threads:
        thread.join()
    assert max(depths) <= 41 and len(depths) > 5, depths
"""


def test_stacks_hold_together_while_their_threads_go_deep_and_come_back() -> None:
    # In a process of its own, which an unsafe look would crash.
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(GO_DEEP)],
        timeout=60,
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_coroutines_are_looked_at_while_they_go_on() -> None:
    async def inner() -> None:
        await asyncio.sleep(0)

    async def outer() -> None:
        while not stop.is_set():
            await inner()

    stop, came = threading.Event(), threading.Event()
    coroutines: list[Coroutine[Any, Any, None]] = []

    def work() -> None:
        coroutines.append(outer())
        came.set()
        asyncio.run(coroutines[0])

    thread = threading.Thread(target=work)
    thread.start()
    assert came.wait(20)
    seen: set[str] = set()
    try:
        deadline = time.monotonic() + 60
        while not seen >= {"outer", "inner"} and time.monotonic() < deadline:
            names = [at.code.co_name for at in look_at_coroutine(coroutines[0], most=10)]
            assert names[:1] == ["outer"]
            seen.update(names)
    finally:
        stop.set()
        thread.join(20)
    assert seen >= {"outer", "inner"}
    assert look_at_coroutine(coroutines[0], most=10) == []


def test_where_no_look_is_safe_nothing_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "CAN_LOOK", False)
    assert look() == {}

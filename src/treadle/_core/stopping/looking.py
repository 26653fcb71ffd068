"""Where other threads and their coroutines are.

A frame of a thread that runs is safe to read only while that thread stands still. With a GIL, it does so for as long as the
thread that looks executes one function of C. Without one, the interpreter's other threads are stopped first, as a garbage
collection stops them (`_PyEval_StopTheWorld`: exported, without a Python name).

While they stand still, no Python code may run here either. Between two of its instructions the interpreter may start a
collection, which stops the threads a second time and never returns, or call a destructor that waits for one of them. So a
look is one call of `list` on iterators that are all written in C, and what it returns are plain values instead of frames: a
frame is not safe to read any more when the threads go on.
"""

import ctypes
import functools
import itertools
import operator
import sys
import threading
import traceback
from collections.abc import Callable, Container, Iterable, Iterator
from types import CodeType, FrameType
from typing import Any, NamedTuple

from .frames import uncollected


class At(NamedTuple):
    """Where one frame was when somebody looked."""

    code: CodeType
    offset: int
    """Of the instruction in the code; negative before the first."""
    line: int | None
    """None for an instruction that a compiler has added."""


_at = operator.attrgetter("f_code", "f_lasti", "f_lineno")


def look(idents: Container[int] | None = None, *, most: int | None = None) -> dict[int, list[At]]:
    """Return where other threads are, innermost frames first, by the thread's ident. Empty if `CAN_LOOK` is false.

    Args:
        idents: of which threads; None: of all.
        most: how many frames of each, None: all.
    """
    if not CAN_LOOK:
        return {}
    with uncollected():
        innermost = sys._current_frames()
        # The caller knows where it is, and this frame would keep itself for ever.
        del innermost[threading.get_ident()]
        wanted = [ident for ident in innermost if idents is None or ident in idents]
        found = _at_rest(map(list, [_outward(innermost[ident], most) for ident in wanted]))
    return {
        ident: list(itertools.starmap(At, stack)) for ident, stack in zip(wanted, found, strict=True) if stack
    }


def look_at_coroutine(coroutine: Any, *, most: int) -> list[At]:
    """Return where a coroutine is and those that it awaits, outermost first. Empty if `CAN_LOOK` is false.

    Args:
        coroutine: what to look at; it may run in another thread.
        most: how many frames.
    """
    found: list[At] = []
    while CAN_LOOK and len(found) < most:
        with uncollected():
            each = (coroutine, coroutine)
            frame, following = _at_rest(map(getattr, each, ("cr_frame", "cr_await"), (None, None)))
            if frame is None:
                break
            found += itertools.starmap(At, _at_rest(map(_at, (frame,))))
        coroutine = following
    return found


def summary(stack: Iterable[At]) -> traceback.StackSummary:
    """Return what `traceback.extract_stack` would of a thread's frames, innermost first."""
    lines = [(at.code.co_filename, at.line or at.code.co_firstlineno, at.code.co_name, None) for at in stack]
    return traceback.StackSummary.from_list(lines[::-1])


def _outward(frame: FrameType, most: int | None) -> Iterator[Any]:
    """Return an iterator of where a frame is and those that have called it. It is to be used up in `_at_rest`."""
    frames = itertools.accumulate(itertools.repeat("f_back"), getattr, initial=frame)
    return itertools.islice(
        map(_at, itertools.takewhile(functools.partial(operator.is_not, None), frames)), most
    )


def _at_rest(results: Iterator[Any]) -> list[Any]:
    """Return what an iterator yields that is written in C, while no other thread goes on."""
    stop, start = map(operator.call, _stop), map(operator.call, _start)
    try:
        return list(itertools.chain(stop, results, start))[len(_stop) : -len(_start) or None]
    finally:
        list(start)  # if memory ran out meanwhile, the threads still stand; else this is used up


_Call = Callable[[], object]
_stop: list[_Call] = []
"""What stops the other threads: nothing, if a GIL does."""
_start: list[_Call] = []
"""What lets them go on."""


def _prepare() -> bool:
    """Find what stops threads; return whether other threads can be looked at."""
    if getattr(sys, "_is_gil_enabled", lambda: True)():
        return True
    try:
        api = ctypes.pythonapi
        stop, start, interpreter = (
            api._PyEval_StopTheWorld,
            api._PyEval_StartTheWorld,
            api.PyInterpreterState_Get,
        )
    except AttributeError:
        return False
    interpreter.restype = ctypes.c_void_p
    for function in stop, start:
        function.argtypes, function.restype = [ctypes.c_void_p], None
    mine = ctypes.c_void_p(interpreter())
    _stop.append(functools.partial(stop, mine))
    _start.append(functools.partial(start, mine))
    return True


CAN_LOOK = _prepare()
"""Whether this Python lets a thread see where others are. False without a GIL and without a way to stop them."""

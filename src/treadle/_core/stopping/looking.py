"""The positions of other threads and their coroutines, as plain values.

A frame of another thread is safe to read only while that thread stands still. With a GIL, it stands still
while the looking thread executes one C function. Without a GIL, the other threads of the interpreter are
stopped first, as a garbage collection stops them (`_PyEval_StopTheWorld`, exported without a Python name).

While they stand still, no Python code may run here either. Between two of its instructions, the interpreter
may start a collection, which stops the threads a second time and never returns, or may call a destructor that
waits for one of them. So a look is one call of `list` on iterators that are all written in C. It returns
plain values and no frames, because a frame is no longer safe to read after the threads continue.
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
    """The position of one frame at the time of the look."""

    code: CodeType
    offset: int
    """The offset of the instruction in the code; negative before the first instruction."""
    line: int | None
    """The line; None for an instruction that a compiler has added."""


_at = operator.attrgetter("f_code", "f_lasti", "f_lineno")


def look(idents: Container[int] | None = None, *, most: int | None = None) -> dict[int, list[At]]:
    """Return the frames of other threads, innermost first, by thread ident. Empty if `CAN_LOOK` is false.

    Args:
        idents: the threads; None: all.
        most: the largest number of frames of each thread; None: all.
    """
    if not CAN_LOOK:
        return {}
    with uncollected():
        innermost = sys._current_frames()
        # The caller knows its own position, and this frame would refer to itself.
        del innermost[threading.get_ident()]
        wanted = [ident for ident in innermost if idents is None or ident in idents]
        found = _at_rest(map(list, [_outward(innermost[ident], most) for ident in wanted]))
    return {
        ident: list(itertools.starmap(At, stack)) for ident, stack in zip(wanted, found, strict=True) if stack
    }


def look_at_coroutine(coroutine: Any, *, most: int) -> list[At]:
    """Return the positions of a coroutine and of those that it awaits, outermost first.

    Empty if `CAN_LOOK` is false.

    Args:
        coroutine: the coroutine. It may be running in another thread.
        most: the largest number of frames.
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
    """Return the same as `traceback.extract_stack` for a thread's frames, innermost first."""
    lines = [(at.code.co_filename, at.line or at.code.co_firstlineno, at.code.co_name, None) for at in stack]
    return traceback.StackSummary.from_list(lines[::-1])


def _outward(frame: FrameType, most: int | None) -> Iterator[Any]:
    """Return an iterator over the positions of a frame and its callers. Consume it in `_at_rest`."""
    frames = itertools.accumulate(itertools.repeat("f_back"), getattr, initial=frame)
    return itertools.islice(
        map(_at, itertools.takewhile(functools.partial(operator.is_not, None), frames)), most
    )


def _at_rest(results: Iterator[Any]) -> list[Any]:
    """Return the items of an iterator written in C, while all other threads stand still."""
    stop, start = map(operator.call, _stop), map(operator.call, _start)
    try:
        return list(itertools.chain(stop, results, start))[len(_stop) : -len(_start) or None]
    finally:
        list(start)  # if memory ran out, the threads still stand still; otherwise the iterator is empty


_Call = Callable[[], object]
_stop: list[_Call] = []
"""The function that stops the other threads; empty with a GIL, which stops them."""
_start: list[_Call] = []
"""The function that lets them continue."""


def _prepare() -> bool:
    """Find the functions that stop threads. Return whether other threads can be looked at."""
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
"""Whether a thread can examine others in this Python. False without a GIL and without a way to stop them."""

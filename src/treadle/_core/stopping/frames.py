"""The frames that other threads execute, for what must have the frames themselves; `looking` tells where they are.

A frame of Python 3.11 gets its object when somebody first asks for it: `f_back` and `sys._current_frames` make objects, and so
may start a garbage collection in the middle of their work. If a destructor or a weak reference's callback then lets another
thread run, that goes on under their hands. Where it returns from the frame in question, the object becomes that of
whatever comes to lie there, and the process crashes some time later; where it starts a thread, it waits for the interpreter's
list of threads with the interpreter's lock in its hands, and the process stands still for ever.

So threads are looked at here, with garbage collection off, and what is made of it is a list: nobody else follows the `f_back` of
another thread's frames. From Python 3.12 on, a collection never begins within such calls.
"""

import contextlib
import gc
import itertools
import os
import sys
import threading
from collections.abc import Container, Iterator
from types import FrameType

_looking = threading.Lock()
"""Held while garbage collection is off for a look: of two that look at once, the first must not switch it on for the second."""

if sys.version_info < (3, 12) and hasattr(os, "register_at_fork"):
    # A fork in the middle of a look would have garbage collection off for ever, and nobody in it who gives the lock back.
    os.register_at_fork(
        before=_looking.acquire, after_in_parent=_looking.release, after_in_child=_looking.release
    )


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Let frames of other threads and coroutines be asked for in a block, which is to be short and call nobody's code."""
    if sys.version_info >= (3, 12):
        yield
        return
    with _looking:
        collects = gc.isenabled()
        gc.disable()
        try:
            yield
        finally:
            if collects:
                gc.enable()


def current_stacks(
    idents: Container[int] | None = None, *, most: int | None = None
) -> dict[int, list[FrameType]]:
    """Return the frames that other threads execute, innermost first, by the thread's ident.

    Args:
        idents: of which threads; None: of all.
        most: how many frames of each, None: all.
    """
    with uncollected():
        innermost = sys._current_frames()
        del innermost[
            threading.get_ident()
        ]  # it knows what it executes, and this frame would keep itself for ever
        stacks = {
            ident: list(itertools.islice(outward(frame), most))
            for ident, frame in innermost.items()
            if idents is None or ident in idents
        }
    return stacks  # what the threads have left meanwhile is destroyed here, with no lock held


def outward(frame: FrameType | None) -> Iterator[FrameType]:
    """Yield a frame and those that have called it. Only for frames of the calling thread, and in `uncollected`."""
    while frame is not None:
        yield frame
        frame = frame.f_back

"""The frame objects of other threads. The module `looking` returns plain values instead.

Python 3.11 creates the object of a frame when it is first asked for. `f_back` and `sys._current_frames`
create objects, so they can start a garbage collection in the middle of their work. If a destructor or the
callback of a weak reference then lets another thread run, that thread changes its frames during the call. If
it returns from the frame, the object becomes that of the next frame at the same address, and the process
crashes later. If it starts a thread, it waits for the interpreter's list of threads while it holds the
interpreter's lock, and the process hangs for ever.

So other threads' frames are read here only, with garbage collection switched off, and returned as a list. No
other code follows the `f_back` of another thread's frames. From Python 3.12 on, a collection never begins
within such calls.
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
"""Held while garbage collection is off for a look.

Otherwise the first of two looks would switch it on during the second.
"""

if sys.version_info < (3, 12) and hasattr(os, "register_at_fork"):
    # A fork during a look would keep garbage collection off for ever, and nobody in it would release the
    # lock.
    os.register_at_fork(
        before=_looking.acquire, after_in_parent=_looking.release, after_in_child=_looking.release
    )


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Switch garbage collection off for a block that reads frames of other threads and coroutines.

    The block must be short and must not call foreign code.
    """
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
    """Return the frames that other threads execute, innermost first, by thread ident.

    Args:
        idents: the threads; None: all.
        most: the largest number of frames of each thread; None: all.
    """
    with uncollected():
        innermost = sys._current_frames()
        del innermost[
            threading.get_ident()
        ]  # the caller knows its own frames, and this frame would refer to itself
        stacks = {
            ident: list(itertools.islice(outward(frame), most))
            for ident, frame in innermost.items()
            if idents is None or ident in idents
        }
    return stacks  # frames that threads have left meanwhile are destroyed here, without a lock


def outward(frame: FrameType | None) -> Iterator[FrameType]:
    """Yield a frame and its callers. Only for frames of the calling thread, and in `uncollected`."""
    while frame is not None:
        yield frame
        frame = frame.f_back

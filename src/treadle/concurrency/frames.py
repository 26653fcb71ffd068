"""What all threads of the process execute now."""

import gc
import sys
import threading
from types import FrameType

_looking = threading.Lock()
"""Held while garbage collection is off for a look: of two that look at once, the first must not switch it on for the second."""


if sys.version_info >= (3, 12):

    def current_frames() -> dict[int, FrameType]:
        """Return the innermost frame of each thread, by the thread's ident."""
        return sys._current_frames()

else:

    def current_frames() -> dict[int, FrameType]:
        """Return the innermost frame of each thread, by the thread's ident.

        Up to Python 3.11, `sys._current_frames` makes objects while it holds the interpreter's list of threads, and so may start
        a garbage collection. If a destructor or a weak reference's callback then lets another thread run which starts a
        third, that waits for the list with the interpreter's lock in its hands, and the process stands still for ever.
        """
        with _looking:
            collects = gc.isenabled()
            gc.disable()
            try:
                return sys._current_frames()
            finally:
                if collects:
                    gc.enable()

"""The end of the processes that an app has started by `multiprocessing`: none of them keeps the server from ending.

Python waits at its end for every such process that is no daemon. One that ignores SIGTERM, or that waits for a lock which a
thread held when it was forked off, would be waited for in vain. It would also keep the server's output open.
"""

import multiprocessing
import time

BETWEEN = 0.01
"""Seconds between two looks which processes have ended. What tells of an end may be open in a process forked off beside it."""


def end_children(within: float) -> None:
    """Ask the app's processes to end, and kill those that have not in so many seconds."""
    for child in multiprocessing.active_children():
        child.terminate()
    deadline = time.monotonic() + within
    while multiprocessing.active_children() and time.monotonic() < deadline:
        time.sleep(BETWEEN)
    kill_children()


def kill_children() -> None:
    """Kill the app's processes. May be called by a signal handler: it waits for nothing."""
    for child in multiprocessing.active_children():
        child.kill()

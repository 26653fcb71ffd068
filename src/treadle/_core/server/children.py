"""Ends the processes that an app has started by `multiprocessing`. The server must not wait for them.

At its end, Python waits for every such non-daemon process. It would wait for ever for one that ignores
SIGTERM, or that waits for a lock which a thread held at the fork. Such a process would also keep the server's
output open.
"""

import multiprocessing
import time

BETWEEN = 0.01
"""Seconds between two checks which processes have ended.

A forked process may hold the pipe that would tell.
"""


def end_children(within: float) -> None:
    """Ask the app's processes to end, and kill those that have not ended after some seconds."""
    for child in multiprocessing.active_children():
        child.terminate()
    deadline = time.monotonic() + within
    while multiprocessing.active_children() and time.monotonic() < deadline:
        time.sleep(BETWEEN)
    kill_children()


def kill_children() -> None:
    """Kill the app's processes. A signal handler may call this: it does not wait."""
    for child in multiprocessing.active_children():
        child.kill()

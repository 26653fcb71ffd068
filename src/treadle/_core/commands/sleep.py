"""`st.sleep`."""

import asyncio
import time

from treadle._core.carry.context import current
from treadle._core.carry.executing import waiting_for
from treadle._core.sync.latch import Latch
from treadle.errors import APIError


def sleep(seconds: float) -> None:
    """Wait for some seconds, or until the run is over: `time.sleep` that a click can end.

    It ends at once when the run is superseded or stopped, or its session ends. So does a `time.sleep` that your own code calls. Only
    `st.sleep` does so inside a `finally` block too, and where a module has taken `sleep` from `time` before the server started.

    Where there is no session (in a thread of the app, in a process of a task, in a test of a single function) nothing could
    stop it, and it is `time.sleep`.

    Args:
        seconds: how long; 0 or more. `float("inf")` waits until the run is over.

    Raises:
        APIError: called in a coroutine, where it would block the event loop: use `await asyncio.sleep(…)`, which is
            cancelled when the run is over.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     for number in range(3):
        ...         st.write(number)
        ...         st.sleep(0.01)
        >>> from treadle.testing import AppTest
        >>> len(AppTest.from_function(app).run().markdown)
        3
    """
    if not seconds >= 0:
        raise APIError(f"`seconds` ({seconds}) must be 0 or more.")
    if asyncio._get_running_loop() is not None:
        raise APIError(
            "`st.sleep` in a coroutine would block its event loop, and all coroutines in it. Use `await asyncio.sleep(…)`: it is "
            "cancelled when the run is over."
        )
    until = time.monotonic() + seconds
    scope = current()
    if scope is None:
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 1_000_000))  # more than the system takes raises an error
        return
    if not scope.host.check(scope):
        return
    latch = Latch()
    forget = scope.host.on_over(scope, latch.set)
    try:
        with waiting_for(f"the end of `st.sleep({seconds:g})`"):
            while time.monotonic() < until:
                latch.wait(until)
                if not scope.host.check(scope):
                    return
    finally:
        forget()

"""`st.sleep`."""

import asyncio
import time

from treadle._core.carry.context import current
from treadle._core.carry.interruptible import waiting_for
from treadle._core.sync.latch import Latch
from treadle.errors import APIError


def sleep(seconds: float) -> None:
    """Wait for some seconds, or until the run is stopped.

    The wait ends at once when the run is superseded or stopped, or the session ends. A `time.sleep` in the
    app's own code does the same, except inside a `finally` block, and in a module that imported `sleep` from
    `time` before the server started.

    Without a session (in a thread of the app, in the process of a task, in a test of one function) it is the
    same as `time.sleep`, and nothing stops it.

    Args:
        seconds: the time to wait, 0 or more. `float("inf")` waits until the run is stopped.

    Raises:
        APIError: it was called in a coroutine, where it would block the event loop. Use `await
            asyncio.sleep(…)`, which is cancelled when the run is stopped.

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
        raise APIError(f"`seconds` is {seconds}. It must be 0 or more.")
    if asyncio._get_running_loop() is not None:
        raise APIError(
            "`st.sleep` was called in a coroutine, where it would block the event loop. Use `await "
            "asyncio.sleep(…)`: it is cancelled when the run is stopped."
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

"""`st.lock`."""

import sys
import time
from types import TracebackType
from typing import Self

from treadle._core.carry.context import require
from treadle._core.elements.checks import one_of
from treadle._core.sync.holders import Range
from treadle._core.sync.locks import LockTable
from treadle.errors import APIError


class Lock:
    """A lock, as `st.lock` returns it. All objects with the same name and scope are one lock.

    The session is determined where the lock is used. A lock of scope "session" in a module (`LOCK =
    st.lock("report")`) is a separate lock in each session.
    """

    __slots__ = ("_name", "_scope")

    def __init__(self, name: str | None, scope: Range) -> None:
        self._name = name
        self._scope = scope

    def __repr__(self) -> str:
        name = "" if self._name is None else f"{self._name!r}, "
        return f'<st.lock({name}scope="{self._scope}")>'

    def acquire(self, blocking: bool = True, timeout: float | None = None) -> bool:
        """Take the lock. Wait while another thread or coroutine holds it. A stop point.

        Args:
            blocking: whether to wait. If False, the lock is taken only if it is free now.
            timeout: the longest wait in seconds. None (or -1, as in `threading`): no limit.

        Returns:
            Whether the lock was taken. If so, `release` must be called once for it.

        Raises:
            StopException: the run was superseded or stopped, or the session ended, before the lock was free.
            DeadlockError: the holder of the lock waits for this thread, directly or through others.
        """
        return self._acquire(blocking, timeout, 2)

    def _acquire(self, blocking: bool, timeout: float | None, depth: int) -> bool:
        until = None
        if not blocking:
            if timeout not in (None, -1):
                raise APIError(
                    "`acquire(blocking=False)` was called with a `timeout`, but it does not wait. Leave out "
                    "one of the two."
                )
            until = 0.0
        elif timeout is not None and timeout != -1:
            if not timeout >= 0:
                raise APIError(
                    f"`timeout` is {timeout}. It must be 0 or more seconds, or None to wait without a limit."
                )
            until = time.monotonic() + timeout
        return require().host.of_app(LockTable).acquire(self._name, self._scope, until, sys._getframe(depth))

    def release(self) -> None:
        """Release the lock. A holder that has taken it several times must release it as many times.

        Not a stop point, so a stopped run still releases its lock.

        Raises:
            RuntimeError: the calling thread or coroutine does not hold the lock.
        """
        require().host.of_app(LockTable).release(self._name, self._scope)

    def locked(self) -> bool:
        """Return whether a thread or coroutine holds the lock now. The answer can change at any time."""
        return require().host.of_app(LockTable).locked(self._name, self._scope)

    def __enter__(self) -> Self:
        self._acquire(True, None, 2)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    async def __aenter__(self) -> Self:
        await require().host.of_app(LockTable).acquire_async(self._name, self._scope, sys._getframe(1))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def lock(name: str | int | None = None, scope: Range = "session") -> Lock:
    """Return a lock. While one thread is in a `with st.lock():` block, other threads wait at theirs.

    Use it to read and then write a value without interference. The threads of a session share one lock
    without a name, and one for each name. With `scope="app"`, all sessions share them. In coroutines, use
    `async with st.lock():`; other coroutines run while one waits.

    - The lock is reentrant: its holder, a thread or (in async code) a coroutine, can take it again.
    - The waiters get the lock in the order in which they came.
    - Waiting is a stop point: it ends when the run is stopped, as at a command.
    - A deadlock raises `st.errors.DeadlockError` in one of its threads. The message says which thread took
      which lock, and where.

    A stopped run that holds a lock stops at its next command, and releases the lock when it leaves the block.

    Args:
        name: the name of the lock. None: the lock without a name.
        scope: "session" (shared by the threads of one session) or "app" (shared by all sessions).

    Returns:
        An object for `with` and `async with`. It also has `acquire(blocking=True, timeout=None)`, which
        returns whether the
        lock was taken, `release()` and `locked()`.

    Raises:
        NoSessionContext: the calling thread has no session.

    Example:
        >>> def app():
        ...     import threading
        ...     import treadle as st
        ...     st.session_state.n = 0
        ...     def count():
        ...         for _ in range(100):
        ...             with st.lock():
        ...                 st.session_state.n += 1
        ...     threads = [threading.Thread(target=count) for _ in range(4)]
        ...     for thread in threads:
        ...         thread.start()
        ...     for thread in threads:
        ...         thread.join()
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().session_state["n"]
        400
    """
    require()
    one_of("scope", scope, ("session", "app"))
    return Lock(None if name is None else str(name), scope)

"""`st.lock`."""

import sys
import time
from types import TracebackType
from typing import Self

from treadle._core.carry.context import require
from treadle._core.elements.checks import one_of
from treadle._core.sync.locks import Range
from treadle.errors import APIError


class Lock:
    """A lock that `st.lock` returns: an object is a name, and all objects of a name are one lock.

    Which session's it is, is seen where it is used: one that a module keeps (`LOCK = st.lock("report")`) is each visitor's
    own in that visitor's threads.
    """

    __slots__ = ("_name", "_scope")

    def __init__(self, name: str | None, scope: Range) -> None:
        self._name = name
        self._scope = scope

    def __repr__(self) -> str:
        name = "" if self._name is None else f"{self._name!r}, "
        return f'<st.lock({name}scope="{self._scope}")>'

    def acquire(self, blocking: bool = True, timeout: float | None = None) -> bool:
        """Take the lock, and wait for it as long as somebody else has it; a stop point.

        Args:
            blocking: False to take it only if it is free at once.
            timeout: seconds after which to give up; None (or -1, as `threading` has it) for never.

        Returns:
            Whether it is taken. Each time that it is, `release` must be called once.

        Raises:
            StopException: the run was superseded or stopped, or the session has ended, before the lock was free.
            DeadlockError: the lock's holder waits for this thread, so the lock would never be free.
        """
        return self._acquire(blocking, timeout, 2)

    def _acquire(self, blocking: bool, timeout: float | None, depth: int) -> bool:
        until = None
        if not blocking:
            if timeout not in (None, -1):
                raise APIError("`acquire(blocking=False)` does not wait, so it takes no `timeout`.")
            until = 0.0
        elif timeout is not None and timeout != -1:
            if not timeout >= 0:
                raise APIError(f"`timeout` ({timeout}) must be 0 or more seconds, or None to wait for ever.")
            until = time.monotonic() + timeout
        return require().host.locks.acquire(self._name, self._scope, until, sys._getframe(depth))

    def release(self) -> None:
        """Let go of the lock. What has taken it several times has it until it has let go as often.

        Not a stop point: a run that is to stop lets go first.

        Raises:
            RuntimeError: the calling thread, or coroutine, does not hold it.
        """
        require().host.locks.release(self._name, self._scope)

    def locked(self) -> bool:
        """Return whether anybody holds the lock; it may be otherwise a moment later."""
        return require().host.locks.locked(self._name, self._scope)

    def __enter__(self) -> Self:
        self._acquire(True, None, 2)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    async def __aenter__(self) -> Self:
        await require().host.locks.acquire_async(self._name, self._scope, sys._getframe(1))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def lock(name: str | int | None = None, scope: Range = "session") -> Lock:
    """Return a lock: while one thread is in a `with st.lock():` block, others wait at theirs.

    So what the block reads cannot change before it writes. Threads of a session have the session's lock in common, and one
    more for each name; with `scope="app"`, all sessions have. `async with st.lock():` does the same for coroutines and lets
    others run meanwhile.

    - A thread (in async code, a coroutine) may enter a lock again that it holds.
    - Who has waited longest is next.
    - Waiting is a stop point: it ends with the run, as at a command.
    - Nothing waits for ever for a lock whose holder waits for a lock of one's own: that raises `st.errors.DeadlockError`,
      which says who took what, and where.

    A run that is to stop and holds a lock stops at its next command, and lets go of the lock on its way out of the block.

    Args:
        name: tells locks apart. None: the one that has no name.
        scope: "session": the threads of one visitor; "app": those of all visitors of this app.

    Returns:
        An object for `with` and `async with`. Without them: `acquire(blocking=True, timeout=None)`, which says whether it
        has the lock, `release()` and `locked()`.

    Raises:
        NoSessionContext: the caller belongs to no session.

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

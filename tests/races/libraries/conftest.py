"""Apps that use libraries as they are, and are superseded while a library is at work."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from treadle._core.session.events import RerunAsked

from ..leaks import settles

CLICKS = 4


class Work:
    """What an app's runs and a test tell each other."""

    def __init__(self) -> None:
        self._busy = threading.Semaphore(0)
        self._told = threading.local()
        self.leave = threading.Event()
        """Set when the newest run is to come to its end."""

    def goes_on(self) -> bool:
        """Called by the app in each round of its work, in the library: whether to do another one."""
        self._busy.release()
        return not self.leave.is_set()

    def begun(self) -> None:
        """Wait until the newest run is at work."""
        while self._busy.acquire(blocking=False):
            pass
        assert self._busy.acquire(timeout=30), "no run came to the library"


@pytest.fixture
def superseded(visit: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """`superseded(source)` opens an app and clicks while it works; returns its page once the newest run
    has ended.

    The source calls `work.goes_on()` in the library, and shows "done" at its end. It fails if code of a
    run goes on, or a thread or process that was not there before is still there, `stays` excepted.
    """
    work = Work()

    def superseded(source: str, *, stays: tuple[str, ...] = (), **names: Any) -> Any:
        before = set(threading.enumerate())
        page = visit(source, wait=False, work=work, **names)
        for _ in range(CLICKS):
            work.begun()
            page.live.handle(RerunAsked())
        work.begun()
        work.leave.set()
        page.settle()
        assert [props.body for props in page.props("text")][-1:] == ["done"], page.props("exception")
        assert settles(lambda: not page.live.executions.threads()), page.live.executions.threads()

        def left() -> list[threading.Thread]:
            new = [thread for thread in threading.enumerate() if thread not in before]
            return [t for t in new if not t.name.startswith(("treadle-", *stays))]

        assert settles(lambda: not left()), left()
        return page

    yield superseded
    work.leave.set()


def is_free(lock: Any) -> bool:
    """Whether a lock can be taken by another thread than those that have used it."""
    taken: list[bool] = []

    def take() -> None:
        if lock.acquire(timeout=60):
            lock.release()
            taken.append(True)

    thread = threading.Thread(target=take)
    thread.start()
    thread.join()
    return bool(taken)

"""Every coroutine that the background loop takes comes to an end, and what one of them does ends none of the
others.
"""

import asyncio
import contextvars
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError

import pytest

from treadle._core.sync.loops import BackgroundLoop


@pytest.fixture
def loop() -> Iterator[BackgroundLoop]:
    loop = BackgroundLoop()
    yield loop
    loop.close()


async def answer() -> int:
    return 42


async def for_ever() -> int:
    await asyncio.Event().wait()
    return 0


class ToldLock:
    """A lock that tells of it when somebody has to wait for it."""

    def __init__(self, contended: threading.Event) -> None:
        self._lock = threading.RLock()
        self._contended = contended

    def __enter__(self) -> None:
        if not self._lock.acquire(blocking=False):
            self._contended.set()
            self._lock.acquire()

    def __exit__(self, *error: object) -> None:
        self._lock.release()


def test_what_is_submitted_just_before_the_loop_closes_ends(loop, monkeypatch):
    began, closes_or_waits, go = threading.Event(), threading.Event(), threading.Event()

    async def take_long_to_end() -> None:
        try:
            began.set()
            await asyncio.Event().wait()
        finally:
            closes_or_waits.set()
            await asyncio.to_thread(go.wait, 20)

    loop.run(take_long_to_end)
    assert began.wait(20)
    loop._lock = ToldLock(closes_or_waits)
    closer = threading.Thread(target=loop.close)

    def context() -> contextvars.Context:  # made on the way to the loop
        if not closer.ident:
            closer.start()
            assert closes_or_waits.wait(20)
        return contextvars.copy_context()

    with monkeypatch.context() as patch:
        patch.setattr("treadle._core.sync.loops.contextvars.Context", context)
        future = loop.run(for_ever)
    go.set()
    with pytest.raises(CancelledError):
        future.result(60)
    closer.join(20)


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt])
def test_a_coroutine_that_ends_the_program_ends_no_other(loop, error, caplog):
    async def fail() -> None:
        raise error("planned")

    async def main() -> int:
        task = asyncio.create_task(fail())
        await asyncio.wait([task])
        assert isinstance(task.exception(), error)
        return 1

    other = loop.run(for_ever)
    assert loop.run(main).result(60) == 1
    assert loop.run(answer).result(60) == 42
    assert not other.done()
    assert "planned" in caplog.text


def test_a_coroutine_that_stops_the_loop_stops_no_other(loop):
    async def main() -> int:
        asyncio.get_running_loop().stop()
        await asyncio.sleep(0)
        return 1

    other = loop.run(for_ever)
    assert loop.run(main).result(60) == 1
    assert loop.run(answer).result(60) == 42
    assert not other.done()


def test_a_loop_that_cannot_be_made_is_an_error_for_who_wants_it_and_made_when_it_can(loop, monkeypatch):
    def refuse(*args: object) -> None:
        raise OSError("too many open files")

    found: list[BaseException] = []

    def want() -> None:
        try:
            loop.run(answer)
        except OSError as error:
            found.append(error)

    with monkeypatch.context() as patch:
        patch.setattr(asyncio.events, "new_event_loop", refuse)
        thread = threading.Thread(target=want, daemon=True)
        thread.start()
        thread.join(60)
    assert [str(error) for error in found] == ["too many open files"]
    assert loop.run(answer).result(60) == 42


def test_a_closed_loop_says_so_and_may_be_closed_again():
    loop = BackgroundLoop()
    assert loop.run(answer).result(20) == 42
    loop.close()
    loop.close()
    with pytest.raises(RuntimeError, match="The app has stopped"):
        loop.run(answer, contextvars.Context())


def test_to_cancel_the_future_of_a_closed_loop_changes_nothing(caplog):
    loop = BackgroundLoop()
    future = loop.run(for_ever)
    loop.close()
    future.cancel()
    assert future.cancelled()
    assert caplog.text == ""

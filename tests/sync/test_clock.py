"""What is called later is called, whatever becomes of what was to be called before it."""

import threading
from collections.abc import Iterator

import pytest

from treadle._core.sync.clock import Clock
from treadle.errors import StopException


@pytest.fixture
def clock() -> Iterator[Clock]:
    clock = Clock()
    yield clock
    clock.close()


def test_what_is_due_is_called_on_one_thread_that_ends_when_nothing_is_left(clock):
    threads: list[threading.Thread] = []
    both = threading.Barrier(2)
    scheduled = threading.Event()

    def note() -> None:
        scheduled.wait(20)  # or nothing would be left after the first
        threads.append(threading.current_thread())
        if len(threads) == 2:
            both.wait(20)

    clock.call_later(0.0, note)
    clock.call_later(0.01, note)
    scheduled.set()
    both.wait(20)
    threads[0].join(20)
    assert not threads[0].is_alive()
    assert len(set(threads)) == 1


@pytest.mark.parametrize("error", [ValueError, StopException, SystemExit, KeyboardInterrupt])
def test_what_fails_keeps_nothing_else_from_being_called(clock, caplog, error):
    called = threading.Event()

    def fail() -> None:
        raise error("planned")

    clock.call_later(0.0, fail)
    clock.call_later(0.01, called.set)
    assert called.wait(20)
    assert "planned" in caplog.text


def test_when_the_system_had_no_thread_the_next_call_finds_one_for_both(clock, monkeypatch, caplog):
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    first, second = threading.Event(), threading.Event()
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        clock.call_later(0.0, first.set)
    assert "can't start new thread" in caplog.text
    clock.call_later(0.0, second.set)
    assert first.wait(20)
    assert second.wait(20)


def test_a_time_longer_than_a_system_can_wait_for_holds_up_nothing(clock):
    called = threading.Event()
    clock.call_later(float("inf"), lambda: None)
    clock.call_later(threading.TIMEOUT_MAX * 2, lambda: None)
    clock.call_later(0.0, called.set)
    assert called.wait(20)
    again = threading.Event()
    clock.call_later(0.0, again.set)
    assert again.wait(20)


def test_a_closed_clock_calls_nothing_and_starts_no_thread():
    clock, started = Clock(), []
    clock.call_later(60.0, lambda: started.append("before"))
    (thread,) = [thread for thread in threading.enumerate() if thread is clock._thread]
    clock.close()
    thread.join(20)
    cancel = clock.call_later(0.0, lambda: started.append("after"))
    assert clock._thread is None
    cancel()
    assert started == []


class Dying:
    def __init__(self, clock: Clock, freed: threading.Event) -> None:
        self._clock, self._freed = clock, freed

    def __call__(self) -> None:
        pass

    def __del__(self) -> None:
        # From another thread, so that a lock which is held shows, re-entrant or not.
        helper = threading.Thread(target=self._clock.call_later, args=(60.0, self._freed.set), daemon=True)
        helper.start()
        helper.join(20)
        if not helper.is_alive():
            self._freed.set()


def test_what_is_forgotten_is_freed_with_no_lock_held():
    clock, freed = Clock(), threading.Event()
    clock.call_later(60.0, Dying(clock, freed))
    clock.close()
    assert freed.is_set()


def test_what_was_called_is_not_kept_until_the_next_is_due(clock):
    freed = threading.Event()
    clock.call_later(60.0, lambda: None)
    # In a thread that ends: without a GIL, a thread that waits frees what it has made when it goes on.
    thread = threading.Thread(target=lambda: clock.call_later(0.0, Dying(clock, freed)))
    thread.start()
    thread.join()
    assert freed.wait(20)

"""How much of the server thread's time a connection may use."""

import gc
import threading
import time

import pytest

from treadle._core.server import budget as budgets
from treadle._core.server.budget import AT_MOST, BURST, RATE, RUN, SAMPLE, SMALL, START, Budget, computing


def test_time_that_is_used_comes_back_slowly() -> None:
    budget = Budget(-100.0)
    assert budget.spend(0.0, BURST)
    assert not budget.spend(0.0, 0.001)
    assert budget.spend(1.0, RATE / 2)
    assert not budget.spend(1.0, RATE)


def test_more_than_a_burst_is_never_saved() -> None:
    budget = Budget(-100.0)
    assert not budget.spend(1_000.0, BURST * 1.01)


def test_runs_that_nobody_waits_for_are_used_up() -> None:
    budget = Budget(-100.0)
    runs = 0
    while budget.run(0.0):
        runs += 1
    assert 0.9 * BURST / RUN <= runs <= BURST / RUN + 1


def test_who_waits_for_what_is_shown_may_go_on_for_ever() -> None:
    budget = Budget(-100.0)
    for _ in range(10_000):
        assert budget.run(0.0)
        budget.seen()


def test_batches_that_no_run_was_asked_for_give_nothing() -> None:
    budget = Budget(-100.0)
    assert budget.spend(0.0, BURST)
    for _ in range(100):
        budget.seen()
    assert not budget.spend(0.0, RUN)


def test_who_comes_again_has_less_than_who_has_been_here() -> None:
    budget = Budget(0.0)
    assert budget.spend(0.0, START)
    assert not budget.spend(0.0, 0.001)


def compute(seconds: float) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


def test_small_messages_count_for_what_they_compute_on_average() -> None:
    budget = Budget(0.0)
    count = 80 * SAMPLE
    counted = sum(budget.measure(lambda: compute(0.0005), 10) for _ in range(count))
    assert counted > 0.0005 * count / 3


def test_every_larger_message_is_timed() -> None:
    budget = Budget(0.0)
    for _ in range(10):
        assert budget.measure(lambda: compute(0.01), SMALL) >= 0.01


def test_one_long_message_does_not_use_up_a_new_connections_time(monkeypatch) -> None:
    budget = Budget(0.0)
    monkeypatch.setattr(budgets, "computing", lambda step: 100.0)
    assert budget.measure(lambda: None, SMALL) == AT_MOST < START
    assert budget.spend(0.0, AT_MOST)
    assert not budget.spend(0.0, AT_MOST)


def test_a_collection_of_garbage_does_not_count(monkeypatch) -> None:
    now, me = [0.0], threading.get_ident()
    monkeypatch.setattr(budgets, "thread_time", lambda: now[0])

    def collects(phase: str, _: object) -> None:
        if phase == "start" and threading.get_ident() == me:
            now[0] += 5

    def step() -> None:
        gc.callbacks.append(collects)
        gc.collect()
        gc.callbacks.remove(collects)
        now[0] += 0.25

    assert computing(step) == 0.25


def test_an_error_of_a_measured_step_leaves_no_callback() -> None:
    before = len(gc.callbacks)
    with pytest.raises(ZeroDivisionError):
        computing(lambda: 1 / 0)
    assert len(gc.callbacks) == before

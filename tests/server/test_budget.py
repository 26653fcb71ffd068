"""How much of the server thread's time a connection may use."""

from treadle._core.server.budget import BURST, RATE, RUN, START, Budget


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

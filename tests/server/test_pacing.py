import pytest

from treadle._core.server.pacing import FRAME, Pacer, TokenBucket


def test_the_first_wake_waits_a_frame_for_more() -> None:
    pacer = Pacer()
    pacer.want(10.0, at_once=False)
    pacer.want(10.01, at_once=False)
    assert pacer.delay(10.01) == pytest.approx(FRAME - 0.01)


def test_within_a_frame_of_a_batch_the_next_waits_for_the_frames_end() -> None:
    pacer = Pacer()
    pacer.sent(10.0, 1)
    pacer.want(10.01, at_once=False)
    assert pacer.delay(10.01) == pytest.approx(FRAME - 0.01)


def test_the_end_of_a_run_does_not_wait() -> None:
    pacer = Pacer()
    pacer.sent(10.0, 1)
    pacer.want(10.001, at_once=False)
    pacer.want(10.002, at_once=True)
    assert pacer.delay(10.002) == 0


def test_nothing_wanted_nothing_due() -> None:
    pacer = Pacer()
    assert pacer.delay(10.0) is None
    pacer.want(10.0, at_once=True)
    pacer.flush()
    assert pacer.delay(10.0) is None


def test_two_unacknowledged_batches_hold_everything_back() -> None:
    pacer = Pacer()
    pacer.sent(1.0, 1)
    pacer.sent(2.0, 2)
    pacer.want(9.0, at_once=True)
    assert pacer.delay(99.0) is None
    pacer.ack(1)
    assert pacer.delay(99.0) == 0


def test_an_acknowledgement_covers_what_went_before() -> None:
    pacer = Pacer()
    pacer.sent(1.0, 1)
    pacer.sent(2.0, 2)
    pacer.ack(2)
    assert not pacer.in_flight


@pytest.mark.parametrize("seq", [0, 1, 3, -1, 2**70])
def test_an_acknowledgement_of_what_does_not_wait_for_it_is_refused(seq: int) -> None:
    pacer = Pacer()
    pacer.sent(1.0, 1)
    pacer.ack(1)
    pacer.sent(2.0, 2)
    with pytest.raises(ValueError, match=str(seq)):
        pacer.ack(seq)


def test_a_bucket_allows_its_rate_for_ever_and_more_for_a_moment() -> None:
    bucket = TokenBucket(rate=10, burst=20, now=0.0)
    assert all(bucket.take(0.0) for _ in range(20))
    assert not bucket.take(0.0)
    assert all(bucket.take(1 + n / 10) for n in range(1000))


def test_a_large_message_counts_for_several() -> None:
    bucket = TokenBucket(rate=1, burst=20, now=0.0)
    assert bucket.take(0.0, 20)
    assert not bucket.take(0.0, 1)

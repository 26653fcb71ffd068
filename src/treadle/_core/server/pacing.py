"""The times at which a connection may send its next batch. Pure: the caller passes the time.

Because of two rules, a slow browser slows only itself. A batch is sent at most once a frame, so a busy script
costs one message for each frame and not one for each write. And at most two batches are unacknowledged: while
the browser has two to apply, nothing is collected for it. What changes meanwhile waits in the document, where
it takes no extra space.
"""

import math

FRAME = 0.016
"""Seconds between two batches. A browser paints 60 times a second; more batches would be invisible."""

IN_FLIGHT = 2
"""The largest number of unacknowledged batches: one is on its way while the browser applies the other."""


class Pacer:
    """The flushes of one connection. All times are in seconds of one monotonic clock."""

    def __init__(self) -> None:
        self.in_flight: list[int] = []
        self.due: float | None = None
        """The time of the next flush, if the number of batches allows it; None: no flush is wanted."""
        self._sent_at = -math.inf

    @property
    def full(self) -> bool:
        """Whether the browser must acknowledge a batch before it gets another."""
        return len(self.in_flight) >= IN_FLIGHT

    def want(self, now: float, *, at_once: bool) -> None:
        """Request a flush."""
        if at_once:
            due = now
        else:
            # Within a frame of the last batch: at its end. After a pause: a frame from now, because the first
            # write is rarely alone, and a short run then needs one batch.
            frame = self._sent_at + FRAME
            due = frame if now < frame else now + FRAME
        self.due = due if self.due is None else min(self.due, due)

    def delay(self, now: float) -> float | None:
        """Return the seconds until the next flush; None: wait for a wake or an acknowledgement."""
        if self.due is None or self.full:
            return None
        return max(0.0, self.due - now)

    def flush(self) -> None:
        """Mark everything that was requested so far as collected."""
        self.due = None

    def sent(self, now: float, seq: int) -> None:
        """Mark batch `seq` as sent."""
        self._sent_at = now
        self.in_flight.append(seq)

    def ack(self, seq: int) -> None:
        """Mark batch `seq`, and all earlier ones, as applied by the browser.

        Raises:
            ValueError: no such batch was sent, or it is already acknowledged.
        """
        if seq not in self.in_flight:
            raise ValueError(f"Batch {seq} is not waiting for an acknowledgement.")
        del self.in_flight[: self.in_flight.index(seq) + 1]


class TokenBucket:
    """Limits how often something happens: `rate` times a second on average, and `burst` times at once."""

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._at = now

    def take(self, now: float, cost: float = 1) -> bool:
        """Return whether it may happen now. Something large may count several times."""
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens < cost:
            return False
        self._tokens -= cost
        return True

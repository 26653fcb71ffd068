"""When a connection may send its next batch: pure, told the time and never asking for it.

Two rules make a slow browser slow nothing but itself. A batch goes out at most once a frame, so a busy script costs one
message a frame and not one a write. And at most two batches are unacknowledged: while the browser has two to apply,
nothing is collected for it, and what changes meanwhile waits in the document, where it takes no extra room.
"""

import math

FRAME = 0.016
"""Seconds between two batches. A browser paints at 60 Hz; more often than that nobody sees it."""

IN_FLIGHT = 2
"""Unacknowledged batches: one on its way while the browser applies the other, so that the line never idles."""


class Pacer:
    """The flushes of one connection. All times are seconds of one monotonic clock."""

    def __init__(self) -> None:
        self.in_flight: list[int] = []
        self.due: float | None = None
        """When the next flush should be, in-flight batches permitting; None: nothing is wanted."""
        self._sent_at = -math.inf

    @property
    def full(self) -> bool:
        """Whether the browser has to acknowledge something before it gets more."""
        return len(self.in_flight) >= IN_FLIGHT

    def want(self, now: float, *, at_once: bool) -> None:
        """Note that there is something to send."""
        if at_once:
            due = now
        else:
            # Within a frame of the last batch: at its end. After a pause: a frame from here, because what comes first
            # is rarely alone, and a short run then needs one batch.
            frame = self._sent_at + FRAME
            due = frame if now < frame else now + FRAME
        self.due = due if self.due is None else min(self.due, due)

    def delay(self, now: float) -> float | None:
        """Return the seconds to wait until the next flush; None: wait for a wake or an acknowledgement instead."""
        if self.due is None or self.full:
            return None
        return max(0.0, self.due - now)

    def flush(self) -> None:
        """Note that everything wanted so far is being collected now."""
        self.due = None

    def sent(self, now: float, seq: int) -> None:
        """Note that batch `seq` went out."""
        self._sent_at = now
        self.in_flight.append(seq)

    def ack(self, seq: int) -> None:
        """Note that the browser has applied batch `seq`, and so all before it.

        Raises:
            ValueError: no such batch is waiting for it.
        """
        if seq not in self.in_flight:
            raise ValueError(f"Batch {seq} is not waiting for an acknowledgement.")
        del self.in_flight[: self.in_flight.index(seq) + 1]


class TokenBucket:
    """How often something may happen: `rate` times a second over time, and `burst` times at once."""

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._at = now

    def take(self, now: float, cost: float = 1) -> bool:
        """Return whether it may happen once more now. Something large may count for several."""
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens < cost:
            return False
        self._tokens -= cost
        return True

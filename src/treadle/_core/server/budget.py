"""How much of the server thread's time one connection may use: pure, told the time and never asking for it."""

RATE = 0.25
"""Seconds that a connection may use in each second, over time."""

BURST = 1.0
"""Seconds that it may use at once."""

START = 0.2
"""Seconds that a new connection has: who is refused and comes again at once must not have a burst each time."""

RUN = 0.01
"""Seconds that a run counts for. Most of what it costs is not the server thread's time, but everybody feels it."""


class Budget:
    """The time that one connection has left. All times are seconds."""

    def __init__(self, now: float) -> None:
        self._left = START
        self._at = now
        self._runs = 0

    def spend(self, now: float, seconds: float) -> bool:
        """Note that time was used; return whether it was there."""
        self._left = min(BURST, self._left + (now - self._at) * RATE) - seconds
        self._at = now
        return self._left >= 0

    def run(self, now: float) -> bool:
        """Note that the browser has asked for a run; return whether there was time for it."""
        self._runs += 1
        return self.spend(now, RUN)

    def seen(self) -> None:
        """Note that the browser has applied a batch: who waits for what a run has to show may ask for the next."""
        if self._runs:
            self._runs -= 1
            self._left = min(BURST, self._left + RUN)

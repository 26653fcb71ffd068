"""The server thread's time that one connection may use. Pure: the caller passes the time."""

RATE = 0.25
"""Seconds that a connection may use in each second, on average."""

BURST = 1.0
"""Seconds that it may use at once."""

START = 0.4
"""Seconds that a new connection has. A refused client that reconnects at once must not get a whole burst.

The first visitor of an app needs some: on a slow machine, what Python imports only then takes 0.2 s.
"""

RUN = 0.01
"""Seconds that a run counts for. Most of its cost is not the server thread's time, but affects everybody."""


class Budget:
    """The remaining time of one connection. All times are in seconds."""

    def __init__(self, now: float) -> None:
        self._left = START
        self._at = now
        self._runs = 0

    def spend(self, now: float, seconds: float) -> bool:
        """Use some time. Return whether it was available."""
        self._left = min(BURST, self._left + (now - self._at) * RATE) - seconds
        self._at = now
        return self._left >= 0

    def run(self, now: float) -> bool:
        """Count a run that the browser has requested. Return whether time was available for it."""
        self._runs += 1
        return self.spend(now, RUN)

    def seen(self) -> None:
        """Record that the browser has applied a batch, so it may ask for the next run."""
        if self._runs:
            self._runs -= 1
            self._left = min(BURST, self._left + RUN)

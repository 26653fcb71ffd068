"""The timers of a session. Its driver has the clock."""

from collections.abc import Iterator

from .events import CancelTimer, Instruction, SetTimer
from .lanes import Lane

DIM_AFTER = 0.4
"""The seconds after which a run dims the elements that it has not written again.

A shorter time would flicker.
"""

CALM = 0.05
"""The seconds between two reruns of a lane because of values that it has read.

All changes in between count as one.
"""

CALMEST = 6
"""How often that pause doubles when reruns follow from each other.

Without this, a page that submits a task in each run and reads the task's state would use a whole processor. A
page that only submits a few tasks in a row hardly waits.
"""

GRACE, DIM, CALM_PREFIX, TICK_PREFIX = "grace", "dim", "calm:", "lane:"
"""The names of timers, or their beginnings.

`GRACE`: a session without a browser ends. `DIM`: slow runs dim the page. `CALM_PREFIX`: a lane may rerun for
values that it has read. `TICK_PREFIX`: a fragment reruns by itself.
"""


class Timers:
    """The active timers by name."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._seconds)

    def __len__(self) -> int:
        return len(self._seconds)

    def __contains__(self, name: str) -> bool:
        return name in self._seconds

    def set(self, name: str, seconds: float, out: list[Instruction]) -> None:
        """Send `TimerFired(name)` once, after some seconds."""
        self._seconds[name] = seconds
        out.append(SetTimer(name, seconds))

    def repeat(self, name: str, seconds: float, out: list[Instruction]) -> None:
        """Send `TimerFired(name)` repeatedly, each time after some seconds."""
        if self._seconds.get(name) != seconds:
            self._seconds[name] = seconds
            out.append(SetTimer(name, seconds, repeat=True))

    def cancel(self, name: str, out: list[Instruction]) -> None:
        """Cancel a timer, if it is active."""
        if self._seconds.pop(name, None) is not None:
            out.append(CancelTimer(name))

    def fired(self, name: str) -> None:
        """Mark a timer that fires once as expired."""
        self._seconds.pop(name, None)


def tick(lane: Lane) -> str:
    """Return the name of the timer after which a fragment reruns by itself."""
    return TICK_PREFIX + lane.id


def calm(lane: Lane) -> str:
    """Return the name of the timer that delays the reruns of a lane for values that it has read."""
    return CALM_PREFIX + lane.id

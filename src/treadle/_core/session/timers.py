"""The timers of a session: what it waits for, and how long. Its driver has the clock."""

from collections.abc import Iterator

from .events import CancelTimer, Instruction, SetTimer
from .lanes import Lane

DIM_AFTER = 0.4
"""Seconds that a run may take before what it has not written again is dimmed; shorter would flicker."""

CALM = 0.05
"""Seconds between two reruns of a lane because of what it has read: what changes in between is one change."""

CALMEST = 6
"""How often that pause doubles for runs in a row of which each has led to the next: a page that submits in each run a task whose
state it reads must not take a processor, and one that submits the next task of a chain need not wait."""

GRACE, DIM, CALM_PREFIX, TICK_PREFIX = "grace", "dim", "calm:", "lane:"
"""Names of timers, or what they begin with: until a session without a browser ends; until slow runs dim the page; until a lane may rerun
for what it has read; until a fragment runs again by itself."""


class Timers:
    """The timers that are set, by name."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._seconds)

    def __len__(self) -> int:
        return len(self._seconds)

    def __contains__(self, name: str) -> bool:
        return name in self._seconds

    def set(self, name: str, seconds: float, out: list[Instruction]) -> None:
        """Let `TimerFired(name)` come after so many seconds, once."""
        self._seconds[name] = seconds
        out.append(SetTimer(name, seconds))

    def repeat(self, name: str, seconds: float, out: list[Instruction]) -> None:
        """Let `TimerFired(name)` come each time that so many seconds have passed."""
        if self._seconds.get(name) != seconds:
            self._seconds[name] = seconds
            out.append(SetTimer(name, seconds, repeat=True))

    def cancel(self, name: str, out: list[Instruction]) -> None:
        """Forget a timer, if it is set."""
        if self._seconds.pop(name, None) is not None:
            out.append(CancelTimer(name))

    def fired(self, name: str) -> None:
        """Note that a timer has run out that was set to do so once."""
        self._seconds.pop(name, None)


def tick(lane: Lane) -> str:
    """Return the name of the timer after which a fragment runs again by itself."""
    return TICK_PREFIX + lane.id


def calm(lane: Lane) -> str:
    """Return the name of the timer before whose end a lane does not rerun again for what it has read."""
    return CALM_PREFIX + lane.id

"""Threads and pool jobs that app code starts."""

import sys
import traceback
from types import FrameType

SPAWN_FRAMES = 6
"""Frames of the starting code that are kept to say where a thread came from."""


class Job:
    """A thread, pool job or coroutine that a run has started.

    `alive` is written by the job's own thread when it ends; readers only ever see it go from true to false.
    """

    __slots__ = ("alive", "background", "counted", "name", "slot", "spawn")

    def __init__(self, name: str, *, background: bool, counted: bool, spawn: traceback.StackSummary) -> None:
        self.name = name
        self.background = background
        """Whether it may outlive its run: daemon threads, what they start, and threads that libraries keep."""
        self.counted = counted
        """Whether its run lasts until it has ended."""
        self.spawn = spawn
        """Where it was started, innermost frame last."""
        self.slot = 0
        """Node id of its place on the page."""
        self.alive = True

    def __repr__(self) -> str:
        return (
            f"<Job {self.name!r}{' background' if self.background else ''}{'' if self.alive else ' ended'}>"
        )


def spawn_stack(frame: FrameType | None = None) -> traceback.StackSummary:
    """Return the innermost frames above this call, without reading source files: that waits until somebody looks."""
    frame = frame or sys._getframe(1)
    summary = traceback.StackSummary.extract(
        traceback.walk_stack(frame), limit=SPAWN_FRAMES, lookup_lines=False, capture_locals=False
    )
    summary.reverse()
    return summary

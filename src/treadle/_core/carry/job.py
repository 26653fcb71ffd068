"""Threads and pool jobs that app code starts."""

from types import FrameType

SPAWN_FRAMES = 6
"""Frames of the starting code that are kept to say where a thread came from."""


SpawnStack = tuple[tuple[str, int, str], ...]
"""File, line and function of each frame, outermost first."""


class Job:
    """A thread, pool job or coroutine that a run has started.

    `alive` is written by the job's own thread when it ends; readers only ever see it go from true to false. `stopped` goes
    once from false to true.
    """

    __slots__ = ("alive", "background", "counted", "keeps_place", "name", "slot", "spawn", "stopped")

    def __init__(
        self, name: str, *, background: bool, counted: bool, spawn: SpawnStack, keeps_place: bool = False
    ) -> None:
        self.name = name
        self.background = background
        """Whether it may outlive its run: daemon threads, what they start, and threads that libraries keep."""
        self.counted = counted
        """Whether its run lasts until it has ended."""
        self.keeps_place = keeps_place
        """Whether its place stays on the page as long as it lives, though no later run starts it there again."""
        self.spawn = spawn
        """Where it was started, innermost frame last."""
        self.slot = 0
        """Node id of its place on the page."""
        self.alive = True
        self.stopped = False
        """Whether it alone was told to stop, whatever becomes of its run."""

    def __repr__(self) -> str:
        return (
            f"<Job {self.name!r}{' background' if self.background else ''}{'' if self.alive else ' ended'}>"
        )


def spawn_stack(frame: FrameType | None) -> SpawnStack:
    """Return the innermost frames from here up. Source lines are read when somebody looks: jobs are many."""
    found: list[tuple[str, int, str]] = []
    while frame is not None and len(found) < SPAWN_FRAMES:
        found.append((frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name))
        frame = frame.f_back
    return tuple(reversed(found))

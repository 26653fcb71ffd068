"""Threads and pool jobs that app code starts."""

from types import FrameType

SPAWN_FRAMES = 6
"""The number of frames of the starting code that are kept."""


SpawnStack = tuple[tuple[str, int, str], ...]
"""The file, line and function of each frame, outermost first."""


class Job:
    """A thread, pool job or coroutine that a run has started.

    The job's own thread clears `alive` when it ends. `stopped` is set once.
    """

    __slots__ = ("alive", "background", "counted", "keeps_place", "name", "slot", "spawn", "stopped")

    def __init__(
        self, name: str, *, background: bool, counted: bool, spawn: SpawnStack, keeps_place: bool = False
    ) -> None:
        self.name = name
        self.background = background
        """Whether it can outlive its run: a daemon thread, one started by it, or one that a library keeps."""
        self.counted = counted
        """Whether its run lasts until it has ended."""
        self.keeps_place = keeps_place
        """Whether its slot stays on the page while it lives, even if no later run starts it there again."""
        self.spawn = spawn
        """The frames that started it, innermost last."""
        self.slot = 0
        """The node id of its slot."""
        self.alive = True
        self.stopped = False
        """Whether it was told to stop alone, without its run."""

    def __repr__(self) -> str:
        return (
            f"<Job {self.name!r}{' background' if self.background else ''}{'' if self.alive else ' ended'}>"
        )


def spawn_stack(frame: FrameType | None) -> SpawnStack:
    """Return the innermost frames from here up, without source lines: those are read only for display."""
    found: list[tuple[str, int, str]] = []
    while frame is not None and len(found) < SPAWN_FRAMES:
        found.append((frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name))
        frame = frame.f_back
    return tuple(reversed(found))

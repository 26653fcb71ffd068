"""The queue of waiting tasks. It finds the next task that can run without examining all of them."""

from collections import deque
from collections.abc import Callable, Hashable, Iterator
from typing import Any

from .task import Task

Path = tuple[Any, ...]
"""The groups of a task, from the widest to the narrowest: kind of executor, owner, function, key."""


class WaitingLine:
    """The waiting tasks by path. A full group is skipped with everything in it.

    In each group, members take turns.

    So a thousand tasks of one visitor do not delay the only task of another.
    """

    def __init__(self) -> None:
        self._top: dict[Hashable, Any] = {}
        self._paths: dict[Task[Any], Path] = {}
        """The paths in order of submission."""

    def __len__(self) -> int:
        return len(self._paths)

    def __iter__(self) -> Iterator[Task[Any]]:
        return iter(self._paths)

    def __contains__(self, task: object) -> bool:
        return task in self._paths

    def add(self, task: Task[Any], path: Path) -> None:
        """Add a task after those with the same path."""
        level = self._top
        for step in path[:-1]:
            level = level.setdefault(step, {})
        level.setdefault(path[-1], deque()).append(task)
        self._paths[task] = path

    def remove(self, task: Task[Any]) -> None:
        """Remove a task."""
        path = self._paths.pop(task)
        levels = [self._top]
        for step in path[:-1]:
            levels.append(levels[-1][step])
        levels[-1][path[-1]].remove(task)
        for level, step in zip(reversed(levels), reversed(path), strict=True):
            if level[step]:
                break
            del level[step]

    def take(self, full: Callable[[Path], bool]) -> Task[Any] | None:
        """Remove and return the next task that no full group contains; None if there is none."""
        task = _next(self._top, (), full)
        if task is not None:
            del self._paths[task]
        return task

    def place(self, task: Task[Any]) -> int | None:
        """Return one plus the number of earlier waiting tasks for the same kind of executor."""
        path = self._paths.get(task)
        if path is None:
            return None
        place = 1
        for other, its in self._paths.items():
            if other is task:
                break
            place += its[0] == path[0]
        return place


def _next(level: Any, path: Path, full: Callable[[Path], bool]) -> Task[Any] | None:
    if isinstance(level, deque):
        task: Task[Any] = level.popleft()
        return task
    for step in level:
        here = (*path, step)
        if full(here):
            continue
        task_below = _next(level[step], here, full)
        if task_below is not None:
            below = level.pop(step)
            if below:
                level[step] = below  # at the end: the others come first now
            return task_below
    return None

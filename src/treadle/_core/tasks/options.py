"""What is known of a task before it runs: its function, its call, and how it is to run."""

import dataclasses
from collections.abc import Callable, Hashable, Mapping
from typing import Any, Literal

Lifetime = Literal["run", "session", "app"]
Overlap = Literal["parallel", "queue", "latest", "reject"]
Status = Literal["pending", "running", "stopping", "done", "failed", "cancelled"]

APP = "app"
"""The owner of the tasks that belong to no session."""


@dataclasses.dataclass(frozen=True, slots=True)
class Options:
    """The options of the tasks of one function."""

    name: str
    identity: Hashable
    """Identifies the function. The same each time that its `def` is executed."""
    executor: str = "thread"
    """The name of the kind of executor."""
    lifetime: Lifetime = "session"
    limit: int | None = None
    timeout: float | None = None
    on_overlap: Overlap = "parallel"
    ttl: float | None = None
    keep: bool = False
    """Whether its results stay on the cluster."""
    kept: bool = True
    """Whether it is found by its function and key."""


@dataclasses.dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]

    def __call__(self) -> Any:
        """Call it."""
        return self.function(*self.args, **self.kwargs)


@dataclasses.dataclass(frozen=True, slots=True)
class Snapshot:
    """A task's state at one moment."""

    status: Status
    progress: float | None
    text: str
    position: int | None
    started: float | None
    """The start, in seconds since the epoch."""
    elapsed: float
    logs: str
    error: BaseException | None

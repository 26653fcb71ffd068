"""The allowed states of lanes and runs, and the transitions between them.

A transition that is in no table is a fault in Treadle. It would show later, in another place. So it raises at
once, with the last events and transitions.
"""

from typing import Final, Literal

STORY = 50
"""The number of events and transitions that are kept for the error message."""

Transitions = dict[tuple[str, str], str]

RUNS: Final[Transitions] = {
    ("body", "threads"): "its page code has ended",
    ("body", "fenced body"): "another run takes its place, or it is told to stop",
    ("threads", "fenced threads"): "another run takes its place, or it is told to stop",
    ("threads", "ended"): "its last thread has ended",
    ("fenced body", "fenced threads"): "its page code has stopped",
    ("fenced body", "ended"): "it never got a script thread",
    ("fenced threads", "ended"): "its last thread has stopped",
}
"""From one state of a run to another, and when."""

LANES: Final[Transitions] = {
    ("idle", "running"): "a run of it starts",
    (
        "idle",
        "waiting",
    ): "a run is requested that must wait for a body or a button (see below)",
    ("idle", "gone"): "no body calls the fragment any more, or the dialog is closed",
    ("running", "idle"): "its run has ended, or is told to stop",
    (
        "running",
        "running and waiting",
    ): "a run is requested that must wait for a body or a button (see below)",
    (
        "running and waiting",
        "running",
    ): "a run of a lane around it does what was requested, or the request is stopped",
    ("running and waiting", "waiting"): "its run has ended, or is told to stop",
    (
        "waiting",
        "idle",
    ): "the wait is over, or a run of a lane around it does what was requested, or the request is stopped",
    ("gone", "idle"): "a thread calls the fragment after its run's body has ended without a call",
}
"""From one state of a lane to another, and when."""

Kind = Literal["run", "lane"]
_TABLES: Final[dict[Kind, Transitions]] = {"run": RUNS, "lane": LANES}


class IllegalTransition(RuntimeError):
    """Raised when a lane or run would make a transition that is not allowed. This is a fault in Treadle."""

    def __init__(self, kind: Kind, name: object, before: str, after: str, story: "Story") -> None:
        super().__init__(
            f"The {kind} {name} cannot go from “{before}” to “{after}”. This is a fault in Treadle: please "
            f"report it with what has led to it:\n{story}"
        )


class Story:
    """The last events and transitions of a session.

    Only names are kept, so no object of the app lives longer.
    """

    __slots__ = ("_said",)

    def __init__(self) -> None:
        self._said: list[tuple[object, ...]] = []
        """At most twice the length that is told. A `deque` would take 600 bytes of an idle session."""

    def event(self, name: str, run: int | None, lane: str | None) -> None:
        """Record an event, with its run or lane if it concerns only one."""
        self._say((name, run, lane))

    def move(self, kind: Kind, name: object, before: str, after: str) -> None:
        """Record a transition of a lane or run.

        Raises:
            IllegalTransition: the transition is not allowed.
        """
        if (before, after) not in _TABLES[kind]:
            raise IllegalTransition(kind, name, before, after, self)
        self._say((kind, name, before, after))

    def _say(self, line: tuple[object, ...]) -> None:
        self._said.append(line)
        if len(self._said) > 2 * STORY:
            del self._said[:-STORY]

    def __str__(self) -> str:
        return "\n".join(_line(said) for said in self._said[-STORY:])


def _line(said: tuple[object, ...]) -> str:
    if len(said) == 4:
        kind, name, before, after = said
        return f"  {kind} {name}: {before} → {after}"
    event, run, lane = said
    about = [f"run {run}"] * (run is not None) + [f"lane {lane}"] * (lane is not None)
    return f"{event} {', '.join(about)}".rstrip()

"""The events that a session handles, and the instructions that it returns to its driver."""

from typing import Any
from urllib.parse import unquote

import msgspec

from treadle._core.protocol.message import ClientInfo, ServerMessage

from .address import Query, parse_query
from .lanes import APP, Lane, Outcome, Run


class Event(msgspec.Struct, frozen=True):
    """Something that happened to the session."""


class Connected(Event, frozen=True):
    """A browser tab opened a connection.

    `rerun`: the page was loaded or reloaded; otherwise it only reconnected.
    """

    connection: int
    path: str = "/"
    query: str = ""
    info: ClientInfo = ClientInfo()
    rerun: bool = True
    kept: list[tuple[str, Any, str]] = []
    """What it has kept of an earlier session, for a new one: see `Recalled`."""
    memory: dict[str, str] | None = None
    """The mapping that it keeps for the app; None: it does not say."""


class Disconnected(Event, frozen=True):
    """A connection was closed or lost."""

    connection: int


class Interacted(Event, frozen=True):
    """A person changed widgets."""

    connection: int
    changes: list[tuple[int, Any]]


class Filled(Event, frozen=True):
    """A person changed bound widgets in a form, which holds the values back until it is submitted."""

    connection: int
    changes: list[tuple[int, Any]]


class RerunAsked(Event, frozen=True):
    """The browser, the app or the source watcher requests runs of lanes.

    A query, and perhaps a path, means that the browser has gone to another address, by Back or Forward.
    """

    lanes: tuple[str, ...] = (APP,)
    query: str | None = None
    path: str | None = None


class Visit(msgspec.Struct, frozen=True):
    """Where a link leads: a page of the app, and query parameters for it."""

    path: str
    query: Query = {}

    @classmethod
    def to(cls, path: str, query: str) -> "Visit":
        """Return a visit by what an address has behind the base path, and behind the question mark."""
        return cls(unquote(path).strip("/"), parse_query(query))


class PageAsked(Event, frozen=True):
    """A person has followed a link to a page of the app, or its code goes to one."""

    visit: Visit


class PageEntered(Event, frozen=True):
    """A run is about to execute the code of a page."""

    run: Run
    page: str | None
    """The page's path; None for code that all pages share."""


class Outdated(Event, frozen=True):
    """A value that runs have read has changed. `lanes` has the number of the run that read it, for each lane.

    The run that changed the value is not one of these. Otherwise a page that counts its own runs would rerun
    for ever.
    """

    lanes: dict[str, int]
    echo: int = 0
    """The echo of the runs that follow from it (see `Run.echo`)."""


class StopAsked(Event, frozen=True):
    """A person pressed Stop: for one lane, or for all."""

    lane: str | None = None


class BodyEnded(Event, frozen=True):
    """A run's script thread has ended."""

    run: Run
    outcome: Outcome
    lanes: tuple[str, ...] = (APP,)
    """The lanes to rerun, if the outcome is "rerun"."""
    visit: Visit | None = None
    """The page to show then, if the outcome is "rerun" and it is another page."""


class NotStarted(Event, frozen=True):
    """A run got no script thread."""

    run: Run


class Queued(Event, frozen=True):
    """A run waits before it starts. `place` is its place in the queue; 0: it waits no longer.

    `blocked` is the number of blocked threads, if it waits for one of them to return. 0: it waits because the
    server executes the largest allowed number of runs.
    """

    run: Run
    place: int
    blocked: int = 0


class FragmentDeclared(Event, frozen=True):
    """A run's body has called a fragment, and the call has ended. From now on the fragment can run alone.

    `start`: the body has only declared the fragment, which must now run beside the body.
    """

    run: Run
    lane: Lane
    start: bool = False


class DialogOpened(Event, frozen=True):
    """A run has opened a dialog, which must now run beside it."""

    run: Run
    lane: Lane
    instead_of: Lane | None = None
    """The dialog that it replaces."""


class HeldShown(Event, frozen=True):
    """A run has shown a button that it held: the next run answers the press."""

    run: Run


class JobStarted(Event, frozen=True):
    """A thread or pool job of the run has started."""

    run: Run


class JobEnded(Event, frozen=True):
    """A thread or pool job of the run has ended."""

    run: Run


class TimerFired(Event, frozen=True):
    """A timer has expired."""

    name: str


class SourceSaved(Event, frozen=True):
    """The app's source on disk has changed."""


class EndAsked(Event, frozen=True):
    """The session must end: the person starts over, or the server stops."""


# Instructions -----------------------------------------------------------------------------------------------


class Instruction(msgspec.Struct, frozen=True):
    """Something that the driver must do after it has released the session's lock."""


class StartRun(Instruction, frozen=True):
    """Give the run a script thread."""

    run: Run


class FenceRun(Instruction, frozen=True):
    """Wake the waiting threads of a run that was fenced."""

    run: Run


class RunEnded(Instruction, frozen=True):
    """A run has ended, with its threads."""

    run: Run


class Flush(Instruction, frozen=True):
    """Wake connections that lack something. `now`: something has ended, so sending must not be delayed."""

    now: bool = False


class SetTimer(Instruction, frozen=True):
    """Send `TimerFired(name)` after some seconds, or each time they have passed.

    It replaces the timer with this name.
    """

    name: str
    seconds: float
    repeat: bool = False


class CancelTimer(Instruction, frozen=True):
    """Cancel a timer."""

    name: str


class Send(Instruction, frozen=True):
    """Send a message to a connection; None: to all connections."""

    message: ServerMessage
    connection: int | None = None


class Dispose(Instruction, frozen=True):
    """Forget the session, which has ended."""

"""What can happen to a session, and what it asks its driver to do."""

from typing import Any

import msgspec

from treadle._core.protocol.message import ClientInfo, ServerMessage

from .lanes import APP, Lane, Outcome, Run


class Event(msgspec.Struct, frozen=True):
    """Something that happened."""


class Connected(Event, frozen=True):
    """A browser tab opened a connection. `rerun`: it was (re)loaded, rather than only reconnected."""

    connection: int
    path: str = "/"
    query: str = ""
    info: ClientInfo = ClientInfo()
    rerun: bool = True


class Disconnected(Event, frozen=True):
    """A connection is gone."""

    connection: int


class Interacted(Event, frozen=True):
    """A person changed widgets."""

    connection: int
    changes: list[tuple[int, Any]]


class Filled(Event, frozen=True):
    """A person changed bound widgets in a form, which holds them back until it is sent."""

    connection: int
    changes: list[tuple[int, Any]]


class RerunAsked(Event, frozen=True):
    """The browser, the app or the source watcher wants lanes to run again."""

    lanes: tuple[str, ...] = (APP,)
    query: str | None = None


class Outdated(Event, frozen=True):
    """Something that runs have read has changed: by lane, the number of the run that read it.

    Whoever brings it is not one of these runs, or a page that counts its own runs would never come to rest.
    """

    lanes: dict[str, int]
    echo: int = 0
    """Of the runs that it leads to (see `Run.echo`)."""


class StopAsked(Event, frozen=True):
    """A person pressed Stop: for one lane, or for all."""

    lane: str | None = None


class BodyEnded(Event, frozen=True):
    """A run's script thread has ended."""

    run: Run
    outcome: Outcome
    lanes: tuple[str, ...] = (APP,)
    """With outcome "rerun": what to run again."""


class NotStarted(Event, frozen=True):
    """A run could not be given a script thread."""

    run: Run


class Queued(Event, frozen=True):
    """A run waits before it starts; `place` is 0 when it waits no longer.

    `place` is its place in line. `blocked` is the number of blocked threads if it waits for one of them to return, else 0: then
    it waits because the server executes as many runs as it may.
    """

    run: Run
    place: int
    blocked: int = 0


class FragmentDeclared(Event, frozen=True):
    """A run's body has called a fragment to the end; from here the fragment may run alone.

    `start`: it has only called it, and the fragment is to run beside the body.
    """

    run: Run
    lane: Lane
    start: bool = False


class DialogOpened(Event, frozen=True):
    """A run has opened a dialog, which is to run beside it."""

    run: Run
    lane: Lane
    instead_of: Lane | None = None
    """The dialog that was open before."""


class HeldShown(Event, frozen=True):
    """A run has shown a button whose press it holds for the next run."""

    run: Run


class JobStarted(Event, frozen=True):
    """A thread or pool job that belongs to the run was started."""

    run: Run


class JobEnded(Event, frozen=True):
    """A thread or pool job that belongs to the run has ended."""

    run: Run


class TimerFired(Event, frozen=True):
    """A timer that was set has run out."""

    name: str


class SourceSaved(Event, frozen=True):
    """The app's source on disk has changed."""


class EndAsked(Event, frozen=True):
    """The session must end: the person starts over, or the server stops."""


# Instructions -----------------------------------------------------------------------------------------------


class Instruction(msgspec.Struct, frozen=True):
    """Something to do, once the session's lock is released."""


class StartRun(Instruction, frozen=True):
    """Give the run a script thread."""

    run: Run


class FenceRun(Instruction, frozen=True):
    """The run is fenced: wake what waits in it."""

    run: Run


class RunEnded(Instruction, frozen=True):
    """The run is over, its threads included."""

    run: Run


class Flush(Instruction, frozen=True):
    """Connections lack something. `now`: something ended, so that pacing would only delay it."""

    now: bool = False


class SetTimer(Instruction, frozen=True):
    """Send `TimerFired(name)` after so many seconds, or each time they have passed; replaces the timer of that name."""

    name: str
    seconds: float
    repeat: bool = False


class CancelTimer(Instruction, frozen=True):
    """Forget a timer."""

    name: str


class Send(Instruction, frozen=True):
    """Send one message; to every connection when `connection` is None."""

    message: ServerMessage
    connection: int | None = None


class Dispose(Instruction, frozen=True):
    """The session has ended: forget it."""

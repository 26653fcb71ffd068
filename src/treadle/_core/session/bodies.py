"""What a run's script thread asks: to begin, and which callback it must call next; and what others ask about bodies."""

from dataclasses import dataclass

from .caller import Caller
from .lanes import Run
from .operation import Operation
from .session import Session
from .widgets import Callback


@dataclass(slots=True)
class BeginRun(Operation[bool]):
    """Give a run what has changed since the last one. Return whether it may begin: it was not superseded already."""

    run: Run
    now: float
    """In seconds, by the driver's clock."""

    def apply(self, session: Session) -> bool:
        """Begin it."""
        if session.runs.begin(self.run, self.now) is None:
            return False
        if self.run.lane is session.app:
            session.effects.clear()
        return True


@dataclass(slots=True)
class NextCallback(Operation[Callback | None]):
    """Return the callback that a run must call next, None if there is none."""

    run: Run

    def apply(self, session: Session) -> Callback | None:
        """Return it; a fenced run leaves what is left to its successor."""
        return session.runs.next_callback(self.run)


@dataclass(slots=True)
class FindBody(Operation[Run | None]):
    """Return the run whose page code executes and may call fragments yet, None if there is none."""

    caller: Caller

    def apply(self, session: Session) -> Run | None:
        """Return the app's, or the caller's own."""
        for run in (session.app.live, self.caller.run):
            if run is not None and run.live and run.phase == "body":
                return run
        return None


@dataclass(slots=True)
class MakeFinalRun(Operation[Run]):
    """Return a run for what the app does at the end of the session: it is none that the session has started."""

    def apply(self, session: Session) -> Run:
        """Return it."""
        return Run(0, session.app)

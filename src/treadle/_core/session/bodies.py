"""Operations of a run's script thread (begin, get the next callback), and questions about running bodies."""

from dataclasses import dataclass

from .caller import Caller
from .lanes import Run
from .operation import Operation
from .session import Session
from .widgets import Callback


@dataclass(slots=True)
class BeginRun(Operation[bool]):
    """Give a run the changes since the last run.

    Return whether it may begin: False if it was already superseded.
    """

    run: Run
    now: float
    """In seconds, by the driver's clock."""

    def apply(self, session: Session) -> bool:
        """Begin the run."""
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
        """Return the callback. A fenced run leaves the remaining callbacks to its successor."""
        return session.runs.next_callback(self.run)


@dataclass(slots=True)
class FindBody(Operation[Run | None]):
    """Return the run whose page code is executing and can still call fragments, None if there is none."""

    caller: Caller

    def apply(self, session: Session) -> Run | None:
        """Return the app's run, or the caller's own run."""
        for run in (session.app.live, self.caller.run):
            if run is not None and run.live and run.phase == "body":
                return run
        return None


@dataclass(slots=True)
class MakeFinalRun(Operation[Run]):
    """Return a run for the code that the app executes when the session ends.

    The session itself has not started it.
    """

    def apply(self, session: Session) -> Run:
        """Return the run."""
        return Run(0, session.app)

"""Decides which code of a session can continue, and stops the rest."""

from collections.abc import Callable

from treadle._core.carry.scope import Scope
from treadle._core.session.session import Session
from treadle._core.stopping.fences import cleans_up, may_raise
from treadle.errors import StopException


class Admission:
    """Decides for one session whether code can write. Takes no lock.

    Every method can be called from any thread.

    Args:
        session: the session of the code.
        is_app_code: returns whether a source file belongs to the app.
    """

    def __init__(self, session: Session, is_app_code: Callable[[str], bool]) -> None:
        self._session = session
        self._is_app_code = is_app_code

    def admits(self, scope: Scope) -> bool:
        """Return whether a scope can still write. Background jobs outlive their run, but not their session.

        So do bound functions and copied contexts. While a fenced run has not stopped, it may wait for them,
        so they stop with it.
        """
        if self._session.ended:
            return scope.closing
        job, run = scope.job, scope.run
        if job is None:
            return not run.fenced or run.phase == "ended"
        if job.background or not run.fenced:
            return not job.stopped
        return run.phase == "ended" and not job.alive

    def over(self, scope: Scope) -> bool:
        """Return whether the scope's next command would stop it."""
        return not self.admits(scope)

    def check(self, scope: Scope) -> bool:
        """Return whether the scope can continue; a stop point."""
        if self.admits(scope):
            return True
        self.stop_here()
        return False

    def stop_here(self) -> None:
        """Raise `StopException` for the calling code, which must stop.

        Return where a stop point must do nothing.
        """
        if may_raise(self._is_app_code):
            raise StopException()

    def cleans_up(self) -> bool:
        """Return whether the calling app code is clean-up code. There, the state is not a stop point."""
        return cleans_up(self._is_app_code)

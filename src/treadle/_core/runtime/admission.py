"""Which code of a session may go on, and what becomes of code that may not."""

from collections.abc import Callable

from treadle._core.carry.scope import Scope
from treadle._core.session.session import Session
from treadle._core.stopping.fences import cleans_up, may_raise
from treadle.errors import StopException


class Admission:
    """Decides for one session whether code may write. Takes no lock; every method may be called from any thread.

    Args:
        session: whose code it is.
        is_app_code: returns whether a source file belongs to the app.
    """

    def __init__(self, session: Session, is_app_code: Callable[[str], bool]) -> None:
        self._session = session
        self._is_app_code = is_app_code

    def admits(self, scope: Scope) -> bool:
        """Return whether a scope may still write; background jobs outlive their run, but not their session.

        So do bound functions and contexts copied by hand. While a run that was fenced is about to stop, they may be what it waits for,
        and stop with it.
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
        """Return whether the scope may go on; a stop point."""
        if self.admits(scope):
            return True
        self.stop_here()
        return False

    def stop_here(self) -> None:
        """Raise `StopException`, as the calling code is over. Return where a stop point must do nothing."""
        if may_raise(self._is_app_code):
            raise StopException()

    def cleans_up(self) -> bool:
        """Return whether the calling app code cleans up: there, the app's state is no stop point."""
        return cleans_up(self._is_app_code)

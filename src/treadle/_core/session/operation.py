"""Operations: how the rooms below change and read a session, each by a name of its own.

An operation is an object with all that it needs. What drives the session (`runtime/live.py`) takes the session's lock, calls `apply`
and wakes the browsers that lack something then. So `apply` must be short, must not wait, and must not call the app's code.
"""

from typing import Generic, TypeVar

from .caller import Caller
from .session import Session

T = TypeVar("T")


class Operation(Generic[T]):
    """Something that is done to a session or read of it, at one moment."""

    __slots__ = ()

    def apply(self, session: Session) -> T:
        """Do it, and return what it finds; the session's lock is held."""
        raise NotImplementedError


class StateChange(Operation[T]):
    """An operation that changes the value of one key of the app's state.

    App code may clean up there in a `finally` block after its run was fenced. What it writes then lands, unless a newer run has written
    the same key.
    """

    __slots__ = ()

    caller: Caller
    key: str

    def is_late(self, session: Session) -> bool:
        """Whether a newer run than the caller's has written the key."""
        return session.widgets.writers.get(self.key, 0) > self.caller.run.number

    def instead(self, session: Session) -> T:
        """Return what the caller gets where the change must not land."""
        raise NotImplementedError

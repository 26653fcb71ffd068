"""Operations: named changes and reads of a session, for the rooms below.

An operation is an object with everything that it needs. The driver of the session (`runtime/page.py`) takes
the session's lock, calls `apply`, and then wakes the browsers that lack something. So `apply` must be short,
must not wait, and must not call app code.
"""

from typing import Generic, TypeVar

from .caller import Caller
from .session import Session

T = TypeVar("T")


class Operation(Generic[T]):
    """A change or read of a session at one moment."""

    __slots__ = ()

    def apply(self, session: Session) -> T:
        """Apply the operation and return its result. The caller holds the session's lock."""
        raise NotImplementedError


class StateChange(Operation[T]):
    """An operation that changes the value of one key of the app's state.

    App code may clean up in a `finally` block after its run was fenced. Such a change is applied, unless a
    newer run has written the same key.
    """

    __slots__ = ()

    caller: Caller
    key: str

    def is_late(self, session: Session) -> bool:
        """Whether a newer run than the caller's has written the key."""
        return session.widgets.writers.get(self.key, 0) > self.caller.run.number

    def instead(self, session: Session) -> T:
        """Return the result for a caller whose change must not be applied."""
        raise NotImplementedError

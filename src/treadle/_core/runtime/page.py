"""The page and the state of a session, for its threads."""

import threading
from collections.abc import Callable, Hashable
from typing import TypeVar

from treadle._core.carry.scope import Scope
from treadle._core.protocol.element import Element
from treadle._core.session.containers import IsContainer, LeaveContainer
from treadle._core.session.operation import Operation, StateChange
from treadle._core.session.place import place
from treadle._core.session.session import Session
from treadle._core.session.structure import NOWHERE

from .admission import Admission
from .connections import Connections
from .ports import Connection

T = TypeVar("T")


class LivePage:
    """One session's page and state (`carry.scope.Page`). Every method can be called from any thread.

    Args:
        session: the session of the page.
        lock: its lock.
        admission: decides who can write.
        connections: the browsers to wake after a write.
        wound_up: set when the session has ended and its last functions were called.
    """

    def __init__(
        self,
        session: Session,
        lock: threading.RLock,
        admission: Admission,
        connections: Connections,
        wound_up: threading.Event,
    ) -> None:
        self._session = session
        self._lock = lock
        self._admits = admission.admits
        self._admission = admission
        self._connections = connections
        self._wound_up = wound_up

    def do(self, scope: Scope, operation: Operation[T]) -> T:
        """Apply an operation to the session, and wake the browsers that lack something."""
        with self._lock:
            admitted = self._admits(scope)
            if admitted:
                result, woken, dropped = self._apply(operation.apply)
        if not admitted:
            self._admission.stop_here()
            return operation.apply(Session(seen=False))
        del dropped
        for connection in woken:
            connection.wake(False)
        return result

    def stop_point(self, scope: Scope, step: Callable[[], T]) -> T:
        """Execute a step under the lock, if the scope can continue."""
        with self._lock:
            if self._admits(scope):
                return step()
        self._admission.stop_here()
        return step()

    def apply(self, operation: Operation[T]) -> T:
        """Apply an operation during any run, and wake the browsers that lack something. Not a stop point."""
        with self._lock:
            result, woken, dropped = self._apply(operation.apply)
        del dropped
        for connection in woken:
            connection.wake(False)
        return result

    def _apply(self, step: Callable[[Session], T]) -> tuple[T, list[Connection], list[object]]:
        """Apply an operation. The caller holds the lock.

        Return its result, the connections to wake, and the objects to free without the lock.
        """
        result = step(self._session)
        return result, self._connections.of(self._session.rouse()), self._session.take_dropped()

    def look(self, scope: Scope, operation: Operation[T]) -> T:
        """Return the result of an operation that reads the app's state."""
        with self._lock:
            if self._admits(scope):
                return operation.apply(self._session)
        if not self._admission.cleans_up():
            self._admission.stop_here()
        with self._lock:
            return operation.apply(self._session)

    def change_state(self, scope: Scope, change: StateChange[T]) -> T:
        """Change the value of a key of the app's state, or return the result of a refused change."""
        with self._lock:
            admitted = self._admits(scope)
            if admitted:
                result, woken, dropped = self._apply(change.apply)
        if not admitted:
            lands = self._admission.cleans_up()
            if not lands:
                self._admission.stop_here()
            with self._lock:
                # After the session has forgotten its state, no more is stored.
                lands = lands and not change.is_late(self._session) and not self._wound_up.is_set()
                result, woken, dropped = self._apply(change.apply if lands else change.instead)
        del dropped
        for connection in woken:
            connection.wake(False)
        return result

    def write(self, scope: Scope, container: int, props: Element, identity: Hashable = None) -> int:
        """Put an element into a container and return its node id."""
        with self._lock:
            admitted = self._admits(scope)
            if admitted:
                node = place(self._session, scope, container, props, identity)
                woken = self._session.rouse() if self._session.browsers.sleepers else ()
                if not woken:
                    return node.id
                connections = self._connections.of(woken)
        if not admitted:
            self._admission.stop_here()
            # An element that is written over keeps its handle.
            return NOWHERE if self.holds(container) else container
        for connection in connections:
            connection.wake(False)
        return node.id

    def holds(self, id: int) -> bool:
        """Return whether a node is a container."""
        with self._lock:
            return IsContainer(id).apply(self._session)

    def left(self, scope: Scope, container: int, *, failed: bool) -> None:
        """End a `with container:` block."""
        with self._lock:
            if not self._admits(scope):
                return
            LeaveContainer(scope, container, failed).apply(self._session)
        self._connections.flush(now=False)

"""What the threads of a session write to its page and to the app's state, and read from them."""

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
    """One session's page and state (`carry.scope.Page`). Every method may be called from any thread.

    Args:
        session: whose page it is.
        lock: the session's.
        admission: decides who may write.
        connections: who is woken by what is written.
        wound_up: set when the session has ended, and what it had to do at its end has been done.
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
        """Apply an operation to the session, and wake who must know of it."""
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
        """Run a step under the lock, if the scope may go on."""
        with self._lock:
            if self._admits(scope):
                return step()
        self._admission.stop_here()
        return step()

    def apply(self, operation: Operation[T]) -> T:
        """Apply an operation, whichever run is active, and wake who must know of it. Not a stop point."""
        with self._lock:
            result, woken, dropped = self._apply(operation.apply)
        del dropped
        for connection in woken:
            connection.wake(False)
        return result

    def _apply(self, step: Callable[[Session], T]) -> tuple[T, list[Connection], list[object]]:
        """Apply what an operation does; the lock is held.

        Return what that returns, whom to wake, and what to let go of without the lock.
        """
        result = step(self._session)
        return result, self._connections.of(self._session.rouse()), self._session.take_dropped()

    def look(self, scope: Scope, operation: Operation[T]) -> T:
        """Return what an operation sees of the app's state."""
        with self._lock:
            if self._admits(scope):
                return operation.apply(self._session)
        if not self._admission.cleans_up():
            self._admission.stop_here()
        with self._lock:
            return operation.apply(self._session)

    def change_state(self, scope: Scope, change: StateChange[T]) -> T:
        """Change the value of a key of the app's state, or return what the caller gets instead."""
        with self._lock:
            admitted = self._admits(scope)
            if admitted:
                result, woken, dropped = self._apply(change.apply)
        if not admitted:
            lands = self._admission.cleans_up()
            if not lands:
                self._admission.stop_here()
            with self._lock:
                # What comes after the session has forgotten its state would be kept for nobody.
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
        """Note that a `with container:` block has ended."""
        with self._lock:
            if not self._admits(scope):
                return
            LeaveContainer(scope, container, failed).apply(self._session)
        self._connections.flush(now=False)

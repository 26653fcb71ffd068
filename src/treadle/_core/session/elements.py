"""Operations that change or remove elements on the page."""

from collections.abc import Callable
from dataclasses import dataclass

from treadle._core.protocol.element import Element

from .caller import Caller, Recorder
from .nodes import Node
from .operation import Operation
from .session import Session


@dataclass(slots=True)
class ChangeElement(Operation[None]):
    """Change the properties of an element through its handle. The new ones are made from the old ones."""

    caller: Caller
    node: int
    change: Callable[[Element], Element]

    def apply(self, session: Session) -> None:
        """Change the element, if it is still on the page."""
        node = session.document.get(self.node)
        if node is not None:
            session.document.update(node, self.change(node.props))
            if self.caller.recorder is not None:
                self.caller.recorder.changed(node.id, node.props)


@dataclass(slots=True)
class FollowElement(Operation[bool]):
    """Change an element that shows something live, during any run.

    Return whether the element is on the page.
    """

    node: int
    change: Callable[[Element], Element]

    def apply(self, session: Session) -> bool:
        """Change the element. Return False if it has left the page or the session has ended."""
        node = session.document.get(self.node)
        if node is None or session.ended:
            return False
        session.document.update(node, self.change(node.props))
        return True


@dataclass(slots=True)
class RemoveElement(Operation[None]):
    """Remove an element with everything in it."""

    recorder: Recorder | None
    node: int

    def apply(self, session: Session) -> None:
        """Remove the element, if it is still on the page."""
        node = session.document.get(self.node)
        if node is not None:
            _remove(session, node, self.recorder)


@dataclass(slots=True)
class EmptyContainer(Operation[None]):
    """Remove everything in a container."""

    recorder: Recorder | None
    container: int

    def apply(self, session: Session) -> None:
        """Remove the elements, if the container is still on the page."""
        node = session.document.get(self.container)
        for child in () if node is None else tuple(node.children):
            _remove(session, child, self.recorder)


def _remove(session: Session, node: Node, recorder: Recorder | None) -> None:
    session.document.remove(node)
    if recorder is not None:
        recorder.removed(node.id)


@dataclass(slots=True)
class IsOnPage(Operation[bool]):
    """Return whether a node is on the page."""

    node: int

    def apply(self, session: Session) -> bool:
        """Return the answer."""
        return session.document.get(self.node) is not None

"""Operations on containers: open one with a key, and leave a `with container:` block."""

from dataclasses import dataclass

from treadle._core.calling import At
from treadle._core.protocol.element import Container

from .caller import Caller
from .operation import Operation
from .place import place
from .session import Session
from .twins import same_key


@dataclass(slots=True)
class OpenContainer(Operation[int]):
    """Show a container with a key.

    The next run finds it by the key, wherever it stands among its siblings.
    """

    caller: Caller
    container: int
    """The node id of the container to which it is written."""
    props: Container
    key: str
    at: At | None
    """Where the app shows it."""

    def apply(self, session: Session) -> int:
        """Return the node id of the new container.

        Raises:
            DuplicateElementKey: another container of this run has the key.
        """
        identity = "container", self.key
        known = session.document.identities.get(identity)
        if known is not None and known.stamp == self.caller.writer.stamp:
            raise same_key(self.key, (known.props, known.at), (self.props, self.at))
        node = place(session, self.caller, self.container, self.props, identity)
        node.at = self.at
        return node.id


@dataclass(slots=True)
class LeaveContainer(Operation[None]):
    """End a `with container:` block."""

    caller: Caller
    container: int
    failed: bool
    """Whether an exception has ended the block."""

    def apply(self, session: Session) -> None:
        """Update the container. If it holds one element only, remove what the block has not written again."""
        node = session.document.get(self.container)
        if node is None or not isinstance(node.props, Container):
            return
        session.document.update(node, node.props.left(self.failed))
        if self.caller.recorder is not None:
            self.caller.recorder.changed(self.container, node.props)
        if node.parent is not None and node.parent.props.single:
            # A loop writes the container several times in one run. What this round has not written is
            # removed.
            session.document.sweep(node, self.caller.writer)


@dataclass(slots=True)
class IsContainer(Operation[bool]):
    """Return whether a node is a container. A node that has left the page counts as one."""

    node: int

    def apply(self, session: Session) -> bool:
        """Return the answer."""
        node = session.document.get(self.node)
        return node is None or node.props.container

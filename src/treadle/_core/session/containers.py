"""Open a container with a key, and note that a `with container:` block has ended."""

from dataclasses import dataclass

from treadle._core.protocol.element import Container
from treadle.errors import DuplicateElementKey

from .caller import Caller
from .operation import Operation
from .place import place
from .session import Session


@dataclass(slots=True)
class OpenContainer(Operation[int]):
    """Show a container with a key, by which it is found again wherever it stands among its siblings."""

    caller: Caller
    container: int
    """Node id of the place that it is written to."""
    props: Container
    key: str

    def apply(self, session: Session) -> int:
        """Return its node id.

        Raises:
            DuplicateElementKey: another container of this run has the key.
        """
        identity = "container", self.key
        known = session.document.identities.get(identity)
        if known is not None and known.stamp == self.caller.writer.stamp:
            raise DuplicateElementKey(self.key)
        return place(session, self.caller, self.container, self.props, identity).id


@dataclass(slots=True)
class LeaveContainer(Operation[None]):
    """Note that a `with container:` block has ended."""

    caller: Caller
    container: int
    failed: bool
    """Whether an exception has ended it."""

    def apply(self, session: Session) -> None:
        """Let the container show that; in a container of one, remove what the block has not written again."""
        node = session.document.get(self.container)
        if node is None or not isinstance(node.props, Container):
            return
        session.document.update(node, node.props.left(self.failed))
        if self.caller.recorder is not None:
            self.caller.recorder.changed(self.container, node.props)
        if node.parent is not None and node.parent.props.single:
            # Written again and again in one run, as in a loop: what this round has not written is gone.
            session.document.sweep(node, self.caller.writer)


@dataclass(slots=True)
class IsContainer(Operation[bool]):
    """Return whether a node is a container; one that has left the page counts as one."""

    node: int

    def apply(self, session: Session) -> bool:
        """Return it."""
        node = session.document.get(self.node)
        return node is None or node.props.container

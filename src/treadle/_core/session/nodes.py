"""The nodes of a page, and their writers."""

from collections.abc import Hashable, Iterator
from typing import NamedTuple, Protocol

from treadle._core.calling import At
from treadle._core.protocol.element import Element

from .structure import Slot


class Writer:
    """The writer of some elements.

    All threads of a run share one for each lane; a background thread has its own.
    """

    __slots__ = ("alive", "background", "lane", "outside", "places", "stamp")

    def __init__(self, stamp: int, lane: str, *, background: bool = False) -> None:
        self.stamp = stamp
        """Marks the elements that this writer has written. Positive."""
        self.lane = lane
        """The lane for which it writes."""
        self.background = background
        """Whether its elements stay while it is alive, independent of its run."""
        self.alive = True
        self.places: dict[int, Place] = {}
        """Its place in each container."""
        self.outside: dict[int, Node] = {}
        """The node to which a fragment's writer writes, by container id: the container, or a slot in it."""


class Outside(NamedTuple):
    """Identifies the slot of a fragment that writes into a container outside of it."""

    lane: str
    container: int


class Job(Protocol):
    """The owner of a slot: a thread, pool job or coroutine, or a fragment that runs beside the page."""

    @property
    def alive(self) -> bool:
        """Whether it can still write."""


class Place:
    """The place of a writer in one container: its last child, and the child's index, right or nearly so."""

    __slots__ = ("index", "last", "replaced")

    def __init__(self) -> None:
        self.last: Node | None = None
        self.index = 0
        self.replaced = 0
        """The index behind the old element that the writer's last new element has replaced."""


class Node:
    """One container or element."""

    __slots__ = (
        "at",
        "children",
        "depth",
        "id",
        "identity",
        "job",
        "lane",
        "mark",
        "order",
        "page",
        "parent",
        "props",
        "stamp",
        "visible",
        "writer",
    )

    def __init__(self, id: int, props: Element, parent: "Node | None", identity: Hashable) -> None:
        self.id = id
        self.props = props
        self.parent = parent
        self.depth: int = 0 if parent is None else parent.depth + 1
        self.identity = identity
        self.mark = props.mark()
        """The mark of the element as the app showed it.

        A later change through its handle does not affect it.
        """
        self.at: At | None = None
        """Where the app shows it, if it has a key."""
        self.children: list[Node] = []
        self.stamp = 0
        self.order = 0
        """The document's count of fragment calls when the node was written."""
        self.lane = ""
        self.page: str | None = None
        """The page whose code has written it last; None for code that all pages share."""
        self.writer: Writer | None = None
        self.job: Job | None = None
        """The owner of this slot. While it lives, only it decides what is stale in the slot."""
        self.visible = not isinstance(props, Slot)

    def __repr__(self) -> str:
        return f"<Node {self.id} {self.props.kind}>"

    def walk(self) -> "Iterator[Node]":
        """Yield this node and everything below it, in page order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def ancestors(self) -> "Iterator[Node]":
        """Yield this node's parent, its parent, and so on up to the root."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent
